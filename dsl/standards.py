"""The value of a 标准: its rows under 互斥, 依次, 就高 or 累加, or one value a code (按)."""

from collections.abc import Sequence

from ..engine.operators.calculation import Number
from ..engine.operators.comparison import EQUAL
from ..engine.operators.ladders import BY_CODE, HIGHEST, TOTAL
from ..engine.operators.limits import limit_of
from ..engine.operators.logic import NOT, OR
from ..engine.operators.operator import Operator
from ..engine.operators.tables import EXCLUSIVE, FIRST
from ..engine.origin import Span
from ..engine.program import Apply, Const, Expression, Row
from ..engine.types import (
    BearerType,
    BooleanType,
    CauseKind,
    CodeType,
    DateType,
    IntegerType,
    TextType,
    Type,
    describe_type,
    unknown,
)
from . import syntax as s
from .problems import checking as p
from .problems import figures as f
from .problems.consistency import SumAlwaysUnprovided
from .scope import Scope
from .values import Checks, row_value

TRUE = Const(True, BooleanType())
OTHERWISE = "其余"
_OPERATORS: dict[str, Operator] = {"依次": FIRST, "就高": HIGHEST, "累加": TOTAL}


def by_rows(scope: Scope, name: str, mode: str | None, rows: tuple[Row, ...], at: Span) -> Expression | None:
    """The value of a 标准 with item rows. Outside 依次, 其余 holds where no other row does, so it never conflicts."""
    types = {r.value.type for r in rows if r.value is not None}
    type_ = types.pop() if len(types) == 1 else BearerType()
    if not _fits(scope, mode, type_, at):
        return None
    conditions = tuple(r.condition for r in rows if r.condition is not None)
    cells: list[Expression] = []
    for row in rows:
        if row.value is None:
            raise TypeError(f"标准 {name} {row.mark} has no value")
        otherwise = TRUE if mode == "依次" or not conditions else _none_of(conditions)
        cells.extend((row.condition if row.condition is not None else otherwise, row.value))
    operator = _OPERATORS.get(mode or "", EXCLUSIVE)
    head: tuple[Expression, ...] = (Const(name, TextType()),)
    if operator in (FIRST, EXCLUSIVE):
        head = (*head, Const("、".join(r.mark for r in rows), TextType()))
    elif operator is TOTAL:
        head = (*head, Const(limit_of(type_), IntegerType()))
    return Apply(operator, (*head, *cells), type_)


def _fits(scope: Scope, mode: str | None, type_: Type, at: Span) -> bool:
    """就高 and 累加 want values that can be ordered or added."""
    ordered = isinstance(type_, Number) or (mode == "就高" and isinstance(type_, DateType))
    if mode not in ("就高", "累加") or ordered:
        return True
    expects = "各行的值是金额、数目、百分比" + ("或日期" if mode == "就高" else "")
    scope.report(p.WrongType(at, mode, (describe_type(type_),), expects))
    return False


def _none_of(conditions: tuple[Expression, ...]) -> Expression:
    return Apply(NOT, (Apply(OR, conditions, BooleanType()),), BooleanType())


# ---------- 按 ----------


def by_code(checker: Checks, name: str, clause: s.ByCode) -> tuple[Expression, tuple[Row, ...]] | None:
    """按 伤残等级：一级 90%，二级 85%. Every value of the list once, or 其余."""
    subject = checker.path(clause.subject)
    if subject is None:
        return None
    if not isinstance(subject.type, CodeType):
        checker.scope.report(f.NotByCode(clause.subject.span, clause.subject.text, describe_type(subject.type)))
        return None
    if not _codes_fit(checker.scope, clause, subject.type):
        return None
    values = _entry_values(checker, name, clause.entries)
    if values is None:
        return None
    rows: list[Row] = []
    cells: list[Expression] = []
    otherwise: list[Expression] = []
    for entry, value in zip(clause.entries, values, strict=True):
        if not entry.codes:
            otherwise.append(value)
            rows.append(Row(OTHERWISE, None, value))
        for code in entry.codes:
            constant = Const(code.text, subject.type, code.span)
            cells.extend((constant, value))
            rows.append(Row("", Apply(EQUAL, (subject, constant), BooleanType(), code.span), value))
    arguments = (Const(name, TextType()), subject, *cells, *otherwise)
    return Apply(BY_CODE, arguments, values[0].type, clause.span), tuple(rows)


def _codes_fit(scope: Scope, clause: s.ByCode, table: CodeType) -> bool:
    seen: dict[str, Span] = {}
    has_otherwise = False
    for entry in clause.entries:
        if has_otherwise:
            scope.report(p.RowAfterOtherwise(entry.span))
            return False
        has_otherwise = not entry.codes
        for code in entry.codes:
            if code.text not in table.values:
                near = scope.nearest(code.text, table.values)
                scope.report(p.UnknownName(code.span, code.text, "值", near, f"代码表{table.name}"))
                return False
            if code.text in seen:
                scope.report(f.RepeatedCode(code.span, code.text, seen[code.text]))
                return False
            seen[code.text] = code.span
    missing = tuple(v for v in table.values if v not in seen)
    if missing and not has_otherwise:
        scope.report(f.MissingCodes(clause.subject.span, table.name, missing))
        return False
    return True


def _entry_values(checker: Checks, name: str, entries: Sequence[s.CodeEntry]) -> list[Expression] | None:
    """The values of one type; 未规定 takes the type of the others."""
    found = [None if isinstance(e.value, s.UnprovidedLiteral) else row_value(checker, e.value, name) for e in entries]
    given = [(e, v) for e, v in zip(entries, found, strict=True) if v is not None]
    asked = sum(not isinstance(e.value, s.UnprovidedLiteral) for e in entries)
    if not asked:
        checker.scope.report(SumAlwaysUnprovided(entries[0].value.span, name))
    if len(given) < asked or not given:
        return None
    first, type_ = given[0][0], given[0][1].type
    for entry, value in given:
        if value.type != type_:
            words = (describe_type(type_), describe_type(value.type))
            places = (first.value.span, entry.value.span)
            checker.scope.report(p.WrongType(entry.value.span, f"标准 {name}", words, "各档的值同类", places))
            return None
    none = Const(unknown(CauseKind.UNPROVIDED, name), type_)
    return [v if v is not None else none for v in found]
