"""定义, 界定 and 标准: statements that make a derived column, checked on demand in the order they rest on each other."""

from attrs import define, field

from ..engine.operators.logic import AND, NOT
from ..engine.origin import Span
from ..engine.program import Apply, Const, Derived, DerivedKind, Expression, Fact, Row, facts_of
from ..engine.types import BearerType, BooleanType, CauseKind, DateType, Type, describe_type, unknown
from . import syntax as s
from .citations import Citer
from .clauses import Clauses
from .exceptions import Exceptions
from .expressions import TRUE, Checker
from .limits import MAX_LEVELS, levels_of
from .overlaps import warn_of_overlaps
from .problems import checking as p
from .problems import consistency
from .problems import figures as f
from .problems.values import OutOfLimits
from .scope import Scope
from .standards import by_code, by_rows
from .values import row_value

OTHERWISE = "其余"
DerivedStatement = s.DefinitionStatement | s.ClassificationStatement | s.StandardStatement


@define
class Derivations:
    """Checks derived columns; `derive` may be called for any of them in any order, cycles are reported."""

    scope: Scope
    citer: Citer
    exceptions: Exceptions
    _under_way: list[str] = field(factory=list)
    _levels: dict[str, int] = field(factory=dict)
    """Rule → levels of its deepest expression and of those of all it rests on, one upon the other."""
    _told_of_layers: bool = False
    """One message is enough: rules that stand too high do so together."""

    def derive(self, name: str, span: Span) -> Derived | None:
        """The derived column of a name, checked now if need be; None where it is wrong or rests on itself."""
        if name in self.scope.derived:
            return self.scope.derived[name]
        if name in self.scope.failed_rules:
            return None
        statement = self.scope.declared[name].statement
        if not isinstance(statement, DerivedStatement):
            self.scope.failed_rules.add(name)  # the name is taken, which was reported where it was declared again
            return None
        if name in self._under_way:
            path = (*self._under_way[self._under_way.index(name) :], name)
            self.scope.report(p.Cycle(span, path))
            self.scope.failed_rules.update(path)
            return None
        self._under_way.append(name)
        self._levels[name] = levels_of(statement)
        derived = None if self._too_many_layers(statement) else self._check(statement)
        self._under_way.pop()
        if derived is None or self._is_too_high(statement, derived) or self._hidden_by_column(statement):
            self.scope.failed_rules.add(name)
            return None
        self.scope.derived[name] = derived
        return derived

    def _too_many_layers(self, statement: DerivedStatement) -> bool:
        """Whether the rules that led here are too many already: then all of them are left alone, and said once."""
        if sum(self._levels[name] for name in self._under_way) <= MAX_LEVELS:
            return False
        self._report_layers(statement)
        self.scope.failed_rules.update(self._under_way)
        return True

    def _is_too_high(self, statement: DerivedStatement, derived: Derived) -> bool:
        """Whether a rule stands upon too many others that were checked before it."""
        name = statement.name.text
        self._levels[name] += max(map(self._levels_at, facts_of(derived.expression)), default=0)
        if self._levels[name] <= MAX_LEVELS:
            return False
        self._report_layers(statement)
        return True

    def _report_layers(self, statement: DerivedStatement) -> None:
        if not self._told_of_layers:
            limit = f"一条规则连同它层层依据的规则，算式的层数合计最多 {MAX_LEVELS} 层（每条规则另计一层）"
            remedy = "把相叠的几条规则合成一条，或用「标准」列出各种情形"
            self.scope.report(OutOfLimits(statement.name.span, "规则相叠的层数", limit, remedy))
        self._told_of_layers = True

    def _levels_at(self, fact: Fact) -> int:
        """The levels below a column: of a rule its own, of an aggregate those of what it counts and sums."""
        counted = self.scope.aggregates.get((fact.entity, fact.column)) if not fact.path else None
        if counted is None:
            return self._levels.get(fact.column, 0)
        read = (f for x in (counted.where, counted.value) if x is not None for f in facts_of(x))
        return max(map(self._levels_at, read), default=0)

    def checker(self, entity: str) -> Checker:
        """A checker of expressions about a row of an entity."""
        return Checker(self.scope, entity, self.derive)

    def subject(self, clauses: Clauses) -> str | None:
        """The entity of 对, reported where it is missing or unknown."""
        clause = clauses.need(s.For, "对 人员")
        if clause is None:
            return None
        if clause.entity.text not in self.scope.entities:
            near = self.scope.nearest(clause.entity.text, tuple(self.scope.entities))
            self.scope.report(p.UnknownName(clause.entity.span, clause.entity.text, "台账或数据表", near))
            return None
        return clause.entity.text

    def _hidden_by_column(self, statement: DerivedStatement) -> bool:
        """Whether a stored column of its own entity bears the name already; reported with both places."""
        name = statement.name
        subject = next((c.entity.text for c in statement.clauses if isinstance(c, s.For)), "")
        entity = self.scope.entities.get(subject)
        column = entity.columns.get(name.text) if entity is not None else None
        if column is None:
            return False
        places = self.scope.places
        first = places.get((subject, name.text)) or places[subject, column.companion_of or name.text]
        self.scope.report(p.DuplicateName(name.span, name.text, first))
        return True

    def _check(self, statement: DerivedStatement) -> Derived | None:
        match statement:
            case s.DefinitionStatement():
                return self._definition(statement)
            case s.ClassificationStatement():
                return self._classification(statement)
            case s.StandardStatement():
                return self._standard(statement)

    def _definition(self, statement: s.DefinitionStatement) -> Derived | None:
        clauses = Clauses(self.scope, "定义", statement.name, statement.clauses)
        clauses.allow(s.For, s.Equals, s.GoverningDate)
        heading = self.citer.heading(clauses, must_cite=False)
        entity = self.subject(clauses)
        equals = clauses.need(s.Equals, "等于 先到（甲日期、乙日期）")
        if entity is None or equals is None:
            return None
        expression = self.checker(entity).expression(equals.value, event=True)
        if expression is None:
            return None
        event = isinstance(expression.type, DateType) and any(x.event for x in facts_of(expression))
        day = self.governing(entity, clauses)
        return Derived(heading, DerivedKind.DEFINITION, entity, expression, expression.type, event, date=day)

    def governing(self, entity: str, clauses: Clauses) -> Expression | None:
        """The date of 以 … 为准."""
        clause = clauses.one(s.GoverningDate)
        return self.checker(entity).of_type(clause.value, DateType, "以……为准") if clause is not None else None

    def _classification(self, statement: s.ClassificationStatement) -> Derived | None:
        clauses = Clauses(self.scope, "界定", statement.name, statement.clauses)
        clauses.allow(s.For, s.When, s.Proviso, s.GoverningDate)
        heading = self.citer.heading(clauses)
        entity = self.subject(clauses)
        when = clauses.need(s.When, "当 独居 且 年龄 不少于 80周岁")
        if entity is None or when is None:
            return None
        checker = self.checker(entity)
        grounds = checker.condition(when.condition)
        provisos = [checker.condition(x.condition) for x in clauses.all(s.Proviso)]
        if grounds is None or any(x is None for x in provisos):
            return None
        exceptions = tuple(x for x in provisos if x is not None)
        expression = grounds
        if exceptions:
            unless = tuple(Apply(NOT, (x,), BooleanType(), x.span) for x in exceptions)
            expression = Apply(AND, (grounds, *unless), BooleanType(), when.span)
        rows = (*_grounds(when.condition, grounds), *(Row("但", x, None, proviso=True) for x in exceptions))
        carved = self.exceptions.carve(checker, statement.name, expression)
        if carved is None:
            return None
        rows, day = (*rows, *carved.rows), self.governing(entity, clauses)
        return Derived(
            heading, DerivedKind.CLASSIFICATION, entity, carved.expression, BooleanType(), rows=rows, date=day
        )

    def _standard(self, statement: s.StandardStatement) -> Derived | None:
        clauses = Clauses(self.scope, "标准", statement.name, statement.clauses)
        clauses.allow(s.For, s.StandardRow, s.ByCode, s.GoverningDate)
        heading = self.citer.heading(clauses)
        entity = self.subject(clauses)
        made = self._table(statement, clauses, entity)
        if made is None or entity is None:
            return None
        carved = self.exceptions.carve(self.checker(entity), statement.name, made[0])
        if carved is None:
            return None
        rows, day = (*made[1], *carved.rows), self.governing(entity, clauses)
        type_ = carved.expression.type
        return Derived(heading, DerivedKind.STANDARD, entity, carved.expression, type_, rows=rows, date=day)

    def _table(
        self, statement: s.StandardStatement, clauses: Clauses, entity: str | None
    ) -> tuple[Expression, tuple[Row, ...]] | None:
        """A 标准's value and rows, before its exceptions."""
        written = clauses.all(s.StandardRow)
        coded = clauses.one(s.ByCode)
        if coded is not None:
            if written or statement.mode is not None:
                self.scope.report(f.MixedRows(coded.span, statement.name.text))
                return None
            return by_code(self.checker(entity), statement.name.text, coded) if entity is not None else None
        if not written:
            self.scope.report(
                p.MissingClause(
                    statement.name.span, "标准", statement.name.text, "分项", "（一）年龄 不少于 80周岁：200元；"
                )
            )
            return None
        if entity is None or not self._otherwise_last(written):
            return None
        rows = self._rows(self.checker(entity), statement.name.text, written)
        if rows is None:
            return None
        if statement.mode in (None, "互斥"):
            warn_of_overlaps(self.scope, rows)
        expression = by_rows(self.scope, statement.name.text, statement.mode, rows, statement.name.span)
        return (expression, rows) if expression is not None else None

    def _otherwise_last(self, written: tuple[s.StandardRow, ...]) -> bool:
        for row in written[:-1]:
            if row.condition is None:
                self.scope.report(p.RowAfterOtherwise(row.span))
                return False
        return True

    def _rows(self, checker: Checker, name: str, written: tuple[s.StandardRow, ...]) -> tuple[Row, ...] | None:
        """The rows with conditions and values of one type; 未规定 takes the type of the others."""
        conditions = [checker.condition(r.condition) if r.condition is not None else TRUE for r in written]
        values = [
            None if isinstance(r.value, s.UnprovidedLiteral) else row_value(checker, r.value, name) for r in written
        ]
        provided = [
            (r, v) for r, v in zip(written, values, strict=True) if not isinstance(r.value, s.UnprovidedLiteral)
        ]
        if not provided:
            self.scope.report(consistency.SumAlwaysUnprovided(written[0].value.span, name))
            return None
        if any(c is None for c in conditions) or any(v is None for _, v in provided):
            return None
        type_ = self._common_type(name, [(r, v) for r, v in provided if v is not None])
        if type_ is None:
            return None
        none = unknown(CauseKind.UNPROVIDED, name)
        return tuple(
            Row(
                r.mark, c if r.condition is not None else None, v if v is not None else Const(none, type_, r.value.span)
            )
            for r, c, v in zip(written, conditions, values, strict=True)
        )

    def _common_type(self, name: str, rows: list[tuple[s.StandardRow, Expression]]) -> Type | None:
        first_row, first = rows[0]
        if all(isinstance(value.type, BearerType) for _, value in rows):
            kinds = {value.type for _, value in rows}
            return first.type if len(kinds) == 1 else BearerType()
        for row, value in rows[1:]:
            if value.type != first.type:
                found = (describe_type(first.type), describe_type(value.type))
                self.scope.report(
                    p.WrongType(
                        row.value.span,
                        f"标准「{name}」",
                        found,
                        "各行的值同类",
                        (first_row.value.span, row.value.span),
                        of_rows=True,
                    )
                )
                return None
        return first.type


def _grounds(written: s.Expression, checked: Expression) -> tuple[Row, ...]:
    """The grounds of a 界定, one row each: the items of its list, or the whole condition."""
    if isinstance(written, s.ItemList) and isinstance(checked, Apply):
        bodies = checked.arguments[-len(written.items) :]
        return tuple(Row(item.mark, body, None) for item, body in zip(written.items, bodies, strict=True))
    return (Row("", checked, None),)
