"""What a run leaves in a folder: results, notices, other documents; each file written whole or not at all."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from attrs import evolve, frozen

from ..engine.facts.tables import Table
from ..engine.outcome import Obligation, Result
from ..engine.program import Program
from .batch import Batch, Progress
from .dispatch import Dispatch
from .named_document import NamedDocument
from .rule_cards import RuleTexts
from .writers.formats import Output

REPORT = "report.html"
SUMMARY, WORKBOOK, ON_TIME = "summary.json", "结果.xlsx", "按期履行.csv"
TABLES = (
    "obligations",
    "entitlements",
    "undetermined",
    "findings",
    "targets",
    "fundings",
    "breaches",
    "duty_counts",
    "classification_counts",
)
RESULT_FILES = (SUMMARY, WORKBOOK, ON_TIME, REPORT, *(f"{name}.parquet" for name in TABLES))
"""Every file that a check may write."""


@frozen
class WrittenNotices:
    """The notices written, and the breaches for which none could be."""

    output: Output
    offices: int
    count: int
    breaches: int
    unknown_bearer: int
    personal: int
    dispatch: Dispatch | None = None

    def describe(self) -> str:
        """What was written, in words."""
        lines = ["没有要督办的违规，没有出督办通知书"]
        if self.dispatch is not None and self.dispatch.known and not self.count:
            lines = ["没有新的违规，没有出新的督办通知书"]
        if self.count:
            forms, folder = self.output.describe(), self.output.folder
            several = f"，{self.count}份" if self.count != self.offices else ""
            lines = [
                f"督办通知书：{self.offices}个单位，共{self.breaches}条违规{several}，每份一个 {forms}，在 {folder}"
            ]
        if self.unknown_bearer:
            lines.append(f"另有{self.unknown_bearer}条违规的责任主体在数据里没有写明，没有出通知书")
        if self.personal:
            lines.append(f"另有{self.personal}条涉及本人的待核事项，不出通知书")
        return "\n".join((*lines, *(self.dispatch.describe() if self.dispatch is not None else ())))


def write_results(program: Program, result: Result, folder: Path, *, unmask: bool = False) -> tuple[Path, ...]:
    """Write summary.json, 结果.xlsx and 按期履行.csv, each whole.

    The workbook holds what somebody may have to look at; the many duties performed on time stand in the CSV, which
    Excel opens too. Of a Result that holds only part of its lists the workbook has the counts alone, and there is no CSV.
    Raises OSError.
    """
    from .results_csv import write_on_time_csv  # noqa: PLC0415
    from .results_workbook import write_results_workbook  # noqa: PLC0415 # only who writes workbooks loads XlsxWriter
    from .summary import summary_json  # noqa: PLC0415
    from .writers.whole_file import write_whole  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    summary, workbook, on_time = folder / SUMMARY, folder / WORKBOOK, folder / ON_TIME
    write_whole(summary, summary_json(program, result, limit=None, unmask=unmask).encode())
    write_results_workbook(program, result, workbook, unmask=unmask)
    if result.whole is not None:
        on_time.unlink(missing_ok=True)  # one of an earlier check would pass for this one's
        return summary, workbook
    write_on_time_csv(program, result, on_time, unmask=unmask)
    return summary, workbook, on_time


def write_report(
    program: Program,
    result: Result,
    folder: Path,
    *,
    tables: Mapping[str, Table],
    texts: RuleTexts,
    unmask: bool = False,
) -> Path:
    """Write report.html, whole: places by the facts in `tables`, rules by their `texts`. Raises OSError.

    The libraries that draw run threads of their own, so this must not be called in a forked process.
    """
    from .report_page import report_page  # noqa: PLC0415 # only who writes pages loads Jinja
    from .writers.whole_file import write_whole  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    page = folder / REPORT
    write_whole(page, report_page(program, result, tables=tables, texts=texts, unmask=unmask))
    return page


def write_documents(
    documents: Iterable[NamedDocument], output: Output, *, progress: Progress | None = None
) -> tuple[Path, ...]:
    """Write documents in the forms asked for, all of them or none; `progress` is told of each.

    Raises OSError, Refusal as Output.check does.
    """
    from .writers.staged import staged  # noqa: PLC0415

    made = list(documents)
    output.check(named.document for named in made if not named.workbook_only)
    written: list[Path] = []
    if not made:
        return ()
    with staged(output.folder) as aside:
        place = evolve(output, folder=aside)
        for named in made:
            files = place.write(named.document, named.stem, workbook_only=named.workbook_only)
            written += [output.folder / path.name for path in files]
            if progress is not None:
                progress(named.stem, 1)
    return tuple(written)


def write_notices(
    program: Program,
    result: Result,
    batch: Batch,
    *,
    issuer: str | None,
    reply_days: int,
    templates: Path | None = None,
    by_rule: bool = False,
    reckoning: Callable[[Obligation], str] | None = None,
) -> WrittenNotices:
    """Write one 督办通知书 for each duty holder in breach (`by_rule`: and rule), in the forms asked for.

    Raises OSError, and Refusal where the template is wrong or PDF files cannot be made.
    """
    from .notice import notice_documents  # noqa: PLC0415 # only who writes notices loads Jinja

    notices = notice_documents(
        program,
        result,
        issuer=issuer,
        number_from=batch.first_number,
        date=batch.day,
        reply_days=reply_days,
        templates=templates,
        by_rule=by_rule,
        reckoning=reckoning,
        wanted=batch.is_new,
        named=batch.stems,
    )
    batch.write(notices.documents, notices.letters)
    breaches = sum(letter.count for letter in notices.letters)
    offices = len({letter.bearer for letter in notices.letters})
    return WrittenNotices(
        batch.output,
        offices,
        len(notices.documents),
        breaches,
        notices.unknown_bearer,
        notices.personal,
        batch.dispatch,
    )
