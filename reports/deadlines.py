"""Deadlines of duties in words, with how they are counted, as documents show them."""

from datetime import date

from ..engine.date_words import full_date
from ..engine.operators.years import YEAR_END
from ..engine.periods import Period, PeriodUnit
from ..engine.program import Apply, Const, Deadline, Direction, Duty, Expression, Fact, Target, facts_of

NO_DEADLINE = "原文未定时限"

_ROLLED = {"顺延": "末日逢休息日顺延", "提前": "末日逢休息日提前"}
_COUNTED = {PeriodUnit.WORKING_DAY: "按工作日计算", PeriodUnit.DAY: "按日历日计算"}


def deadline_words(duty: Duty) -> str:
    """When a duty falls due and how the days are counted: 信息收到日期起5个工作日内（不含当日，按工作日计算）.

    Words such as 立即 are quoted as the text's own; where the text gives nothing, it says 原文未定时限.
    """
    if duty.deadline is None:
        return f"「{duty.prompt}」（原文用语，不计算期限）" if duty.prompt else NO_DEADLINE
    notes = _counting(duty.deadline)
    return duty.deadline.words + (f"（{'，'.join(notes)}）" if notes else "")


def target_deadline_words(target: Target) -> str:
    """By when a 目标 is to be reached: a day, the end of each year, or 原文未定时限."""
    match target.due:
        case None:
            return NO_DEADLINE
        case Const(value=date() as day):
            return full_date(day)
        case Apply(operator=operator) if operator is YEAR_END:
            return "每年12月31日"
        case due:
            return "".join(due.span.text.split()) if due.span is not None else NO_DEADLINE


def _counting(deadline: Deadline) -> list[str]:
    """含当日 or not, the kind of days, what a rest day at the end does."""
    if deadline.direction is Direction.FIXED:
        return []
    counted, rolled = _unwrapped(deadline.strict)
    notes: list[str] = []
    unit: PeriodUnit | None = None
    match counted:
        case Apply(arguments=(_, Const(value=Period() as period), Const(value=include), Const(value=month_end))):
            unit = period.unit
            notes.append("含当日" if include is True else "不含当日")
            notes += [_COUNTED[unit]] if unit in _COUNTED else []
            notes += ["按月末对月末"] if month_end is True else []
    if deadline.strict != deadline.extended:
        notes.append("原文未定逢休息日是否顺延，顺延期内完成的列为存疑")
    elif rolled:
        notes.append(rolled)
    elif unit is not None and unit is not PeriodUnit.WORKING_DAY and deadline.direction is Direction.FORWARD:
        notes.append("逢休息日不顺延")
    return notes


def _unwrapped(expression: Expression) -> tuple[Expression, str]:
    """The count itself, and what is done where it ends on a rest day."""
    match expression:
        case Apply(operator=operator, arguments=(inner,)) if operator.name in _ROLLED:
            return inner, _ROLLED[operator.name]
        case _:
            return expression, ""


def trigger_words(duty: Duty) -> str:
    """What a deadline counts from: the fact's name, 每月 and the like for a repeated duty, a dash for a fixed day."""
    if duty.repetition is not None:
        return duty.repetition.recurrence.value
    match duty.deadline:
        case Deadline(trigger=Fact() as fact):
            return fact.words
        case Deadline(trigger=trigger) if trigger is not None:
            return "、".join(dict.fromkeys(fact.words for fact in facts_of(trigger))) or "—"
        case _:
            return "—"
