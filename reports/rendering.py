"""Templates filled in: Jinja in a sandbox, facts escaped so that none of them can pass for Markdown.

A template may read the fields it is given and nothing else. A name it misspells is a Diagnostic that names the nearest
field, never an empty place in a letter.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from traceback import walk_tb
from typing import Any

from attrs import evolve
from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.exceptions import TemplateRuntimeError
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ..engine.diagnostic import Diagnostic, Label, Refusal, Severity
from ..engine.origin import CellPlace, Place, SourceText, Span
from .document import Document, printable
from .markdown import read_markdown
from .rendering_parts import FILTERS, Field, nearest, unknown_field

SUFFIX = ".md.j2"
"""How the name of a template ends."""

TEMPLATES = Path(__file__).parent / "templates"
"""The templates the product ships."""

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_LINE_BREAKS = re.compile(r"\s*[\r\n\t\v\f\x85\u2028\u2029]\s*")


def template_folder(folder: Path | None) -> Path | None:
    """The folder with an office's own templates. Raises Refusal where it is not there."""
    if folder is None or folder.is_dir():
        return folder
    remedy = "核对 --template 后面的文件夹；先用 policy template copy 复制出模板再改"
    message = f"找不到模板文件夹「{folder}」"
    raise Refusal((Diagnostic("GJ824", Severity.ERROR, message, (Label(CellPlace(str(folder))),), help=(remedy,)),))


def fill(template: str, fields: Mapping[str, object], folder: Path | None = None) -> Document:
    """Fill a template in and read the outcome as a Document.

    `template` is a file name in `folder` (an office's own) or among those shipped; a Word file of the same name in
    `folder` (督办通知书.docx) becomes the document's .docx. Fields are text, whole numbers,
    是非, and lists and mappings of such. Raises Refusal where the template is missing or wrong.
    """
    environment = _environment_of(folder)
    text = _fill_in(environment, template, fields)
    document = read_markdown(text, f"{template}（填好的文稿）")
    word = folder / f"{template.removesuffix(SUFFIX)}.docx" if folder is not None else None
    if word is None or not word.is_file():
        return document
    from .word_template import fill_word  # noqa: PLC0415 # only who has Word templates loads what fills them

    return evolve(document, word_file=fill_word(word, fields))


def escape(value: object) -> Markup:
    """A fact as Markdown that shows the very characters, on one line.

    Punctuation becomes character references, which no rule of Markdown and no table cell reads as a mark. Raises
    TemplateRuntimeError for anything but text and whole numbers.
    """
    if hasattr(value, "__html__"):
        return Markup(value)
    if isinstance(value, StrictUndefined):
        return Markup(str(value))  # raises, and names the field
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TemplateRuntimeError("这里要填的不是文字，也不是整数")
    line = _LINE_BREAKS.sub(" ", printable(_LINE_BREAKS.sub(" ", str(value))))
    return Markup(_PUNCTUATION.sub(lambda found: f"&#{ord(found[0])};", line))


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which what a macro gives back can be put out but not worked on.

    Jinja would escape a fact joined to such text for HTML only, and Markdown in it would come alive.
    """

    intercepted_binops = frozenset({"+", "%", "*"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - as in Jinja
        """Calculate, refusing text that is exempt from escaping."""
        if isinstance(left, Markup) or isinstance(right, Markup):
            raise TemplateRuntimeError("宏给出的文字不能再拼接，请分开写成两个 {{ }}")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401 - as in Jinja
        """Refuse the methods of text that is exempt from escaping."""
        return not isinstance(obj, Markup) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Any:  # noqa: ANN401 - as in Jinja
        """Leave the method format of text exempt from escaping to is_safe_attribute."""
        return None if isinstance(getattr(value, "__self__", None), Markup) else super().wrap_str_format(value)


def _join(values: Iterable[object], between: str = "") -> Markup:
    """The filter join: every part escaped."""
    return Markup(escape(between).join(escape(value) for value in values))


def _environment_of(folder: Path | None) -> _Sandbox:
    """The environment of a folder as it is now: a template that came to it since goes before the shipped one."""
    if folder is None:
        return _environment(None, None)
    return _environment(folder, folder.resolve(), *sorted(path.name for path in folder.glob(f"*{SUFFIX}")))


@lru_cache(maxsize=8)
def _environment(folder: Path | None, _: Path | None, *__: str) -> _Sandbox:
    folders = [TEMPLATES] if folder is None else [folder, TEMPLATES]
    environment = _Sandbox(
        loader=FileSystemLoader(folders, encoding="utf-8-sig"),
        undefined=Field,
        autoescape=True,
        finalize=escape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters = {name: environment.filters[name] for name in FILTERS} | {"join": _join}
    environment.globals = {}
    return environment


def _fill_in(environment: _Sandbox, template: str, fields: Mapping[str, object]) -> str:
    source = _source(environment, template)
    try:
        compiled = environment.get_template(template)
        problems = _mistakes(environment, source, tuple(fields))
        if problems:
            raise Refusal(problems)
        return compiled.render(fields)
    except TemplateSyntaxError as error:
        broken = _source(environment, error.name) if error.name else source
        message = f"模板写法有误：{error.message}"
        raise Refusal((_problem("GJ812", broken, error.lineno, message, "对照随产品提供的模板改正"),)) from error
    except TemplateNotFound as error:
        raise Refusal((_missing(str(error.name)),)) from error
    except TemplateError as error:
        remedy = "改成已有的项目名；只能直接填文字和整数"
        place = _failing_line(error, template)
        failed = _source(environment, place[0])
        raise Refusal((_problem("GJ813", failed, place[1], f"模板填不进：{error.message}", remedy),)) from error
    except (TypeError, ValueError, ArithmeticError, OverflowError) as error:
        if _failing_line(error, "")[0] == "":
            raise
        place = _failing_line(error, template)
        failed = _source(environment, place[0])
        message = f"模板里的算式对这些内容算不出：{error}"
        raise Refusal((_problem("GJ814", failed, place[1], message, "对照随产品提供的模板改正"),)) from error


def _source(environment: _Sandbox, template: str) -> SourceText:
    loader = environment.loader
    try:
        text, path, _ = loader.get_source(environment, template) if loader else ("", None, None)
    except TemplateNotFound:
        raise Refusal((_missing(template),)) from None
    except UnicodeDecodeError as error:
        problem = Diagnostic(
            "GJ811",
            Severity.ERROR,
            f"模板不是 UTF-8 编码（第{error.start + 1}个字节读不出）",
            (Label(CellPlace(template)),),
            help=("用记事本「另存为」，编码选 UTF-8",),
        )
        raise Refusal((problem,)) from error
    return SourceText(path or template, text)


def _missing(template: str) -> Diagnostic:
    shipped = sorted(path.name for path in TEMPLATES.glob("*.md.j2"))
    near = nearest(template, shipped)
    remedy = f"最接近的是「{near}」" if near else f"随产品提供的有 {'、'.join(shipped)}"
    return Diagnostic(
        "GJ810", Severity.ERROR, f"找不到模板「{template}」", (Label(CellPlace(template)),), help=(remedy,)
    )


@lru_cache(maxsize=32)
def _mistakes(environment: _Sandbox, source: SourceText, known: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    """Every name the template uses and is not given, also in branches not taken today, and every ~.

    Kept, as a thousand letters of one template would otherwise read it a thousand times.
    """
    tree = environment.parse(source.text, filename=source.path)
    unknown = find_undeclared_variables(tree) - set(known)
    remedy = "改成已有的项目名"
    misspelled = [
        _problem(
            "GJ813", source, name.lineno, f"模板填不进：{unknown_field(name.name, list(known))}", remedy, name.name
        )
        for name in tree.find_all(nodes.Name)
        if name.name in unknown and name.ctx == "load"
    ]
    joined = [
        _problem("GJ812", source, join.lineno, "模板里不用「~」拼接", "分开写成两个 {{ }}", "~")
        for join in tree.find_all(nodes.Concat)
    ]
    return (*misspelled, *joined)


def _failing_line(error: BaseException, template: str) -> tuple[str, int]:
    """Template name and line of the innermost template frame of an exception; line 1 where there is none."""
    found = (template, 1)
    for frame, line in walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        if path.suffix == ".j2":
            found = (path.name, line)
    return found


def _problem(code: str, source: SourceText, line: int, message: str, remedy: str, underline: str = "") -> Diagnostic:
    place = _place(source, line, underline)
    return Diagnostic(code, Severity.ERROR, message, (Label(place),), help=(remedy,))


def _place(source: SourceText, line: int, underline: str) -> Place:
    """The word to underline in a line, or the line's text where the word does not stand there."""
    start = source.line_starts[min(line, len(source.line_starts)) - 1]
    text = source.line(min(line, len(source.line_starts)))
    at = text.find(underline)
    if at < 0:
        at, underline = 0, ""
    return Span(source, start + at, start + at + len(underline or text))
