"""What is said of a name that stands for nothing where it is written: what it may have meant, what to write."""

from ..engine.types import BearerType, CodeType, Type
from . import syntax as s
from .problems import checking as p
from .problems import consistency
from .scope import Scope


def unknown_name(scope: Scope, entity: str, name: s.Name, expected: Type | None = None, *, about: str) -> None:
    """Report a name that stands for nothing on a row of an entity; `about` is what the whole rule is about."""
    if name.text in scope.failed_rules:
        return
    if isinstance(expected, BearerType) and entity == about:
        near = scope.nearest(name.text, (*scope.column_names(entity), *scope.bearers))
        scope.report(p.UnknownName(name.span, name.text, "主体", near, remedy=f"请先写：主体 {name.text}"))
        return
    if isinstance(expected, CodeType):
        near = scope.nearest(name.text, (*expected.values, *scope.column_names(entity)))
        others = _lists_with(scope, name.text)
        remedy = f"「{name.text}」是{others}的值；{expected.name}的值有：{'、'.join(expected.values)}" if others else ""
        near = () if others else near
        wanted, where = "值，也没有这个字段", f"代码表{expected.name}"
        scope.report(p.UnknownName(name.span, name.text, wanted, near, where, remedy))
        return
    near = scope.nearest(name.text, (*scope.column_names(entity), *scope.bearers))
    remedy = _code_remedy(scope, entity, name.text)
    near = () if remedy else near
    scope.report(p.UnknownName(name.span, name.text, "事实或定义", near, entity, remedy))


def _lists_with(scope: Scope, value: str) -> str:
    """The 代码表 that hold a value, in words."""
    return "、".join(f"代码表「{c.name}」" for c in scope.codes.values() if value in c.values)


def _code_remedy(scope: Scope, entity: str, value: str) -> str:
    """What to write where a value of a 代码表 stands in the place of a fact; empty where it is none."""
    for column in scope.entities[entity].columns.values():
        if isinstance(column.type, CodeType) and value in column.type.values:
            return f"「{value}」是代码表「{column.type.name}」的值，请写 {column.name} 为 {value}"
    return ""


def bearer_without_place(scope: Scope, entity: str, name: s.Name, per: str) -> None:
    """Report a 主体 of each place that stands without its place."""
    columns = scope.entities[entity].columns
    to_place = tuple(c for c in columns if scope.entities[entity].reference(c) == per)
    scope.report(consistency.BearerWithoutPlace(name.span, name.text, per, to_place))
