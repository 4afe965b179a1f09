"""What 示例 should show of a rule: its conditions both ways, its rows, its exceptions, its outcomes."""

from collections.abc import Iterator

from attrs import define, field

from .operators.exceptions import EXCEPT
from .operators.logic import AND, AT_LEAST, NOT, OR
from .origin import Span
from .outcome import State, TargetState
from .program import (
    Apply,
    Benefit,
    Const,
    Derived,
    DerivedKind,
    Duty,
    Expression,
    Fund,
    Modality,
    Row,
    Target,
    Validation,
    facts_of,
)

Rule = Derived | Duty | Benefit | Target | Fund | Validation

CONNECTIVES = (AND, OR, NOT, AT_LEAST)
_LONGEST_MONTH = 31
TRUE, FALSE, UNKNOWN, KNOWN = "是", "否", "未知", "已知"
PAID, NOT_PAID = "应发", "不发"
APPLIED, NOT_APPLIED = "适用", "不适用"
SATISFIED, VIOLATED = "符合", "不符合"
_EXCEPTION, _END = "例外「", "」"


@define
class Seen:
    """Something a 示例 may touch: what it is called, which outcomes it should show, and which it showed.

    `inner` are the parts of a condition joined by 且, 或, 非 or a list; they have outcomes of their own. `rule` names the
    例外 that a part stands for, which is a statement of its own.
    """

    words: str
    wanted: tuple[str, ...]
    outcomes: set[str] = field(factory=set)
    span: Span | None = field(default=None, eq=False, repr=False)
    inner: "list[Seen]" = field(factory=list)
    rule: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The outcomes no 示例 showed."""
        return tuple(w for w in self.wanted if w not in self.outcomes)

    def all(self) -> "Iterator[Seen]":
        """The whole of it, parts of parts included."""
        yield self
        for one in self.inner:
            yield from one.all()


@define
class Parts:
    """The parts of one rule, and by what each is found again when a 示例 shows something of it.

    `conditions` are evaluated by themselves; `rows` stand beside the rows of a 标准; `outcome` is what the rule gives.
    """

    rule: Rule
    parts: list[Seen] = field(factory=list)
    conditions: list[tuple[Expression, Seen]] = field(factory=list)
    rows: list[tuple[Row, Seen]] = field(factory=list)
    exceptions: dict[str, Seen] = field(factory=dict)
    outcome: Seen | None = None
    budget: Seen | None = None

    def __attrs_post_init__(self) -> None:
        match self.rule:
            case Derived():
                self._of_derived(self.rule)
            case Duty():
                self._of_duty(self.rule)
            case Benefit():
                self._scope(self.rule.applies, self.rule.exceptions)
                if self.rule.stop is not None:
                    self._ask(self.rule.stop.condition, "停发当")
                self._result("结果", (PAID, NOT_PAID, UNKNOWN))
            case Target():
                self._scope(self.rule.applies, ())
                self._result("状态", _target_states(self.rule))
            case Fund():
                self._of_fund(self.rule)
            case Validation():
                self._result(f"须 {self.rule.words}", (SATISFIED, VIOLATED))

    def _of_derived(self, derived: Derived) -> None:
        if derived.kind is DerivedKind.DEFINITION:
            self._result("值", (KNOWN, UNKNOWN))
        for row in derived.rows:
            if exception_of(row):
                self._except(row)
            elif derived.kind is DerivedKind.CLASSIFICATION and row.condition is not None:
                self._ask(row.condition, row.mark)
            else:
                span = row.condition.span if row.condition else None
                self.rows.append((row, Seen(_row_words(row), (TRUE,), span=span)))
                self.parts.append(self.rows[-1][1])

    def _of_duty(self, duty: Duty) -> None:
        self._scope(duty.applies, duty.exceptions)
        if duty.breach is not None and not isinstance(duty.breach, Const):
            self._ask(duty.breach, "违反当")
        for requirement in duty.requirements:
            self._ask(requirement.condition, "须")
        if duty.impossible is not None:
            self._ask(duty.impossible, "客观不能当")
        self._result("状态", _states(duty))

    def _of_fund(self, fund: Fund) -> None:
        if fund.headcount is not None and fund.headcount.where is not None:
            self._ask(fund.headcount.where, "只数")
        self._result("数额", (KNOWN, UNKNOWN))
        if fund.budget is not None:
            self.budget = Seen("核对", ("已列足", "经费不足"))
            self.parts.append(self.budget)

    def _scope(self, applies: Expression, rows: tuple[Row, ...]) -> None:
        """当, then each 但 and each 例外 by itself."""
        scope = before_exceptions(applies)
        provisos = [row for row in rows if row.proviso]
        base = _without_provisos(scope, [row.condition for row in provisos])
        if base is not None:
            self._ask(base, "当")
        for row in rows:
            if exception_of(row):
                self._except(row)
            elif row.condition is not None:
                self._ask(row.condition, row.mark)

    def _ask(self, condition: Expression, mark: str) -> None:
        if not isinstance(condition, Const):
            self.parts.append(self._condition(condition, mark))

    def _condition(self, condition: Expression, mark: str) -> Seen:
        seen = Seen(_marked(mark, _words(condition)), (TRUE, FALSE), span=condition.span)
        self.conditions.append((condition, seen))
        if isinstance(condition, Apply) and condition.operator in CONNECTIVES:
            operands = condition.arguments[1:] if condition.operator is AT_LEAST else condition.arguments
            seen.inner = [self._condition(o, "") for o in operands]
        return seen

    def _except(self, row: Row) -> None:
        span = row.condition.span if row.condition is not None else None
        name = exception_of(row)
        words = row.mark + (_words(row.condition) if row.condition is not None else "")
        self.exceptions[name] = Seen(words, (APPLIED, NOT_APPLIED), span=span, rule=name)
        self.parts.append(self.exceptions[name])

    def _result(self, words: str, wanted: tuple[str, ...]) -> None:
        self.outcome = Seen(words, wanted)
        self.parts.append(self.outcome)


def exception_of(row: Row) -> str:
    """The name of the 例外 that a row stands for; empty for any other row."""
    return row.mark.removeprefix(_EXCEPTION).removesuffix(_END) if row.mark.startswith(_EXCEPTION) else ""


def before_exceptions(expression: Expression) -> Expression:
    """What a rule gives before its 例外 are worked in."""
    while isinstance(expression, Apply) and expression.operator is EXCEPT:
        expression = expression.arguments[1]
    return expression


def _without_provisos(scope: Expression, provisos: list[Expression | None]) -> Expression | None:
    """What 当 says, without the 但 … 的除外 joined to it; None where the rule has no 当."""
    if not provisos:
        return scope
    if not isinstance(scope, Apply):
        return None
    own = [a for a in scope.arguments if not _takes_out(a, provisos)]
    return own[0] if len(own) == 1 else None


def _takes_out(argument: Expression, provisos: list[Expression | None]) -> bool:
    negated = isinstance(argument, Apply) and argument.operator is NOT
    return isinstance(argument, Apply) and negated and argument.arguments[0] in provisos


def _states(duty: Duty) -> tuple[str, ...]:
    """The states an author would want to see of a duty, in the order of their lives."""
    outside = [] if isinstance(duty.applies, Const) else [State.NOT_APPLICABLE]
    match duty.modality:
        case Modality.MUST_NOT:
            own = [State.KEPT, State.BREACHED, State.UNDECIDED]
        case Modality.MAY:
            dated = [State.EXPIRED, State.UNDECIDED] if duty.deadline is not None else []
            own = [State.OPEN, State.USED, *dated]
        case Modality.MUST:
            own = _must_states(duty)
    return tuple(state.value for state in (*outside, *own))


def _must_states(duty: Duty) -> list[State]:
    states = [State.PENDING, State.ON_TIME]
    if duty.deadline is not None:
        late = [] if _ends_with_its_period(duty) else [State.LATE]
        states += [State.TO_VERIFY] if duty.personal else [*late, State.OVERDUE]
        if _may_stay_open(duty):
            states.append(State.UNDECIDED)
        if duty.deadline.extended is not duty.deadline.strict:
            states.append(State.DOUBTFUL)
    if duty.requirements and not duty.personal:
        states.append(State.DEFECTIVE)
    if duty.impossible is not None:
        states.append(State.IMPOSSIBLE)
    return states


def _may_stay_open(duty: Duty) -> bool:
    """Whether any fact can be wanting: a 履行 date that is absent has not happened, which settles the duty too."""
    deadline = duty.deadline
    dates = (deadline.trigger, deadline.strict, deadline.extended) if deadline is not None else ()
    read = (duty.applies, duty.impossible, duty.date, duty.done, *dates)
    if duty.repetition is not None or duty.arises is not None or duty.requirements or duty.applicable is not None:
        return True
    return any(fact.path or not fact.event for e in read if e is not None for fact in facts_of(e))


def _ends_with_its_period(duty: Duty) -> bool:
    """每年 至迟 12月31日: what proves it lies inside the year, so it is never late, only done or not done."""
    repetition = duty.repetition
    if repetition is None:
        return False
    due, months = repetition.due, repetition.recurrence.months
    return due.month == months and (due.day is None or due.day == _LONGEST_MONTH)


def _target_states(target: Target) -> tuple[str, ...]:
    outside = () if isinstance(target.applies, Const) else (State.NOT_APPLICABLE.value,)
    missed = (TargetState.MISSED.value,) if target.due is not None else ()
    return (*outside, TargetState.PENDING.value, TargetState.MET.value, *missed, TargetState.UNDECIDED.value)


def _words(condition: Expression) -> str:
    """A condition as the rule writes it, on one line."""
    return " ".join(condition.span.text.split()) if condition.span else ""


def _marked(mark: str, words: str) -> str:
    """停发当 and what it asks are parted as in the rule; an item mark stands close to its item."""
    return f"{mark} {words}" if mark and not mark.endswith("）") else mark + words


def _row_words(row: Row) -> str:
    return row.mark + _words(row.condition) if row.condition is not None else "其余"
