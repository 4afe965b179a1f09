"""The whole-number formulas of rounding against Fraction and decimal, on thousands of random sums."""

import random
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from guiju.engine.operators.arithmetic import MONEY_LIMIT
from guiju.engine.operators.limits import OVERFLOW
from guiju.engine.operators.rounding import BY_MODE, down, half_up, up
from guiju.engine.types import Unknown

ROUNDS = 20_000
BIGINT = 2**63


def nearest(exact: Fraction) -> int:
    """Half away from zero, by the definition."""
    whole = abs(exact).numerator // abs(exact).denominator
    size = whole + (abs(exact) - whole >= Fraction(1, 2))
    return -size if exact < 0 else size


def samples():
    rng = random.Random(2012)
    for _ in range(ROUNDS):
        size = 10 ** rng.randint(0, 14)
        divisor = rng.choice((rng.randint(1, 12), 100, 10**6, rng.randint(1, 10**6)))
        factor = rng.choice((1, rng.randint(0, 10**6)))
        number = rng.randint(-size, size)
        # Exact halves are what rounding is about, and rare by chance.
        yield (number, factor, divisor) if rng.random() < 0.7 else (number * divisor + divisor // 2, 1, divisor)


def test_half_up_is_the_nearest_with_halves_away_from_zero():
    for number, factor, divisor in samples():
        assert half_up(number, factor, divisor) == nearest(Fraction(number * factor, divisor))


def test_up_and_down_bracket_the_exact_value():
    for number, factor, divisor in samples():
        exact = abs(Fraction(number * factor, divisor))
        low, high = abs(down(number, factor, divisor)), abs(up(number, factor, divisor))
        assert low <= exact <= high
        assert high - low == (0 if exact.denominator == 1 else 1)


def test_every_step_fits_a_64_bit_integer():
    """The largest sum, percentage and scale the language allows."""
    for number in (MONEY_LIMIT, -MONEY_LIMIT, MONEY_LIMIT - 1):
        for factor, divisor in ((999_999, 10**6), (1, 7), (330_000, 10**6)):
            size = abs(number)
            steps = (
                (size // divisor) * factor,
                (size % divisor) * factor * 2 + divisor,
                half_up(number, factor, divisor),
            )
            assert all(abs(step) < BIGINT for step in steps)


@pytest.mark.parametrize(
    ("mode", "rule"), [("四舍五入到", ROUND_HALF_UP), ("进一到", ROUND_UP), ("舍去到", ROUND_DOWN)]
)
@pytest.mark.parametrize("unit", [1, 10, 100])
def test_operators_agree_with_decimal(mode, rule, unit):
    rng = random.Random(1259)
    with localcontext() as context:
        context.prec = 60
        for _ in range(2_000):
            fen = rng.randint(-(10**10), 10**10)
            millionths = rng.randint(0, 3 * 10**6)
            exact = Decimal(fen) * Decimal(millionths) / Decimal(10**6) / unit
            expected = int(exact.quantize(Decimal(1), rounding=rule)) * unit
            assert BY_MODE[mode].evaluate(Fraction(fen) * Fraction(millionths, 10**6), unit, MONEY_LIMIT) == expected


def test_beyond_the_range_is_unknown_and_at_the_edge_is_not():
    evaluate = BY_MODE["四舍五入到"].evaluate
    assert evaluate(Fraction(MONEY_LIMIT), 1, MONEY_LIMIT) == MONEY_LIMIT
    assert evaluate(Fraction(2 * MONEY_LIMIT + 1, 2), 1, MONEY_LIMIT) == OVERFLOW
    assert isinstance(evaluate(Fraction(-2 * MONEY_LIMIT - 1, 2), 1, MONEY_LIMIT), Unknown)
