"""A Program on an occasion → the statements that decide every rule for every row, and the tables they end in."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from attrs import define, field
from sqlglot import exp

from ..lowering.base import Lowered, any_of, case, chain, joined, literal, may_hold, no_causes, sql
from ..program import Benefit, Derived, DerivedKind, Duty, EntityKind, Fund, Program, Target, facts_of
from ..uncollected import uncollected
from .benefits import MONTHS, BenefitOffer, BenefitSql, Owed, add_benefit, add_payment, lower_benefit
from .duties import DutySql
from .fund_version import FundVersion
from .funds import add_funds
from .late import Told
from .layout import ROW, quoted
from .merged import by_version, merged
from .names_alike import refuse_names_alike
from .obligation_lines import Instances, Offer, add_obligations
from .occasion import Occasion
from .open_lines import Doubt, add_doubts, add_unsent
from .outputs import Outputs, words
from .periods_of_duties import add_repeated
from .plan import Plan, Statement, read_by
from .result_tables import CLASSES, COUNTS, FINDINGS
from .rulebook import Ground, Rulebook
from .scope import Scope
from .small_table import SmallTable
from .strays import add_strays
from .targets import TargetOffer, TargetPlace, add_target, lower_target, undated_target
from .validations import Validated, validate
from .versions import Governed, Rule, Versions, governing, undated_duty, undated_value


def compile_plan(program: Program, occasion: Occasion) -> Plan:
    """The plan of a Program. Raises Refusal (GJ401, GJ402) where something of it cannot be said in SQL."""
    refuse_names_alike(program.entities)
    with uncollected():  # a quarter of the time
        return _Compiler(program, Ground(occasion)).run()


@define(eq=False)
class _Compiler:
    """Puts together the plan of one Program; `books` holds each version, or the Program itself where it is the only one."""

    program: Program
    ground: Ground
    outputs: Outputs = field(factory=Outputs)
    rules: Rulebook = field(init=False)
    books: tuple[Rulebook, ...] = field(init=False)
    versions: Versions = field(init=False)
    validated: Validated = field(init=False)
    _own_tables: tuple[dict[str, str], ...] = field(init=False)
    _latest_rows: dict[tuple[int, str], Scope] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self._own_tables = tuple(_own_tables(self.program, n) for n in range(len(self.program.versions)))
        self.validated = validate(self.program, self._unvalidated())
        accepted = dict(self.validated.tables)
        self.rules = Rulebook(self.program, self.ground, accepted)
        versions = enumerate(self.program.versions)
        first = self.program.in_force
        own = (Rulebook(v, self.ground, {**accepted, **self._own_tables[n]}, first) for n, v in versions)
        self.books = tuple(own) or (self.rules,)
        self.versions = Versions(self.books, tuple(_by_name(b.program) for b in self.books))
        for book in self.books if self.has_versions else ():
            book.together = self.versions.outcome

    def _unvalidated(self) -> Versions:
        """The rules over rows as they were sent."""
        first, versions = self.program.in_force, enumerate(self.program.versions)
        own = tuple(Rulebook(v, self.ground, self._own_tables[n], first) for n, v in versions)
        books = own or (Rulebook(self.program, self.ground),)
        return Versions(books, tuple(_by_name(b.program) for b in books))

    @property
    def occasion(self) -> Occasion:
        """For what the plan is made."""
        return self.ground.occasion

    @property
    def has_versions(self) -> bool:
        """Whether rows are governed by one of several versions."""
        return bool(self.program.versions)

    def run(self) -> Plan:
        """Every rule of every entity."""
        for number, entity in enumerate(self.program.entities.values()):
            if entity.name not in self.occasion.tables:
                continue
            if entity.kind is EntityKind.LEDGER:
                self._entity(number, entity.name)
            else:
                self._places(number, entity.name)
        if self.validated.statements:
            self.outputs.add(FINDINGS, self.validated.findings)
        add_strays(self.outputs, self.rules)
        moments = [
            m for n, fund in enumerate(self.program.funds) for m in add_funds(self.outputs, self._funds(n, fund))
        ]
        own = ((t, n, e) for n, tables in enumerate(self._own_tables) for e, t in tables.items())
        made = (*self.validated.statements, *self.outputs.making.statements(), *self.outputs.statements())
        statements = (*made, *self._counted())
        small = (*self.ground.small_tables(), *(m.table() for m in moments), self._months())
        return Plan(
            statements=statements,
            small=tuple(read_by(statements, small)),
            own_tables=tuple(own),
            rejects=bool(self.validated.tables),
            word_types=self.outputs.word_types.lists(),
            order=self.outputs.order_of_obligations(),
            in_order=self.outputs.obligations_in_order(),
        )

    def _funds(self, number: int, fund: Fund) -> list[FundVersion]:
        """A 经费 as each version has it."""
        if not self.has_versions:
            return [FundVersion(fund, self.rules, number)]
        starts = [b.program.in_force for b in self.books]
        return [
            FundVersion(own, book, number, n, starts[n], starts[n + 1] if n + 1 < len(starts) else None)
            for n, book in enumerate(self.books)
            for own in book.program.funds
            if own.name == fund.name
        ]

    def _months(self) -> SmallTable:
        first, last = min(self.program.dates_in_force), self.occasion.as_of
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return SmallTable.of(MONTHS, (("first", "DATE"),), [[date(m // 12, m % 12 + 1, 1) for m in months]])

    def _counted(self) -> Iterator[Statement]:
        none = "SELECT '' AS duty, '' AS state, 0 AS n WHERE FALSE"
        parts = "\nUNION ALL\n".join((none, *self.outputs.counts))
        yield Statement(COUNTS, f"SELECT duty, state, CAST(sum(n) AS BIGINT) AS n FROM ({parts}) GROUP BY 1, 2")
        numbers = ", ".join(f"CAST(0 AS BIGINT) AS {name}" for name in ("yes", "no", "open"))
        nothing = f"SELECT '' AS rule, {numbers} WHERE FALSE"
        yield Statement(CLASSES, "\nUNION ALL\n".join(self.outputs.classes or [nothing]))

    # ---------- one entity ----------

    def _entity(self, number: int, entity: str) -> None:
        scope = self.rules.home(entity)
        doubts = list(self._classes(number, entity, scope))
        self._duties(number, entity, scope)
        doubts.extend(self._benefits(number, entity, scope))
        targets = [t for t in self.program.targets if t.entity == entity]
        doubts.extend(self._target(scope, TargetPlace(t, n, number)) for n, t in enumerate(targets))
        add_doubts(self.outputs, scope.frame, entity, number, doubts)

    def _places(self, number: int, entity: str) -> None:
        """目标 about the rows of a 数据表, one after the other."""
        scope = self.rules.home(entity)
        for place, target in enumerate(t for t in self.program.targets if t.entity == entity):
            absent = self._counts_nobody(target)
            if absent is not None:
                add_unsent(self.outputs, target.name, absent, (number, place))
                continue
            doubt = self._target(scope, TargetPlace(target, place, number, by_rule=True))
            add_doubts(self.outputs, scope.frame, entity, number, [doubt], by_rule=place)

    def _target(self, scope: Scope, of: TargetPlace) -> Doubt:
        """A 目标 under the version that governs it."""
        target = of.target
        every = [(n, r, s) for n, r, s in self._every(target.name, target.entity) if isinstance(r, Target)]
        found = [(n, lower_target(s, r)) for n, r, s in every]
        governed = self._governed(target.name, target.entity)
        if governed is None:
            return add_target(self.outputs, scope.frame, of, [TargetOffer(f) for _, f in found])
        offers = [TargetOffer(f, self._in_force(n), governed.of[n]) for n, f in found]
        offers.append(TargetOffer(undated_target([f for _, f in found], governed), None, governed.undated))
        return add_target(self.outputs, scope.frame, of, offers)

    def _counts_nobody(self, target: Target) -> str | None:
        """The 台账 a target counts the rows of and nobody sent."""
        read = {fact.column for fact in facts_of(target.requirement)}
        every = self.program.aggregates
        counted = [a.over for a in every if a.entity == target.entity and a.name in read]
        unsent = (o for o in counted if self.occasion.was_not_sent(self.program.entities[o]))
        return next(unsent, None)

    def _every(self, name: str, entity: str) -> Iterator[tuple[int, Rule | None, Scope]]:
        """Each version with its rule of a name, where it has one."""
        for number, (book, rules) in enumerate(zip(self.books, self.versions.rules, strict=True)):
            yield number, rules.get(name), self._seen_by(book, entity)

    def _seen_by(self, book: Rulebook, entity: str) -> Scope:
        """A row as a version sees it: of a 数据表 of which that has rows of its own, still the row of the latest text."""
        latest = self.rules.home(entity)
        home = book.home(entity)
        if home.frame is latest.frame:
            return home
        slot = (id(book), entity)
        if slot not in self._latest_rows:
            self._latest_rows[slot] = Scope(book, latest.frame, entity)
        return self._latest_rows[slot]

    def _governed(self, name: str, entity: str) -> Governed | None:
        if not self.has_versions:
            return None
        return self.versions.govern(name, [self._seen_by(book, entity) for book in self.books])

    def _like(self, name: str, number: int, scope: Scope) -> Scope:
        """Where a rule of a version is made: once for all versions that hold the very same."""
        return self.books[self.versions.like(name, number)].home(scope.entity)

    def _in_force(self, number: int) -> date | None:
        return self.books[number].program.in_force if self.has_versions else None

    # ---------- 界定 ----------

    def _classes(self, number: int, entity: str, scope: Scope) -> Iterator[Doubt]:
        classes = [d for d in self.program.derived if d.kind is DerivedKind.CLASSIFICATION and d.entity == entity]
        for place, derived in enumerate(classes):
            value, asked = self._class(derived, scope)
            told = Told(scope.frame)
            open_ = value.is_unknown if not value.may_wait else told.is_there(value.causes)
            held, why, counts = (told.cell(e) for e in (value.value, open_, asked))
            table = self.outputs.making.want(scope.frame, [ROW, *told.kept])
            self.outputs.classes.append(
                f"SELECT {words(derived.name)} AS rule, count(*) FILTER (({held}) IS TRUE AND NOT ({why})) AS yes, "
                f"count(*) FILTER (({held}) IS NOT TRUE AND NOT ({why})) AS no, "
                f"count(*) FILTER ({why}) AS open FROM {quoted(table)} WHERE {counts}"
            )
            yield Doubt(place, derived.name, case([(asked, value.why)], no_causes()), chain("AND", [asked, open_]))

    def _class(self, derived: Derived, scope: Scope) -> tuple[Lowered, exp.Expression]:
        """A 界定 by the version that governs, and whether there is such a rule for the row."""
        governed = self._governed(derived.name, derived.entity)
        every = list(self._every(derived.name, derived.entity))
        found = [(n, self._like(derived.name, n, s).column(derived.name)) for n, rule, s in every if rule is not None]
        if governed is None:
            (_, only) = found[0]
            return only, sql("TRUE")
        complete = len(found) == len(every)
        choices = [(governed.of[n], v) for n, v in found]
        if may_hold(governed.undated):
            undated = undated_value([v for _, v in found], complete, governed, scope)
            choices.insert(0, (governed.undated, undated))
        value = by_version(scope.frame, [(c, v.value) for c, v in choices])
        lists = [(c, v.why) for c, v in choices]
        causes = by_version(scope.frame, lists, late=True)
        may_wait = any(v.may_wait for _, v in found)
        asked = sql("TRUE") if complete else any_of([c for c, _ in choices])
        return Lowered(value, derived.type, causes, may_wait), asked

    # ---------- 职责 ----------

    def _duties(self, number: int, entity: str, scope: Scope) -> None:
        offers: list[Offer] = []
        for place, duty in enumerate(self.program.duties):
            if duty.entity != entity:
                continue
            every = list(self._every(duty.name, entity))
            held = [(n, r, s) for n, r, s in every if isinstance(r, Duty)]
            if any(r.repetition is not None for _, r, _ in held):
                ends = [self._in_force(n) for n in range(len(self.books))] if self.has_versions else [None]
                add_repeated(self.outputs, (number, entity, place), held, ends, self.versions)
            else:
                offers.extend(self._offers(place, duty, held, scope))
        if offers:
            add_obligations(self.outputs, Instances(scope.frame, entity, number), offers)

    def _offers(self, place: int, duty: Duty, held: list[tuple[int, Duty, Scope]], scope: Scope) -> Iterator[Offer]:
        """The obligation of a duty under each version that may govern it."""
        made = [(n, self._like(duty.name, n, s)) for n, _, s in held]
        found: list[tuple[int, DutySql]] = [
            (n, s.rules.duty(s, d)) for (n, s), (_, d, _) in zip(made, held, strict=True)
        ]
        governed = self._governed(duty.name, duty.entity)
        if governed is None:
            yield from (Offer(place, f) for _, f in found)
            return
        offers = [Offer(place, f, self._in_force(n), governed.of[n]) for n, f in found]
        if may_hold(governed.undated):
            offers.append(Offer(place, undated_duty([f for _, f in found], governed), None, governed.undated))
        yield from merged(offers, complete=len(found) == len(self.books))
        lacking = [governed.of[n] for n in range(len(self.books)) if n not in {n for n, _ in found}]
        if lacking:
            nowhere = scope.frame.hold(any_of(lacking), always=True).name
            table = self.outputs.making.want(scope.frame, [ROW, nowhere])
            self.outputs.count(duty.name, f"SELECT count(*) FROM {quoted(table)} WHERE {quoted(nowhere)}")

    # ---------- 待遇 ----------

    def _benefits(self, number: int, entity: str, scope: Scope) -> Iterator[Doubt]:
        for place, benefit in enumerate(b for b in self.program.benefits if b.entity == entity):
            every = [(n, r, s) for n, r, s in self._every(benefit.name, entity) if isinstance(r, Benefit)]
            if self.has_versions and any(r.monthly is not None for _, r, _ in every):
                owed = self._monthly_benefit(number, (place, benefit), every, scope)
                yield Doubt(2_000 + place, benefit.name, owed.causes)
                yield from add_payment(self.outputs, scope, benefit, place, number, owed)
                continue
            found = self._lowered(every)
            governed = self._governed(benefit.name, entity)
            if governed is None:
                (_, only) = found[0]
                add_benefit(self.outputs, number, BenefitOffer(place, only))
                owed = _owed([(sql("TRUE"), only, None)], only.causes)
            else:
                owed = self._governed_benefit(number, (place, benefit), found, governed, scope)
            yield Doubt(2_000 + place, benefit.name, owed.causes)
            yield from add_payment(self.outputs, scope, benefit, place, number, owed)

    def _lowered(self, every: list[tuple[int, Benefit, Scope]]) -> list[tuple[int, BenefitSql]]:
        """A 待遇 as each version has it, made once for those that hold the very same."""
        made: dict[int, BenefitSql] = {}
        found = []
        for number, rule, scope in every:
            like = self._like(rule.name, number, scope)
            if id(like) not in made:
                made[id(like)] = lower_benefit(like, rule)
            found.append((number, made[id(like)]))
        return found

    def _governed_benefit(
        self,
        number: int,
        rule: tuple[int, Benefit],
        found: list[tuple[int, BenefitSql]],
        governed: Governed,
        scope: Scope,
    ) -> Owed:
        """A 待遇 under the version that governs."""
        place, _ = rule
        due = [(governed.of[n], f) for n, f in found]
        for f in {id(f): f for _, f in found}.values():
            own = [m for m, other in found if other is f]
            since = case(
                [(governed.of[m], literal(self._in_force(m))) for m in own[1:]], literal(self._in_force(own[0]))
            )
            chosen = any_of([governed.of[m] for m in own])
            everywhere = len(own) == len(self.books) and not may_hold(governed.undated)
            add_benefit(self.outputs, number, BenefitOffer(place, f, since, None if everywhere else chosen))
        some = any_of([sql("(:d) OR :w IS NOT NULL", d=f.due, w=f.causes) for _, f in found])
        why = joined([governed.causes, *(f.causes for _, f in found)])
        undated = case([(some, why)], no_causes())
        nowhere = [governed.of[n] for n in range(len(self.books)) if n not in {n for n, _ in found}]
        lists = [(any_of(nowhere), no_causes()), (governed.undated, undated), *((c, f.causes) for c, f in due)]
        causes = by_version(scope.frame, lists, late=True)
        each = [(c, f, self._in_force(n)) for (c, f), (n, _) in zip(due, found, strict=True)]
        return _owed(each, causes)

    def _monthly_benefit(
        self, number: int, rule: tuple[int, Benefit], every: list[tuple[int, Benefit, Scope]], scope: Scope
    ) -> Owed:
        """Monthly sums, each under the version in force on its day: one that cannot be told leaves all of them open."""
        place, benefit = rule
        hold = scope.frame.hold
        parts: list[tuple[int, BenefitSql, exp.Expression, exp.Expression]] = []
        for n, own, home in every:
            month_owed = partial(self.versions.owed, n, benefit.name)
            found = lower_benefit(home, own, month_owed)
            mine: exp.Expression = literal(True)
            if own.monthly is None:
                among, _ = self.versions.owed(n, benefit.name, home, governing(home, own))
                mine = sql(":a IS NOT FALSE", a=among)
            parts.append((n, found, hold(mine, always=True), case([(mine, found.causes)], no_causes())))
        some = any_of([sql(":c IS NOT NULL", c=c) for *_, c in parts])
        causes = hold(case([(some, joined([c for *_, c in parts]))], no_causes()), always=True)
        for order, (n, found, mine, _) in enumerate(parts):
            chosen = hold(sql(":m AND :c IS NULL", m=mine, c=causes), always=True)
            add_benefit(self.outputs, number, BenefitOffer(place, found, self._in_force(n), chosen, order))
        return _owed_together([(sql(":m AND :d", m=m, d=f.due), f, self._in_force(n)) for n, f, m, _ in parts], causes)


def _owed_together(due: list[tuple[exp.Expression, BenefitSql, date | None]], causes: exp.Expression) -> Owed:
    """What several versions come to together; the last that owes anything says when, who and by which version."""
    last, none = list(reversed(due)), sql("CAST(NULL AS DATE)")
    sums = " + ".join(f"COALESCE(CASE WHEN :d{n} THEN :a{n} END, 0)" for n in range(len(due)))
    parts = {f"d{n}": d for n, (d, *_) in enumerate(due)} | {f"a{n}": f.amount for n, (_, f, _) in enumerate(due)}
    return Owed(
        amount=sql(sums, **parts),
        day=case([(d, f.day) for d, f, _ in last], none),
        causes=causes,
        due=any_of([d for d, *_ in due]),
        payer=case([(d, f.payer.value) for d, f, _ in last], sql("CAST(NULL AS TEXT)")),
        version=case([(d, literal(v) if v else none) for d, _, v in last], none),
    )


def _owed(due: list[tuple[exp.Expression, BenefitSql, date | None]], causes: exp.Expression) -> Owed:
    """What is due to a row in all, 0 where nothing is; who pays it, and by which version."""
    here = [(sql(":c AND :d", c=c, d=f.due), f, version) for c, f, version in due]
    none = sql("CAST(NULL AS DATE)")
    return Owed(
        amount=case([(c, f.amount) for c, f, _ in here], sql("0")),
        day=case([(c, f.day) for c, f, _ in here], none),
        causes=causes,
        due=any_of([c for c, _, _ in here]),
        payer=case([(c, f.payer.value) for c, f, _ in here], sql("CAST(NULL AS TEXT)")),
        version=case([(c, literal(v) if v else none) for c, _, v in here], none),
    )


def _by_name(program: Program) -> dict[str, Rule]:
    rules: tuple[Rule, ...] = (
        *program.duties,
        *program.benefits,
        *program.derived,
        *program.targets,
        *program.validations,
    )
    return {rule.name: rule for rule in rules}


def _own_tables(program: Program, number: int) -> dict[str, str]:
    """The names of the tables of 数据表 that a version has of its own: those that are not as in the latest version."""
    version, latest = program.versions[number], program.versions[-1]
    return {entity: f"{entity}@{number}" for entity in version.tables if not _is_the_same(version, latest, entity)}


def _is_the_same(version: Program, latest: Program, entity: str) -> bool:
    """Whether a 数据表 has the same columns and the same rows in two versions."""
    shared = version.tables.get(entity) is latest.tables.get(entity)
    return (shared and version.entities.get(entity) is latest.entities.get(entity)) or _rows(version, entity) == _rows(
        latest, entity
    )


def _rows(program: Program, entity: str) -> tuple[object, ...]:
    """A 数据表 as a version has it: its columns, and the rows by key."""
    table = program.tables.get(entity)
    columns = tuple(program.entities[entity].columns) if entity in program.entities else ()
    return (columns, *((r.key, r.values) for r in (table.records if table is not None else ())))
