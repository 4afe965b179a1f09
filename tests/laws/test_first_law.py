"""Supplying a missing fact never changes a known result; once all 待补事实 are supplied it is decided.

Both also hold where rows of others are counted and figures of a year are asked for, as long as each row says whom it
belongs to: a row whose reference comes to light later joins a count, and until then is told of as 归属不明.
"""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from random import Random

from attrs import evolve
from guiju.dsl.policy import Policy
from guiju.engine.facts.tables import Facts, Record, Table
from guiju.engine.interpret import Case, Interpreter
from guiju.engine.outcome import State
from guiju.engine.program import COMPANIONS, Column, EntityKind
from guiju.engine.types import Cause, CauseKind, DateType, Known, Unknown
from hypothesis import given
from hypothesis import strategies as st

from .laying_out import loaded
from .policies import policies
from .profile import looked_at
from .rows import AS_OF, draw_record, draw_value, ledgers_of, with_gaps

SEEDS = st.integers(0, 2**32)
MENDABLE = (CauseKind.MISSING, CauseKind.UNDETERMINED_BY_AUTHORITY)
ROWS = 4
Slot = tuple[str, str, str]
"""Entity, key of the row, rule."""


def past(rng: Random, as_of: date) -> date:
    """A day that has come by as-of."""
    first = date(1900, 1, 1).toordinal()
    return date.fromordinal(max(first, as_of.toordinal() - rng.randint(0, 40)))


def truth(rng: Random, policy: Policy, column: Column, as_of: date) -> Known:
    """What a fact turns out to be; what only counts once it has happened has happened."""
    waits = column.proof or column.determined or column.companion_of is not None
    if waits and isinstance(column.type, DateType):
        return past(rng, as_of)
    return draw_value(rng, policy, column, as_of, odd=False)


def full_facts(rng: Random, policy: Policy, as_of: date) -> Facts:
    """An export in which every fact is there, and so is everything referred to; reference data keep their gaps."""
    tables: dict[str, Table] = dict(policy.reference)
    for entity in ledgers_of(policy):
        records = []
        for number in range(ROWS):
            record = draw_record(rng, policy, entity, number, as_of, odd=False)
            values = dict(record.values)
            for name, column in entity.columns.items():
                if name not in entity.key:
                    values[name] = truth(rng, policy, column, as_of)
            records.append(evolve(record, values=values))
        tables[entity.name] = Table(entity.name, tuple({r.key: r for r in records}.values()))
    return Facts(tables)


def hiding(rng: Random, policy: Policy, facts: Facts, share: float, *, links: bool = True) -> Facts:
    """The same export with facts missing; a 履行 column that is hidden is one its sheet does not have.

    Without `links` every row still says which others it refers to.
    """
    tables = dict(facts.tables)
    for entity in ledgers_of(policy):
        records = []
        for record in facts.tables[entity.name].records:
            gaps = with_gaps(rng, entity, record, share)
            kept = {n: record.values[n] for n in entity.columns if not links and entity.reference(n) is not None}
            values = {**gaps.values, **kept}
            absent = frozenset(n for n, c in entity.columns.items() if c.proof and values[n] is None)
            records.append(evolve(gaps, values=values, absent=absent))
        tables[entity.name] = Table(entity.name, tuple(records))
    return Facts(tables)


def between(rng: Random, scarce: Facts, full: Facts) -> Facts:
    """The scarce export with some of what it lacks supplied."""
    tables = {}
    for name, table in scarce.tables.items():
        records = []
        for record in table.records:
            known = full.tables[name].by_key[record.key].values
            values = {c: known[c] if v is None and rng.random() < 0.5 else v for c, v in record.values.items()}
            absent = frozenset(c for c in record.absent if values[c] is None)
            records.append(evolve(record, values=values, absent=absent))
        tables[name] = Table(name, tuple(records))
    return Facts(tables)


def outcomes(policy: Policy, facts: Facts, as_of: date) -> tuple[dict[Slot, object], dict[Slot, frozenset]]:
    """What is known of every rule for every row, and the causes of what is not."""
    run, program = Interpreter(policy.program, facts, as_of), policy.program
    known: dict[Slot, object] = {}
    open_: dict[Slot, frozenset] = {}
    for entity in program.entities:
        for record in facts.tables[entity].records:
            for rule, value in _of_row(run, entity, record).items():
                if isinstance(value, Unknown):
                    open_[entity, record.key, rule] = value.causes
                else:
                    known[entity, record.key, rule] = value
    return known, open_


def _of_row(run: Interpreter, entity: str, record: Record) -> Mapping[str, object]:
    case, program = Case(record), run.program
    found: dict[str, object] = {d.name: run.column(entity, d.name, case) for d in program.derived if d.entity == entity}
    for duty in (d for d in program.duties if d.entity == entity):
        owed = run.obligation(duty, case)
        found[duty.name] = Unknown(frozenset(owed.causes)) if owed.state is State.UNDECIDED else owed.state
    for benefit in (b for b in program.benefits if b.entity == entity):
        due = run.benefit(benefit, case)
        found[benefit.name] = due if due is None or isinstance(due, Unknown) else (due.amount_fen, due.date)
    return found


@looked_at(25)
@given(policies(presence=False, rows=False), st.sampled_from(AS_OF), SEEDS)
def test_supplying_a_missing_fact_never_changes_what_is_known(tmp_path_factory, draft, as_of, seed):
    policy, rng = loaded(tmp_path_factory.getbasetemp() / "first", draft), Random(seed)
    stays_known(rng, policy, as_of, links=True)


@looked_at(40)
@given(policies(presence=False, counting=True), st.sampled_from(AS_OF), SEEDS)
def test_nor_does_it_where_rows_are_counted_and_figures_go_by_year(tmp_path_factory, draft, as_of, seed):
    policy, rng = loaded(tmp_path_factory.getbasetemp() / "first", draft), Random(seed)
    stays_known(rng, policy, as_of, links=False)


def stays_known(rng: Random, policy: Policy, as_of: date, *, links: bool) -> None:
    for share in (0.1, 0.2, 0.4, 0.7):
        full = full_facts(rng, policy, as_of)
        scarce = hiding(rng, policy, full, share, links=links)
        stages = [outcomes(policy, f, as_of)[0] for f in (scarce, between(rng, scarce, full), full)]
        for before, after in pairwise(stages):
            assert {slot: after.get(slot, "未知") for slot in before} == before


# ---------- 待补事实 ----------


def mended(rng: Random, policy: Policy, facts: Facts, subjects: set[str], as_of: date) -> Facts:
    """The export with the facts named supplied in every row that lacks them, whatever they say, and no other."""
    tables = dict(facts.tables)
    for subject in sorted(subjects):
        entity, column = subject.split(".", 1)
        declared = policy.program.entities[entity].columns
        records = []
        for record in tables[entity].records:
            values = dict(record.values)
            names = (column, *(column + s for s in COMPANIONS)) if declared[column].determined else (column,)
            for name in names:
                if values[name] is None:
                    values[name] = truth(rng, policy, declared[name], as_of)
            records.append(evolve(record, values=values, absent=record.absent - {column}))
        tables[entity] = Table(entity, tuple(records))
    return Facts(tables)


def open_subjects(policy: Policy, causes: frozenset[Cause]) -> set[str]:
    """The facts of the case that are missing; a figure that nobody published is not for the case to supply."""
    ledgers = {e.name for e in ledgers_of(policy)}
    return {c.subject for c in causes if c.kind in MENDABLE and c.subject.partition(".")[0] in ledgers}


def refers(policy: Policy, subject: str) -> bool:
    """Whether a fact is a reference: what is missing of the row it leads to shows only once it is there."""
    entity, column = subject.split(".", 1)
    return policy.program.entities[entity].reference(column) is not None


@looked_at(25)
@given(policies(presence=False, rows=False), st.sampled_from(AS_OF), SEEDS)
def test_once_all_open_facts_are_supplied_it_is_decided(tmp_path_factory, draft, as_of, seed):
    policy, rng = loaded(tmp_path_factory.getbasetemp() / "open", draft), Random(seed)
    is_decided(rng, policy, as_of, links=True)


@looked_at(40)
@given(policies(presence=False, counting=True), st.sampled_from(AS_OF), SEEDS)
def test_so_it_is_where_rows_are_counted_and_figures_go_by_year(tmp_path_factory, draft, as_of, seed):
    policy, rng = loaded(tmp_path_factory.getbasetemp() / "open", draft), Random(seed)
    is_decided(rng, policy, as_of, links=False)


def is_decided(rng: Random, policy: Policy, as_of: date, *, links: bool) -> None:
    scarce = hiding(rng, policy, full_facts(rng, policy, as_of), rng.choice((0.1, 0.3, 0.7)), links=links)
    _, open_ = outcomes(policy, scarce, as_of)
    for slot, causes in list(open_.items())[:12]:
        facts, asked = scarce, open_subjects(policy, causes)
        while asked:
            facts = mended(rng, policy, facts, asked, as_of)
            left = open_subjects(policy, outcomes(policy, facts, as_of)[1].get(slot, frozenset()))
            assert not left or any(refers(policy, s) for s in asked), (slot, asked, left)
            assert not left & asked, (slot, asked, left)
            asked = left


@looked_at(15)
@given(policies(), st.sampled_from(AS_OF), SEEDS)
def test_what_a_check_lists_as_open_names_declared_facts(tmp_path_factory, draft, as_of, seed):
    """Every 待补事实 of a result is a fact that the policy declares."""
    policy, rng = loaded(tmp_path_factory.getbasetemp() / "named", draft), Random(seed)
    scarce = hiding(rng, policy, full_facts(rng, policy, as_of), 0.4)
    entities = policy.program.entities
    for undecided in policy.check(scarce, as_of=as_of).undetermined:
        assert undecided.causes
        for fact in undecided.missing:
            entity, _, column = fact.partition(".")
            if not column:  # a figure of a place and year that its file does not have, or rows nobody sent
                assert entity.partition("（")[0] in entities
                continue
            assert column.partition(" × ")[0] in entities[entity].columns  # of several rows with how many
            assert entities[undecided.entity].kind is EntityKind.LEDGER
