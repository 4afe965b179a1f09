"""职责, 待遇, 定性要求 and 非规范: who must do what, what is due, and what is only listed."""

from attrs import evolve, frozen

from ..engine.operators.dates import AFTER, BEFORE, CALLS, ROLL_BACKWARD, ROLL_FORWARD
from ..engine.operators.operator import Operator
from ..engine.periods import Period
from ..engine.program import (
    Apply,
    Benefit,
    Cell,
    Const,
    Deadline,
    Direction,
    Duty,
    EntityKind,
    Expression,
    Fact,
    Modality,
    NonNorm,
    OpenNorm,
    Party,
    Repetition,
    Requirement,
    facts_of,
)
from ..engine.types import BooleanType, DateType, MomentType, PeriodType, Type, describe_type
from . import syntax as s
from .arising import TRIGGER_DAY, arising
from .citations import Citer
from .clauses import KEYWORDS, Clauses
from .deadline_changes import change_words, changes, counts_working_days
from .deadline_options import misfit
from .derivations import Derivations
from .exceptions import Carved, provisos
from .expressions import FALSE, TRUE, Checker, happened
from .holders import Holders, holders, party_of
from .hour_deadlines import deadline_in_hours
from .payments import payment_parts
from .periods import in_months, rests_on_months, uncountable
from .problems import checking as p
from .problems import consistency
from .problems import duties as d
from .repeats import repeated
from .rule_words import rule_words, value_words
from .scope import Scope

OF_ALL = (s.For, s.When, s.Proviso, s.By, s.Toward, s.Supervised, s.GoverningDate, s.ApplicablePeriod)
OF_DUTIES = (
    s.Shall, s.May, s.DeadlineClause, s.DoneBy, s.DoneInPeriod, s.ImpossibleWhen, s.Arises, s.Requirement,
)  # fmt: skip
PERFORMED_ON = "履行日期"
"""How a 须 names the day of performance."""


@frozen
class Duties:
    """Checks the statements that say who owes what."""

    scope: Scope
    citer: Citer
    derivations: Derivations

    def duty(self, statement: s.DutyStatement) -> Duty | None:
        """One 职责."""
        clauses = Clauses(self.scope, "职责", statement.name, statement.clauses)
        clauses.allow(*OF_ALL, *OF_DUTIES)
        heading = self.citer.heading(clauses)
        entity = self.derivations.subject(clauses)
        by = clauses.need(s.By, "由 民政局")
        modality, action = self._action(clauses)
        proof = self._proof_clause(clauses, modality)
        if clauses.one(s.DeadlineClause) is None and modality is Modality.MUST:
            self.scope.report(p.NoDeadline(statement.name.span, statement.name.text))
        missing_proof = proof is None and modality is Modality.MUST
        if entity is None or self._no_cases(clauses, entity):
            self._note_failure(statement.name)
            return None
        checker = self.derivations.checker(entity)
        who = holders(self.scope, checker, by) if by else None
        arises = self._arises(clauses, entity)
        when = self._when_due(checker, clauses, arises, proof)
        details = self._details(checker, clauses, statement.name, when.done if when else None)
        requirements = self._requirements(checker, clauses, when.done if when else None)
        if who is None or when is None or action is None or missing_proof or details is None:
            self._note_failure(statement.name)
            return None
        duty = Duty(heading, entity, who.bearer, action, details.applies.expression, when.done, when.deadline)
        return self._with_details(who, details, evolve(
            duty, modality=modality, arises=arises, repetition=when.repetition, prompt=when.prompt,
            requirements=requirements,
        ))  # fmt: skip

    def prohibition(self, statement: s.ProhibitionStatement) -> Duty | None:
        """One 禁止."""
        clauses = Clauses(self.scope, "禁止", statement.name, statement.clauses)
        clauses.allow(*OF_ALL, s.ShallNot, s.BreachedWhen)
        heading = self.citer.heading(clauses)
        entity = self.derivations.subject(clauses)
        by = clauses.need(s.By, "由 民政局")
        shall_not = clauses.need(s.ShallNot, '不得 "向无关人员提供档案"')
        breached = clauses.need(s.BreachedWhen, "违反当 档案外借 于 外借日期（无法用数据证明的，请改用「定性要求」）")
        if entity is None or self._no_cases(clauses, entity):
            self._note_failure(statement.name)
            return None
        checker = self.derivations.checker(entity)
        who = holders(self.scope, checker, by) if by else None
        breach = checker.condition(breached.condition) if breached else None
        written = breached.on if breached else None
        on = checker.of_type(written, DateType, "于", event=True) if written is not None else None
        details = self._details(checker, clauses, statement.name, None)
        incomplete = who is None or breach is None or (written is not None and on is None)
        if who is None or shall_not is None or details is None or incomplete:
            self._note_failure(statement.name)
            return None
        duty = Duty(heading, entity, who.bearer, shall_not.text, details.applies.expression, None)
        return self._with_details(who, details, evolve(
            duty, modality=Modality.MUST_NOT, breach=breach, breached_on=on,
        ))  # fmt: skip

    def _details(self, checker: Checker, clauses: Clauses, name: s.Name, done: Expression | None) -> "_Details | None":
        """Everything that 职责 and 禁止 share beyond who, what and when; None where a date cannot be made out."""
        toward, by, done_by = clauses.one(s.Toward), clauses.one(s.By), clauses.one(s.DoneBy)
        impossible, supervised = clauses.one(s.ImpossibleWhen), clauses.one(s.Supervised)
        governing, period = clauses.one(s.GoverningDate), clauses.one(s.ApplicablePeriod)
        day = checker.of_type(governing.value, DateType, "以……为准", event=True) if governing else None
        ends = self._ends(checker, period) if period else None
        found = _Details(
            applies=self._applies(checker, clauses, name),
            toward=toward,
            cells=self._cells(toward, done_by, done) if done_by and done else (),
            recipients=self._parties(checker, toward.parties if toward else (), "向"),
            impossible=self._condition(checker, impossible) if impossible else None,
            supervisors=self._parties(checker, supervised.parties if supervised else (), "督办"),
            cooperating=self._parties(checker, by.cooperating if by else (), "由 … 牵头 …"),
            date=day,
            applicable=ends,
        )
        return None if (governing and day is None) or (period and ends is None) else found

    def _with_details(self, who: Holders, found: "_Details", duty: Duty) -> Duty:
        """A duty with everything that 职责 and 禁止 share beyond who, what and when."""
        toward = found.toward
        return evolve(
            duty,
            exceptions=found.applies.rows,
            bearers=who.bearers,
            each_row=who.each_row,
            personal=who.personal,
            recipients=found.recipients,
            channels=tuple(c.text for c in toward.channels) if toward else (),
            cells=found.cells,
            alternatives=bool(toward and toward.alternatives),
            impossible=found.impossible,
            supervisors=found.supervisors,
            cooperating=found.cooperating,
            date=found.date,
            applicable=found.applicable,
        )

    def benefit(self, statement: s.BenefitStatement) -> Benefit | None:
        """One 待遇."""
        clauses = Clauses(self.scope, "待遇", statement.name, statement.clauses)
        clauses.allow(
            s.For,
            s.When,
            s.Proviso,
            s.Payment,
            s.By,
            s.Amount,
            s.GoverningDate,
            s.MonthlyAmount,
            s.StoppedWhen,
            s.Verified,
            s.ListedIn,
        )
        heading = self.citer.heading(clauses)
        entity = self.derivations.subject(clauses)
        payment = clauses.need(s.Payment, "由 民政局 发给 申请人")
        if entity is None or self._no_cases(clauses, entity):
            self._note_failure(statement.name)
            return None
        checker = self.derivations.checker(entity)
        governing = clauses.one(s.GoverningDate)
        payer = self._party(checker, payment.payer, "由") if payment else None
        payee = self._party(checker, payment.payee, "发给") if payment and payment.payee else None
        parts = payment_parts(checker, clauses)
        day = checker.of_type(governing.value, DateType, "以……为准", event=True) if governing else None
        applies = self._applies(checker, clauses, statement.name)
        if payer is None or parts is None:
            self._note_failure(statement.name)
            return None
        return Benefit(
            heading=heading,
            entity=entity,
            applies=applies.expression,
            payer=payer,
            payee=payee,
            amount=parts.amount,
            date=day,
            exceptions=applies.rows,
            monthly=parts.monthly,
            stop=parts.stop,
            paid=parts.paid,
            budget_offset=parts.budget_offset,
        )

    def open_norm(self, statement: s.OpenNormStatement) -> OpenNorm | None:
        """One 定性要求; what it asks is its 应, or else the words it quotes."""
        clauses = Clauses(self.scope, "定性要求", statement.name, statement.clauses)
        clauses.allow(s.By, s.Shall, s.Toward, s.For)
        heading = self.citer.heading(clauses)
        by = clauses.one(s.By)
        shall = clauses.one(s.Shall)
        toward = clauses.one(s.Toward)
        if clauses.one(s.For) is not None:
            self.derivations.subject(clauses)
        for party in (*(by.parties if by else ()), *(toward.parties if toward else ())):
            if len(party.names) > 1 or party.text not in self.scope.bearers:
                near = self.scope.nearest(party.text, tuple(self.scope.bearers))
                self.scope.report(
                    p.UnknownName(party.span, party.text, "主体", near, remedy=f"请先写：主体 {party.text}")
                )
        action = shall.text if shall else "；".join(c.quotation for c in heading.citations)
        return OpenNorm(heading, tuple(x.text for x in by.parties) if by else (), action)

    def non_norm(self, statement: s.NonNormStatement) -> NonNorm:
        """One 非规范, whose 解释 is the reason."""
        clauses = Clauses(self.scope, "非规范", statement.name, statement.clauses)
        clauses.allow()
        clauses.need(s.Explanation, '解释 "说明意义，不设职责"')
        return NonNorm(self.citer.heading(clauses))

    # ---------- parts ----------

    def _no_cases(self, clauses: Clauses, entity: str) -> bool:
        """Whether a rule is about a 数据表, whose rows are no cases and never evaluated; reported."""
        subject = clauses.one(s.For)
        if subject is None or self.scope.entities[entity].kind is not EntityKind.REFERENCE:
            return False
        self.scope.report(consistency.DutyOverReference(subject.entity.span, clauses.kind, entity))
        return True

    def _note_failure(self, name: s.Name) -> None:
        """Note a rule that is wrong, so that its 示例 are not told that there is no such rule."""
        self.scope.failed_rules.add(name.text)

    def _applies(self, checker: Checker, clauses: Clauses, name: s.Name) -> Carved:
        """当 …, less 但 … 的除外 and every 例外."""
        whole, rows = provisos(checker, self._condition(checker, clauses.one(s.When)), clauses)
        carved = self.derivations.exceptions.carve(checker, name, whole)
        return Carved(carved.expression, (*rows, *carved.rows)) if carved is not None else Carved(whole, rows)

    def _condition(self, checker: Checker, clause: s.When | s.ImpossibleWhen | None) -> Expression:
        found = checker.condition(clause.condition) if clause is not None else None
        return found if found is not None else TRUE

    def _action(self, clauses: Clauses) -> tuple[Modality, str | None]:
        """应 or 可, and what."""
        shall, may = clauses.one(s.Shall), clauses.one(s.May)
        if may is None:
            shall = clauses.need(s.Shall, '应 "办理登记"')
            return Modality.MUST, shall.text if shall else None
        if shall is not None:
            self.scope.report(d.ShallAndMay(may.span, clauses.title, shall.span))
            return Modality.MAY, None
        for kind in (s.Requirement, s.ImpossibleWhen):
            for misplaced in clauses.all(kind):
                self.scope.report(p.MisplacedClause(misplaced.span, "写了「可」的职责", KEYWORDS[kind]))
        return Modality.MAY, may.text

    def _proof_clause(self, clauses: Clauses, modality: Modality) -> s.DoneBy | s.DoneInPeriod | None:
        """完成于, either way it is written; only a 可 may go without."""
        within, done_by = clauses.one(s.DoneInPeriod), clauses.one(s.DoneBy)
        if within is not None and done_by is not None:
            self.scope.report(p.RepeatedClause(done_by.span, "职责", clauses.title, "完成于", within.span))
        if within is None and done_by is None and modality is Modality.MUST:
            clauses.need(s.DoneBy, "完成于 办结日期（无法用数据证明的，请改用「定性要求」）")
        return within or done_by

    def _arises(self, clauses: Clauses, entity: str) -> Fact | None:
        clause = clauses.one(s.Arises)
        return arising(self.scope, clauses.title, entity, clause) if clause is not None else None

    def _when_due(
        self, checker: Checker, clauses: Clauses, arises: Fact | None, proof: s.DoneBy | s.DoneInPeriod | None
    ) -> "_WhenDue | None":
        """Deadline and proof; None where a mistake was reported that leaves the duty meaningless."""
        clause = clauses.one(s.DeadlineClause)
        if clauses.one(s.Arises) is not None and (arises is None or not self._from_trigger(clause)):
            return None
        if clause is not None and clause.every is not None:
            return self._each_period(checker, clauses, clause, proof)
        if isinstance(proof, s.DoneInPeriod):
            self.scope.report(d.NotRepeated(proof.span))
            return None
        done = self._day_or_moment(checker, proof.value, "完成于") if proof is not None else None
        self._check_proof(proof, done)
        aware = evolve(checker, special={TRIGGER_DAY: arises}) if arises is not None else checker
        prompt = clause.words if clause and clause.direction == "立即" else None
        deadline = self._deadline(aware, clause)
        return None if proof is not None and done is None else _WhenDue(deadline, done, None, prompt)

    def _check_proof(self, written: s.DoneBy | None, done: Expression | None) -> None:
        """Report a fact that proves performance without being marked 履行."""
        if written is None or done is None:
            return
        for fact in facts_of(done):
            if not fact.event and fact.column not in self.scope.derived:
                self.scope.report(consistency.ProofNotMarked(fact.span or written.span, fact.words))

    def _each_period(
        self, checker: Checker, clauses: Clauses, clause: s.DeadlineClause, proof: s.DoneBy | s.DoneInPeriod | None
    ) -> "_WhenDue | None":
        for kind in (s.Arises, s.GoverningDate):
            for misplaced in clauses.all(kind):
                self.scope.report(p.MisplacedClause(misplaced.span, "按期重复的职责", KEYWORDS[kind]))
        if not isinstance(proof, s.DoneInPeriod):
            place = proof.span if proof is not None else clause.span
            self.scope.report(d.ProofOutsidePeriod(place, clause.every or ""))
            return None
        found = repeated(self.scope, self.derivations, checker, clause, proof)
        return _WhenDue(found.deadline, found.done, found.repetition) if found is not None else None

    def _from_trigger(self, clause: s.DeadlineClause | None) -> bool:
        """Whether the period of a duty that arises from another runs from the day it arose."""
        if clause is None or clause.base is None or clause.direction == "至迟":
            return True
        if isinstance(clause.base, s.Path) and clause.base.text == TRIGGER_DAY:
            return True
        self.scope.report(d.NotFromTrigger(clause.base.span, value_words(clause.base)))
        return False

    def _requirements(self, checker: Checker, clauses: Clauses, done: Expression | None) -> tuple[Requirement, ...]:
        """Every 须; 履行日期 in one is the day of performance."""
        aware = evolve(checker, special={PERFORMED_ON: happened(done)}) if done is not None else checker
        found = ((clause, aware.condition(clause.condition)) for clause in clauses.all(s.Requirement))
        return tuple(Requirement(rule_words(c.condition), x) for c, x in found if x is not None)

    def _ends(self, checker: Checker, clause: s.ApplicablePeriod) -> tuple[Expression | None, Expression | None] | None:
        written = (clause.start, clause.end)
        found = [checker.of_type(w, DateType, "适用期间", event=True) if w is not None else None for w in written]
        if any(w is not None and f is None for w, f in zip(written, found, strict=True)):
            return None
        return found[0], found[1]

    def _party(self, checker: Checker, written: s.Path, clause: str) -> Party | None:
        return party_of(self.scope, checker, written, clause)

    def _parties(self, checker: Checker, written: tuple[s.Path, ...], clause: str) -> tuple[Party, ...]:
        found = [self._party(checker, w, clause) for w in written]
        return tuple(f for f in found if f is not None)

    def _deadline(self, checker: Checker, clause: s.DeadlineClause | None) -> Deadline | None:
        if clause is None or clause.base is None:
            return None
        base = self._day_or_moment(checker, clause.base, "期限")
        options = frozenset(o.text for o in clause.options)
        if base is None:
            return None
        if isinstance(base.type, MomentType) and clause.direction != "至迟":
            hours = self._period(checker, clause, base.type)
            words = _period_words(hours) if hours is not None else ""
            return deadline_in_hours(self.scope, checker, clause, base, hours, words) if hours is not None else None
        changed = changes(self.scope, checker, clause)
        if changed is None:
            return None
        if clause.direction == "至迟":
            wrong = misfit(clause, options, monthly=False)
            if wrong is not None:
                self.scope.report(wrong)
                return None
            trigger = None if isinstance(base, Const) else base
            latest = changed.last_day(base, None, None, FALSE, lambda day: _rolled_if_said(day, options))
            moved = _rolled_if_said(latest, options)
            return Deadline(
                Direction.FIXED, trigger, moved, moved, f"至迟{value_words(clause.base)}{change_words(clause)}"
            )
        period = self._period(checker, clause, base.type)
        if period is None:
            return None
        if in_months(period, self.scope.derived) and rests_on_months(base, self.scope.derived):
            self.scope.report(consistency.ChainedMonths(clause.span))
            return None
        problem = misfit(clause, options, monthly=in_months(period, self.scope.derived))
        if problem is not None:
            self.scope.report(problem)
            return None
        include, month_end = _flag("含当日" in options), _flag("按月末对月末" in options)
        backward = clause.direction == "前"
        operator = BEFORE if backward else AFTER
        due: Expression = Apply(operator, (base, period, include, month_end), DateType(), clause.span)
        due = changed.last_day(due, base, period, include, lambda day: _rolled(day, period, backward, options)[0])
        longer = changed.extension[0] if changed.extension and counts_working_days(period) else period
        strict, extended = _rolled(due, longer, backward, options)
        words = (
            f"{value_words(clause.base)}{'前' if backward else '起'}{_period_words(period)}{'' if backward else '内'}"
        )
        words += change_words(clause)
        return Deadline(Direction.BACKWARD if backward else Direction.FORWARD, base, strict, extended, words)

    def _day_or_moment(self, checker: Checker, written: s.Expression, clause: str) -> Expression | None:
        """A date, or a 时刻 where hours are counted."""
        found = checker.expression(written, event=True)
        if found is not None and not isinstance(found.type, DateType | MomentType):
            self.scope.report(p.UnexpectedType(written.span, clause, "日期", describe_type(found.type)))
            return None
        return found

    def _period(self, checker: Checker, clause: s.DeadlineClause, start: Type) -> Expression | None:
        if clause.period is None:
            return None
        period = checker.of_type(clause.period, PeriodType, "期限")
        if period is None or clause.base is None:
            return None
        problem = uncountable(self.scope, clause.base, clause.period, period, start)
        if problem is not None:
            self.scope.report(problem)
            return None
        return period

    def _cells(self, toward: s.Toward | None, clause: s.DoneBy, done: Expression) -> tuple[Cell, ...]:
        """The cells of 分别向 … 经 … or of 向 … 或 …, one proof each in the order written; none where one stands for all."""
        if toward is None or not isinstance(done, Apply) or not (toward.each or toward.alternatives):
            return ()
        channels: tuple[str | None, ...] = tuple(c.text for c in toward.channels) or (None,)
        pairs = [(party.text, channel) for party in toward.parties for channel in channels]
        facts = [a for a in done.arguments if isinstance(a, Fact)]
        if toward.alternatives and (done.operator is not CALLS["先到"] or len(facts) != len(pairs)):
            return ()
        if toward.each and (done.operator is not CALLS["齐备"] or len(facts) != len(pairs)):
            listed = done.operator is CALLS["齐备"] and len(facts) == len(done.arguments)
            written = len(done.arguments) if listed else None
            self.scope.report(p.CellsDoNotMatch(clause.span, len(toward.parties), len(toward.channels), written))
            return ()
        return tuple(Cell(recipient, channel, fact) for (recipient, channel), fact in zip(pairs, facts, strict=True))


@frozen
class _WhenDue:
    deadline: Deadline | None
    done: Expression | None
    repetition: Repetition | None = None
    prompt: str | None = None


@frozen
class _Details:
    """What 职责 and 禁止 share beyond who, what and when, resolved."""

    applies: Carved
    toward: s.Toward | None
    cells: tuple[Cell, ...]
    recipients: tuple[Party, ...]
    impossible: Expression | None
    supervisors: tuple[Party, ...]
    cooperating: tuple[Party, ...]
    date: Expression | None
    applicable: tuple[Expression | None, Expression | None] | None


def _rolled_if_said(due: Expression, options: frozenset[str]) -> Expression:
    """A fixed last day, which moves off a rest day only where the clause says so."""
    if "顺延" in options:
        return _roll(ROLL_FORWARD, due)
    return _roll(ROLL_BACKWARD, due) if "提前" in options else due


def _rolled(
    due: Expression, period: Expression, backward: bool, options: frozenset[str]
) -> tuple[Expression, Expression]:
    """The strict and the extended due date.

    Working days end on one. A backward period rolls only where the clause says 提前. A forward one that says nothing
    gives both dates (semantics.md, Calendar; 民法典 203).
    """
    if backward:
        moved = _roll(ROLL_BACKWARD, due) if "提前" in options else due
        return moved, moved
    if "不顺延" in options or counts_working_days(period):
        return due, due
    moved = _roll(ROLL_FORWARD, due)
    return (moved, moved) if "顺延" in options else (due, moved)


def _roll(operator: Operator, due: Expression) -> Expression:
    return Apply(operator, (due,), DateType(), due.span)


def _flag(value: bool) -> Const:
    return Const(value, BooleanType())


def _period_words(period: Expression) -> str:
    return period.value.describe() if isinstance(period, Const) and isinstance(period.value, Period) else "一定期间"
