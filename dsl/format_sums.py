"""Clauses of 经费, 目标 and 来源, and the payments of a 待遇, in their canonical spelling."""

from collections.abc import Iterable

from .format_expressions import SUM, expression_text, join, literal_text, name_text, path_text
from .syntax import (
    AlsoRead,
    ByStandard,
    HeadcountClause,
    ListedIn,
    MonthlyAmount,
    Path,
    Per,
    TextLiteral,
    TotalOf,
    Verified,
    Yearly,
)

SumClause = MonthlyAmount | Per | HeadcountClause | AlsoRead | TotalOf | ByStandard | ListedIn | Verified | Yearly


def sum_text(clause: SumClause) -> str:
    """A clause of 经费, or what 待遇 and 目标 share with it."""
    match clause:
        case MonthlyAmount(start=start, end=end, value=value):
            first, last, each = (expression_text(x, SUM) for x in (start, end, value))
            return join("按月 自", first, "至", last, "数额", each)
        case Per(names=names):
            return join("每", "、".join(map(name_text, names)))
        case HeadcountClause(entity=entity, basis=basis, via=via, condition=condition):
            when = ("当", f"（{expression_text(condition)}）") if condition is not None else ()
            return join("人数", name_text(entity), *_via(via), basis, *when)
        case AlsoRead(bases=bases):
            return join("另读", "、".join(bases))
        case TotalOf(benefit=benefit, via=via):
            return join("合计", name_text(benefit), *_via(via))
        case ByStandard(value=value):
            return join("按标准", expression_text(value, SUM))
        case ListedIn(year=year):
            return join("列入", year)
        case Verified(path=path):
            return join("核对", path_text(path))
        case Yearly():
            return "每年"


def _via(path: Path | None) -> tuple[str, ...]:
    return ("经", path_text(path)) if path is not None else ()


def quoted(texts: Iterable[TextLiteral]) -> str:
    """What an office writes: "甲"、"乙"."""
    return "、".join(literal_text(text) for text in texts)
