"""为 A 或 B: a bare value behind 或, which is no condition of its own."""

from itertools import pairwise

from . import syntax as s
from .problems.duties import ValueAfterOr
from .scope import Scope


def value_after_or(scope: Scope, entity: str, operands: tuple[s.Expression, ...]) -> bool:
    """Report 为 A 或 B: a bare value that follows a comparison and is no condition of its own."""
    for first, second in pairwise(operands):
        *before, compared = _joined_by_and(first)
        value, *after = _joined_by_and(second)
        compares = isinstance(compared, s.Binary) and compared.operator in ("为", "不为")
        if isinstance(compared, s.Binary) and compares and _is_bare_value(scope, entity, value):
            words = (_source(compared.left), compared.operator, _source(compared.right), _source(value))
            beside = (" 且 ".join(map(_source, before)), " 且 ".join(map(_source, after)))
            scope.report(ValueAfterOr(value.span, *words, compared.span, *beside))
            return True
    return False


def _is_bare_value(scope: Scope, entity: str, syntax: s.Expression) -> bool:
    """Whether an expression names a value (a code, a duty holder, a literal) and no fact or definition."""
    match syntax:
        case s.Path(names=(name,)):
            declared = scope.declared.get(name.text)
            makes_column = s.DefinitionStatement | s.ClassificationStatement | s.StandardStatement
            if name.text in scope.entities[entity].columns:
                return False
            if declared is not None and isinstance(declared.statement, makes_column):
                return False
            return name.text in scope.bearers or any(name.text in c.values for c in scope.codes.values())
        case s.TextLiteral() | s.MoneyLiteral() | s.CountLiteral() | s.DateLiteral() | s.YearLiteral():
            return True
        case _:
            return False


def _joined_by_and(syntax: s.Expression) -> tuple[s.Expression, ...]:
    """The conditions that 且 joins; a single one by itself."""
    return syntax.operands if isinstance(syntax, s.Chain) and syntax.operator == "且" else (syntax,)


def _source(syntax: s.Expression) -> str:
    """An expression as it was written, on one line."""
    return " ".join(syntax.span.text.split())
