"""Conditions and values: syntax resolved against a Scope and typed by the operator rows."""

from collections.abc import Callable, Mapping

from attrs import evolve, field, frozen

from ..engine.operators.calendar_parts import BY_PART
from ..engine.operators.comparison import BY_WORD, MEMBER, WITHIN_RANKS
from ..engine.operators.dates import CALLS, HAPPENED
from ..engine.operators.logic import AND, AT_LEAST, NOT, OR
from ..engine.operators.operator import Operator
from ..engine.operators.parties import OF_PLACE
from ..engine.operators.presence import IS_KNOWN, IS_UNKNOWN
from ..engine.origin import Span
from ..engine.program import Apply, Column, Const, Derived, Expression, Fact, facts_of
from ..engine.types import (
    BearerType,
    BooleanType,
    CodeType,
    DateType,
    IntegerType,
    MomentType,
    MoneyRateType,
    MoneyType,
    MonthType,
    PercentType,
    PeriodType,
    ReferenceType,
    TextType,
    Type,
    YearType,
    describe_type,
)
from . import syntax as s
from .aggregates import aggregate, with_bounds
from .constants import beside, literal
from .parameters import figure_value, lookup
from .periods import comparable, in_months, rests_on_months, uncountable
from .problems import checking as p
from .problems import consistency
from .scope import Scope
from .unknown_names import bearer_without_place, unknown_name
from .value_after_or import value_after_or
from .values import (
    ARITHMETIC,
    calculate,
    calendar_part,
    day_of,
    elapsed,
    forgotten_unit,
    has_calendar_parts,
    in_range,
    part,
    rounding,
    settled,
    shifted,
)

_WANTED: dict[type[Type], str] = {
    BooleanType: "是非",
    DateType: "日期",
    MoneyType: "金额",
    PeriodType: "期间（如 5个工作日、3天、1个月）",
    YearType: "年度",
    MonthType: "月份",
    MomentType: "时刻",
    IntegerType: "数目",
    PercentType: "百分比",
    MoneyRateType: "金额率（如 每月1000元）",
    TextType: "文本",
    BearerType: "主体",
}
"""The types clauses may ask for, in words."""
FALSE = Const(False, BooleanType())
TRUE = Const(True, BooleanType())


@frozen
class Checker:
    """Checks expressions about one row of an entity.

    `derive` checks a derived column first where an expression reads one that has not been checked yet.
    """

    scope: Scope
    entity: str
    derive: Callable[[str, Span], Derived | None]
    special: Mapping[str, Expression] = field(factory=dict)
    """Names that mean something in one clause only, such as 触发日; a column of that name goes before."""

    def condition(self, syntax: s.Expression) -> Expression | None:
        """An expression that must be 是非."""
        found = self.expression(syntax)
        if found is not None and not isinstance(found.type, BooleanType):
            self.scope.report(p.NotACondition(syntax.span, describe_type(found.type)))
            return None
        return found

    def of_type(
        self, syntax: s.Expression, wanted: type[Type], clause: str, *, event: bool = False, or_month: bool = False
    ) -> Expression | None:
        """An expression that must have a type; `event` as in `expression`, `or_month` where a 月份 is its first day."""
        if isinstance(syntax, s.UnknownLiteral | s.UnprovidedLiteral):
            found_words = f"「{syntax.span.text}」"
            self.scope.report(p.UnexpectedType(syntax.span, clause, _WANTED[wanted], found_words))
            return None
        found = self.expression(syntax, event=event)
        if found is None or isinstance(found.type, wanted) or (or_month and isinstance(found.type, MonthType)):
            return found
        self.scope.report(p.UnexpectedType(syntax.span, clause, _WANTED[wanted], describe_type(found.type)))
        return None

    def expression(
        self, syntax: s.Expression, expected: Type | None = None, *, event: bool = False
    ) -> Expression | None:
        """Resolve and type; None where a problem was reported.

        `expected` is the type of the other side, which settles what a bare code name means; `event` is True where an
        absent 履行 date means 尚未发生 (triggers, proofs, 先到, 齐备). A product that needs rounding is reported.
        """
        return settled(self.scope, self.operand(syntax, expected, event=event))

    def operand(self, syntax: s.Expression, expected: Type | None = None, *, event: bool = False) -> Expression | None:
        """As `expression`, inside arithmetic: a product may still be in need of rounding."""
        match syntax:
            case s.Path():
                return self.path(syntax, expected, event=event)
            case s.Binary():
                return self._binary(syntax)
            case s.Chain(operator=word, operands=operands):
                return self._conditions(AND if word == "且" else OR, operands, syntax.span)
            case s.Negation(operand=operand):
                return self._conditions(NOT, (operand,), syntax.span)
            case s.ItemList(at_least=at_least, items=items):
                return self._item_list(at_least, tuple(i.body for i in items), syntax.span)
            case s.KnownTest():
                return self._known_test(syntax)
            case s.Membership():
                return self._membership(syntax)
            case s.Offset():
                return self._offset(syntax, event)
            case s.Call():
                return self._call(syntax, event)
            case s.Range():
                return in_range(self, syntax)
            case s.Rounded():
                return rounding(self, syntax)
            case s.Part():
                return part(self, syntax)
            case s.Elapsed():
                return elapsed(self, syntax)
            case s.DayOf():
                return day_of(self, syntax, event=event)
            case s.Lookup():
                return lookup(self, syntax)
            case s.Dated():
                raise TypeError("the grammar lets only rows, 参数 and 例外 be dated")
            case s.Aggregate():
                return self._aggregate(syntax, event)
            case s.UnknownLiteral() | s.UnprovidedLiteral():
                self.scope.report(p.UnexpectedType(syntax.span, "", "具体的值", f"「{syntax.span.text}」"))
                return None
            case _:
                return literal(syntax)

    # ---------- names ----------

    def path(self, syntax: s.Path, expected: Type | None = None, *, event: bool = False) -> Expression | None:
        """A name or a chain of 的; 年度, 次月 and the like may end a chain that leads to a date."""
        if self._names_calendar_part(syntax):
            return self._calendar_part(syntax, event)
        *steps, last = syntax.names
        entity = self.entity
        if not steps and last.text in self.special and last.text not in self.scope.entities[entity].columns:
            return evolve(self.special[last.text], span=syntax.span)
        for step in steps:
            target = self._reference(entity, step)
            if target is None:
                return None
            entity = target
        through = tuple(n.text for n in steps)
        if self._code_or_rule(entity, through, last, expected):
            return None
        column = self.scope.column(entity, last.text) or self._derived(entity, last)
        if column is not None:
            return self._fact(column, through, syntax.span, event)
        return self._not_a_column(entity, through, last, expected, syntax.span)

    def _names_calendar_part(self, syntax: s.Path) -> bool:
        *before, last = syntax.names
        return bool(before) and last.text in BY_PART and self._leads_to_date(tuple(before))

    def _calendar_part(self, syntax: s.Path, event: bool) -> Expression | None:
        *before, last = syntax.names
        found = self.path(s.Path(tuple(before), span=before[0].span.to(before[-1].span)), event=event)
        return calendar_part(self, found, last, syntax.span) if found is not None else None

    def _leads_to_date(self, names: tuple[s.Name, ...]) -> bool:
        """Whether a chain ends in a date, month or year, so that 年度 behind it is no column."""
        *steps, last = names
        entity: str | None = self.entity
        for step in steps:
            target = self.scope.entities[entity].reference(step.text) if entity is not None else None
            if target is None:
                return last.text in BY_PART and self._leads_to_date(names[:-1])
            entity = target
        column = (self.scope.column(entity, last.text) or self._derived(entity, last)) if entity is not None else None
        return column is not None and has_calendar_parts(column.type)

    def _reference(self, entity: str, step: s.Name) -> str | None:
        column = self.scope.column(entity, step.text)
        match column:
            case Column(type=ReferenceType(entity=target)):
                return target
            case None:
                unknown_name(self.scope, entity, step, about=self.entity)
            case _:
                self.scope.report(p.NotAReference(step.span, step.text, describe_type(column.type)))
        return None

    def _derived(self, entity: str, name: s.Name) -> Derived | None:
        declaration = self.scope.declared.get(name.text)
        makes_column = s.DefinitionStatement | s.ClassificationStatement | s.StandardStatement
        if declaration is None or not isinstance(declaration.statement, makes_column):
            return None
        derived = self.derive(name.text, name.span)
        if derived is not None and derived.entity != entity:
            self.scope.report(p.OfAnotherEntity(name.span, name.text, derived.entity, entity))
            self.scope.failed_rules.add(name.text)
            return None
        return derived

    def _fact(self, column: Column | Derived, through: tuple[str, ...], span: Span, event: bool) -> Fact:
        happens = column.proof if isinstance(column, Column) else column.event
        event = event and happens and isinstance(column.type, DateType | MomentType)
        return Fact(self.entity, through, column.name, column.type, event=event, span=span)

    def _not_a_column(
        self, entity: str, through: tuple[str, ...], last: s.Name, expected: Type | None, span: Span
    ) -> Expression | None:
        declared = self.scope.bearers.get(last.text)
        if declared is not None and through and declared.per == entity:
            return self._bearer_of_place(entity, through, last.text, span)
        if (
            declared is not None
            and declared.per
            and not through
            and (expected is None or isinstance(expected, BearerType))
        ):
            bearer_without_place(self.scope, entity, last, declared.per)
            return None
        figure = self.scope.figures.get(last.text)
        if figure is not None and (not through or figure.place is not None):
            return figure_value(self, figure, span)
        if not through:
            if isinstance(expected, CodeType) and last.text in expected.values:
                return Const(last.text, expected, span)
            if declared is not None and (expected is None or isinstance(expected, BearerType)):
                return Const(last.text, BearerType(), span)
        unknown_name(self.scope, entity, last, expected, about=self.entity)
        return None

    def _code_or_rule(self, entity: str, through: tuple[str, ...], name: s.Name, expected: Type | None) -> bool:
        """Whether a name is both a value of the list compared with and a rule; reported, since either may be meant."""
        if through or not isinstance(expected, CodeType) or name.text not in expected.values:
            return False
        declaration = self.scope.declared.get(name.text)
        makes_column = s.DefinitionStatement | s.ClassificationStatement | s.StandardStatement
        if declaration is None or not isinstance(declaration.statement, makes_column):
            return False
        if name.text in self.scope.entities[entity].columns:
            return False
        self.scope.report(consistency.CodeOrRule(name.span, name.text, expected.name, declaration.span))
        return True

    def _bearer_of_place(self, entity: str, through: tuple[str, ...], kind: str, span: Span) -> Expression:
        target = self.scope.entities[entity]
        label = target.label or target.key[0]
        self.scope.used.add((entity, label))
        place = Fact(self.entity, through, label, TextType(), span=span)
        return Apply(OF_PLACE, (place, Const(kind, TextType())), BearerType(kind), span)

    # ---------- conditions ----------

    def _conditions(self, operator: Operator, operands: tuple[s.Expression, ...], span: Span) -> Expression | None:
        if operator is OR and value_after_or(self.scope, self.entity, operands):
            return None
        found = [self.condition(o) for o in operands]
        known = tuple(f for f in found if f is not None)
        return Apply(operator, known, BooleanType(), span) if len(known) == len(found) else None

    def _item_list(self, at_least: int | None, bodies: tuple[s.Expression, ...], span: Span) -> Expression | None:
        if at_least is None:
            return self._conditions(AND, bodies, span)
        if at_least == 1:
            return self._conditions(OR, bodies, span)
        counted = self._conditions(AT_LEAST, bodies, span)
        if not isinstance(counted, Apply):
            return None
        return evolve(counted, arguments=(Const(at_least, IntegerType(), span), *counted.arguments))

    def _known_test(self, syntax: s.KnownTest) -> Expression | None:
        operand = self.path(syntax.operand, event=True)
        if operand is None:
            return None
        fact_column = isinstance(operand, Fact) and operand.column in self._stored(operand)
        if not fact_column:
            kind = "推出来的" if isinstance(operand, Fact) else "主体"
            self.scope.report(p.KnownTestOnDerived(syntax.operand.span, syntax.operand.text, kind))
            return None
        return Apply(IS_KNOWN if syntax.known else IS_UNKNOWN, (operand,), BooleanType(), syntax.span)

    def _stored(self, fact: Fact) -> tuple[str, ...]:
        entity = self.entity
        for step in fact.path:
            entity = self.scope.entities[entity].reference(step) or entity
        return tuple(self.scope.entities[entity].columns)

    def _binary(self, syntax: s.Binary) -> Expression | None:
        if syntax.operator in ARITHMETIC:
            return calculate(self, syntax)
        operator = BY_WORD[syntax.operator]
        left = self.expression(syntax.left)
        right = self.expression(syntax.right, left.type if left is not None else None)
        if left is None or right is None:
            return None
        if isinstance(left.type, PeriodType) and isinstance(right.type, PeriodType):
            problem = comparable(left, right, self.scope.derived)
            if problem is not None:
                self.scope.report(problem)
                return None
        return with_bounds(self.scope, self._typed(operator, (left, right), syntax.span, syntax.operator_span))

    def _typed(self, operator: Operator, arguments: tuple[Expression, ...], span: Span, at: Span) -> Expression | None:
        arguments = tuple(beside(a, arguments[0].type) for a in arguments)
        result = operator.accepts(tuple(a.type for a in arguments))
        if result is None:
            forgotten = forgotten_unit(*arguments) if len(arguments) == 2 else None
            if forgotten is not None:
                self.scope.report(forgotten)
                return None
            first, *rest = arguments
            odd = [a for a in rest if operator.accepts((first.type, a.type)) is None] if len(rest) > 1 else []
            arguments = (first, *odd) if odd else arguments
            at = odd[0].span or at if odd and operator is MEMBER else at
            operands = tuple(a.span for a in arguments if a.span is not None)
            found = tuple(describe_type(a.type) for a in arguments)
            self.scope.report(p.WrongType(at, operator.name, found, operator.expects, operands))
            return None
        return Apply(operator, arguments, result, span)

    def compare(self, operator: Operator, left: Expression, right: Expression, at: Span) -> Expression | None:
        """A comparison, reported at a place where the sides do not fit."""
        return self._typed(operator, (left, right), at, at)

    def _membership(self, syntax: s.Membership) -> Expression | None:
        operand = self.expression(syntax.operand)
        if operand is None:
            return None
        if syntax.upper is not None:
            return self._rank_range(syntax, operand)
        items: list[Expression] = []
        for item in self._members(syntax.items):
            found = self.expression(item, operand.type) if not isinstance(item, str) else Const(item, BearerType())
            if found is None:
                return None
            items.append(found)
        found = self._typed(MEMBER, (operand, *items), syntax.span, syntax.span)
        return Apply(NOT, (found,), BooleanType(), syntax.span) if found is not None and syntax.negated else found

    def _members(self, items: tuple[s.Expression, ...]) -> list[s.Expression | str]:
        """The items, a group of duty holders replaced by its members."""
        members: list[s.Expression | str] = []
        for item in items:
            group = self.scope.bearers.get(item.names[0].text) if isinstance(item, s.Path) else None
            members.extend((group.name, *group.members) if group and not group.per else (item,))
        return members

    def _rank_range(self, syntax: s.Membership, operand: Expression) -> Expression | None:
        low = self.expression(syntax.items[0], operand.type)
        high = self.expression(syntax.upper, operand.type) if syntax.upper is not None else None
        if low is None or high is None:
            return None
        if not isinstance(operand.type, CodeType) or not operand.type.ordered:
            codes = isinstance(operand.type, CodeType)
            name = describe_type(operand.type) if codes else syntax.operand.span.text
            self.scope.report(p.Unorderable(syntax.operand.span, name, codes=codes))
            return None
        order = Const("、".join(operand.type.values), TextType())
        found = Apply(WITHIN_RANKS, (operand, low, high, order), BooleanType(), syntax.span)
        return Apply(NOT, (found,), BooleanType(), syntax.span) if syntax.negated else found

    # ---------- rows ----------

    def at(self, entity: str) -> "Checker":
        """A checker of expressions about a row of another entity."""
        return evolve(self, entity=entity)

    def _aggregate(self, syntax: s.Aggregate, event: bool) -> Expression | None:
        names = syntax.rows.names
        if names[0].text in self.scope.entities or self.scope.column(self.entity, names[0].text) is None:
            return aggregate(self, syntax, event=event)
        call = s.Call(syntax.function, (syntax.rows,), span=syntax.span)
        return self._call(call, event)

    # ---------- dates ----------

    def _offset(self, syntax: s.Offset, event: bool) -> Expression | None:
        word = "前" if syntax.backward else "后"
        base = self._day_or_moment(syntax.base, word, event=event)
        period = self.of_type(syntax.period, PeriodType, word)
        if base is None or period is None or self._cannot_count(syntax, base, period):
            return None
        return shifted(syntax, base, period)

    def _day_or_moment(self, syntax: s.Expression, word: str, *, event: bool) -> Expression | None:
        """What a period is counted from."""
        if isinstance(syntax, s.UnknownLiteral | s.UnprovidedLiteral):
            return self.of_type(syntax, DateType, word)
        found = self.expression(syntax, event=event)
        if found is not None and not isinstance(found.type, DateType | MomentType):
            self.scope.report(p.UnexpectedType(syntax.span, word, "日期或时刻", describe_type(found.type)))
            return None
        return found

    def _cannot_count(self, syntax: s.Offset, base: Expression, period: Expression) -> bool:
        """Whether a period cannot run from here: hours from a day, days from an hour, none at all, months on months."""
        problem = uncountable(self.scope, syntax.base, syntax.period, period, base.type)
        derived = self.scope.derived
        if problem is None and in_months(period, derived) and rests_on_months(base, derived):
            problem = consistency.ChainedMonths(syntax.span)
        if problem is not None:
            self.scope.report(problem)
        return problem is not None

    def _call(self, syntax: s.Call, event: bool) -> Expression | None:
        operator = CALLS[syntax.function.text]
        happens = operator.name in ("先到", "齐备")
        found = [self.expression(a, event=event or happens) for a in syntax.arguments]
        arguments = tuple(f for f in found if f is not None)
        if len(arguments) < len(found):
            return None
        typed = self._typed(operator, arguments, syntax.span, syntax.function.span)
        return happened(typed) if typed is not None and happens and not event else typed


def happened(event: Expression) -> Expression:
    """An event read where 尚未发生 is no answer: there it counts as missing facts."""
    subjects = "、".join(sorted({f"{f.entity}.{f.words}" for f in facts_of(event)}))
    return Apply(HAPPENED, (event, Const(subjects, TextType())), DateType(), event.span)
