"""The kinds of document each command makes, by the names officers ask for them with `--type`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from ..engine.facts.tables import Facts
from ..engine.facts.tables import Table as FactsTable
from ..engine.fates import SentenceFate
from ..engine.outcome import Result
from ..engine.program import Program
from .document import Table
from .file_names import safe_stem
from .kind_names import ALL, FROM_RULES, FROM_STATES, FROM_SUMS
from .named_document import NamedDocument


def wanted(kinds: Sequence[str], every: Sequence[str]) -> tuple[str, ...]:
    """The kinds asked for in their usual order; 全部 is every one."""
    return tuple(kind for kind in every if ALL in kinds or kind in kinds)


def from_rules(
    program: Program,
    kinds: Sequence[str],
    sentences: Callable[[], Sequence[SentenceFate]],
    templates: Path | None,
) -> Iterator[NamedDocument]:
    """Documents from the rules alone; `sentences` tells what became of the source and is asked only where needed.

    Raises Refusal where a template is wrong.
    """
    from . import allocation  # noqa: PLC0415 # only who makes documents loads their libraries
    from .source_comparison import comparison_document  # noqa: PLC0415

    single = {
        "任务分工表": allocation.allocation_document,
        "部门分工表": allocation.by_department_document,
        "重点任务时间表": allocation.timetable_document,
    }
    for kind in wanted(kinds, FROM_RULES):
        match kind:
            case "部门责任清单":
                yield from allocation.duty_list_documents(program, templates=templates)
            case "原文与规则对照表":
                yield NamedDocument(kind, "", comparison_document(program, sentences(), templates=templates))
            case _:
                yield NamedDocument(safe_stem(kind), "", single[kind](program, templates=templates))


def a_few_of_each(
    program: Program, result: Result, facts: Facts, *, issuer: str, letters: Path | None
) -> Iterator[NamedDocument]:
    """Some documents of every kind but 督办通知书, for a demonstration; `letters` holds the templates about cases.

    Of kinds with a document for each office or case there are three.
    """
    # only who makes documents loads their libraries
    from . import allocation, bulletin  # noqa: PLC0415
    from .case_letters import case_letters, case_templates  # noqa: PLC0415

    single = [kind for kind in FROM_RULES if kind not in ("部门责任清单", "原文与规则对照表")]
    yield from from_rules(program, single, lambda: (), None)
    yield from sorted(allocation.duty_list_documents(program), key=_length)[-3:]
    yield from from_sums(program, result, (ALL,), reference=facts.tables, issuer=issuer, unmask=False, templates=None)
    day = result.as_of
    yield NamedDocument("考核通报", "", bulletin.bulletin_document(program, result, issuer=issuer, date=day))
    yield NamedDocument("缺失数据清单", "", bulletin.missing_document(program, result, issuer=issuer, date=day))
    folders = (letters,) if letters is not None else ()
    for kind in case_templates(folders):
        yield from case_letters(
            program, result, lambda _: facts, kind, folders=folders, issuer=issuer, day=day, most=3
        ).documents


def _length(named: NamedDocument) -> int:
    return sum(len(block.rows) for block in named.document.blocks if isinstance(block, Table))


def from_sums(
    program: Program,
    result: Result,
    kinds: Sequence[str],
    *,
    reference: Mapping[str, FactsTable],
    issuer: str | None,
    unmask: bool,
    templates: Path | None,
) -> Iterator[NamedDocument]:
    """Documents from the sums of 经费 and 待遇. Raises Refusal where a template is wrong."""
    from . import funding  # noqa: PLC0415

    for kind in wanted(kinds, FROM_SUMS):
        if kind == "经费测算表":
            document = funding.estimate_document(program, result, reference, issuer=issuer, templates=templates)
            yield NamedDocument(kind, "", document)
        else:
            yield from funding.detail_documents(program, result, issuer=issuer, unmask=unmask, templates=templates)


def from_states(
    program: Program,
    result: Result,
    kinds: Sequence[str],
    *,
    issuer: str | None,
    day: date,
    unmask: bool,
    templates: Path | None,
) -> Iterator[NamedDocument]:
    """Documents from the states of duties. Raises Refusal where a template is wrong."""
    from . import bulletin  # noqa: PLC0415

    for kind in wanted(kinds, FROM_STATES):
        if kind == "考核通报":
            document = bulletin.bulletin_document(program, result, issuer=issuer, date=day, templates=templates)
            yield NamedDocument(kind, "", document)
            continue
        missing, cases = (
            make(program, result, issuer=issuer, date=day, unmask=unmask, templates=templates)
            for make in (bulletin.missing_document, bulletin.missing_cases_document)
        )
        yield NamedDocument(kind, "", missing)
        yield NamedDocument("缺失数据明细", "", cases, workbook_only=True)
