"""Repeated duties in SQL: a row for each case and period owed, and the proof that falls inside it.

Says the same as engine/repeats.py and the periods of engine/interpret_duty.py.
"""

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen
from sqlglot import exp

from ..lowering.base import Lowered, any_unknown, case, joined, literal, no_causes, one_cause, sql
from ..periods import FIRST_DATE
from ..program import PERIOD_DONE, PERIOD_DUE, PERIOD_FIRST, Duty, RecordProof, Repetition
from ..recurrence import Stretch, following, stretches
from ..types import Cause, CauseKind, DateType
from .duties import known
from .frames import Derivation, Frame, Grouping, column
from .layout import KEY, ROW, SHEET, quoted
from .small_table import SmallTable

if TYPE_CHECKING:
    from .rulebook import Rulebook
    from .scope import Scope

FIRST, LAST, DUE, LABEL, PERIOD, CASE, UNTIL = "#first", "#last", "#due", "#label", "#period", "#case", "#until"
OPENS, CLOSES = "#opens", "#closes"
"""The days between which the proof of a period must fall: the period itself, or the next where it is due only after it."""


@frozen
class PeriodTable:
    """The periods of one kind that may be owed, numbered by their first day, with the day due in each."""

    name: str
    repetition_key: tuple[object, ...]
    cells: tuple[tuple[object, ...], ...]

    COLUMNS = (("number", "BIGINT"), ("label", "VARCHAR"), ("first", "DATE"), ("last", "DATE"), ("due", "DATE"),
               ("opens", "DATE"), ("closes", "DATE"))  # fmt: skip

    def table(self) -> SmallTable:
        """What the database reads."""
        return SmallTable.of(self.name, self.COLUMNS, list(zip(*self.cells, strict=True)))


@frozen(eq=False)
class RepeatedSql:
    """A repeated duty: a frame with a row a period, which of them count, and what is decided without any period."""

    frame: Frame
    scope: "Scope"
    counts: exp.Expression
    out: exp.Expression
    causes: exp.Expression


def period_table(rules: "Rulebook", repetition: Repetition) -> PeriodTable:
    """The table of the periods of a repetition, from the day in force to the as-of date."""
    tables = rules.ground.periods
    in_force, as_of = rules.holds_from, rules.occasion.as_of
    slot = (repetition.recurrence, repetition.due, in_force)
    found = next((t for t in tables if t.repetition_key == slot), None)
    if found is None:
        rows = [_cells(repetition, s) for s in stretches(repetition.recurrence, in_force, as_of)]
        cells = tuple(((row[1] - FIRST_DATE).days + 1, *row) for row in rows)
        found = PeriodTable(f"#periods{len(tables)}", slot, cells)
        tables.append(found)
    return found


def _cells(repetition: Repetition, stretch: Stretch) -> tuple[str, date, date, date, date, date]:
    after = repetition.due.is_after(repetition.recurrence)
    window = following(repetition.recurrence, stretch) if after else stretch
    return stretch.label, stretch.first, stretch.last, stretch.due(repetition.due), window.first, window.last


def lower_repeated(scope: "Scope", duty: Duty, repetition: Repetition) -> RepeatedSql:
    """The periods of a duty on the rows of its entity."""
    hold = scope.frame.hold
    since, until = (scope.settled(scope.value(e)) for e in (repetition.since, repetition.until))
    by_period = scope.rules.depends_on_date(duty.applies)
    refused: exp.Expression = sql("FALSE")
    if not by_period:
        refused = sql(":a IS FALSE", a=scope.settled(scope.value(duty.applies)).value)
    out = hold(sql(":r OR :w", r=refused, w=since.is_waiting), always=True)
    open_ = any_unknown((since, until))
    why = case([(out, no_causes()), (open_, joined([since.causes, until.causes]))], no_causes())
    causes = hold(why, always=True)
    frame = _frame(scope, repetition, (since, until), out, causes)
    within = _within(scope, frame, repetition)
    counts = _counts(scope, frame, within)
    return RepeatedSql(frame, within, counts, out, causes)


def _frame(
    scope: "Scope",
    repetition: Repetition,
    ends: tuple[Lowered, Lowered],
    out: exp.Expression,
    causes: exp.Expression,
) -> Frame:
    rules, hold = scope.rules, scope.frame.hold
    names = tuple(hold(e, always=True).name for e in (ends[0].value, ends[1].value, out, causes))
    since, until, refused, why = (f"o.{quoted(n)}" for n in names)
    stored = (KEY, SHEET, *rules.program.entities[scope.entity].columns)
    table = period_table(rules, repetition).name
    cells = ", ".join(f"o.{quoted(n)}" for n in stored)
    query = (
        f"SELECT row_number() OVER () - 1 AS {quoted(ROW)}, o.{quoted(ROW)} AS {quoted(CASE)}, p.number AS {quoted(PERIOD)}, "
        f"p.label AS {quoted(LABEL)}, p.first AS {quoted(FIRST)}, p.last AS {quoted(LAST)}, p.due AS {quoted(DUE)}, "
        f"p.opens AS {quoted(OPENS)}, p.closes AS {quoted(CLOSES)}, "
        f"{until} AS {quoted(UNTIL)}, {cells} FROM {{owner}} AS o JOIN {quoted(table)} AS p "
        f"ON p.first >= {since} AND ({until} IS NULL OR p.first <= {until}) WHERE NOT {refused} AND {why} IS NULL"
    )
    reads = {"owner": (scope.frame, (*names, *stored))}
    return Frame(rules.ground.name("periods of "), Derivation(query, reads))


def _within(scope: "Scope", frame: Frame, repetition: Repetition) -> "Scope":
    """The case within one period: the row with three more columns."""
    given = {PERIOD_FIRST: Lowered(column(FIRST), DateType()), PERIOD_DUE: Lowered(column(DUE), DateType())}
    within = scope.standing_on(frame, given)
    proof = repetition.proof
    done = (
        _by_records(within, proof)
        if isinstance(proof, RecordProof)
        else _inside(within.governed_by(given[PERIOD_FIRST]).value(proof))
    )
    given[PERIOD_DONE] = within.settled(done)
    return within


def _inside(day: Lowered) -> Lowered:
    """A date of the case itself, where it falls into the period."""
    value = sql("CASE WHEN :d BETWEEN :f AND :l THEN :d END", d=day.value, f=column(OPENS), l=column(CLOSES))
    return Lowered(value, DateType(), day.causes, True)


def _counts(scope: "Scope", frame: Frame, within: "Scope") -> exp.Expression:
    """Whether a period is owed: one that the row left before its end only where it was performed before."""
    done = within.given[PERIOD_DONE]
    parts = {"u": column(UNTIL), "l": column(LAST), "d": done.value, "a": literal(scope.rules.occasion.as_of)}
    cut = sql("NOT COALESCE(:u < :l, FALSE) OR COALESCE(:d <= :u AND :d <= :a, FALSE)", **parts)
    return frame.hold(cut, always=True)


def _by_records(within: "Scope", proof: RecordProof) -> Lowered:
    """The first matching row of another 台账 inside the period."""
    rules = within.rules
    if proof.entity not in rules.occasion.tables:
        why = one_cause(Cause(CauseKind.MISSING, proof.entity))
        return Lowered(sql("CAST(NULL AS DATE)"), DateType(), why, True)
    home = rules.home(proof.entity)
    link = home.frame.hold(home.column(proof.link).value, always=True).name
    if any(rules.depends_on_date(e) for e in (proof.date, proof.condition) if e is not None):
        return _earliest(within, *_dated_proofs(within, home, link, proof))
    day = home.settled(home.value(proof.date))
    matches = home.settled(home.value(proof.condition)) if proof.condition is not None else None
    names = _proof_columns(home, day, matches)
    frame = within.frame
    query = _proof_query(link, names)
    pairs = Derivation(query, {"period": (frame, (OPENS, CLOSES, KEY)), "row": (home.frame, (link, *names))})
    return _earliest(within, Frame(rules.ground.name("proofs of "), pairs), "#day", "#why")


def _earliest(within: "Scope", found: Frame, day: str, why: str) -> Lowered:
    """The first of the days of proof inside a period, or why it cannot be told."""
    ground = within.rules.ground
    grouping = Grouping(ground.name("proof"), found, ("#of", day, why), _first_query(day, why))
    ground.groupings.append(grouping)
    on = ((column(ROW), "owner"),)
    earliest, causes = (within.frame.read(grouping, on, n) for n in ("day", "causes"))
    value = sql("CASE WHEN :c IS NULL THEN :d END", c=causes, d=earliest)
    return Lowered(value, DateType(), causes, True)


def _dated_proofs(within: "Scope", home: "Scope", link: str, proof: RecordProof) -> tuple[Frame, str, str]:
    """Each period with each row that may prove it, judged by the figures of the first day of the period."""
    rules = within.rules
    stored = (KEY, SHEET, *rules.program.entities[proof.entity].columns)
    cells = ", ".join(f"r.{quoted(n)}" for n in stored)
    query = (
        f'SELECT row_number() OVER () - 1 AS {quoted(ROW)}, p.{quoted(ROW)} AS "#of", p.{quoted(FIRST)} AS {quoted(FIRST)}, '
        f"p.{quoted(OPENS)} AS {quoted(OPENS)}, p.{quoted(CLOSES)} AS {quoted(CLOSES)}, {cells} "
        f"FROM {{period}} AS p JOIN {{row}} AS r ON r.{quoted(link)} = p.{quoted(KEY)}"
    )
    reads = {"period": (within.frame, (FIRST, OPENS, CLOSES, KEY)), "row": (home.frame, (link, *stored))}
    frame = Frame(rules.ground.name("proofs of "), Derivation(query, reads))
    row = home.standing_on(frame).governed_by(Lowered(column(FIRST), DateType()))
    day = row.settled(row.value(proof.date))
    matches = row.settled(row.value(proof.condition)) if proof.condition is not None else known(True)
    inside = frame.hold(sql(":d BETWEEN :o AND :c", d=day.value, o=column(OPENS), c=column(CLOSES)))
    proves = sql("CASE WHEN :i AND :m THEN :d END", i=inside, m=matches.value, d=day.value)
    parts = [v for v in (day, matches) if v.causes is not None]
    why = no_causes()
    if parts:
        may = sql("(COALESCE(:i, FALSE) OR :u) AND :m IS NOT FALSE", i=inside, u=day.is_unknown, m=matches.value)
        asked = sql("(:m) AND (:u)", m=may, u=any_unknown(parts))
        why = case([(asked, joined([v.causes for v in parts]))], no_causes())
    return frame, frame.hold(proves, always=True).name, frame.hold(why, always=True).name


def _proof_columns(home: "Scope", day: Lowered, matches: Lowered | None) -> tuple[str, str, str, str]:
    """The date, its causes, whether the row matches, and the causes of that."""
    hold = home.frame.hold
    true = literal(True)
    parts = (
        day.value,
        day.why,
        matches.value if matches is not None else true,
        matches.why if matches is not None else no_causes(),
    )
    first, second, third, fourth = (hold(p, always=True).name for p in parts)
    return first, second, third, fourth


def _proof_query(link: str, names: tuple[str, str, str, str]) -> str:
    day, why_day, matches, why_matches = (f"r.{quoted(n)}" for n in names)
    inside = f"{day} BETWEEN p.{quoted(OPENS)} AND p.{quoted(CLOSES)}"
    return (
        f'SELECT row_number() OVER () - 1 AS {quoted(ROW)}, p.{quoted(KEY)} AS {quoted(KEY)}, p.{quoted(ROW)} AS "#of", '
        f'CASE WHEN {matches} THEN {day} END AS "#day", '
        f'CASE WHEN {why_day} IS NOT NULL THEN list_concat({why_day}, {why_matches}) ELSE {why_matches} END AS "#why" '
        f"FROM {{period}} AS p JOIN {{row}} AS r ON r.{quoted(link)} = p.{quoted(KEY)} "
        f"WHERE ({inside} OR {why_day} IS NOT NULL) AND {matches} IS NOT FALSE"
    )


def _first_query(day: str, why: str) -> str:
    lists = f"list_sort(list_distinct(flatten(list({quoted(why)}) FILTER ({quoted(why)} IS NOT NULL))))"
    return (
        f'SELECT "#of" AS owner, min({quoted(day)}) AS day, CASE WHEN array_length({lists}) > 0 THEN {lists} END AS causes '
        "FROM {source} GROUP BY 1"
    )
