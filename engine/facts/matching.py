"""Which 台账 each sheet is: by its name, or, where a policy has one 台账 and the export one sheet, by its key."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from ..diagnostic import Diagnostic
from ..program import Entity, EntityKind
from .file_problems import NothingInside
from .form_sheets import FORM_SHEETS
from .headers import has_key
from .names import folded
from .problem import Problem
from .sheets import Sheet
from .table_problems import (
    AbsentEntity,
    BlankSheet,
    IgnoredSheet,
    NoEntityMatched,
    ReferenceSheetIgnored,
    TakenForOnlyEntity,
)

EXCEL_NAME_LIMIT = 31
"""Excel cuts the name of a worksheet after so many characters."""


@frozen
class Matched:
    """The sheets of each 台账, in the order of the export, and what was left aside."""

    sheets: tuple[tuple[Entity, Sheet], ...]
    notices: tuple[Diagnostic, ...] = field(default=(), repr=False)


def match_sheets(sheets: Sequence[Sheet], entities: Mapping[str, Entity]) -> Matched:
    """Match every sheet with a 台账; the result follows the order of the entities.

    Raises Refusal where none fits.
    """
    ledgers = {name: e for name, e in entities.items() if e.kind is EntityKind.LEDGER}
    alone = _alone_in_their_files(sheets)
    matched: list[tuple[Entity, Sheet]] = []
    unmatched: list[Sheet] = []
    notices: list[Problem] = []
    for sheet in sheets:
        titles = (sheet.title, sheet.file_stem) if sheet in alone else (sheet.title,)
        entity = next((e for title in titles if (e := _named(title, ledgers))), None)
        if entity is not None and sheet.is_blank:
            notices.append(BlankSheet(sheet.title, sheet.place()))
        elif entity is not None:
            matched.append((entity, sheet))
        elif _named(sheet.title, entities) is not None:
            notices.append(ReferenceSheetIgnored(sheet.title, sheet.place()))
        elif not sheet.is_blank and sheet.title not in FORM_SHEETS:
            unmatched.append(sheet)
    if not matched:
        taken = _only_one(unmatched, ledgers, sheets)
        matched.append((taken, unmatched[0]))
        notices.append(TakenForOnlyEntity(unmatched[0].title, taken.name, unmatched[0].place()))
        unmatched = []
    notices.extend(IgnoredSheet(sheet.title, sheet.place(), tuple(ledgers)) for sheet in unmatched)
    present = {entity.name for entity, _ in matched}
    notices.extend(AbsentEntity(name) for name in ledgers if name not in present)
    order = list(ledgers)
    matched.sort(key=lambda pair: order.index(pair[0].name))
    return Matched(tuple(matched), tuple(notice.diagnostic() for notice in notices))


def _alone_in_their_files(sheets: Sequence[Sheet]) -> list[Sheet]:
    filled = [sheet for sheet in sheets if not sheet.is_blank]
    sources = [sheet.source for sheet in filled]
    return [sheet for sheet in filled if sources.count(sheet.source) == 1]


def _named(title: str, entities: Mapping[str, Entity]) -> Entity | None:
    wanted = folded(title)
    exact = next(
        (e for e in entities.values() if wanted in map(folded, (e.name, *(n for _, n in e.later_names)))), None
    )
    if exact is not None or len(title) < EXCEL_NAME_LIMIT:
        return exact
    cut = [e for name, e in entities.items() if len(name) > EXCEL_NAME_LIMIT and folded(name).startswith(wanted)]
    return cut[0] if len(cut) == 1 else None


def _only_one(unmatched: Sequence[Sheet], ledgers: Mapping[str, Entity], sheets: Sequence[Sheet]) -> Entity:
    """The policy's only 台账, where the export's only sheet has its key."""
    if len(unmatched) == 1 and len(ledgers) == 1:
        (entity,) = ledgers.values()
        if has_key(unmatched[0], entity):
            return entity
    if not unmatched and all(sheet.is_blank for sheet in sheets):
        raise NothingInside("、".join(dict.fromkeys(sheet.source for sheet in sheets))).refusal()
    found = tuple((sheet.title, sheet.place()) for sheet in sheets if not sheet.is_blank)
    raise NoEntityMatched(found, tuple(ledgers)).refusal()
