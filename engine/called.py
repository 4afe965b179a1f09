"""A result with every 台账 by the name it goes by on the as-of day (台账 A 改称 B 自 D)."""

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import evolve

from .outcome import (
    Breach,
    Entitlement,
    Finding,
    Funding,
    InputCount,
    Obligation,
    Result,
    TargetOutcome,
    Undetermined,
    Whole,
)
from .program import Program
from .renames import ledgers_on, named_on
from .types import Cause

T = TypeVar("T", InputCount, Obligation, Entitlement, Undetermined, Finding, TargetOutcome, Funding, Breach)


def as_called(program: Program, result: Result) -> tuple[Program, Result]:
    """Rules and result as lists and documents of the as-of day name parties and 台账."""
    called = ledgers_on(program, result.as_of)
    shown = named_on(program, result.as_of)
    if not called:
        return shown, result
    return shown, evolve(
        result,
        inputs=_items(result.inputs, called),
        obligations=_items(result.obligations, called),
        entitlements=_items(result.entitlements, called),
        undetermined=_items(result.undetermined, called),
        findings=_items(result.findings, called),
        targets=_items(result.targets, called),
        fundings=_items(result.fundings, called),
        breaches=_items(result.breaches, called),
        whole=_whole(result.whole, called) if result.whole else None,
    )


def _whole(whole: Whole, called: Mapping[str, str]) -> Whole:
    """What stands for the lines that are not held."""
    sums = tuple((_item(one, called), count) for one, count in whole.sums)
    return evolve(whole, sums=sums, open=tuple((_item(one, called), count) for one, count in whole.open))


def _items(items: tuple[T, ...], called: Mapping[str, str]) -> tuple[T, ...]:
    return tuple(_item(item, called) for item in items)


def _item(item: T, called: Mapping[str, str]) -> T:
    """One part of a result: its entity, and the facts that are missing, which begin with theirs.

    Most parts name no 台账 that has another name; they are passed on as they are.
    """
    changes: dict[str, Any] = {}
    entity = getattr(item, "entity", "")
    if entity in called:
        changes["entity"] = called[entity]
    causes = getattr(item, "causes", ())
    if causes:
        changes["causes"] = tuple(_cause(cause, called) for cause in causes)
    missing = getattr(item, "missing", ())
    if missing:
        changes["missing"] = tuple(_fact(words, called) for words in missing)
    text = getattr(item, "text", "")
    for old, new in called.items() if text else ():
        if text.startswith(f"{old}有"):
            changes["text"] = new + text[len(old) :]
    return evolve(item, **changes) if changes else item


def _cause(cause: Cause, called: Mapping[str, str]) -> Cause:
    return evolve(cause, subject=_fact(cause.subject, called))


def _fact(words: str, called: Mapping[str, str]) -> str:
    """老人.年龄, or the 台账 alone where the whole sheet is missing."""
    entity, dot, rest = words.partition(".")
    return f"{called.get(entity, entity)}{dot}{rest}"
