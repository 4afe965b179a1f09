"""What every node of the syntax has: the place it is written at."""

from attrs import field, frozen

from ..engine.origin import Span


@frozen
class Node:
    """Anything written at a place."""

    span: Span = field(eq=False, repr=False, kw_only=True)
