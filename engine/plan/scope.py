"""What names mean on a row, in SQL: stored and derived columns, reached by references, under a governing date.

Says the same as the readers of engine/interpret.py, which is the reference.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from attrs import define, field, frozen
from sqlglot import exp

from ..lowering.base import (
    DayCount,
    Lowered,
    any_of,
    case,
    cause_of,
    joined,
    literal,
    no_causes,
    one_cause,
    sql,
    text,
)
from ..lowering.causes import encoded
from ..operators.dates import HAPPENED
from ..periods import Period
from ..program import (
    COMPANIONS,
    GOVERNING,
    PERIOD_DONE,
    PERIOD_DUE,
    PERIOD_FIRST,
    Apply,
    Column,
    Const,
    Derived,
    Expression,
    Fact,
    facts_of,
)
from ..types import BearerType, BooleanType, Cause, CauseKind, DateType, MomentType, MonthType, Type, Unknown
from .frames import Frame, Table, column
from .layout import KEY, SHEET, sql_type

if TYPE_CHECKING:
    from .rulebook import Rulebook

ROOMY = 12
"""How many nodes an argument may have before it is given a column of its own, so that operators may repeat it."""


def missing(subject: str) -> Cause:
    """The cause that a fact is missing."""
    return Cause(CauseKind.MISSING, subject)


@frozen
class Workbench:
    """What operators ask for beyond expressions, on one frame."""

    frame: Frame
    rules: "Rulebook"

    def held(self, expression: exp.Expression) -> exp.Expression:
        """A column that holds an expression; short ones stand as they are."""
        return expression if _is_short(expression) else self.frame.hold(expression)

    def tabulated(self, day: exp.Expression, count: DayCount) -> tuple[exp.Expression, exp.Expression]:
        """The day that a count of working days from a day ends on, and why there is none."""
        return self.rules.calendar.tabulated(self.frame, self.frame.hold(day), count)

    def working_days(
        self, low: exp.Expression, high: exp.Expression, *, include_start: bool = False
    ) -> tuple[exp.Expression, exp.Expression]:
        """How many working days there are from one day to a later one."""
        low, high = self.frame.hold(low), self.frame.hold(high)
        return self.rules.calendar.working_days(self.frame, low, high, include_start)

    def working_day_after(self, day: exp.Expression, n: exp.Expression) -> tuple[exp.Expression, exp.Expression]:
        """The n-th working day after a day."""
        return self.rules.calendar.working_day_after(self.frame, self.frame.hold(day), self.frame.hold(n))

    def figure(self, name: str, place: Lowered, year: Lowered) -> tuple[exp.Expression, exp.Expression]:
        """A 参数 of a place and a year, and the cause that it is missing."""
        return figure(self, name, place, year)

    @property
    def periods(self) -> tuple[Period, ...]:
        """Every 期间 the policy writes."""
        return self.rules.periods


def _is_short(expression: exp.Expression) -> bool:
    return isinstance(expression, exp.Column | exp.Literal | exp.Null | exp.Boolean) or (
        sum(1 for _ in expression.walk()) <= ROOMY // 3
    )


def figure(to: Workbench, name: str, place: Lowered, year: Lowered) -> tuple[exp.Expression, exp.Expression]:
    """A 参数 by the key of its table; where there is none, the cause names place and year."""
    frame, rules = to.frame, to.rules
    entity = rules.program.entities[name]
    key = frame.hold(sql(":p || '／' || CAST(:y AS TEXT)", p=place.value, y=year.value))
    table = rules.table(name)
    value = frame.read(table, ((key, KEY),), name)
    places = entity.reference(entity.key[0]) or ""
    words = place.value
    label = rules.program.entities[places].label if places in rules.program.entities else None
    if label:
        listed = rules.table(places)
        own = frame.hold(place.value)
        found, there = (frame.read(listed, ((own, KEY),), n) for n in (label, KEY))
        words = sql("CASE WHEN :t IS NULL THEN :p ELSE COALESCE(:l, 'None') END", t=there, p=place.value, l=found)
    subject = sql(":head || :w || '，' || CAST(:y AS TEXT) || '年度）'", head=text(f"{name}（"), w=words, y=year.value)
    return value, cause_of(CauseKind.MISSING, subject)


@define(eq=False)
class Scope:
    """A row of an entity as rules see it: on a frame, under a governing date.

    `key` is the column of its key. Its stored columns stand in the frame, or are joined from `table` by the key. `home`
    where the frame's rows are the entity's own: elsewhere, derived columns that depend on no date are read from there.
    `given` holds columns that are no columns of the entity: those of a period.
    """

    rules: "Rulebook"
    frame: Frame
    entity: str
    home: bool = True
    key: exp.Expression = field(factory=lambda: column(KEY))
    table: Table | None = None
    governing: Lowered | None = None
    given: dict[str, Lowered] = field(factory=dict)
    _plain: "Scope | None" = None
    _memo: dict[tuple[str, bool], Lowered] = field(factory=dict)
    _steps: dict[str, "Scope"] = field(factory=dict)
    _dated: dict[str, "Scope"] = field(factory=dict)

    @property
    def plain(self) -> "Scope":
        """The same row under no date but the 台账's own."""
        return self._plain or self

    def governed_by(self, day: Lowered) -> "Scope":
        """The same row under a governing date."""
        plain = self.plain
        day = self.settled(day)
        slot = f"{day.value.sql()}|{day.causes.sql() if day.causes is not None else ''}"
        found = plain._dated.get(slot)
        if found is None:
            found = plain._dated[slot] = Scope(
                plain.rules, plain.frame, plain.entity, plain.home, plain.key, plain.table, day, plain.given, plain
            )
        return found

    def standing_on(self, frame: Frame, given: dict[str, Lowered] | None = None) -> "Scope":
        """Rows of the same entity on another frame, which has its stored columns."""
        return Scope(self.rules, frame, self.entity, home=False, given={} if given is None else given)

    @property
    def bench(self) -> Workbench:
        """What operators work on."""
        return Workbench(self.frame, self.rules)

    def raw(self, name: str) -> exp.Expression:
        """A stored column as it stands in the table."""
        if self.table is None:
            return column(name)
        return self.frame.read(self.table, ((self.key, KEY),), name)

    # ---------- expressions ----------

    def value(self, expression: Expression) -> Lowered:
        """An expression as SQL."""
        match expression:
            case Const(value=Unknown(causes=causes), type=type_):
                return Lowered(_nothing(type_), type_, joined([one_cause(c) for c in sorted(causes, key=encoded)]))
            case Const(value=value, type=type_):
                return Lowered(literal(value), type_, constant=value)  # type: ignore[arg-type] # no Unknown is left
            case Fact(path=()):
                return self.column(expression.column, event=expression.event)
            case Fact():
                return self.follow(expression)
            case Apply(operator=operator, arguments=(event, *_)) if operator is HAPPENED:
                return self.happened(self.value(event), event)
            case Apply(operator=operator, arguments=arguments, type=type_):
                if operator.lower is None:
                    raise self.rules.cannot("运算", operator.name)
                compared = isinstance(type_, BooleanType) and bool(self.rules.program.renames)
                given = [
                    self.settled(self._by_one_name(self.value(a)) if compared else self.value(a)) for a in arguments
                ]
                lowered = operator.lower(self.bench, given, type_)
                found = _nothing(type_) if _is_nothing(lowered.value) else lowered.value
                return self.settled(Lowered(found, type_, lowered.causes, lowered.may_wait, lowered.constant))

    def _by_one_name(self, value: Lowered) -> Lowered:
        """An argument of a comparison: a party by one name, whichever of its names the rule or the export gives it."""
        if not isinstance(value.type, BearerType):
            return value
        return Lowered(self.rules.one_name.shown(value.value), value.type, value.causes, value.may_wait)

    def settled(self, lowered: Lowered) -> Lowered:
        """The same with long expressions as columns of their own."""
        value, causes = lowered.value, lowered.causes
        if not _is_brief(value):
            value = self.frame.hold(value)
        if causes is not None and not _is_brief(causes):
            causes = self.frame.hold(causes)
        if value is lowered.value and causes is lowered.causes:
            return lowered
        return Lowered(value, lowered.type, causes, lowered.may_wait, lowered.constant)

    # ---------- columns ----------

    def column(self, name: str, *, event: bool = False) -> Lowered:
        """A stored or derived column of the row."""
        slot = (name, event)
        found = self._memo.get(slot)
        if found is None:
            found = self._memo[slot] = self.settled(self._column(name, event))
        return found

    def _column(self, name: str, event: bool) -> Lowered:
        if name in (PERIOD_FIRST, PERIOD_DUE, PERIOD_DONE):
            return self.given[name]
        if name == GOVERNING:
            return self._governing()
        outcome = self.rules.outcomes.get((self.entity, name))
        derived = self.rules.derived.get((self.entity, name))
        aggregate = self.rules.aggregates.get((self.entity, name))
        if outcome is None and derived is None and aggregate is None:
            return self._stored(name, event)
        if self.governing is not None and (self.entity, name) not in self.rules.governed:
            return self.plain.column(name, event=event)
        if not self.home and (self.entity, name) not in self.rules.governed:
            return self._from_home(name, event)
        if outcome is not None:
            # What became of a duty goes by that duty's own date, whoever asks: it is worked out where its rows stand.
            return self.rules.outcome(self.plain, *outcome) if self.home else self._from_home(name, event)
        if aggregate is not None:
            return self.rules.aggregated(self, aggregate)
        if derived is None:
            raise LookupError(name)
        return self._derived(derived, event)

    def _derived(self, derived: Derived, event: bool) -> Lowered:
        slot = (f"={derived.name}", derived.event)
        found = self._memo.get(slot)
        if found is None:
            under = self if derived.date is None else self.governed_by(self.plain.value(derived.date))
            found = self._memo[slot] = self.settled(under.value(derived.expression))
        return self.happened(found, derived.expression) if derived.event and not event else found

    def _governing(self) -> Lowered:
        if self.governing is not None:
            return self.governing
        return self.own_date()

    def own_date(self) -> Lowered:
        """The date the 台账 itself gives: its 适用日, else the as-of date."""
        effective = self.rules.program.entities[self.entity].effective
        if effective is not None:
            return self.plain.column(effective)
        as_of = self.rules.occasion.as_of
        return Lowered(literal(as_of), DateType(), constant=as_of)

    def _from_home(self, name: str, event: bool) -> Lowered:
        """A derived column of a row reached from another: read from where that entity's own rows are."""
        there = self.rules.home(self.entity)
        found = there.column(name, event=event)
        on = ((self.key, KEY),)
        value = self.frame.read(there.frame, on, there.frame.hold(found.value, always=True).name)
        causes = found.causes
        if causes is not None:
            causes = self.frame.read(there.frame, on, there.frame.hold(causes, always=True).name)
        return Lowered(value, found.type, causes, found.may_wait)

    def happened(self, event: Lowered, expression: Expression) -> Lowered:
        """An event where 尚未发生 is no answer: there it is unknown for want of the facts it waits for."""
        event = self.settled(event)
        if not event.can_be_null:
            return event
        causes = joined([event.causes, *self._awaited(expression)])
        return Lowered(event.value, event.type, case([(event.is_null, causes)], no_causes()))

    def _awaited(self, event: Expression) -> Iterator[exp.Expression]:
        """The stored facts an event still waits for, and what is unknown of it."""
        for fact in facts_of(event):
            value = self.value(fact)
            if value.causes is not None:
                yield value.causes
            if not value.may_wait or fact.column == GOVERNING:
                continue
            scope = self.row_of(fact)
            inner = self.rules.derived.get((scope.entity, fact.column))
            summed = self.rules.aggregates.get((scope.entity, fact.column))
            if summed is not None and isinstance(summed.value, Fact):
                subject = f"{summed.value.entity}.{summed.value.words}"
                yield case([(value.is_waiting, one_cause(missing(subject)))], no_causes())
            elif inner is None:
                yield case([(value.is_waiting, one_cause(missing(f"{scope.entity}.{fact.column}")))], no_causes())
            else:
                for causes in scope._awaited(inner.expression):
                    yield case([(value.is_waiting, causes)], no_causes())

    # ---------- stored columns ----------

    def _stored(self, name: str, event: bool) -> Lowered:
        declared = self.rules.program.entities[self.entity].columns[name]
        if declared.determined:
            return self._determined(declared)
        absent = one_cause(missing(f"{self.entity}.{name}"))
        value = self.raw(name)
        if not declared.proof:
            return Lowered(value, declared.type, case([(sql(":v IS NULL", v=value), absent)], no_causes()))
        happened = value
        if isinstance(declared.type, DateType | MonthType | MomentType):
            day = "CAST(:v AS DATE)" if isinstance(declared.type, MomentType) else ":v"
            happened = sql(f"CASE WHEN {day} <= :d THEN :v END", v=value, d=literal(self.rules.occasion.as_of))
        if not event:
            return Lowered(happened, declared.type, case([(sql(":v IS NULL", v=happened), absent)], no_causes()))
        without = self.rules.occasion.sheets_without(name)
        if not without:
            return Lowered(happened, declared.type, None, True)
        sheets = ", ".join(map(str, without))
        unsent = sql(f":v IS NULL AND :s IN ({sheets})", v=value, s=self.raw(SHEET))
        return Lowered(happened, declared.type, case([(unsent, absent)], no_causes()), True)

    def _determined(self, declared: Column) -> Lowered:
        """须认定: counts only with 认定机关, 认定日期 (not after as-of) and 认定依据; otherwise 未认定."""
        columns = self.rules.program.entities[self.entity].columns
        names = tuple(declared.name + suffix for suffix in COMPANIONS)
        open_ = one_cause(Cause(CauseKind.UNDETERMINED_BY_AUTHORITY, f"{self.entity}.{declared.name}"))
        if any(n not in columns for n in names):
            return Lowered(_nothing(declared.type), declared.type, open_)
        tests = []
        for name in (declared.name, *names):
            tests.append(sql(":v IS NULL", v=self.raw(name)))
            if isinstance(columns[name].type, DateType | MonthType | MomentType):
                day = sql("CAST(:v AS DATE) > :d", v=self.raw(name), d=literal(self.rules.occasion.as_of))
                tests.append(sql("COALESCE(:late, FALSE)", late=day))
        lacking = self.frame.hold(any_of(tests))
        value = case([(lacking, sql("NULL"))], self.raw(declared.name))
        return Lowered(value, declared.type, case([(lacking, open_)], no_causes()))

    # ---------- references ----------

    def follow(self, fact: Fact) -> Lowered:
        """A column of the row that references lead to, or why they lead nowhere."""
        steps = list(self._walk(fact.path))
        scope = self.row_of(fact)
        found = self.settled(scope.column(fact.column, event=fact.event))
        branches: list[tuple[exp.Expression, exp.Expression]] = []
        for here, step, target, there in steps:
            key = here.column(step)
            if key.causes is not None:
                branches.append((key.is_unknown, key.causes))
            elif key.can_be_null:
                branches.append((key.is_null, no_causes()))
            words = sql(":head || :key || '）'", head=text(f"{target.entity}（"), key=key.value)
            branches.append((sql(":t IS NULL", t=there), cause_of(CauseKind.MISSING, words)))
        lost = self.frame.hold(any_of([condition for condition, _ in branches]))
        value = case([(lost, sql("NULL"))], found.value)
        return Lowered(value, found.type, case(branches, found.why), found.may_wait)

    def row_of(self, fact: Fact) -> "Scope":
        """The row a fact is read from, under the governing date of whoever reads it."""
        scope = self
        for _, _, target, _ in self._walk(fact.path):
            scope = target
        if fact.path and (scope.entity, fact.column) in self.rules.governed:
            return scope.governed_by(self.column(GOVERNING))
        return scope

    def _walk(self, path: Sequence[str]) -> Iterator[tuple["Scope", str, "Scope", exp.Expression]]:
        """Each step: the row it starts from, the reference, the row it leads to, and the column that shows it is there."""
        here = self.plain
        for step in path:
            target = here._step(step)
            yield here, step, target, target.raw(KEY)
            here = target

    def _step(self, step: str) -> "Scope":
        found = self._steps.get(step)
        if found is None:
            entity = self.rules.program.entities[self.entity].reference(step)
            if entity is None:
                raise LookupError(f"{self.entity}.{step} is not a reference")
            key = self.frame.hold(self.column(step).value)
            found = Scope(self.rules, self.frame, entity, False, key, self.rules.table(entity))
            self._steps[step] = found
        return found


def _nothing(type_: Type) -> exp.Expression:
    """NULL of a type: a bare one would be taken for a whole number."""
    return sql(f"CAST(NULL AS {sql_type(type_)})")


def _is_nothing(value: exp.Expression) -> bool:
    """Whether an expression is NULL whatever the row: a 标准 of which no row can give anything."""
    if isinstance(value, exp.Case):
        ends = [branch.args["true"] for branch in value.args["ifs"]]
        return all(map(_is_nothing, [*ends, value.args.get("default") or exp.Null()]))
    return isinstance(value, exp.Null)


def _is_brief(expression: exp.Expression) -> bool:
    return sum(1 for _ in expression.walk()) <= ROOMY
