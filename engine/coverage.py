"""What 示例 touch of a policy: rules, rows of 标准, grounds of 界定, states of 职责.

Every 示例 is run again with the reference interpreter, and each condition of the rules it asks about is evaluated by
itself; nothing is recorded while cases are checked.
"""

from collections.abc import Iterator, Mapping

from attrs import define, field, frozen

from .facts.tables import Table
from .interpret import Case, Interpreter
from .operators.logic import AND, AT_LEAST, NOT, OR
from .operators.tables import FIRST
from .origin import Span
from .outcome import State
from .periods import LAST_DATE
from .program import (
    Apply,
    Benefit,
    Const,
    Derived,
    DerivedKind,
    Duty,
    ExampleCase,
    Expression,
    Program,
    Row,
    facts_of,
)
from .rehearse import example_facts, expected_record
from .types import Unknown, Value
from .versions import interpreter_for

Rule = Derived | Duty | Benefit

CONNECTIVES = (AND, OR, NOT, AT_LEAST)
TRUE, FALSE, UNKNOWN = "是", "否", "未知"
PAID, NOT_PAID = "应发", "不发"


@define
class Seen:
    """Something a 示例 may touch: what it is called, which outcomes it should show, and which it showed.

    `inner` are the parts of a condition joined by 且, 或, 非 or a list; they have outcomes of their own.
    """

    words: str
    wanted: tuple[str, ...]
    outcomes: set[str] = field(factory=set)
    span: Span | None = field(default=None, eq=False, repr=False)
    inner: "list[Seen]" = field(factory=list)

    @property
    def missing(self) -> tuple[str, ...]:
        """The outcomes no 示例 showed."""
        return tuple(w for w in self.wanted if w not in self.outcomes)

    def all(self) -> "Iterator[Seen]":
        """The whole of it, parts of parts included."""
        yield self
        for one in self.inner:
            yield from one.all()


@frozen
class RuleCoverage:
    """What 示例 touch of one rule. `examples` asked for it by name; `reached` says whether any rested on it at all."""

    rule: str
    kind: str
    clause: str
    span: Span | None
    examples: tuple[str, ...]
    reached: bool
    parts: tuple[Seen, ...]

    @property
    def points(self) -> tuple[int, int]:
        """How many outcomes were seen, and how many should be."""
        every = [one for part in self.parts for one in part.all()]
        wanted = sum(len(one.wanted) for one in every)
        return wanted - sum(len(one.missing) for one in every), wanted


def coverage(program: Program, reference: Mapping[str, Table]) -> tuple[RuleCoverage, ...]:
    """What the policy's 示例 touch of each 定义, 界定, 标准, 职责 and 待遇, in the order of the rules."""
    rules: tuple[Rule, ...] = (*program.derived, *program.duties, *program.benefits)
    books = {rule.heading.name: _Book(rule) for rule in rules}
    for example in program.examples:
        _Run(program, reference, example, books).run()
    return tuple(book.close() for book in books.values())


@define
class _Book:
    """What has been seen of one rule so far."""

    rule: Rule
    examples: list[str] = field(factory=list)
    reached: bool = False
    parts: list[Seen] = field(init=False)
    conditions: list[tuple[Expression, Seen]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.parts = list(self._parts())

    def close(self) -> RuleCoverage:
        heading, kind = self.rule.heading, _kind(self.rule)
        examples = tuple(dict.fromkeys(self.examples))
        return RuleCoverage(heading.name, kind, heading.clause, heading.span, examples, self.reached, tuple(self.parts))

    def _parts(self) -> Iterator[Seen]:
        match self.rule:
            case Derived(kind=DerivedKind.CLASSIFICATION, rows=rows):
                for row in rows:
                    yield self._ground(row)
            case Derived(kind=DerivedKind.STANDARD, rows=rows):
                for row in rows:
                    yield Seen(_row_words(row), (TRUE,), span=row.condition.span if row.condition else None)
            case Derived():
                yield Seen("值", ("已知", UNKNOWN))
            case Duty():
                if not isinstance(self.rule.applies, Const):
                    yield self._condition(self.rule.applies, "当")
                yield Seen("状态", _states(self.rule))
            case Benefit():
                if not isinstance(self.rule.applies, Const):
                    yield self._condition(self.rule.applies, "当")
                yield Seen("结果", (PAID, NOT_PAID, UNKNOWN))

    def _ground(self, row: Row) -> Seen:
        if row.condition is None:
            raise TypeError(f"{self.rule.heading.name} {row.mark}: a ground without condition")
        return self._condition(row.condition, row.mark)

    def _condition(self, condition: Expression, mark: str) -> Seen:
        seen = Seen(mark + _words(condition), (TRUE, FALSE), span=condition.span)
        self.conditions.append((condition, seen))
        if isinstance(condition, Apply) and condition.operator in CONNECTIVES:
            operands = condition.arguments[1:] if condition.operator is AT_LEAST else condition.arguments
            seen.inner = [self._condition(o, "") for o in operands]
        return seen


@define
class _Run:
    """One 示例, seen through the rules it asks about and those they rest on."""

    program: Program
    reference: Mapping[str, Table]
    example: ExampleCase
    books: Mapping[str, _Book]
    seen: set[tuple[str, str]] = field(factory=set)
    interpreter: Interpreter = field(init=False)

    def run(self) -> None:
        facts = example_facts(self.program, self.reference, self.example)
        self.interpreter = interpreter_for(self.program, facts, self.example.as_of or LAST_DATE)
        for expectation in self.example.expectations:
            book = self.books.get(expectation.rule)
            if book is not None:
                book.examples.append(self.example.name)
                entity = self.program.entities[book.rule.entity]
                self._visit(book, Case(expected_record(entity, facts, self.example, expectation)))

    def _visit(self, book: _Book, case: Case) -> None:
        """Note what a rule gives for a row, and go on to the derived columns it rests on."""
        if (book.rule.heading.name, case.record.key) in self.seen:
            return
        self.seen.add((book.rule.heading.name, case.record.key))
        book.reached = True
        for condition, seen in book.conditions:
            seen.outcomes.add(_outcome(self.interpreter.value(condition, case)))
        self._outcome_of(book, case)
        for expression in _expressions(book.rule):
            for fact in facts_of(expression):
                entity, row = self.interpreter.follow(fact.entity, fact.path, case)
                inner = self.books.get(fact.column)
                if isinstance(row, Case) and inner is not None and inner.rule.entity == entity:
                    self._visit(inner, row)

    def _outcome_of(self, book: _Book, case: Case) -> None:
        match book.rule:
            case Derived(kind=DerivedKind.STANDARD, rows=rows, expression=table):
                in_turn = isinstance(table, Apply) and table.operator is FIRST
                for index in self._first_row(rows, case) if in_turn else self._rows_that_hold(rows, case):
                    book.parts[index].outcomes.add(TRUE)
            case Derived(kind=DerivedKind.DEFINITION) as derived:
                value = self.interpreter.column(derived.entity, derived.name, case)
                book.parts[-1].outcomes.add(UNKNOWN if isinstance(value, Unknown) else "已知")
            case Duty() as duty:
                book.parts[-1].outcomes.add(self.interpreter.obligation(duty, case).state.value)
            case Benefit() as benefit:
                due = self.interpreter.benefit(benefit, case)
                book.parts[-1].outcomes.add(UNKNOWN if isinstance(due, Unknown) else PAID if due else NOT_PAID)
            case Derived():
                pass  # a 界定 is told by its grounds alone

    def _first_row(self, rows: tuple[Row, ...], case: Case) -> Iterator[int]:
        """依次: the first row that is not 否, where it holds; 其余 where all before it are 否."""
        for index, row in enumerate(rows):
            held = True if row.condition is None else self.interpreter.value(row.condition, case)
            if held is True:
                yield index
            if held is not False:
                return

    def _rows_that_hold(self, rows: tuple[Row, ...], case: Case) -> Iterator[int]:
        """Every row that holds; 其余 where all others are 否."""
        held = [None if row.condition is None else self.interpreter.value(row.condition, case) for row in rows]
        for index, value in enumerate(held):
            if value is True or (value is None and all(v is False for v in held if v is not None)):
                yield index


def _outcome(value: Value) -> str:
    return TRUE if value is True else FALSE if value is False else UNKNOWN


def _kind(rule: Rule) -> str:
    match rule:
        case Derived(kind=kind):
            return kind.value
        case Duty():
            return "职责"
        case Benefit():
            return "待遇"


def _expressions(rule: Rule) -> tuple[Expression, ...]:
    """What a rule's outcome rests on."""
    match rule:
        case Derived(expression=expression):
            return (expression,)
        case Duty():
            deadline = rule.deadline
            dates = (deadline.trigger, deadline.strict) if deadline else ()
            return _given(rule.applies, *dates, rule.done, rule.impossible, rule.bearer.expression)
        case Benefit():
            payee = rule.payee.expression if rule.payee else None
            return _given(rule.applies, rule.amount, rule.date, rule.payer.expression, payee)


def _given(*expressions: Expression | None) -> tuple[Expression, ...]:
    return tuple(e for e in expressions if e is not None)


def _states(duty: Duty) -> tuple[str, ...]:
    """The states an author would want to see of a duty, in the order of their lives."""
    states = [State.PENDING, State.ON_TIME]
    if not isinstance(duty.applies, Const):
        states.insert(0, State.NOT_APPLICABLE)
    if duty.deadline is not None:
        states += [State.LATE, State.OVERDUE, State.UNDECIDED]
        if duty.deadline.extended is not duty.deadline.strict:
            states.append(State.DOUBTFUL)
    if duty.impossible is not None:
        states.append(State.IMPOSSIBLE)
    return tuple(s.value for s in states)


def _words(condition: Expression) -> str:
    """A condition as the rule writes it, on one line."""
    return " ".join(condition.span.text.split()) if condition.span else ""


def _row_words(row: Row) -> str:
    return row.mark + _words(row.condition) if row.condition is not None else "其余"
