"""What a rule is made of, down to the facts and constants of its expressions."""

from collections.abc import Iterator
from typing import Any

import attrs

from .origin import Span
from .program import Heading


def parts_of(rule: object) -> Iterator[object]:
    """Every node within a rule, itself included; where it is written and what it cites is left out."""
    waiting: list[Any] = [rule]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(part)
        elif attrs.has(type(part)) and not isinstance(part, Span | Heading):
            yield part
            waiting.extend(getattr(part, a.name) for a in attrs.fields(type(part)))
