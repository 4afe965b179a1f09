"""Sums of money as tables show them: in 元 with two decimals, in 万元 rounded half up."""

_FEN_IN_HUNDREDTH_OF_TEN_THOUSAND = 10_000


def yuan(fen: int) -> str:
    """A sum in 分 as 元 with thousands separated: 1,500.00."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"


def ten_thousand(fen: int | None) -> int:
    """A sum in 分 as hundredths of 万元, rounded half up; nothing counts as 0."""
    doubled = 2 * (fen or 0) + _FEN_IN_HUNDREDTH_OF_TEN_THOUSAND
    return doubled // (2 * _FEN_IN_HUNDREDTH_OF_TEN_THOUSAND)


def fen_range(low: int, high: int | None) -> str:
    """A sum that is not settled: between what it lies; 以上 where nothing bounds it above."""
    return f"{yuan(low)}以上" if high is None else f"{yuan(low)}至{yuan(high)}"
