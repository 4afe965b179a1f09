"""The command `policy`: options in, a call, an exit code out. The only place with a clock and a terminal.

Exit codes: 0 nothing wrong; 1 violations (or failed 示例, text to reformat, something no 示例 shows); 2 it could not run;
3 no violation, but rows were rejected or findings were made. Heavy imports stand inside the commands, so that
`policy --help` is quick.
"""

import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from attrs import evolve

from . import __version__
from .reports.case_options import (
    about_cases,
    as_of_option,
    exports_argument,
    format_option,
    map_option,
    memory_option,
    policy_option,
    read_day,
    read_workbook_name,
    rules_argument,
    spill_option,
    unmask_option,
)
from .reports.command_line import MEMORY_WORDS, InChineseGroup, Sections, file_words, usage_words
from .reports.document_options import CaseRequest, Numbering, document_options, numbering_options, type_option
from .reports.kind_names import FROM_CASES, FROM_RULES, FROM_STATES, FROM_SUMS

if TYPE_CHECKING:
    from .dsl.document_check import DocumentCheck
    from .dsl.policy import Policy
    from .engine.backends.cases_called import Called
    from .engine.backends.check_export import ExportCheck, Resources
    from .engine.backends.documents import Printed
    from .engine.backends.rederive_places import Unverified
    from .engine.diagnostic import Diagnostic
    from .engine.facts.tables import Facts, Table
    from .engine.outcome import Obligation, Result, Trace
    from .engine.program import Entity, Program
    from .engine.rehearse import Rehearsal
    from .reports.batch import Batch
    from .reports.name_template import NameTemplate
    from .reports.named_document import NamedDocument
    from .reports.output_folder import WrittenNotices
    from .reports.writers.formats import Output

Answer = TypeVar("Answer")

NOTHING_WRONG, VIOLATIONS, COULD_NOT_RUN, FINDINGS = 0, 1, 2, 3

SECTIONS = (
    ("初次使用", ("demo",)),
    ("核查个案", ("form", "check", "why")),
    ("出文书", ("notice", "allocate", "budget", "bulletin", "template")),
    ("编写规则", ("lint", "fmt", "test", "coverage", "show", "explain")),
)


class Commands(Sections):
    """The command `policy`."""

    sections = SECTIONS


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="规矩：用写成规则的政策核查个案、出具文书。\n\n初次使用请运行 policy demo。",
)
@click.version_option(__version__, prog_name="policy", message="%(prog)s（规矩）%(version)s", help="显示版本")
def policy() -> None:
    """Hold the commands together."""


# ---------- 核查个案 ----------


@policy.command(short_help="生成空白的填报工作簿：每个台账一张表，带下拉列表和填写说明")
@policy_option
@as_of_option
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    callback=read_workbook_name,
    metavar="文件.xlsx",
    help="工作簿写到这里；已有的会覆盖",
)
def form(policy_path: Path | None, as_of: date | None, out: Path) -> None:
    """生成空白的填报工作簿，填好后直接用 policy check 核查。

    每个台账一张工作表：列名锁定并附批注（怎么填、哪些规则要用），单元格带下拉列表和校验；第一张是填写说明。
    """
    from .reports.form import write_form

    loaded = _load(policy_path)
    sheets = write_form(loaded.program, loaded.reference, out, day=as_of or _today())
    chosen = f" --policy {policy_path}" if policy_path is not None else ""
    written = f"已写出：{out}（{'、'.join(s.name for s in sheets)}）"
    _print(f"{written}\n填好后运行：policy check {out}{chosen} --as-of 基准日期")


@policy.command(short_help="核查导出的数据：有哪些职责，哪些逾期，该付多少钱")
@exports_argument
@policy_option
@as_of_option
@map_option
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), metavar="文件夹", help="把全部结果写到这个文件夹"
)
@click.option(
    "--limit", default=1000, type=click.IntRange(0), metavar="条数", help="json 里每个清单最多列多少条（默认 1000）"
)
@click.option(
    "--engine", type=click.Choice(("duckdb", "spark", "reference")), metavar="方式",
    help="duckdb 用数据库核查，几百万行也行；spark 交给 Spark 算；reference 逐件解释。结果相同；不写则按数据大小选",
)  # fmt: skip
@memory_option
@spill_option
@format_option
@unmask_option
def check(
    exports: tuple[Path, ...],
    policy_path: Path | None,
    as_of: date | None,
    map_file: Path | None,
    out: Path | None,
    limit: int,
    engine: str | None,
    memory: str,
    spill: Path | None,
    form: str,
    unmask: bool,
) -> None:
    """核查导出的数据。

    数据可以是工作簿（每张工作表一个台账）、文件夹，或 .xlsx .xls .csv .json .jsonl .parquet 文件。

    退出码：0 没有问题；1 有违规；2 没能核查；3 没有违规，但有拒收的行或需要处理的发现。
    """
    loaded = _load(policy_path)
    program = loaded.program
    day = as_of or _today()
    written: tuple[Path, ...] = ()
    with _results_folder(out) as place:
        if (engine or _engine_for(exports)) == "reference":
            facts, result = _check(loaded, exports, day, map_file)
            tables: Mapping[str, Table] = facts.tables
            if place is not None:
                from .engine.backends.tables_of_result import write_result

                written = write_result(program, result, place, unmask=unmask)
        else:
            from .engine.backends.check_export import Resources
            from .engine.backends.place_tables import place_tables

            resources = Resources(memory, spill, spark=engine == "spark")
            with _in_database(loaded, exports, day, map_file, resources) as found:
                result = found.result(limit)
                if place is not None:
                    from .reports.report_lists import listed

                    _say_unverified(found.rederive(listed(result), found.cases()))
                    written = found.write_tables(place, unmask=unmask)
                tables = place_tables(program, found.facts.typed) if written and result.whole is None else {}
        if place is not None:
            written = (*_results_in(place, program, result, unmask=unmask), *written)
            written = (*written, *_report_page(loaded, result, place, tables, unmask=unmask))
    if out is not None:
        _say(f"已写出：{'、'.join(str(out / path.name) for path in written)}")
    _print(_as_text(program, result, form, limit, unmask=unmask))
    sys.exit(_verdict(result))


def _results_folder(out: Path | None) -> "AbstractContextManager[Path | None]":
    """Where the files of a check are made, all of which come to stand in `out` at once; None where none are asked for."""
    if out is None:
        return nullcontext()
    from .reports.output_folder import RESULT_FILES
    from .reports.writers.staged import staged

    return staged(out, RESULT_FILES)


def _results_in(out: Path, program: "Program", result: "Result", *, unmask: bool) -> tuple[Path, ...]:
    """The files that hold a result."""
    from .reports.output_folder import write_results

    return write_results(program, result, out, unmask=unmask)


def _as_text(program: "Program", result: "Result", form: str, limit: int, *, unmask: bool) -> str:
    """A result as `policy check` prints it."""
    if form == "json":
        from .reports.summary import summary_json

        return summary_json(program, result, limit=limit, unmask=unmask)
    from .reports.screen import screen

    return screen(program, result, unmask=unmask)


@policy.command(short_help="解释一个个案：每条规则为什么适用、日期怎么来的")
@click.argument("export", metavar="数据", type=click.Path(path_type=Path))
@click.argument("key", metavar="编号")
@click.argument("rule", required=False, metavar="[规则名]")
@policy_option
@as_of_option
@map_option
@click.option("--if", "assume", multiple=True, metavar="事实=值", help="假设某个事实是这个值再看结果，可写多次")
@click.option(
    "--engine", type=click.Choice(("duckdb", "reference")), metavar="方式",
    help="duckdb 只取这个个案和它引用的行，几千万行也快；reference 通读数据。结果相同；不写则按数据大小选",
)  # fmt: skip
@format_option
@unmask_option
def why(
    export: Path,
    key: str,
    rule: str | None,
    policy_path: Path | None,
    as_of: date | None,
    map_file: Path | None,
    assume: tuple[str, ...],
    engine: str | None,
    form: str,
    unmask: bool,
) -> None:
    """解释一个个案：每条规则为什么适用或不适用，用了哪些事实，日期怎么推出来的。

    问校验，写它的名称。问经费时，编号可以是一个地方（编码或名称）、一个计入的人；不分地方的经费写「全部」。
    """
    from .reports.trace_text import trace_heading, trace_json, trace_text

    loaded = _load(policy_path)
    day = as_of or _today()
    assumed = _assumptions(assume)

    def explained(facts: "Facts", result: "Result | None" = None) -> "tuple[tuple[Trace, ...], Entity | None]":
        traces = loaded.explain(facts, key, rule, as_of=day, assume=assumed, result=result)
        return traces, loaded.subject(facts, key, rule)

    if (engine or _engine_for([export])) == "reference":
        traces, subject = explained(loaded.read([export], map_file=map_file))
    else:
        traces, subject = _asked(loaded, [export], explained, map_file, None if assumed else day)
    if form == "json":
        _print_json([trace_json(t, unmask=unmask) for t in traces])
        return
    heading = trace_heading(subject, key, day, assumed, unmask=unmask)
    _print("\n\n".join((heading, *(trace_text(t, unmask=unmask) for t in traces))))


# ---------- 出文书 ----------


@contextmanager
def _found_for(request: CaseRequest, loaded: "Policy", printed: "Printed | Called") -> "Iterator[DocumentCheck]":
    """The check that documents are asked about, by the engine asked for or the one that fits."""
    if (request.engine or _engine_for(request.exports)) == "reference":
        found = _small(loaded, request.exports, request.as_of or _today(), request.map_file)
        _say_rejected(found.result)
        yield found
        return
    with _checked(request, loaded, printed) as found:
        _say_rejected(found.result)
        yield found


def _write_documents(documents: "Iterable[NamedDocument]", output: "Output") -> None:
    """Write documents with a progress bar and say what was written."""
    from .reports.output_folder import write_documents

    made = list(documents)
    _report(output.font_notices())
    with _progress("写出文书", len(made)) as step:
        paths = write_documents(made, output, progress=step)
    _written(paths, made)


@policy.command(short_help="给有违规的单位出督办通知书")
@about_cases
@numbering_options
@click.option(
    "--type", "kind", default=FROM_CASES[0], metavar="种类",
    help="出哪种文书：督办通知书（默认），或个案文书的模板名，例如 接回通知、回执单",
)  # fmt: skip
@click.option(
    "--by", "by", type=click.Choice(("单位", "事项")), default="单位", help="一个单位一份，或一个单位的一个事项一份"
)
@click.option("--key", "keys", multiple=True, metavar="编号", help="只给这些个案出个案文书，可写多次")
@click.option("--reckoning", is_flag=True, help="在表下注明每个期限是怎样推算出来的")
@click.option("--reply-days", default=10, type=click.IntRange(1), metavar="天数", help="要求几日内反馈（默认 10）")
def notice(
    request: CaseRequest,
    numbering: Numbering,
    kind: str,
    by: str,
    keys: tuple[str, ...],
    reckoning: bool,
    reply_days: int,
) -> None:
    """给逾期、经费列得不足、没有达到目标或支付不符的单位出督办通知书（附反馈单），或给每件个案出一份个案文书。"""
    from .engine.backends.documents import NOTICE
    from .reports.output_folder import write_notices

    names = _names(numbering)
    loaded = _load(request.policy_path)
    if kind != FROM_CASES[0]:
        _case_letters(request, loaded, numbering, names, kind, keys, reckoning=reckoning)
        return
    with (
        _found_for(request, loaded, NOTICE) as found,
        _batch(request.output, loaded, numbering, names, kind) as batch,
    ):
        written = write_notices(
            loaded.program, found.result, batch, issuer=request.issuer, reply_days=reply_days,
            templates=request.templates, by_rule=by == "事项",
            reckoning=_reckoned(found, unmask=request.unmask) if reckoning else None,
        )  # fmt: skip
    _print(written.describe())


def _case_letters(
    request: CaseRequest,
    loaded: "Policy",
    numbering: Numbering,
    names: "NameTemplate | None",
    kind: str,
    keys: tuple[str, ...],
    *,
    reckoning: bool,
) -> None:
    """Write a document about each case that calls for it and say what was written."""
    from .engine.backends.cases_called import Called
    from .reports.case_letters import OWED, case_letters, case_template

    folders = tuple(filter(None, (request.templates, loaded.templates)))
    template = case_template(loaded.program, kind, folders)
    called = Called(template.entity, template.duties, frozenset(OWED), keys)
    with (
        _found_for(request, loaded, called) as found,
        _batch(request.output, loaded, numbering, names, kind) as batch,
    ):
        made = case_letters(
            loaded.program, found.result, found.about, kind, keys=keys, issuer=request.issuer, day=batch.day,
            unmask=request.unmask, number_from=batch.first_number, folders=folders,
            reckoning=_reckoned(found, unmask=request.unmask) if reckoning else None,
            wanted=batch.is_new, named=batch.stems, numbered=batch.dispatch is not None,
        )  # fmt: skip
        paths = batch.write(made.documents, made.letters)
    _written(paths, made.documents)
    for line in batch.dispatch.describe() if batch.dispatch is not None else ():
        _print(line)


def _reckoned(found: "DocumentCheck", *, unmask: bool) -> "Callable[[Obligation], str]":
    """How the days of a case came about, in words."""
    from .reports.reckoning import reckoning_words

    return lambda case: reckoning_words(found.explain(case), unmask=unmask)


def _names(numbering: Numbering) -> "NameTemplate | None":
    """How files are to be called; wrong names and registers are refused before anything is read."""
    from .reports.name_template import NameTemplate

    if numbering.register is not None:
        from .reports.dispatch_register import check_form

        check_form(numbering.register)
    return NameTemplate.read(numbering.name_template) if numbering.name_template is not None else None


@contextmanager
def _batch(
    output: "Output", loaded: "Policy", numbering: Numbering, names: "NameTemplate | None", kind: str
) -> "Iterator[Batch]":
    """Letters of one run: with a progress bar, by the register where there is one, which is held for the run."""
    from .reports.batch import Batch
    from .reports.dispatch import dispatching

    _report(output.font_notices())
    day, number = _today(), numbering.number_from
    with _progress(f"出{kind}", None) as step:
        batch = Batch(output, day, number, names, progress=step, expect=step.expect)
        if numbering.register is None:
            yield batch
            return
        with dispatching(numbering.register, output.folder, loaded.program, day, number) as dispatch:
            yield evolve(batch, dispatch=dispatch)


@policy.command(short_help="从规则生成任务分工表、责任清单、时间表和对照表")
@policy_option
@document_options
@type_option(FROM_RULES, FROM_RULES[:1])
@click.option("--as-of", type=read_day, metavar="日期", help="哪一天有效的版本；不写则为最新的版本")
def allocate(
    policy_path: Path | None, output: "Output", templates: Path | None, kinds: tuple[str, ...], as_of: date | None
) -> None:
    """从规则生成任务分工表等文书。"""
    from .dsl.fates import fates
    from .engine.renames import named_on
    from .reports.document_kinds import from_rules

    loaded, day = _load(policy_path), as_of or date.max
    program = named_on(loaded.program.version_at(day), day)
    _write_documents(from_rules(program, kinds, lambda: fates(loaded), templates), output)


@policy.command(short_help="从经费和待遇生成经费测算表、补助明细表")
@about_cases
@type_option(FROM_SUMS, FROM_SUMS)
@click.option(
    "--year", type=click.IntRange(1900, 2199), metavar="年度", help="只出列入这一年度预算的；不写则各年度都出"
)
def budget(request: CaseRequest, kinds: tuple[str, ...], year: int | None) -> None:
    """按经费的规则测算各级预算要列入的经费，逐笔列出应发的待遇。"""
    from .engine.backends.documents import BUDGET
    from .reports.document_kinds import from_sums

    loaded = _load(request.policy_path)
    with _found_for(request, loaded, BUDGET) as found:
        result = found.result
        if year is not None:
            from .reports.budget_year import of_budget_year

            result = of_budget_year(loaded.program, result, year)
        documents = from_sums(
            loaded.program, result, kinds, reference=found.tables, issuer=request.issuer, unmask=request.unmask,
            templates=request.templates,
        )  # fmt: skip
        _write_documents(documents, request.output)


@policy.command(short_help="出考核通报（只通报单位）和缺失数据清单")
@about_cases
@type_option(FROM_STATES, FROM_STATES)
def bulletin(request: CaseRequest, kinds: tuple[str, ...]) -> None:
    """出各单位履行职责的考核通报，和要向各单位收集的缺失数据清单。"""
    from .engine.backends.documents import BULLETIN
    from .reports.document_kinds import from_states

    loaded = _load(request.policy_path)
    with _found_for(request, loaded, BULLETIN) as found:
        documents = from_states(
            loaded.program, found.result, kinds, issuer=request.issuer, day=_today(), unmask=request.unmask,
            templates=request.templates,
        )  # fmt: skip
        _write_documents(documents, request.output)


@policy.group(cls=InChineseGroup, short_help="看有哪些文书模板，复制出来改成本单位的")
def template() -> None:
    """文书的模板：复制到一个文件夹，改好文字，出文书时用 --template 指明这个文件夹。"""


@template.command(name="list", short_help="列出随附的模板")
@policy_option
def template_list(policy_path: Path | None) -> None:
    """列出随附的模板，和每个模板用在哪里。"""
    from .reports.template_library import library_text

    _print(library_text(_load(policy_path).templates))


@template.command(name="copy", short_help="把模板复制到一个文件夹")
@click.argument("names", nargs=-1, metavar="[模板名]…")
@policy_option
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="文件夹", help="复制到这里"
)
def template_copy(names: tuple[str, ...], policy_path: Path | None, out: Path) -> None:
    """把模板复制到一个文件夹；不写模板名则全部复制。已有的文件不覆盖。"""
    from .reports.template_library import copy_templates

    for path in copy_templates(names, out, _load(policy_path).templates):
        _print(f"已复制：{path}")


# ---------- 编写规则 ----------


@policy.command(short_help="检查规则里的错误，给出位置和改法")
@rules_argument
@click.option(
    "--format", "form", type=click.Choice(("text", "json", "sarif")), default="text",
    help="text 给人看，json 给程序读，sarif 给代码审阅工具读",
)  # fmt: skip
def lint(paths: tuple[Path, ...], form: str) -> None:
    """检查规则里的错误、警告和建议。规则可以是一套政策、一个规则文件，或装有几套政策的文件夹。

    退出码：0 没有错误（可以有警告和建议）；2 有错误。
    """
    from .dsl.find import policies_in
    from .reports.diagnostics import render_diagnostics, to_json
    from .reports.explanations import meanings
    from .reports.sarif import sarif

    found = [d for path in policies_in(paths) for d in _diagnostics(path)]
    if form == "sarif":
        _print_json(sarif(found, __version__, meanings()))
    elif form == "json":
        _print_json([to_json(d) for d in found])
    else:
        _print(render_diagnostics(found, colour=_colour(sys.stdout)) or "没有发现问题")
    if any(d.is_error for d in found):
        sys.exit(COULD_NOT_RUN)


@policy.command(short_help="把规则文件排成统一格式")
@rules_argument
@click.option("--check", "check_only", is_flag=True, help="只看是否需要改，不写文件（需要改则退出码为 1）")
@click.option("--diff", "show_diff", is_flag=True, help="只显示会改哪些地方，不写文件")
def fmt(paths: tuple[Path, ...], check_only: bool, show_diff: bool) -> None:
    """把规则文件排成统一格式，补上忘了的空格（只有一种拆法的），注释保留。写有错误的文件不动。"""
    from .dsl.layout import format_files

    changes = format_files(paths)
    for change in changes:
        if show_diff:
            _print(change.diff())
        elif not check_only:
            change.write()
        _say(f"{'需要整理' if check_only or show_diff else '已整理'}：{change.path}")
    if not changes:
        _say("格式都已统一")
    if changes and (check_only or show_diff):
        sys.exit(VIOLATIONS)


@policy.command(short_help="运行规则里的示例")
@rules_argument
@click.option("-k", "wanted", metavar="文字", help="只运行名称里含这段文字的示例")
@click.option(
    "--junit",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="文件",
    help="另写一份 JUnit 报告，给测试服务器读",
)
@format_option
def test(paths: tuple[Path, ...], wanted: str | None, junit: Path | None, form: str) -> None:
    """运行规则里的示例。退出码：0 全部符合；1 有不符合；2 规则有错误。"""
    from .dsl.find import policies_in
    from .reports.junit import junit_xml
    from .reports.rehearsals import rehearsals_json, rehearsals_text
    from .reports.writers.whole_file import write_whole

    policies = policies_in(paths)
    loaded = [_load(path) for path in policies]
    ran = [(one, path, one.rehearse(wanted)) for one, path in zip(loaded, policies, strict=True)]
    suites = [(one.program.name, _of_file(path, rehearsals)) for one, path, rehearsals in ran]
    found = [r for _, rehearsals in suites for r in rehearsals]
    if wanted is not None and not found:
        from .dsl.problems.asking import no_such_example
        from .engine.diagnostic import Refusal

        raise Refusal((no_such_example(wanted, tuple(e.name for one in loaded for e in one.program.examples)),))
    if junit is not None:
        write_whole(junit, junit_xml(suites))
    if form == "json":
        _print_json(rehearsals_json(found))
    else:
        _print(rehearsals_text(found))
    if any(not r.passed for r in found):
        sys.exit(VIOLATIONS)


@policy.command(short_help="看示例碰到了哪些规则，原文每一句有没有去处")
@rules_argument
@click.option("--source", is_flag=True, help="逐句列出原文和据以写成的规则；有一句没有去处则退出码为 1")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="文件", help="另写一份网页，原文和规则对照"
)
@format_option
def coverage(paths: tuple[Path, ...], source: bool, out: Path | None, form: str) -> None:
    """看示例碰到了哪些规则、标准的哪几行、界定的哪些理由（是和否都要见到）、职责和目标的哪些状态、哪些例外。

    退出码：0 都见到了；1 还有没见到的（--source：有一句没有去处）。
    """
    from .dsl.fates import fates
    from .dsl.find import policies_in
    from .engine.coverage import coverage as measure
    from .reports.coverage import PolicyCoverage, coverage_json, coverage_text, sentence_json, sentences_text
    from .reports.coverage_page import coverage_page
    from .reports.writers.whole_file import write_whole

    loaded = [_load(path) for path in policies_in(paths)]
    found = [PolicyCoverage(p.program.name, measure(p.program, p.reference), fates(p)) for p in loaded]
    sentences = [s for one in found for s in one.sentences]
    if out is not None:
        write_whole(out, coverage_page(found))
        _say(f"已写出：{out}")
    if source:
        _print_json([sentence_json(s) for s in sentences]) if form == "json" else _print(sentences_text(sentences))
        sys.exit(VIOLATIONS if any(not s.is_settled for s in sentences) else NOTHING_WRONG)
    if form == "json":
        _print_json([coverage_json(c) for c in found])
    else:
        _print("\n\n".join(coverage_text(c) for c in found))
    if not all(c.is_whole for c in found):
        sys.exit(VIOLATIONS)


@policy.command(short_help="按统一格式列出某一天有效的规则全文")
@rules_argument
@click.option("--version", "--as-of", "as_of", type=read_day, metavar="日期", help="哪一天有效的版本；不写则为今天")
def show(paths: tuple[Path, ...], as_of: date | None) -> None:
    """按统一格式列出某一天有效的规则全文（不写日期则为今天），示例不列。改动过的注明自哪一天起，废止的列在开头。"""
    from .dsl.consolidated import consolidated
    from .dsl.find import policies_in

    day = as_of or _today()
    _print("\n".join(consolidated(_load(path), day) for path in policies_in(paths)))


@policy.command(short_help="详细解释一个问题的编号，例如「GJ201」")
@click.argument("code", required=False, metavar="[编号]")
def explain(code: str | None) -> None:
    """详细解释一个问题：什么意思，错误和正确的写法，为什么。不写编号则列出全部。"""
    from .reports.explanations import all_codes, explanation_text

    _print(explanation_text(code) if code else all_codes())


# ---------- 初次使用 ----------


@policy.command(short_help="造一份样例数据，核查并出文书，看看整个过程")
@click.argument("folder", required=False, default="demo-output", metavar="[文件夹]", type=click.Path(path_type=Path))
@click.option(
    "--people", default=25_000, type=click.IntRange(100, 1_000_000), metavar="人数", help="样例人数（默认 25000）"
)
def demo(folder: Path, people: int) -> None:
    """造一份样例数据，用随附的宁夏实施方案核查，写出结果和文书，并说明看什么。"""
    from .policy.demo import AS_OF, write_demo_workbook
    from .reports.output_folder import RESULT_FILES
    from .reports.screen import screen
    from .reports.writers.staged import staged

    loaded, name = _load(None), "样例数据.xlsx"
    with (
        staged(folder) as beside,
        staged(folder / "结果", RESULT_FILES) as results,
        staged(folder / "文书") as letters,
    ):
        with _progress("造样例数据", people) as step:
            write_demo_workbook(beside / name, people=people, progress=_increments(step))
        facts, result = _check(loaded, (beside / name,), AS_OF)
        notices = _write_demo(loaded, facts, result, results, letters)
    _print(screen(loaded.program, result))
    _print(evolve(notices, output=evolve(notices.output, folder=folder / "文书")).describe())
    _print(_what_to_look_at(folder, folder / name, result))


def _write_demo(loaded: "Policy", facts: "Facts", result: "Result", results: Path, letters: Path) -> "WrittenNotices":
    """Write results and documents at once, each into its folder; each takes about as long as the other."""
    from .reports.batch import Batch
    from .reports.document_kinds import a_few_of_each
    from .reports.output_folder import WrittenNotices, write_documents, write_notices, write_report
    from .reports.side_by_side import side_by_side
    from .reports.writers.formats import Form, Output

    written: list[WrittenNotices] = []
    output, issuer = Output(letters), "示例市司法局"

    def documents() -> None:
        write_documents(a_few_of_each(loaded.program, result, facts, issuer=issuer, letters=loaded.templates), output)
        with _progress("出督办通知书", None) as step:
            batch = Batch(evolve(output, forms=(Form.DOCX,)), result.as_of, progress=step, expect=step.expect)
            written.append(write_notices(loaded.program, result, batch, issuer=issuer, reply_days=10))
        write_report(loaded.program, result, results, tables=facts.tables, texts=loaded.rule_texts)

    _say("写出结果和文书……")
    side_by_side(lambda: _results_only(loaded, result, results), documents)
    return written[0]


def _results_only(loaded: "Policy", result: "Result", folder: Path) -> None:
    from .reports.output_folder import write_results

    write_results(loaded.program, result, folder)


def _what_to_look_at(folder: Path, export: Path, result: "Result") -> str:
    lines = [
        "接下来可以看：",
        f"  样例数据　　{export}",
        f"  核查报告　　{folder / '结果' / 'report.html'}（用浏览器打开，可打印）",
        f"  核查结果　　{folder / '结果' / '结果.xlsx'}",
        f"  任务分工表　{folder / '文书' / '任务分工表.docx'}",
        f"  督办通知书　{folder / '文书'}（每个单位一份；另有考核通报、经费测算表、补助明细表、接回通知、回执单等）",
    ]
    if result.violations:
        first = result.violations[0]
        lines.append(f"  为什么算逾期　policy why {export} {first.key} {first.duty} --as-of {result.as_of}")
    for breach in {b.kind: b for b in reversed(result.breaches)}.values():
        key = breach.key or "全部"  # how a 经费 that is not divided by place is asked for
        words = f"policy why {export} {key} {breach.rule} --as-of {result.as_of}"
        lines.append(f"  为什么是{breach.kind.value}　{words}")
    lines += [
        "结果.xlsx 里：「经费」每一笔的人数、标准、金额、预算数和差额，「经费汇总」各级各年合计，「目标」完成情况，",
        "「经费目标与支付的违规」列得不足的预算和没有达到的目标，「无法判定」缺哪些事实。",
        "自己填一份：policy form --out 填报.xlsx，填好后运行 policy check 填报.xlsx",
    ]
    return "\n".join(lines)


# ---------- parts ----------


def _load(path: Path | None) -> "Policy":
    from .dsl.policy_cache import load
    from .dsl.shipped import DEFAULT_POLICY

    loaded = load(path or DEFAULT_POLICY)
    _report(loaded.notices)
    return loaded


def _diagnostics(path: Path) -> "tuple[Diagnostic, ...]":
    """Everything noticed in a policy, what keeps it from being read at all included."""
    from .dsl.load import examine
    from .engine.diagnostic import Refusal

    try:
        found = examine(path).diagnostics
    except Refusal as refusal:
        found = refusal.diagnostics
    return tuple(d for d in found if _is_about(d, path)) if path.is_file() else found


def _of_file(path: Path, rehearsals: "tuple[Rehearsal, ...]") -> "tuple[Rehearsal, ...]":
    """The 示例 of one rule file, or all of a folder."""
    if not path.is_file():
        return rehearsals
    return tuple(r for r in rehearsals if Path(r.example.span.source.path).resolve() == path.resolve())


def _is_about(diagnostic: "Diagnostic", file: Path) -> bool:
    """Whether a diagnostic is about a file, or about no place in particular."""
    from .engine.origin import Span

    place = diagnostic.labels[0].place if diagnostic.labels else None
    return not isinstance(place, Span) or Path(place.source.path).resolve() == file.resolve()


def _check(
    loaded: "Policy", exports: Sequence[Path], day: date, map_file: Path | None = None
) -> "tuple[Facts, Result]":
    facts = loaded.read(exports, map_file=map_file)
    _report(facts.notices)
    total = sum(i.evaluated for i in facts.inputs)
    with _progress("核查", total) as step:
        return facts, loaded.check(facts, as_of=day, progress=step)


def _small(loaded: "Policy", exports: Sequence[Path], day: date, map_file: Path | None) -> "DocumentCheck":
    """A check by the interpreter, for documents."""
    from .dsl.document_check import DocumentCheck

    facts, result = _check(loaded, exports, day, map_file)
    return DocumentCheck(
        result, facts.tables, lambda o: loaded.explain(facts, o.key, o.duty, as_of=day), lambda _: facts
    )


@contextmanager
def _checked(request: CaseRequest, loaded: "Policy", printed: "Printed | Called") -> "Iterator[DocumentCheck]":
    """A check for documents in the database: the violations printed are found again."""
    from .dsl.document_check import check_in_database
    from .engine.backends.check_export import Resources

    day, resources = request.as_of or _today(), Resources(request.memory, request.spill)
    with (
        _progress("读入", None) as step,
        check_in_database(
            loaded, request.exports, day, printed, map_file=request.map_file, resources=resources, progress=step
        ) as found,
    ):
        _report(found.notices)
        _say_unverified(found.unverified)
        yield found


def _say_unverified(unverified: "Sequence[Unverified]") -> None:
    if unverified:
        told = (f"「{u.rule}」{u.violations:,}条（一条由{u.rows:,}行合计得出）" for u in unverified)
        _say(f"以下违规合计的行太多，没有逐件复核：{'、'.join(told)}；其余印出的违规都已逐件复核")


def _say_rejected(result: "Result") -> None:
    """Documents are made from the rows that could be read; whoever signs them has to know that there were others."""
    from .reports.left_out import rejected_rows

    rejected = rejected_rows(result.inputs)
    if rejected:
        _say(f"读入数据时拒收{rejected}，文书里没有计入；哪些行、为什么，运行 policy check 看拒收清单，改正后重新出")


def _asked(
    loaded: "Policy",
    exports: Sequence[Path],
    question: "Callable[..., Answer]",
    map_file: Path | None,
    decided: date | None,
) -> Answer:
    """The answer to a question about few rows of a large export.

    What rests on all of them is decided in the database as of the day `decided`, and only the rows of one place are looked
    at one by one; what even that cannot answer is read whole.
    """
    from .dsl.document_check import ask_of_decided
    from .engine.facts.partial import WholeNeeded

    try:
        return loaded.ask(exports, question, map_file=map_file)
    except WholeNeeded as needed:
        _say(f"要用到「{needed.entity}」的全部行，用数据库核查一遍，请稍候……")
    if decided is not None:
        try:
            with _progress("读入", None) as step:
                return ask_of_decided(loaded, exports, decided, question, map_file=map_file, progress=step)
        except WholeNeeded as needed:
            _say(f"还要逐件看「{needed.entity}」的全部行，通读数据，请稍候……")
    return question(loaded.read(exports, map_file=map_file))


LARGE = 32 * 1024 * 1024
"""Bytes of an export from which on the database pays for its own start."""
PACKED = {".parquet": 5, ".xlsx": 4}
"""How many times larger the rows of a packed file would be as text, roughly."""


def _engine_for(exports: Sequence[Path]) -> str:
    """The engine that fits an export: small ones need no database."""
    from .engine.facts.export_files import find_files

    there = (path for path, _ in find_files(exports).files if path.is_file())
    size = sum(path.stat().st_size * PACKED.get(path.suffix.lower(), 1) for path in there)
    return "duckdb" if size >= LARGE else "reference"


@contextmanager
def _in_database(
    loaded: "Policy", exports: Sequence[Path], day: date, map_file: Path | None, resources: "Resources"
) -> "Iterator[ExportCheck]":
    with _progress("读入", None) as step:
        found = loaded.check_export(exports, as_of=day, map_file=map_file, resources=resources, progress=step)
    _report(found.facts.notices)
    with found:
        yield found


def _report_page(
    loaded: "Policy", result: "Result", out: Path, tables: "Mapping[str, Table]", *, unmask: bool
) -> tuple[Path, ...]:
    """Write report.html; of a result too large to hold, it and the workbook count everything and list little, and that is said."""
    from .reports.output_folder import REPORT, write_report

    if result.whole is not None:
        _say(
            f"结果太多，{REPORT} 和 结果.xlsx 只列数目，逐件的结果在 .parquet 表里（Excel：数据、获取数据、自文件、从 Parquet）。\n"
            "要逐件的 Excel 清单，请把数据按地方或年度分开核查；要各单位的逐件清单，请运行 policy notice"
        )
    return (write_report(loaded.program, result, out, tables=tables, texts=loaded.rule_texts, unmask=unmask),)


def _verdict(result: "Result") -> int:
    if result.violations or result.breaches:
        return VIOLATIONS
    return FINDINGS if result.rejects or result.findings else NOTHING_WRONG


def _assumptions(written: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for number, text in enumerate(written, start=1):
        name, separator, value = text.replace("＝", "=").partition("=")
        if not separator:
            from .dsl.problems.asking import unusable_assumption
            from .engine.diagnostic import Refusal

            raise Refusal((unusable_assumption(f"第{number}个", "没有写等号"),))  # what was typed may be 敏感
        found[name.strip()] = value.strip()
    return found


def _written(paths: Sequence[Path], documents: "Sequence[NamedDocument]") -> None:
    """Say what was written: each file, or for many how many there are and where."""
    if not documents:
        _print("没有需要出的文书")
    elif len(paths) <= 20:
        _print("\n".join(f"已写出：{p}" for p in paths))
    else:
        _print(f"已写出：{len(documents)}份文书，{len(paths)}个文件，在 {paths[0].parent}")


def _today() -> date:
    return datetime.now().astimezone().date()


def _colour(stream: Any) -> bool:  # noqa: ANN401 # any text stream
    import os

    return bool(stream.isatty()) and "NO_COLOR" not in os.environ


def _print(text: str) -> None:
    click.echo(text if not text.endswith("\n") else text[:-1])


def _print_json(plain: object) -> None:
    import json

    _print(json.dumps(plain, ensure_ascii=False, indent=2))


def _say(text: str) -> None:
    click.echo(text, err=True)


def _report(diagnostics: "Sequence[Diagnostic]") -> None:
    if diagnostics:
        from .reports.diagnostics import render_diagnostics

        _say(render_diagnostics(diagnostics, colour=_colour(sys.stderr)))


@contextmanager
def _progress(words: str, total: int | None) -> Iterator["_Bar"]:
    """A progress bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield _Bar(None)
        return
    from tqdm import tqdm

    with tqdm(total=total, desc=words, file=sys.stderr, leave=False) as bar:
        yield _Bar(bar)


class _Bar:
    """A progress bar, or none: called with what was done; `expect` says how much there is, where that shows only later."""

    def __init__(self, bar: Any) -> None:  # noqa: ANN401 # tqdm has no types
        self.bar = bar

    def __call__(self, _: str, done: int) -> None:
        if self.bar is not None:
            self.bar.update(done)

    def expect(self, total: int) -> None:
        if self.bar is not None:
            self.bar.reset(total)


def _increments(step: Callable[[str, int], None]) -> Callable[[str, int], None]:
    """Turn reports of how many are done altogether into steps."""
    done = 0

    def report(words: str, so_far: int) -> None:
        nonlocal done
        step(words, so_far - done)
        done = so_far

    return report


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command; every mistake a user can make ends as a message and exit code 2, never as a traceback."""
    # What a command makes is nearly all kept until it ends: looking for rubbish often took a tenth of its time.
    gc.set_threshold(50_000, 20, 20)
    from .engine.diagnostic import Refusal

    try:
        policy.main(args=list(arguments) if arguments is not None else None, prog_name="policy", standalone_mode=False)
    except Refusal as refusal:
        _report(refusal.diagnostics)
        sys.exit(COULD_NOT_RUN)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.exceptions.NoArgsIsHelpError as asked:
        _print(asked.format_message())
        sys.exit(NOTHING_WRONG)
    except click.Abort:
        _say("已中断，没有写出不完整的结果")
        sys.exit(COULD_NOT_RUN)
    except click.ClickException as mistake:
        _say(usage_words(mistake))
        sys.exit(COULD_NOT_RUN)
    except MemoryError:
        _say(MEMORY_WORDS)
        sys.exit(COULD_NOT_RUN)
    except BrokenPipeError:
        _stop_writing()
    except OSError as failure:
        _say(file_words(failure))
        sys.exit(COULD_NOT_RUN)
    sys.exit(NOTHING_WRONG)


def _stop_writing() -> NoReturn:
    """Whoever read the output closed it (policy check … | head): nothing more to say."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(NOTHING_WRONG)


if __name__ == "__main__":  # python -m guiju.cli
    main()
