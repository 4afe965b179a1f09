"""A checked policy: entities, derived columns and rules, resolved and typed. What both back ends run.

Its parts have files of their own (expression, entity, derived, duty, funding) and are all to be had from here.
"""

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from .derived import Aggregate, AggregateKind, Derived, DerivedKind, GroupKey, Heading, Reading, Row
from .diagnostic import Diagnostic
from .duty import (
    PERIOD_DONE,
    PERIOD_DUE,
    PERIOD_FIRST,
    Cell,
    Deadline,
    Direction,
    Duty,
    EachRow,
    Modality,
    Party,
    RecordProof,
    Repetition,
    Requirement,
    outcome_column,
)
from .entity import COMPANIONS, Column, Entity, EntityKind
from .example_case import ExampleCase
from .expression import GOVERNING, Apply, Const, Expression, Fact, facts_of
from .facts.tables import Table
from .funding import Benefit, BudgetCheck, Fund, Headcount, HeadcountBasis, Monthly, Stop
from .office_map import OfficeMap
from .origin import SourceText
from .workdays import Calendar

__all__ = [
    "COMPANIONS",
    "GOVERNING",
    "PERIOD_DONE",
    "PERIOD_DUE",
    "PERIOD_FIRST",
    "Aggregate",
    "AggregateKind",
    "Apply",
    "Benefit",
    "BudgetCheck",
    "Cell",
    "Column",
    "Const",
    "Deadline",
    "Derived",
    "DerivedKind",
    "Direction",
    "Duty",
    "EachRow",
    "Entity",
    "EntityKind",
    "Expression",
    "Fact",
    "Fund",
    "GroupKey",
    "Headcount",
    "HeadcountBasis",
    "Heading",
    "Modality",
    "Monthly",
    "NonNorm",
    "OpenNorm",
    "Party",
    "Program",
    "Reading",
    "RecordProof",
    "Rename",
    "Repetition",
    "Requirement",
    "Row",
    "Stop",
    "Target",
    "Transition",
    "Validation",
    "facts_of",
    "outcome_column",
]


@frozen
class Target:
    """目标: a requirement on a measured quantity of each row, to be met by `due` (None: no date).

    `measured` and `required` are the two sides where the requirement is one comparison.
    """

    heading: Heading
    entity: str
    applies: Expression
    requirement: Expression
    measured: Expression | None
    required: Expression | None
    due: Expression | None
    bearer: Party | None

    @property
    def name(self) -> str:
        """The target's name."""
        return self.heading.name


@frozen
class Validation:
    """校验: what every row of a 台账 must satisfy; `severe` (严重) rejects the rows that do not, others are findings."""

    heading: Heading
    entity: str
    condition: Expression
    words: str
    severe: bool

    @property
    def name(self) -> str:
        """The rule's name."""
        return self.heading.name


@frozen
class OpenNorm:
    """定性要求: a norm that words alone bind. Listed with its duty holders, never decided."""

    heading: Heading
    bearers: tuple[str, ...]
    action: str

    @property
    def name(self) -> str:
        """The norm's name."""
        return self.heading.name


@frozen
class NonNorm:
    """非规范: source text that is no norm, with the reason in its readings."""

    heading: Heading


@frozen
class Transition:
    """过渡: which version governs a rule's matters. `new` where it is the one the 过渡 stands in; for all without `condition`."""

    rule: str
    new: bool
    condition: Expression | None
    words: str


@frozen
class Rename:
    """主体 A 改称 B 自 D: one party, shown by its new name from a day on.

    `merged` where B was a party of its own before: then nobody is shown as A for days before.
    """

    old: str
    new: str
    since: date
    merged: bool = False


@frozen
class Program:
    """One version of a policy, checked; or several as one, which holds each in `versions`.

    `derived` stands in dependency order. `digest` covers rule text, reference data, calendar and engine version.
    Several as one: the rules of the latest version and those repealed before, the columns of all, `in_force` of the
    first. A version among several keeps its own 数据表 in `tables`.
    """

    name: str
    title: str
    in_force: date
    issuer: str | None
    number: str | None
    entities: Mapping[str, Entity]
    derived: tuple[Derived, ...]
    duties: tuple[Duty, ...]
    benefits: tuple[Benefit, ...]
    open_norms: tuple[OpenNorm, ...]
    non_norms: tuple[NonNorm, ...]
    examples: tuple[ExampleCase, ...]
    bearers: Mapping[str, tuple[str, ...]]
    calendar: Calendar
    source: SourceText | None
    readings: tuple[Reading, ...]
    digest: str
    warnings: tuple[Diagnostic, ...] = ()
    expires: date | None = None
    versions: tuple["Program", ...] = ()
    tables: Mapping[str, Table] = field(factory=dict, eq=False, repr=False)
    transitions: tuple[Transition, ...] = ()
    renames: tuple[Rename, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    validations: tuple[Validation, ...] = ()
    targets: tuple[Target, ...] = ()
    funds: tuple[Fund, ...] = ()
    offices: tuple[OfficeMap, ...] = ()
    of_version: date | None = None
    """Of a version over its 数据表 as these stand from `in_force` on: when the version itself came into force."""

    @property
    def enacted(self) -> date:
        """When the version came into force, whatever became of its 数据表 since."""
        return self.of_version or self.in_force

    @property
    def dates_enacted(self) -> tuple[date, ...]:
        """When each version came into force, dated rows of 数据表 left out: what officers know as versions."""
        return tuple(dict.fromkeys(v.enacted for v in self.versions)) or (self.in_force,)

    @property
    def dates_in_force(self) -> tuple[date, ...]:
        """When each version came into force, the first first, and from when each later state of its 数据表 holds."""
        return tuple(v.in_force for v in self.versions) or (self.in_force,)

    def version_at(self, day: date) -> "Program":
        """The version in force on a day; the first where none is yet, this very one where it is the only one."""
        if not self.versions:
            return self
        return next((v for v in reversed(self.versions) if v.in_force <= day), self.versions[0])
