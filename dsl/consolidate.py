"""Versions at the level of syntax: the statements of one version are those before it with its changes applied."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, TypeVar

from attrs import define, evolve, field, frozen

from ..engine.diagnostic import Diagnostic
from ..engine.origin import Span
from . import syntax as s
from .amend_rows import change_codes, change_rows
from .names import nearest
from .problems import amending as a
from .problems import checking as p
from .problems import sources
from .problems.base import Problem
from .renaming import renamed

KINDS: Final[Mapping[type[s.Node], str]] = {
    s.BearersStatement: "主体",
    s.CodesStatement: "代码表",
    s.DataTableStatement: "数据表",
    s.LedgerStatement: "台账",
    s.DefinitionStatement: "定义",
    s.ClassificationStatement: "界定",
    s.StandardStatement: "标准",
    s.DutyStatement: "职责",
    s.BenefitStatement: "待遇",
    s.ProhibitionStatement: "禁止",
    s.OpenNormStatement: "定性要求",
    s.NonNormStatement: "非规范",
    s.ParameterStatement: "参数",
    s.ExceptionStatement: "例外",
    s.FundStatement: "经费",
    s.TargetStatement: "目标",
    s.OfficeStatement: "来源",
    s.ValidationStatement: "校验",
}
"""How each kind of statement is called."""
WORDS: Final[Mapping[type[s.Node], str]] = {
    s.AmendStatement: "修改",
    s.AddStatement: "增加",
    s.RepealStatement: "废止",
    s.TransitionStatement: "过渡",
}
"""The word that starts each kind of change."""

_OWN: Final = (s.Title, s.DocumentNumber, s.SourceFile)
"""Clauses of a later 政策 that speak of the amending document, not of the policy."""

S = TypeVar("S", bound=s.Statement)


@frozen
class VersionText:
    """What one version's folder holds: its name, its statements, and the place of what it lacks altogether."""

    folder: str
    statements: tuple[s.Statement, ...]
    nowhere: Span

    @property
    def policy(self) -> s.PolicyStatement | None:
        """The version's own 政策 statement."""
        return next((x for x in self.statements if isinstance(x, s.PolicyStatement)), None)

    @property
    def in_force(self) -> s.InForce | None:
        """When the version came into force."""
        clauses = self.policy.clauses if self.policy else ()
        return next((c for c in clauses if isinstance(c, s.InForce)), None)


@frozen
class Change:
    """What became of a statement last: 修改, 替换 or 增加, and since when."""

    word: str
    since: date

    def words(self) -> str:
        """The change as a comment says it."""
        return f"自{self.since.year}年{self.since.month}月{self.since.day}日起{self.word}"


@frozen
class Repeal:
    """Where something was repealed, the date in force of the version that did it, and what it said last."""

    place: Span
    since: date
    statement: s.Statement


@frozen
class Consolidated:
    """One version as a whole: every statement in force, its own 示例, what changed since when, 过渡 and 改称."""

    folder: str
    in_force: date
    statements: tuple[s.Statement, ...]
    examples: tuple[s.ExampleStatement, ...]
    changes: Mapping[str, Change]
    transitions: tuple[s.TransitionStatement, ...]
    renames: tuple[s.RenamedStatement, ...]
    merged: frozenset[str] = frozenset()
    """New names that were parties of their own before."""
    repealed: Mapping[str, Repeal] = field(factory=dict)
    """What does not stand any more, by name."""
    made_by_renaming: tuple[s.Statement, ...] = ()
    """The 主体 that only a 改称 declares."""
    ledgers: Mapping[str, str] = field(factory=dict)
    """The later names of 台账, each with the name that rules go by."""


def consolidate(versions: tuple[VersionText, ...]) -> tuple[tuple[Consolidated, ...], tuple[Diagnostic, ...]]:
    """Every version as a whole, in order, and what is wrong with the changes."""
    state = _Consolidator()
    made: list[Consolidated] = []
    for number, version in enumerate(versions):
        if number == 0:
            state.first(version)
        else:
            state.later(version, versions[number - 1])
        made.append(state.snapshot(version))
    return tuple(made), tuple(problem.to_diagnostic() for problem in state.problems)


def names_of(statement: s.Statement) -> tuple[s.Name, ...]:
    """The names a statement gives, members of a group left out."""
    match statement:
        case s.BearersStatement(names=names):
            return names
        case s.ExampleStatement() | s.PolicyStatement():
            return ()
        case s.AddStatement(added=added):
            return names_of(added)
        case _:
            return (statement.name,)


@define
class _Consolidator:
    statements: list[s.Statement] = field(factory=list)
    changes: dict[str, Change] = field(factory=dict)
    repealed: dict[str, Repeal] = field(factory=dict)
    renames: list[s.RenamedStatement] = field(factory=list)
    merged: set[str] = field(factory=set)
    ledgers: dict[str, str] = field(factory=dict)
    transitions: list[s.TransitionStatement] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    since: date = date.min

    def first(self, version: VersionText) -> None:
        """The version that is complete by itself."""
        for statement in version.statements:
            word = WORDS.get(type(statement))
            if word is not None:
                self.problems.append(a.DeltaInFirstVersion(_word_span(statement, word), word))
            elif _is_ledger_renamed(statement):
                continue
            elif isinstance(statement, s.RenamedStatement):
                self._rename(statement, set())
            elif not isinstance(statement, s.ExampleStatement):
                self.statements.append(statement)
        self._rename_ledgers(version)
        self.since = version.in_force.value if version.in_force else date.min

    def later(self, version: VersionText, previous: VersionText) -> None:
        """A version that holds what it changes."""
        self.transitions = []
        self._header(version, previous)
        seen: dict[str, Span] = {}
        before = {n.text for x in self.statements for n in names_of(x)}
        self._rename_ledgers(version)
        waiting: list[s.TransitionStatement] = []
        for written in version.statements:
            if isinstance(written, s.PolicyStatement | s.ExampleStatement) or _is_ledger_renamed(written):
                continue
            statement = renamed(written, self.ledgers)
            if isinstance(statement, s.TransitionStatement):
                waiting.append(statement)
            elif not self._twice(statement, seen):
                self._apply(statement, before)
        for transition in waiting:
            self._transition(transition)

    def snapshot(self, version: VersionText) -> Consolidated:
        """The version as it now stands."""
        return Consolidated(
            version.folder,
            self.since,
            tuple(self.statements),
            tuple(renamed(x, self.ledgers) for x in version.statements if isinstance(x, s.ExampleStatement)),
            dict(self.changes),
            tuple(self.transitions),
            tuple(self.renames),
            frozenset(self.merged),
            dict(self.repealed),
            tuple(x for x in self.statements if any(x.span is r.span for r in self.renames)),
            dict(self.ledgers),
        )

    # ---------- 政策 ----------

    def _header(self, version: VersionText, previous: VersionText) -> None:
        policy, in_force, before = version.policy, version.in_force, previous.in_force
        headers = [x for x in version.statements if isinstance(x, s.PolicyStatement)]
        if policy is None or len(headers) > 1:
            place = headers[1].name.span if headers else version.nowhere
            self.problems.append(sources.NoPolicyStatement(place, len(headers), policy.name.span if policy else None))
        if policy is None:
            return
        if in_force is None:
            self.problems.append(
                p.MissingClause(policy.name.span, "政策", policy.name.text, "施行", "施行 2015年1月1日")
            )
            return
        if before is not None and in_force.value <= before.value:
            problem = a.SameDateTwice if in_force.value == before.value else a.VersionOutOfOrder
            self.problems.append(problem(in_force.span, version.folder, previous.folder, before.span))
        self.since = in_force.value
        for number, statement in enumerate(self.statements):
            if not isinstance(statement, s.PolicyStatement):
                continue
            if statement.name != policy.name:
                near = (statement.name.text,)
                self.problems.append(a.NothingToAmend(policy.name.span, "修改", "政策", policy.name.text, near))
            restated = tuple(c for c in policy.clauses if not isinstance(c, (*_OWN, s.Explanation)))
            readings = tuple(c for c in policy.clauses if isinstance(c, s.Explanation))
            self.statements[number] = evolve(statement, clauses=(*merged(statement.clauses, restated), *readings))

    # ---------- statements ----------

    def _twice(self, statement: s.Statement, seen: dict[str, Span]) -> bool:
        names = statement.names if isinstance(statement, s.RepealStatement) else names_of(statement)
        for name in names:
            if name.text in seen:
                self.problems.append(a.ChangedTwice(name.span, name.text, seen[name.text]))
                return True
            seen[name.text] = name.span
        return False

    def _apply(self, statement: s.Statement, before: set[str]) -> None:
        match statement:
            case s.AmendStatement(changes=changes):
                self._amend(changes)
            case s.AddStatement(added=added):
                self._add(added)
            case s.RepealStatement():
                for name in statement.names:
                    self._repeal(name)
            case s.RenamedStatement():
                self._rename(statement, before)
            case s.BearersStatement():
                self._restate_bearers(statement)
            case s.LedgerStatement():
                self._restate_ledger(statement)
            case _:
                self._restate(statement)

    def _transition(self, statement: s.TransitionStatement) -> None:
        """A 过渡 speaks of a rule that stands, or of one that this very version repeals."""
        name, kind = statement.name, statement.kind
        repeal = self.repealed.get(name.text)
        gone = repeal.statement if repeal is not None and repeal.since == self.since else None
        if gone is not None and KINDS.get(type(gone)) != kind:
            self.problems.append(a.NothingToAmend(name.span, "过渡", kind, name.text, (), KINDS.get(type(gone), "")))
        elif gone is not None or self._find(name, "过渡", kind) is not None:
            self.transitions.append(statement)

    def _amend(self, changes: s.Amendable) -> None:
        old = self._find(changes.name, "修改", KINDS[type(changes)])
        if old is None:
            return
        if isinstance(old, s.StandardStatement) and isinstance(changes, s.StandardStatement):
            rows, problems = change_rows(old, changes)
            codes, unfit = change_codes(old, changes)
            self.problems.extend((*problems, *unfit))
            others = tuple(c for c in changes.clauses if not isinstance(c, s.RowChange | s.ByCode))
            # The rows that stay still rest on what they rested on before.
            grounds = (
                tuple(c for c in old.clauses if isinstance(c, s.Basis)) if len(others) < len(changes.clauses) else ()
            )
            new: s.Statement = evolve(
                old,
                mode=changes.mode or old.mode,
                clauses=merged(rows, (*grounds, *others, *((codes,) if codes else ()))),
            )
        elif isinstance(old, s.LedgerStatement) and isinstance(changes, s.LedgerStatement):
            new = evolve(old, clauses=merged_fields(old.clauses, changes.clauses))
        else:
            new = _with_clauses(old, merged(old.clauses, changes.clauses))
        self._put(old, new, Change("修改", self.since))

    def _add(self, added: s.Statement) -> None:
        match added:
            case s.LedgerStatement(name=name):
                old = self._of_kind(name, s.LedgerStatement)
                if old is not None:
                    self._add_fields(old, added)
                    return
            case s.CodesStatement(name=name):
                codes = self._of_kind(name, s.CodesStatement)
                if codes is not None:
                    self._add_values(codes, added)
                    return
            case _:
                pass
        for name in names_of(added):
            first = next((n for x in self.statements for n in names_of(x) if n.text == name.text), None)
            if first is not None:
                kind = KINDS.get(type(added), "")
                remedy = "要换成新的写法，请直接写出整条；只改几处，写「修改 …」"
                self.problems.append(a.StandsAlready(name.span, kind, name.text, first.span, remedy))
                return
        self._append(added)

    def _add_fields(self, old: s.LedgerStatement, added: s.LedgerStatement) -> None:
        have = {c.name.text: c for c in old.clauses if isinstance(c, s.Field)}
        for clause in added.clauses:
            if isinstance(clause, s.Field) and clause.name.text in have:
                remedy = "要改这个字段，写「修改 台账 …」"
                first = have[clause.name.text].name.span
                self.problems.append(a.StandsAlready(clause.name.span, "字段", clause.name.text, first, remedy))
        self._put(old, evolve(old, clauses=merged_fields(old.clauses, added.clauses)), Change("增加字段", self.since))

    def _add_values(self, old: s.CodesStatement, added: s.CodesStatement) -> None:
        have = {v.text: v for v in old.values}
        for value in added.values:
            if value.text in have:
                remedy = "请删去已有的代码，只写新增的"
                first = have[value.text].span
                self.problems.append(a.StandsAlready(value.span, "代码", value.text, first, remedy))
        new = tuple(v for v in added.values if v.text not in have)
        self._put(
            old,
            evolve(old, values=(*old.values, *new), clauses=merged(old.clauses, added.clauses)),
            Change("增加代码", self.since),
        )

    def _repeal(self, name: s.Name) -> None:
        old = self._find(name, "废止", "")
        if old is None:
            return
        self.repealed[name.text] = Repeal(name.span, self.since, old)
        self.changes.pop(name.text, None)
        if isinstance(old, s.BearersStatement) and len(old.names) > 1:
            self._put(old, _without(old, {name.text}), None)
        else:
            self.statements = [x for x in self.statements if x is not old]

    def _rename(self, statement: s.RenamedStatement, before: set[str]) -> None:
        """The new name is declared as the old one is; both name one party."""
        old = self._find(statement.name, "改称", "主体")
        if not isinstance(old, s.BearersStatement):
            return
        self.renames.append(statement)
        if statement.renamed.text in before:
            self.merged.add(statement.renamed.text)
        if not any(statement.renamed in names_of(x) for x in self.statements):
            self._append(evolve(old, names=(statement.renamed,), span=statement.span), "改称")

    def _rename_ledgers(self, version: VersionText) -> None:
        """Rules keep to the first name of a 台账; from here on either may be written."""
        for statement in version.statements:
            if not isinstance(statement, s.RenamedStatement) or statement.kind != "台账":
                continue
            name = evolve(statement.name, text=self.ledgers.get(statement.name.text, statement.name.text))
            if self._find(name, "改称", "台账") is None:
                continue
            taken = next((n for x in self.statements for n in names_of(x) if n == statement.renamed), None)
            if taken is not None:
                remedy = "请换一个名称；两个台账合并不能用改称"
                self.problems.append(a.StandsAlready(statement.renamed.span, "名称", taken.text, taken.span, remedy))
                continue
            self.ledgers[statement.renamed.text] = name.text
            self.renames.append(statement)

    def _restate(self, statement: s.Statement) -> None:
        """A whole statement: in place of the one of its kind and name, else a new one."""
        old = self._of_kind(names_of(statement)[0], type(statement))
        if old is None:
            self._append(statement)
        else:
            self._put(old, statement, Change("替换", self.since))

    def _restate_ledger(self, statement: s.LedgerStatement) -> None:
        old = self._of_kind(statement.name, s.LedgerStatement)
        if old is None:
            self._append(statement)
        else:
            self._put(
                old, evolve(old, clauses=merged_fields(old.clauses, statement.clauses)), Change("修改", self.since)
            )

    def _restate_bearers(self, statement: s.BearersStatement) -> None:
        names = {n.text for n in statement.names}
        kept: list[s.Statement] = []
        place: int | None = None
        for old in self.statements:
            if isinstance(old, s.BearersStatement) and any(n.text in names for n in old.names):
                left = _without(old, names)
                kept.extend([left] if left.names else [])
                place = len(kept) if place is None else place
            else:
                kept.append(old)
        self.statements = kept
        self._append(statement, "增加" if place is None else "替换")
        if place is not None:
            self.statements.insert(place, self.statements.pop())

    def _append(self, statement: s.Statement, word: str = "增加") -> None:
        self.statements.append(statement)
        for name in names_of(statement):
            self.repealed.pop(name.text, None)
            self.changes[name.text] = Change(word, self.since)

    def _put(self, old: s.Statement, new: s.Statement, change: Change | None) -> None:
        self.statements = [new if x is old else x for x in self.statements]
        if change is not None:
            self.changes[names_of(new)[0].text] = change

    # ---------- looking up ----------

    def _of_kind(self, name: s.Name, kind: type[S]) -> S | None:
        return next((x for x in self.statements if isinstance(x, kind) and name in names_of(x)), None)

    def _find(self, name: s.Name, word: str, kind: str) -> s.Statement | None:
        """The statement a change speaks of (of any kind where `kind` is empty); reported where there is none."""
        found = next((x for x in self.statements if name in names_of(x)), None)
        other = KINDS.get(type(found), "") if found is not None else ""
        if found is not None and kind in ("", other):
            return found
        if found is None and name.text in self.repealed:
            self.problems.append(a.RepealedAlready(name.span, word, name.text, self.repealed[name.text].place))
            return None
        near = nearest(name.text, [n.text for x in self.statements for n in names_of(x)])
        self.problems.append(a.NothingToAmend(name.span, word, kind or "内容", name.text, near, other))
        return None


def merged(old: tuple[s.Clause, ...], new: tuple[s.Clause, ...]) -> tuple[s.Clause, ...]:
    """Clauses with some restated: those of a kind stand where the old ones of that kind stood, other kinds at the end."""
    by_kind: dict[type[s.Node], list[s.Clause]] = {}
    for clause in new:
        by_kind.setdefault(type(clause), []).append(clause)

    def replaced() -> Iterator[s.Clause]:
        for clause in old:
            if type(clause) not in by_kind:
                yield clause
                continue
            yield from waiting.pop(type(clause), ())
        yield from (clause for clauses in waiting.values() for clause in clauses)

    waiting = dict(by_kind)
    return tuple(replaced())


def merged_fields(old: tuple[s.Clause, ...], new: tuple[s.Clause, ...]) -> tuple[s.Clause, ...]:
    """The clauses of a 台账 with fields restated by name and new ones behind the last; other clauses as in `merged`."""
    restated = {c.name.text: c for c in new if isinstance(c, s.Field)}
    kept = [restated.pop(c.name.text, c) if isinstance(c, s.Field) else c for c in old]
    last = max((i for i, c in enumerate(kept) if isinstance(c, s.Field)), default=-1)
    with_fields = (*kept[: last + 1], *restated.values(), *kept[last + 1 :])
    return merged(tuple(with_fields), tuple(c for c in new if not isinstance(c, s.Field)))


def _with_clauses(statement: Any, clauses: tuple[s.Clause, ...]) -> s.Statement:  # noqa: ANN401 # of any class with clauses
    changed: s.Statement = evolve(statement, clauses=clauses)
    return changed


def _without(statement: s.BearersStatement, names: set[str]) -> s.BearersStatement:
    return evolve(statement, names=tuple(n for n in statement.names if n.text not in names))


def _is_ledger_renamed(statement: s.Statement) -> bool:
    return isinstance(statement, s.RenamedStatement) and statement.kind == "台账"


def _word_span(statement: s.Statement, word: str) -> Span:
    return Span(statement.span.source, statement.span.start, statement.span.start + len(word))
