"""A duty that several versions have, as one obligation of a row: what they agree on is one column, the rest follows the version."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve
from sqlglot import exp

from ..lowering.base import Lowered, any_of, case, literal, may_hold, sql, written
from .decisions import DecisionSql
from .duties import DutySql
from .obligation_lines import Offer

if TYPE_CHECKING:
    from .frames import Frame

Choice = tuple[exp.Expression, DutySql]


def merged(offers: Sequence[Offer], *, complete: bool) -> list[Offer]:
    """The same obligations with as few offers as can be, so that a row is crossed with the duties and not with versions.

    The conditions of the offers exclude each other; `complete` says that one of them always holds. What everyone of a
    group owes, and what some versions ask of more parties than others, is left as it was.
    """
    if any(o.found.duty.each_row is not None for o in offers):
        return list(offers)
    owed_by = {len(o.found.bearers) for o in offers}
    chosen = [(o.chosen, o) for o in offers if o.chosen is not None]
    if len(owed_by) != 1 or len(chosen) != len(offers):
        return list(offers)
    *_, last = offers
    frame = last.found.scope.frame
    found = [(condition, o.found) for condition, o in chosen]
    version = by_version(frame, [(c, _day(o.version)) for c, o in chosen], late=True)
    which = None if complete else any_of([c for c, _ in found])
    return [Offer(last.number, _one(frame, last.found, found), version, which)]


def _day(version: date | exp.Expression | None) -> exp.Expression:
    if version is None:
        return sql("CAST(NULL AS DATE)")
    return version if isinstance(version, exp.Expression) else literal(version)


def _one(frame: "Frame", like: DutySql, found: Sequence[Choice]) -> DutySql:
    """The columns of an obligation by the version that governs."""

    def told(parts: Sequence[exp.Expression], *, late: bool = False) -> exp.Expression:
        return by_version(frame, [(c, part) for (c, _), part in zip(found, parts, strict=True)], late=late)

    every = [f for _, f in found]
    decisions = [(c, f.decision) for c, f in found if may_hold(c)]
    decision = decisions[0][1]
    if any(d is not decision for _, d in decisions):
        decision = DecisionSql(
            told([f.decision.state for f in every], late=True),
            told([f.decision.reason for f in every], late=True),
            told([f.decision.causes for f in every], late=True),
            versions=tuple(decisions),
        )
    bearers = tuple(
        Lowered(told([f.bearers[n].value for f in every]), party.type, party.causes, party.may_wait)
        for n, party in enumerate(like.bearers)
    )
    return evolve(
        like,
        decision=decision,
        bearers=bearers,
        trigger=told([f.trigger for f in every]),
        due=told([f.due for f in every]),
        extended=told([f.extended for f in every]),
        done=told([f.done for f in every]),
        days_late=told([f.days_late for f in every], late=True),
        missing_cells=told([f.missing_cells for f in every], late=True),
    )


def by_version(
    frame: "Frame", choices: Sequence[tuple[exp.Expression, exp.Expression]], *, late: bool = False
) -> exp.Expression:
    """The value of the version that governs; equal ones share a branch, and one alone needs no version.

    One of the conditions holds, or the last value is that of all other rows.
    """
    by_words: dict[str, list[exp.Expression]] = {}
    values: dict[str, exp.Expression] = {}
    for condition, value in choices:
        if may_hold(condition):
            slot = written(value)
            by_words.setdefault(slot, []).append(condition)
            values[slot] = value
    *first, last = by_words
    if not first:
        return values[last]
    return frame.hold(case([(any_of(by_words[s]), values[s]) for s in first], values[last]), late=late)
