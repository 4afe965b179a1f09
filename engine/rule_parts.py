"""What a rule is made of, down to the facts and constants of its expressions."""

from collections.abc import Hashable, Iterator
from functools import cache
from typing import Any

import attrs

from .operators.operator import Operator
from .origin import Span
from .program import Heading


def parts_of(rule: object) -> Iterator[object]:
    """Every node within a rule, itself included, but for where it is written, what it cites and what operators are."""
    waiting: list[Any] = [rule]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(part)
            continue
        kind: Any = type(part)  # mypy takes a class for something that cannot be hashed
        names = _names(kind)
        if names is not None:
            yield part
            waiting.extend([getattr(part, name) for name in names])


@cache
def _names(kind: Hashable) -> tuple[str, ...] | None:
    """The parts that a kind of node has; None of what is no node of a rule."""
    if not isinstance(kind, type) or not attrs.has(kind) or issubclass(kind, Span | Heading | Operator):
        return None
    return tuple(attribute.name for attribute in attrs.fields(kind))
