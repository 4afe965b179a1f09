"""What the commands that make documents share: where to, in which forms, with whose templates and fonts."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

if TYPE_CHECKING:
    from .writers.formats import Output

FORMS = ("docx", "pdf", "html", "xlsx", "md", "txt")
DEFAULT_FORMS = "docx,html"


@frozen
class CaseRequest:
    """Which cases documents are asked about, by which policy, and how they are to be made."""

    exports: tuple[Path, ...]
    policy_path: Path | None
    as_of: date | None
    map_file: Path | None
    output: "Output"
    templates: Path | None
    issuer: str | None
    engine: str | None
    memory: str
    spill: Path | None
    unmask: bool


@frozen
class Numbering:
    """How letters are numbered, named and registered."""

    register: Path | None
    name_template: str | None
    number_from: int


class FormList(click.ParamType[Any]):
    """Forms of files, parted by commas."""

    name = "forms"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 # as in click
        """Read docx,pdf; raises click.BadParameter for a form there is none of."""
        if not isinstance(value, str):
            return value
        chosen = [
            part.strip().lower().removeprefix(".") for part in value.replace("，", ",").split(",") if part.strip()
        ]
        wrong = [part for part in chosen if part not in FORMS]
        if wrong or not chosen:
            self.fail(f"只能写 {'、'.join(FORMS)}，几种之间用逗号隔开", param, ctx)
        return tuple(dict.fromkeys(chosen))


def document_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options --out, --form, --template and --fonts; the command receives `output` and `templates`."""
    folder = click.Path(path_type=Path, file_okay=False)

    @click.option("--out", required=True, type=folder, metavar="文件夹", help="文书写到这里")
    @click.option(
        "--form", "forms", type=FormList(), default=DEFAULT_FORMS, metavar="格式",
        help=f"写成哪些格式，用逗号隔开：{'、'.join(FORMS)}（默认 {DEFAULT_FORMS}）",
    )  # fmt: skip
    @click.option(
        "--template", "templates", type=folder, metavar="文件夹",
        help="本单位的模板所在的文件夹；里面没有的用随附的（见 policy template）",
    )  # fmt: skip
    @click.option(
        "--fonts", type=folder, metavar="文件夹", envvar="GUIJU_FONTS", help="装有公文字体的文件夹，只用于 pdf"
    )
    @wraps(command)
    def with_output(
        *arguments: Any,  # noqa: ANN401 # what click hands over is handed on
        out: Path,
        forms: tuple[str, ...],
        templates: Path | None,
        fonts: Path | None,
        **more: Any,  # noqa: ANN401
    ) -> None:
        from .rendering import template_folder
        from .writers.formats import Form, Output

        output = Output(out, tuple(map(Form, forms)), fonts)
        command(*arguments, output=output, templates=template_folder(templates), **more)

    return with_output


def in_one_request(command: Callable[..., None]) -> Callable[..., None]:
    """Hand a command what is asked about cases as one `request`."""

    @wraps(command)
    def with_request(
        *,
        exports: tuple[Path, ...],
        policy_path: Path | None,
        as_of: date | None,
        map_file: Path | None,
        output: "Output",
        templates: Path | None,
        issuer: str | None,
        engine: str | None,
        memory: str,
        spill: Path | None,
        unmask: bool,
        **more: Any,  # noqa: ANN401 # what click hands over is handed on
    ) -> None:
        asked = CaseRequest(
            exports, policy_path, as_of, map_file, output, templates, issuer, engine, memory, spill, unmask
        )
        command(asked, **more)

    return with_request


def numbering_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options --register, --name-template and --number-from; the command receives `numbering`."""
    file = click.Path(path_type=Path, dir_okay=False)

    @click.option(
        "--register", type=file, metavar="文件", help="发文登记簿（.xlsx 或 .csv）：接着编号，内容没有变化的不重发"
    )
    @click.option(
        "--name-template", metavar="写法",
        help="文件怎样命名，例如 {编号}_{单位}；可用 编号、文号、年份、日期、单位、文种、事项、件数、个案",
    )  # fmt: skip
    @click.option("--number-from", default=1, type=click.IntRange(1), metavar="号", help="文号从几号起编（默认 1）")
    @wraps(command)
    def with_numbering(
        *arguments: Any,  # noqa: ANN401 # what click hands over is handed on
        register: Path | None,
        name_template: str | None,
        number_from: int,
        **more: Any,  # noqa: ANN401
    ) -> None:
        command(*arguments, numbering=Numbering(register, name_template, number_from), **more)

    return with_numbering


def type_option(
    kinds: tuple[str, ...], default: tuple[str, ...]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The option --type, which may be written several times."""
    words = f"出哪种文书，可写多次：{'、'.join(kinds)}、全部（默认{'、'.join(default)}）"
    return click.option(
        "--type",
        "kinds",
        multiple=True,
        default=default,
        type=click.Choice((*kinds, "全部")),
        metavar="种类",
        help=words,
    )
