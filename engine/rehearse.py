"""Runs 示例: the facts of each as a case of its own, its expectations held against what the rules give."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from attrs import field, frozen

from .aims import judge
from .evaluate import evaluate
from .example_case import ExampleCase, Expectation
from .explain_fund import FundExplainer
from .explain_versions import explainer_for
from .facts.tables import Facts, Record, Table, key_of
from .funding_sum import FundingSum, FundState, funding_sum
from .interpret import Case
from .origin import CellPlace
from .outcome import Obligation, Result, State, Trace
from .payment_check import payment
from .periods import LAST_DATE
from .program import Benefit, Derived, Duty, Entity, EntityKind, Fund, Program, Target, Validation
from .types import (
    BooleanType,
    CauseKind,
    DateType,
    IntegerType,
    Known,
    MoneyType,
    NotYet,
    TextType,
    Type,
    Unknown,
    Value,
    YearType,
)
from .versions import interpreter_for
from .words import describe_value

_KEY = "示例"


@frozen
class Miss:
    """An expectation that did not come true: what was expected and got, in words, and why."""

    expectation: Expectation
    expected: str
    got: str
    trace: Trace = field(repr=False)


@frozen
class Rehearsal:
    """The outcome of one 示例."""

    example: ExampleCase
    misses: tuple[Miss, ...]

    @property
    def passed(self) -> bool:
        """True where every expectation came true."""
        return not self.misses


def rehearse(program: Program, reference: Mapping[str, Table], example: ExampleCase) -> Rehearsal:
    """Run one 示例. Without 截至 the day is the last the language knows, so that everything recorded has happened."""
    stage = Stage(program, example_facts(program, reference, example), example)
    misses = [stage.hold(expectation) for expectation in example.expectations]
    return Rehearsal(example, tuple(m for m in misses if m is not None))


def example_facts(program: Program, reference: Mapping[str, Table], example: ExampleCase) -> Facts:
    """The facts of a 示例, with the policy's reference data."""
    return Facts({**reference, **_tables(program, example)})


_Row = dict[str, Known | None]


def _tables(program: Program, example: ExampleCase) -> dict[str, Table]:
    """The rows the 示例 sets, with all other facts missing; one such row for what it expects of an entity it sets none of."""
    owners = {rule.name: about(rule) for rule in asked_rules(program)}
    expected = {owners[e.rule] for e in example.expectations}
    rows: dict[str, dict[str | None, _Row]] = {}
    for setting in example.settings:
        rows.setdefault(setting.entity, {}).setdefault(setting.row, {})[setting.column] = setting.value
    for entity in program.entities.values():
        if entity.kind is EntityKind.LEDGER and entity.name in expected:
            rows.setdefault(entity.name, {None: {}})
    tables = {}
    for entity in program.entities.values():
        if entity.kind is EntityKind.LEDGER:
            found = (_linked(program, entity, given, rows) for given in rows.get(entity.name, {}).values())
            records = tuple(_record(entity, given, example.name) for given in found)
            tables[entity.name] = Table(entity.name, records)
    return tables


def _record(entity: Entity, given: _Row, place: str) -> Record:
    # a key of another type stays missing: made-up numbers or days would enter comparisons
    keys = (key for key in entity.key if isinstance(entity.columns[key].type, TextType))
    values: _Row = {**dict.fromkeys(entity.columns), **dict.fromkeys(keys, _KEY), **given}
    return Record(key_of(values, entity.key), values, CellPlace(place))


def _linked(program: Program, entity: Entity, given: _Row, rows: Mapping[str, Mapping[str | None, _Row]]) -> _Row:
    """A reference the 示例 says nothing of leads to the only row of the 台账 it refers to, where there is only one."""
    linked = dict(given)
    for column in entity.columns:
        target = entity.reference(column)
        only = rows.get(target or "", {})
        if target is not None and target != entity.name and column not in given and len(only) == 1:
            linked[column] = _record(program.entities[target], next(iter(only.values())), "").key
    return linked


Asked = Duty | Benefit | Derived | Target | Fund | Validation
"""The rules that a 示例 may ask about."""


def asked_rules(program: Program) -> tuple[Asked, ...]:
    """Every rule that a 示例 may ask about; of several versions the latest of each name stands last."""
    earlier = [rule for version in program.versions for rule in _sums(version)]
    return (*earlier, *program.duties, *program.benefits, *program.derived, *_sums(program))


def _sums(program: Program) -> tuple[Target | Fund | Validation, ...]:
    return (*program.targets, *program.funds, *program.validations)


def about(rule: Asked) -> str:
    """The entity whose rows a rule is asked for; empty for a 经费 for the whole."""
    return (rule.per or "") if isinstance(rule, Fund) else rule.entity


class Stage:
    """One 示例 under way."""

    def __init__(self, program: Program, facts: Facts, example: ExampleCase) -> None:
        self.program = program
        self.facts = facts
        self.example = example
        self.interpreter = interpreter_for(program, facts, example.as_of or LAST_DATE)
        self.rules = {rule.name: rule for rule in asked_rules(program)}

    def hold(self, expectation: Expectation) -> Miss | None:
        """The miss where an expectation does not come true."""
        rule = self.rules[expectation.rule]
        if isinstance(rule, Fund):
            return self._hold_fund(rule, expectation)
        case = self.case(rule.entity, expectation)
        got, type_ = self._got(rule, expectation, case)
        if self._agrees(expectation, got):
            return None
        expected = _expected_words(expectation, type_)
        return Miss(expectation, expected, _words(got, type_), self._explain(rule, case))

    def _explain(self, rule: Duty | Benefit | Derived | Target | Validation, case: Case) -> Trace:
        if isinstance(rule, Validation):
            return explainer_for(self.interpreter).validation(rule, case)
        return explainer_for(self.interpreter).explain(rule, case)

    def _hold_fund(self, fund: Fund, expectation: Expectation) -> Miss | None:
        year = expectation.year
        if year is None:
            raise TypeError(f"{fund.name}: asked without a year")
        total = funding_sum(self.result, fund, self.place(fund, expectation), year)
        got, type_ = _fund_value(total, expectation.aspect)
        if not total.rows and not self._is_counted(total) and isinstance(got, int):
            got = None  # nobody counted that year: there is no sum, not one of zero
        if self._agrees(expectation, got):
            return None
        trace = FundExplainer(self.interpreter, lambda: self.result).place(fund, total.key, year)
        return Miss(expectation, _expected_words(expectation, type_), _words(got, type_), trace)

    def _is_counted(self, total: FundingSum) -> bool:
        """Whether the year of a 经费 is one that the policy governs and that has begun."""
        in_force = date(total.budget_year, 1, 1) >= self.program.in_force
        return in_force and total.year <= self.interpreter.as_of.year

    @cached_property
    def result(self) -> Result:
        """Everything a check of the rows finds: a 经费 is worked out over all of them at once."""
        return evaluate(self.program, self.facts, self.interpreter.as_of)

    def place(self, fund: Fund, expectation: Expectation) -> str:
        """The key of the row of 每 that an expectation is about; empty for the whole."""
        if fund.per is None or not self.facts.tables[fund.per].records:
            return ""
        return self.case(fund.per, expectation).record.key

    def case(self, entity: str, expectation: Expectation) -> Case:
        """The row an expectation is about: the one it names, else the only one there is."""
        records = self.facts.tables[entity].records
        declared = self.program.entities[entity]
        if declared.kind is EntityKind.REFERENCE and expectation.row is not None:
            return self.interpreter.case(entity, self.facts.tables[entity].by_key[expectation.row])
        if expectation.row is None or len(records) == 1:
            return self.interpreter.case(entity, records[0])
        settings = [s for s in self.example.settings if (s.entity, s.row) == (entity, expectation.row)]
        key = key_of({**dict.fromkeys(declared.key), **{s.column: s.value for s in settings}}, declared.key)
        return self.interpreter.case(entity, self.facts.tables[entity].by_key[key])

    def _agrees(self, expectation: Expectation, got: Value | tuple[str, ...] | None) -> bool:
        if expectation.value is not None:
            return got == expectation.value
        if isinstance(got, Unknown):
            return expectation.unprovided == _is_unprovided(got)
        return got is None or (isinstance(got, NotYet) and not expectation.unprovided)

    def _got(self, rule: Asked, expectation: Expectation, case: Case) -> tuple[Value | tuple[str, ...] | None, Type]:
        aspect = expectation.aspect
        match rule:
            case Duty():
                return self._duty(rule, expectation, case)
            case Benefit():
                return self._benefit(rule, aspect, case)
            case Derived():
                return self._derived(rule, aspect, case)
            case Target():
                return self._target(rule, aspect, case)
            case Validation():
                return _aspect_of(
                    self.interpreter.satisfier(rule)(self.interpreter.for_closures(case)), BooleanType(), aspect
                )
            case Fund():
                raise TypeError(f"{rule.name}: a fund has no single row")

    def _duty(self, duty: Duty, expectation: Expectation, case: Case) -> tuple[Value | tuple[str, ...] | None, Type]:
        period = expectation.period
        every = [o for o in self.interpreter.obligations(duty, case) if period in (None, o.period)]
        none = Obligation(duty.name, duty.entity, case.record.key, None, State.NOT_APPLICABLE)
        obligation = every[-1] if every else none
        match expectation.aspect:
            case "状态":
                return obligation.state.value, TextType()
            case "期限":
                return obligation.due, DateType()
            case "顺延期限":
                return obligation.due_extended, DateType()
            case "触发":
                return obligation.trigger, DateType()
            case "主体":
                named = [o.bearer for o in every if o.period == obligation.period]
                return "、".join(name for name in named if name is not None) or None, TextType()
            case "逾期天数":
                return obligation.days_late, IntegerType("天")
            case "缺项":
                return tuple(sorted(obligation.missing_cells)), TextType()
            case "原因":
                return _kinds(Unknown(frozenset(obligation.causes))), TextType()
            case _:
                return _facts(Unknown(frozenset(obligation.causes))), TextType()

    def _benefit(self, benefit: Benefit, aspect: str | None, case: Case) -> tuple[Value | tuple[str, ...] | None, Type]:
        due = self.interpreter.benefit(benefit, case)
        if aspect in ("状态", "实发"):
            held = payment(self.interpreter, benefit, case)
            return (held.state.value, TextType()) if aspect == "状态" else (held.paid, MoneyType())
        if aspect == "待补事实":
            return _facts(due) if isinstance(due, Unknown) else (), TextType()
        if aspect == "原因":
            return _kinds(due) if isinstance(due, Unknown) else (), TextType()
        if due is None or isinstance(due, Unknown):
            return due, MoneyType()
        match aspect:
            case "付款":
                return due.payer, TextType()
            case "收款":
                return due.payee, TextType()
            case _:
                return due.amount_fen, MoneyType()

    def _target(self, target: Target, aspect: str | None, case: Case) -> tuple[Value | tuple[str, ...] | None, Type]:
        judged, _ = judge(self.interpreter, target, case)
        open_ = judged.open if judged is not None and judged.open is not None else Unknown(frozenset())
        match aspect:
            case "待补事实":
                return _facts(open_), TextType()
            case "原因":
                return _kinds(open_), TextType()
            case "期限":
                return judged.outcome.due if judged is not None else None, DateType()
            case "主体":
                return judged.outcome.bearer if judged is not None else None, TextType()
            case "实际" | "要求":
                side = target.measured if aspect == "实际" else target.required
                value = self.interpreter.value(side, case) if side is not None and judged is not None else None
                return value, side.type if side is not None else TextType()
            case _:
                return judged.outcome.state.value if judged is not None else "不适用", TextType()

    def _derived(self, derived: Derived, aspect: str | None, case: Case) -> tuple[Value | tuple[str, ...] | None, Type]:
        value = self.interpreter.column(derived.entity, derived.name, case, event=derived.event)
        return _aspect_of(value, derived.type, aspect)


def _aspect_of(value: Value | None, type_: Type, aspect: str | None) -> tuple[Value | tuple[str, ...] | None, Type]:
    match aspect:
        case "待补事实":
            return _facts(value) if isinstance(value, Unknown) else (), TextType()
        case "原因":
            return _kinds(value) if isinstance(value, Unknown) else (), TextType()
        case _:
            return value, type_


def _fund_value(total: FundingSum, aspect: str | None) -> tuple[Value | tuple[str, ...] | None, Type]:
    """What is asked of a 经费 for one place and year; where nobody counts, no heads and no money."""
    open_ = total.open or Unknown(frozenset())
    match aspect:
        case "人数":
            return total.headcount, IntegerType("人")
        case "状态":
            return total.state.value, TextType()
        case "差额":
            return total.shortfall if total.state is not FundState.NONE else 0, MoneyType()
        case "预算数":
            return total.budgeted, MoneyType()
        case "付款":
            return total.payer, TextType()
        case "列入年度":
            return total.budget_year, YearType()
        case "待补事实":
            return _facts(open_), TextType()
        case "原因":
            return _kinds(open_), TextType()
        case _:
            return total.amount, MoneyType()


def _facts(value: Unknown) -> tuple[str, ...]:
    """待补事实 by their own names, without the entity."""
    return tuple(sorted(name.split(".", 1)[-1] for name in value.open_facts()))


def _kinds(value: Unknown) -> tuple[str, ...]:
    """The kinds of cause, each once."""
    return tuple(sorted({c.kind.value for c in value.causes}))


def _is_unprovided(value: Unknown) -> bool:
    """Whether a value is open only because the text gives none (未规定), not because something is missing."""
    return all(c.kind is CauseKind.UNPROVIDED for c in value.causes)


def _expected_words(expectation: Expectation, type_: Type) -> str:
    if expectation.value is None:
        return "未规定" if expectation.unprovided else "未知"
    return _words(expectation.value, type_)


def _words(value: Value | tuple[str, ...] | None, type_: Type) -> str:
    if value is None:
        return "没有"
    if isinstance(value, tuple):
        return "、".join(value) or "没有"
    return describe_value(value, type_)
