"""What a run leaves in a folder: results, notices, other documents; each file written whole or not at all."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from attrs import frozen

from ..engine.outcome import Obligation, Result
from ..engine.program import Program
from .named_document import NamedDocument
from .writers.formats import Output

Progress = Callable[[str, int], None]


@frozen
class WrittenNotices:
    """The notices written, and the breaches for which none could be."""

    output: Output
    offices: int
    count: int
    breaches: int
    unknown_bearer: int
    personal: int

    def describe(self) -> str:
        """What was written, in words."""
        lines = ["没有要督办的违规，没有出督办通知书"]
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
        return "\n".join(lines)


def write_results(program: Program, result: Result, folder: Path, *, unmask: bool = False) -> tuple[Path, ...]:
    """Write summary.json, 结果.xlsx and 按期履行.csv, each whole.

    The workbook holds what somebody may have to look at; the many duties performed on time stand in the CSV, which
    Excel opens too. Of a Result that holds only part of its lists just summary.json is written. Raises OSError.
    """
    from .results_csv import write_on_time_csv  # noqa: PLC0415
    from .results_workbook import write_results_workbook  # noqa: PLC0415 # only who writes workbooks loads XlsxWriter
    from .summary import summary_json  # noqa: PLC0415
    from .writers.whole_file import write_whole  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    summary, workbook, on_time = folder / "summary.json", folder / "结果.xlsx", folder / "按期履行.csv"
    write_whole(summary, summary_json(program, result, limit=None, unmask=unmask).encode())
    if result.whole is not None:
        return (summary,)
    write_results_workbook(program, result, workbook, unmask=unmask)
    write_on_time_csv(program, result, on_time, unmask=unmask)
    return summary, workbook, on_time


def write_documents(documents: Iterable[NamedDocument], output: Output) -> tuple[Path, ...]:
    """Write documents in the forms asked for; the folder is made first. Raises OSError, Refusal as Output.prepare does."""
    made = list(documents)
    output.check(named.document for named in made if not named.workbook_only)
    output.prepare()
    return tuple(
        path for named in made for path in output.write(named.document, named.stem, workbook_only=named.workbook_only)
    )


def write_notices(
    program: Program,
    result: Result,
    output: Output,
    *,
    issuer: str | None,
    day: date,
    number_from: int,
    reply_days: int,
    progress: Progress,
    templates: Path | None = None,
    by_rule: bool = False,
    reckoning: Callable[[Obligation], str] | None = None,
) -> WrittenNotices:
    """Write one 督办通知书 for each duty holder in breach (`by_rule`: and rule), dated `day`, in the forms asked for.

    Raises OSError, and Refusal where the template is wrong or PDF files cannot be made.
    """
    from .notice import notice_documents  # noqa: PLC0415

    notices = notice_documents(
        program,
        result,
        issuer=issuer,
        number_from=number_from,
        date=day,
        reply_days=reply_days,
        templates=templates,
        by_rule=by_rule,
        reckoning=reckoning,
    )
    output.check(named.document for named in notices.documents)
    output.prepare()
    for named in notices.documents:
        output.write(named.document, named.stem)
        progress(named.bearer, 1)
    breaches = len(result.violations) + len(result.breaches) - notices.unknown_bearer - notices.personal
    offices = len({named.bearer for named in notices.documents})
    return WrittenNotices(output, offices, len(notices.documents), breaches, notices.unknown_bearer, notices.personal)
