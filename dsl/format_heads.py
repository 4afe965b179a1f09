"""The first line of each statement, in canonical spelling."""

from collections.abc import Mapping
from typing import Final

from .format_clauses import type_text
from .format_expressions import date_text, expression_text, join, literal_text, name_text, names_text, quote, value_text
from .syntax import (
    AddStatement,
    AmendStatement,
    BearersStatement,
    BenefitStatement,
    ClassificationStatement,
    CodesStatement,
    DataTableStatement,
    DefinitionStatement,
    DutyStatement,
    ExampleStatement,
    ExceptionStatement,
    FundStatement,
    LedgerStatement,
    Node,
    NonNormStatement,
    OfficeStatement,
    OpenNormStatement,
    ParameterStatement,
    PolicyStatement,
    ProhibitionStatement,
    RenamedStatement,
    RepealStatement,
    StandardStatement,
    Statement,
    TargetStatement,
    TransitionStatement,
    ValidationStatement,
)

_WORDS: Final[Mapping[type[Node], str]] = {
    PolicyStatement: "政策",
    LedgerStatement: "台账",
    DefinitionStatement: "定义",
    ClassificationStatement: "界定",
    StandardStatement: "标准",
    DutyStatement: "职责",
    ProhibitionStatement: "禁止",
    BenefitStatement: "待遇",
    OpenNormStatement: "定性要求",
    NonNormStatement: "非规范",
    FundStatement: "经费",
    TargetStatement: "目标",
    OfficeStatement: "来源",
    ValidationStatement: "校验",
}
"""The word that stands before the name, where nothing else stands on the first line."""


def head_text(statement: Statement) -> str:
    """The first line of a statement, without what may follow it there: 对, a mode."""
    match statement:
        case BearersStatement(names=names, members=members, per=per):
            rest = ("包括", names_text(members)) if members else ("按", name_text(per)) if per is not None else ()
            return join("主体", names_text(names), *rest)
        case CodesStatement(name=name, values=values, order=order):
            head = join("代码表", name_text(name), order) if order else join("代码表", name_text(name))
            return f"{head}：{names_text(values)}"
        case DataTableStatement(name=name, path=path):
            return join("数据表", name_text(name), quote(path))
        case ExampleStatement(name=text):
            return join("示例", literal_text(text))
        case RenamedStatement(kind=kind, name=name, renamed=renamed, since=day):
            return join(kind, name_text(name), "改称", name_text(renamed), "自", date_text(day))
        case RepealStatement(names=names):
            return join("废止", names_text(names))
        case TransitionStatement(kind=kind, name=name, provision=provision, condition=condition):
            when = ("当", expression_text(condition)) if condition is not None else ()
            return join("过渡", kind, name_text(name), "适用", provision, *when)
        case AmendStatement() | AddStatement():
            raise ValueError("written by _statement_lines")
        case ParameterStatement(name=name, place=place, path=path) if place is not None and path is not None:
            head = join("参数", name_text(name))
            head = f"{head}：{type_text(statement.type)}" if statement.type is not None else head
            return join(head, "对", name_text(place), "逐年", quote(path))
        case ParameterStatement(name=name, value=value):
            return f"{join('参数', name_text(name))}：{value_text(value)}" if value is not None else ""
        case ExceptionStatement(name=name, host=host):
            return join("例外", name_text(name), "于", name_text(host))
        case (
            PolicyStatement()
            | LedgerStatement()
            | DefinitionStatement()
            | ClassificationStatement()
            | StandardStatement()
            | DutyStatement()
            | ProhibitionStatement()
            | BenefitStatement()
            | OpenNormStatement()
            | NonNormStatement()
            | FundStatement()
            | TargetStatement()
            | OfficeStatement()
            | ValidationStatement()
        ):
            return join(_WORDS[type(statement)], name_text(statement.name))
