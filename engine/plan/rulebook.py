"""The rules of one version, for a plan: its columns by name, the frames its entities' rows stand on, its calendar."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property

from attrs import define, field

from ..diagnostic import Refusal
from ..governing import governed_columns, is_governed
from ..lowering.base import Lowered
from ..periods import Period
from ..program import (
    Aggregate,
    Apply,
    Benefit,
    Const,
    Derived,
    Duty,
    Expression,
    Program,
    Target,
    outcome_column,
)
from .aggregates import aggregated
from .calendars import CalendarTables
from .duties import DutySql, lower_duty, outcome_of
from .frames import Frame, Grouping, Table
from .occasion import Occasion
from .parties import ShownNames, shown_on
from .problems import NoPlan
from .repeats import PeriodTable
from .scope import Scope
from .small_table import SmallTable


@define(eq=False)
class Ground:
    """What the versions of a policy share: the frames by table, the calendars, every grouping made."""

    occasion: Occasion
    frames: dict[str, Frame] = field(factory=dict)
    calendars: list[CalendarTables] = field(factory=list)
    groupings: list[Grouping] = field(factory=list)
    periods: list[PeriodTable] = field(factory=list)
    made: int = 0

    def frame(self, table: str) -> Frame:
        """The frame over a table's rows."""
        if table not in self.frames:
            self.frames[table] = Frame(table, Table(table))
        return self.frames[table]

    def name(self, kind: str) -> str:
        """A name for a relation no other has."""
        self.made += 1
        return f"#{kind}{self.made}"

    def small_tables(self) -> Iterator[SmallTable]:
        """Of every calendar and of every kind of periods asked for."""
        yield from (table for calendar in self.calendars for table in calendar.tables())
        yield from (periods.table() for periods in self.periods)


@define(eq=False, slots=False)
class Rulebook:
    """One version of a policy; `tables` are the names its entities' tables have where they differ."""

    program: Program
    ground: Ground
    tables: Mapping[str, str] = field(factory=dict)
    first_day: date | None = None
    """The first day the policy binds anybody, where that is not the day this version came into force."""
    together: Callable[[Scope, Duty, str], Lowered] | None = None
    """Of one version among several: what 触发 sees is decided by the version that governs the other duty."""
    _homes: dict[str, Scope] = field(factory=dict)
    _duties: dict[tuple[int, str], DutySql] = field(factory=dict)

    @property
    def holds_from(self) -> date:
        """The first day the policy binds anybody."""
        return self.first_day or self.program.in_force

    @cached_property
    def names(self) -> ShownNames:
        """The names parties bear on the as-of date."""
        return shown_on(self.program, self.occasion.as_of)

    @cached_property
    def one_name(self) -> ShownNames:
        """One name for each party, to compare by."""
        return shown_on(self.program, date.max)

    @property
    def occasion(self) -> Occasion:
        """For what the plan is made."""
        return self.ground.occasion

    @cached_property
    def derived(self) -> dict[tuple[str, str], Derived]:
        """定义, 界定 and 标准 by entity and name."""
        return {(d.entity, d.name): d for d in self.program.derived}

    @cached_property
    def aggregates(self) -> dict[tuple[str, str], Aggregate]:
        """Aggregates by entity and name."""
        return {(a.entity, a.name): a for a in self.program.aggregates}

    @cached_property
    def outcomes(self) -> dict[tuple[str, str], tuple[Duty, str]]:
        """What became of duties, by entity and column."""
        return {
            (d.entity, outcome_column(d.name, outcome)): (d, outcome)
            for d in self.program.duties
            for outcome in ("逾期", "履行")
        }

    @cached_property
    def governed(self) -> frozenset[tuple[str, str]]:
        """The derived columns whose value depends on who asks."""
        return governed_columns(self.program)

    @cached_property
    def calendar(self) -> CalendarTables:
        """The calendar's tables, shared with versions that have the same."""
        shared = self.ground.calendars
        found = next((c for c in shared if c.calendar == self.program.calendar), None)
        if found is None:
            found = CalendarTables(self.program.calendar, len(shared))
            shared.append(found)
        return found

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Every 期间 the rules write."""
        found = (c.value for e in _expressions(self.program) for c in _constants(e))
        return tuple(dict.fromkeys(v for v in found if isinstance(v, Period)))

    def table(self, entity: str) -> Table:
        """The table of an entity."""
        return Table(self.tables.get(entity, entity))

    def home(self, entity: str) -> Scope:
        """A row of an entity where its own rows stand."""
        if entity not in self._homes:
            self._homes[entity] = Scope(self, self.ground.frame(self.table(entity).name), entity)
        return self._homes[entity]

    def depends_on_date(self, expression: Expression) -> bool:
        """Whether an expression may have another value under another governing date."""
        return is_governed(self.program, expression, self.governed)

    def outcome(self, scope: Scope, duty: Duty, outcome: str) -> Lowered:
        """The day on which a duty was overdue or performed, for 触发."""
        if self.together is not None:
            return self.together(scope, duty, outcome)
        return outcome_of(scope, self.duty(scope, duty), outcome)

    def duty(self, scope: Scope, duty: Duty) -> DutySql:
        """A duty on a row, made once."""
        slot = (id(scope), duty.name)
        if slot not in self._duties:
            self._duties[slot] = lower_duty(scope, duty)
        return self._duties[slot]

    def aggregated(self, scope: Scope, aggregate: Aggregate) -> Lowered:
        """An aggregate over referring rows."""
        return aggregated(scope, aggregate)

    def cannot(self, construct: str, rule: str) -> Refusal:
        """The error that a construct has no SQL."""
        return NoPlan(construct, rule).refusal()


def _constants(expression: Expression) -> Iterator[Const]:
    match expression:
        case Const():
            yield expression
        case Apply(arguments=arguments):
            for argument in arguments:
                yield from _constants(argument)


def _expressions(program: Program) -> Iterator[Expression]:
    """Every expression a 期间 may be written in: those of columns and rules."""
    for derived in program.derived:
        yield derived.expression
    rules: tuple[Duty | Benefit | Target, ...] = (*program.duties, *program.benefits, *program.targets)
    for rule in rules:
        yield from _of_rule(rule)
    for aggregate in program.aggregates:
        yield from (e for e in (aggregate.where, aggregate.value, aggregate.otherwise) if e is not None)


def _of_rule(rule: Duty | Benefit | Target) -> Iterator[Expression]:
    match rule:
        case Duty(deadline=deadline):
            yield from (deadline.strict, deadline.extended) if deadline else ()
        case Benefit(amount=amount):
            yield amount
        case Target(requirement=requirement):
            yield requirement
