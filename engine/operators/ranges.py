"""以上 以下 以内 不满 behind 为: the ends of a range. The number itself is included, but for 不满 (民法典 1259)."""

from attrs import evolve

from ..types import CauseKind, unknown
from .comparison import AT_MOST, NOT_LESS, SHORT_OF
from .operator import Example

_U = unknown(CauseKind.MISSING, "甲.乙")

_EXPECTS = "两边都是同一种数，单位相同；日期请写「不早于」「早于」「不晚于」「晚于」"

AND_ABOVE = evolve(
    NOT_LESS,
    name="以上",
    expects=_EXPECTS,
    examples=(Example((3, 3), True), Example((2, 3), False), Example((_U, 3), _U)),
)
AND_BELOW = evolve(
    AT_MOST,
    name="以下",
    expects=_EXPECTS,
    examples=(Example((3, 3), True), Example((4, 3), False), Example((_U, 3), _U)),
)
WITHIN = evolve(
    AT_MOST,
    name="以内",
    expects=_EXPECTS,
    examples=(Example((3, 3), True), Example((4, 3), False), Example((_U, 3), _U)),
)

RANGES = (AND_ABOVE, AND_BELOW, WITHIN)
UPPER = {"以下": AND_BELOW, "以内": WITHIN, "不超过": AT_MOST, "不满": SHORT_OF}
"""The words that may close a range."""
