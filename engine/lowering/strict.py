"""Operators that are unknown wherever an argument is: their SQL from a template, with the faults of their own."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from ..types import Cause, CauseKind, Type
from .base import Lower, Lowered, Lowering, any_unknown, case, cause_of, chain, joined, no_causes, one_cause, sql

if TYPE_CHECKING:
    from sqlglot import exp

NAMES = "abcdefghij"


@frozen
class Fault:
    """When an operator has no answer of its own, and why. `subject` is a template where it depends on the row."""

    condition: str
    cause: Cause | None = None
    kind: CauseKind = CauseKind.OVERFLOW
    subject: str = ""


def strict(template: str, *faults: Fault, guarded: bool = False) -> Lower:
    """A strict operator whose arguments the template calls a, b, c and so on.

    `guarded` where the template would not be NULL by itself for a NULL argument.
    """

    def lower(to: Lowering, arguments: Sequence[Lowered], result: Type) -> Lowered:
        parts = dict(zip(NAMES, (a.value for a in arguments), strict=False))
        checks = [
            (
                sql(f.condition, **_of(f.condition, parts)),
                one_cause(f.cause) if f.cause else cause_of(f.kind, sql(f.subject, **_of(f.subject, parts))),
            )
            for f in faults
        ]
        return strictly(arguments, sql(template, **_of(template, parts)), result, checks, guarded=guarded)

    return lower


def strictly(
    arguments: Sequence[Lowered],
    value: "exp.Expression",
    result: Type,
    faults: "Sequence[tuple[exp.Expression, exp.Expression]]" = (),
    *,
    guarded: bool = True,
) -> Lowered:
    """A strict value: the causes of all unknown arguments, else those of the first fault that holds."""
    missing = [a for a in arguments if a.can_be_null]
    branches = [(condition, sql("NULL")) for condition, _ in faults]
    if guarded and missing:
        branches.insert(0, (chain("OR", [a.is_null for a in missing]), sql("NULL")))
    open_ = [a for a in arguments if a.causes is not None]
    why: list[tuple[exp.Expression, exp.Expression]] = []
    if open_:
        why.append((any_unknown(open_), joined([a.causes for a in open_])))
    waiting = [a for a in arguments if a.may_wait]
    if waiting and faults and guarded:
        why.append((chain("OR", [a.is_null for a in waiting]), no_causes()))
    why.extend(faults)
    causes = case(why, no_causes()) if why else None
    return Lowered(case(branches, value), result, causes, bool(waiting))


def _of(template: str, parts: "dict[str, exp.Expression]") -> "dict[str, exp.Expression]":
    return {name: part for name, part in parts.items() if f":{name}" in template}


def by_type(choose: Callable[[Sequence[Lowered]], Lower]) -> Lower:
    """An operator whose SQL depends on the types of its arguments."""
    return lambda to, arguments, result: choose(arguments)(to, arguments, result)
