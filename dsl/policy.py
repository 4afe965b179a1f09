"""A loaded policy, as programs that embed guiju and the command use it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve, field, frozen

from ..engine.diagnostic import Diagnostic, Refusal
from ..engine.evaluate import evaluate
from ..engine.facts.cells import Surroundings
from ..engine.facts.export import read_export, read_rows
from ..engine.facts.sheets import RawCell
from ..engine.facts.tables import Facts, Record, Table
from ..engine.facts.unreadable import Unreadable
from ..engine.interpret import Case
from ..engine.office_map import OfficeMap
from ..engine.outcome import Result, Trace
from ..engine.program import Entity, EntityKind, Fund, Program
from ..engine.types import Known, describe_type
from ..engine.versions import interpreter_for

if TYPE_CHECKING:
    from ..engine.backends.check_export import ExportCheck, Resources
    from ..engine.checker import Checker
    from ..engine.explain import Rule
    from ..engine.explain_fund import FundExplainer
    from ..engine.rehearse import Rehearsal
    from . import syntax as s
    from .citations import AmendingDocument
    from .consolidate import Consolidated

Progress = Callable[[str, int], None]
Answer = TypeVar("Answer")
RuleTexts = Mapping[str, tuple[tuple[date, str], ...]]
"""By the name of a rule, its canonical text with the date in force of the first version that says it so."""
UNKNOWN = "未知"
HIDDEN = "***"
"""Stands for a 敏感 value in a message, which may be copied and passed on."""


@frozen
class Texts:
    """The rules as written: the rule files, and of several versions each as put together.

    `amending` are the documents that later versions cite, by the rule files of each.
    """

    modules: "tuple[s.Module, ...]"
    versions: "tuple[Consolidated, ...]" = ()
    amending: "Mapping[str, AmendingDocument]" = field(factory=dict)


@frozen
class Policy:
    """A policy: its Program, reference data, and the rule files it was read from.

    Of several versions the Program holds all; the reference data are the latest. `texts` gives the rules as written,
    which a policy taken from its copy has to read first; `known_texts` are the texts of rules that such a policy holds.

    What only some ask for is imported when they do: a command that checks ten cases needs neither parser nor checker.
    """

    program: Program
    reference: Mapping[str, Table]
    folder: Path
    texts: Callable[[], Texts] = field(eq=False, repr=False)
    known_texts: RuleTexts | None = field(default=None, eq=False, repr=False)
    notices: tuple[Diagnostic, ...] = field(default=(), eq=False, repr=False)
    """Warnings that whoever uses the policy has to hear: files among the rules that nobody reads."""

    @property
    def modules(self) -> "tuple[s.Module, ...]":
        """The rule files."""
        return self.texts().modules

    @property
    def versions(self) -> "tuple[Consolidated, ...]":
        """Each version as put together; empty where there is one only."""
        return self.texts().versions

    @property
    def amending(self) -> "Mapping[str, AmendingDocument]":
        """The documents that later versions cite, by the rule files of each."""
        return self.texts().amending

    @property
    def rule_texts(self) -> RuleTexts:
        """The text of every rule as it stands in each version."""
        if self.known_texts is not None:
            return self.known_texts
        from .rule_texts import rule_texts

        return rule_texts(self)

    @property
    def templates(self) -> Path | None:
        """The folder with document templates of this policy's own (文书), None where it has none."""
        homes = (self.folder, self.folder.parent)  # that of the version, and that of the policy
        return next((home / "文书" for home in homes if (home / "文书").is_dir()), None)

    def read(self, exports: Sequence[Path], progress: Progress | None = None, *, map_file: Path | None = None) -> Facts:
        """Read a case export; `map_file` holds 来源 of the office it comes from, beside those of the policy.

        Raises Refusal where nothing of it can be evaluated, or the file is wrong.
        """
        return read_export(exports, self.program.entities, self.reference, progress, self._maps(map_file))

    def _maps(self, map_file: Path | None) -> tuple[OfficeMap, ...]:
        if map_file is None:
            return self.program.offices
        from .offices import read_map

        return (*self.program.offices, *read_map(map_file, self.program))

    def facts(self, rows: Mapping[str, Sequence[Mapping[str, RawCell]]]) -> Facts:
        """Take rows of plain values, by 台账, as an export that holds them: str, int, Decimal, bool, date or None a cell.

        Raises Refusal as `read` does.
        """
        return read_rows(rows, self.program.entities, self.reference, self.program.offices)

    def check(self, facts: Facts, *, as_of: date, progress: Progress | None = None) -> Result:
        """Decide every rule for every row as of the end of a day."""
        return evaluate(self.program, facts, as_of, progress)

    def check_export(
        self,
        exports: Sequence[Path],
        *,
        as_of: date,
        map_file: Path | None = None,
        resources: "Resources | None" = None,
        progress: Progress | None = None,
    ) -> "ExportCheck":
        """Read and decide an export of any size inside DuckDB, with the results of `check`; to be used in a with statement.

        Raises Refusal as `read` does, and where memory or disk do not suffice.
        """
        from ..engine.backends.check_export import Resources, check_export

        return check_export(
            self.program,
            self.reference,
            exports,
            as_of,
            maps=self._maps(map_file),
            resources=resources or Resources(),
            progress=progress,
        )

    def ask(
        self, exports: Sequence[Path], question: Callable[[Facts], Answer], *, map_file: Path | None = None
    ) -> Answer:
        """The answer to a question about few rows of a large export, from those rows and what they rest on alone.

        The question is asked several times (engine/backends/one_case.py); its answer is that for the whole export.
        Raises Refusal as `read` does, WholeNeeded where it rests on all rows of a 台账, and what the question raises.
        """
        from ..engine.backends.one_case import Export, open_cases

        with open_cases(Export(tuple(exports), self.program.entities, self.reference, self._maps(map_file))) as cases:
            return cases.ask(question)

    def checker(self, as_of: date, entity: str | None = None) -> "Checker":
        """What decides rows of a 台账 one at a time, quickly, from plain values; `entity` where there are several 台账."""
        from ..engine.checker import Checker

        return Checker(self.program, self.reference, as_of, entity)

    def explain(
        self,
        facts: Facts,
        key: str,
        rule: str | None = None,
        *,
        as_of: date,
        assume: Mapping[str, str] | None = None,
        result: Result | None = None,
    ) -> tuple[Trace, ...]:
        """Why each rule (or one, also a 校验) gives what it gives for the row with a key.

        `assume` replaces facts of that row, as an export would write them (未知 for a missing one). Raises Refusal for
        a key, rule or fact that is not there. Of a row that breaks a 严重 校验 this comes first: a check rejects it. A 经费
        is explained for a place (its key or name), for a row it may count, or, where it is not divided by place, for 全部.
        `result` is what `check` finds for these facts, where that is known already.
        """
        from ..engine.explain_fund import WHOLE

        fund = next((f for f in self.program.funds if f.name == rule), None)
        if fund is not None and fund.per is None and key == WHOLE:
            return (self._funds(facts, as_of, result).place(fund, ""),)
        entity, record = self.find(facts, key, rule)
        if assume:
            record = self._assuming(entity, record, assume)
            facts = evolve(facts, tables={**facts.tables, entity: facts.tables[entity].replaced(record)})
        from ..engine.explain_versions import explainer_for
        from ..engine.validate import broken_by

        interpreter = interpreter_for(self.program, facts, as_of)
        explainer = explainer_for(interpreter)
        demand = next((v for v in self.program.validations if (v.name, v.entity) == (rule, entity)), None)
        if demand is not None:
            return (explainer.validation(demand, Case(record)),)
        rules, funds = self._rules(entity, rule)
        told = tuple(explainer.explain(r, Case(record)) for r in rules)
        rejected = tuple(explainer.validation(v, Case(record)) for v in broken_by(interpreter, entity, record))
        return (*rejected, *told, *self._funded(self._funds(facts, as_of, result), funds, entity, record))

    def _funds(self, facts: Facts, as_of: date, result: Result | None) -> "FundExplainer":
        from ..engine.explain_fund import FundExplainer

        interpreter = interpreter_for(self.program, facts, as_of)
        return FundExplainer(interpreter, lambda: result or self.check(facts, as_of=as_of))

    def _funded(
        self, explainer: "FundExplainer", funds: tuple[Fund, ...], entity: str, record: Record
    ) -> Iterator[Trace]:
        """What 经费 come to for a place, or whether they count a row."""
        for fund in funds:
            if fund.per == entity:
                yield explainer.place(fund, record.key)
            else:
                yield explainer.counted(fund, explainer.interpreter.case(entity, record))

    def rehearse(self, wanted: str | None = None) -> "tuple[Rehearsal, ...]":
        """Run every 示例, or those whose name holds the words wanted."""
        from ..engine.rehearse import rehearse

        chosen = (e for e in self.program.examples if wanted is None or wanted in e.name)
        return tuple(rehearse(self.program, self.reference, example) for example in chosen)

    def find(self, facts: Facts, key: str, rule: str | None = None) -> tuple[str, Record]:
        """The entity and row of a case export with a key; where a rule is asked for, first of what that is about.

        The row of a place may also be called by its name. Raises Refusal where there is none.
        """
        ledgers = [e for e in self.program.entities.values() if e.kind is EntityKind.LEDGER]
        first = [self.program.entities[name] for name in self._about(rule)]
        for entity in (*first, *ledgers):
            table = facts.tables.get(entity.name)
            found = _row_called(table, entity, key, is_place=entity in first) if table is not None else None
            if found is not None:
                return entity.name, found

        from ..engine.sensitive import has_sensitive_key
        from .problems.asking import no_such_case

        keys = tuple(dict.fromkeys(k for e in ledgers for k in e.key))
        key = HIDDEN if any(map(has_sensitive_key, ledgers)) else key
        whole = any(f.name == rule and f.per is None for f in self.program.funds)
        raise Refusal((no_such_case(key, keys, sum(i.rejected for i in facts.inputs), whole=whole),))

    def subject(self, facts: Facts, key: str, rule: str | None = None) -> Entity | None:
        """The entity of the row that an explanation is about; None for a 经费 as a whole."""
        from ..engine.explain_fund import WHOLE

        fund = next((f for f in self.program.funds if f.name == rule), None)
        if fund is not None and fund.per is None and key == WHOLE:
            return None
        return self.program.entities[self.find(facts, key, rule)[0]]

    def _about(self, rule: str | None) -> tuple[str, ...]:
        """The entities whose rows a rule is about: of a 经费 that of 每, then whom it counts."""
        program = self.program
        every: tuple[Rule, ...] = (*program.duties, *program.benefits, *program.targets, *program.derived)
        own = (r.entity for r in (*every, *program.validations) if r.name == rule)
        of_funds = (name for f in program.funds if f.name == rule for name in (f.per, self._counts(f)))
        return tuple(dict.fromkeys(name for name in (*own, *of_funds) if name is not None))

    def _counts(self, fund: Fund) -> str | None:
        """The entity whose rows a 经费 counts, or whose sums it adds up."""
        if fund.headcount is not None:
            return fund.headcount.over
        return next((b.entity for b in self.program.benefits if b.name == fund.benefit), None)

    def _rules(self, entity: str, name: str | None) -> "tuple[tuple[Rule, ...], tuple[Fund, ...]]":
        """The rules and 经费 that have to do with a row of an entity, or the one of a name."""
        program = self.program
        every: tuple[Rule, ...] = (*program.duties, *program.benefits, *program.targets, *program.derived)
        rules = tuple(r for r in every if r.entity == entity)
        funds = tuple(f for f in program.funds if entity in (f.per, self._counts(f)))
        found = tuple(r for r in rules if name in (None, r.name)), tuple(f for f in funds if name in (None, f.name))
        if not any(found):
            from .names import nearest
            from .problems.asking import no_such_rule

            demands = tuple(v for v in program.validations if v.entity == entity)
            known = tuple(r.name for r in (*rules, *funds, *demands))
            raise Refusal((no_such_rule(name, entity, nearest(name or "", known), known),))
        return found

    def _assuming(self, entity: str, record: Record, assume: Mapping[str, str]) -> Record:
        from .names import nearest
        from .problems.asking import unusable_assumption

        values: dict[str, Known | None] = dict(record.values)
        columns = self.program.entities[entity].columns
        surroundings = Surroundings(self.program.entities, self.reference)
        problems: list[Diagnostic] = []
        for name, written in assume.items():
            if name not in columns:
                near = nearest(name, columns)
                guess = f"，是不是要写「{'」「'.join(near)}」" if near else ""
                problems.append(unusable_assumption(name, f"{entity}没有这个事实{guess}"))
                continue
            found = None if written in ("", UNKNOWN) else surroundings.reader(columns[name])(written)
            if isinstance(found, Unreadable) and columns[name].sensitive:
                wanted = describe_type(columns[name].type)
                problems.append(unusable_assumption(f"{name}={HIDDEN}", f"等号后面的不是{wanted}"))
            elif isinstance(found, Unreadable):
                problems.append(unusable_assumption(f"{name}={written}", found.reason))
            else:
                values[name] = found
        if problems:
            raise Refusal(tuple(problems))
        return evolve(record, values=values)


def _row_called(table: Table, entity: Entity, key: str, *, is_place: bool) -> Record | None:
    """The row with a key; of what a rule is about also the only one with that name, unless names are 敏感."""
    found = table.by_key.get(key)
    label = entity.label if is_place else None
    if found is not None or label is None or entity.columns[label].sensitive:
        return found
    named = table.called(label, key)
    return named[0] if len(named) == 1 else None
