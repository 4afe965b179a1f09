"""示例: facts and expectations, resolved and typed against the rules they test."""

from collections.abc import Mapping
from datetime import date

from attrs import evolve, frozen

from ..engine.example_case import ExampleCase, Expectation, Setting
from ..engine.funding_sum import FundState
from ..engine.origin import Span
from ..engine.outcome import State
from ..engine.payment_check import PaymentState
from ..engine.program import Column, Const, Entity, Fund, Target
from ..engine.recurrence import Recurrence, stretch_called, stretches
from ..engine.types import (
    BearerType,
    BooleanType,
    CodeType,
    DateType,
    IntegerType,
    Known,
    MoneyType,
    ReferenceType,
    TextType,
    Type,
    YearType,
    describe_type,
)
from . import syntax as s
from .clauses import Clauses
from .constants import literal
from .example_rows import ExampleRows
from .problems import aggregating as g
from .problems import checking as p
from .problems import consistency
from .problems.duties import NoSuchPeriod
from .scope import Scope
from .values import as_count

DUTY_ASPECTS = ("状态", "期限", "顺延期限", "触发", "主体", "逾期天数", "缺项", "待补事实", "原因")
BENEFIT_ASPECTS = ("数额", "状态", "实发", "付款", "收款", "待补事实", "原因")
TARGET_ASPECTS = ("状态", "实际", "要求", "期限", "主体", "待补事实", "原因")
TARGET_STATES = ("不适用", "已达到", "未达到", "待完成", "无法判定")
FUND_ASPECTS = ("数额", "人数", "状态", "差额", "预算数", "付款", "列入年度", "待补事实", "原因")
DERIVED_ASPECTS = ("待补事实", "原因")
LISTS = ("待补事实", "缺项", "原因")
NONE = "无"
"""Written where a list of facts, cells or causes is expected to be empty."""
STATES = tuple(state.value for state in State)
PAYMENT_STATES = tuple(state.value for state in PaymentState)
FUND_STATES = tuple(state.value for state in FundState)
_A_YEAR = date(2012, 1, 1)
CAUSES = ("缺失", "未认定", "未规定", "冲突", "日历", "溢出", "除数为零", "矛盾")


@frozen
class Examples:
    """Checks 示例 once everything else is known. `duties`, `benefits` and `validations` are names of rules."""

    scope: Scope
    duties: frozenset[str]
    benefits: frozenset[str]
    targets: Mapping[str, Target]
    funds: Mapping[str, Fund]
    validations: frozenset[str]

    def example(self, statement: s.ExampleStatement) -> ExampleCase | None:
        """One 示例; None where it is wrong."""
        clauses = Clauses(self.scope, "示例", statement.name, statement.clauses)
        clauses.allow(s.Given, s.AsOf, s.Then)
        then = clauses.all(s.Then)
        if any(t.path.names[0].text in {*self.duties, *self.targets, *self.funds} for t in then):
            clauses.need(s.AsOf, "截至 2012年5月20日")
        if not then:
            clauses.need(s.Then, "则 高龄 为 是")
        settings = [self._setting(g) for g in clauses.all(s.Given)]
        self._each_once(clauses.all(s.Given), settings)
        rows = ExampleRows.of(self.scope, tuple(x for x in settings if x is not None))
        settings.extend(rows.keys())
        expectations = [self._placed(rows, t) for t in then]
        if not then or None in settings or None in expectations:
            return None
        as_of = clauses.one(s.AsOf)
        return ExampleCase(
            statement.name.value,
            tuple(x for x in settings if x is not None),
            as_of.value if as_of else None,
            tuple(x for x in expectations if x is not None),
            statement.name.span,
        )

    # ---------- 设 ----------

    def _each_once(self, given: tuple[s.Given, ...], settings: list[Setting | None]) -> None:
        seen: dict[tuple[str, str | None, str], Span] = {}
        for clause, setting in zip(given, settings, strict=True):
            if setting is None:
                continue
            fact = (setting.entity, setting.row, setting.column)
            if fact in seen:
                self.scope.report(consistency.FactSetTwice(clause.path.span, setting.column, seen[fact]))
            seen.setdefault(fact, clause.path.span)

    def _is_other_kind(self, given: s.Given, type_: Type) -> bool:
        """Whether a duty holder declared in the policy is set where one of another kind belongs; reported."""
        if not isinstance(given.value, s.Path) or not isinstance(type_, BearerType) or type_.kind is None:
            return False
        name, kind = given.value.text, self.scope.bearers.get(type_.kind)
        if name not in self.scope.bearers or name == type_.kind or (kind is not None and name in kind.members):
            return False
        wanted = f"{type_.kind}，或引号里的具体名称"
        self.scope.report(p.NotALiteral(given.value.span, given.path.names[-1].text, wanted))
        return True

    def _in_exports(self, type_: Type) -> Type:
        """A type as exports hold it: of a 代码表 also the values that a later version closed."""
        if not isinstance(type_, CodeType):
            return type_
        return evolve(type_, values=(*type_.values, *self.scope.closed_codes.get(type_.name, ())))

    def _setting(self, given: s.Given) -> Setting | None:
        found = self._column(given.path)
        if found is None:
            return None
        entity, column = found
        row = given.row.value if given.row is not None else None
        if isinstance(given.value, s.UnknownLiteral):
            return Setting(entity.name, column.name, None, given.span, row)
        if self._is_other_kind(given, column.type):
            return None
        value = value_of(given.value, self._in_exports(column.type))
        if value is None:
            wanted = wanted_of(column.type)
            self.scope.report(p.NotALiteral(given.value.span, column.name, wanted))
            return None
        return Setting(entity.name, column.name, value, given.span, row)

    def _column(self, path: s.Path) -> tuple[Entity, Column] | None:
        name = path.names[-1].text
        if len(path.names) > 1:
            owners = tuple(e for e in (path.names[0].text,) if name in self._columns(e))
        else:
            owners = self.scope.ledgers_with(name)
        if len(owners) == 1:
            entity = self.scope.entities[owners[0]]
            return entity, entity.columns[name]
        if owners:
            self.scope.report(consistency.AmbiguousFact(path.span, name, owners))
            return None
        if name in self.scope.failed_rules:
            return None
        known = tuple(c for e in self.scope.entities for c in self._columns(e))
        self.scope.report(p.UnknownName(path.names[-1].span, name, "事实", self.scope.nearest(name, known)))
        return None

    def _columns(self, entity: str) -> tuple[str, ...]:
        found = self.scope.entities.get(entity)
        return tuple(found.columns) if found else ()

    # ---------- 则 ----------

    def _placed(self, rows: ExampleRows, then: s.Then) -> Expectation | None:
        fund = self.funds.get(then.path.names[0].text)
        found = self._expectation(then)
        return rows.placed(found, then, self._owner(then)) if fund is None else rows.funded(found, then, fund.per)

    def _expectation(self, then: s.Then) -> Expectation | None:
        found = self._asked(then)
        name = then.path.names[0]
        if found is not None and name.text not in self.funds and then.year is not None:
            self.scope.report(g.YearOfNoFund(then.year.span, name.text))
            return None
        if name.text in self.funds:
            return found  # 于 says place and year there
        if found is None or then.period is None or self._is_period(then):
            return evolve(found, period=then.period) if found is not None else None
        return None

    def _is_period(self, then: s.Then) -> bool:
        """Whether 于 "…" names a period of a repeated duty; reported where it does not."""
        name = then.path.names[0].text
        statement = self.scope.statement_of(name)
        clauses = (c for c in (statement.clauses if statement else ()) if isinstance(c, s.DeadlineClause))
        every = next((c.every for c in clauses), None)
        if every is not None and stretch_called(Recurrence(every), then.period or "") is not None:
            return True
        example = next(stretches(Recurrence(every), _A_YEAR, _A_YEAR)).label if every is not None else ""
        self.scope.report(NoSuchPeriod(then.span, name, then.period or "", example))
        return False

    def _asked(self, then: s.Then) -> Expectation | None:
        rule = then.path.names[0]
        aspect = then.path.names[1].text if len(then.path.names) > 1 else None
        derived = self.scope.derived.get(rule.text)
        if len(then.path.names) > 2:
            aspect = " 的 ".join(n.text for n in then.path.names[1:])
        if rule.text in self.duties:
            return self._aspect(then, rule.text, aspect, DUTY_ASPECTS)
        if rule.text in self.benefits:
            return self._aspect(then, rule.text, aspect or "数额", BENEFIT_ASPECTS)
        if rule.text in self.targets:
            return self._aspect(then, rule.text, aspect or "状态", self._target_aspects(rule.text))
        if rule.text in self.funds:
            return self._aspect(then, rule.text, aspect or "数额", FUND_ASPECTS)
        if rule.text in self.validations:
            return (
                self._result(then, rule.text, None, BooleanType())
                if aspect is None
                else self._aspect(then, rule.text, aspect, DERIVED_ASPECTS)
            )
        if derived is None:
            if rule.text not in self.scope.failed_rules:
                sums = (*self.targets, *self.funds, *self.validations)
                known = (*self.duties, *self.benefits, *sums, *self.scope.derived)
                self.scope.report(p.UnknownName(rule.span, rule.text, "规则", self.scope.nearest(rule.text, known)))
            return None
        if aspect is not None:
            return self._aspect(then, rule.text, aspect, DERIVED_ASPECTS)
        return self._result(then, rule.text, None, derived.type)

    def _owner(self, then: s.Then) -> str | None:
        """The entity a rule is about, by its 对."""
        statement = self.scope.statement_of(then.path.names[0].text)
        clauses = statement.clauses if statement else ()
        return next((c.entity.text for c in clauses if isinstance(c, s.For)), None)

    def _aspect(self, then: s.Then, rule: str, aspect: str | None, known: tuple[str, ...]) -> Expectation | None:
        if aspect not in known:
            self.scope.report(p.UnknownAspect(then.path.span, rule, aspect or "", known))
            return None
        if aspect in LISTS:
            return self._list(then, rule, aspect)
        return self._result(then, rule, aspect, self._type_of(rule, aspect))

    def _type_of(self, rule: str, aspect: str) -> Type:
        """Of which type what is asked of a rule is; of the two sides of a 目标, as its requirement has them."""
        target = self.targets.get(rule)
        side = {"实际": target.measured, "要求": target.required}.get(aspect) if target is not None else None
        states = self._states_of(rule)
        types: dict[str, Type] = {
            "状态": CodeType("状态", states),
            "期限": DateType(),
            "顺延期限": DateType(),
            "触发": DateType(),
            "数额": MoneyType(),
            "实发": MoneyType(),
            "预算数": MoneyType(),
            "差额": MoneyType(),
            "人数": IntegerType("人"),
            "列入年度": YearType(),
            "逾期天数": IntegerType("天"),
        }
        return side.type if side is not None else types.get(aspect, TextType())

    def _states_of(self, rule: str) -> tuple[str, ...]:
        if rule in self.targets:
            return TARGET_STATES
        if rule in self.funds:
            return FUND_STATES
        return PAYMENT_STATES if rule in self.benefits else STATES

    def _target_aspects(self, rule: str) -> tuple[str, ...]:
        """What can be asked of a 目标; 实际 and 要求 only where it is one comparison."""
        is_compared = self.targets[rule].measured is not None
        return tuple(a for a in TARGET_ASPECTS if is_compared or a not in ("实际", "要求"))

    def _list(self, then: s.Then, rule: str, aspect: str) -> Expectation | None:
        names = tuple(v.text if isinstance(v, s.Path) else _text(v) for v in then.values)
        if aspect == "待补事实":
            for written, name in zip(then.values, names, strict=True):
                if name != NONE and not self._is_fact(name):
                    known = tuple(c for e in self.scope.entities for c in self._columns(e))
                    self.scope.report(p.UnknownName(written.span, name, "事实", self.scope.nearest(name, known)))
                    return None
        if aspect == "原因":
            for written, name in zip(then.values, names, strict=True):
                if name not in (*CAUSES, NONE):
                    self.scope.report(p.NotALiteral(written.span, f"{rule} 的 原因", f"{'、'.join(CAUSES)}之一"))
                    return None
        return Expectation(rule, aspect, () if names == (NONE,) else tuple(sorted(names)), then.span)

    def _is_fact(self, name: str) -> bool:
        """Whether a name may be listed as a fact to supply.

        That is a column, a row that is missing (县区（640104）), or how many rows lack a column (月收入 × 1行).
        """
        name = name.partition(" × ")[0]
        return any(name in (e, *self._columns(e)) or name.startswith(f"{e}（") for e in self.scope.entities)

    def _result(self, then: s.Then, rule: str, aspect: str | None, type_: Type) -> Expectation | None:
        written = then.values[0]
        no_verdict = isinstance(type_, BooleanType) and isinstance(written, s.UnprovidedLiteral)
        if len(then.values) == 1 and isinstance(written, s.UnknownLiteral | s.UnprovidedLiteral) and not no_verdict:
            unprovided = isinstance(written, s.UnprovidedLiteral)
            return Expectation(rule, aspect, None, then.span, unprovided=unprovided)
        value = value_of(written, type_) if len(then.values) == 1 else None
        if value is None:
            subject = f"{rule} 的 {aspect}" if aspect else rule
            self.scope.report(p.NotALiteral(written.span, subject, wanted_of(type_)))
            return None
        return Expectation(rule, aspect, value, then.span)


def value_of(written: s.Literal | s.Path, type_: Type) -> Known | None:
    """The value of a literal or bare name for a type; None where it does not fit."""
    if isinstance(written, s.Path):
        fits = len(written.names) == 1 and isinstance(type_, CodeType | BearerType | TextType | ReferenceType)
        text = written.names[0].text
        return text if fits and (not isinstance(type_, CodeType) or text in type_.values) else None
    if isinstance(written, s.UnknownLiteral | s.UnprovidedLiteral):
        return None
    constant = as_count(literal(written), type_)
    if not isinstance(constant, Const):
        return None
    if isinstance(constant.value, str):
        fits = isinstance(type_, TextType | BearerType | ReferenceType | CodeType)
        return constant.value if fits and (not isinstance(type_, CodeType) or constant.value in type_.values) else None
    bare = isinstance(constant.type, IntegerType) and constant.type.unit is None and isinstance(type_, IntegerType)
    same = bare or constant.type == type_
    return constant.value if same and isinstance(constant.value, Known) else None


def _text(written: s.Literal) -> str:
    return written.value if isinstance(written, s.TextLiteral) else written.span.text.strip()


def wanted_of(type_: Type) -> str:
    """How a value of a type is written, for messages."""
    match type_:
        case BooleanType():
            return "是、否或未知"
        case DateType():
            return "日期（如 2012年5月4日）或未知"
        case CodeType(values=values):
            return f"{'、'.join(values)}之一"
        case MoneyType():
            return "金额（如 200元）或未规定"
        case _:
            return describe_type(type_)
