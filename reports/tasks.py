"""The tasks a policy gives: every rule that obliges somebody, with who has which part in it, by clause."""

from collections.abc import Iterable

from attrs import frozen

from ..engine.program import Benefit, Duty, Fund, OpenNorm, Program, Target
from .clause_order import clause_position
from .deadlines import NO_DEADLINE, deadline_words, target_deadline_words
from .result_views import UNPRICED

NO_BEARER = "原文未定"
NO_CLAUSE = "—"
NOBODY = "—"

Rule = Duty | Benefit | Fund | Target | OpenNorm

LEADING, ALONE, COOPERATING, SUPERVISING = "牵头", "承办", "配合", "督办"
"""Parts a department may have in a task."""


@frozen
class Task:
    """One task: what is to be done, by whom and when.

    `lead` is the leading department where others cooperate, `responsible` all of them in words; `parts` names each
    department with its part. `timed` is True where the text gives a time.
    """

    rule: Rule
    text: str
    lead: str
    responsible: str
    deadline: str
    parts: tuple[tuple[str, str], ...]
    timed: bool = False

    @property
    def clause(self) -> str:
        """The clauses it rests on; a dash where it cites none."""
        return self.rule.heading.clause or NO_CLAUSE

    @property
    def is_open(self) -> bool:
        """True for a norm that words alone bind."""
        return isinstance(self.rule, OpenNorm)

    @property
    def has_owner(self) -> bool:
        """True where the text says whose task it is."""
        return bool(self.parts)


def tasks_of(program: Program) -> list[Task]:
    """All 职责, 待遇, 经费, 目标 and 定性要求, by clause."""
    rules: list[Rule] = [
        *program.duties,
        *program.benefits,
        *program.funds,
        *program.targets,
        *program.open_norms,
    ]
    rules.sort(key=lambda rule: clause_position(program.source, rule.heading))
    return [_task(program, rule) for rule in rules]


def _task(program: Program, rule: Rule) -> Task:
    match rule:
        case Duty():
            return _duty(program, rule)
        case Benefit(payer=payer, payee=payee):
            to = f"，发给{payee.words}" if payee else ""
            return _single(program, rule, f"发放{rule.name}{to}", payer.words)
        case Fund(payer=payer):
            return _single(program, rule, _budgeting(rule), payer.words)
        case Target(bearer=bearer, due=due):
            day = target_deadline_words(rule) if due is not None else None
            return _single(program, rule, _reaching(rule), bearer.words if bearer else "", day)
        case OpenNorm(bearers=bearers, action=action):
            names = "、".join(_with_members(program, name) for name in bearers) or NO_BEARER
            return Task(rule, action, NOBODY, names, NO_DEADLINE, tuple((name, ALONE) for name in bearers))


def _duty(program: Program, duty: Duty) -> Task:
    bearers = tuple(party.words for party in duty.bearers) or tuple(filter(None, (duty.bearer.words,)))
    helpers = tuple(party.words for party in duty.cooperating)
    supervisors = tuple(party.words for party in duty.supervisors)
    own = _with_members(program, duty.bearer.words)
    responsible = "、".join((own, *(_with_members(program, name) for name in helpers)))
    if supervisors:
        responsible += f"（督办：{'、'.join(supervisors)}）"
    parts = [(name, LEADING if helpers else ALONE) for name in bearers]
    parts += [(name, COOPERATING) for name in helpers]
    parts += [(name, SUPERVISING) for name in supervisors]
    timed = duty.deadline is not None
    lead = own if helpers else NOBODY
    return Task(duty, _conduct(duty), lead, responsible, deadline_words(duty), _once(parts), timed)


def _single(program: Program, rule: Rule, text: str, bearer: str, day: str | None = None) -> Task:
    """A task of one department, or of none the text names."""
    parts = ((bearer, ALONE),) if bearer else ()
    return Task(rule, text, NOBODY, _with_members(program, bearer), day or NO_DEADLINE, parts, day is not None)


def _reaching(target: Target) -> str:
    """What is to be reached, in the words of the source where there are any."""
    words = next((c.quotation for c in target.heading.citations if c.quotation), "")
    return f"达到目标「{target.name}」" + (f"：{words}" if words else "")


def _budgeting(fund: Fund) -> str:
    """What is to be budgeted and how it comes about."""
    if not fund.has_rate:
        return f"列支{fund.name}（{UNPRICED}：原文没有给出标准，只列示，不测算）"
    basis = f"{fund.headcount.basis.value}人数和标准" if fund.headcount is not None else f"{fund.benefit}的合计"
    year = "下一年度" if fund.budget_offset else "本年度"
    return f"将{fund.name}列入{year}预算（按{basis}测算）"


def _once(parts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(parts))


def _conduct(duty: Duty) -> str:
    """The action, and to whom and by which channel where its words do not say so."""
    recipients = [party.words for party in duty.recipients]
    notes = []
    if any(name not in duty.action for name in recipients):
        notes.append("向" + ("或" if duty.alternatives else "、").join(recipients))
    if any(channel not in duty.action for channel in duty.channels):
        notes.append("经" + "、".join(duty.channels))
    return duty.conduct.rstrip("。；") + (f"（{'；'.join(notes)}）" if notes else "")


def _with_members(program: Program, words: str) -> str:
    """A duty holder, with the members of a group (监所（监狱、劳教所、看守所）)."""
    if not words:
        return NO_BEARER
    members = [member for member in program.bearers.get(words, ()) if member != words]
    return f"{words}（{'、'.join(members)}）" if members else words
