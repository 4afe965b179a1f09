"""What the commands that make documents share: where to, in which forms, with whose templates and fonts."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

FORMS = ("docx", "pdf", "html", "xlsx", "md", "txt")
DEFAULT_FORMS = "docx,html"


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
