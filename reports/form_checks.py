"""How the cells of a form look and what Excel refuses in them, with the words it says then."""

from datetime import date, datetime
from typing import Any

from ..engine.facts.columns import column_letters
from ..engine.operators.arithmetic import INTEGER_LIMIT
from ..engine.periods import FIRST_DATE, LAST_DATE
from .form_columns import Check, FormColumn

TITLE_LIMIT = 32
MESSAGE_LIMIT = 255

_TEXT = {"num_format": "@"}
CELL_FORMATS: dict[Check, dict[str, Any]] = {
    Check.ANYTHING: _TEXT,
    Check.ONE_OF: _TEXT,
    Check.OFFERED: _TEXT,
    Check.PERCENT: _TEXT,
    Check.DAY: {"num_format": "yyyy-mm-dd", "align": "center"},
    Check.MOMENT: {"num_format": "yyyy-mm-dd hh:mm", "align": "center"},
    Check.YEAR: {"num_format": "0", "align": "center"},
    Check.WHOLE: {"num_format": "#,##0"},
    Check.SUM: {"num_format": "#,##0.00"},
    Check.DECIMAL: {"num_format": "0.######"},
}
"""Text keeps long numbers and leading zeros; a percentage typed as text keeps its sign, so that 150% is no 1.5."""


def validation(column: FormColumn, position: int, source: list[str] | str | None) -> dict[str, Any] | None:
    """What Excel checks in a column, as XlsxWriter takes it; None where anything may stand."""
    cell = f"{column_letters(position)}2"
    rule: dict[str, Any]
    match column.check:
        case Check.ANYTHING:
            return None
        case Check.ONE_OF | Check.OFFERED:
            if source is None:
                return None
            rule = {"validate": "list", "source": source, "show_error": column.check is Check.ONE_OF}
        case Check.DAY:
            rule = {"validate": "date", "criteria": "between", "minimum": FIRST_DATE, "maximum": LAST_DATE}
        case Check.MOMENT:
            first, last = _midnight(FIRST_DATE), _midnight(LAST_DATE).replace(hour=23, minute=59)
            rule = {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
        case Check.YEAR:
            rule = {"validate": "integer", "criteria": "between"}
            rule |= {"minimum": FIRST_DATE.year, "maximum": LAST_DATE.year}
        case Check.WHOLE:
            rule = {"validate": "integer", "criteria": "between"}
            rule |= {"minimum": -INTEGER_LIMIT, "maximum": INTEGER_LIMIT}
        case Check.SUM:
            rule = {"validate": "custom", "value": f"=AND(ISNUMBER({cell}),ROUND({cell},2)={cell})"}
        case Check.DECIMAL:
            rule = {"validate": "custom", "value": f"=AND(ISNUMBER({cell}),ROUND({cell},6)={cell})"}
        case Check.PERCENT:
            rule = {"validate": "custom", "value": f'=ISNUMBER(VALUE(SUBSTITUTE({cell},"‰","%")))'}
    return rule | _words(column)


def _words(column: FormColumn) -> dict[str, Any]:
    """What Excel says when it refuses an entry."""
    blank = "还没有发生" if column.proof else "不知道"
    end = "。" if column.key else f"；{blank}就留空。"
    message = f"「{column.name}」这一列{column.answer}"
    return {
        "error_title": f"{column.name}填得不对"[:TITLE_LIMIT],
        "error_message": message[: MESSAGE_LIMIT - len(end)] + end,
        "ignore_blank": True,
    }


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
