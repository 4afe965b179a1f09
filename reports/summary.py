"""The JSON document of `policy check --format json`: Program and Result as plain data (cli.md fixes its keys)."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import cattrs
from attrs import frozen

from ..engine.called import as_called
from ..engine.outcome import Breach, Result, State
from ..engine.program import Program
from .fund_lines import fund_lines
from .result_views import (
    UNPRICED,
    breach_order,
    causes_in_words,
    finding_order,
    funding_order,
    last_day,
    obligation_order,
    reject_order,
    sheet_words,
    sums_due,
    target_order,
    undetermined_rules,
    violation_count,
    year_of,
)
from .rule_index import RuleIndex
from .shown import Shown

DEFAULT_LIMIT = 1000
CLASSIFICATION_VALUES = ("是", "否", "未知")


@frozen
class PolicyDocument:
    """Which rules were applied: the policy's name, its versions by date in force, what was run as one hash."""

    name: str
    versions: tuple[date, ...]
    digest: str


@frozen
class InputDocument:
    """The fate of the rows of one input: read = evaluated + duplicates + rejected."""

    entity: str
    source: str
    read: int
    evaluated: int
    duplicates: int
    rejected: int


@frozen
class DutyDocument:
    """How many cases of one duty are in each state, 不适用 included."""

    rule: str
    clause: str
    bearer: str | None
    counts: Mapping[str, int]


@frozen
class ClassificationDocument:
    """How many cases a 界定 holds for, does not, or cannot be decided for."""

    rule: str
    entity: str | None
    counts: Mapping[str, int]


@frozen
class ViolationDocument:
    """One breach. `due` is the last day in time, rest days considered; `kind` the obligation's state.

    `period` names the period of a repeated duty and is empty for any other.
    """

    rule: str
    kind: str
    clause: str
    bearer: str | None
    entity: str
    key: str
    trigger: date | None
    due: date | None
    done: date | None
    days_late: int | None
    reason: str
    period: str


@frozen
class UndeterminedDocument:
    """A rule that could not be decided for a case: the facts to supply, and every reason in words.

    `period` names the period of a repeated duty and is empty for any other.
    """

    rule: str
    entity: str
    key: str
    missing: tuple[str, ...]
    causes: tuple[str, ...]
    period: str


@frozen
class FindingDocument:
    """Contradictory facts or conflicting rules."""

    kind: str
    rule: str
    clause: str
    entity: str
    key: str
    places: tuple[str, ...]


@frozen
class OtherReadingDocument:
    """A 经费 with its heads counted another way (另读); sum in 分."""

    basis: str
    headcount: int | None
    amount_fen: int | None


@frozen
class EntitlementDocument:
    """Sums due of one rule, payer, year and single amount; sums in 分. Budgets fill payee, year and budgeted sum.

    For 经费 `stage` is 预估 while the year counted goes on, then 核定, and `other_readings` are those of 另读; a 经费
    for which the text sets no rate has the stage 无标准 and no figures. `place` is how the row of 每 is called, `kind` its
    codes that the rate goes by, `basis` and `basis_day` tell whose heads count and when; the bounds say between what
    heads and sum lie. `due_fen` is what place and year owe over all rates and `gap_fen` the budget less that: both stand
    with the first of these rates only.
    """

    rule: str
    clause: str
    payer: str | None
    payee: str | None
    per: Mapping[str, int | str | None]
    budget_year: int | None
    headcount: int | None
    rate_fen: int | None
    amount_fen: int | None
    budgeted_fen: int | None
    stage: str | None = None
    other_readings: tuple[OtherReadingDocument, ...] = ()
    place: str | None = None
    kind: str | None = None
    basis: str | None = None
    basis_day: str | None = None
    headcount_bounds: tuple[int, int] | None = None
    amount_bounds_fen: tuple[int, int | None] | None = None
    due_fen: int | None = None
    gap_fen: int | None = None


@frozen
class TargetDocument:
    """A 目标 for one row: what was measured, what is required (None: no number), whether it is met (None: not settled)."""

    rule: str
    clause: str
    measured: int | None
    required: int | None
    met: bool | None
    entity: str
    key: str


@frozen
class ReadingDocument:
    """A reading that the outputs rest on, and the rule that takes it."""

    rule: str
    text: str


@frozen
class RejectDocument:
    """A row, or a cell that rejected its row: where it stands, what stood there (masked if 敏感), why."""

    source: str
    row: int | None
    column: str | None
    value: str
    reason: str


@frozen
class SummaryDocument:
    """The whole document; its fields stand in the order cli.md gives."""

    policy: PolicyDocument
    as_of: date
    inputs: tuple[InputDocument, ...]
    duties: tuple[DutyDocument, ...]
    classifications: tuple[ClassificationDocument, ...]
    violations: Sequence[ViolationDocument]
    undetermined: Sequence[UndeterminedDocument]
    findings: Sequence[FindingDocument]
    entitlements: Sequence[EntitlementDocument]
    targets: tuple[TargetDocument, ...]
    readings: tuple[ReadingDocument, ...]
    rejects: Sequence[RejectDocument]
    truncated: Mapping[str, int]


def summary(
    program: Program, result: Result, *, limit: int | None = DEFAULT_LIMIT, unmask: bool = False
) -> dict[str, Any]:
    """The document as plain data: dicts, lists, text, numbers; dates as ISO text.

    Lists of cases hold at most `limit` entries (None: all); `truncated` gives the whole length of each list that
    was cut, and of no other. `unmask` shows the values of 敏感 columns.
    """
    program, result = as_called(program, result)
    document = _Builder(program, result, RuleIndex(program, result.as_of), Shown(program, unmask)).document(limit)
    plain: dict[str, Any] = _converter().unstructure(document)
    return plain


def summary_json(program: Program, result: Result, *, limit: int | None = DEFAULT_LIMIT, unmask: bool = False) -> str:
    """The document as JSON text: indented, Chinese unescaped, ending in a line end; the same bytes every time."""
    plain = summary(program, result, limit=limit, unmask=unmask)
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


@frozen
class _Builder:
    """Makes the parts of the document from one program and one result."""

    program: Program
    result: Result
    rules: RuleIndex
    shown: Shown

    def document(self, limit: int | None) -> SummaryDocument:
        """All parts, the lists of cases cut to `limit`."""
        lists: dict[str, Sequence[Any]] = {
            "violations": self._violations(),
            "undetermined": self._undetermined(),
            "findings": self._findings(),
            "entitlements": [*self._entitlements(), *self._fundings(), *self._unpriced()],
            "rejects": self._rejects(),
        }
        kept = {name: entries[:limit] for name, entries in lists.items()}
        return SummaryDocument(
            policy=PolicyDocument(self.program.name, self.program.dates_in_force, self.program.digest),
            as_of=self.result.as_of,
            inputs=self._inputs(),
            duties=self._duties(),
            classifications=self._classifications(),
            targets=self._targets(),
            readings=tuple(ReadingDocument(r.rule, r.text) for r in self.rules.readings(self.result)),
            truncated={
                name: n for name, entries in lists.items() if len(kept[name]) < (n := self._length(name, entries))
            },
            **kept,
        )

    def _length(self, name: str, entries: Sequence[Any]) -> int:
        """How long a list is in all."""
        if name == "entitlements" or self.result.whole is None:
            return len(entries)
        return violation_count(self.result) if name == "violations" else self.result.length(name, len(entries))

    def _inputs(self) -> tuple[InputDocument, ...]:
        ordered = sorted(self.result.inputs, key=lambda i: (i.entity, i.source))
        return tuple(InputDocument(i.entity, i.source, i.read, i.evaluated, i.duplicates, i.rejected) for i in ordered)

    def _duties(self) -> tuple[DutyDocument, ...]:
        return tuple(
            DutyDocument(
                rule,
                self.rules.clause(rule),
                duty.bearer.words if (duty := self.rules.duties.get(rule)) else None,
                {state.value: counts.get(state, 0) for state in State},
            )
            for rule, counts in sorted(self.result.duty_counts.items())
        )

    def _classifications(self) -> tuple[ClassificationDocument, ...]:
        return tuple(
            ClassificationDocument(
                rule,
                derived.entity if (derived := self.rules.derived.get(rule)) else None,
                {value: counts.get(value, 0) for value in CLASSIFICATION_VALUES},
            )
            for rule, counts in sorted(self.result.classification_counts.items())
        )

    def _violations(self) -> list[ViolationDocument]:
        ordered = sorted(self.result.violations, key=obligation_order)
        return [
            ViolationDocument(
                rule=o.duty,
                kind=o.state.value,
                clause=self.rules.clause(o.duty, o.version),
                bearer=self.shown.bearer(o),
                entity=o.entity,
                key=self.shown.key(o.entity, o.key),
                trigger=o.trigger,
                due=last_day(o),
                done=o.done,
                days_late=o.days_late,
                reason=o.reason,
                period=o.period,
            )
            for o in ordered
        ] + [self._breach(b) for b in sorted(self.result.breaches, key=breach_order)]

    def _breach(self, breach: Breach) -> ViolationDocument:
        return ViolationDocument(
            rule=breach.rule,
            kind=breach.kind.value,
            clause=self.rules.clause(breach.rule, breach.version),
            bearer=self.shown.breaker(breach),
            entity=breach.entity,
            key=self.shown.key(breach.entity, breach.key),
            trigger=None,
            due=breach.due,
            done=None,
            days_late=None,
            reason=breach.reason,
            period="",
        )

    def _targets(self) -> tuple[TargetDocument, ...]:
        return tuple(
            TargetDocument(
                t.target,
                self.rules.clause(t.target, t.version),
                t.measured,
                t.required,
                t.met,
                t.entity,
                self.shown.key(t.entity, t.key),
            )
            for t in sorted(self.result.targets, key=target_order)
        )

    def _fundings(self) -> list[EntitlementDocument]:
        """经费, one entry for each payer, year and rate."""
        return [
            EntitlementDocument(
                rule=f.fund,
                clause=self.rules.clause(f.fund, f.version),
                payer=f.payer,
                payee=None,
                per={**({f.entity: self.shown.key(f.entity, f.key)} if f.entity else {}), "年度": f.year},
                budget_year=f.budget_year,
                headcount=f.headcount,
                rate_fen=f.rate_fen,
                amount_fen=f.amount_fen,
                budgeted_fen=f.budgeted_fen,
                stage=f.stage,
                other_readings=tuple(OtherReadingDocument(o.basis, o.headcount, o.amount_fen) for o in f.others),
                place=line.place or None,
                kind=line.kind or None,
                basis=line.basis,
                basis_day=line.basis_day,
                headcount_bounds=f.headcount_bounds,
                amount_bounds_fen=f.amount_bounds_fen,
                due_fen=line.due_fen,
                gap_fen=line.gap_fen,
            )
            for line in sorted(
                fund_lines(self.result, self.rules, self.shown), key=lambda line: funding_order(line.funding)
            )
            for f in (line.funding,)
        ]

    def _unpriced(self) -> list[EntitlementDocument]:
        """经费 for which the text sets no rate."""
        return [
            EntitlementDocument(
                f.name, self.rules.clause(f.name), f.payer.words, None, {}, *(None,) * 5, stage=UNPRICED
            )
            for f in self.program.funds
            if not f.has_rate
        ]

    def _undetermined(self) -> list[UndeterminedDocument]:
        return [
            UndeterminedDocument(
                rule=u.rule,
                entity=u.entity,
                key=self.shown.key(u.entity, u.key),
                missing=u.missing,
                causes=causes_in_words(u),
                period=u.period,
            )
            for u in undetermined_rules(self.result)
        ]

    def _findings(self) -> list[FindingDocument]:
        ordered = sorted(self.result.findings, key=finding_order)
        return [
            FindingDocument(
                f.kind, f.rule, self.rules.clause(f.rule), f.entity, self.shown.key(f.entity, f.key), f.places
            )
            for f in ordered
        ]

    def _entitlements(self) -> list[EntitlementDocument]:
        return [
            EntitlementDocument(
                rule=one.benefit,
                clause=self.rules.clause(one.benefit, one.version),
                payer=self.shown.payer(one),
                payee=None,
                per={"年度": year_of(one)},
                budget_year=one.budget_year,
                headcount=count,
                rate_fen=one.amount_fen,
                amount_fen=one.amount_fen * count,
                budgeted_fen=None,
            )
            for one, count in sums_due(self.result)
        ]

    def _rejects(self) -> list[RejectDocument]:
        return [
            RejectDocument(sheet_words(r.place), r.place.row, r.place.column, self.shown.rejected_value(r), r.reason)
            for r in sorted(self.result.rejects, key=reject_order)
        ]


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(unstruct_collection_overrides={tuple: list})
    converter.register_unstructure_hook(date, date.isoformat)
    return converter
