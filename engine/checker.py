"""One case at a time, for programs that embed guiju: the rules become closures once, then serve any number of cases."""

from collections.abc import Callable, Mapping
from datetime import date

from attrs import define

from .case import Case
from .evaluate import evaluate
from .facts.cells import CellReader, Surroundings
from .facts.sheets import RawCell, is_blank, shown
from .facts.tables import Facts, Record, Table, key_of
from .facts.unreadable import Unreadable
from .origin import CellPlace
from .outcome import Breach, Entitlement, Finding, InputCount, Obligation, Reject, TargetOutcome, Undetermined
from .program import Entity, EntityKind, Program, Validation
from .reach import stands_alone
from .row_rules import RowDecider, RowRules
from .types import Known, Value
from .validate import fault, rejection
from .versions import interpreter_for

ANSWERS: Mapping[str, bool | None] = {"是": True, "否": False, "未知": None}


@define
class CaseResult:
    """What the rules say of one row; the parts mean what they mean in a Result. Never changed once made.

    `classes` holds the answer of each 界定, None for 未知. `rejects` names cells that are no values of their columns:
    then nothing was decided, since a date misread as absent would accuse someone.
    """

    key: str
    obligations: tuple[Obligation, ...] = ()
    classes: Mapping[str, bool | None] = {}
    entitlements: tuple[Entitlement, ...] = ()
    undetermined: tuple[Undetermined, ...] = ()
    findings: tuple[Finding, ...] = ()
    targets: tuple[TargetOutcome, ...] = ()
    breaches: tuple[Breach, ...] = ()
    rejects: tuple[Reject, ...] = ()

    @property
    def violations(self) -> tuple[Obligation, ...]:
        """The obligations in breach."""
        return tuple(o for o in self.obligations if o.state.is_violation)


class Checker:
    """Decides rows of one 台账 as of the end of a day, each as an export would that holds this row alone.

    经费 are sums over many rows, and no part of it. Where a rule looks at other rows there are none, and it takes longer.

    Keep it and use it for many rows; it is not to be shared by threads. Raises LookupError for a 台账 the policy does
    not have, and where `entity` is left out and there are several.
    """

    def __init__(
        self, program: Program, reference: Mapping[str, Table], as_of: date, entity: str | None = None
    ) -> None:
        self.program = program
        self.as_of = as_of
        self.entity = _ledger(program, entity)
        self._tables = {name: Table(name, ()) for name in program.entities} | dict(reference)
        surroundings = Surroundings(program.entities, reference)
        self._readers: dict[str, CellReader] = {n: surroundings.reader(c) for n, c in self.entity.columns.items()}
        self._rules = RowRules.about(self.entity.name, program)
        self._place = CellPlace(self.entity.name)
        self._decider: RowDecider | None = None
        self._validations: tuple[tuple[Validation, Callable[[Case], Value | None]], ...] = ()
        if stands_alone(program, self.entity.name):
            interpreter = interpreter_for(program, Facts(self._tables), as_of)
            self._decider = self._rules.by(interpreter)
            own = (v for v in program.validations if v.entity == self.entity.name)
            self._validations = tuple((v, interpreter.satisfier(v)) for v in own)

    def check(self, row: Mapping[str, RawCell]) -> CaseResult:
        """Decide a row of plain values by column: what a cell may hold, read as it is read in an export.

        None and "" are facts that are missing; of a column left out nothing may be concluded. Raises LookupError for a
        name that is no column of the 台账.
        """
        record = self.record(row)
        return self.decide(record) if isinstance(record, Record) else CaseResult("", rejects=record)

    def record(self, row: Mapping[str, RawCell]) -> Record | tuple[Reject, ...]:
        """A row as `decide` takes it, or the cells that cannot be read."""
        columns, readers = self.entity.columns, self._readers
        values: dict[str, Known | None] = dict.fromkeys(columns)
        rejects: list[Reject] = []
        for name, cell in row.items():
            if name not in readers:
                raise LookupError(f"台账「{self.entity.name}」没有「{name}」这一列")
            value = None if is_blank(cell) else readers[name](cell)
            if isinstance(value, Unreadable):
                place = CellPlace(self.entity.name, column=name)
                rejects.append(Reject(place, shown(cell), value.reason, columns[name].sensitive))
            else:
                values[name] = value
        if rejects:
            return tuple(rejects)
        absent = frozenset(columns.keys() - row.keys())
        return Record(key_of(values, self.entity.key), values, self._place, absent)

    def decide(self, record: Record) -> CaseResult:
        """Decide a row that is typed already."""
        if self._decider is None:
            return self._as_export(record)
        case = Case(record)
        row = self._decider.interpreter.for_closures(case)
        broken = [v for v, satisfied in self._validations if satisfied(row) is False]
        for rule in broken:
            if rule.severe:
                return CaseResult(record.key, rejects=(rejection(record, rule, self.program),))
        tally = self._decider.alone(case)
        return CaseResult(
            record.key,
            tuple(tally.obligations),
            {name: ANSWERS[answer] for name, answer in tally.answers},
            tuple(tally.entitlements),
            tuple(tally.undetermined),
            (*tally.findings, *[fault(v, record) for v in broken]),
            tuple(tally.targets),
            tuple(tally.breaches),
        )

    def _as_export(self, record: Record) -> CaseResult:
        """Rules that look at other rows, too: the whole way, with no other row there."""
        own = self.entity.name
        count = InputCount(own, record.place.source, read=1, evaluated=1, duplicates=0, rejected=0)
        facts = Facts({**self._tables, own: Table(own, (record,))}, (count,))
        found = evaluate(self.program, facts, self.as_of)
        counts = {d.name: found.classification_counts[d.name] for d in self._rules.classes}
        return CaseResult(
            record.key,
            found.obligations,
            {name: ANSWERS[answer] for name, counted in counts.items() for answer, n in counted.items() if n},
            found.entitlements,
            tuple(u for u in found.undetermined if u.entity == own and u.key == record.key),
            tuple(f for f in found.findings if f.entity == own and f.key == record.key),
            tuple(t for t in found.targets if t.entity == own),
            tuple(b for b in found.breaches if b.entity == own and b.key == record.key),
            found.rejects,
        )


def _ledger(program: Program, name: str | None) -> Entity:
    ledgers = {e.name: e for e in program.entities.values() if e.kind is EntityKind.LEDGER}
    if name is None and len(ledgers) == 1:
        return next(iter(ledgers.values()))
    if name is None or name not in ledgers:
        asked = "请写明台账" if name is None else f"没有台账「{name}」"
        raise LookupError(f"{asked}：政策「{program.name}」的台账有{'、'.join(ledgers)}")
    return ledgers[name]
