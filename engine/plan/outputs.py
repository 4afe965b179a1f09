"""The tables a plan ends in, as queries over frames: one SELECT a source, put together in the order of the export."""

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import define, evolve, field, frozen
from sqlglot import exp

from ..lowering.base import Lowered, no_causes, sql, text
from ..lowering.causes import FIELD, OPEN_PREFIXES, ROWS_WIDTH, encoded, head
from ..outcome import State
from ..types import Cause, CauseKind
from .duties import DutySql
from .frames import Frame
from .late import Told
from .layout import KEY, ROW, quoted
from .statements import Making, Statement

OBLIGATIONS, ENTITLEMENTS, UNDETERMINED = "#obligations", "#entitlements", "#undetermined"
FINDINGS, TARGETS, FUNDINGS, BREACHES = "#findings", "#targets", "#fundings", "#breaches"
BEFORE_FUNDS = "#undetermined of rows"
COUNTS, CLASSES = "#duty counts", "#classification counts"

PLACE = ('"#phase"', '"#entity"', '"#row"', '"#rule"', '"#part"', '"#item"')
"""Where a line belongs: phase of the run, entity, row, rule, period or payment, bearer or cause."""

OBLIGATION_COLUMNS = (
    "duty", "entity", "key", "bearer", "state", "trigger", "due", "due_extended", "done", "days_late", "reason",
    "causes", "missing_cells", "version", "period",
)  # fmt: skip
OTHERS_SQL = (
    "STRUCT(basis VARCHAR, headcount BIGINT, least BIGINT, most BIGINT, amount BIGINT, low BIGINT, high BIGINT)[]"
)
"""Further readings of a 经费 (另读)."""
_TYPES = {
    "days_late": "BIGINT", "causes": "VARCHAR[]", "missing_cells": "VARCHAR[]", "missing": "VARCHAR[]",
    "places": "VARCHAR[]", "date": "DATE", "due": "DATE", "due_extended": "DATE", "done": "DATE", "trigger": "DATE",
    "version": "DATE", "amount_fen": "BIGINT", "budget_year": "BIGINT", "measured": "BIGINT", "required": "BIGINT",
    "year": "BIGINT", "headcount": "BIGINT", "least": "BIGINT", "most": "BIGINT", "rate_fen": "BIGINT",
    "low_fen": "BIGINT", "high_fen": "BIGINT", "budgeted_fen": "BIGINT", "n": "BIGINT",
    "estimated": "BOOLEAN", "others": OTHERS_SQL,
}  # fmt: skip
COLUMNS: dict[str, tuple[str, ...]] = {
    OBLIGATIONS: OBLIGATION_COLUMNS,
    ENTITLEMENTS: ("benefit", "entity", "key", "payer", "payee", "amount_fen", "date", "version", "budget_year"),
    UNDETERMINED: ("rule", "entity", "key", "missing", "causes", "bounds", "period"),
    FINDINGS: ("kind", "rule", "entity", "key", "places", "text"),
    TARGETS: ("target", "entity", "key", "measured", "required", "state", "due", "bearer", "version"),
    FUNDINGS: (
        "fund", "entity", "key", "payer", "year", "budget_year", "headcount", "least", "most", "rate_fen",
        "amount_fen", "low_fen", "high_fen", "budgeted_fen", "version", "estimated", "others",
    ),
    BREACHES: ("rule", "kind", "bearer", "entity", "key", "due", "reason", "version"),
}  # fmt: skip
"""The columns of each table of results, after those that say where a line belongs."""


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

    def add(self, table: str, query: str) -> None:
        """A source of lines for a table; the columns of PLACE first, then those of COLUMNS."""
        self.parts.setdefault(table, []).append(query)

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
        for table in (FINDINGS, TARGETS, FUNDINGS, BREACHES):
            yield self._table(table, table)

    def _table(self, name: str, what: str) -> Statement:
        cells = ", ".join(f"CAST(NULL AS {type_of(n)}) AS {quoted(n)}" for n in COLUMNS[what])
        place = ", ".join(f"CAST(0 AS BIGINT) AS {p}" for p in PLACE)
        nothing = f"SELECT {place}, {cells} WHERE FALSE"
        return Statement(name, "\nUNION ALL\n".join((nothing, *self.parts.get(what, ()))))


def type_of(name: str) -> str:
    """The SQL type of a column of results."""
    return _TYPES.get(name, "VARCHAR")


def words(value: str | None) -> str:
    """A text as SQL writes it."""
    return "NULL" if value is None else text(value).sql(dialect="duckdb")


def day_words(value: object) -> str:
    """A date or NULL as SQL writes it."""
    return "CAST(NULL AS DATE)" if value is None else f"DATE '{value}'"


def one_of(numbers: Sequence[str], type_: str = "VARCHAR") -> str:
    """CASE k with one value for each number."""
    if len(set(numbers)) == 1:
        return f"CAST({numbers[0]} AS {type_})"
    branches = " ".join(f"WHEN {n} THEN {value}" for n, value in enumerate(numbers))
    return f"CAST(CASE k {branches} END AS {type_})"


# ---------- obligations ----------


@frozen(eq=False)
class Offer:
    """A duty as one version has it: where it stands among the duties, from when the version is, and for which rows."""

    number: int
    found: DutySql
    version: date | exp.Expression | None = None
    chosen: exp.Expression | None = None


@frozen(eq=False)
class Instances:
    """Rows of a frame that obligations are made of: the case's row, the period, and which of them count.

    `version` is the place of the version they are of, by which the periods of a row are told in order.
    """

    frame: Frame
    entity: str
    entity_number: int
    row: str = ROW
    period: str | None = None
    label: str | None = None
    counts: str | None = None
    version: int = 0


def add_obligations(outputs: Outputs, rows: Instances, offers: Sequence[Offer]) -> None:
    """The obligations of duties on the rows of one frame: one pass, each row crossed with the duties."""
    plain = [(o, b) for o in offers if o.found.duty.each_row is None for b in range(len(o.found.bearers))]
    if plain:
        _add(outputs, rows, [o for o, _ in plain], [b for _, b in plain], "")
    for offer in offers:
        each = offer.found.duty.each_row
        if each is not None:
            table = offer.found.scope.rules.table(each.entity).name
            label = quoted(each.label)
            listed = (
                f"(SELECT row_number() OVER (ORDER BY {quoted(ROW)}) - 1 AS place, {label} || {words(each.kind)} AS called "
                f"FROM {quoted(table)} WHERE {label} IS NOT NULL) AS each_row"
            )
            _add(outputs, rows, [offer], [0], f" CROSS JOIN {listed}")
            _count_unowed(outputs, rows, offer, f"(SELECT count({label}) FROM {quoted(table)}) = 0")


def _count_unowed(outputs: Outputs, rows: Instances, offer: Offer, nobody: str) -> None:
    """A row whose duty nobody owes counts as 不适用."""
    chosen = None if offer.chosen is None else _name(rows.frame, offer.chosen)
    names = [n for n in (ROW, rows.counts, chosen) if n is not None]
    table = outputs.making.want(rows.frame, names)
    tests = " AND ".join((nobody, *(quoted(n) for n in names[1:])))
    outputs.count(offer.found.duty.name, f"SELECT count(*) FROM {quoted(table)} WHERE {tests}")


def _add(outputs: Outputs, rows: Instances, offers: Sequence[Offer], bearers: Sequence[int], each: str) -> None:
    told = Told(rows.frame)
    for found in (o.found for o in offers):
        for kept in (found.trigger, found.due, found.extended, found.done):
            told.cell(kept)
    columns = [_cells(told, offer, bearer) for offer, bearer in zip(offers, bearers, strict=True)]
    chosen = [told.cell(o.chosen) if o.chosen is not None else None for o in offers]
    versions = [told.cell(o.version) if isinstance(o.version, exp.Expression) else day_words(o.version) for o in offers]
    extra = [n for n in (rows.row, rows.period, rows.label, rows.counts) if n is not None]
    table = outputs.making.want(rows.frame, [ROW, KEY, *extra, *told.kept])
    fields = []
    for name in OBLIGATION_COLUMNS:
        match name:
            case "duty":
                cell = one_of([words(o.found.duty.name) for o in offers])
            case "entity":
                cell = words(rows.entity)
            case "key":
                cell = quoted(KEY)
            case "version":
                cell = one_of(versions, "DATE")
            case "period":
                cell = quoted(rows.label) if rows.label else "''"
            case "bearer" if each:
                cell = "called"
            case "causes":
                cell = one_of([c[name] for c in columns], "VARCHAR[]")
            case _:
                cell = one_of([c[name] for c in columns], type_of(name))
        fields.append(f"{cell} AS {quoted(name)}")
    state = one_of([c["state"] for c in columns])
    tests = [f"NOT {one_of([c['none'] for c in columns], 'BOOLEAN')}"]
    if any(c is not None for c in chosen):
        tests.append(one_of([c or "TRUE" for c in chosen], "BOOLEAN"))
    if rows.counts:
        tests.append(quoted(rows.counts))
    part = f"{rows.version * 1_000_000} + {quoted(rows.period) if rows.period else 0}"
    rule = one_of([str(1_000 + o.number) for o in offers], "INTEGER")
    bearer = "place" if each else one_of([str(b) for b in bearers], "INTEGER")
    place = ("1", str(rows.entity_number), quoted(rows.row), rule, part, bearer)
    source = f"{quoted(table)} CROSS JOIN range({len(offers)}) AS duties(k){each}"
    lines = f"SELECT {_placed(place)}, {', '.join(fields)} FROM {source} WHERE {' AND '.join(tests)}"
    names = ", ".join(ordered(n) if n == "causes" else quoted(n) for n in OBLIGATION_COLUMNS)
    outputs.add(OBLIGATIONS, f"SELECT {', '.join(PLACE)}, {names} FROM ({lines})")
    for offer, cells_of, which, bearer_number in zip(offers, columns, chosen, bearers, strict=True):
        if not bearer_number:
            asked = [
                cells_of["open"],
                which,
                quoted(rows.counts) if rows.counts else None,
                "place = 0" if each else None,
            ]
            undecided = " AND ".join(f"({t})" for t in asked if t is not None)
            place = ("1", str(rows.entity_number), quoted(rows.row), str(1_000 + offer.number), part, "0")
            own = [n for n in (rows.row, rows.period, rows.label) if n is not None]
            line = _OpenLine(offer.found.duty.name, rows.entity, place, cells_of["causes"], rows.label)
            outputs.add(UNDETERMINED, line.query(told, f"{quoted(table)}{each}", own, undecided))
    # 不适用 is counted and never written.
    duty = one_of([words(o.found.duty.name) for o in offers])
    all_ = " AND ".join(tests[1:]) or "TRUE"
    outputs.counts.append(
        f"SELECT {duty} AS duty, {state} AS state, count(*) AS n FROM {source} WHERE {all_} GROUP BY 1, 2"
    )


def _placed(place: Sequence[str]) -> str:
    return ", ".join(f"CAST({value} AS BIGINT) AS {name}" for name, value in zip(PLACE, place, strict=True))


def ordered(causes: str) -> str:
    """A list of causes sorted, each once. Nearly all hold one, and that takes a tenth of the time of sorting it."""
    return (
        f"CASE WHEN array_length({causes}) = 1 THEN {causes} "
        f"WHEN {causes} IS NOT NULL THEN list_sort(list_distinct({causes})) END AS {quoted(causes)}"
    )


def _name(frame: Frame, expression: exp.Expression) -> str:
    return frame.hold(expression, always=True).name


def _cells(told: Told, offer: Offer, bearer: int) -> dict[str, str]:
    found = offer.found
    parts = {
        "bearer": found.bearers[bearer].value,
        "state": found.decision.state,
        "trigger": found.trigger,
        "due": found.due,
        "due_extended": found.extended,
        "done": found.done,
        "days_late": found.days_late,
        "reason": found.decision.reason,
        "causes": found.decision.causes,
        "missing_cells": found.missing_cells,
        "none": told.frame.hold(found.decision.is_(State.NOT_APPLICABLE), late=True),
        "open": told.frame.hold(found.decision.is_(State.UNDECIDED), late=True),
    }
    return {name: told.cell(part) for name, part in parts.items()}


# ---------- what could not be decided ----------


def open_words(causes: str) -> str:
    """待补事实 of a list of causes: the words of those a fact would remove, sorted; one alone without a list gone through."""
    only = f"{causes}[1]"
    several = f"list_filter({causes}, LAMBDA c: {_is_open('c')})"
    return (
        f"CASE WHEN array_length({causes}) = 1 THEN "
        f"CASE WHEN {_is_open(only)} THEN [{_called(only)}] ELSE CAST([] AS VARCHAR[]) END "
        f"ELSE list_sort(list_transform({several}, LAMBDA c: {_called('c')})) END"
    )


def _is_open(cause: str) -> str:
    return "(" + " OR ".join(f"starts_with({cause}, {words(prefix)})" for prefix in OPEN_PREFIXES) + ")"


def _called(cause: str) -> str:
    rows = f"CAST(right({cause}, {ROWS_WIDTH}) AS BIGINT)"
    return f"split_part({cause}, {words(FIELD)}, 2) || CASE WHEN {rows} > 0 THEN ' × ' || {rows} || '行' ELSE '' END"


@frozen(eq=False)
class Doubt:
    """A rule that may be undecided on the rows of a frame: `causes` is NULL where it is not, `open` says where it is."""

    number: int
    rule: str
    causes: exp.Expression
    open: exp.Expression | None = None


def add_doubts(
    outputs: Outputs,
    frame: Frame,
    entity: str,
    entity_number: int,
    doubts: Sequence[Doubt],
    *,
    by_rule: int | None = None,
) -> None:
    """Rows whose rule could not be decided; `by_rule` where all rows of one rule stand before those of the next."""
    if not doubts:
        return
    told = Told(frame)
    open_ = [told.cell(d.open if d.open is not None else told.is_there(d.causes)) for d in doubts]
    cells = [told.cell(d.causes) for d in doubts]
    table = outputs.making.want(frame, [ROW, KEY, *told.kept])
    for doubt, causes, open_here in zip(doubts, cells, open_, strict=True):
        place = ("1", str(entity_number), row_place(by_rule), str(doubt.number), "0", "0")
        line = _OpenLine(doubt.rule, entity, place, causes)
        outputs.add(UNDETERMINED, line.query(told, quoted(table), [ROW], open_here))


@frozen
class _OpenLine:
    """Lines of one rule that could not be decided: where they belong, and the SQL of their causes and period."""

    rule: str
    entity: str
    place: Sequence[str]
    causes: str
    label: str | None = None

    def query(self, told: Told, source: str, names: Sequence[str], test: str) -> str:
        """Of the rows of a source that a test finds, brought together first: a list is put together for many at once."""
        kept = ", ".join(quoted(n) for n in dict.fromkeys((*names, KEY, *told.leaves[self.causes])))
        label = quoted(self.label) if self.label else "''"
        line = (
            f"SELECT {_placed(self.place)}, {words(self.rule)} AS rule, {words(self.entity)} AS entity, "
            f"{quoted(KEY)} AS key, {self.causes} AS causes, {label} AS period FROM found"
        )
        found = f"WITH found AS MATERIALIZED (SELECT {kept} FROM {source} WHERE {test}) {line}"
        return undetermined_of(f"({found})", period="period", sure=True)


def row_place(by_rule: int | None) -> str:
    """Where a row stands among others: by itself, or behind those of the rules before."""
    return quoted(ROW) if by_rule is None else f"{by_rule} * 1000000000000 + {quoted(ROW)}"


def add_unsent(outputs: Outputs, rule: str, absent: str, numbers: tuple[int, int]) -> None:
    """A rule that counts the rows of a 台账 nobody sent: told once."""
    cause = words(encoded(Cause(CauseKind.MISSING, absent)))
    values = ("1", str(numbers[0]), f"{numbers[1]} * 1000000000000", "0", "0", "0")
    place = ", ".join(f"CAST({v} AS BIGINT) AS {p}" for p, v in zip(PLACE, values, strict=True))
    line = f"(SELECT {place}, {words(rule)} AS rule, {words(absent)} AS entity, '' AS key, [{cause}] AS causes)"
    outputs.add(UNDETERMINED, undetermined_of(line))


def undetermined_of(source: str, bounds: str = "''", period: str = "''", *, sure: bool = False) -> str:
    """Lines of 无法判定 from a relation with place, rule, entity, key and causes; `sure` where each has some."""
    place = ", ".join(PLACE)
    inner = (
        f"(SELECT {place}, rule, entity, key, {ordered('causes')}, {bounds} AS bounds, {period} AS period "
        f"FROM {source}{'' if sure else ' WHERE causes IS NOT NULL'})"
    )
    return f"SELECT {place}, rule, entity, key, {open_words('causes')} AS missing, causes, bounds, period FROM {inner}"


def _findings() -> str:
    """What of the undecided is a finding: somebody must look at the rules or the facts."""
    kinds = (CauseKind.CONFLICT, CauseKind.CONTRADICTION, CauseKind.UNPROVIDED)
    tests = " OR ".join(f"starts_with(cause, {words(head(kind))})" for kind in kinds)
    tests_of_first = " OR ".join(f"starts_with(causes[1], {words(head(kind))})" for kind in kinds)
    field_ = words(FIELD)
    places = f"list_filter(string_split(split_part(cause, {field_}, 3), chr(31)), LAMBDA p: p <> '')"
    return (
        f'SELECT {", ".join(PLACE[:5])}, CAST(place AS BIGINT) AS "#item", split_part(cause, {field_}, 1) AS kind, rule, '
        f"entity, key, {places} AS places, split_part(cause, {field_}, 2) AS text "
        f"FROM (SELECT *, unnest(causes) AS cause, generate_subscripts(causes, 1) AS place "
        f'FROM {quoted(UNDETERMINED)} WHERE "#phase" = 1 AND (array_length(causes) > 1 OR {tests_of_first})) WHERE {tests}'
    )


def lowered_causes(lowered: Lowered) -> exp.Expression:
    """The causes of a value, NULL where it has none."""
    return lowered.causes if lowered.causes is not None else no_causes()


def is_true(expression: exp.Expression) -> exp.Expression:
    """A condition that is never NULL."""
    return sql("COALESCE(:c, FALSE)", c=expression)
