"""Duty holders in SQL."""

from collections.abc import Sequence

from ..types import Type
from .base import Lowered, Lowering, chain, sql
from .strict import strictly


def joint(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
    """共同: all of them as one, called by all their names."""
    parts = [arguments[0].value]
    for argument in arguments[1:]:
        parts.extend((sql("'、'"), argument.value))
    return strictly(arguments, chain("||", parts), result, guarded=False)
