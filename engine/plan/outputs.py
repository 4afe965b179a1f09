"""The tables a plan ends in, as queries over frames: one SELECT a source, put together in the order of the export."""

from collections.abc import Iterator, Sequence

from attrs import define, evolve, field

from ..lowering.causes import FIELD, head
from ..outcome import State
from ..types import CauseKind
from .in_order import InOrder
from .layout import NARROW_ROW, quoted, quoted_text
from .plan import Statement
from .result_tables import (
    BREACHES,
    COLUMNS,
    ENTITLEMENTS,
    FINDINGS,
    FUNDINGS,
    OBLIGATION_COLUMNS,
    OBLIGATIONS,
    PLACE,
    TARGETS,
    UNDETERMINED,
    type_of,
)
from .statements import Making
from .word_types import WordTypes

BEFORE_FUNDS = "#undetermined of rows"

FINDS = "#finds"
"""The column of what is undecided that says whether one of the causes is a finding."""
_NARROW = {'"#row"': NARROW_ROW, '"#rule"': 'CAST("#rule" AS USMALLINT)'}
"""Duties of a policy stay below 65,536."""


@define(eq=False)
class Outputs:
    """What goes into each table, and what has to be made for it."""

    making: Making = field(factory=Making)
    parts: dict[str, list[str]] = field(factory=dict)
    late: list[str] = field(factory=list)
    """Sources of 无法判定 that rest on those of rows: those of 经费."""
    funds: list[Statement] = field(factory=list)
    counts: list[str] = field(factory=list)
    classes: list[str] = field(factory=list)
    word_types: WordTypes = field(factory=WordTypes)
    places: list[tuple[str | None, ...]] = field(factory=list)
    """Of each source of obligations what the columns of PLACE are, None where that differs from line to line."""
    in_order: dict[int, list[InOrder | None]] = field(factory=dict)
    """Of each entity its sources of obligations, None for one whose lines come in no order."""

    def add(self, table: str, query: str) -> None:
        """A source of lines for a table; the columns of PLACE first, then those of COLUMNS."""
        self.parts.setdefault(table, []).append(query)

    def order_of_obligations(self) -> tuple[str, ...]:
        """The columns of PLACE by which obligations differ at all, as narrow as they can be: so sorting is cheaper."""
        every = zip(PLACE, *self.places, strict=True)
        differ = [name for name, *values in every if None in values or len(set(values)) > 1]
        return tuple(_NARROW.get(name, name) for name in differ) or PLACE

    def obligations_in_order(self) -> tuple[InOrder, ...]:
        """The entities whose obligations have one source alone, and that in order."""
        return tuple(sources[0] for sources in self.in_order.values() if len(sources) == 1 and sources[0] is not None)

    def count(self, duty: str, number: str) -> None:
        """So many more 不适用 of a duty; `number` is a query."""
        self.counts.append(
            f"SELECT {words(duty)} AS duty, {words(State.NOT_APPLICABLE.value)} AS state, ({number}) AS n"
        )

    def statements(self) -> Iterator[Statement]:
        """The tables of results; empty ones too. What 经费 rest on comes before them."""
        self.add(FINDINGS, _findings())
        yield evolve(self._table(OBLIGATIONS, OBLIGATIONS), lazy=True)
        yield self._table(ENTITLEMENTS, ENTITLEMENTS)
        yield self._table(BEFORE_FUNDS, UNDETERMINED)
        yield from self.funds
        every = (f"SELECT * FROM {quoted(BEFORE_FUNDS)}", *self.late)
        yield Statement(UNDETERMINED, "\nUNION ALL\n".join(every), lazy=not self.late)
        yield evolve(self._table(FINDINGS, FINDINGS), lazy=True)
        for table in (TARGETS, FUNDINGS, BREACHES):
            yield self._table(table, table)

    def _table(self, name: str, what: str) -> Statement:
        kinds = self._word_types() if what == OBLIGATIONS else {}
        cells = ", ".join(f"CAST(NULL AS {kinds.get(n) or type_of(n)}) AS {quoted(n)}" for n in COLUMNS[what])
        if what == UNDETERMINED:
            cells += f", CAST(NULL AS BOOLEAN) AS {quoted(FINDS)}"
        place = ", ".join(f"CAST(0 AS BIGINT) AS {p}" for p in PLACE)
        nothing = f"SELECT {place}, {cells} WHERE FALSE"
        return Statement(name, "\nUNION ALL\n".join((nothing, *self.parts.get(what, ()))))

    def _word_types(self) -> dict[str, str]:
        return {name: quoted(f"#{name}") for name in OBLIGATION_COLUMNS if f"#{name}" in self.word_types.words}


def words(value: str | None) -> str:
    """A text as SQL writes it."""
    return "NULL" if value is None else quoted_text(value)


def day_words(value: object) -> str:
    """A date or NULL as SQL writes it."""
    return "CAST(NULL AS DATE)" if value is None else f"DATE '{value}'"


def one_of(numbers: Sequence[str], type_: str = "VARCHAR") -> str:
    """CASE k with one value for each number."""
    if len(set(numbers)) == 1:
        return f"CAST({numbers[0]} AS {type_})"
    branches = " ".join(f"WHEN {n} THEN {value}" for n, value in enumerate(numbers))
    return f"CAST(CASE k {branches} END AS {type_})"


def each_of(values: Sequence[str], type_: str = "VARCHAR") -> str:
    """One line for each value, in their order; the value itself where all are the same, since other columns make the lines."""
    if len(set(values)) == 1:
        return f"CAST({values[0]} AS {type_})"
    return unfolded(values, type_)


def unfolded(values: Sequence[str], type_: str) -> str:
    """One line for each value, in their order."""
    return f"unnest(CAST([{', '.join(values)}] AS {type_}[]))"


def placed(place: Sequence[str]) -> str:
    """The columns that say where a line belongs."""
    return ", ".join(f"CAST({value} AS BIGINT) AS {name}" for name, value in zip(PLACE, place, strict=True))


def ordered(causes: str) -> str:
    """A list of causes sorted, each once. Nearly all hold one, and that takes a tenth of the time of sorting it."""
    return (
        f"CASE WHEN array_length({causes}) = 1 THEN {causes} "
        f"WHEN {causes} IS NOT NULL THEN list_sort(list_distinct({causes})) END AS {quoted(causes)}"
    )


def finds(causes: str) -> str:
    """Whether one of some causes is a finding: somebody must look at the rules or the facts."""
    return f"array_length(list_filter({causes}, LAMBDA c: {_is_finding('c')})) > 0 AS {quoted(FINDS)}"


def _is_finding(cause: str) -> str:
    kinds = (CauseKind.CONFLICT, CauseKind.CONTRADICTION, CauseKind.UNPROVIDED)
    return " OR ".join(f"starts_with({cause}, {words(head(kind))})" for kind in kinds)


def _findings() -> str:
    """The findings among what is undecided."""
    field_ = words(FIELD)
    places = f"list_filter(string_split(split_part(cause, {field_}, 3), chr(31)), LAMBDA p: p <> '')"
    return (
        f'SELECT {", ".join(PLACE[:5])}, CAST(place AS BIGINT) AS "#item", split_part(cause, {field_}, 1) AS kind, rule, '
        f"entity, key, {places} AS places, split_part(cause, {field_}, 2) AS text "
        f"FROM (SELECT *, unnest(causes) AS cause, generate_subscripts(causes, 1) AS place "
        f'FROM {quoted(UNDETERMINED)} WHERE "#phase" = 1 AND {quoted(FINDS)}) WHERE {_is_finding("cause")}'
    )
