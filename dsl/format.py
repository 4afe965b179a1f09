"""Syntax → the one canonical text. parse(format_module(m)) gives m again."""

import re
from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen

from ..engine.origin import Span
from .format_clauses import clause_text
from .format_duties import point_text
from .format_expressions import (
    SUM,
    expression_text,
    join,
    name_text,
    value_text,
    written_text,
)
from .format_heads import head_text
from .format_sums import quoted
from .syntax import (
    AddStatement,
    AmendStatement,
    BreachedWhen,
    Chain,
    ClassificationStatement,
    Clause,
    Comment,
    DateLiteral,
    DefinitionStatement,
    Demanded,
    Expression,
    For,
    FromColumn,
    ImpossibleWhen,
    ItemList,
    Module,
    OfficeStatement,
    Path,
    Requirement,
    Requires,
    RowChange,
    StandardRow,
    StandardStatement,
    Statement,
    StoppedWhen,
    ValidationStatement,
    When,
)

_INDENT: Final = "  "
_BLANK_LINE: Final = re.compile(r"[^\S\n]*\n[^\S\n]*\n")
_HEADED = (DefinitionStatement, ClassificationStatement, StandardStatement, OfficeStatement, ValidationStatement)
"""Statements whose 对 stands on the first line."""


@frozen
class Line:
    """One line of canonical text, how deep it is indented, and where what it says was written."""

    text: str
    depth: int
    span: Span
    after_blank: bool = False


def format_module(module: Module) -> str:
    """The canonical text of a rule file, its comments kept.

    A module holds only what could be read: format a file only where parse() reported no error, or text is lost.
    """
    lines: list[Line] = []
    previous: tuple[type[Statement], int] | None = None
    for statement in module.statements:
        first, *rest = _statement_lines(statement)
        kind = (type(statement), len(rest))
        # One-line statements of a kind, such as a run of 主体, stand together.
        stands_apart = previous is not None and (kind != previous or len(rest) > 0)
        lines.extend((evolve(first, after_blank=stands_apart), *rest))
        previous = kind
    return _with_comments(lines, module.comments)


def _with_comments(lines: list[Line], comments: tuple[Comment, ...]) -> str:
    """Set comments on lines of their own before what they precede, the others behind what they follow."""
    waiting = sorted(comments, key=lambda comment: comment.span.start)
    written: list[str] = []
    for number, line in enumerate(lines):
        indent = _INDENT * line.depth
        if line.after_blank:
            written.append("")
        while waiting and waiting[0].span.start < line.span.start:
            comment = waiting.pop(0)
            written.append(indent + _comment_text(comment))
            if line.depth == 0 and _stands_apart(comment):
                written.append("")
        text = indent + line.text
        is_last = number + 1 == len(lines)
        if waiting and not waiting[0].own_line and (is_last or waiting[0].span.start < lines[number + 1].span.start):
            text += "  " + _comment_text(waiting.pop(0))
        written.append(text)
    if waiting and written:
        written.append("")
    written.extend(_comment_text(comment) for comment in waiting)
    return "".join(line + "\n" for line in written)


def _stands_apart(comment: Comment) -> bool:
    """Whether a blank line follows, as behind the heading of a file."""
    return _BLANK_LINE.match(comment.span.source.text, comment.span.end) is not None


def _comment_text(comment: Comment) -> str:
    return f"# {comment.text}".rstrip()


# ---------- statements ----------


def _statement_lines(statement: Statement) -> Iterator[Line]:
    match statement:
        case AmendStatement(changes=changes):
            mode = (changes.mode,) if isinstance(changes, StandardStatement) and changes.mode is not None else ()
            yield Line(f"{join('修改', head_text(changes), *mode)}：", 0, statement.span)
            yield from _body(changes, changes.clauses)
        case AddStatement(added=added):
            first, *rest = _whole_statement(added)
            yield evolve(first, text=join("增加", first.text), span=statement.span)
            yield from rest
        case _:
            yield from _whole_statement(statement)


def _whole_statement(statement: Statement) -> Iterator[Line]:
    clauses = statement.clauses
    head = head_text(statement)
    if isinstance(statement, _HEADED) and clauses and isinstance(clauses[0], For):
        head = join(head, clause_text(clauses[0]))
        clauses = clauses[1:]
    if isinstance(statement, StandardStatement) and statement.mode is not None:
        head = join(head, statement.mode)
    yield Line(head, 0, statement.span)
    yield from _body(statement, clauses)


def _body(statement: Statement, clauses: tuple[Clause, ...]) -> Iterator[Line]:
    """The lines below a statement's first."""
    rows = [clause for clause in clauses if isinstance(clause, StandardRow | RowChange)]
    skip = False
    for index, clause in enumerate(clauses):
        following = clauses[index + 1] if index + 1 < len(clauses) else None
        if skip:
            skip = False
        elif isinstance(clause, For) and isinstance(following, When) and _list_of(following.condition) is None:
            yield Line(join(clause_text(clause), clause_text(following)), 1, clause.span)
            skip = True
        else:
            yield from _clause_lines(clause, is_last_row=bool(rows) and clause is rows[-1])


# ---------- clauses ----------


def _clause_lines(clause: Clause, *, is_last_row: bool) -> Iterator[Line]:
    match clause:
        case When(condition=condition):
            yield from _condition_lines("当", condition, clause.span)
        case ImpossibleWhen(condition=condition):
            yield from _condition_lines("客观不能当", condition, clause.span)
        case Requirement(condition=condition):
            yield from _condition_lines("须", condition, clause.span)
        case BreachedWhen(condition=condition, on=on):
            yield from _breach_lines(condition, on, clause.span)
        case StoppedWhen(condition=condition, since=since):
            if since is not None and _list_of(condition) is None:
                text = join("停发当", expression_text(condition), "自", expression_text(since, SUM))
                yield Line(text, 1, clause.span)
                return
            yield from _condition_lines("停发当", condition, clause.span)
            if since is not None:
                yield Line(join("自", expression_text(since, SUM)), 1, since.span)
        case Requires(condition=condition):
            yield from _condition_lines("要求", condition, clause.span)
        case Demanded(condition=condition):
            yield from _condition_lines("须", condition, clause.span)
        case FromColumn(column=column, headers=headers, values=values):
            yield Line(join("·", name_text(column), "取自", quoted(headers)), 1, clause.span)
            for value in values:
                yield Line(join(written_text(value.value), "取自", quoted(value.written)), 2, value.span)
        case StandardRow(mark=mark, condition=condition, value=value):
            words = "其余" if condition is None else expression_text(condition)
            end = "。" if is_last_row else "；"
            yield Line(f"{mark}{words}：{value_text(value)}{end}", 1, clause.span)
        case RowChange(change=change, mark=mark, row=None):
            yield Line(f"{change}{mark}{'。' if is_last_row else '；'}", 1, clause.span)
        case RowChange(change=change, row=row) if row is not None:
            for line in _clause_lines(row, is_last_row=is_last_row):
                yield evolve(line, text=change + line.text, span=clause.span)
        case _:
            yield Line(clause_text(clause), 1, clause.span)


def _condition_lines(word: str, condition: Expression, span: Span) -> Iterator[Line]:
    found = _list_of(condition)
    if found is None:
        yield Line(join(word, expression_text(condition)), 1, span)
        return
    yield Line(join(word, _before_list(condition)), 1, span)
    yield from _item_lines(found, 2, is_outer=True)


def _breach_lines(condition: Expression, on: Path | DateLiteral | None, span: Span) -> Iterator[Line]:
    lines = list(_condition_lines("违反当", condition, span))
    if on is not None:
        day = join("于", point_text(on))
        if len(lines) == 1:
            lines = [evolve(lines[0], text=join(lines[0].text, day))]
        else:
            lines.append(Line(day, 1, on.span))
    yield from lines


def _item_lines(listed: ItemList, depth: int, *, is_outer: bool) -> Iterator[Line]:
    """The items of a list; only the last line of the outermost list ends in 。."""
    for item in listed.items:
        closes = is_outer and item is listed.items[-1]
        inner = _list_of(item.body)
        body = expression_text(item.body) if inner is None else _before_list(item.body)
        gap = " " if item.mark.endswith(".") and body[0].isdigit() else ""
        end = "" if inner is not None else "。" if closes else "；"
        yield Line(f"{item.mark}{gap}{body}{end}", depth, item.span)
        if inner is not None:
            yield from _item_lines(inner, depth + 1, is_outer=closes)


def _list_of(condition: Expression) -> ItemList | None:
    """The list that a condition is, or ends in."""
    match condition:
        case ItemList():
            return condition
        case Chain(operands=(*_, last)):
            return _list_of(last)
        case _:
            return None


def _before_list(condition: Expression) -> str:
    """A condition's first line, up to the colon its list stands behind."""
    match condition:
        case ItemList(at_least=at_least):
            words = {None: "下列全部", 1: "下列之一"}.get(at_least, f"下列至少{at_least}项")
            return f"{words}："
        case Chain(operator=operator, operands=(*operands, last)):
            first = operands[0] if len(operands) == 1 else Chain(operator, tuple(operands), span=condition.span)
            place = 2 if operator == "或" else 3
            text = expression_text(first, place) if len(operands) == 1 else expression_text(first)
            return join(text, operator, _before_list(last))
        case _:
            raise ValueError("the condition holds no list")
