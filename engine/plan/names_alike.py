"""Names that a database takes for one: it does not tell capital letters from small ones, the rules do."""

from collections.abc import Iterable, Mapping

from ..program import Entity
from .problems import NamesAlike


def names_alike(entities: Mapping[str, Entity]) -> tuple[str, str, str] | None:
    """The first two names of 台账, or of columns of one 台账, that differ in capital letters alone, and where they stand."""
    twins = _twins(entities)
    if twins is not None:
        return ("台账", *twins)
    found = ((entity.name, _twins(entity.columns)) for entity in entities.values())
    return next(((name, *pair) for name, pair in found if pair is not None), None)


def refuse_names_alike(entities: Mapping[str, Entity]) -> None:
    """Raise Refusal (GJ402) where a database would take two of the names for one."""
    found = names_alike(entities)
    if found is not None:
        raise NamesAlike(*found).refusal()


def _twins(names: Iterable[str]) -> tuple[str, str] | None:
    seen: dict[str, str] = {}
    for name in names:
        if seen.setdefault(name.casefold(), name) != name:
            return seen[name.casefold()], name
    return None
