"""Who owes a duty: one, several each by itself or together, everyone of a group, or the person concerned."""

from attrs import frozen

from ..engine.operators.parties import JOINT
from ..engine.program import Apply, Const, EachRow, Expression, Fact, Party
from ..engine.types import BearerType, describe_type
from . import syntax as s
from .expressions import Checker
from .problems import checking as p
from .problems import duties as d
from .scope import Scope

PERSON = "本人"
"""The person concerned, who is never held to be in breach."""

TO_PERSONS = ("向", "发给")
"""Clauses that may name the person concerned as well as an office."""


@frozen
class Holders:
    """由, resolved. `bearers` or `each_row` where several owe the duty each by itself; `bearer` names all of them."""

    bearer: Party
    bearers: tuple[Party, ...] = ()
    each_row: EachRow | None = None
    personal: bool = False


def holders(scope: Scope, checker: Checker, clause: s.By) -> Holders | None:
    """Who 由 names; None where that was reported."""
    if clause.each:
        return _each(scope, clause.parties[0])
    if _is_person(scope, checker, clause):
        return Holders(Party(PERSON, Const(PERSON, BearerType(), clause.span)), personal=True)
    found = [party_of(scope, checker, written, "由") for written in clause.parties]
    parties = tuple(f for f in found if f is not None)
    if len(parties) < len(found):
        return None
    if len(parties) == 1:
        return Holders(parties[0])
    together = _together(parties)
    return Holders(together) if clause.jointly else Holders(together, parties)


def party_of(scope: Scope, checker: Checker, written: s.Path, clause: str) -> Party | None:
    """A duty holder named outright, by a fact, by a 标准, or by a place (接回县区 的 县级财政).

    向 and 发给 also take 本人, the person concerned.
    """
    if clause in TO_PERSONS and _names_person(scope, checker, written):
        return Party(PERSON, Const(PERSON, BearerType(), written.span))
    found = checker.path(written, BearerType())
    if found is None:
        return None
    if not isinstance(found.type, BearerType):
        scope.report(p.UnexpectedType(written.span, clause, "主体", describe_type(found.type)))
        return None
    return Party(_party_words(found, written), found)


def _is_person(scope: Scope, checker: Checker, clause: s.By) -> bool:
    return len(clause.parties) == 1 and _names_person(scope, checker, clause.parties[0])


def _names_person(scope: Scope, checker: Checker, written: s.Path) -> bool:
    declared = PERSON in scope.bearers or PERSON in scope.entities[checker.entity].columns
    return [n.text for n in written.names] == [PERSON] and not declared


def _each(scope: Scope, written: s.Path) -> Holders | None:
    declared = scope.bearers.get(written.text)
    if declared is None and (len(written.names) > 1 or written.text not in scope.declared):
        near = scope.nearest(written.text, tuple(scope.bearers))
        scope.report(p.UnknownName(written.span, written.text, "主体", near))
        return None
    words = f"各{written.text}"
    if declared is not None and declared.members:
        members = tuple(Party(m, Const(m, BearerType(), written.span)) for m in declared.members)
        return Holders(Party(words, _together(members).expression), members)
    if declared is not None and declared.per in scope.entities:
        entity = scope.entities[declared.per]
        label = entity.label or entity.key[0]
        scope.used.add((entity.name, label))
        return Holders(
            Party(words, Const(words, BearerType(), written.span)), each_row=EachRow(entity.name, label, written.text)
        )
    scope.report(d.NotAGroup(written.span, written.text))
    return None


def _together(parties: tuple[Party, ...]) -> Party:
    joint = Apply(JOINT, tuple(party.expression for party in parties), BearerType())
    return Party("、".join(party.words for party in parties), joint)


def _party_words(found: Expression, written: s.Path) -> str:
    """How allocation tables call a party: its kind where a fact of a declared kind names it, else as written."""
    if isinstance(found, Fact) and isinstance(found.type, BearerType) and found.type.kind:
        return found.type.kind
    return written.text.replace(" 的 ", "的").replace(" ", "")
