"""Syntax → the one canonical text. parse(format_module(m)) gives m again."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from attrs import evolve, frozen

from ..engine.origin import Span
from .format_duties import by_text, deadline_text, point_text, special_text
from .format_expressions import (
    SUM,
    date_text,
    entry_value_text,
    expression_text,
    funded_text,
    join,
    literal_text,
    name_text,
    path_text,
    quote,
    result_text,
    value_text,
)
from .format_sums import quoted, sum_text
from .syntax import (
    AddStatement,
    AlsoRead,
    AmendStatement,
    Amount,
    ApplicablePeriod,
    Arises,
    AsOf,
    Basis,
    BasisItem,
    BearersStatement,
    Beats,
    BenefitStatement,
    BreachedWhen,
    By,
    ByCode,
    ByStandard,
    Calendars,
    Chain,
    ClassificationStatement,
    Clause,
    CodeEntry,
    CodesStatement,
    Comment,
    DataTableStatement,
    DateLiteral,
    DeadlineClause,
    DefinitionStatement,
    Demanded,
    DocumentNumber,
    DoneBy,
    DoneInPeriod,
    DutyStatement,
    EffectiveDate,
    Equals,
    ExampleStatement,
    ExceptionResult,
    ExceptionStatement,
    Expires,
    Explanation,
    Expression,
    Field,
    For,
    FromColumn,
    FromSheets,
    FundStatement,
    Given,
    GoverningDate,
    HeadcountClause,
    ImpossibleWhen,
    InForce,
    InStock,
    Issuer,
    ItemList,
    LedgerStatement,
    ListedIn,
    Literal,
    May,
    Module,
    MonthlyAmount,
    Name,
    NonNormStatement,
    OfficeStatement,
    OpenNormStatement,
    ParameterStatement,
    Path,
    Payment,
    Per,
    PolicyStatement,
    ProhibitionStatement,
    Proviso,
    RenamedStatement,
    RepealStatement,
    Requirement,
    Requires,
    RowChange,
    SeverityClause,
    Shall,
    ShallNot,
    SourceFile,
    StandardRow,
    StandardStatement,
    Statement,
    StoppedWhen,
    Supervised,
    TargetStatement,
    TextLiteral,
    Then,
    Title,
    TotalOf,
    Toward,
    TransitionStatement,
    TypeName,
    ValidationStatement,
    Verified,
    When,
    Yearly,
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
            yield Line(f"{join('修改', _head(changes), *mode)}：", 0, statement.span)
            yield from _body(changes, changes.clauses)
        case AddStatement(added=added):
            first, *rest = _whole_statement(added)
            yield evolve(first, text=join("增加", first.text), span=statement.span)
            yield from rest
        case _:
            yield from _whole_statement(statement)


def _whole_statement(statement: Statement) -> Iterator[Line]:
    clauses = statement.clauses
    head = _head(statement)
    if isinstance(statement, _HEADED) and clauses and isinstance(clauses[0], For):
        head = join(head, _clause_text(clauses[0]))
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
            yield Line(join(_clause_text(clause), _clause_text(following)), 1, clause.span)
            skip = True
        else:
            yield from _clause_lines(clause, is_last_row=bool(rows) and clause is rows[-1])


def _head(statement: Statement) -> str:
    match statement:
        case PolicyStatement(name=name):
            return join("政策", name_text(name))
        case BearersStatement(names=names, members=members, per=per):
            rest = ("包括", _names(members)) if members else ("按", name_text(per)) if per is not None else ()
            return join("主体", _names(names), *rest)
        case CodesStatement(name=name, values=values, order=order):
            head = join("代码表", name_text(name), order) if order else join("代码表", name_text(name))
            return f"{head}：{_names(values)}"
        case DataTableStatement(name=name, path=path):
            return join("数据表", name_text(name), quote(path))
        case ExampleStatement(name=text):
            return join("示例", literal_text(text))
        case LedgerStatement(name=name):
            return join("台账", name_text(name))
        case DefinitionStatement(name=name):
            return join("定义", name_text(name))
        case ClassificationStatement(name=name):
            return join("界定", name_text(name))
        case StandardStatement(name=name):
            return join("标准", name_text(name))
        case DutyStatement(name=name):
            return join("职责", name_text(name))
        case ProhibitionStatement(name=name):
            return join("禁止", name_text(name))
        case BenefitStatement(name=name):
            return join("待遇", name_text(name))
        case OpenNormStatement(name=name):
            return join("定性要求", name_text(name))
        case NonNormStatement(name=name):
            return join("非规范", name_text(name))
        case RenamedStatement(kind=kind, name=name, renamed=renamed, since=day):
            return join(kind, name_text(name), "改称", name_text(renamed), "自", date_text(day))
        case RepealStatement(names=names):
            return join("废止", _names(names))
        case TransitionStatement(kind=kind, name=name, provision=provision, condition=condition):
            when = ("当", expression_text(condition)) if condition is not None else ()
            return join("过渡", kind, name_text(name), "适用", provision, *when)
        case AmendStatement() | AddStatement():
            raise ValueError("written by _statement_lines")
        case ParameterStatement(name=name, place=place, path=path) if place is not None and path is not None:
            head = join("参数", name_text(name))
            head = f"{head}：{_type_text(statement.type)}" if statement.type is not None else head
            return join(head, "对", name_text(place), "逐年", quote(path))
        case ParameterStatement(name=name, value=value):
            return f"{join('参数', name_text(name))}：{value_text(value)}" if value is not None else ""
        case ExceptionStatement(name=name, host=host):
            return join("例外", name_text(name), "于", name_text(host))
        case FundStatement(name=name):
            return join("经费", name_text(name))
        case TargetStatement(name=name):
            return join("目标", name_text(name))
        case OfficeStatement(name=name):
            return join("来源", name_text(name))
        case ValidationStatement(name=name):
            return join("校验", name_text(name))


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
                yield Line(join(_value_text(value.value), "取自", quoted(value.written)), 2, value.span)
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
            yield Line(_clause_text(clause), 1, clause.span)


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


def _clause_text(clause: Clause) -> str:
    """A clause that stands on one line."""
    match clause:
        case Basis(items=items):
            return join("依据", "、".join(_source_text(item) for item in items))
        case Explanation(text=text):
            return join("解释", quote(text))
        case Title() | Issuer() | DocumentNumber() | InForce() | Expires() | SourceFile() | Calendars():
            return _header_text(clause)
        case Field(name=name, type=type_, modifiers=modifiers):
            return join(f"· {name_text(name)}：{_type_text(type_)}", *(m.text for m in modifiers))
        case EffectiveDate(column=column):
            return join("适用日", name_text(column))
        case InStock(start=start, end=end):
            return join("在册", "自", name_text(start), "至", name_text(end))
        case For(entity=entity):
            return join("对", name_text(entity))
        case Proviso(condition=condition):
            return join("但", expression_text(condition), "的除外")
        case Equals(value=value):
            return join("等于", expression_text(value))
        case GoverningDate(value=value):
            return join("以", expression_text(value, SUM), "为准")
        case Given(path=path, value=value, row=row):
            return join("设", *_fact_words(path, row), "为", _value_text(value))
        case AsOf(value=day):
            return join("截至", date_text(day))
        case Then(path=path, values=values, period=period, row=row, year=year):
            words = [_value_text(value) for value in values]
            asked = result_text(path, period) if year is None else funded_text(path, row, year)
            named = (name_text(clause.entity), literal_text(clause.row), "的") if clause.entity and clause.row else ()
            return join("则", *named, asked, "为", words[0] if len(words) == 1 else f"（{'、'.join(words)}）")
        case When(condition=condition):
            return join("当", expression_text(condition))
        case ByCode(subject=subject, entries=entries):
            return f"{join('按', path_text(subject))}：{'，'.join(map(_entry_text, entries))}"
        case ExceptionResult(value=result):
            return join("则", "不适用" if result is None else value_text(result))
        case Beats(names=names):
            return join("优先于", _names(names))
        case (
            MonthlyAmount()
            | Per()
            | HeadcountClause()
            | AlsoRead()
            | TotalOf()
            | ByStandard()
            | ListedIn()
            | Verified()
            | Yearly()
        ):
            return sum_text(clause)
        case FromSheets(titles=titles):
            return join("取自", quoted(titles))
        case SeverityClause(severe=severe):
            return "严重" if severe else "提示"
        case ImpossibleWhen() | StandardRow() | RowChange() | Requirement() | BreachedWhen():
            raise ValueError("written by _clause_lines")
        case ImpossibleWhen() | StandardRow() | Demanded() | FromColumn() | Requires() | StoppedWhen():
            raise ValueError("written by _clause_lines")
        case _:
            return _duty_text(clause)


def _fact_words(path: Path, row: TextLiteral | None) -> tuple[str, ...]:
    """The fact of a 设, behind the row it is of where that has a name."""
    if row is None:
        return (path_text(path),)
    entity, *rest = path.names
    return name_text(entity), literal_text(row), "的", path_text(Path(tuple(rest), span=path.span))


def _header_text(
    clause: Title | Issuer | DocumentNumber | InForce | Expires | SourceFile | Calendars,
) -> str:
    """A clause of 政策."""
    match clause:
        case Title(text=text):
            return join("标题", text)
        case Issuer(names=names):
            return join("发文机关", _names(names))
        case DocumentNumber(text=text):
            return join("文号", quote(text))
        case InForce(value=day):
            return join("施行", date_text(day))
        case Expires(value=day):
            return join("失效", date_text(day))
        case SourceFile(path=path):
            return join("原文", quote(path))
        case Calendars(names=names):
            return join("日历", _names(names))


def _duty_text(
    clause: By
    | Toward
    | Shall
    | DeadlineClause
    | DoneBy
    | Supervised
    | Payment
    | Amount
    | May
    | DoneInPeriod
    | Arises
    | ApplicablePeriod
    | ShallNot,
) -> str:
    """A clause of 职责 or 待遇."""
    match clause:
        case By():
            return by_text(clause)
        case Toward(parties=parties, channels=channels, each=each, alternatives=alternatives):
            to = " 或 ".join(map(path_text, parties)) if alternatives else _paths(parties)
            return join("分别向" if each else "向", to, *(("经", _names(channels)) if channels else ()))
        case Shall(text=text):
            return join("应", quote(text))
        case DeadlineClause():
            return deadline_text(clause)
        case May() | DoneInPeriod() | Arises() | ApplicablePeriod() | ShallNot():
            return special_text(clause)
        case DoneBy(value=value):
            return join("完成于", expression_text(value, SUM))
        case Supervised(parties=parties):
            return join("督办", _paths(parties))
        case Payment(payer=payer, payee=payee):
            return join("由", path_text(payer), *(("发给", path_text(payee)) if payee is not None else ()))
        case Amount(value=value):
            return join("一次性 数额", expression_text(value, SUM))


def _entry_text(entry: CodeEntry) -> str:
    """五级、六级 70%."""
    return join(_names(entry.codes) if entry.codes else "其余", entry_value_text(entry.value))


def _source_text(item: BasisItem) -> str:
    quotation = f"「{item.quotation}」" if item.quotation is not None else None
    return join(*(part for part in (item.document, item.clause, quotation) if part is not None))


def _type_text(type_: TypeName) -> str:
    if type_.text == "主体":
        return type_.text
    name = name_text(Name(type_.text, span=type_.span))
    return join(name, type_.unit) if type_.unit is not None else name


def _value_text(value: Literal | Path) -> str:
    return path_text(value) if isinstance(value, Path) else literal_text(value)


def _names(names: Iterable[Name]) -> str:
    return "、".join(map(name_text, names))


def _paths(paths: Iterable[Path]) -> str:
    return "、".join(map(path_text, paths))
