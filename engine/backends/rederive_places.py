"""Budgets that fall short and targets missed, found again by the interpreter: each rests on the rows of its place.

Where a place has more rows than are sensibly gone through one by one, that is said with their number (Unverified).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from attrs import frozen

from ..evaluate import governing_funds, short_budgets
from ..facts.partial import PartialTable, WholeNeeded
from ..facts.tables import Facts
from ..outcome import Breach, BreachKind, Entitlement, Undetermined
from ..plan.layout import quoted
from ..program import Fund, Program
from ..versions import interpreter_for
from .disagreement import agree
from .duckdb import CheckTables
from .rederive_cases import compare
from .results import Line, read_lines, undetermined_of
from .typed_cases import WHOLE, TooMany, TypedCases

AT_ONCE = 20_000
"""So many rows are fetched and interpreted together: cases, or those of one place."""
IN_ALL = 1_000_000
"""So many rows of places are gone through in one run."""


@frozen
class Unverified:
    """Violations of a rule that were not found again: how many, and on how many rows the largest of them rests."""

    rule: str
    violations: int
    rows: int


def verify_places(
    program: Program, cases: TypedCases, breaches: Iterable[Breach], as_of: date
) -> tuple[Unverified, ...]:
    """Find budgets and targets again. Raises Refusal (GJ556) at the first that comes out otherwise.

    Of a small table all places at once, of a larger one those of AT_ONCE rows at most one by one, the others where the
    table may be read whole.
    """
    left = IN_ALL
    unverified: list[Unverified] = []
    listed = sorted(breaches, key=lambda b: (b.rule, b.entity, b.key))
    for rule, of_rule in groupby(listed, key=lambda b: b.rule):
        every = tuple(of_rule)
        sums = _Sums(program, rule, as_of, every[0].kind)
        length = max(map(cases.length, sums.over), default=0)
        missed: dict[Breach, int] = dict.fromkeys(every, length)
        if length > AT_ONCE:
            missed = {}
            for _, of_place in groupby(every, key=lambda b: (b.entity, b.key)):
                there, here = tuple(of_place), cases.afresh()
                too_many = sums.of_place(here, there, min(AT_ONCE, left))
                if too_many is not None:
                    missed.update(dict.fromkeys(there, too_many))
                left = max(left - here.fetched, 0)
        if missed and not (length <= WHOLE and sums.of_all(cases, tuple(missed))):
            unverified.append(Unverified(rule, len(missed), max(missed.values())))
    return tuple(unverified)


@frozen
class _Sums:
    """What the breaches of one 经费 or 目标 rest on."""

    program: Program
    rule: str
    as_of: date
    kind: BreachKind

    @property
    def over(self) -> Iterator[str]:
        """The tables whose rows are counted or whose sums are added up."""
        for program in (self.program, *self.program.versions):
            if self.kind is BreachKind.MISSED_TARGET:
                about = {t.entity for t in program.targets if t.name == self.rule}
                yield from (a.over for a in program.aggregates if a.entity in about)
                continue
            for fund in (f for f in program.funds if f.name == self.rule):
                yield from (b.entity for b in program.benefits if b.name == fund.benefit)
                yield from (heads.over for heads in (fund.headcount,) if heads is not None)

    def of_all(self, cases: TypedCases, breaches: Sequence[Breach]) -> bool:
        """Find breaches again from whole tables; False where there are too many lines for that."""
        try:
            self._again(cases, breaches, None, None)
        except WholeNeeded:
            return False
        return True

    def of_place(self, cases: TypedCases, breaches: Sequence[Breach], most: int) -> int | None:
        """Find the breaches of one place again; the number of its rows where those are too many."""
        place = breaches[0].key
        if not place and self.kind is BreachKind.SHORT_BUDGET:  # what is not divided by place rests on everything
            return max(map(cases.length, self.over))
        try:
            self._again(cases, breaches, place, most)
        except TooMany as found:
            return found.rows
        except WholeNeeded:
            return max(map(cases.length, self.over))
        return None

    def _again(self, cases: TypedCases, breaches: Sequence[Breach], place: str | None, most: int | None) -> None:
        if self.kind is BreachKind.MISSED_TARGET:
            compare(self.program, cases, breaches, self.as_of, most)
            return
        fund = next(f for f in self.program.funds if f.name == self.rule)
        among = None if place is None else cases.ask(lambda facts: self._keys_there(facts, fund, place), most)
        sums, open_ = _due(cases.found, fund.benefit, among)

        def question(facts: Facts) -> tuple[Breach, ...]:
            interpreter = interpreter_for(self.program, facts, self.as_of)
            return short_budgets(self.program, interpreter, fund, sums, open_, place)

        again = cases.ask(question, most)
        for breach in breaches:
            agree(self.program, breach, tuple(b for b in again if (b.entity, b.key) == (breach.entity, breach.key)))

    def _keys_there(self, facts: Facts, fund: Fund, place: str) -> tuple[str, ...]:
        """The rows whose sums belong to a place under the rules of some version, and maybe a few more."""
        there: dict[str, None] = {}
        for governing, own, _ in governing_funds(interpreter_for(self.program, facts, self.as_of), fund):
            benefit = next((b for b in governing.program.benefits if b.name == own.benefit), None)
            table = facts.tables.get(benefit.entity) if benefit is not None else None
            if table is None or own.benefit_link is None:
                continue
            if isinstance(table, PartialTable):
                table.ask([own.benefit_link], (place,))
            there.update(dict.fromkeys(record.key for record in table.at_hand))
        return tuple(there)


def _due(
    found: CheckTables, benefit: str | None, among: Sequence[str] | None
) -> tuple[tuple[Entitlement, ...], tuple[Undetermined, ...]]:
    """The sums of a 待遇 that are due and those undecided, of all rows or of some.

    Raises WholeNeeded where all are too many.
    """
    if benefit is None:
        return (), ()
    sums = _lines(found, "entitlements", "benefit", benefit, among)
    open_ = _lines(found, "undetermined", "rule", benefit, among)
    return tuple(Entitlement(**row) for row in sums), tuple(map(undetermined_of, open_))


def _lines(found: CheckTables, what: str, column: str, rule: str, among: Sequence[str] | None) -> list[Line]:
    given = [rule, *([] if among is None else [list(among)])]
    where = f"{quoted(column)} = ?" + ("" if among is None else " AND key IN (SELECT unnest(?::VARCHAR[]))")
    if among is None:
        query = f"SELECT count(*) FROM {quoted(found.tables[what])} WHERE {where}"
        (length,) = found.connection.execute(query, given).fetchone() or (0,)
        if length > WHOLE:
            raise WholeNeeded(rule)
    return read_lines(found, what, where, given)
