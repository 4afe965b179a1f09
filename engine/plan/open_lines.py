"""Lines of what could not be decided: which facts are open, and why."""

from collections.abc import Sequence

from attrs import frozen
from sqlglot import exp

from ..lowering.causes import FIELD, OPEN_PREFIXES, ROWS_WIDTH, encoded
from ..types import Cause, CauseKind
from .frames import Frame
from .late import Told
from .layout import KEY, ROW, quoted
from .outputs import FINDS, Outputs, finds, ordered, placed, words
from .result_tables import PLACE, UNDETERMINED


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
    cells = [told.causes(d.causes) for d in doubts]
    table = outputs.making.want(frame, [ROW, KEY, *told.kept])
    for doubt, causes, open_here in zip(doubts, cells, open_, strict=True):
        place = ("1", str(entity_number), row_place(by_rule), str(doubt.number), "0", "0")
        line = OpenLine(doubt.rule, entity, place, causes)
        outputs.add(UNDETERMINED, line.query(told, quoted(table), [ROW], open_here))


@frozen
class OpenLine:
    """Lines of one rule that could not be decided: where they belong, and the SQL of their causes and period."""

    rule: str
    entity: str
    place: Sequence[str]
    causes: str
    label: str | None = None

    def query(self, told: Told, source: str, names: Sequence[str], test: str) -> str:
        """Of the rows of a source that a test finds; a list is put together once for all rows that it rests on alike."""
        leaves = told.leaves[self.causes]
        read = {**{n: quoted(n) for n in (*names, KEY)}, **leaves}
        kept = ", ".join(cell if cell == quoted(n) else f"{cell} AS {quoted(n)}" for n, cell in read.items())
        marks = {n: quoted(f"@{number}") for number, n in enumerate(leaves)}
        marked = [f"{quoted(n)} AS {mark}" for n, mark in marks.items()]
        pairs = (f"{quoted(n)} IS NOT DISTINCT FROM {mark}" for n, mark in marks.items())
        label = quoted(self.label) if self.label else "''"
        alike = f"(SELECT DISTINCT {', '.join(map(quoted, leaves)) or '1 AS one'} FROM found) AS alike"
        each = f"SELECT {', '.join((*marked, f'{self.causes} AS causes'))} FROM {alike}"
        once = f"SELECT {', '.join((*marks.values(), ordered('causes')))} FROM ({each}) AS told"
        cells = ", ".join((*marks.values(), "causes", f"{open_words('causes')} AS missing", finds("causes")))
        lists = f"SELECT {cells} FROM ({once}) AS once"
        return (
            f"SELECT * FROM (WITH found AS MATERIALIZED (SELECT {kept} FROM {source} WHERE {test}), "
            f"lists AS MATERIALIZED ({lists}) "
            f"SELECT {placed(self.place)}, {words(self.rule)} AS rule, {words(self.entity)} AS entity, {quoted(KEY)} AS key, "
            f"missing, causes, '' AS bounds, {label} AS period, {quoted(FINDS)} FROM found JOIN lists ON {' AND '.join(pairs) or 'TRUE'})"
        )


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


def undetermined_of(source: str, bounds: str = "''", period: str = "''") -> str:
    """Lines of 无法判定 from a relation with place, rule, entity, key and causes."""
    place = ", ".join(PLACE)
    inner = (
        f"(SELECT {place}, rule, entity, key, {ordered('causes')}, {bounds} AS bounds, {period} AS period "
        f"FROM {source} WHERE causes IS NOT NULL)"
    )
    cells = f"{open_words('causes')} AS missing, causes, bounds, period, {finds('causes')}"
    return f"SELECT {place}, rule, entity, key, {cells} FROM {inner}"
