"""Runs 示例: the facts of each as a case of its own, its expectations held against what the rules give."""

from collections.abc import Mapping

from attrs import field, frozen

from .aims import judge
from .explain_versions import explainer_for
from .facts.tables import Facts, Record, Table, key_of
from .interpret import Case
from .origin import CellPlace
from .outcome import Obligation, State, Trace
from .periods import LAST_DATE
from .program import Benefit, Derived, Duty, Entity, EntityKind, ExampleCase, Expectation, Program, Target
from .types import CauseKind, DateType, IntegerType, Known, MoneyType, NotYet, TextType, Type, Unknown, Value
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
    stage = _Stage(program, example_facts(program, reference, example), example)
    misses = [stage.hold(expectation) for expectation in example.expectations]
    return Rehearsal(example, tuple(m for m in misses if m is not None))


def example_facts(program: Program, reference: Mapping[str, Table], example: ExampleCase) -> Facts:
    """The facts of a 示例, with the policy's reference data."""
    return Facts({**reference, **_tables(program, example)})


_Row = dict[str, Known | None]


def _tables(program: Program, example: ExampleCase) -> dict[str, Table]:
    """The rows the 示例 sets, with all other facts missing; one such row for what it expects of an entity it sets none of."""
    owners = {rule.name: rule.entity for rule in _rules(program)}
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


_Rule = Duty | Benefit | Derived | Target


def _rules(program: Program) -> tuple[_Rule, ...]:
    return (*program.duties, *program.benefits, *program.derived, *program.targets)


class _Stage:
    """One 示例 under way."""

    def __init__(self, program: Program, facts: Facts, example: ExampleCase) -> None:
        self.program = program
        self.facts = facts
        self.example = example
        self.interpreter = interpreter_for(program, facts, example.as_of or LAST_DATE)
        self.rules = {rule.name: rule for rule in _rules(program)}

    def hold(self, expectation: Expectation) -> Miss | None:
        """The miss where an expectation does not come true."""
        rule = self.rules[expectation.rule]
        case = self._case(rule.entity, expectation)
        got, type_ = self._got(rule, expectation, case)
        if self._agrees(expectation, got):
            return None
        expected = _expected_words(expectation, type_)
        return Miss(expectation, expected, _words(got, type_), explainer_for(self.interpreter).explain(rule, case))

    def _case(self, entity: str, expectation: Expectation) -> Case:
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

    def _got(self, rule: _Rule, expectation: Expectation, case: Case) -> tuple[Value | tuple[str, ...] | None, Type]:
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
            case _:
                return judged.outcome.state.value if judged is not None else "不适用", TextType()

    def _derived(self, derived: Derived, aspect: str | None, case: Case) -> tuple[Value | tuple[str, ...] | None, Type]:
        value = self.interpreter.column(derived.entity, derived.name, case, event=derived.event)
        match aspect:
            case "待补事实":
                return _facts(value) if isinstance(value, Unknown) else (), TextType()
            case "原因":
                return _kinds(value) if isinstance(value, Unknown) else (), TextType()
            case _:
                return value, derived.type


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
