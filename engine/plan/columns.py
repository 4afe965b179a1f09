"""Every derived column of a Program as tables, apart from any rule: what 定义, 界定, 标准 and aggregates come to for each row."""

from collections.abc import Mapping

from attrs import frozen

from ..program import Aggregate, Derived, Program
from ..types import Type
from .layout import KEY, ROW
from .occasion import Occasion
from .plan import Plan, read_by
from .rulebook import Ground, Rulebook
from .statements import Making


@frozen
class ColumnPlace:
    """Where a derived column stands: the columns of its value and of its causes, and the type of the value."""

    value: str
    causes: str
    type: Type


@frozen(eq=False)
class ColumnsPlan:
    """The plan, and by entity the table with all its derived columns beside `#row` and `#key`."""

    plan: Plan
    tables: Mapping[str, str]
    columns: Mapping[tuple[str, str], ColumnPlace]


def compile_columns(program: Program, occasion: Occasion) -> ColumnsPlan:
    """The derived columns of one version of a policy. Raises Refusal (GJ401) as compile_plan does."""
    rules = Rulebook(program, Ground(occasion))
    making = Making()
    columns: dict[tuple[str, str], ColumnPlace] = {}
    names: dict[str, list[str]] = {}
    every: tuple[Derived | Aggregate, ...] = (*program.derived, *program.aggregates)
    for derived in every:
        scope = rules.home(derived.entity)
        found = scope.column(derived.name, event=derived.event)
        parts = (found.value, found.why)
        value, causes = (scope.frame.hold(part, always=True).name for part in parts)
        columns[derived.entity, derived.name] = ColumnPlace(value, causes, derived.type)
        names.setdefault(derived.entity, [ROW, KEY]).extend((value, causes))
    tables = {entity: making.want(rules.home(entity).frame, wanted) for entity, wanted in names.items()}
    made = tuple(making.statements())
    return ColumnsPlan(Plan(made, tuple(read_by(made, rules.ground.small_tables()))), tables, columns)
