"""经费 on the screen: each line with what redoing it takes, and what each 经费 comes to year by year."""

from collections.abc import Sequence

from ..engine.outcome import Funding, OtherReading
from ..engine.program import HeadcountBasis
from .fund_lines import FundLine, FundYear, fund_years
from .money_words import yuan
from .text_table import TableColumn, text_table

LINES_SHOWN = 30
NAME_WIDTH = 32
OTHERS_WIDTH = 160
"""Sums are never cut: there are few further readings."""

HOW = "金额 = 人数 × 标准；差额 = 预算数 − 同一地方同一年度应列的合计，负数为少列。"

HOW_MEAN = "「平均」的人数按各月末人数的平均数四舍五入显示，金额 = 各月末人数之和 × 标准 ÷ 月数，精确到分。"


def line_table(lines: Sequence[FundLine]) -> str:
    """The lines; columns that would be empty or say the same as the payer are left out."""
    columns = [
        TableColumn("经费", max_width=NAME_WIDTH),
        TableColumn("依据", max_width=24, keeps_end=True),
        TableColumn("支付单位"),
        TableColumn("人数年度"),
        TableColumn("预算年度"),
        TableColumn("阶段"),
        TableColumn("人数口径"),
        TableColumn("基准日"),
        *(
            TableColumn(words, number=True)
            for words in ("人数", "标准（元）", "金额（元）", "预算数（元）", "差额（元）")
        ),
    ]
    rows = [_row(line) for line in lines]
    optional = (
        (3, TableColumn("类别"), [line.kind for line in lines], any(line.kind for line in lines)),
        (3, TableColumn("地方"), [line.place for line in lines], not all(map(_payer_tells_place, lines))),
    )
    for position, column, cells, wanted in optional:
        if wanted:
            columns.insert(position, column)
            for row, cell in zip(rows, cells, strict=True):
                row.insert(position, cell)
    if any(line.funding.others for line in lines):
        columns.append(TableColumn("另读（人数、元）", max_width=OTHERS_WIDTH))
        for row, line in zip(rows, lines, strict=True):
            row.append("；".join(map(other_reading_words, line.funding.others)))
    return "\n".join((text_table(columns, rows), HOW, *((HOW_MEAN,) if any(map(_has_mean, lines)) else ())))


def year_table(lines: Sequence[FundLine]) -> str:
    """What each 经费 comes to in each budget year, over all places."""
    columns = [
        TableColumn("经费", max_width=NAME_WIDTH),
        TableColumn("预算年度"),
        TableColumn("阶段"),
        *(TableColumn(words, number=True) for words in ("地方", "人数", "金额（元）", "预算数（元）", "少列（元）")),
    ]
    return text_table(columns, [_year_row(year) for year in fund_years(lines)])


def heads_and_sum(funding: Funding | OtherReading) -> tuple[str, str]:
    """Headcount and sum of a 经费 in one reading; with bounds where rows are unsure."""
    return _range(*funding.headcount_bounds), sum_words(*funding.amount_bounds_fen)


def sum_words(low: int, high: int | None) -> str:
    """A sum in 元, or between what it lies."""
    if high is None:
        return f"至少{yuan(low)}"
    return yuan(low) if low == high else f"{yuan(low)}至{yuan(high)}"


def other_reading_words(reading: OtherReading) -> str:
    """A further reading of a 经费 (另读): 年内去重 12人 18,000.00."""
    heads, sum_ = heads_and_sum(reading)
    return f"{reading.basis} {heads}人 {sum_}"


def _row(line: FundLine) -> list[str]:
    f = line.funding
    heads, sum_ = heads_and_sum(f)
    return [
        f.fund,
        line.clause,
        f.payer or "未知",
        str(f.year),
        str(f.budget_year),
        f.stage,
        line.basis,
        line.basis_day,
        heads,
        yuan(f.rate_fen) if f.rate_fen is not None else "未知",
        sum_,
        "" if line.budgeted_fen is None else yuan(line.budgeted_fen),
        _gap_words(line),
    ]


def _gap_words(line: FundLine) -> str:
    """The budget less what is due, or between what that lies."""
    low, high = line.due_bounds_fen
    if line.budgeted_fen is None:
        return ""
    if high is None:
        return f"至多{yuan(line.budgeted_fen - low)}"
    return sum_words(line.budgeted_fen - high, line.budgeted_fen - low)


def _year_row(year: FundYear) -> list[str]:
    return [
        year.fund,
        str(year.budget_year),
        year.stage,
        f"{year.places:,}",
        _range(*year.headcount_bounds),
        sum_words(*year.amount_bounds_fen),
        "" if year.budgeted_fen is None else yuan(year.budgeted_fen),
        yuan(year.short_fen) if year.short_fen else "",
    ]


def _has_mean(line: FundLine) -> bool:
    mean = HeadcountBasis.MEAN.value
    return line.basis == mean or any(o.basis == mean for o in line.funding.others)


def _payer_tells_place(line: FundLine) -> bool:
    return not line.place or (line.funding.payer or "").startswith(line.place)


def _range(least: int, most: int) -> str:
    return f"{least:,}" if least == most else f"{least:,}至{most:,}"
