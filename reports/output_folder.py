"""What a run leaves in a folder: results, notices, the allocation table; each file written whole or not at all."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from attrs import frozen

from ..engine.facts.tables import Table
from ..engine.outcome import Result
from ..engine.program import Program
from .rule_cards import RuleTexts

Progress = Callable[[str, int], None]
ALLOCATION = "任务分工表"


@frozen
class WrittenNotices:
    """The notices written, and the breaches for which none could be."""

    folder: Path
    count: int
    breaches: int
    unknown_bearer: int
    personal: int

    def describe(self) -> str:
        """What was written, in words."""
        lines = [
            f"督办通知书：{self.count}个单位，共{self.breaches}条违规，每个单位一份 .docx 和一份 .html，在 {self.folder}"
        ]
        if self.unknown_bearer:
            lines.append(f"另有{self.unknown_bearer}条违规的责任主体在数据里没有写明，没有出通知书")
        if self.personal:
            lines.append(f"另有{self.personal}条涉及本人的待核事项，不出通知书")
        return "\n".join(lines)


def write_results(
    program: Program,
    result: Result,
    folder: Path,
    *,
    unmask: bool = False,
    tables: Mapping[str, Table] | None = None,
    texts: RuleTexts | None = None,
) -> tuple[Path, ...]:
    """Write summary.json, 结果.xlsx, 按期履行.csv and report.html, each whole.

    The workbook holds what somebody may have to look at; the many duties performed on time stand in the CSV, which
    Excel opens too. The page shows places by the facts in `tables` and rules by their `texts`. Raises OSError.
    """
    from .report_page import report_page  # noqa: PLC0415
    from .results_csv import write_on_time_csv  # noqa: PLC0415
    from .results_workbook import write_results_workbook  # noqa: PLC0415 # only who writes workbooks loads XlsxWriter
    from .summary import summary_json  # noqa: PLC0415
    from .writers.whole_file import write_whole  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    summary, workbook, on_time = folder / "summary.json", folder / "结果.xlsx", folder / "按期履行.csv"
    page = folder / "report.html"
    write_whole(summary, summary_json(program, result, limit=None, unmask=unmask).encode())
    write_results_workbook(program, result, workbook, unmask=unmask)
    write_on_time_csv(program, result, on_time, unmask=unmask)
    write_whole(page, report_page(program, result, tables=tables, texts=texts, unmask=unmask))
    return summary, workbook, on_time, page


def write_allocation(program: Program, folder: Path) -> tuple[Path, ...]:
    """Write the duty-allocation table as .docx and .html. Raises OSError."""
    from .allocation import allocation_document  # noqa: PLC0415 # only who writes documents loads their libraries
    from .writers.docx import write_docx  # noqa: PLC0415
    from .writers.html import write_html  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    document = allocation_document(program)
    word, page = folder / f"{ALLOCATION}.docx", folder / f"{ALLOCATION}.html"
    write_docx(document, word)
    write_html(document, page)
    return word, page


def write_notices(
    program: Program,
    result: Result,
    folder: Path,
    *,
    issuer: str | None,
    day: date,
    number_from: int,
    reply_days: int,
    progress: Progress,
) -> WrittenNotices:
    """Write one 督办通知书 for each duty holder in breach, dated `day`, as .docx and .html. Raises OSError."""
    from .notice import notice_documents  # noqa: PLC0415
    from .writers.docx import write_docx  # noqa: PLC0415
    from .writers.html import write_html  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    notices = notice_documents(program, result, issuer=issuer, number_from=number_from, date=day, reply_days=reply_days)
    for named in notices.documents:
        write_docx(named.document, folder / f"{named.stem}.docx")
        write_html(named.document, folder / f"{named.stem}.html")
        progress(named.bearer, 1)
    breaches = len(result.violations) + len(result.breaches) - notices.unknown_bearer - notices.personal
    return WrittenNotices(folder, len(notices.documents), breaches, notices.unknown_bearer, notices.personal)
