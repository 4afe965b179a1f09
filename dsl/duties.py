"""职责, 待遇, 定性要求 and 非规范: who must do what, what is due, and what is only listed."""

from attrs import frozen

from ..engine.operators.dates import AFTER, BEFORE, CALLS, ROLL_BACKWARD, ROLL_FORWARD
from ..engine.operators.operator import Operator
from ..engine.periods import LIMITS, Period, PeriodUnit
from ..engine.program import (
    Apply,
    Benefit,
    Cell,
    Const,
    Deadline,
    Direction,
    Duty,
    Expression,
    Fact,
    NonNorm,
    OpenNorm,
    Party,
)
from ..engine.types import BearerType, BooleanType, DateType, PeriodType, describe_type
from . import syntax as s
from .citations import Citer
from .clauses import Clauses
from .derivations import Derivations
from .expressions import TRUE, Checker
from .payments import payment_parts
from .problems import checking as p
from .scope import Scope

OPTIONS = ("含当日", "顺延", "不顺延", "提前", "按月末对月末")


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
            s.For, s.When, s.By, s.Toward, s.Shall, s.DeadlineClause, s.DoneBy, s.Supervised, s.ImpossibleWhen
        )
        heading = self.citer.heading(clauses)
        entity = self.derivations.subject(clauses)
        by = clauses.need(s.By, "由 司法所")
        shall = clauses.need(s.Shall, '应 "填写回执单向监所反馈"')
        done_by = clauses.need(s.DoneBy, "完成于 回执日期（无法用数据证明的，请改用「定性要求」）")
        deadline_clause = clauses.one(s.DeadlineClause)
        if deadline_clause is None:
            self.scope.report(p.NoDeadline(statement.name.span, statement.name.text))
        if entity is None or by is None or shall is None or done_by is None:
            return None
        checker = self.derivations.checker(entity)
        bearer = self._party(checker, by.parties[0])
        done = checker.of_type(done_by.value, DateType, "完成于", event=True)
        deadline = self._deadline(checker, deadline_clause)
        toward = clauses.one(s.Toward)
        impossible = clauses.one(s.ImpossibleWhen)
        supervised = clauses.one(s.Supervised)
        if len(by.parties) > 1:
            self.scope.report(p.NotYetSupported(by.span, "几个主体共担一项职责", "请写「由 甲 牵头 乙 配合」，或分成几条职责"))
        if bearer is None or done is None:
            return None
        return Duty(
            heading=heading,
            entity=entity,
            bearer=bearer,
            action=shall.text,
            applies=self._condition(checker, clauses.one(s.When)),
            done=done,
            deadline=deadline,
            prompt=deadline_clause.words if deadline_clause and deadline_clause.direction == "立即" else None,
            recipients=self._parties(checker, toward.parties if toward else ()),
            channels=tuple(c.text for c in toward.channels) if toward else (),
            cells=self._cells(toward, done_by, done),
            alternatives=bool(toward and toward.alternatives),
            impossible=self._condition(checker, impossible) if impossible else None,
            supervisors=self._parties(checker, supervised.parties if supervised else ()),
            cooperating=self._parties(checker, by.cooperating),
        )

    def benefit(self, statement: s.BenefitStatement) -> Benefit | None:
        """One 待遇."""
        clauses = Clauses(self.scope, "待遇", statement.name, statement.clauses)
        clauses.allow(
            s.For, s.When, s.Payment, s.By, s.Amount, s.GoverningDate, s.MonthlyAmount, s.StoppedWhen, s.Verified, s.ListedIn
        )
        heading = self.citer.heading(clauses)
        entity = self.derivations.subject(clauses)
        payment = clauses.need(s.Payment, "由 县级财政 发给 接回单位")
        if entity is None or payment is None:
            return None
        checker = self.derivations.checker(entity)
        governing = clauses.one(s.GoverningDate)
        payer = self._party(checker, payment.payer)
        payee = self._party(checker, payment.payee) if payment.payee else None
        parts = payment_parts(checker, clauses)
        day = checker.of_type(governing.value, DateType, "以……为准", event=True) if governing else None
        if payer is None or parts is None:
            return None
        return Benefit(
            heading=heading,
            entity=entity,
            applies=self._condition(checker, clauses.one(s.When)),
            payer=payer,
            payee=payee,
            amount=parts.amount,
            date=day,
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
        for party in by.parties if by else ():
            if len(party.names) > 1 or party.text not in self.scope.bearers:
                near = self.scope.nearest(party.text, tuple(self.scope.bearers))
                self.scope.report(p.UnknownName(party.span, party.text, "主体", near))
        action = shall.text if shall else "；".join(c.quotation for c in heading.citations)
        return OpenNorm(heading, tuple(x.text for x in by.parties) if by else (), action)

    def non_norm(self, statement: s.NonNormStatement) -> NonNorm:
        """One 非规范, whose 解释 is the reason."""
        clauses = Clauses(self.scope, "非规范", statement.name, statement.clauses)
        clauses.allow()
        clauses.need(s.Explanation, '解释 "说明意义，不设职责"')
        return NonNorm(self.citer.heading(clauses))

    # ---------- parts ----------

    def _condition(self, checker: Checker, clause: s.When | s.ImpossibleWhen | None) -> Expression:
        found = checker.condition(clause.condition) if clause is not None else None
        return found if found is not None else TRUE

    def _party(self, checker: Checker, written: s.Path) -> Party | None:
        """A duty holder named outright, by a fact, or by a place (接回县区 的 县级财政)."""
        found = checker.path(written, BearerType())
        if found is None:
            return None
        if not isinstance(found.type, BearerType):
            self.scope.report(p.UnexpectedType(written.span, "由、向、发给", "主体", describe_type(found.type)))
            return None
        return Party(_party_words(found, written), found)

    def _parties(self, checker: Checker, written: tuple[s.Path, ...]) -> tuple[Party, ...]:
        found = (self._party(checker, w) for w in written)
        return tuple(f for f in found if f is not None)

    def _deadline(self, checker: Checker, clause: s.DeadlineClause | None) -> Deadline | None:
        if clause is None or clause.base is None:
            return None
        base = checker.of_type(clause.base, DateType, "期限", event=True)
        options = self._options(clause)
        if base is None or options is None:
            return None
        if clause.direction == "至迟":
            trigger = None if isinstance(base, Const) else base
            return Deadline(Direction.FIXED, trigger, base, base, f"至迟{_words(clause.base)}")
        period = self._period(checker, clause)
        if period is None:
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
        if isinstance(period, Const) and isinstance(period.value, Period):
            limit = LIMITS[period.value.unit]
            if not 1 <= period.value.count <= limit:
                self.scope.report(p.BeyondLimit(clause.period.span, "期间须为 1 至上限之间的整数，", limit))
                return None
        return period

    def _options(self, clause: s.DeadlineClause) -> frozenset[str] | None:
        for option in clause.options:
            if option.text not in OPTIONS:
                self.scope.report(p.UnknownOption(option.span, option.text, OPTIONS))
                return None
        return frozenset(o.text for o in clause.options)

    def _cells(self, toward: s.Toward | None, clause: s.DoneBy, done: Expression) -> tuple[Cell, ...]:
        """The cells of 分别向 … 经 …, one proof each in the order written; none where one proof stands for all."""
        if toward is None or not toward.each or not isinstance(done, Apply):
            return ()
        channels: tuple[str | None, ...] = tuple(c.text for c in toward.channels) or (None,)
        pairs = [(party.text, channel) for party in toward.parties for channel in channels]
        facts = [a for a in done.arguments if isinstance(a, Fact)]
        if done.operator is not CALLS["齐备"] or len(facts) != len(pairs):
            written = len(done.arguments)
            self.scope.report(
                p.CellsDoNotMatch(clause.span, len(toward.parties), len(toward.channels), written)
            )
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
    return isinstance(period, Const) and isinstance(period.value, Period) and period.value.unit is PeriodUnit.WORKING_DAY


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
