"""Why a rule gives what it gives for one case: facts, clauses, and how each date came about."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from attrs import evolve, field, frozen

from .date_words import full_date
from .derivation import Derivation, derive_period, derive_working_days, roll
from .due_changes import change_notes, is_changed, unchanged
from .figures_read import figure_lines
from .interpret import Case, DutyValues, Interpreter
from .obligation import event_date
from .operators.dates import AFTER, BEFORE, ROLL_BACKWARD, ROLL_FORWARD
from .operators.due_dates import EXTENDED, SUSPENDED
from .outcome import State, Trace, TraceLine
from .periods import LAST_DATE, OutOfRange, Period, PeriodUnit
from .program import (
    GOVERNING,
    Aggregate,
    AggregateKind,
    Apply,
    Benefit,
    Deadline,
    Derived,
    DerivedKind,
    Duty,
    Expression,
    Fact,
    Heading,
    Modality,
    Program,
    Row,
    Target,
    Validation,
    facts_of,
)
from .sensitive import has_sensitive_key
from .targets import Judged, dated, judge_target
from .types import NOT_YET, BearerType, BooleanType, DateType, MoneyType, ReferenceType, Unknown, Value
from .words import describe_fen, describe_value
from .workdays import Uncovered

Rule = Duty | Benefit | Derived | Target


TOLD_AT_MOST = 8
"""So many times a trace tells what the same column of the same row rests on."""
TOLD_ABOVE = "怎样得来见上文"


@frozen
class Explainer:
    """Explains rules for cases of one interpreter."""

    interpreter: Interpreter
    _told: Counter[tuple[object, ...]] = field(factory=Counter, init=False, eq=False, repr=False)

    def explain(self, rule: Rule, case: Case) -> Trace:
        """The trace of one rule for one case."""
        self._told.clear()
        match rule:
            case Duty():
                return self._duty(rule, case)
            case Benefit():
                return self._benefit(rule, case)
            case Derived():
                return self._derived(rule, case)
            case Target():
                return self._target(rule, case)

    # ---------- 目标 ----------

    def _target(self, target: Target, case: Case) -> Trace:
        judged = judge_target(self.interpreter, target, case)
        case = dated(self.interpreter, target, case)
        lines = [self.line("要求", target.requirement, case)]
        for words, side in (("实际", target.measured), ("应达到", target.required)):
            if side is not None:
                lines.append(self.line(words, side, case))
        if target.applies.span is not None:
            lines.append(self.line("适用条件", target.applies, case))
        lines.append(self.line("期限", target.due, case) if target.due else TraceLine("期限", "原文未定时限"))
        if target.bearer is not None:
            lines.append(self.line("承担者", target.bearer.expression, case))
        outcome = judged.outcome.state.value if judged is not None else State.NOT_APPLICABLE.value
        lines.append(TraceLine(f"截至{full_date(self.interpreter.as_of)}", outcome))
        open_ = judged.open.causes if judged is not None and judged.open is not None else ()
        reason = "；".join(sorted(cause.describe() for cause in open_)) or self._not_aimed(target, judged, case)
        return _trace(target.heading, "目标", outcome + (f"（{reason}）" if reason else ""), tuple(lines))

    def _not_aimed(self, target: Target, judged: Judged | None, case: Case) -> str:
        """Why a 目标 is 不适用; empty where it is not."""
        if judged is not None:
            return ""
        outside = self.interpreter.value(target.applies, case) is False
        return "不在适用范围" if outside else "期限在政策施行之前"

    # ---------- 校验 ----------

    def validation(self, rule: Validation, case: Case) -> Trace:
        """Whether a row satisfies a 校验, and what becomes of it where it does not."""
        line = self.line("须", rule.condition, case)
        match self.interpreter.value(rule.condition, case):
            case True:
                outcome = "符合"
            case False:
                outcome = "不符合，这一行不核查" if rule.severe else "不符合，列入数据问题"
            case _:
                outcome = line.value
        return _trace(rule.heading, "校验", outcome, (line,))

    # ---------- 职责 ----------

    def _duty(self, duty: Duty, case: Case) -> Trace:
        if duty.repetition is not None:
            return self._repeated(duty, case)
        if duty.modality is Modality.MUST_NOT:
            return self._prohibition(duty, case)
        values = self.interpreter.duty(duty, case)
        case = values.case
        decision = values.decision
        reason = decision.reason or "；".join(sorted(c.describe() for c in decision.causes))
        outcome = decision.state.value + (f"（{reason}）" if reason else "")
        lines = [self._line("承担者", values.bearer, duty.bearer.expression, case, words_of=duty.bearer.words)]
        lines += self._applies(duty, case)
        if duty.arises is not None and (duty.deadline is None or duty.deadline.trigger != duty.arises):
            lines.append(self._line("触发", self.interpreter.value(duty.arises, case), duty.arises, case))
        if duty.deadline is not None:
            lines += self._deadline(duty.deadline, case)
        else:
            lines.append(TraceLine("期限", duty.prompt or "原文未定时限"))
        lines += self._performance(duty, case)
        lines += self._requirements(values)
        lines.append(self._verdict(duty, values.facts.extended, values.facts.done, decision.state))
        return _trace(duty.heading, "职责", outcome, tuple(lines))

    def _repeated(self, duty: Duty, case: Case) -> Trace:
        """Every period with its own state, dates and proof."""
        every = self.interpreter.duties(duty, case)
        bearer = self.interpreter.value(duty.bearer.expression, case)
        lines = [self._line("承担者", bearer, duty.bearer.expression, case, words_of=duty.bearer.words)]
        by_period = self.interpreter.depends_on_date(duty.applies)
        if not by_period:
            lines += self._applies(duty, case)
        for values in every:
            due, done, state = values.facts.extended, values.facts.done, values.decision.state
            reason = values.decision.reason or "；".join(sorted(c.describe() for c in values.decision.causes))
            about = self._applies(duty, values.case) if by_period else []
            if duty.deadline is not None and due is not None:
                about.append(TraceLine("期限", describe_value(due, DateType()), notes=(duty.deadline.words,)))
                about.append(TraceLine("履行", describe_value(done, DateType())))
            about += self._requirements(values)
            about.append(self._verdict(duty, due, done, state))
            shown = state.value + (f"（{reason}）" if reason else "")
            lines.append(TraceLine(values.period or "各期", shown, children=tuple(about)))
        counted = Counter(values.decision.state.value for values in every)
        outcome = "，".join(f"{state}{n}期" for state, n in sorted(counted.items())) or "没有应履行的期次"
        return _trace(duty.heading, "职责", outcome, tuple(lines))

    def _applies(self, duty: Duty, case: Case) -> list[TraceLine]:
        """当 and what is taken out of it."""
        lines = [self._exception(row, case) for row in duty.exceptions]
        applies = self.interpreter.value(duty.applies, case)
        if applies is True and not isinstance(duty.applies, Fact | Apply):
            return lines
        return [self._line("适用条件", applies, duty.applies, case), *lines]

    def _prohibition(self, duty: Duty, case: Case) -> Trace:
        values = self.interpreter.duty(duty, case)
        case = values.case
        decision = values.decision
        reason = decision.reason or "；".join(sorted(c.describe() for c in decision.causes))
        lines = [self._line("承担者", values.bearer, duty.bearer.expression, case, words_of=duty.bearer.words)]
        lines += self._applies(duty, case)
        for words, expression in (("违反当", duty.breach), ("违反之日", duty.breached_on)):
            if isinstance(expression, Fact | Apply):
                lines.append(self._line(words, self.interpreter.value(expression, case), expression, case))
        lines.append(self._verdict(duty, None, NOT_YET, decision.state))
        return _trace(duty.heading, "禁止", decision.state.value + (f"（{reason}）" if reason else ""), tuple(lines))

    def _requirements(self, values: DutyValues) -> Iterator[TraceLine]:
        """Each 须 with the facts it rests on."""
        for requirement, judged in zip(values.duty.requirements, values.requirements, strict=False):
            facts = self._facts(requirement.condition, values.case)
            words, sensitive = describe_value(judged.value, BooleanType()), self._reveals(requirement.condition)
            yield TraceLine(f"须 {requirement.words}", words, children=facts, sensitive=sensitive)

    def _deadline(self, deadline: Deadline, case: Case) -> Iterator[TraceLine]:
        trigger = self.interpreter.value(deadline.trigger, case) if deadline.trigger else None
        if deadline.trigger is not None and trigger is not None:
            yield self._line("起算" if deadline.period_runs else "基准日", trigger, deadline.trigger, case)
        strict = self.interpreter.value(deadline.strict, case)
        yield self._due("期限", deadline.strict, strict, case, deadline.words)
        extended = self.interpreter.value(deadline.extended, case)
        if extended != strict:
            yield self._due("末日顺延", deadline.extended, extended, case, "条文未写明休息日是否顺延")

    def _due(self, words: str, expression: Expression, value: Value, case: Case, note: str) -> TraceLine:
        derivation = self.derivation(expression, case)
        notes: tuple[str, ...] = (note, derivation.sentence()) if derivation else (note,)
        notes += tuple(change_notes(expression, lambda e: self.interpreter.value(e, case)))
        sensitive = self._reveals(expression)
        return TraceLine(words, describe_value(value, expression.type), notes=notes, sensitive=sensitive)

    def derivation(self, expression: Expression, case: Case) -> Derivation | None:
        """How a due date was counted; None where it is not counted or not known."""
        if not isinstance(expression, Apply):
            return None
        if expression.operator in (EXTENDED, SUSPENDED):
            return self.derivation(unchanged(expression), case)
        if expression.operator in (ROLL_FORWARD, ROLL_BACKWARD) and is_changed(expression.arguments[0]):
            return self.derivation(expression.arguments[0], case)
        if expression.operator in (ROLL_FORWARD, ROLL_BACKWARD):
            inner = self.derivation(expression.arguments[0], case)
            backward = expression.operator is ROLL_BACKWARD
            found = roll(inner, self.interpreter.program.calendar, is_backward=backward) if inner else None
            return found if isinstance(found, Derivation) else None
        if expression.operator not in (AFTER, BEFORE):
            return None
        start, period, include, month_end = (self.interpreter.value(a, case) for a in expression.arguments)
        if not isinstance(start, date) or not isinstance(period, Period):
            return None
        return self._counted(start, period, expression.operator is BEFORE, include is True, month_end is True)

    def _counted(
        self, start: date, period: Period, backward: bool, include: bool, month_end: bool
    ) -> Derivation | None:
        found: Derivation | Uncovered | OutOfRange
        if period.unit is PeriodUnit.WORKING_DAY:
            calendar = self.interpreter.program.calendar
            found = derive_working_days(calendar, start, period.count, is_backward=backward, include_start=include)
        else:
            found = derive_period(start, period, is_backward=backward, include_start=include, month_end=month_end)
        return found if isinstance(found, Derivation) else None

    def _performance(self, duty: Duty, case: Case) -> Iterator[TraceLine]:
        done = self.interpreter.value(duty.done, case) if duty.done else NOT_YET
        if duty.cells:
            cells = tuple(self._fact_line(cell.fact, case, words=cell.words) for cell in duty.cells)
            which = "任一项履行之日" if duty.alternatives else "各项齐备之日"
            yield TraceLine(f"履行（{which}）", describe_value(done, duty.cells[0].fact.type), children=cells)
        elif duty.done is not None:
            yield self._line("履行", done, duty.done, case)
        if duty.impossible is not None:
            yield self._line("客观不能", self.interpreter.value(duty.impossible, case), duty.impossible, case)

    def _verdict(self, duty: Duty, extended: Value | None, done: Value, state: State) -> TraceLine:
        as_of, due = self.interpreter.as_of, event_date(extended)
        words = state.value
        if state.is_late and due is not None:
            end = event_date(done) or as_of
            words = f"{state.value}，逾期{(min(end, as_of) - due).days}天"
        return TraceLine(f"截至{full_date(as_of)}", words)

    # ---------- 待遇 ----------

    def _benefit(self, benefit: Benefit, case: Case) -> Trace:
        found = self.interpreter.benefit(benefit, case)
        if isinstance(found, Unknown):
            outcome = describe_value(found, MoneyType())
        else:
            outcome = "不发" if found is None else f"应发{describe_fen(found.amount_fen)}"
        case = self.interpreter.benefits.under(benefit, case)
        value = self.interpreter.value
        lines = [
            *(self._by_month(benefit, case) or self._owed(benefit, case)),
            self._line("付款", value(benefit.payer.expression, case), benefit.payer.expression, case),
        ]
        if benefit.payee is not None:
            lines.append(self._line("收款", value(benefit.payee.expression, case), benefit.payee.expression, case))
        if benefit.date is not None:
            lines.append(self._line("以此日为准", value(benefit.date, case), benefit.date, case))
        if benefit.monthly is not None:
            ends = (("按月发，自", benefit.monthly.start), ("按月发，至", benefit.monthly.end))
            lines += [self._line(words, value(e, case), e, case) for words, e in ends]
        if benefit.stop is not None:
            stops = value(benefit.stop.condition, case)
            lines.append(self._line("停发", stops, benefit.stop.condition, case))
            if benefit.stop.since is not None and stops is not False:
                lines.append(self._line("停发自", value(benefit.stop.since, case), benefit.stop.since, case))
        if benefit.paid is not None:
            lines.append(self._line("核对", value(benefit.paid, case), benefit.paid, case))
        return _trace(benefit.heading, "待遇", outcome, tuple(lines))

    def _owed(self, benefit: Benefit, case: Case) -> tuple[TraceLine, ...]:
        """Whether a sum is due and how much, under the governing date of the case."""
        value = self.interpreter.value
        return (
            self._line("条件", value(benefit.applies, case), benefit.applies, case),
            self._line("数额", value(benefit.amount, case), benefit.amount, case),
            *(self._exception(row, case) for row in benefit.exceptions),
        )

    def _by_month(self, benefit: Benefit, case: Case) -> tuple[TraceLine, ...]:
        """The same for each day a monthly sum falls due, months that do not differ as one; nothing where no day counts."""
        if benefit.monthly is None or not self.interpreter.benefits.changes_by_month(benefit):
            return ()
        months = self.interpreter.benefits.months(benefit, benefit.monthly, case)
        if isinstance(months, Unknown):
            return ()
        about = [(day, _undated(self._owed(benefit, case.governed_by(day)))) for day in months]
        found = []
        for lines, same in groupby(about, key=lambda month: month[1]):
            days = [day for day, _ in same]
            words = full_date(days[0]) if len(days) == 1 else f"{full_date(days[0])}至{full_date(days[-1])}"
            found.append(TraceLine(f"{words}发放", f"{len(days)}笔", children=lines))
        return tuple(found)

    # ---------- 定义, 界定, 标准 ----------

    def _derived(self, derived: Derived, case: Case) -> Trace:
        value = self.interpreter.column(derived.entity, derived.name, case, event=derived.event)
        trace = _trace(
            derived.heading,
            derived.kind.value,
            describe_value(value, derived.type),
            self._derivation_lines(derived, case),
        )
        return evolve(trace, sensitive=self._reveals(derived.expression))

    def _derivation_lines(self, derived: Derived, case: Case) -> tuple[TraceLine, ...]:
        if derived.date is not None:
            case = case.governed_by(self.interpreter.value(derived.date, case))
        if derived.rows:
            return tuple(self._row(derived, row, case) for row in derived.rows)
        return self._facts(derived.expression, case)

    def _row(self, derived: Derived, row: Row, case: Case) -> TraceLine:
        condition = self.interpreter.value(row.condition, case) if row.condition is not None else True
        holds = describe_value(condition, BooleanType()) if row.condition is not None else "其余情形"
        words = f"{row.mark}{_source_words(row.condition)}"
        notes: tuple[str, ...] = ()
        if derived.kind is DerivedKind.STANDARD and row.value is not None:
            given = f"：{describe_value(self.interpreter.value(row.value, case), derived.type)}"
            words, notes = (words, (given[1:],)) if self._reveals(row.value) else (words + given, ())
        children = self._facts(row.condition, case) if row.condition is not None else ()
        if condition is not False:
            children = (*children, *self._facts(row.value, case))
        sensitive = any(part is not None and self._reveals(part) for part in (row.condition, row.value))
        return TraceLine(words, holds, row.citations, notes=notes, children=children, sensitive=sensitive)

    def _exception(self, row: Row, case: Case) -> TraceLine:
        """A 但 … 的除外 or 例外 of a 职责 or 待遇."""
        condition = self.interpreter.value(row.condition, case) if row.condition is not None else True
        words = f"{row.mark}{_source_words(row.condition)}"
        sensitive = row.condition is not None and self._reveals(row.condition)
        children = self._facts(row.condition, case)
        return TraceLine(
            words, describe_value(condition, BooleanType()), row.citations, children=children, sensitive=sensitive
        )

    # ---------- facts ----------

    def line(self, words: str, expression: Expression, case: Case) -> TraceLine:
        """What an expression gives for a case, under a heading of its own, with the facts it rests on."""
        return self._line(words, self.interpreter.value(expression, case), expression, case)

    def _line(self, words: str, value: Value, expression: Expression, case: Case, words_of: str = "") -> TraceLine:
        label = f"{words}（{self.interpreter.shown(words_of)}）" if words_of else words
        written = _source_words(expression)
        children = self._facts(expression, case)
        notes = (written,) if written and isinstance(expression, Apply) else ()
        if isinstance(expression, Fact) and len(children) == 1 and not children[0].children:
            label, children = f"{label}（{expression.words}）" if not words_of else label, ()
        value = self.interpreter.shown(value) if isinstance(expression.type, BearerType) else value
        # A condition that rests on a 敏感 fact would tell it beside the parts that are shown.
        sensitive = self._reveals(expression)
        return TraceLine(
            label, describe_value(value, expression.type), notes=notes, children=children, sensitive=sensitive
        )

    def _facts(self, expression: Expression | None, case: Case) -> tuple[TraceLine, ...]:
        """Every fact an expression reads, once, with what it rests on in turn, and every 参数."""
        if expression is None:
            return ()
        distinct = {(f.path, f.column): f for f in facts_of(expression) if not self._is_bound(f, case)}
        facts = tuple(self._fact_line(f, case) for f in distinct.values())
        return (*facts, *figure_lines(expression, lambda e: self.interpreter.value(e, case), self._reveals))

    def _is_bound(self, fact: Fact, case: Case) -> bool:
        """Whether a fact only bounds a number of rows that stands beside it."""
        entity, _ = self.interpreter.follow(fact.entity, fact.path, case)
        found = self._aggregate(entity, fact.column)
        return found is not None and found.kind in (AggregateKind.LEAST, AggregateKind.MOST)

    def _aggregate(self, entity: str, column: str) -> Aggregate | None:
        aggregates = self.interpreter.program.aggregates
        return next((a for a in aggregates if (a.entity, a.name) == (entity, column)), None)

    def _counted_rows(self, aggregate: Aggregate, row: Case) -> tuple[str, ...]:
        """How many rows an aggregate went through and how many counted; never which ones."""
        rows = self.interpreter.aggregates.rows_of(aggregate, row)
        if not isinstance(rows, tuple):
            return ()
        if aggregate.where is None:
            return (f"{aggregate.over} {len(rows)}行",)
        found = [self.interpreter.value(aggregate.where, r) for r in rows]
        sure, unsure = sum(f is True for f in found), sum(isinstance(f, Unknown) for f in found)
        doubt = f"，不能确定{unsure}行" if unsure else ""
        return (f"{aggregate.over} {len(rows)}行，其中符合{sure}行{doubt}",)

    def _fact_line(self, fact: Fact, case: Case, words: str = "") -> TraceLine:
        value = self.interpreter.value(fact, case)
        entity, row = self.interpreter.row_of(fact, case)
        derived = self._derived_column(entity, fact.column)
        children, told = self._told_in_full(derived, row) if derived is not None and isinstance(row, Case) else ((), ())
        citations = derived.heading.citations if derived is not None else ()
        label = words or fact.words
        aggregate = self._aggregate(entity, fact.column)
        notes = self._counted_rows(aggregate, row) if aggregate is not None and isinstance(row, Case) else ()
        return TraceLine(
            label,
            self._named(fact, value, case),
            citations,
            notes=(*notes, *told),
            children=children,
            sensitive=self._is_sensitive(fact),
        )

    def _told_in_full(self, derived: Derived, row: Case) -> tuple[tuple[TraceLine, ...], tuple[str, ...]]:
        """What a derived column rests on, and a note instead where the trace has told it often enough.

        A rule that names another twice, layer upon layer, would else be told a million times in twenty layers.
        """
        place = (derived.entity, derived.name, row.record.key, row.governing)
        self._told[place] += 1
        if self._told[place] > TOLD_AT_MOST:
            return (), (TOLD_ABOVE,)
        return self._derivation_lines(derived, row), ()

    def _named(self, fact: Fact, value: Value, case: Case) -> str:
        """The value in words; a reference by the name of the row it leads to, where that has one."""
        if fact.column == GOVERNING and value == LAST_DATE:
            return "示例没有写「截至」，用最新的数"
        value = self.interpreter.shown(value) if isinstance(fact.type, BearerType) else value
        words = describe_value(value, fact.type)
        if not isinstance(fact.type, ReferenceType) or not isinstance(value, str):
            return words
        entity, row = self.interpreter.follow(fact.entity, (*fact.path, fact.column), case)
        label = self.interpreter.program.entities[entity].label
        name = row.record.values[label] if label and isinstance(row, Case) else None
        sensitive = label is not None and self.interpreter.program.entities[entity].columns[label].sensitive
        return f"{name}（{words}）" if name and not sensitive else words

    def _derived_column(self, entity: str, column: str) -> Derived | None:
        return next((d for d in self.interpreter.program.derived if (d.entity, d.name) == (entity, column)), None)

    def _is_sensitive(self, fact: Fact) -> bool:
        return is_sensitive(self.interpreter, fact)

    def _reveals(self, expression: Expression) -> bool:
        """Whether the value of an expression rests on a sensitive fact."""
        return any(self._is_sensitive(fact) for fact in facts_of(expression))


def is_sensitive(interpreter: Interpreter, fact: Fact) -> bool:
    """Whether a fact is marked 敏感, refers to a row by a 敏感 key, or is derived from such a fact."""
    return _rests_on_sensitive(interpreter.program, fact, set())


def _rests_on_sensitive(program: Program, fact: Fact, seen: set[tuple[str, str]]) -> bool:
    """`seen` are the columns found to rest on nothing 敏感, or being looked at."""
    entity = fact.entity
    for step in fact.path:
        if program.entities[entity].columns[step].sensitive:
            return True
        entity = program.entities[entity].reference(step) or entity
    column = program.entities[entity].columns.get(fact.column)
    if (entity, fact.column) in seen:
        return False
    if column is None:
        seen.add((entity, fact.column))
        rows = [a for a in program.aggregates if (a.entity, a.name) == (entity, fact.column)]
        read = [e for a in rows for e in (a.value, a.where) if e is not None]
        if any(_rests_on_sensitive(program, inner, seen) for e in read for inner in facts_of(e)):
            return True
        derived = next((d for d in program.derived if (d.entity, d.name) == (entity, fact.column)), None)
        inner = facts_of(derived.expression) if derived is not None else ()
        return any(_rests_on_sensitive(program, fact, seen) for fact in inner)
    target = program.entities[entity].reference(fact.column)
    return column.sensitive or (target is not None and has_sensitive_key(program.entities[target]))


def _undated(lines: tuple[TraceLine, ...]) -> tuple[TraceLine, ...]:
    """Lines without the governing date among their facts, where what stands above them says it."""
    return tuple(evolve(x, children=_undated(x.children)) for x in lines if x.words != GOVERNING)


def _source_words(expression: Expression | None) -> str:
    """The words of the rule, without line breaks."""
    if expression is None or expression.span is None:
        return ""
    return " ".join(expression.span.text.split())


def _trace(heading: Heading, kind: str, outcome: str, lines: tuple[TraceLine, ...]) -> Trace:
    return Trace(heading.name, kind, outcome, heading.citations, tuple(r.text for r in heading.readings), lines)
