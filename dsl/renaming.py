"""Names written anew throughout a statement: after 台账 A 改称 B either name is written for the same 台账."""

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs
from attrs import evolve

from . import syntax as s

S = TypeVar("S", bound=s.Node)


def renamed(statement: S, names: Mapping[str, str]) -> S:
    """A statement with names replaced wherever they stand; the same one where none does."""
    changed: S = _renamed(statement, names) if names else statement
    return changed


def _renamed(part: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 # walks whatever a statement holds
    if isinstance(part, tuple):
        return tuple(_renamed(inner, names) for inner in part)
    if isinstance(part, s.Name | s.TypeName):
        return evolve(part, text=names[part.text]) if part.text in names else part
    if not isinstance(part, s.Node):
        return part
    changes: dict[str, Any] = {}
    for attribute in attrs.fields(type(part)):
        old = getattr(part, attribute.name)
        new = _renamed(old, names) if isinstance(old, tuple | s.Node) else old
        if new != old:
            changes[attribute.name] = new
    return evolve(part, **changes) if changes else part
