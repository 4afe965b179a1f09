"""Rows of the export that were rejected, in words: what is printed from the others has to say that these are not in it."""

from collections.abc import Iterable

from ..engine.outcome import InputCount


def rejected_rows(inputs: Iterable[InputCount]) -> str:
    """How many rows of each 台账 were rejected, 低保对象2行、救助申请8行; empty where none was."""
    counts: dict[str, int] = {}
    for one in inputs:
        counts[one.entity] = counts.get(one.entity, 0) + one.rejected
    return "、".join(f"{entity}{number:,}行" for entity, number in counts.items() if number)
