"""Why a 经费 comes to what it does, year by year, each step one that can be done again by hand.

Of a place, what its budget owes; of one row that may be counted, whether it is.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from attrs import define, field, frozen

from .aggregates import through_rows
from .date_words import full_date
from .explain import Explainer
from .facts.partial import PartialTable
from .facts.tables import Record
from .funding_sum import FundingSum, FundState, funding_sum, funding_sums
from .interpret import Case, Interpreter
from .operators.logic import AND
from .outcome import Funding, Result, Trace, TraceLine
from .program import Fund, Headcount, HeadcountBasis
from .stock import presences
from .types import MoneyType, Unknown, Value, merge
from .versions import VersionedInterpreter
from .words import describe_fen, describe_value

WHOLE = "全部"
"""Asks for a 经费 that is not divided by place."""


@define
class _Tally:
    """The rows that belong to a place, and how many of them count at each moment looked at."""

    rows: int = 0
    sure: list[int] = field(factory=list)
    unsure: list[int] = field(factory=list)
    open: list[Unknown] = field(factory=list)

    def add(self, counted: tuple[Value, ...]) -> None:
        """Count one row at each moment."""
        self.rows += 1
        doubts = [v for v in counted if isinstance(v, Unknown)]
        self.open += [merge(*doubts)] if doubts else []
        self.sure = self.sure or [0] * len(counted)
        self.unsure = self.unsure or [0] * len(counted)
        for moment, value in enumerate(counted):
            self.sure[moment] += value is True
            self.unsure[moment] += isinstance(value, Unknown)


@frozen
class FundExplainer:
    """Explains 经费; `check` finds everything about all rows, asked for only where a place is explained."""

    interpreter: Interpreter
    check: Callable[[], Result]

    def place(self, fund: Fund, key: str, year: int | None = None) -> Trace:
        """Every year of a place (one, where it is given), or of the whole where `key` is empty."""
        result = self.check()
        every = funding_sums(result, fund) if year is None else (funding_sum(result, fund, key, year),)
        sums = tuple(total for total in every if total.key == key)
        lines = tuple(self._year(total) for total in sums)
        outcome = "；".join(_outcome(total) for total in sums) or "没有计入任何人"
        return _trace(fund, outcome, lines)

    def counted(self, fund: Fund, case: Case) -> Trace:
        """Whether one row counts, year by year; of the sum of a 待遇 which of its sums count."""
        if fund.headcount is None:
            return self._summed(fund, case)
        lines = tuple(self._presence(fund, year, case) for year in self._years(fund, fund.headcount, case))
        into = [line.words for line in lines if line.value == _COUNTED]
        is_open = any(line.value == _UNSURE for line in lines)
        outcome = f"计入{'、'.join(into)}" if into else _UNSURE if is_open else "没有计入"
        return _trace(fund, outcome, (*self._membership(fund, fund.headcount, case), *lines))

    # ---------- one place, one year ----------

    def _year(self, total: FundingSum) -> TraceLine:
        interpreter, fund = self._governing(total.fund, total.budget_year)
        children = [
            *self._heads(interpreter, fund, total),
            *self._rates(interpreter, fund, total),
            *_products(fund, total),
            TraceLine("付款", total.payer or "不详"),
            *_budget(fund, total),
        ]
        words = f"{total.year}年度（列入{total.budget_year}年度预算）"
        return TraceLine(words, _verdict(total), children=tuple(children))

    def _governing(self, fund: Fund, year: int) -> tuple[Interpreter, Fund]:
        """The version that governs a budget year, and the fund as it stands there."""
        if not isinstance(self.interpreter, VersionedInterpreter):
            return self.interpreter, fund
        program = self.interpreter.program.version_at(date(year, 1, 1))
        version = next(v for v in self.interpreter.versions if v.program is program)
        return version, next((f for f in program.funds if f.name == fund.name), fund)

    def _heads(self, interpreter: Interpreter, fund: Fund, total: FundingSum) -> Iterator[TraceLine]:
        """How many rows belong to the place, how many count and how many are unsure."""
        heads = fund.headcount
        if heads is None:
            return
        tally = self._tally(interpreter, fund, heads, total)
        notes = [f"归这里的{heads.over} {tally.rows}行，{_when(heads.basis, total.year, self.interpreter.as_of)}"]
        if heads.where is not None and heads.where.span is not None:
            notes.append(f"只数{' '.join(heads.where.span.text.split())}的")
        notes += _moments(heads.basis, tally, total.year, self.interpreter.as_of)
        if any(tally.unsure):
            missing = "、".join(through_rows(tally.open).open_facts())
            notes.append(f"不能确定{len(tally.open)}行" + (f"，缺{missing}" if missing else ""))
        least, most = (sum(r.headcount_bounds[side] for r in total.rows) for side in (0, 1))
        value = f"{least}人" if total.headcount is not None else f"{least}至{most}人"
        yield TraceLine(f"人数（{heads.over} {heads.basis.value}）", value, notes=tuple(notes))

    def _tally(self, interpreter: Interpreter, fund: Fund, heads: Headcount, total: FundingSum) -> _Tally:
        tally = _Tally()
        table = interpreter.facts.tables.get(heads.over)
        if isinstance(table, PartialTable) and fund.per is not None and heads.link is not None:
            table.ask([heads.link], (total.key,))
            records: Iterable[Record] = table.at_hand
        else:
            records = table.records if table else ()
        for record in records:
            case = interpreter.case(heads.over, record)
            if fund.per is not None and heads.link is not None and interpreter.value(heads.link, case) != total.key:
                continue
            tally.add(_counted(interpreter, heads, case, total.year))
        return tally

    def _rates(self, interpreter: Interpreter, fund: Fund, total: FundingSum) -> Iterator[TraceLine]:
        """The rate of the place with the row and clause that give it; that of each row is told with the products."""
        place = interpreter.facts.tables.get(fund.per) if fund.per else None
        record = place.by_key.get(total.key) if place else None
        if fund.rate is None or (fund.rate_of is not None and fund.rate_of != fund.per):
            return
        if record is None or not total.rows:
            return
        plain = interpreter.case(fund.per or "", record)
        used = total.rows[0].rate_fen
        by_year = plain.governed_by(date(total.budget_year, 1, 1))
        # The figure shown is the one the sum was worked out with.
        case = next((c for c in (plain, by_year) if interpreter.value(fund.rate, c) == used), plain)
        yield Explainer(interpreter).line("标准", fund.rate, case)

    # ---------- one row that may be counted ----------

    def _years(self, fund: Fund, heads: Headcount, case: Case) -> range:
        """From the first year that the policy governs, or in which the row is there, to the as-of year."""
        first = self.interpreter.program.in_force
        year = first.year + (first > date(first.year, 1, 1)) - fund.budget_offset
        stock = self.interpreter.program.entities[heads.over].in_stock
        start = self.interpreter.column(heads.over, stock[0], case, event=True) if stock else None
        return range(max(year, start.year if isinstance(start, date) else year), self.interpreter.as_of.year + 1)

    def _membership(self, fund: Fund, heads: Headcount, case: Case) -> Iterator[TraceLine]:
        explainer = Explainer(self.interpreter)
        if heads.link is not None:
            yield explainer.line(f"归哪个{fund.per}", heads.link, case)
        stock = self.interpreter.program.entities[heads.over].in_stock or ()
        for words, column in zip(("在册自", "在册至"), stock, strict=False):
            value = self.interpreter.column(heads.over, column, case, event=True)
            type_ = self.interpreter.program.entities[heads.over].columns.get(column)
            sensitive = type_ is not None and type_.sensitive
            shown = describe_value(value, type_.type) if type_ is not None else str(value)
            yield TraceLine(f"{words}（{column}）", shown, sensitive=sensitive)
        if heads.where is not None:
            yield explainer.line("只数", heads.where, case)
        if fund.rate is not None and fund.rate_of == heads.over:
            yield explainer.line("标准", fund.rate, case)

    def _presence(self, fund: Fund, year: int, case: Case) -> TraceLine:
        interpreter, fund = self._governing(fund, year + fund.budget_offset)
        heads = fund.headcount
        if heads is None:
            return TraceLine(f"{year}年度", _NOT_COUNTED)
        moments = _counted(interpreter, heads, interpreter.case(heads.over, case.record), year)
        sure, unsure = sum(m is True for m in moments), sum(isinstance(m, Unknown) for m in moments)
        value = _COUNTED if sure else _UNSURE if unsure else _NOT_COUNTED
        notes = [_when(heads.basis, year, self.interpreter.as_of)]
        if heads.basis is HeadcountBasis.MEAN and sure:
            notes.append(f"{len(moments)}个月末里在册{sure}个" + (f"，不能确定{unsure}个" if unsure else ""))
        return TraceLine(f"{year}年度", value, notes=tuple(notes))

    def _summed(self, fund: Fund, case: Case) -> Trace:
        """The sums of a 待遇 for one row, each under its year."""
        benefit = next(b for b in self.interpreter.program.benefits if b.name == fund.benefit)
        sums = self.interpreter.sums(benefit, case)
        if isinstance(sums, Unknown):
            reason = "；".join(sorted(cause.describe() for cause in sums.causes))
            return _trace(
                fund, f"无法判定（{reason}）", (TraceLine(f"待遇 {benefit.name}", "无法判定", notes=(reason,)),)
            )
        lines = [
            TraceLine(
                full_date(s.date) if s.date else "日期不详", describe_fen(s.amount_fen), notes=(_of_year(s.date),)
            )
            for s in sums
        ]
        if fund.benefit_link is not None:
            lines.insert(0, Explainer(self.interpreter).line(f"归哪个{fund.per}", fund.benefit_link, case))
        outcome = f"计入{len(sums)}笔，共{describe_fen(sum(s.amount_fen for s in sums))}" if sums else "没有计入"
        return _trace(fund, outcome, tuple(lines))


_COUNTED, _NOT_COUNTED, _UNSURE = "计入", "不计入", "不能确定"


def _counted(interpreter: Interpreter, heads: Headcount, case: Case, year: int) -> tuple[Value, ...]:
    """Whether a row counts, at each moment its basis looks at."""
    stock = interpreter.program.entities[heads.over].in_stock or ()
    start, end = (interpreter.column(heads.over, column, case, event=True) for column in stock)
    where: Value = interpreter.value(heads.where, case) if heads.where is not None else True
    moments = presences(heads.basis, start, end, year, interpreter.as_of)
    return tuple(AND.evaluate(moment, where) for moment in moments)


def _when(basis: HeadcountBasis, year: int, as_of: date) -> str:
    """On which days a basis looks, in words."""
    last = min(date(year, 12, 31), as_of)
    match basis:
        case HeadcountBasis.YEAR_END:
            return f"数{full_date(last)}在册的"
        case HeadcountBasis.NEW:
            return f"数{year}年里新进的" + (f"（到{full_date(last)}）" if last == as_of else "")
        case HeadcountBasis.DISTINCT:
            return f"数{full_date(date(year, 1, 1))}至{full_date(last)}里在册过的，每人一次"
        case HeadcountBasis.MEAN:
            return f"取到{full_date(last)}为止各月末在册数的平均，四舍五入"


def _moments(basis: HeadcountBasis, tally: _Tally, year: int, as_of: date) -> Iterator[str]:
    """The heads at each month's end, where the basis is their mean."""
    if basis is not HeadcountBasis.MEAN or not tally.sure:
        return
    each = "、".join(str(n) for n in tally.sure)
    yield f"各月末依次{each}人，合计{sum(tally.sure)}，除以{len(tally.sure)}"
    if any(tally.unsure):
        yield f"各月末另有不能确定的{'、'.join(str(n) for n in tally.unsure)}人，合计{sum(tally.unsure)}"


def _products(fund: Fund, total: FundingSum) -> Iterator[TraceLine]:
    """Heads times rate, a line for each rate, then the sum."""
    unit = "人" if fund.headcount is not None else "笔"
    for row in total.rows:
        words = "数额" if len(total.rows) == 1 else f"按{_rate(fund, row)}的"
        yield TraceLine(words, _product_sum(row), notes=(_product(fund, row, unit),))
    if len(total.rows) > 1:
        yield TraceLine("数额", _range(total.amount, total.bounds))


def _product(fund: Fund, row: Funding, unit: str) -> str:
    least, most = row.headcount_bounds
    heads = f"{least}{unit}" if least == most else f"{least}至{most}{unit}"
    if fund.headcount is not None and fund.headcount.basis is HeadcountBasis.MEAN:
        return f"月末在册人次除以月末数，乘{_rate(fund, row)}，四舍五入到分"
    return f"{heads}×{_rate(fund, row)}"


def _product_sum(row: Funding) -> str:
    return _range(row.amount_fen, row.amount_bounds_fen)


def _range(amount: int | None, bounds: tuple[int, int | None]) -> str:
    if amount is not None:
        return describe_fen(amount)
    low, high = bounds
    return f"至少{describe_fen(low)}" if high is None else f"{describe_fen(low)}至{describe_fen(high)}"


def _rate(fund: Fund, row: Funding) -> str:
    if row.rate_fen is None:
        return "不详的标准"
    return describe_value(row.rate_fen, fund.rate.type if fund.rate is not None else MoneyType())


def _budget(fund: Fund, total: FundingSum) -> Iterator[TraceLine]:
    """What was budgeted, and by how much it falls short."""
    if fund.budget is None:
        return
    where = f"预算数（{fund.budget.entity} 的 {fund.budget.column}，{total.budget_year}年度）"
    if total.budgeted is None:
        yield TraceLine(where, "还没到这一年" if total.state is FundState.TO_COME else "未知")
        return
    yield TraceLine(where, describe_fen(total.budgeted))
    low, _ = total.bounds
    if total.shortfall is not None:
        yield TraceLine("少列", describe_fen(total.shortfall))
    elif total.budgeted < low:
        yield TraceLine("少列", f"至少{describe_fen(low - total.budgeted)}")
    else:
        yield TraceLine("少列", "未知")


def _verdict(total: FundingSum) -> str:
    reason = "；".join(sorted(cause.describe() for cause in total.open.causes)) if total.open is not None else ""
    shown = f"应列{_range(total.amount, total.bounds)}，{total.state.value}" if total.rows else total.state.value
    return shown + (f"（{reason}）" if reason else "")


def _outcome(total: FundingSum) -> str:
    return f"{total.year}年度{_verdict(total)}"


def _of_year(day: date | None) -> str:
    return f"算在{day.year}年度" if day is not None else "看不出算在哪一年"


def _trace(fund: Fund, outcome: str, lines: tuple[TraceLine, ...]) -> Trace:
    heading = fund.heading
    return Trace(heading.name, "经费", outcome, heading.citations, tuple(r.text for r in heading.readings), lines)
