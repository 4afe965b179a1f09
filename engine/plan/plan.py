"""What a compiled plan is: plain data that any database can be handed, and that can be kept; nothing of SQLGlot is in it."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from .in_order import InOrder
from .layout import quoted
from .result_tables import PLACE
from .small_table import SmallTable


@frozen
class Statement:
    """A table to make, and the query that gives its rows; `lazy` where they are worked out whenever they are read."""

    table: str
    query: str
    lazy: bool = False


@frozen
class Plan:
    """Statements in order, and the small tables they read: calendars, periods, first days of months, moments.

    `rejects` where 校验 may reject rows (the table REJECTED). `own_tables` are the 数据表 of earlier versions: the name of
    the table, the version's number and the entity. `word_types` are types of few words with their words in order, `order`
    what obligations are sorted by, `in_order` the entities of which only rows need sorting.
    """

    statements: tuple[Statement, ...]
    small: tuple[SmallTable, ...] = ()
    own_tables: tuple[tuple[str, int, str], ...] = ()
    rejects: bool = False
    word_types: tuple[tuple[str, tuple[str, ...]], ...] = ()
    order: tuple[str, ...] = PLACE
    in_order: tuple[InOrder, ...] = ()


def read_by(statements: Iterable[Statement], tables: Iterable[SmallTable]) -> Iterator[SmallTable]:
    """The small tables that some statement names."""
    queries = [s.query for s in statements]
    return (table for table in tables if any(quoted(table.name) in query for query in queries))
