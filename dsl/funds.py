"""经费 and 目标: what a budget owes for whom, and what must be reached by when."""

from attrs import frozen

from ..engine.operators.parties import OF_PLACE
from ..engine.operators.years import YEAR_END
from ..engine.program import (
    Apply,
    BudgetCheck,
    Const,
    Expression,
    Fact,
    Fund,
    Headcount,
    HeadcountBasis,
    Heading,
    Party,
    Target,
)
from ..engine.types import (
    BearerType,
    DateType,
    MoneyRateType,
    MoneyType,
    ReferenceType,
    TextType,
    YearType,
    describe_type,
)
from . import syntax as s
from .citations import Citer
from .clauses import Clauses
from .derivations import Derivations
from .expressions import TRUE, Checker
from .problems import aggregating as g
from .problems import checking as p
from .scope import Scope

YEAR = "年度"
NEXT_YEAR = "下一年度"


@frozen
class _Counted:
    """Who is counted, at which rate; `rate_of` is the entity the rate is about."""

    headcount: Headcount
    rate: Expression
    rate_of: str | None


@frozen
class Funds:
    """Checks 经费 and 目标."""

    scope: Scope
    citer: Citer
    derivations: Derivations

    def fund(self, statement: s.FundStatement) -> Fund | None:
        """One 经费."""
        clauses = Clauses(self.scope, "经费", statement.name, statement.clauses)
        clauses.allow(s.By, s.Per, s.HeadcountClause, s.AlsoRead, s.TotalOf, s.ByStandard, s.ListedIn, s.Verified)
        heading = self.citer.heading(clauses)
        by = clauses.need(s.By, "由 县级财政")
        per_clause = clauses.need(s.Per, "每 县区、年度")
        if by is None or per_clause is None:
            return None
        known, per = self._per(per_clause)
        heads, standard, total = clauses.one(s.HeadcountClause), clauses.one(s.ByStandard), clauses.one(s.TotalOf)
        also = clauses.one(s.AlsoRead)
        unpriced = standard is not None and isinstance(standard.value, s.UnprovidedLiteral)
        if not _is_whole(heads, standard, total, unpriced):
            self.scope.report(g.HeadsOrTotal(statement.name.span, statement.name.text))
            return None
        if also is not None and not self._may_read(statement, also, heads):
            return None
        payer = self._payer(by.parties[0], per) if known else None
        if not known or payer is None:
            return None
        listed, verified = clauses.one(s.ListedIn), clauses.one(s.Verified)
        budget = self._budget(verified.path, per) if verified is not None else None
        if verified is not None and budget is None:
            return None
        offset = 1 if listed is not None and listed.year == NEXT_YEAR else 0
        if unpriced:
            return Fund(heading, per, payer, None, None, None, None, None, offset, budget)
        if total is not None:
            return self._of_benefit(heading, total, per, payer, offset, budget)
        if heads is None or standard is None:
            return None
        found = self._counted(heads, standard, per)
        if found is None:
            return None
        others = tuple(HeadcountBasis(basis) for basis in also.bases) if also is not None else ()
        return Fund(heading, per, payer, found.headcount, found.rate, found.rate_of, None, None, offset, budget, others)

    def target(self, statement: s.TargetStatement) -> Target | None:
        """One 目标; without a date of its own it is due on the last day of the row's 年度."""
        clauses = Clauses(self.scope, "目标", statement.name, statement.clauses)
        clauses.allow(s.For, s.When, s.By, s.Requires, s.DeadlineClause, s.Yearly)
        heading = self.citer.heading(clauses)
        entity = self.derivations.subject(clauses)
        requires = clauses.need(s.Requires, "要求 派遣高校毕业生人数 不少于 300人")
        if entity is None or requires is None:
            return None
        checker = self.derivations.checker(entity)
        requirement = checker.condition(requires.condition)
        when, by = clauses.one(s.When), clauses.one(s.By)
        applies = checker.condition(when.condition) if when is not None else TRUE
        bearer = self._bearer(checker, by.parties[0], entity) if by is not None else None
        if requirement is None or applies is None or (by is not None and bearer is None):
            return None
        measured, required = _sides(requires.condition, requirement)
        due = self._due(checker, clauses, entity)
        return Target(heading, entity, applies, requirement, measured, required, due, bearer)

    def _may_read(self, statement: s.FundStatement, also: s.AlsoRead, heads: s.HeadcountClause | None) -> bool:
        """Whether 另读 names other ways of counting the heads of 人数, each once; reported where it does not."""
        if heads is None:
            self.scope.report(p.MisplacedClause(also.span, "经费", "另读"))
            return False
        bases = (heads.basis, *also.bases)
        twice = next((b for b in bases if bases.count(b) > 1), None)
        if twice is not None:
            self.scope.report(p.RepeatedClause(also.span, "经费", statement.name.text, twice, heads.span))
        return twice is None

    # ---------- 目标 ----------

    def _due(self, checker: Checker, clauses: Clauses, entity: str) -> Expression | None:
        deadline = clauses.one(s.DeadlineClause)
        if deadline is not None and deadline.base is not None:
            return checker.of_type(deadline.base, DateType, "期限 至迟")
        years = [c.name for c in self.scope.entities[entity].columns.values() if isinstance(c.type, YearType)]
        yearly = clauses.one(s.Yearly)
        if len(years) == 1:
            self.scope.used.add((entity, years[0]))
            return Apply(YEAR_END, (Fact(entity, (), years[0], YearType()),), DateType())
        if yearly is not None:
            self.scope.report(g.NoTargetYear(yearly.span, entity))
        return None

    # ---------- who pays, for what ----------

    def _per(self, clause: s.Per) -> tuple[bool, str | None]:
        """Whether 每 is in order, and the entity it names beside 年度."""
        names = [n for n in clause.names if n.text != YEAR]
        if len(names) == len(clause.names) or len(names) > 1:
            self.scope.report(g.PerWhat(clause.span))
            return False, None
        if not names:
            return True, None
        if names[0].text not in self.scope.entities:
            near = self.scope.nearest(names[0].text, tuple(self.scope.entities))
            self.scope.report(p.UnknownName(names[0].span, names[0].text, "台账或数据表", near))
            return False, None
        return True, names[0].text

    def _payer(self, written: s.Path, per: str | None) -> Party | None:
        if per is not None:
            return self._bearer(self.derivations.checker(per), written, per)
        if len(written.names) == 1 and written.text in self.scope.bearers:
            return Party(written.text, Const(written.text, BearerType(), written.span))
        near = self.scope.nearest(written.text, tuple(self.scope.bearers))
        self.scope.report(p.UnknownName(written.span, written.text, "主体", near))
        return None

    def _bearer(self, checker: Checker, written: s.Path, entity: str) -> Party | None:
        """A duty holder: the one of this very place where there is one for each, else as a fact or outright."""
        declared = self.scope.bearers.get(written.names[0].text)
        if len(written.names) == 1 and declared is not None and declared.per == entity:
            target = self.scope.entities[entity]
            label = target.label or target.key[0]
            self.scope.used.add((entity, label))
            place = Fact(entity, (), label, TextType(), span=written.span)
            kind = Const(declared.name, TextType())
            return Party(declared.name, Apply(OF_PLACE, (place, kind), BearerType(declared.name), written.span))
        found = checker.path(written, BearerType())
        if found is None:
            return None
        if not isinstance(found.type, BearerType):
            self.scope.report(p.UnexpectedType(written.span, "由", "主体", describe_type(found.type)))
            return None
        return Party(written.text.replace(" 的 ", "的").replace(" ", ""), found)

    # ---------- heads and rates ----------

    def _counted(self, heads: s.HeadcountClause, standard: s.ByStandard, per: str | None) -> _Counted | None:
        over = heads.entity.text
        entity = self.scope.entities.get(over)
        if entity is None:
            near = self.scope.nearest(over, tuple(self.scope.entities))
            self.scope.report(p.UnknownName(heads.entity.span, over, "台账或数据表", near))
            return None
        if entity.in_stock is None:
            self.scope.report(g.NoStock(heads.entity.span, over))
            return None
        checker = self.derivations.checker(over)
        known, link = self._link(checker, per, heads.via, heads.entity)
        where = checker.condition(heads.condition) if heads.condition is not None else None
        rate = self._rate(standard, over, per)
        if not known or rate is None or (heads.condition is not None and where is None):
            return None
        return _Counted(Headcount(over, link, HeadcountBasis(heads.basis), where), rate[0], rate[1])

    def _link(
        self, checker: Checker, per: str | None, via: s.Path | None, at: s.Name
    ) -> tuple[bool, Expression | None]:
        """Whether rows find the row of 每, and how: the reference given, or the only one there is."""
        if per is None:
            return True, None
        if via is not None:
            found = checker.path(via)
            if found is not None and found.type != ReferenceType(per):
                self.scope.report(g.NotALink(via.span, via.text, per))
                return False, None
            return found is not None, found
        columns = self.scope.entities[checker.entity].columns.values()
        ways = tuple(c.name for c in columns if c.type == ReferenceType(per))
        if len(ways) != 1:
            several = g.SeveralWays(at.span, checker.entity, per, ways)
            self.scope.report(several if ways else g.NoWayBack(at.span, checker.entity, per))
            return False, None
        self.scope.used.add((checker.entity, ways[0]))
        return True, Fact(checker.entity, (), ways[0], ReferenceType(per))

    def _rate(self, clause: s.ByStandard, over: str, per: str | None) -> tuple[Expression, str | None] | None:
        """The rate, and the entity it is about: that of the heads, or that of 每 where the 标准 is about it."""
        entity = over
        if isinstance(clause.value, s.Path) and len(clause.value.names) == 1 and per is not None:
            name = clause.value.names[0]
            derived = self.derivations.derive(name.text, name.span) if self._makes_column(name.text) else None
            if derived is not None and derived.entity == per:
                entity = per
        found = self.derivations.checker(entity).expression(clause.value)
        if found is None:
            return None
        if not isinstance(found.type, MoneyType | MoneyRateType):
            self.scope.report(p.UnexpectedType(clause.value.span, "按标准", "金额", describe_type(found.type)))
            return None
        return found, entity

    def _makes_column(self, name: str) -> bool:
        declared = self.scope.declared.get(name)
        makes = s.DefinitionStatement | s.ClassificationStatement | s.StandardStatement
        return declared is not None and isinstance(declared.statement, makes)

    def _of_benefit(
        self, heading: Heading, total: s.TotalOf, per: str | None, payer: Party, offset: int, budget: BudgetCheck | None
    ) -> Fund | None:
        declared = self.scope.declared.get(total.benefit.text)
        statement = declared.statement if declared is not None else None
        if not isinstance(statement, s.BenefitStatement):
            benefits = tuple(n for n, x in self.scope.declared.items() if isinstance(x.statement, s.BenefitStatement))
            near = self.scope.nearest(total.benefit.text, benefits)
            self.scope.report(p.UnknownName(total.benefit.span, total.benefit.text, "待遇", near))
            return None
        about = next((c.entity.text for c in statement.clauses if isinstance(c, s.For)), None)
        if about is None or about not in self.scope.entities:
            return None
        if not any(isinstance(c, s.GoverningDate | s.MonthlyAmount) for c in statement.clauses):
            self.scope.report(g.TotalWithoutDate(total.benefit.span, total.benefit.text))
            return None
        known, link = self._link(self.derivations.checker(about), per, total.via, total.benefit)
        if not known:
            return None
        return Fund(heading, per, payer, None, None, None, total.benefit.text, link, offset, budget)

    # ---------- budgets ----------

    def _budget(self, path: s.Path, per: str | None) -> BudgetCheck | None:
        """核对 E 的 column: E holds one row for each place of 每 and year."""
        found = self._budget_of(path, per)
        if found is None:
            self.scope.report(g.NotABudget(path.span, path.text, f"{per}、" if per else ""))
            return None
        for used in (found.year, found.column, *((found.place,) if found.place else ())):
            self.scope.used.add((found.entity, used))
        return found

    def _budget_of(self, path: s.Path, per: str | None) -> BudgetCheck | None:
        entity = self.scope.entities.get(path.names[0].text)
        name = path.names[-1].text
        if entity is None or len(path.names) != 2 or name not in entity.columns:
            return None
        columns = entity.columns.values()
        years = [c.name for c in columns if isinstance(c.type, YearType)]
        places = [c.name for c in columns if per is not None and c.type == ReferenceType(per)]
        if len(years) != 1 or len(places) != (per is not None) or not isinstance(entity.columns[name].type, MoneyType):
            return None
        return BudgetCheck(entity.name, places[0] if places else None, years[0], name)


def _is_whole(
    heads: s.HeadcountClause | None, standard: s.ByStandard | None, total: s.TotalOf | None, unpriced: bool
) -> bool:
    """Whether a 经费 says how it comes about: 人数 with 按标准, 合计 alone, or that the text sets no rate."""
    if unpriced or total is not None:
        return heads is None and (standard is None) == (total is not None)
    return heads is not None and standard is not None


def _sides(written: s.Expression, checked: Expression) -> tuple[Expression | None, Expression | None]:
    """What is measured and what is required, where the requirement is one comparison."""
    if isinstance(written, s.Binary) and isinstance(checked, Apply) and len(checked.arguments) >= 2:
        return checked.arguments[0], checked.arguments[-1]
    return None, None
