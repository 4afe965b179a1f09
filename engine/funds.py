"""经费: what each budget owes for whom it counts, year by year, and whether enough was budgeted."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property

from attrs import define, evolve, field, frozen

from .aggregates import through_rows
from .astray import ASTRAY
from .facts.partial import PartialTable
from .facts.tables import KEY_SEPARATOR, Record, Table
from .interpret import Case, Interpreter
from .operators.logic import AND
from .origin import CellPlace
from .outcome import Breach, BreachKind, Entitlement, Finding, Funding, OtherReading, Undetermined
from .program import Benefit, Expression, Fund, Headcount, HeadcountBasis
from .stock import presences
from .types import Cause, CauseKind, Known, NotYet, Unknown, Value, in_order, unknown
from .words import describe_fen


@frozen
class Funded:
    """What one 经费 came to."""

    fundings: tuple[Funding, ...] = ()
    undetermined: tuple[Undetermined, ...] = ()
    breaches: tuple[Breach, ...] = ()
    findings: tuple[Finding, ...] = ()


@define
class _Heads:
    """The heads of one payer, year and rate: how many moments they were sure and possible at, of how many each."""

    moments: int
    sure: int = 0
    possible: int = 0
    open: list[Unknown] = field(factory=list)
    others: "dict[HeadcountBasis, _Heads]" = field(factory=dict)

    def add(self, counted: tuple[Value, ...], rate: Value) -> None:
        """Count one row at each moment."""
        sure = counted.count(True)
        possible = len(counted) - counted.count(False)
        self.sure += sure
        self.possible += possible
        if sure == possible and not isinstance(rate, Unknown):
            return
        causes = [v.causes for v in (*counted, rate) if isinstance(v, Unknown)]
        if causes:
            self.open.append(Unknown(frozenset().union(*causes)))

    def heads(self, count: int) -> int:
        """A number of moments as heads, halves up."""
        return _half_up(Fraction(count, self.moments))

    def amount(self, count: int, rate: int) -> int:
        """What a number of moments costs at a rate, rounded to the 分 once."""
        return _half_up(Fraction(count * rate, self.moments))


_WHOLE = Case(Record("", {}, CellPlace("")))
"""Stands for the row of 每 where the sum is for the whole; its payer is named outright."""
_Place = tuple[str, int]
_Groups = dict[_Place, dict[int | None, _Heads]]


class FundRun:
    """Works out one 经费 over all rows; `entitlements` and `undetermined` are those of the 待遇 it may sum up.

    The first day of a budget year governs it: `until` is the first such day that the version governs no more. With `place`
    only the sums of that row of 每 are worked out, and of a table of which few rows were read only its rows asked for.
    """

    def __init__(
        self,
        interpreter: Interpreter,
        fund: Fund,
        entitlements: list[Entitlement],
        undetermined: list[Undetermined],
        until: date | None = None,
        place: str | None = None,
    ) -> None:
        self.interpreter = interpreter
        self.fund = fund
        self.until = until
        self.place = place
        self.entitlements = [e for e in entitlements if e.benefit == fund.benefit]
        self.undetermined = [u for u in undetermined if u.rule == fund.benefit]
        self.groups: _Groups = {}
        self.astray = 0

    def run(self) -> Funded:
        """Everything the fund gives, in the order of place and year."""
        if self.fund.headcount is not None:
            over = self.fund.headcount.over
            if self.interpreter.is_absent(over):
                missing = unknown(CauseKind.MISSING, over)
                open_ = Undetermined(self.fund.name, over, "", missing.open_facts(), in_order(missing.causes))
                return Funded(undetermined=(open_,))
            self._count(self.fund.headcount)
        elif self.fund.has_rate:
            self._sum()
        fundings: list[Funding] = []
        undecided: list[Undetermined] = []
        breaches: list[Breach] = []
        undecided.extend(self._no_budgets())
        for place in sorted(self.groups):
            rows, causes = self._rows(place, self.groups[place])
            budget = self._budgeted(place)
            budgeted = budget if isinstance(budget, int) else None
            rows = [evolve(row, budgeted_fen=budgeted) for row in rows]
            fundings.extend(rows)
            if isinstance(budget, Unknown):
                causes = causes | budget.causes
            undecided.extend(self._open(place, rows, causes))
            breaches.extend(self._short(rows, budgeted))
        return Funded(tuple(fundings), tuple(undecided), tuple(breaches), self._astray())

    # ---------- whom to count ----------

    def _count(self, headcount: Headcount) -> None:
        table = self.interpreter.facts.tables.get(headcount.over)
        stock = self.interpreter.program.entities[headcount.over].in_stock
        if table is None or stock is None:
            return
        rows = self._rows_over(table, headcount.link)
        cases = [self.interpreter.case(headcount.over, record) for record in rows]
        dated = self._depends_on_date(headcount)
        spans = [tuple(self.interpreter.column(headcount.over, c, case, event=True) for c in stock) for case in cases]
        years = self._years([start for start, _ in spans])
        bases = (headcount.basis, *self.fund.others)
        by_place = not dated and self.fund.rate_of != headcount.over
        rates: dict[str, Value] = {}
        for case, (start, end) in zip(cases, spans, strict=True):
            where = True if dated else self._counts(headcount, case)
            if where is False:
                continue
            key = self._place(headcount.link, case)
            if key is None:
                self.astray += 1
                continue
            if self.place not in (None, key):
                continue
            there = _years_there(years, start, end)
            if not there:
                continue
            rate = rates.get(key) if by_place else None
            if rate is None:
                rate = 0 if dated else self._rate(key, headcount.over, case)
                rates[key] = rate
            for year in there:
                if dated:
                    row = case.governed_by(self._first_day(year))
                    where, rate = self._counts(headcount, row), self._rate(key, headcount.over, row)
                counted = {basis: self._presences(basis, (start, end), year, where) for basis in bases}
                if any(moments.count(False) < len(moments) for moments in counted.values()):
                    self._add_row((key, year), rate, counted)

    def _rows_over(self, table: Table, link: Expression | None) -> tuple[Record, ...]:
        """The rows to be counted: all of them, or those of the one place."""
        if self.place is None or link is None or not isinstance(table, PartialTable):
            return table.records
        table.ask([link], (self.place,))
        return table.at_hand

    def _presences(
        self, basis: HeadcountBasis, span: tuple[Value, Value], year: int, where: Value
    ) -> tuple[Value, ...]:
        found = presences(basis, *span, year, self.interpreter.as_of)
        return found if where is True else tuple(AND.evaluate(c, where) for c in found)

    def _counts(self, headcount: Headcount, case: Case) -> Value:
        return self.interpreter.value(headcount.where, case) if headcount.where else True

    def _depends_on_date(self, headcount: Headcount) -> bool:
        """Whether whom a budget counts, or at what rate, rests on dated figures."""
        read = (e for e in (headcount.where, self.fund.rate) if e is not None)
        return any(self.interpreter.depends_on_date(e) for e in read)

    def _first_day(self, year: int) -> date:
        """The first day of the budget year for which a year is counted: what picks the version and dated figures."""
        return date(year + self.fund.budget_offset, 1, 1)

    def _governs(self, year: int) -> bool:
        """Whether the version governs the budget for which a year is counted."""
        day = self._first_day(year)
        return day >= self.interpreter.program.in_force and (self.until is None or day < self.until)

    def _years(self, starts: list[Value]) -> list[int]:
        """The years with stock or flow up to the as-of year whose budget year the version governs."""
        known = [s.year for s in starts if isinstance(s, date)]
        first = self.interpreter.program.in_force.year - self.fund.budget_offset
        years = range(max(first, min(known, default=first)), self.interpreter.as_of.year + 1)
        return [year for year in years if self._governs(year)]

    def _add(self, place: _Place, rate: Value, counted: tuple[Value, ...]) -> _Heads:
        slot = rate if isinstance(rate, int) else None
        heads = self.groups.setdefault(place, {}).setdefault(slot, _Heads(len(counted)))
        if counted.count(False) < len(counted):
            heads.add(counted, rate)
        return heads

    def _add_row(self, place: _Place, rate: Value, counted: dict[HeadcountBasis, tuple[Value, ...]]) -> None:
        """Count a row in every reading; the first is that of the rule itself."""
        main, *others = counted
        heads = self._add(place, rate, counted[main])
        for basis in others:
            moments = counted[basis]
            heads.others.setdefault(basis, _Heads(len(moments))).add(moments, rate)

    def _rate(self, key: str, over: str, case: Case) -> Value:
        """The rate of one row: its own, or that of the place."""
        if self.fund.rate is None:
            return 0
        if self.fund.rate_of == over:
            return self.interpreter.value(self.fund.rate, case)
        place = self._place_case(key)
        return self.interpreter.value(self.fund.rate, place.governed_by(case.governing) if place is not None else case)

    # ---------- the sum of a 待遇 ----------

    def _sum(self) -> None:
        benefit = next((b for b in self.interpreter.program.benefits if b.name == self.fund.benefit), None)
        if benefit is None:
            return
        for due in self.entitlements:
            if due.date is not None:
                self._add_due(benefit, due.key, due.date, due.amount_fen, True)
        for open_ in self.undetermined:
            case = self._case_of(benefit, open_.key)
            when = benefit.monthly.start if benefit.monthly is not None else benefit.date
            day = self.interpreter.value(when, case) if when is not None and case is not None else None
            if isinstance(day, date):
                doubt = Unknown(frozenset(open_.causes))
                self._add_due(benefit, open_.key, day, doubt, doubt)
            elif day is not None:
                self.astray += 1

    def _add_due(self, benefit: Benefit, key: str, day: date, amount: Value, counted: Value) -> None:
        case = self._case_of(benefit, key)
        place = self._place(self.fund.benefit_link, case) if case is not None else None
        if place is None:
            self.astray += 1
        elif self.place in (None, place) and self._governs(day.year):
            self._add((place, day.year), amount, (counted,))

    def _case_of(self, benefit: Benefit, key: str) -> Case | None:
        table = self.interpreter.facts.tables.get(benefit.entity)
        record = table.by_key.get(key) if table else None
        return self.interpreter.case(benefit.entity, record) if record is not None else None

    # ---------- places ----------

    def _place(self, link: Expression | None, case: Case) -> str | None:
        """The key of the row of 每 that a row leads to; "" for the whole, None where it leads nowhere known."""
        if self.fund.per is None or link is None:
            return ""
        value = self.interpreter.value(link, case)
        if isinstance(value, Unknown | NotYet):
            return None
        table = self.interpreter.facts.tables.get(self.fund.per)
        return str(value) if table is not None and table.by_key.get(str(value)) is not None else None

    def _place_case(self, key: str) -> Case | None:
        table = self.interpreter.facts.tables.get(self.fund.per) if self.fund.per else None
        record = table.by_key.get(key) if table else None
        return self.interpreter.case(self.fund.per or "", record) if record is not None else None

    def _payer(self, key: str) -> str | None:
        return self.interpreter.party(self.fund.payer, self._place_case(key) or _WHOLE)

    # ---------- what it comes to ----------

    def _rows(self, place: _Place, by_rate: dict[int | None, _Heads]) -> tuple[list[Funding], frozenset[Cause]]:
        rows: list[Funding] = []
        open_: list[Unknown] = []
        for rate in sorted(by_rate, key=lambda r: (r is None, r or 0)):
            heads = by_rate[rate]
            open_.extend(heads.open)
            rows.append(self._funding(place, rate, heads))
        return rows, through_rows(open_).causes if open_ else frozenset()

    def _funding(self, place: _Place, rate: int | None, heads: _Heads) -> Funding:
        key, year = place
        main = _figures("", heads, rate)
        return Funding(
            fund=self.fund.name,
            entity=self.fund.per or "",
            key=key,
            payer=self._payer(key),
            year=year,
            budget_year=year + self.fund.budget_offset,
            headcount=main.headcount,
            headcount_bounds=main.headcount_bounds,
            rate_fen=rate,
            amount_fen=main.amount_fen,
            amount_bounds_fen=main.amount_bounds_fen,
            estimated=date(year, 12, 31) > self.interpreter.as_of,
            others=tuple(_figures(b.value, heads.others[b], rate) for b in self.fund.others if b in heads.others),
        )

    def _open(self, place: _Place, rows: list[Funding], causes: frozenset[Cause]) -> Iterator[Undetermined]:
        if not causes:
            return
        key = KEY_SEPARATOR.join(part for part in (place[0], str(place[1])) if part)
        missing = Unknown(causes).open_facts()
        yield Undetermined(self.fund.name, self.fund.per or "", key, missing, in_order(causes), _bounds(rows))

    def _short(self, rows: list[Funding], budgeted: int | None) -> Iterator[Breach]:
        """A budget below what is owed for certain: more heads would only widen the gap. An estimate accuses nobody."""
        owed = sum(row.amount_bounds_fen[0] for row in rows)
        if budgeted is None or budgeted >= owed or any(row.estimated for row in rows):
            return
        first = rows[0]
        certain = all(row.amount_fen is not None for row in rows)
        words = "应列" if certain else "至少应列"
        reason = f"{first.budget_year}年度预算数{describe_fen(budgeted)}，{words}{describe_fen(owed)}"
        yield Breach(first.fund, BreachKind.SHORT_BUDGET, first.payer, first.entity, first.key, None, reason)

    # ---------- what was budgeted ----------

    def _budgeted(self, place: _Place) -> int | Unknown | None:
        """The sum budgeted; None where nothing is held against it, or the budget year is still to come."""
        check = self.fund.budget
        if check is None or self.interpreter.is_absent(check.entity):
            return None
        year = place[1] + self.fund.budget_offset
        missing = unknown(CauseKind.MISSING, f"{check.entity}.{check.column}")
        case = self._budgets.get((place[0], year))
        value = self.interpreter.column(check.entity, check.column, case) if case is not None else missing
        if isinstance(value, int):
            return value
        due = year <= self.interpreter.as_of.year
        return (value if isinstance(value, Unknown) else missing) if due else None

    def _no_budgets(self) -> Iterator[Undetermined]:
        """Told once where the export has no sheet of budgets at all: nothing can be held against the sums."""
        check = self.fund.budget
        if check is not None and self.groups and self.interpreter.is_absent(check.entity):
            missing = unknown(CauseKind.MISSING, check.entity)
            yield Undetermined(self.fund.name, check.entity, "", missing.open_facts(), in_order(missing.causes))

    @cached_property
    def _budgets(self) -> dict[tuple[str, Known | None], Case]:
        """The rows of 核对 by place and year."""
        check = self.fund.budget
        table = self.interpreter.facts.tables.get(check.entity) if check is not None else None
        if check is None or table is None:
            return {}
        return {
            (str(r.values[check.place]) if check.place else "", r.values[check.year]): self.interpreter.case(
                check.entity, r
            )
            for r in table.records
        }

    def _astray(self) -> tuple[Finding, ...]:
        if not self.astray:
            return ()
        over = self.fund.headcount.over if self.fund.headcount else "待遇"
        text = f"{over}有{self.astray}行归属不明，没有计入"
        entity = self.fund.headcount.over if self.fund.headcount else (self.fund.per or "")
        return (Finding(ASTRAY, self.fund.name, entity, "", (f"每 {self.fund.per}",), text),)


def _years_there(years: list[int], start: Value, end: Value) -> list[int]:
    """Those of the years in which a row may count; all of them where nobody knows since when it is there."""
    if isinstance(start, NotYet):
        return []
    if not isinstance(start, date):
        return years
    last = max(start.year, end.year) if isinstance(end, date) else None
    return [year for year in years if start.year <= year and (last is None or year <= last)]


def _figures(basis: str, heads: _Heads, rate: int | None) -> OtherReading:
    """Heads and sum of one way of counting."""
    least, most = heads.heads(heads.sure), heads.heads(heads.possible)
    low = heads.amount(heads.sure, rate) if rate is not None else 0
    high = heads.amount(heads.possible, rate) if rate is not None else None
    certain = heads.sure == heads.possible
    return OtherReading(
        basis=basis,
        headcount=least if certain else None,
        headcount_bounds=(least, most),
        amount_fen=low if certain and low == high else None,
        amount_bounds_fen=(low, high),
    )


def _half_up(number: Fraction) -> int:
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)


def _bounds(rows: list[Funding]) -> str:
    """Between what the sum lies, in words; empty where it is known and only the budget is missing."""
    if all(row.amount_fen is not None for row in rows):
        return ""
    low = sum(row.amount_bounds_fen[0] for row in rows)
    highs = [row.amount_bounds_fen[1] for row in rows]
    if None in highs:
        return f"至少{describe_fen(low)}"
    return f"在{describe_fen(low)}至{describe_fen(sum(h for h in highs if h is not None))}之间"
