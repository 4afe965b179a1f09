"""The shipped demonstration gives one and the same result by the interpreter and by the database."""

from pathlib import Path

import pytest
from guiju.dsl.load import load
from guiju.engine.backends.parquet import write_parquet
from guiju.policy import demo
from guiju.policy.demo import AS_OF, write_demo_workbook

from .both import differences, in_database

PLAN = Path(demo.__file__).parents[1] / "ningxia-special-groups"
PEOPLE = 2_000


@pytest.fixture(scope="module", params=[PLAN / "2012-01-01", PLAN], ids=["first version", "all versions"])
def policy(request):
    return load(request.param)


@pytest.fixture(scope="module")
def facts(policy, tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "演示.xlsx"
    write_demo_workbook(path, people=PEOPLE)
    return policy.read([path])


def test_both_engines_find_the_same(policy, facts):
    assert len(policy.check(facts, as_of=AS_OF).obligations) > PEOPLE
    assert differences(policy, facts, AS_OF) == []


@pytest.mark.parametrize("policy", [PLAN / "2012-01-01"], indirect=True)  # all versions: tests/cli/test_engines.py
def test_files_are_the_same_byte_for_byte_whatever_the_number_of_threads(policy, facts, tmp_path):
    written = []
    for threads in (1, 4):
        found = in_database(policy, facts, AS_OF, threads=threads)
        paths = write_parquet(policy.program, found, tmp_path / str(threads))
        found.connection.close()
        written.append({p.name: p.read_bytes() for p in paths})
    assert written[0] == written[1]
    assert not list(tmp_path.rglob("*.part"))
