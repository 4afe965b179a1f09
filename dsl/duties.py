"""职责, 待遇, 定性要求 and 非规范: who must do what, what is due, and what is only listed."""

from attrs import frozen

from ..engine.operators.dates import AFTER, BEFORE, CALLS, ROLL_BACKWARD, ROLL_FORWARD
from ..engine.operators.operator import Operator
from ..engine.periods import Period, PeriodUnit
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
    NonNorm,
    OpenNorm,
    Party,
    facts_of,
)
from ..engine.types import BearerType, BooleanType, DateType, MoneyType, PeriodType, describe_type
from . import syntax as s
from .citations import Citer
from .clauses import Clauses
from .deadline_options import misfit
from .derivations import Derivations
from .exceptions import Carved, provisos
from .expressions import TRUE, Checker
from .periods import in_months, rests_on_months, uncountable
from .problems import checking as p
from .problems import consistency
from .scope import Scope


@frozen
class Duties:
    """Checks the statements that say who owes what."""

    scope: Scope
    citer: Citer
    derivations: Derivations

    def duty(self, statement: s.DutyStatement) -> Duty | None:
        """One 职责."""
        clauses = Clauses(self.scope, "职责", statement.name, statement.clauses)
        clauses.allow(
            s.For,
            s.When,
            s.Proviso,
            s.By,
            s.Toward,
            s.Shall,
            s.DeadlineClause,
            s.DoneBy,
            s.Supervised,
            s.ImpossibleWhen,
            s.GoverningDate,
        )
        heading = self.citer.heading(clauses)
        entity = self.derivations.subject(clauses)
        by = clauses.need(s.By, "由 民政局")
        shall = clauses.need(s.Shall, '应 "办理登记"')
        done_by = clauses.need(s.DoneBy, "完成于 办结日期（无法用数据证明的，请改用「定性要求」）")
        deadline_clause = clauses.one(s.DeadlineClause)
        if deadline_clause is None:
            self.scope.report(p.NoDeadline(statement.name.span, statement.name.text))
        if entity is None or self._no_cases(clauses, entity):
            self._note_failure(statement.name)
            return None
        checker = self.derivations.checker(entity)
        bearer = self._party(checker, by.parties[0], "由") if by else None
        done = checker.of_type(done_by.value, DateType, "完成于", event=True) if done_by else None
        deadline = self._deadline(checker, deadline_clause)
        toward = clauses.one(s.Toward)
        impossible = clauses.one(s.ImpossibleWhen)
        supervised = clauses.one(s.Supervised)
        if by and len(by.parties) > 1:
            self.scope.report(
                p.NotYetSupported(by.span, "几个主体共担一项职责", "请写「由 甲 牵头 乙 配合」，或分成几条职责")
            )
        for fact in facts_of(done) if done is not None else ():
            if not fact.event and fact.column not in self.scope.derived and done_by is not None:
                self.scope.report(consistency.ProofNotMarked(fact.span or done_by.span, fact.words))
        applies = self._applies(checker, clauses, statement.name)
        stopped = self._condition(checker, impossible) if impossible else None
        recipients = self._parties(checker, toward.parties if toward else (), "向")
        supervisors = self._parties(checker, supervised.parties if supervised else (), "督办")
        cooperating = self._parties(checker, by.cooperating if by else (), "由 … 牵头 …")
        if bearer is None or done is None or shall is None or done_by is None:
            self._note_failure(statement.name)
            return None
        return Duty(
            heading=heading,
            entity=entity,
            bearer=bearer,
            action=shall.text,
            applies=applies.expression,
            exceptions=applies.rows,
            date=self.derivations.governing(entity, clauses),
            done=done,
            deadline=deadline,
            prompt=deadline_clause.words if deadline_clause and deadline_clause.direction == "立即" else None,
            recipients=recipients,
            channels=tuple(c.text for c in toward.channels) if toward else (),
            cells=self._cells(toward, done_by, done),
            alternatives=bool(toward and toward.alternatives),
            impossible=stopped,
            supervisors=supervisors,
            cooperating=cooperating,
        )

    def benefit(self, statement: s.BenefitStatement) -> Benefit | None:
        """One 待遇."""
        clauses = Clauses(self.scope, "待遇", statement.name, statement.clauses)
        clauses.allow(s.For, s.When, s.Proviso, s.Payment, s.By, s.Amount, s.GoverningDate)
        heading = self.citer.heading(clauses)
        entity = self.derivations.subject(clauses)
        payment = clauses.need(s.Payment, "由 民政局 发给 申请人")
        amount = clauses.need(s.Amount, "一次性 数额 200元")
        if entity is None or self._no_cases(clauses, entity):
            self._note_failure(statement.name)
            return None
        checker = self.derivations.checker(entity)
        governing = clauses.one(s.GoverningDate)
        payer = self._party(checker, payment.payer, "由") if payment else None
        payee = self._party(checker, payment.payee, "发给") if payment and payment.payee else None
        sum_ = checker.of_type(amount.value, MoneyType, "数额") if amount else None
        day = checker.of_type(governing.value, DateType, "以……为准", event=True) if governing else None
        applies = self._applies(checker, clauses, statement.name)
        if payer is None or sum_ is None:
            self._note_failure(statement.name)
            return None
        return Benefit(heading, entity, applies.expression, payer, payee, sum_, day, applies.rows)

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

    def _party(self, checker: Checker, written: s.Path, clause: str) -> Party | None:
        """A duty holder named outright, by a fact, or by a place (接回县区 的 县级财政)."""
        found = checker.path(written, BearerType())
        if found is None:
            return None
        if not isinstance(found.type, BearerType):
            self.scope.report(p.UnexpectedType(written.span, clause, "主体", describe_type(found.type)))
            return None
        return Party(_party_words(found, written), found)

    def _parties(self, checker: Checker, written: tuple[s.Path, ...], clause: str) -> tuple[Party, ...]:
        found = [self._party(checker, w, clause) for w in written]
        return tuple(f for f in found if f is not None)

    def _deadline(self, checker: Checker, clause: s.DeadlineClause | None) -> Deadline | None:
        if clause is None or clause.base is None:
            return None
        base = checker.of_type(clause.base, DateType, "期限", event=True)
        options = frozenset(o.text for o in clause.options)
        if base is None:
            return None
        if clause.direction == "至迟":
            trigger = None if isinstance(base, Const) else base
            return Deadline(Direction.FIXED, trigger, base, base, f"至迟{_words(clause.base)}")
        period = self._period(checker, clause)
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
        due = Apply(operator, (base, period, include, month_end), DateType(), clause.span)
        strict, extended = _rolled(due, period, backward, options)
        words = f"{_words(clause.base)}{'前' if backward else '起'}{_period_words(period)}{'' if backward else '内'}"
        return Deadline(Direction.BACKWARD if backward else Direction.FORWARD, base, strict, extended, words)

    def _period(self, checker: Checker, clause: s.DeadlineClause) -> Expression | None:
        if clause.period is None:
            return None
        period = checker.of_type(clause.period, PeriodType, "期限")
        if period is None or clause.base is None:
            return None
        problem = uncountable(self.scope, clause.base, clause.period, period, DateType())
        if problem is not None:
            self.scope.report(problem)
            return None
        return period

    def _cells(self, toward: s.Toward | None, clause: s.DoneBy, done: Expression) -> tuple[Cell, ...]:
        """The cells of 分别向 … 经 …, one proof each in the order written; none where one proof stands for all."""
        if toward is None or not toward.each or not isinstance(done, Apply):
            return ()
        channels: tuple[str | None, ...] = tuple(c.text for c in toward.channels) or (None,)
        pairs = [(party.text, channel) for party in toward.parties for channel in channels]
        facts = [a for a in done.arguments if isinstance(a, Fact)]
        if done.operator is not CALLS["齐备"] or len(facts) != len(pairs):
            listed = done.operator is CALLS["齐备"] and len(facts) == len(done.arguments)
            written = len(done.arguments) if listed else None
            self.scope.report(p.CellsDoNotMatch(clause.span, len(toward.parties), len(toward.channels), written))
            return ()
        return tuple(Cell(recipient, channel, fact) for (recipient, channel), fact in zip(pairs, facts, strict=True))


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
    if "不顺延" in options or _counts_working_days(period):
        return due, due
    moved = _roll(ROLL_FORWARD, due)
    return (moved, moved) if "顺延" in options else (due, moved)


def _roll(operator: Operator, due: Expression) -> Expression:
    return Apply(operator, (due,), DateType(), due.span)


def _counts_working_days(period: Expression) -> bool:
    return (
        isinstance(period, Const) and isinstance(period.value, Period) and period.value.unit is PeriodUnit.WORKING_DAY
    )


def _flag(value: bool) -> Const:
    return Const(value, BooleanType())


def _period_words(period: Expression) -> str:
    return period.value.describe() if isinstance(period, Const) and isinstance(period.value, Period) else "一定期间"


def _words(written: s.Expression) -> str:
    """A date in the words of the rule, without the spaces between names."""
    return "".join(written.span.text.split())


def _party_words(found: Expression, written: s.Path) -> str:
    """How allocation tables call a party: its kind where a fact of a declared kind names it, else as written."""
    if isinstance(found, Fact) and isinstance(found.type, BearerType) and found.type.kind:
        return found.type.kind
    return written.text.replace(" 的 ", "的").replace(" ", "")
