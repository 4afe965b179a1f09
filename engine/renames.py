"""主体 A 改称 B 自 D: parties by the name they bear on a day, also where the name is part of an office's own (东县综治办).

One party has both names; what changes is the name shown. Where B was a party of its own before, A was merged into it:
then nobody is shown as A for days before.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from typing import TypeVar

from attrs import evolve, field, frozen

from .program import Benefit, Cell, Derived, Duty, Fund, OpenNorm, Party, Program, Rename, Target, Validation

R = TypeVar("R", Derived, Duty, Benefit, Target, Validation)


@frozen
class Names:
    """The names that parties bear on one day."""

    borne: dict[str, str] = field(factory=dict, eq=False)
    _pattern: re.Pattern[str] | None = None

    shown: Callable[[str], str] = field(init=False, eq=False, repr=False)
    """A party, or several, by the names of the day; an office's own name (东县综治办) ends in that of its kind."""

    def __attrs_post_init__(self) -> None:
        # The same few thousand offices come up in every row.
        object.__setattr__(self, "shown", lru_cache(maxsize=16_384)(self._shown))

    def _shown(self, text: str) -> str:
        return self._pattern.sub(lambda m: self.borne.get(m[0], m[0]), text) if self._pattern is not None else text


def names_on(program: Program, day: date) -> Names:
    """The names that the parties of a policy bear on a day."""
    declared = frozenset(name for kind, members in program.bearers.items() for name in (kind, *members))
    return _names(program.renames, declared, day)


@cache
def _names(renames: tuple[Rename, ...], declared: frozenset[str], day: date) -> Names:
    if not renames:
        return Names()
    in_order = sorted(renames, key=lambda r: r.since)
    every = {name for r in renames for name in (r.old, r.new)}
    borne = {name: _borne(name, in_order, day) for name in every}
    # The longest name declared counts: 区民政局 is not 民政局, and a longer word (综治办公室) is another office.
    longest_first = sorted(declared | every, key=lambda name: (-len(name), name))
    return Names(borne, re.compile(rf"(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"))


def _borne(name: str, in_order: list[Rename], day: date) -> str:
    for rename in in_order:
        if rename.since <= day and name == rename.old:
            name = rename.new
    for rename in reversed(in_order):
        if rename.since > day and name == rename.new and not rename.merged:
            name = rename.old
    return name


def named_on(program: Program, day: date) -> Program:
    """A policy whose rules call every party by its name of a day, for documents and lists."""
    called = ledgers_on(program, day)
    if called:
        program = _with_ledgers(program, called)
    if not program.renames:
        return program
    names = names_on(program, day)
    return evolve(
        program,
        duties=tuple(_duty(duty, names) for duty in program.duties),
        benefits=tuple(_benefit(benefit, names) for benefit in program.benefits),
        open_norms=tuple(_open_norm(norm, names) for norm in program.open_norms),
        targets=tuple(_target(target, names) for target in program.targets),
        funds=tuple(_fund(fund, names) for fund in program.funds),
        bearers={names.shown(k): tuple(map(names.shown, members)) for k, members in program.bearers.items()},
        versions=tuple(named_on(version, day) for version in program.versions),
    )


def ledgers_on(program: Program, day: date) -> dict[str, str]:
    """The 台账 that go by another name on a day, by the name that rules go by."""
    return {name: e.called(day) for name, e in program.entities.items() if e.called(day) != name}


def _with_ledgers(program: Program, called: dict[str, str]) -> Program:
    """The rules of 台账 under the names of a day; expressions still go by the old ones, so both lead to an entity."""
    entities = {called[name]: evolve(program.entities[name], name=called[name]) for name in called}

    def on(rules: tuple[R, ...]) -> tuple[R, ...]:
        return tuple(evolve(rule, entity=called[rule.entity]) if rule.entity in called else rule for rule in rules)

    return evolve(
        program,
        entities={**program.entities, **entities},
        derived=on(program.derived),
        duties=on(program.duties),
        benefits=on(program.benefits),
        targets=on(program.targets),
        validations=on(program.validations),
        versions=tuple(
            _with_ledgers(v, {k: n for k, n in called.items() if k in v.entities}) for v in program.versions
        ),
    )


def _party(party: Party, names: Names) -> Party:
    return evolve(party, words=names.shown(party.words))


def _parties(parties: tuple[Party, ...], names: Names) -> tuple[Party, ...]:
    return tuple(_party(party, names) for party in parties)


def _cell(cell: Cell, names: Names) -> Cell:
    return evolve(cell, recipient=names.shown(cell.recipient))


def _duty(duty: Duty, names: Names) -> Duty:
    return evolve(
        duty,
        bearer=_party(duty.bearer, names),
        bearers=_parties(duty.bearers, names),
        recipients=_parties(duty.recipients, names),
        supervisors=_parties(duty.supervisors, names),
        cooperating=_parties(duty.cooperating, names),
        cells=tuple(_cell(cell, names) for cell in duty.cells),
    )


def _benefit(benefit: Benefit, names: Names) -> Benefit:
    payee = _party(benefit.payee, names) if benefit.payee is not None else None
    return evolve(benefit, payer=_party(benefit.payer, names), payee=payee)


def _open_norm(norm: OpenNorm, names: Names) -> OpenNorm:
    return evolve(norm, bearers=tuple(map(names.shown, norm.bearers)))


def _target(target: Target, names: Names) -> Target:
    return evolve(target, bearer=_party(target.bearer, names) if target.bearer is not None else None)


def _fund(fund: Fund, names: Names) -> Fund:
    return evolve(fund, payer=_party(fund.payer, names))
