"""Violations that a database found, found again by the interpreter before a document accuses anybody of them.

What the two disagree on is printed nowhere: the run stops and says so (GJ556).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import ClassVar

from attrs import frozen

from ..evaluate import short_budgets
from ..facts.partial import WholeNeeded
from ..facts.problem import Problem
from ..facts.tables import Facts
from ..outcome import Breach, BreachKind, Entitlement, Obligation, Undetermined
from ..program import Program
from ..row_rules import RowDecider, RowRules
from ..sensitive import has_sensitive_key
from ..versions import interpreter_for
from .typed_cases import TypedCases

AT_ONCE = 20_000
"""So many cases are fetched and interpreted together."""
HIDDEN = "（已隐去）"


@frozen
class Disagreement(Problem):
    """The database and the interpreter find different things; each result is given in words."""

    code: ClassVar[str] = "GJ556"
    explanation: ClassVar[str] = (
        "文书印出的每一条违规，都由逐件解释再算一遍。两种算法结果不同，说明程序有错，这时不出文书，以免冤枉单位。"
    )
    rule: str
    key: str
    by_database: str
    by_interpreter: str

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""
        return f"「{self.rule}」对「{self.key}」的两种算法结果不同，没有出文书"

    @property
    def notes(self) -> tuple[str, ...]:
        """Both results."""
        return (f"数据库核查：{self.by_database}", f"逐件复核：{self.by_interpreter}")

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do."""
        return ("改用逐件核查（加 --engine reference）", "把这两个结果和规则报告给规矩的维护者")


@frozen
class Found:
    """What a database found: the violations to be printed, and the sums that some rest on (None where they are too many)."""

    obligations: Sequence[Obligation]
    breaches: Sequence[Breach]
    entitlements: Sequence[Entitlement] | None = None
    undetermined: Sequence[Undetermined] = ()


def rederive(program: Program, cases: TypedCases, found: Found, as_of: date) -> tuple[str, ...]:
    """Find every violation again. Raises Refusal (GJ556) at the first that comes out otherwise.

    Gives the rules of which violations rest on more rows than are interpreted: budgets and targets of large tables.
    """
    violations: list[Obligation | Breach] = [
        *found.obligations,
        *(b for b in found.breaches if b.kind is BreachKind.WRONG_PAYMENT),
    ]
    violations.sort(key=lambda v: (v.entity, v.key))
    for start in range(0, len(violations), AT_ONCE):
        _compare(program, cases, violations[start : start + AT_ONCE], as_of)
    too_large: dict[str, None] = {}
    for kind, again in ((BreachKind.MISSED_TARGET, _targets), (BreachKind.SHORT_BUDGET, _budgets)):
        listed = sorted((b for b in found.breaches if b.kind is kind), key=lambda b: b.rule)
        for rule, breaches in groupby(listed, key=lambda b: b.rule):
            try:
                again(program, cases, rule, tuple(breaches), found, as_of)
            except WholeNeeded:
                too_large[rule] = None
    return tuple(too_large)


def _compare(program: Program, cases: TypedCases, violations: Sequence[Obligation | Breach], as_of: date) -> None:
    """Violations that rest on a case and what it refers to."""
    again = cases.ask(lambda facts: _found_again(program, facts, violations, as_of))
    for violation in violations:
        _agree(program, violation, again.get((violation.entity, violation.key), ()))


def _found_again(
    program: Program, facts: Facts, violations: Iterable[Obligation | Breach], as_of: date
) -> dict[tuple[str, str], tuple[Obligation | Breach, ...]]:
    """What the interpreter finds under the same rules for the same cases, those not fetched yet left out."""
    interpreter = interpreter_for(program, facts, as_of)
    asked: dict[tuple[str, str], set[str]] = {}
    for violation in violations:
        asked.setdefault((violation.entity, violation.key), set()).add(_rule(violation))
    found: dict[tuple[str, str], tuple[Obligation | Breach, ...]] = {}
    chosen: dict[tuple[str, frozenset[str]], RowDecider] = {}
    for (entity, key), names in asked.items():
        record = facts.tables[entity].by_key.get(key)
        if record is None:
            continue
        slot = (entity, frozenset(names))
        if slot not in chosen:
            chosen[slot] = RowRules.about(entity, program).only(names).by(interpreter)
        tally = chosen[slot].alone(interpreter.case(entity, record))
        found[entity, key] = (*tally.obligations, *tally.breaches)
    return found


def _targets(program: Program, cases: TypedCases, rule: str, breaches: Sequence[Breach], _: Found, as_of: date) -> None:
    """目标 that were missed: each rests on the rows of its place. Raises WholeNeeded where those are too many."""
    counted = {a.over for a in program.aggregates if any(a.entity == b.entity for b in breaches)}
    for entity in counted:
        cases.need_small(entity)
    _compare(program, cases, breaches, as_of)


def _budgets(
    program: Program, cases: TypedCases, rule: str, breaches: Sequence[Breach], found: Found, as_of: date
) -> None:
    """Budgets that fall short: each rests on all rows counted. Raises WholeNeeded where those are too many."""
    fund = next(f for f in program.funds if f.name == rule)
    if fund.benefit is not None and found.entitlements is None:
        raise WholeNeeded(fund.benefit)
    sums = tuple(e for e in found.entitlements or () if e.benefit == fund.benefit)
    open_ = tuple(u for u in found.undetermined if u.rule == fund.benefit)

    def question(facts: Facts) -> tuple[Breach, ...]:
        return short_budgets(program, interpreter_for(program, facts, as_of), fund, sums, open_)

    again = cases.ask(question)
    for breach in breaches:
        _agree(program, breach, tuple(b for b in again if (b.entity, b.key) == (breach.entity, breach.key)))


def _agree(program: Program, violation: Obligation | Breach, again: Sequence[Obligation | Breach]) -> None:
    if violation in again:
        return
    entity = program.entities.get(violation.entity)
    key = HIDDEN if entity is not None and has_sensitive_key(entity) else violation.key
    same_rule = [other for other in again if _rule(other) == _rule(violation)]
    told, words = _words(violation), "；".join(_words(other) for other in same_rule) or "没有违规"
    if told == words:
        words = "责任主体、缺项或待补事实不同"
    raise Disagreement(_rule(violation), key, told, words).refusal()


def _rule(violation: Obligation | Breach) -> str:
    return violation.duty if isinstance(violation, Obligation) else violation.rule


def _words(found: Obligation | Breach) -> str:
    """A result with every part that the two could disagree on, but for names of persons."""
    return "，".join(_parts(found))


def _parts(found: Obligation | Breach) -> Iterator[str]:
    if isinstance(found, Breach):
        yield from (found.kind.value, found.reason)
    else:
        yield found.state.value
        days = (("起算", found.trigger), ("期限", found.due), ("顺延至", found.due_extended), ("履行", found.done))
        yield from (f"{word}{day}" for word, day in days if day is not None)
        if found.days_late is not None:
            yield f"逾期{found.days_late}天"
        if found.reason:
            yield found.reason
        if found.period:
            yield found.period
    if found.due is not None and isinstance(found, Breach):
        yield f"期限{found.due}"
    if found.version is not None:
        yield f"适用{found.version}版本"
