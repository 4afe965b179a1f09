"""The people released, in order of release: who they are, where from and where to."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate
from random import Random
from typing import NamedTuple

from attrs import frozen

from .calendar import AS_OF, FIRST_RELEASE, LAST_RELEASE
from .places import Home, draw_homes
from .prisons import ABROAD, DETENTION_CENTRES, PRISONS, PRISONS_ELSEWHERE, WOMENS_PRISON, Prison

UPCOMING_SHARE = 0.015
"""The share still in prison on the day of the export: the releases entered ahead."""

_CRIMES = {
    "侵犯财产罪": 380,
    "妨害社会管理秩序罪": 250,
    "侵犯公民人身权利民主权利罪": 180,
    "危害公共安全罪": 125,
    "破坏社会主义市场经济秩序罪": 38,
    "贪污贿赂罪": 18,
    "渎职罪": 4,
    "危害国家安全罪": 2,
    "危害国防利益罪": 1,
    "军人违反职责罪": 1,
}


@frozen
class Person:
    """One release: `number` is the 编号, `release` the day; `crime` is empty where nobody entered it."""

    number: str
    release: int
    woman: bool
    crime: str
    prison: Prison
    short_sentence: bool
    home: Home


class _Weighted[T](NamedTuple):
    """Things to draw from by weight."""

    things: Sequence[T]
    bounds: Sequence[float]
