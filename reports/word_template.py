"""An office's own Word file as template, filled in by docxtpl with the fields the Markdown template gets.

Same sandbox, same fields, same complaints: a name that is not there is a Diagnostic that names the nearest.
"""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from docx.opc.exceptions import OpcError
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.exceptions import TemplateRuntimeError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import XMLSyntaxError

from ..engine.diagnostic import Diagnostic, Label, Refusal, Severity
from ..engine.origin import CellPlace
from .document import printable
from .rendering_parts import FILTERS, Field, unknown_field

if TYPE_CHECKING:
    from docxtpl import DocxTemplate


def fill_word(path: Path, fields: Mapping[str, object]) -> bytes:
    """Fill a Word template in. Raises Refusal where docxtpl is not installed or the template is wrong."""
    template = _open(path)
    environment = _environment()
    try:
        unknown = template.get_undeclared_template_variables(environment) - set(fields)
        if unknown:
            raise Refusal(tuple(_mistake(path, unknown_field(name, list(fields))) for name in sorted(unknown)))
        template.render(dict(fields), environment, autoescape=True)
        filled = BytesIO()
        template.save(filled)
        return filled.getvalue()
    except TemplateSyntaxError as error:
        raise Refusal((_mistake(path, f"模板写法有误：{error.message}", code="GJ812"),)) from error
    except TemplateError as error:
        raise Refusal((_mistake(path, str(error.message)),)) from error
    except (TypeError, ValueError, ArithmeticError) as error:
        message = f"模板里的算式对这些内容算不出：{error}"
        raise Refusal((_mistake(path, message, code="GJ814"),)) from error
    except XMLSyntaxError as error:
        message = "填好以后不是完整的 Word 文件，多半是循环或条件跨了表格行、段落"
        remedy = "整行重复写 {%tr for … %} 和 {%tr endfor %}，整段重复写 {%p for … %} 和 {%p endfor %}"
        raise Refusal((_problem("GJ831", path, message, remedy),)) from error


def _open(path: Path) -> "DocxTemplate":
    try:
        from docxtpl import DocxTemplate  # noqa: PLC0415 # an extra; only who has Word templates needs it
    except ImportError as error:
        remedy = 'pip install "guiju[word]" 后再试，或者把这个模板移出文件夹'
        raise Refusal((_problem("GJ829", path, "用 Word 模板要有组件 docxtpl，没有安装", remedy),)) from error
    try:
        template = DocxTemplate(str(path))
        template.init_docx()
    except (BadZipFile, OpcError, KeyError, ValueError, XMLSyntaxError) as error:
        raise Refusal(
            (_problem("GJ830", path, "这个模板不是 Word 文件（.docx），打不开", "用 Word 另存为 .docx"),)
        ) from error
    return template


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=Field, autoescape=True, finalize=_shown)
    environment.filters = {name: environment.filters[name] for name in (*FILTERS, "join")}
    environment.globals = {}
    return environment


def _shown(value: object) -> object:
    """A fact as text Word can hold; raises TemplateRuntimeError for anything but text and whole numbers."""
    if hasattr(value, "__html__") or isinstance(value, StrictUndefined):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TemplateRuntimeError("这里要填的不是文字，也不是整数")
    return printable(str(value))


def _mistake(path: Path, message: str, code: str = "GJ813") -> Diagnostic:
    return _problem(code, path, f"Word 模板填不进：{message}", "改成已有的项目名；可用的项目见同名的 .md.j2 模板")


def _problem(code: str, path: Path, message: str, remedy: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, (Label(CellPlace(path.name)),), help=(remedy,))
