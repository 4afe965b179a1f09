"""The files of results hold the same rows whether cases were interpreted one by one or decided in the database."""

from pathlib import Path
from random import Random

import duckdb
import pytest
from attrs import evolve
from guiju.engine.backends import in_parts, tables_of_result
from guiju.engine.backends.duckdb import TABLES
from guiju.engine.backends.parquet import write_parquet
from guiju.engine.backends.tables_of_result import write_result
from guiju.engine.outcome import State

from .both import in_database
from .corpus import BESIDE, OWN, VERSIONS, draw_as_of, policy_called
from .examples import beside, rows_of_examples
from .exports import draw_export

FORBIDDING = "职责-行为"
"""A policy with 禁止: what is 未违反 is counted and not listed."""
UNFOLDING = ("其余写法", "居家养老服务补贴", "转办", "职责-行为", "供热保障", "工伤认定")
"""Policies with a 台账 whose rows owe nothing for periods and nothing to everyone of a group."""
NAMES = (*BESIDE, *OWN, *VERSIONS, FORBIDDING, "sums-asked", "供热保障", "工伤认定")


def rows_of(path: Path) -> tuple[list[tuple], list[tuple]]:
    """The columns of a file with their types, and its rows in order."""
    columns = duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()
    return columns, duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall()


def secretive(program):
    """The same program with every column of its 台账 敏感."""
    entities = {
        name: evolve(entity, columns={n: evolve(column, sensitive=True) for n, column in entity.columns.items()})
        for name, entity in program.entities.items()
    }
    return evolve(program, entities=entities)


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_write_the_same_rows(name, tmp_path, monkeypatch):
    monkeypatch.setattr(tables_of_result, "AT_ONCE", 7)  # so that lines are handed over in several parts
    policy = policy_called(name, tmp_path)
    rng = Random(7)
    as_of = draw_as_of(rng, policy)
    facts = beside(draw_export(rng, policy, as_of), rows_of_examples(policy), policy)
    result = policy.check(facts, as_of=as_of)
    found = in_database(policy, facts, as_of)
    for unmask in (True, False):
        program = policy.program if unmask else secretive(policy.program)
        wanted = write_parquet(program, found, tmp_path / "database", unmask=unmask)
        written = write_result(program, result, tmp_path / "interpreter", unmask=unmask)
        assert [p.name for p in written] == [p.name for p in wanted] == [f"{what}.parquet" for what in TABLES]
        for ours, theirs in zip(written, wanted, strict=True):
            assert rows_of(ours) == rows_of(theirs), ours.name
    assert result.obligations or result.fundings or result.targets


@pytest.mark.parametrize("name", NAMES)
def test_obligations_written_in_parts_are_those_written_at_once(name, tmp_path, monkeypatch):
    policy = policy_called(name, tmp_path)
    rng = Random(7)
    as_of = draw_as_of(rng, policy)
    facts = beside(draw_export(rng, policy, as_of), rows_of_examples(policy), policy)
    found = in_database(policy, facts, as_of)

    def written(folder):
        write_parquet(policy.program, found, tmp_path / folder)
        lines = duckdb.sql(f"SELECT * FROM read_parquet('{tmp_path / folder}/obligations.parquet')").fetchall()
        return lines, len(in_parts.obligation_queries(policy.program, found))

    whole, once = written("whole")
    for entity in found.in_order:  # as threads may leave it, which fill a table side by side
        found.connection.execute(f'CREATE OR REPLACE TABLE {entity.table} AS FROM {entity.table} ORDER BY "#row" DESC')
    monkeypatch.setattr(in_parts, "MOST_LINES", 3)
    monkeypatch.setattr(in_parts, "BLOCK", 2)
    in_pieces, several = written("pieces")
    assert in_pieces == whole
    assert once == 1
    assert several > 2 or len(whole) <= 3
    assert bool(found.in_order) is (name in UNFOLDING)


def test_what_is_not_violated_is_in_no_list(tmp_path):
    policy = policy_called(FORBIDDING, tmp_path)
    facts = beside(draw_export(Random(7), policy, policy.program.in_force), rows_of_examples(policy), policy)
    as_of = max(policy.program.dates_in_force).replace(year=2030)
    result = policy.check(facts, as_of=as_of)
    assert any(State.KEPT in states for states in result.duty_counts.values())
    write_parquet(policy.program, in_database(policy, facts, as_of), tmp_path)
    states = f"SELECT DISTINCT state FROM read_parquet('{tmp_path}/obligations.parquet')"
    assert (State.KEPT.value,) not in duckdb.sql(states).fetchall()
