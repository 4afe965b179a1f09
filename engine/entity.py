"""Entities and their columns: what rows a case export or the policy itself brings."""

from collections.abc import Mapping
from datetime import date
from enum import Enum

from attrs import field, frozen

from .origin import Span
from .types import ReferenceType, Type


@frozen
class Column:
    """A stored column of an entity.

    `proof` marks 履行, `determined` 须认定, `sensitive` 敏感; `companion_of` names the 须认定 fact whose 认定机关,
    认定日期 or 认定依据 this column is. `since` is the day of the last dated row of a 数据表 that changed the column in the
    version at hand (facts/reference.py).
    """

    name: str
    type: Type
    key: bool = False
    sensitive: bool = False
    proof: bool = False
    determined: bool = False
    companion_of: str | None = None
    since: date | None = None


COMPANIONS = ("认定机关", "认定日期", "认定依据")
"""What must stand beside a 须认定 fact before it counts, as suffixes of its name."""


class EntityKind(Enum):
    """Whether rows come with the case export or with the policy."""

    LEDGER = "台账"
    REFERENCE = "数据表"


@frozen
class Entity:
    """A 台账 of the case export or a 数据表 of the policy: typed columns, a key, how a row is called.

    `data_path` is the CSV of a 数据表, `label` the column shown as a row's name (名称 where there is one), `in_stock`
    the columns of 在册 自 … 至 …: the first and the last day a row counts. `later_names` are those it got by 改称, each
    with the day from which it is shown so; rules go by `name`.
    """

    name: str
    kind: EntityKind
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    label: str | None = None
    effective: str | None = None
    data_path: str | None = None
    span: Span | None = field(default=None, eq=False, repr=False)
    in_stock: tuple[str, str] | None = None
    later_names: tuple[tuple[date, str], ...] = ()

    def called(self, day: date) -> str:
        """The name it goes by on a day."""
        return next((name for since, name in reversed(self.later_names) if since <= day), self.name)

    def reference(self, column: str) -> str | None:
        """The entity a column refers to, or None."""
        declared = self.columns.get(column)
        match declared:
            case Column(type=ReferenceType(entity=entity)):
                return entity
            case _:
                return None
