"""Clauses that stand on one line, in their canonical spelling."""

from .format_duties import by_text, deadline_text, special_text
from .format_expressions import (
    SUM,
    date_text,
    entry_value_text,
    expression_text,
    funded_text,
    join,
    literal_text,
    name_text,
    names_text,
    path_text,
    paths_text,
    quote,
    result_text,
    value_text,
    written_text,
)
from .format_sums import SumClause, quoted, sum_text
from .syntax import (
    Amount,
    ApplicablePeriod,
    Arises,
    AsOf,
    Basis,
    BasisItem,
    Beats,
    BreachedWhen,
    By,
    ByCode,
    Calendars,
    Clause,
    CodeEntry,
    DeadlineClause,
    Demanded,
    DocumentNumber,
    DoneBy,
    DoneInPeriod,
    EffectiveDate,
    Equals,
    ExceptionResult,
    Expires,
    Explanation,
    Field,
    For,
    FromColumn,
    FromSheets,
    Given,
    GoverningDate,
    ImpossibleWhen,
    InForce,
    InStock,
    Issuer,
    May,
    Name,
    Path,
    Payment,
    Proviso,
    Requirement,
    Requires,
    RowChange,
    SeverityClause,
    Shall,
    ShallNot,
    SourceFile,
    StandardRow,
    StoppedWhen,
    Supervised,
    TextLiteral,
    Then,
    Title,
    Toward,
    TypeName,
    When,
)

OnLines = (
    ImpossibleWhen
    | StandardRow
    | RowChange
    | Requirement
    | BreachedWhen
    | Demanded
    | FromColumn
    | Requires
    | StoppedWhen
)
"""Clauses that may take several lines: format.py writes them."""


def clause_text(clause: Clause) -> str:
    """A clause that stands on one line. Raises ValueError for one that holds a condition or rows."""
    if isinstance(clause, SumClause):
        return sum_text(clause)
    if isinstance(clause, OnLines):
        raise ValueError("stands on lines of its own")
    match clause:
        case Basis(items=items):
            return join("依据", "、".join(_source_text(item) for item in items))
        case Explanation(text=text):
            return join("解释", quote(text))
        case Title() | Issuer() | DocumentNumber() | InForce() | Expires() | SourceFile() | Calendars():
            return _header_text(clause)
        case Field(name=name, type=type_, modifiers=modifiers):
            return join(f"· {name_text(name)}：{type_text(type_)}", *(m.text for m in modifiers))
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
        case Given() | AsOf() | Then():
            return _example_text(clause)
        case When(condition=condition):
            return join("当", expression_text(condition))
        case ByCode(subject=subject, entries=entries):
            return f"{join('按', path_text(subject))}：{'，'.join(map(_entry_text, entries))}"
        case ExceptionResult(value=result):
            return join("则", "不适用" if result is None else value_text(result))
        case Beats(names=names):
            return join("优先于", names_text(names))
        case FromSheets(titles=titles):
            return join("取自", quoted(titles))
        case SeverityClause(severe=severe):
            return "严重" if severe else "提示"
        case _:
            return _duty_text(clause)


def _example_text(clause: Given | AsOf | Then) -> str:
    """A clause of 示例."""
    match clause:
        case Given(path=path, value=value, row=row):
            return join("设", *_fact_words(path, row), "为", written_text(value))
        case AsOf(value=day):
            return join("截至", date_text(day))
        case Then(path=path, values=values, period=period, row=row, year=year):
            words = [written_text(value) for value in values]
            asked = result_text(path, period) if year is None else funded_text(path, row, year)
            named = (name_text(clause.entity), literal_text(clause.row), "的") if clause.entity and clause.row else ()
            return join("则", *named, asked, "为", words[0] if len(words) == 1 else f"（{'、'.join(words)}）")


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
            return join("发文机关", names_text(names))
        case DocumentNumber(text=text):
            return join("文号", quote(text))
        case InForce(value=day):
            return join("施行", date_text(day))
        case Expires(value=day):
            return join("失效", date_text(day))
        case SourceFile(path=path):
            return join("原文", quote(path))
        case Calendars(names=names):
            return join("日历", names_text(names))


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
            to = " 或 ".join(map(path_text, parties)) if alternatives else paths_text(parties)
            return join("分别向" if each else "向", to, *(("经", names_text(channels)) if channels else ()))
        case Shall(text=text):
            return join("应", quote(text))
        case DeadlineClause():
            return deadline_text(clause)
        case May() | DoneInPeriod() | Arises() | ApplicablePeriod() | ShallNot():
            return special_text(clause)
        case DoneBy(value=value):
            return join("完成于", expression_text(value, SUM))
        case Supervised(parties=parties):
            return join("督办", paths_text(parties))
        case Payment(payer=payer, payee=payee):
            return join("由", path_text(payer), *(("发给", path_text(payee)) if payee is not None else ()))
        case Amount(value=value):
            return join("一次性 数额", expression_text(value, SUM))


def _entry_text(entry: CodeEntry) -> str:
    """五级、六级 70%."""
    return join(names_text(entry.codes) if entry.codes else "其余", entry_value_text(entry.value))


def _source_text(item: BasisItem) -> str:
    quotation = f"「{item.quotation}」" if item.quotation is not None else None
    return join(*(part for part in (item.document, item.clause, quotation) if part is not None))


def type_text(type_: TypeName) -> str:
    """The type of a field: 金额率 每月."""
    if type_.text == "主体":
        return type_.text
    name = name_text(Name(type_.text, span=type_.span))
    return join(name, type_.unit) if type_.unit is not None else name
