"""What an aggregate comes to for one case: the rows that belong to it, those that count, and what they make."""

from attrs import define, field

from .aggregates import Groups, fold, gather, judge
from .case import Case, Evaluator
from .closures import always, kept_by_date
from .evaluations import Evaluations
from .facts.partial import PartialTable
from .program import GOVERNING, Aggregate, AggregateKind, EntityKind, GroupKey
from .types import CauseKind, Known, NotYet, Unknown, Value, unknown


@define
class AggregateInterpreter:
    """Evaluates the aggregates of one Program; `of` evaluates what they are made of.

    `governed` are the columns whose value depends on the governing date.
    """

    of: Evaluations
    governed: frozenset[tuple[str, str]]
    _sent: frozenset[str] = field(init=False)
    _groups: dict[tuple[str, tuple[GroupKey, ...]], Groups[Case]] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self._sent = frozenset(i.entity for i in self.of.facts.inputs)

    def rows_of(self, aggregate: Aggregate, case: Case) -> tuple[Case, ...] | Unknown | NotYet:
        """The rows of an aggregate that belong to a case, whether they count or not; unknown where nobody sent any."""
        if self.is_absent(aggregate.over):
            return unknown(CauseKind.MISSING, aggregate.over)
        key = self._own_key(aggregate, case)
        if isinstance(key, Unknown | NotYet):
            return key
        table = self.of.facts.tables.get(aggregate.over)
        if isinstance(table, PartialTable):
            table.ask([k.row for k in aggregate.keys], key)
        return tuple(self.groups(aggregate).rows(key))

    def groups(self, aggregate: Aggregate) -> Groups[Case]:
        """The rows an aggregate goes through by what they belong to; made once for all aggregates of one grouping."""
        slot = (aggregate.over, aggregate.keys)
        if slot not in self._groups:
            readers = [self.of.evaluator(k.row) for k in aggregate.keys]
            table = self.of.facts.tables.get(aggregate.over)
            cases = (self.of.case(aggregate.over, r) for r in table.at_hand) if table else iter(())
            owners = self.of.facts.tables.get(aggregate.entity)
            known = owners.by_key if owners and any(k.own is None for k in aggregate.keys) else None
            place = next((i for i, k in enumerate(aggregate.keys) if k.own is None), 0)
            self._groups[slot] = gather(
                cases, lambda row: tuple(r(row) for r in readers), lambda key: known is None or key[place] in known
            )
        return self._groups[slot]

    def is_absent(self, entity: str) -> bool:
        """Whether a case export was read that has no sheet of a 台账 at all: then its rows are missing, not none."""
        ledger = self.of.program.entities[entity].kind is EntityKind.LEDGER
        return ledger and bool(self._sent) and entity not in self._sent

    def _own_key(self, aggregate: Aggregate, case: Case) -> "tuple[Known, ...] | Unknown | NotYet":
        parts: list[Known] = []
        for key in aggregate.keys:
            value = case.record.key if key.own is None else self.of.value(key.own, case)
            if isinstance(value, Unknown | NotYet):
                return value
            parts.append(value)
        return tuple(parts)

    def reader(self, aggregate: Aggregate) -> Evaluator:
        """The closure that finds an aggregate for a case."""
        where = self.of.evaluator(aggregate.where) if aggregate.where else always(True)
        measure = self.of.evaluator(aggregate.value) if aggregate.value else always(True)
        otherwise = self.of.evaluator(aggregate.otherwise) if aggregate.otherwise else None
        judged = aggregate.kind in (AggregateKind.EXISTS, AggregateKind.ALL)
        slot = (aggregate.name, aggregate.event)
        is_dated = (aggregate.entity, aggregate.name) in self.governed

        def compute(case: Case) -> Value:
            rows = self.rows_of(aggregate, case)
            if isinstance(rows, Unknown | NotYet):
                return rows
            if is_dated:
                day = self.of.column(aggregate.entity, GOVERNING, case)
                rows = tuple(row.governed_by(day) for row in rows)
            if judged:
                return judge(aggregate.kind, (where(row) for row in rows))
            found = fold(aggregate, ((where(row), measure(row)) for row in rows))
            if found is not None:
                return found
            return otherwise(case) if otherwise else unknown(CauseKind.UNPROVIDED, aggregate.name)

        if is_dated:
            return kept_by_date(slot, compute)

        def read(case: Case) -> Value:
            found = case.derived.get(slot)
            if found is None:
                found = case.derived[slot] = compute(case)
            return found

        return read
