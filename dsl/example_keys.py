"""设 接回县区 为 "兴庆区": references in 示例, settled to the key of the one row they name."""

from collections.abc import Mapping

from attrs import evolve, frozen

from ..engine.diagnostic import Diagnostic
from ..engine.facts.tables import Table
from ..engine.program import ExampleCase, Program, Setting
from ..engine.types import ReferenceType
from .names import nearest
from .problems import checking as p


@frozen
class Settled:
    """The 示例 with every reference as a key, and what names no row or several."""

    examples: tuple[ExampleCase, ...]
    diagnostics: tuple[Diagnostic, ...]


def settle_references(program: Program, reference: Mapping[str, Table]) -> Settled:
    """Turn names of reference rows into keys."""
    diagnostics: list[Diagnostic] = []
    examples = []
    for example in program.examples:
        settings = tuple(_setting(program, reference, s, diagnostics) for s in example.settings)
        examples.append(evolve(example, settings=settings))
    return Settled(tuple(examples), tuple(diagnostics))


def _setting(
    program: Program, reference: Mapping[str, Table], setting: Setting, diagnostics: list[Diagnostic]
) -> Setting:
    type_ = program.entities[setting.entity].columns[setting.column].type
    if not isinstance(type_, ReferenceType) or type_.entity not in reference or setting.value is None:
        return setting
    table, written = reference[type_.entity], str(setting.value)
    if written in table.by_key:
        return setting
    label = program.entities[type_.entity].label
    named = [r.key for r in table.records if label and r.values[label] == written]
    if len(named) == 1:
        return evolve(setting, value=named[0])
    labels = (str(r.values[label]) for r in table.records) if label else iter(table.by_key)
    near = tuple(named) or nearest(written, labels)
    diagnostics.append(p.NoSuchRow(setting.span, written, type_.entity, near, several=bool(named)).to_diagnostic())
    return setting
