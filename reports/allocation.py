"""任务分工表: who must do what by when, for every rule of a program that gives someone a task, by clause."""

from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from ..engine.date_words import full_date
from ..engine.program import Benefit, Duty, Fund, OpenNorm, Program, Target
from .citations import policy_words
from .clause_order import clause_position
from .deadlines import NO_DEADLINE, deadline_words, target_deadline_words
from .document import Document
from .rendering import fill
from .result_views import UNPRICED
from .rule_index import NO_BEARER

TEMPLATE = "任务分工表.md.j2"
NO_CLAUSE = "—"

Task = Duty | Benefit | OpenNorm | Fund | Target


def allocation_document(program: Program, *, templates: Path | None = None) -> Document:
    """The table 序号｜工作任务｜条款｜牵头单位｜责任单位｜完成时限｜进展 of all 职责, 待遇, 经费, 目标 and 定性要求.

    `templates` is a folder with the office's own 任务分工表.md.j2. Raises Refusal where the template is wrong.
    """
    tasks: list[Task] = [*program.duties, *program.benefits, *program.funds, *program.targets, *program.open_norms]
    tasks.sort(key=lambda task: clause_position(program.source, task.heading))
    open_norms = len(program.open_norms)
    timed = sum(_is_timed(task) for task in tasks)
    fields = {
        "发文机关": program.issuer or "",
        "日期": full_date(program.in_force),
        "政策": policy_words(program),
        "施行日期": full_date(program.in_force),
        "规则版本": program.digest[:12],
        "任务表": [_row(program, number, task) for number, task in enumerate(tasks, start=1)],
        "有时限": timed,
        "未定时限": len(tasks) - timed - open_norms,
        "定性要求": open_norms,
        "解释": _readings(program, tasks),
    }
    return fill(TEMPLATE, fields, templates)


@frozen
class _Parts:
    """What a row says beside number and clause."""

    task: str
    lead: str
    responsible: str
    deadline: str


def _row(program: Program, number: int, task: Task) -> Mapping[str, object]:
    parts = _parts(program, task)
    return {
        "序号": number,
        "名称": task.name,
        "内容": parts.task,
        "定性": isinstance(task, OpenNorm),
        "条款": task.heading.clause or NO_CLAUSE,
        "牵头单位": parts.lead,
        "责任单位": parts.responsible,
        "完成时限": parts.deadline,
    }


def _parts(program: Program, task: Task) -> _Parts:
    match task:
        case Duty() as duty:
            lead = _bearer(program, duty.bearer.words) if duty.cooperating else "—"
            names = (duty.bearer.words, *(party.words for party in duty.cooperating))
            responsible = "、".join(_bearer(program, name) for name in names)
            if duty.supervisors:
                responsible += f"（督办：{'、'.join(party.words for party in duty.supervisors)}）"
            return _Parts(_duty_task(duty), lead, responsible, deadline_words(duty))
        case Benefit() as benefit:
            payee = f"，发给{benefit.payee.words}" if benefit.payee else ""
            return _Parts(f"发放{benefit.name}{payee}", "—", _bearer(program, benefit.payer.words), NO_DEADLINE)
        case Fund() as fund:
            return _Parts(_fund_task(fund), "—", _bearer(program, fund.payer.words), NO_DEADLINE)
        case Target() as target:
            bearer = _bearer(program, target.bearer.words) if target.bearer else NO_BEARER
            return _Parts(_target_task(target), "—", bearer, target_deadline_words(target))
        case OpenNorm() as norm:
            bearers = "、".join(_bearer(program, name) for name in norm.bearers) or NO_BEARER
            return _Parts(norm.action, "—", bearers, NO_DEADLINE)


def _is_timed(task: Task) -> bool:
    match task:
        case Duty(deadline=deadline):
            return deadline is not None
        case Target(due=due):
            return due is not None
        case Benefit() | Fund() | OpenNorm():
            return False


def _fund_task(fund: Fund) -> str:
    """What is to be budgeted and how it comes about."""
    if not fund.has_rate:
        return f"列支{fund.name}（{UNPRICED}：原文没有给出标准，只列示，不测算）"
    basis = f"{fund.headcount.basis.value}人数和标准" if fund.headcount is not None else f"{fund.benefit}的合计"
    year = "下一年度" if fund.budget_offset else "本年度"
    return f"将{fund.name}列入{year}预算（按{basis}测算）"


def _target_task(target: Target) -> str:
    """What is to be reached, in the words of the source where there are any."""
    words = next((c.quotation for c in target.heading.citations if c.quotation), "")
    return f"达到目标「{target.name}」" + (f"：{words}" if words else "")


def _duty_task(duty: Duty) -> str:
    """The action, and to whom and by which channel where its words do not say so."""
    recipients = [party.words for party in duty.recipients]
    notes = []
    if any(name not in duty.action for name in recipients):
        notes.append("向" + ("或" if duty.alternatives else "、").join(recipients))
    if any(channel not in duty.action for channel in duty.channels):
        notes.append("经" + "、".join(duty.channels))
    return duty.conduct.rstrip("。；") + (f"（{'；'.join(notes)}）" if notes else "")


def _bearer(program: Program, words: str) -> str:
    """A duty holder, with the members of a group (监所（监狱、劳教所、看守所）)."""
    if not words:
        return NO_BEARER
    members = [member for member in program.bearers.get(words, ()) if member != words]
    return f"{words}（{'、'.join(members)}）" if members else words


def _readings(program: Program, tasks: list[Task]) -> list[str]:
    """The readings of the policy as a whole and of the tasks shown, each once, with whose it is."""
    names = {rule.name for rule in (*program.derived, *tasks)} | {norm.heading.name for norm in program.non_norms}
    general = [reading.text for reading in program.readings if reading.rule not in names]
    own = [f"{task.name}：{reading.text}" for task in tasks for reading in task.heading.readings]
    return list(dict.fromkeys(text.rstrip("。；") for text in (*general, *own)))
