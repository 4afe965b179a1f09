"""One 示例 run again, and what it shows of the rules it asks about and of those they rest on."""

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import define, field

from .coverage_parts import (
    APPLIED,
    FALSE,
    KNOWN,
    NOT_APPLIED,
    NOT_PAID,
    PAID,
    SATISFIED,
    TRUE,
    UNKNOWN,
    VIOLATED,
    Parts,
    Rule,
    before_exceptions,
)
from .example_case import ExampleCase, Expectation
from .facts.tables import Table
from .funding_sum import funding_sum
from .interpret import Case, Interpreter
from .operators.exceptions import EXCEPT, WIDTH
from .operators.logic import AND
from .operators.tables import FIRST
from .outcome import State
from .program import (
    Apply,
    Benefit,
    Const,
    Derived,
    DerivedKind,
    Duty,
    Expression,
    Fact,
    Fund,
    Program,
    Row,
    Target,
    Validation,
    facts_of,
)
from .rehearse import Stage, about, example_facts
from .rule_by_version import AnyRule
from .targets import judge_target
from .types import NotYet, Unknown, Value
from .versions import Governed, VersionedInterpreter


@define
class Book:
    """What has been seen of one rule so far."""

    parts: Parts
    examples: list[str] = field(factory=list)
    reached: bool = False


@define
class CoverageRun:
    """One 示例 under way; `books` holds the rules by the day their version came into force and by name."""

    program: Program
    reference: Mapping[str, Table]
    example: ExampleCase
    books: Mapping[tuple[date, str], Book]
    seen: set[tuple[int, str, str, Value | None]] = field(factory=set)
    stage: Stage = field(init=False)

    def run(self) -> None:
        """Note everything the example shows."""
        self.stage = Stage(self.program, example_facts(self.program, self.reference, self.example), self.example)
        for expectation in self.example.expectations:
            rule = self.stage.rules[expectation.rule]
            if isinstance(rule, Fund):
                self._ask_fund(rule, expectation)
            else:
                self._ask(rule, self.stage.case(about(rule), expectation))

    def _ask(self, rule: AnyRule, case: Case) -> None:
        interpreter = self.stage.interpreter
        if not isinstance(interpreter, VersionedInterpreter):
            self._asked(interpreter, rule, case)
            return
        if isinstance(rule, Duty) and rule.repetition is not None:
            self._ask_periods(interpreter, rule, case)
            return
        governed = interpreter.govern(rule, case)
        if not isinstance(governed, Governed):
            self._ask_each(interpreter, rule, case)
        elif governed.rule is not None:
            self._asked(governed.interpreter, governed.rule, governed.case)

    def _ask_each(self, interpreter: VersionedInterpreter, rule: AnyRule, case: Case) -> None:
        """The date that picks the version is missing: what is shown is shown of each that has a text of its own."""
        for version in interpreter.versions:
            book = self.books.get((version.program.in_force, rule.name))
            if book is not None:
                self._asked(version, book.parts.rule, version.case(rule.entity, case.record))

    def _ask_periods(self, interpreter: VersionedInterpreter, duty: Duty, case: Case) -> None:
        """A repeated duty: each version that governs some period of it, or that of the as-of day where none is owed."""
        now = self.program.version_at(interpreter.as_of).in_force
        governing = {obligation.version for obligation in interpreter.obligations(duty, case)} or {now}
        for version in interpreter.versions:
            own = next((d for d in version.program.duties if d.name == duty.name), None)
            if own is not None and version.program.in_force in governing:
                self._asked(version, own, version.case(duty.entity, case.record))

    def _asked(self, at: Interpreter, rule: Rule, case: Case) -> None:
        book = self._book(at, rule)
        if book is not None:
            book.examples.append(self.example.name)
            self._visit(at, book.parts.rule, case)

    def _book(self, at: Interpreter, rule: Rule) -> Book | None:
        """The book of a rule in a version; of what goes by the policy as a whole, the latest that has it."""
        own = self.books.get((at.program.in_force, rule.name))
        versions = reversed(self.program.versions)
        return own or next((b for v in versions if (b := self.books.get((v.in_force, rule.name)))), None)

    # ---------- one rule for one row ----------

    def _visit(self, at: Interpreter, rule: Rule, case: Case) -> None:
        """Note what a rule gives for a row, and go on to the rules it rests on."""
        slot = (id(at), rule.name, case.record.key, case.governing)
        book = self._book(at, rule)
        if book is None or slot in self.seen:
            return
        self.seen.add(slot)
        book.reached = True
        for row in _as_asked(at, rule, case):
            for condition, seen in book.parts.conditions:
                seen.outcomes.add(_truth(at.value(condition, row)))
            self._exceptions(at, book.parts, row)
            if isinstance(rule, Derived):
                self._rows(at, book.parts, rule, row)
            for expression in _expressions(rule):
                self._rests_on(at, expression, row)
        if book.parts.outcome is not None:
            book.parts.outcome.outcomes.update(_outcomes(at, rule, case))

    def _rests_on(self, at: Interpreter, expression: Expression, case: Case) -> None:
        for fact in facts_of(expression):
            entity, row = at.row_of(fact, case)
            if not isinstance(row, Case):
                continue
            derived = next((d for d in at.program.derived if (d.entity, d.name) == (entity, fact.column)), None)
            behind = derived or _duty_behind(at.program, entity, fact)
            if behind is not None:
                self._visit(at, behind, row)
            self._rests_on_rows(at, entity, fact, row)

    def _rests_on_rows(self, at: Interpreter, entity: str, fact: Fact, case: Case) -> None:
        """An aggregate rests on what its rows are counted and measured by."""
        summed = next((a for a in at.program.aggregates if (a.entity, a.name) == (entity, fact.column)), None)
        rows = at.aggregates.rows_of(summed, case) if summed is not None else ()
        read = (summed.where, summed.value) if summed is not None else ()
        for row in rows if isinstance(rows, tuple) else ():
            for expression in (e for e in read if e is not None):
                self._rests_on(at, expression, row.governed_by(case.governing))

    def _exceptions(self, at: Interpreter, parts: Parts, case: Case) -> None:
        if isinstance(parts.rule, Derived):
            whole: Expression = parts.rule.expression
        elif isinstance(parts.rule, Duty | Benefit):
            whole = parts.rule.applies
        else:
            return
        for name, applied in _applied(at, whole, case):
            if name in parts.exceptions:
                parts.exceptions[name].outcomes.add(_applied_words(applied))

    def _rows(self, at: Interpreter, parts: Parts, derived: Derived, case: Case) -> None:
        """The rows of a 标准 that decide; none where an 例外 has taken their place."""
        if any(applied is not False for _, applied in _applied(at, derived.expression, case)):
            return
        table = before_exceptions(derived.expression)
        rows = [row for row, _ in parts.rows]
        in_turn = isinstance(table, Apply) and table.operator is FIRST
        for index in _first_row(at, rows, case) if in_turn else _rows_that_hold(at, rows, case):
            parts.rows[index][1].outcomes.add(TRUE)

    # ---------- 经费 ----------

    def _ask_fund(self, fund: Fund, expectation: Expectation) -> None:
        if expectation.year is None:
            return
        key = self.stage.place(fund, expectation)
        at = self._governing(expectation.year + fund.budget_offset)
        own = next((f for f in at.program.funds if f.name == fund.name), None)
        book = self._book(at, own) if own is not None else None
        if own is None or book is None:
            return
        book.examples.append(self.example.name)
        book.reached = True
        total = funding_sum(self.stage.result, fund, key, expectation.year)
        if book.parts.outcome is not None:
            book.parts.outcome.outcomes.add(UNKNOWN if total.amount is None else KNOWN)
        if book.parts.budget is not None:
            book.parts.budget.outcomes.add(total.state.value)
        self._rests_on_counted(at, own, book, key, date(total.budget_year, 1, 1))

    def _governing(self, year: int) -> Interpreter:
        """The version that governs a budget year."""
        interpreter = self.stage.interpreter
        if not isinstance(interpreter, VersionedInterpreter):
            return interpreter
        program = self.program.version_at(date(year, 1, 1))
        return next(v for v in interpreter.versions if v.program.in_force == program.in_force)

    def _rests_on_counted(self, at: Interpreter, fund: Fund, book: Book, key: str, day: date) -> None:
        """The place and the rows a 经费 counts there, under the first day of the budget year."""
        place = at.facts.tables[fund.per].by_key.get(key) if fund.per else None
        if fund.per is not None and place is not None and fund.rate is not None and fund.rate_of == fund.per:
            self._rests_on(at, fund.rate, at.case(fund.per, place).governed_by(day))
        benefit = next((b for b in at.program.benefits if b.name == fund.benefit), None)
        over, link = (benefit.entity, fund.benefit_link) if benefit is not None else ("", None)
        if fund.headcount is not None:
            over, link = fund.headcount.over, fund.headcount.link
        table = at.facts.tables.get(over)
        for record in table.records if table else ():
            case = at.case(over, record).governed_by(day)
            if link is not None and at.value(link, case) != key:
                continue
            for condition, seen in book.parts.conditions:
                seen.outcomes.add(_truth(at.value(condition, case)))
                self._rests_on(at, condition, case)
            if benefit is not None:
                self._visit(at, benefit, case.governed_by(None))
            elif fund.rate is not None and fund.rate_of == over:
                self._rests_on(at, fund.rate, case)


# ---------- under which date ----------


def _as_asked(at: Interpreter, rule: Rule, case: Case) -> tuple[Case, ...]:
    """A row as the rule sees it: under the rule's own governing date, within each period of a repeated one."""
    match rule:
        case Duty():
            return tuple(values.case for values in at.duties(rule, case)) or (case,)
        case Benefit(monthly=None):
            return (at.benefits.under(rule, case),)
        case Benefit():
            sums = at.benefits.monthly(rule, case)
            days = [due.date for due in sums] if isinstance(sums, tuple) and rule.date is None else []
            return tuple(case.governed_by(day) for day in days) or (at.benefits.under(rule, case),)
        case Derived(date=own) if own is not None:
            return (case.governed_by(at.value(own, case.governed_by(None))),)
        case Target(due=due) if due is not None:
            return (case.governed_by(at.value(due, case)),)
        case _:
            return (case,)


# ---------- what a rule gives ----------


def _outcomes(at: Interpreter, rule: Rule, case: Case) -> Iterator[str]:
    match rule:
        case Derived(kind=DerivedKind.DEFINITION):
            value = at.column(rule.entity, rule.name, case, event=rule.event)
            yield UNKNOWN if isinstance(value, Unknown | NotYet) else KNOWN
        case Duty():
            found = at.obligations(rule, case)
            yield from (obligation.state.value for obligation in found)
            if not found:
                yield State.NOT_APPLICABLE.value
        case Benefit():
            due = at.benefit(rule, case)
            yield UNKNOWN if isinstance(due, Unknown) else PAID if due else NOT_PAID
        case Target():
            judged = judge_target(at, rule, case)
            yield judged.outcome.state.value if judged is not None else State.NOT_APPLICABLE.value
        case Validation():
            held = at.value(rule.condition, case)
            yield UNKNOWN if isinstance(held, Unknown) else SATISFIED if held is True else VIOLATED


def _first_row(at: Interpreter, rows: list[Row], case: Case) -> Iterator[int]:
    """依次: the first row that is not 否, where it holds; 其余 where all before it are 否."""
    for index, row in enumerate(rows):
        held = True if row.condition is None else at.value(row.condition, case)
        if held is True:
            yield index
        if held is not False:
            return


def _rows_that_hold(at: Interpreter, rows: list[Row], case: Case) -> Iterator[int]:
    """Every row that holds; 其余 where all others are 否."""
    held = [None if row.condition is None else at.value(row.condition, case) for row in rows]
    for index, value in enumerate(held):
        if value is True or (value is None and all(v is False for v in held if v is not None)):
            yield index


def _applied(at: Interpreter, expression: Expression, case: Case) -> Iterator[tuple[str, Value]]:
    """Each 例外 with whether it takes the place of what it is an exception to.

    One that another beats does not; one to an exception is asked only where that holds (semantics.md, Exceptions).
    """
    if not isinstance(expression, Apply) or expression.operator is not EXCEPT:
        return
    cells = [expression.arguments[i : i + WIDTH] for i in range(2, len(expression.arguments), WIDTH)]
    held = {_text(name): at.value(condition, case) for name, _, condition, _ in cells}
    beaten = {b for name, beats, _, _ in cells if held[_text(name)] is True for b in _text(beats).split("、")}
    for name, _, condition, value in cells:
        yield _text(name), False if _text(name) in beaten else held[_text(name)]
        if held[_text(name)] is True:
            yield from _applied(at, value, case)
        yield from _withdrawn(at, condition, case)


def _withdrawn(at: Interpreter, condition: Expression, case: Case) -> Iterator[tuple[str, Value]]:
    """The exceptions that take an exception back: they stand in its condition, behind what it asks itself."""
    if not isinstance(condition, Apply) or condition.operator is not AND or len(condition.arguments) != 2:
        return
    own, taken = condition.arguments
    if isinstance(taken, Apply) and at.value(own, case) is True:
        yield from _applied(at, taken.arguments[0], case)


def _text(expression: Expression) -> str:
    return str(expression.value) if isinstance(expression, Const) else ""


def _truth(value: Value) -> str:
    return TRUE if value is True else FALSE if value is False else UNKNOWN


def _applied_words(value: Value) -> str:
    return APPLIED if value is True else NOT_APPLIED if value is False else UNKNOWN


# ---------- what it rests on ----------


def _duty_behind(program: Program, entity: str, fact: Fact) -> Duty | None:
    """The duty whose outcome a fact is (触发 X 逾期)."""
    name, _, outcome = fact.column.rpartition(" ")
    duties = (d for d in program.duties if (d.entity, d.name) == (entity, name))
    return next(duties, None) if outcome in ("逾期", "履行") else None


def _expressions(rule: Rule) -> tuple[Expression, ...]:
    """What a rule's outcome rests on."""
    match rule:
        case Derived(expression=expression):
            return (expression,)
        case Duty():
            deadline = rule.deadline
            dates = (deadline.trigger, deadline.strict) if deadline else ()
            own = (rule.applies, *dates, rule.done, rule.impossible, rule.bearer.expression, rule.breach, rule.arises)
            return (*_given(*own), *(r.condition for r in rule.requirements))
        case Benefit():
            payee = rule.payee.expression if rule.payee else None
            stop = rule.stop.condition if rule.stop is not None else None
            return _given(rule.applies, rule.amount, rule.date, rule.payer.expression, payee, stop)
        case Target():
            return _given(rule.applies, rule.requirement, rule.due)
        case Validation():
            return (rule.condition,)
        case Fund():
            return ()


def _given(*expressions: Expression | None) -> tuple[Expression, ...]:
    return tuple(e for e in expressions if e is not None)
