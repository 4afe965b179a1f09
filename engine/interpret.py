"""The reference semantics: expressions, derived columns and rules, evaluated for one case at a time.

An expression becomes a closure over a Case once; a derived column is computed once a case. Each line of meaning cites
the page it comes from in the operator rows and in obligation.py.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TypeVar

from attrs import evolve

from .aggregates import Groups, fold, gather, judge
from .case import Case, Evaluator
from .facts.partial import PartialTable
from .facts.tables import KEY_SEPARATOR, Facts, Record, Table
from .governing import governed_columns, governing_date, has_expired, is_governed
from .interpret_duty import DutyInterpreter, DutyValues
from .obligation import event_date
from .operators.dates import HAPPENED
from .operators.operator import Evaluate, Operator, UnknownRule
from .outcome import Entitlement, Obligation
from .payments import months_due, stopped_since
from .program import (
    COMPANIONS,
    GOVERNING,
    PERIOD_DONE,
    PERIOD_DUE,
    PERIOD_FIRST,
    Aggregate,
    AggregateKind,
    Apply,
    Benefit,
    Column,
    Const,
    Derived,
    Duty,
    EntityKind,
    Expression,
    Fact,
    GroupKey,
    Monthly,
    Party,
    Program,
    Target,
    Validation,
    facts_of,
    outcome_column,
)
from .renames import names_on
from .types import (
    NOT_YET,
    BearerType,
    BooleanType,
    Cause,
    CauseKind,
    Known,
    NotYet,
    Unknown,
    Value,
    merge,
    open_part,
    unknown,
)

__all__ = ["Case", "DutyValues", "Interpreter"]

T = TypeVar("T")
_OPEN = (Unknown, NotYet)
"""The values that are none."""


class Interpreter:
    """Evaluates one Program over one set of facts on one as-of date.

    `holds_from` is the first day the policy binds anybody: when the Program came into force, or the first version of it.
    """

    def __init__(self, program: Program, facts: Facts, as_of: date, holds_from: date | None = None) -> None:
        self.program = program
        self.facts = facts
        self.as_of = as_of
        self.holds_from = holds_from or program.in_force
        self._derived = {(d.entity, d.name): d for d in program.derived}
        self._readers: dict[tuple[str, str, bool], Evaluator] = {}
        self._compiled: dict[int, tuple[Expression, Evaluator]] = {}
        self._cases: dict[tuple[str, str], Case] = {}
        self._governed = governed_columns(program)
        self._duty = DutyInterpreter(self)
        self._outcomes = {
            (d.entity, outcome_column(d.name, outcome)): (d, outcome)
            for d in program.duties
            for outcome in ("逾期", "履行")
        }
        self._sent = frozenset(i.entity for i in facts.inputs)
        self._aggregates = {(a.entity, a.name): a for a in program.aggregates}
        self._names = names_on(program, as_of)
        self._one_name = names_on(program, date.max)
        self._groups: dict[tuple[str, tuple[GroupKey, ...]], Groups[Case]] = {}

    def value(self, expression: Expression, case: Case) -> Value:
        """The value of an expression for a case."""
        return self._evaluator(expression)(case)

    def column(self, entity: str, name: str, case: Case, *, event: bool = False) -> Value:
        """The value of a stored or derived column for a case."""
        read = self._readers.get((entity, name, event)) or self._reader(entity, name, event)
        return read(case)

    def follow(self, entity: str, path: tuple[str, ...], case: Case) -> tuple[str, Case | Unknown | NotYet]:
        """The entity and row that references lead to from a case, or why they lead nowhere."""
        here: Case | Unknown | NotYet = case
        for step in path:
            target = self._target(entity, step)
            if isinstance(here, Case):
                here = self._referred(target, self._reader(entity, step, event=False)(here))
            entity = target
        return entity, here

    def duty(self, duty: Duty, case: Case) -> DutyValues:
        """An obligation's values and state for a case; of a repeated duty, for the last of its periods."""
        return self._named(self._duty.duty(duty, case))

    def duties(self, duty: Duty, case: Case) -> tuple[DutyValues, ...]:
        """The values and states of a duty for a case: one, or one a period where it is repeated; then maybe none."""
        return tuple(map(self._named, self._duty.duties(duty, case)))

    def under(self, benefit: Benefit, case: Case) -> Case:
        """A row as a 待遇 sees it: under its governing date. Used by explanations."""
        return case.governed_by(self.value(benefit.date, case)) if benefit.date is not None else case

    def depends_on_date(self, expression: Expression) -> bool:
        """Whether an expression may have another value under another governing date."""
        return is_governed(self.program, expression, self._governed)

    def obligation(self, duty: Duty, case: Case) -> Obligation:
        """An obligation as the results show it; of a repeated duty the last one, several duty holders named together."""
        return self._known_as(self._duty.obligation(duty, case))

    def obligations(self, duty: Duty, case: Case, version: date | None = None) -> tuple[Obligation, ...]:
        """Every obligation of a duty for a case as the results show it: by period, then by duty holder.

        `version` is the date in force of the version that governs, where the policy has several.
        """
        found = self._duty.obligations(duty, case, version)
        return tuple(map(self._known_as, found)) if self.program.renames else found

    def outcome_reader(self, duty: Duty, outcome: str) -> Evaluator:
        """Reads the day a duty came to be overdue (逾期) or was performed (履行): what 触发 goes by."""
        return self._duty.outcome_reader(duty, outcome)

    def astray(self, duty: Duty) -> int:
        """How many rows that might prove a repeated duty refer to no case known (归属不明)."""
        return self._duty.astray(duty)

    def evaluator(self, expression: Expression) -> Evaluator:
        """The closure that evaluates an expression."""
        return self._evaluator(expression)

    def governing(self, rule: Duty | Benefit | Derived | Target | Validation, case: Case) -> Value:
        """The date that says which version governs a rule for a case (semantics.md, Versions).

        A deadline counted backward may have passed before its trigger: then the due date says it. NOT_YET where
        nothing has triggered yet.
        """
        match rule:
            case Duty():
                return self._duty.governing(self._duty.duty(rule, case))
            case Benefit():
                return governing_date(self, self.value(rule.date, case) if rule.date else None, rule.entity, case)
            case Target():
                return governing_date(self, self.value(rule.due, case) if rule.due else None, rule.entity, case)
            case Derived() | Validation():
                return governing_date(self, None, rule.entity, case)

    def governing_of(self, values: DutyValues) -> Value:
        """The date that says which version governs an obligation."""
        return self._duty.governing(values)

    def holds(self, rule: Duty | Benefit | Derived | Target, case: Case) -> bool:
        """Whether there is such a rule for a case; one version has each of its rules for every case."""
        return True

    def benefit(self, benefit: Benefit, case: Case) -> Entitlement | Unknown | None:
        """A sum due for a case, None where none is due, or why it cannot be decided; of monthly ones the total."""
        if benefit.monthly is not None:
            return self.total(self.monthly(benefit, case))
        own = self.value(benefit.date, case) if benefit.date else None
        if own is not None:
            case = case.governed_by(own)
        applies = self.value(benefit.applies, case)
        if applies is False:
            return None
        day = governing_date(self, own, benefit.entity, case)
        expired = has_expired(self.program, day)
        if day is NOT_YET or (isinstance(day, date) and day < self.holds_from) or expired:
            return None
        stop = stopped_since(benefit, lambda expression: self.value(expression, case))
        if stop is True or (isinstance(stop, date) and isinstance(day, date) and day >= stop):
            return None
        amount = self.value(benefit.amount, case)
        if isinstance(applies, Unknown):
            return merge(applies, *open_part(day), *open_part(stop), *open_part(amount))
        unknowns = [v for v in (day, stop, amount) if isinstance(v, Unknown)]
        if unknowns:
            return merge(*unknowns)
        return self._due(benefit, case, amount, event_date(day))

    def sums(self, benefit: Benefit, case: Case) -> tuple[Entitlement, ...] | Unknown:
        """Every sum due for a case: one, those of each month, or none; or why they cannot be decided."""
        return self.monthly(benefit, case) if benefit.monthly is not None else self.listed(self.benefit(benefit, case))

    def total(self, sums: tuple[Entitlement, ...] | Unknown) -> Entitlement | Unknown | None:
        """Several sums of one 待遇 as one, under the date of the last."""
        if isinstance(sums, Unknown):
            return sums
        if not sums:
            return None
        return evolve(sums[-1], amount_fen=sum(s.amount_fen for s in sums))

    def listed(self, due: Entitlement | Unknown | None) -> tuple[Entitlement, ...] | Unknown:
        """What one sum comes to as a list."""
        return due if isinstance(due, Unknown) else (due,) if due is not None else ()

    def monthly(self, benefit: Benefit, case: Case) -> tuple[Entitlement, ...] | Unknown:
        """The monthly sums due for a case up to the as-of day, or why they cannot be decided.

        Dated figures are those of the rule's own date where it has one, else those of the day each sum falls due.
        """
        case = self.under(benefit, case)
        if benefit.monthly is None:
            return ()
        if self.changes_by_month(benefit):
            return self._month_by_month(benefit, benefit.monthly, case)
        applies = self.value(benefit.applies, case)
        if applies is False:
            return ()
        days = self.months(benefit, benefit.monthly, case)
        if not days:
            return ()
        amount = self.value(benefit.amount, case)
        if isinstance(days, Unknown):
            return merge(days, *(v for v in (applies, amount) if isinstance(v, Unknown)))
        unknowns = [v for v in (applies, amount) if isinstance(v, Unknown)]
        if unknowns:
            return merge(*unknowns)
        return tuple(self._due(benefit, case, amount, day) for day in days)

    def changes_by_month(self, benefit: Benefit) -> bool:
        """Whether the condition or the amount of a monthly 待遇 goes by the day each sum falls due."""
        asked = (benefit.applies, benefit.amount)
        return benefit.monthly is not None and benefit.date is None and any(map(self.depends_on_date, asked))

    def months(self, benefit: Benefit, monthly: Monthly, case: Case) -> tuple[date, ...] | Unknown:
        """The days on which the monthly sums fall due for a case."""
        return months_due(benefit, monthly, lambda e: self.value(e, case), self.holds_from, self.as_of)

    def _month_by_month(self, benefit: Benefit, monthly: Monthly, case: Case) -> tuple[Entitlement, ...] | Unknown:
        """Monthly sums whose conditions or amount change with time."""
        days = self.months(benefit, monthly, case)
        if isinstance(days, Unknown):
            return days
        months = [(day, case.governed_by(day)) for day in days]
        asked = [(day, self.value(benefit.applies, row), self.value(benefit.amount, row)) for day, row in months]
        owed = [(day, applies, amount) for day, applies, amount in asked if applies is not False]
        unknowns = [v for _, *values in owed for v in values if isinstance(v, Unknown)]
        if unknowns:
            return merge(*unknowns)
        return tuple(self._due(benefit, case, amount, day) for day, _, amount in owed)

    def _due(self, benefit: Benefit, case: Case, amount: Value, day: date | None) -> Entitlement:
        if not isinstance(amount, int):
            raise TypeError(f"{benefit.name}: the amount is not a sum: {amount!r}")
        return Entitlement(
            benefit=benefit.name,
            entity=benefit.entity,
            key=case.record.key,
            payer=self.party(benefit.payer, case),
            payee=self.party(benefit.payee, case) if benefit.payee else None,
            amount_fen=amount,
            date=day,
            budget_year=day.year + benefit.budget_offset if day and benefit.budget_offset is not None else None,
        )

    def party(self, party: Party, case: Case) -> str | None:
        """Who pays or is paid, by the name of the day; None where the fact that names it is missing."""
        value = self.shown(self.value(party.expression, case))
        return value if isinstance(value, str) else None

    def _named(self, values: DutyValues) -> DutyValues:
        return evolve(values, bearer=self.shown(values.bearer)) if self.program.renames else values

    def _known_as(self, obligation: Obligation) -> Obligation:
        if not self.program.renames:
            return obligation
        bearer = self._names.shown(obligation.bearer) if obligation.bearer is not None else None
        cells = tuple(map(self._names.shown, obligation.missing_cells)) if obligation.missing_cells else ()
        if bearer == obligation.bearer and cells == obligation.missing_cells:
            return obligation
        return evolve(obligation, bearer=bearer, missing_cells=cells)

    def shown(self, name: Value) -> Value:
        """A party by the name it bears on the as-of date: 改称 changes the name shown, never the party."""
        return self._names.shown(name) if isinstance(name, str) else name

    # ---------- columns ----------

    def _reader(self, entity: str, name: str, event: bool) -> Evaluator:
        slot = (entity, name, event)
        known = self._readers.get(slot)
        if known is not None:
            return known
        if name in (PERIOD_FIRST, PERIOD_DUE, PERIOD_DONE):
            return lambda case: case.derived[name, event]
        if slot not in self._readers and (entity, name) in self._outcomes:
            self._readers[slot] = self.outcome_reader(*self._outcomes[entity, name])
        if slot not in self._readers:
            derived = self._derived.get((entity, name))
            aggregate = self._aggregates.get((entity, name))
            if name == GOVERNING:
                self._readers[slot] = self._governing_reader(entity)
                return self._readers[slot]
            if aggregate is not None:
                self._readers[slot] = self._aggregate_reader(aggregate)
                return self._readers[slot]
            self._readers[slot] = self._derived_reader(derived) if derived else self._stored_reader(entity, name, event)
            if derived and derived.event and not event:
                self._readers[slot] = self._must_have_happened(self._readers[slot], derived.expression)
        return self._readers[slot]

    def _must_have_happened(self, read: Evaluator, event: Expression) -> Evaluator:
        """Reads an event where 尚未发生 is no answer: there it is unknown for want of the facts it waits for."""

        def read_fact(case: Case) -> Value:
            value = read(case)
            if not isinstance(value, _OPEN):
                return value
            awaited = frozenset(self._awaited(event, case))
            return Unknown(value.causes | awaited) if isinstance(value, Unknown) else Unknown(awaited)

        return read_fact

    def _awaited(self, event: Expression, case: Case) -> Iterator[Cause]:
        """The stored facts an event still waits for, and what is unknown of it."""
        for fact in facts_of(event):
            value = self.value(fact, case)
            if isinstance(value, Unknown):
                yield from value.causes
            if value is not NOT_YET:
                continue
            entity, row = self.row_of(fact, case)
            inner = self._derived.get((entity, fact.column))
            if fact.column == GOVERNING:
                continue
            summed = self._aggregates.get((entity, fact.column))
            if summed is not None and isinstance(summed.value, Fact):
                yield Cause(CauseKind.MISSING, f"{summed.value.entity}.{summed.value.words}")
            elif inner is None:
                yield Cause(CauseKind.MISSING, f"{entity}.{fact.column}")
            elif isinstance(row, Case):
                yield from self._awaited(inner.expression, row)

    def _derived_reader(self, derived: Derived) -> Evaluator:
        evaluator = self._evaluator(derived.expression)
        if derived.date is not None:
            evaluator = _by_own_date(self._evaluator(derived.date), evaluator)
        name = (derived.name, derived.event)
        if (derived.entity, derived.name) in self._governed:
            return _kept_by_date(name, evaluator)

        def read(case: Case) -> Value:
            found = case.derived.get(name)
            if found is None:
                found = case.derived[name] = evaluator(case)
            return found

        return read

    def _governing_reader(self, entity: str) -> Evaluator:
        """The governing date: the asking rule's, else the 台账's 适用日 (未知 where that is missing), else as-of."""
        column = self.program.entities[entity].effective
        own = self._reader(entity, column, event=False) if column else _always(self.as_of)

        def read(case: Case) -> Value:
            return own(case) if case.governing is None else case.governing

        return read

    def _stored_reader(self, entity: str, name: str, event: bool) -> Evaluator:
        column = self.program.entities[entity].columns[name]
        if column.determined:
            return self._determined_reader(entity, column)
        missing = unknown(CauseKind.MISSING, f"{entity}.{name}")
        if column.proof:
            return self._proof_reader(name, NOT_YET if event else missing, missing)

        def read(case: Case) -> Value:
            value = case.record.values[name]
            return missing if value is None else value

        return read

    def _proof_reader(self, name: str, absent: Value, missing: Unknown) -> Evaluator:
        """履行: empty, or dated after as-of, is not yet; a column the export does not have at all is 未知."""
        as_of = self.as_of

        def read(case: Case) -> Value:
            value = case.record.values[name]
            if value is None:
                return missing if name in case.record.absent else absent
            day = event_date(value)
            return absent if day is not None and day > as_of else value

        return read

    def _determined_reader(self, entity: str, column: Column) -> Evaluator:
        """须认定: counts only with 认定机关, 认定日期 (not after as-of) and 认定依据; otherwise 未认定."""
        name, as_of = column.name, self.as_of
        open_: Value = unknown(CauseKind.UNDETERMINED_BY_AUTHORITY, f"{entity}.{name}")
        companions = tuple(name + suffix for suffix in COMPANIONS)

        def read(case: Case) -> Value:
            values = case.record.values
            value = values[name]
            if value is None:
                return open_
            settled = [values.get(c) for c in companions]
            if None in settled:
                return open_
            if any(isinstance(s, date) and (event_date(s) or s) > as_of for s in (*settled, value)):
                return open_
            return value

        return read

    def _referred(self, target: str, key: Value) -> Case | Unknown | NotYet:
        if isinstance(key, Unknown | NotYet):
            return key
        known = self._cases.get((target, str(key)))
        if known is not None:
            return known
        table: Table | None = self.facts.tables.get(target)
        record = table.by_key.get(str(key)) if table else None
        if record is None:
            return unknown(CauseKind.MISSING, f"{target}（{key}）")
        return self.case(target, record)

    def case(self, entity: str, record: Record) -> Case:
        """The one case of a row that references and aggregates lead to, so that its values are found once."""
        case = self._cases.get((entity, record.key))
        if case is None:
            case = self._cases[entity, record.key] = Case(record)
        return case

    # ---------- aggregates ----------

    def rows_of(self, aggregate: Aggregate, case: Case) -> tuple[Case, ...] | Unknown | NotYet:
        """The rows of an aggregate that belong to a case, whether they count or not; unknown where nobody sent any."""
        if self.is_absent(aggregate.over):
            return unknown(CauseKind.MISSING, aggregate.over)
        key = self._own_key(aggregate, case)
        if isinstance(key, Unknown | NotYet):
            return key
        table = self.facts.tables.get(aggregate.over)
        if isinstance(table, PartialTable):
            table.ask([k.row for k in aggregate.keys], key)
        return tuple(self.groups(aggregate).rows(key))

    def groups(self, aggregate: Aggregate) -> Groups[Case]:
        """The rows an aggregate goes through by what they belong to; made once for all aggregates of one grouping."""
        slot = (aggregate.over, aggregate.keys)
        if slot not in self._groups:
            readers = [self._evaluator(k.row) for k in aggregate.keys]
            table = self.facts.tables.get(aggregate.over)
            cases = (self.case(aggregate.over, r) for r in table.at_hand) if table else iter(())
            owners = self.facts.tables.get(aggregate.entity)
            known = owners.by_key if owners and any(k.own is None for k in aggregate.keys) else None
            place = next((i for i, k in enumerate(aggregate.keys) if k.own is None), 0)
            self._groups[slot] = gather(
                cases, lambda row: tuple(r(row) for r in readers), lambda key: known is None or key[place] in known
            )
        return self._groups[slot]

    def is_absent(self, entity: str) -> bool:
        """Whether a case export was read that has no sheet of a 台账 at all: then its rows are missing, not none."""
        ledger = self.program.entities[entity].kind is EntityKind.LEDGER
        return ledger and bool(self._sent) and entity not in self._sent

    def _own_key(self, aggregate: Aggregate, case: Case) -> "tuple[Known, ...] | Unknown | NotYet":
        parts: list[Known] = []
        for key in aggregate.keys:
            value = case.record.key if key.own is None else self.value(key.own, case)
            if isinstance(value, Unknown | NotYet):
                return value
            parts.append(value)
        return tuple(parts)

    def _aggregate_reader(self, aggregate: Aggregate) -> Evaluator:
        where = self._evaluator(aggregate.where) if aggregate.where else _always(True)
        measure = self._evaluator(aggregate.value) if aggregate.value else _always(True)
        otherwise = self._evaluator(aggregate.otherwise) if aggregate.otherwise else None
        judged = aggregate.kind in (AggregateKind.EXISTS, AggregateKind.ALL)
        slot = (aggregate.name, aggregate.event)
        is_dated = (aggregate.entity, aggregate.name) in self._governed
        asked_on = self._reader(aggregate.entity, GOVERNING, event=False) if is_dated else None

        def compute(case: Case) -> Value:
            rows = self.rows_of(aggregate, case)
            if isinstance(rows, Unknown | NotYet):
                return rows
            if asked_on is not None:
                day = asked_on(case)
                rows = tuple(row.governed_by(day) for row in rows)
            if judged:
                return judge(aggregate.kind, (where(row) for row in rows))
            found = fold(aggregate, ((where(row), measure(row)) for row in rows))
            if found is not None:
                return found
            return otherwise(case) if otherwise else unknown(CauseKind.UNPROVIDED, aggregate.name)

        if is_dated:
            return _kept_by_date(slot, compute)

        def read(case: Case) -> Value:
            found = case.derived.get(slot)
            if found is None:
                found = case.derived[slot] = compute(case)
            return found

        return read

    # ---------- expressions ----------

    def _evaluator(self, expression: Expression) -> Evaluator:
        known = self._compiled.get(id(expression))
        if known is None:
            known = self._compiled[id(expression)] = (expression, self._compile(expression))
        return known[1]

    def _compile(self, expression: Expression) -> Evaluator:
        match expression:
            case Const(value=value):
                return lambda _: value
            case Fact(path=()):
                return self._reader(expression.entity, expression.column, expression.event)
            case Fact():
                return self._through_references(expression)
            case Apply(operator=operator, arguments=(event, *_)) if operator is HAPPENED:
                return self._must_have_happened(self._evaluator(event), event)
            case Apply(operator=operator, arguments=(start, *rest)) if _counts_from_one_date(operator, rest):
                return self._tabulated(
                    operator, self._evaluator(start), [a.value for a in rest if isinstance(a, Const)]
                )
            case Apply(operator=operator, arguments=arguments):
                compared = isinstance(expression.type, BooleanType) and bool(self.program.renames)
                return self._apply(
                    operator, tuple(self._compared(a) if compared else self._evaluator(a) for a in arguments)
                )

    def _compared(self, expression: Expression) -> Evaluator:
        """An argument of a comparison: a party by one name, whichever of its names the rule or the export gives it."""
        read = self._evaluator(expression)
        if not isinstance(expression.type, BearerType):
            return read

        def by_one_name(case: Case) -> Value:
            value = read(case)
            return self._one_name.shown(value) if isinstance(value, str) else value

        return by_one_name

    def _through_references(self, fact: Fact) -> Evaluator:
        """Reads a column of the row that references lead to: `row_of`, with the way there found once."""
        steps, entity = [], fact.entity
        for step in fact.path:
            target = self._target(entity, step)
            steps.append((self._reader(entity, step, event=False), target))
            entity = target
        is_governed = (entity, fact.column) in self._governed

        def read(case: Case) -> Value:
            row = case
            for key, target in steps:
                referred = self._referred(target, key(row))
                if not isinstance(referred, Case):
                    return referred
                row = referred
            if is_governed:
                row = row.governed_by(self._reader(fact.entity, GOVERNING, event=False)(case))
            return self._reader(entity, fact.column, fact.event)(row)

        return read

    def _target(self, entity: str, step: str) -> str:
        target = self.program.entities[entity].reference(step)
        if target is None:
            raise LookupError(f"{entity}.{step} is not a reference")
        return target

    def row_of(self, fact: Fact, case: Case) -> tuple[str, Case | Unknown | NotYet]:
        """The entity and row a fact is read from, under the governing date of whoever reads it."""
        entity, row = self.follow(fact.entity, fact.path, case)
        if fact.path and isinstance(row, Case) and (entity, fact.column) in self._governed:
            return entity, row.governed_by(self._reader(fact.entity, GOVERNING, event=False)(case))
        return entity, row

    def _apply(self, operator: Operator, arguments: tuple[Evaluator, ...]) -> Evaluator:
        evaluate = operator.evaluate
        if operator.uses_calendar:
            evaluate = partial(operator.evaluate, self.program.calendar)
        if operator.uses_figures:
            evaluate = partial(operator.evaluate, self._figure)
        if operator.unknown is not UnknownRule.STRICT:
            return lambda case: evaluate(*[a(case) for a in arguments])
        return _strictly(evaluate, arguments)

    def _tabulated(self, operator: Operator, start: Evaluator, rest: list[Known | Unknown]) -> Evaluator:
        """What depends on one date alone is found once a date (semantics.md, Calendar)."""
        table: dict[Value, Value] = {}
        calendar = self.program.calendar

        def look_up(case: Case) -> Value:
            day = start(case)
            if isinstance(day, _OPEN):
                return day
            found = table.get(day)
            if found is None:
                found = table[day] = operator.evaluate(calendar, day, *rest)
            return found

        return look_up

    def _figure(self, name: str, place: str, year: int) -> Value:
        """A 参数 of a place and a year; 未知 naming both where its table has no such row."""
        table = self.facts.tables.get(name)
        record = table.by_key.get(f"{place}{KEY_SEPARATOR}{year}") if table else None
        value = record.values[name] if record else None
        if value is not None:
            return value
        places = self.program.entities[name].reference(self.program.entities[name].key[0]) or ""
        rows = self.facts.tables.get(places)
        known = rows.by_key.get(place) if rows else None
        label = self.program.entities[places].label if places in self.program.entities else None
        words = known.values[label] if known is not None and label else place
        return unknown(CauseKind.MISSING, f"{name}（{words}，{year}年度）")


def _strictly(evaluate: Evaluate, read: tuple[Evaluator, ...]) -> Evaluator:
    """A strict operator: one argument that is open leaves the answer open. Most have two arguments."""

    def apply(case: Case) -> Value:
        values = [r(case) for r in read]
        for value in values:
            if isinstance(value, _OPEN):
                return _strict(values)
        return evaluate(*values)

    if len(read) != 2:
        return apply
    left, right = read

    def apply_to_two(case: Case) -> Value:
        first, second = left(case), right(case)
        if isinstance(first, _OPEN) or isinstance(second, _OPEN):
            return _strict([first, second])
        return evaluate(first, second)

    return apply_to_two


def _counts_from_one_date(operator: Operator, rest: list[Expression]) -> bool:
    """Whether a strict operator on the calendar has one argument that varies, the first."""
    known = all(isinstance(a, Const) and not isinstance(a.value, Unknown) for a in rest)
    return operator.uses_calendar and operator.unknown is UnknownRule.STRICT and known


def _by_own_date(day: Evaluator, evaluator: Evaluator) -> Evaluator:
    """A derived column with a 以 … 为准 of its own."""
    return lambda case: evaluator(case.governed_by(day(case.governed_by(None))))


def _kept_by_date(column: tuple[str, bool], evaluator: Evaluator) -> Evaluator:
    """Reads a derived column whose value depends on the governing date: kept once a date."""

    def read(case: Case) -> Value:
        name = (*column, case.governing)
        found = case.derived.get(name)
        if found is None:
            found = case.derived[name] = evaluator(case)
        return found

    return read


def _always(value: T) -> Callable[[Case], T]:
    return lambda _: value


def _strict(values: list[Value]) -> Value:
    """An argument that is 未知 makes a strict operator's answer 未知; one not yet happened makes it 尚未发生."""
    unknowns = [v for v in values if isinstance(v, Unknown)]
    return merge(*unknowns) if unknowns else NOT_YET
