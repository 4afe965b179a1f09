"""例外 and 但 … 的除外: what is carved out of a 标准, 界定, 职责 or 待遇, and out of an exception in turn."""

from attrs import define, field, frozen

from ..engine.operators.exceptions import EXCEPT
from ..engine.operators.logic import AND, NOT
from ..engine.origin import Span
from ..engine.program import Apply, Const, Expression, Row
from ..engine.types import BooleanType, CauseKind, TextType, Type, describe_type, unknown
from . import syntax as s
from .citations import Citer
from .clauses import Clauses
from .problems import figures as f
from .scope import Scope
from .values import Checks, row_value

_HOSTS = (
    s.StandardStatement,
    s.ClassificationStatement,
    s.DutyStatement,
    s.ProhibitionStatement,
    s.BenefitStatement,
    s.ExceptionStatement,
)
_SCOPED = (s.DutyStatement, s.ProhibitionStatement, s.BenefitStatement)
"""Hosts whose exceptions say only that they do not apply."""
FALSE, TRUE = Const(False, BooleanType()), Const(True, BooleanType())


@frozen
class Carved:
    """A rule's value with its exceptions worked in, and one row an exception for traces."""

    expression: Expression
    rows: tuple[Row, ...] = ()


@frozen
class _Carving:
    """An exception with its own exceptions worked in; `rows` are its own and theirs, for traces.

    `value` None says 不适用: it takes its host back and puts nothing in its place.
    """

    rows: tuple[Row, ...]
    beats: tuple[str, ...]
    condition: Expression
    value: Expression | None
    name: str

    @property
    def withdraws(self) -> bool:
        """Whether it takes its host back and puts nothing in its place."""
        return self.value is None


@define
class Exceptions:
    """The exceptions of a policy by what they are exceptions to."""

    scope: Scope
    citer: Citer
    by_host: dict[str, list[s.ExceptionStatement]] = field(factory=dict)

    @classmethod
    def of(cls, scope: Scope, citer: Citer, statements: tuple[s.Statement, ...]) -> "Exceptions":
        """Gather the exceptions; those to nothing, or to each other in a ring, are reported and left out."""
        self = cls(scope, citer)
        mine = {x.name.text: x for x in statements if isinstance(x, s.ExceptionStatement)}
        for statement in mine.values():
            if self._has_host(statement, mine):
                self.by_host.setdefault(statement.host.text, []).append(statement)
        return self

    def carve(self, checker: Checks, host: s.Name, base: Expression) -> Carved | None:
        """The value of a 标准, 界定, 职责 or 待遇 with its exceptions; None where one of them is wrong."""
        statements = self.by_host.get(host.text)
        if not statements:
            return Carved(base)
        root = self.scope.declared[host.text].statement
        carvings = self._carvings(checker, host, root, base.type)
        if carvings is None:
            return None
        scoped = isinstance(root, _SCOPED)
        cells = [(c, FALSE if scoped and c.value is None else c.value) for c in carvings]
        return Carved(_except(host.text, base, cells), tuple(row for c in carvings for row in c.rows))

    # ---------- one host ----------

    def _carvings(self, checker: Checks, host: s.Name, root: s.Statement, type_: Type) -> list[_Carving] | None:
        statements = self.by_host.get(host.text, [])
        found = [self._carving(checker, x, root, type_) for x in statements]
        if not self._priorities_fit(host, statements):
            return None
        carvings = [c for c in found if c is not None]
        return carvings if len(carvings) == len(found) else None

    def _carving(
        self, checker: Checks, statement: s.ExceptionStatement, root: s.Statement, type_: Type
    ) -> _Carving | None:
        clauses = Clauses(self.scope, "例外", statement.name, statement.clauses)
        clauses.allow(s.When, s.ExceptionResult, s.Beats)
        heading = self.citer.heading(clauses)
        when = clauses.need(s.When, "当 独居")
        result = clauses.need(s.ExceptionResult, "则 不适用" if isinstance(root, _SCOPED) else "则 300元")
        if when is None or result is None:
            return None
        condition = checker.condition(when.condition)
        value = self._result(checker, statement, result, root, type_)
        if condition is None or value is None:
            return None
        inner = self._carvings(checker, statement.name, root, type_)
        if inner is None:
            return None
        beats = clauses.one(s.Beats)
        name = statement.name.text
        given = None if value is TRUE else value
        shown = given if isinstance(root, s.StandardStatement) else None
        row = Row(f"例外「{name}」", condition, shown, citations=heading.citations)
        rows = (row, *(r for c in inner for r in c.rows))
        carving = _Carving(rows, tuple(n.text for n in beats.names) if beats else (), condition, given, name)
        return _with_inner(carving, inner)

    def _result(
        self,
        checker: Checks,
        statement: s.ExceptionStatement,
        result: s.ExceptionResult,
        root: s.Statement,
        type_: Type,
    ) -> Expression | None:
        """The value an exception gives, TRUE for 不适用; None where it was reported."""
        to_exception = isinstance(self.scope.declared[statement.host.text].statement, s.ExceptionStatement)
        scoped = isinstance(root, _SCOPED)
        place = self.scope.declared[statement.host.text].span
        if result.value is None:
            if scoped or to_exception:
                return TRUE
            self._wrong(result, statement, describe_type(type_), "「不适用」", place)
            return None
        if scoped:
            self._wrong(result, statement, "「不适用」", "一个值", place)
            return None
        if isinstance(result.value, s.UnprovidedLiteral):
            return Const(unknown(CauseKind.UNPROVIDED, statement.name.text), type_, result.value.span)
        found = row_value(checker, result.value, statement.name.text)
        if found is not None and found.type != type_:
            self._wrong(result, statement, describe_type(type_), describe_type(found.type), place)
            return None
        return found

    def _wrong(
        self, result: s.ExceptionResult, statement: s.ExceptionStatement, wanted: str, found: str, place: Span
    ) -> None:
        span = result.value.span if result.value is not None else result.span
        self.scope.report(f.WrongExceptionResult(span, statement.host.text, wanted, found, place))

    # ---------- what stands around ----------

    def _has_host(self, statement: s.ExceptionStatement, mine: dict[str, s.ExceptionStatement]) -> bool:
        host = self.scope.declared.get(statement.host.text)
        if host is None or not isinstance(host.statement, _HOSTS):
            names = tuple(n for n, d in self.scope.declared.items() if isinstance(d.statement, _HOSTS))
            near = self.scope.nearest(statement.host.text, names)
            self.scope.report(f.NoHost(statement.host.span, statement.name.text, statement.host.text, near))
            return False
        path = [statement.name.text]
        while path[-1] in mine and mine[path[-1]].host.text not in path:
            path.append(mine[path[-1]].host.text)
        if path[-1] not in mine:
            return True
        ring = path[path.index(mine[path[-1]].host.text) :]
        if statement.name.text == min(ring):
            self.scope.report(f.PriorityCycle(statement.host.span, (*ring, ring[0]), "于"))
        return False

    def _priorities_fit(self, host: s.Name, statements: list[s.ExceptionStatement]) -> bool:
        """优先于 names other exceptions to the same host, and never comes back round."""
        beaten: dict[str, tuple[s.Name, ...]] = {}
        for statement in statements:
            written = tuple(n for c in statement.clauses if isinstance(c, s.Beats) for n in c.names)
            siblings = tuple(x.name.text for x in statements if x is not statement)
            for name in written:
                if name.text not in siblings:
                    self.scope.report(f.NotASibling(name.span, name.text, host.text, siblings))
                    return False
            beaten[statement.name.text] = written
        for first, names in beaten.items():
            for name in names:
                ring = _way_back(beaten, name.text, first)
                if ring is not None:
                    self.scope.report(f.PriorityCycle(name.span, (first, *ring), "优先于"))
                    return False
        return True


def provisos(checker: Checks, applies: Expression, clauses: Clauses) -> tuple[Expression, tuple[Row, ...]]:
    """当 … 但 … 的除外: what applies, less the provisos, and one row each for traces."""
    found = tuple(x for x in (checker.condition(c.condition) for c in clauses.all(s.Proviso)) if x is not None)
    if not found:
        return applies, ()
    unless = tuple(Apply(NOT, (x,), BooleanType(), x.span) for x in found)
    parts = unless if applies == TRUE else (applies, *unless)
    whole = Apply(AND, parts, BooleanType(), applies.span)
    return whole, tuple(Row("但", x, None, proviso=True) for x in found)


def _with_inner(carving: _Carving, inner: list[_Carving]) -> _Carving:
    """An exception with the exceptions to it: those that withdraw it qualify its condition, the others its value.

    They are asked only where it holds itself: where its condition is 否 so is the whole.
    """
    if not inner:
        return carving
    condition, value = carving.condition, carving.value
    if any(c.withdraws for c in inner):
        withdrawn = _except(carving.name, FALSE, [(c, TRUE if c.withdraws else FALSE) for c in inner])
        condition = Apply(AND, (condition, Apply(NOT, (withdrawn,), BooleanType())), BooleanType(), condition.span)
    others = [(c, c.value) for c in inner if not c.withdraws]
    if others and value is not None:
        value = _except(carving.name, value, others)
    return _Carving(carving.rows, carving.beats, condition, value, carving.name)


def _except(host: str, base: Expression, carvings: list[tuple[_Carving, Expression | None]]) -> Expression:
    cells: list[Expression] = []
    names = {c.name for c, _ in carvings}
    for carving, value in carvings:
        beats = "、".join(b for b in carving.beats if b in names)
        head = (Const(carving.name, TextType()), Const(beats, TextType()))
        cells.extend((*head, carving.condition, value if value is not None else FALSE))
    return Apply(EXCEPT, (Const(host, TextType()), base, *cells), base.type, base.span)


def _way_back(beaten: dict[str, tuple[s.Name, ...]], start: str, goal: str) -> tuple[str, ...] | None:
    """A path of 优先于 from one exception to another."""
    seen = {start}
    paths: list[tuple[str, ...]] = [(start,)]
    while paths:
        path = paths.pop()
        if path[-1] == goal:
            return path
        for name in beaten.get(path[-1], ()):
            if name.text not in seen:
                seen.add(name.text)
                paths.append((*path, name.text))
    return None
