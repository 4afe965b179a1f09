"""From Lark's tree to the clauses of 职责 and 禁止 beyond the plain ones: one method a grammar rule."""

from attrs import define, frozen
from lark import Token

from ..engine.origin import Span
from .build_expressions import ExpressionBuilder
from .literals import HALF_WIDTH
from .syntax import (
    ApplicablePeriod,
    Arises,
    BreachedWhen,
    By,
    Clause,
    DateLiteral,
    DeadlineClause,
    DoneInPeriod,
    Expression,
    Extension,
    Literal,
    May,
    Name,
    Path,
    ProhibitionStatement,
    Requirement,
    ShallNot,
    Suspension,
    Then,
)

Change = Extension | Suspension


@frozen
class DayOfPeriod:
    """The day of a period, while its clause is put together."""

    name: Name


@frozen
class Through:
    """经 link, while its clause is put together."""

    link: Name


@frozen
class Matching:
    """当 condition, while its clause is put together."""

    condition: Expression


@frozen
class BreachDay:
    """于 D, while its clause is put together."""

    day: Path | DateLiteral


def deadline_changes(rest: tuple[Name | Change, ...]) -> tuple[tuple[Name, ...], tuple[Change, ...]]:
    """The options of a 期限, and what may change its last day."""
    options = tuple(part for part in rest if isinstance(part, Name))
    return options, tuple(part for part in rest if not isinstance(part, Name))


@define
class DutyBuilder(ExpressionBuilder):
    """Builds what 职责 and 禁止 have of their own, on top of expressions."""

    def by_jointly(self, span: Span, parties: tuple[Path, ...]) -> By:
        """由 A、B 共同."""
        return By(parties, jointly=True, span=span)

    def by_each(self, span: Span, party: Path) -> By:
        """由 各 C."""
        return By((party,), each=True, span=span)

    def deadline_every(self, span: Span, every: Token, *rest: Name | DayOfPeriod) -> DeadlineClause:
        """期限 每月 至迟 10日."""
        day = next((part.name for part in rest if isinstance(part, DayOfPeriod)), None)
        options = tuple(part for part in rest if isinstance(part, Name))
        return DeadlineClause("每", None, None, None, options, (), str(every), day, span=span)

    def day_of_period(self, span: Span, *tokens: Token | Name) -> DayOfPeriod:
        """10日, 12月31日, 月末, 末月20日, 次月10日, 次年1月31日; blanks in them mean nothing."""
        return DayOfPeriod(Name("".join(str(token).translate(HALF_WIDTH) for token in tokens), span=span))

    def extension(self, span: Span, period: Expression, approval: Path) -> Extension:
        """可延长 P 凭 D."""
        return Extension(period, approval, span=span)

    def suspension(self, span: Span, start: Path, end: Path) -> Suspension:
        """中止 自 A 至 B."""
        return Suspension(start, end, span=span)

    def done_in_period(self, span: Span, path: Path, *rest: Through | Matching) -> DoneInPeriod:
        """完成于 本期（…）."""
        link = next((part.link for part in rest if isinstance(part, Through)), None)
        matching = next((part.condition for part in rest if isinstance(part, Matching)), None)
        return DoneInPeriod(path, link, matching, span=span)

    def through(self, _: Span, link: Name) -> Through:
        """经 link, in 本期（…）."""
        return Through(link)

    def matching(self, _: Span, condition: Expression) -> Matching:
        """当 condition, in 本期（…）."""
        return Matching(condition)

    def may(self, span: Span, text: Token) -> May:
        """可."""
        return May(_inside(text), span=span)

    def outcome(self, _: Span, token: Token) -> Token:
        """逾期 or 履行."""
        return token

    def arises(self, span: Span, path: Path, outcome: Token) -> Arises:
        """触发."""
        return Arises(path, str(outcome), span=span)

    def requirement(self, span: Span, condition: Expression) -> Requirement:
        """须."""
        return Requirement(condition, span=span)

    def applicable_period(
        self, span: Span, start: Path | DateLiteral, end: Path | DateLiteral | None = None
    ) -> ApplicablePeriod:
        """适用期间 自 A 至 B."""
        return ApplicablePeriod(start, end, span=span)

    def applicable_until(self, span: Span, end: Path | DateLiteral) -> ApplicablePeriod:
        """适用期间 至 B."""
        return ApplicablePeriod(None, end, span=span)

    # ---------- 禁止 ----------

    def prohibition(self, span: Span, name: Name, *clauses: Clause) -> ProhibitionStatement:
        """禁止."""
        return ProhibitionStatement(name, clauses, span=span)

    def shall_not(self, span: Span, text: Token) -> ShallNot:
        """不得."""
        return ShallNot(_inside(text), span=span)

    def breached_on(self, _: Span, day: Path | DateLiteral) -> BreachDay:
        """于 D."""
        return BreachDay(day)

    def breached_when(self, span: Span, condition: Expression, on: BreachDay | None = None) -> BreachedWhen:
        """违反当."""
        return BreachedWhen(condition, on.day if on is not None else None, span=span)

    def then_in_period(self, span: Span, rule: Name, period: Token, *rest: Name | Literal | Path) -> Then:
        """则 rule 于 "2012年3月" …."""
        asked = tuple(part for part in rest if isinstance(part, Name))
        values = tuple(part for part in rest if not isinstance(part, Name))
        names = (rule, *asked)
        return Then(Path(names, span=rule.span.to(names[-1].span)), values, _inside(period), span=span)


def _inside(token: Token) -> str:
    return str(token)[1:-1]
