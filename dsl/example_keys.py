"""设 接回县区 为 "兴庆区": references in 示例, settled to the key of the one row they name."""

from collections.abc import Mapping

from attrs import evolve, frozen

from ..engine.diagnostic import Diagnostic
from ..engine.example_case import ExampleCase, Expectation, Setting
from ..engine.facts.tables import Table
from ..engine.origin import Span
from ..engine.program import Benefit, Derived, Duty, Program, Target, Validation
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
        expected = tuple(_expected(program, reference, e, diagnostics) for e in example.expectations)
        examples.append(evolve(example, settings=settings, expectations=expected))
    return Settled(tuple(examples), tuple(diagnostics))


def _setting(
    program: Program, reference: Mapping[str, Table], setting: Setting, diagnostics: list[Diagnostic]
) -> Setting:
    type_ = program.entities[setting.entity].columns[setting.column].type
    if not isinstance(type_, ReferenceType) or type_.entity not in reference or setting.value is None:
        return setting
    key = _key(program, reference[type_.entity], str(setting.value), setting.span, diagnostics)
    return setting if key is None else evolve(setting, value=key)


def _expected(
    program: Program, reference: Mapping[str, Table], expectation: Expectation, diagnostics: list[Diagnostic]
) -> Expectation:
    """An expectation about a row of a 数据表, by its key."""
    rules: tuple[Duty | Benefit | Derived | Target | Validation, ...] = (
        *program.duties,
        *program.benefits,
        *program.derived,
        *program.targets,
        *program.validations,
    )
    about = {r.name: r.entity for r in rules} | {f.name: f.per or "" for f in program.funds}
    table = reference.get(about.get(expectation.rule, ""))
    if table is None or expectation.row is None:
        return expectation
    key = _key(program, table, expectation.row, expectation.span, diagnostics)
    return expectation if key is None else evolve(expectation, row=key)


def _key(program: Program, table: Table, written: str, span: Span, diagnostics: list[Diagnostic]) -> str | None:
    """The key of the one row called so; reported where there is none, or several."""
    if written in table.by_key:
        return written
    label = program.entities[table.entity].label
    named = [r.key for r in table.records if label and r.values[label] == written]
    if len(named) == 1:
        return named[0]
    labels = (str(r.values[label]) for r in table.records) if label else iter(table.by_key)
    near = tuple(named) or nearest(written, labels)
    diagnostics.append(p.NoSuchRow(span, written, table.entity, near, several=bool(named)).to_diagnostic())
    return None
