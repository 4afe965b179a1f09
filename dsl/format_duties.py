"""What 职责 and 禁止 have of their own, in canonical spelling."""

from .format_expressions import SUM, date_text, expression_text, join, moment_text, name_text, path_text, quote
from .syntax import (
    ApplicablePeriod,
    Arises,
    By,
    DateLiteral,
    DeadlineClause,
    DoneInPeriod,
    Extension,
    May,
    Path,
    ShallNot,
    Suspension,
)


def by_text(clause: By) -> str:
    """由 A、B [共同]; 由 各 C; 由 A 牵头 B 配合."""
    parties = "、".join(map(path_text, clause.parties))
    if clause.each:
        return join("由", "各", parties)
    if clause.jointly:
        return join("由", parties, "共同")
    if clause.cooperating:
        return join("由", parties, "牵头", "、".join(map(path_text, clause.cooperating)), "配合")
    return join("由", parties)


def deadline_text(clause: DeadlineClause) -> str:
    """期限, with what may change it."""
    text = _plain_deadline(clause)
    return "；".join((text, *(_change_text(change) for change in clause.changes)))


def special_text(clause: May | DoneInPeriod | Arises | ApplicablePeriod | ShallNot) -> str:
    """A clause that stands on one line."""
    match clause:
        case May(text=text):
            return join("可", quote(text))
        case ShallNot(text=text):
            return join("不得", quote(text))
        case Arises(path=path, outcome=outcome):
            return join("触发", path_text(path), outcome)
        case ApplicablePeriod(start=start, end=end):
            first = () if start is None else ("自", point_text(start))
            last = () if end is None else ("至", point_text(end))
            return join("适用期间", *first, *last)
        case DoneInPeriod(date=date, link=link, matching=matching):
            through = () if link is None else ("经", name_text(link))
            condition = () if matching is None else ("当", expression_text(matching))
            return f"完成于 本期（{join(path_text(date), *through, *condition)}）"


def point_text(point: Path | DateLiteral) -> str:
    """A date named or written out."""
    return path_text(point) if isinstance(point, Path) else date_text(point.value)


def _plain_deadline(clause: DeadlineClause) -> str:
    options = [option.text for option in clause.options]
    match clause:
        case DeadlineClause(words=str() as words):
            return join("期限", f"「{words}」")
        case DeadlineClause(every=str() as every, day=day):
            return join("期限", every, *(() if day is None else ("至迟", day.text)), *options)
        case DeadlineClause(direction="起", base=base, period=period) if base is not None and period is not None:
            return join("期限", moment_text(base), "起", expression_text(period), "内", *options)
        case DeadlineClause(base=base, period=period) if base is not None and period is not None:
            return join("期限", moment_text(base), clause.direction, expression_text(period), *options)
        case DeadlineClause(direction="未规定"):
            return join("期限", "未规定")
        case DeadlineClause(base=base) if base is not None:
            return join("期限", "至迟", expression_text(base, SUM), *options)
        case _:
            raise ValueError("a 期限 has words or a date")


def _change_text(change: Extension | Suspension) -> str:
    match change:
        case Extension(period=period, approval=approval):
            return join("可延长", expression_text(period), "凭", path_text(approval))
        case Suspension(start=start, end=end):
            return join("中止", "自", path_text(start), "至", path_text(end))
