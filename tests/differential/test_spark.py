"""DuckDB and Spark run one plan and find the same: every table of results, row by row, for policies of every field."""

import json
import shutil
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import pytest
from attrs import evolve
from guiju.dsl.load import load
from guiju.engine.backends import duckdb as in_duckdb
from guiju.engine.backends.parquet import COUNTED, write_parquet
from guiju.engine.backends.results import read_result
from guiju.engine.backends.session import connect
from guiju.engine.backends.typed_tables import fill
from guiju.engine.diagnostic import Refusal
from guiju.engine.plan.layout import quoted
from guiju.engine.plan.result_tables import COLUMNS, PLACE
from guiju.policy import demo
from guiju.policy.demo import AS_OF, write_demo_workbook

from .both import comparable
from .corpus import BESIDE, GOOD, OWN, draw_as_of, policy_called
from .examples import beside, rows_of_examples
from .exports import draw_export

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'guiju[spark]'")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java, which is not installed", allow_module_level=True)

from guiju.engine.backends import spark_sql  # noqa: E402 - after what it needs has been looked for
from guiju.engine.backends.spark import SparkCheck, check  # noqa: E402
from guiju.engine.backends.spark_out import check_in_spark, gathered, write_results  # noqa: E402
from guiju.engine.backends.spark_tables import read_folder, write_folder  # noqa: E402

PLAN = Path(demo.__file__).parents[1] / "ningxia-special-groups" / "2012-01-01"
PEOPLE = 300
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # a short life: compile little
    "spark.sql.shuffle.partitions": "1",
    # Some hundred small queries: compiling each to Java would take longer than running it.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}


@pytest.fixture(scope="module")
def session():
    builder = pyspark.sql.SparkSession.builder.master("local[2]").appName("guiju tests")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("OFF")
    yield found
    found.stop()


def lines_in_spark(found: SparkCheck) -> dict[str, list[dict]]:
    """Every line of every table in the order of the export: all of them by one query, as JSON."""
    parts = []
    for what, table in found.tables.items():
        order = ", ".join("0" for _ in PLACE) if what in COUNTED else ", ".join(f"`{p[1:-1]}`" for p in PLACE)
        names = "*" if what in COUNTED else ", ".join(f"`{n}`" for n in COLUMNS[table])
        line = f"to_json(struct({names}), map('ignoreNullFields', 'false'))"
        parts.append(f"SELECT '{what}' AS what, {line} AS line, array({order}) AS place FROM `{table}`")
    rows = found.session.sql(" UNION ALL ".join(parts)).collect()
    lines: dict[str, list[dict]] = {what: [] for what in found.tables}
    for row in sorted(rows, key=lambda row: (row.place, row.line)):
        lines[row.what].append(json.loads(row.line))
    return lines


def lines_in_duckdb(found: in_duckdb.CheckTables) -> dict[str, list[dict]]:
    lines = {}
    for what, table in found.tables.items():
        query = f"SELECT * FROM {quoted(table)}" if what in COUNTED else in_duckdb.lines(found, what)
        answer = found.connection.execute(query)
        names = [column[0] for column in answer.description]
        lines[what] = [_plain(dict(zip(names, row, strict=True))) for row in answer.fetchall()]
    return lines


def _plain(line: dict) -> dict:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in line.items()}


def counted_in_order(lines: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """Tables of counts have no order of their own."""
    return {w: sorted(ls, key=json.dumps) if w in COUNTED else ls for w, ls in lines.items()}


@pytest.mark.parametrize("name", [*GOOD, *BESIDE, *OWN])
def test_spark_and_duckdb_find_the_same(name, session, tmp_path):
    policy = policy_called(name, tmp_path)
    rng = Random(1)
    as_of = draw_as_of(rng, policy)
    facts = beside(draw_export(rng, policy, as_of), rows_of_examples(policy), policy)
    typed = fill(connect(threads=2), policy.program, facts)
    wanted = counted_in_order(lines_in_duckdb(in_duckdb.check(policy.program, typed, as_of)))
    found = check(policy.program, write_folder(typed, tmp_path / "typed"), as_of, session)
    got = counted_in_order(lines_in_spark(found))
    for what, lines in wanted.items():
        assert got[what] == lines, what
    assert sum(map(len, wanted.values())) > 0


@pytest.fixture(scope="module")
def shipped(session, tmp_path_factory):
    """The demonstration in both."""
    folder = tmp_path_factory.mktemp("demo")
    policy = load(PLAN)
    write_demo_workbook(folder / "演示.xlsx", people=PEOPLE)
    facts = policy.read([folder / "演示.xlsx"])
    typed = fill(connect(threads=2), policy.program, facts)
    write_folder(typed, folder / "typed")
    found = check(policy.program, read_folder(session, f"file://{folder / 'typed'}"), AS_OF, session)
    return policy, facts, in_duckdb.check(policy.program, typed, AS_OF), found


def test_the_folders_written_hold_the_lines_of_the_demonstration_in_order(shipped, tmp_path):
    policy, _, wanted, found = shipped
    before = tmp_path / "obligations.parquet"
    before.mkdir()
    (before / "part-of-an-earlier-check.parquet").write_text("no Parquet at all")
    written = write_results(policy.program, found, str(tmp_path))
    assert [Path(p).name for p in written] == [f"{what}.parquet" for what in found.tables]
    for what in ("obligations", "undetermined", "entitlements", "fundings"):
        query = f"SELECT * FROM read_parquet('{tmp_path / f'{what}.parquet' / '*.parquet'}')"
        assert duckdb.sql(query).fetchall() == wanted.connection.execute(in_duckdb.lines(wanted, what)).fetchall()
    assert not list(tmp_path.glob("*.part"))


def test_folders_and_files_mask_the_same(shipped, tmp_path):
    policy, _, wanted, found = shipped
    secret = secretive(policy.program)
    write_results(secret, found, str(tmp_path / "spark"))
    for path in write_parquet(secret, wanted, tmp_path / "duckdb"):
        if path.stem not in COUNTED:
            theirs = duckdb.sql(f"SELECT * FROM read_parquet('{tmp_path / 'spark' / path.name / '*.parquet'}')")
            assert theirs.fetchall() == duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall(), path.stem
    keys = (
        f"SELECT DISTINCT key, bearer FROM read_parquet('{tmp_path / 'spark' / 'obligations.parquet' / '*.parquet'}')"
    )
    told = duckdb.sql(keys).fetchall()
    assert {key for key, _ in told} == {"***"}
    assert "***" in {bearer for _, bearer in told}


def secretive(program):
    """The same policy with every column of its 台账 and 数据表 敏感."""
    secret = {
        name: evolve(entity, columns={n: evolve(column, sensitive=True) for n, column in entity.columns.items()})
        for name, entity in program.entities.items()
    }
    return evolve(program, entities=secret)


def test_gathered_results_are_those_of_the_interpreter(shipped, tmp_path):
    policy, facts, _, found = shipped
    result = read_result(policy.program, gathered(found, connect(), tmp_path), facts)
    assert comparable(result) == comparable(policy.check(facts, as_of=AS_OF))


def test_typed_tables_go_through_spark_and_back(session, tmp_path):
    policy = policy_called("高龄津贴", tmp_path)
    facts = draw_export(Random(7), policy, date(2021, 3, 1))
    typed = fill(connect(), policy.program, facts)
    result = read_result(
        policy.program, check_in_spark(policy.program, typed, date(2021, 3, 1), tmp_path / "中 间"), facts
    )
    assert comparable(result) == comparable(policy.check(facts, as_of=date(2021, 3, 1)))


DIVISIONS = [
    (7, 2), (-7, 2), (7, -2), (10**36 + 7, 3), (-(10**36) - 7, 1), (10**36, 10**30 + 1), (5, 10**20), (0, 3),
    (9_999_999 * 10**29 + 8, 9_999_999),
]  # fmt: skip


def test_whole_numbers_of_37_digits_are_divided_exactly(session):
    """Spark's own division keeps 6 decimal places and so gives up from 33 digits on."""
    pairs = ", ".join(f"CAST({a} AS HUGEINT) // CAST({b} AS HUGEINT) AS q{n}" for n, (a, b) in enumerate(DIVISIONS))
    common = ", ".join(f"gcd(CAST({a} AS HUGEINT), CAST({b} AS HUGEINT)) AS g{n}" for n, (a, b) in enumerate(DIVISIONS))
    query = f"SELECT {pairs}, {common}"
    (row,) = session.sql(said(query)).collect()
    assert [tuple(row)] == duckdb.sql(query).fetchall()


SAYINGS = [
    "list_concat(NULL, ['甲'], NULL)",
    "list_concat(CAST(NULL AS VARCHAR[]), CAST(NULL AS VARCHAR[]))",
    "list_concat(CAST([] AS VARCHAR[]), NULL)",
    "list_sort(list_distinct(['乙', '甲', '乙']))",
    "list_filter(['甲', '乙'], LAMBDA c: starts_with(c, '甲'))",
    "array_length(list_transform(['甲', '乙'], LAMBDA c: c || '丙'))",
    "string_split('甲' || chr(31) || '乙', chr(31))",
    "string_split('甲|乙', '|')",
    "regexp_replace('区民政局、民政局', '民政局([^\\p{L}\\p{N}_]|$)', '新$局\\1', 'g')",
    "(list(x ORDER BY x DESC) FILTER (x < 3))[1]",
    "(list(x ORDER BY x) FILTER (x < 3))[7]",
    "list(x) FILTER (x > 9)",
    "CAST(sum(9223372036854775807) AS VARCHAR)",
    "CAST(epoch(CAST('1969-12-31' AS DATE)) AS BIGINT)",
    "CAST(CAST('2011-01-31' AS DATE) + to_months(CAST(1 AS INTEGER)) AS DATE)",
    "CAST(CAST('2012-01-31' AS DATE) + INTERVAL '1 month' AS DATE)",
    "CAST(date_trunc('month', CAST('2012-03-31' AS DATE)) + INTERVAL '1 months' AS DATE)",
    "CAST(CAST('2012-03-01' AS DATE) - CAST('2012-02-01' AS DATE) AS BIGINT)",
    "make_date(CAST(2012 AS BIGINT), 12, 31)",
    "-7 // 2",
    "-7 % 3",
    "arg_max(['甲'], 3)[1]",
    "struct_pack(n := CAST(1 AS HUGEINT), d := CAST(3 AS HUGEINT)).d",
    "rtrim('甲乙乙', '乙')",
    "CAST(CAST('2012-03-01 08:30:00' AS TIMESTAMP) + INTERVAL '36 hours' AS TIMESTAMP)",
]


def said(query: str) -> str:
    (found,) = spark_sql.translated((spark_sql.Statement("t", query),))
    return found.query


@pytest.mark.parametrize("words", SAYINGS)
def test_what_is_said_otherwise_means_the_same(words, session):
    query = f"SELECT {words} AS found FROM (SELECT 1 AS x UNION ALL SELECT 2 AS x) AS t"
    rows = session.sql(said(query)).collect()
    assert [tuple(row) for row in rows] == duckdb.sql(query).fetchall()


def test_a_table_that_lacks_a_column_is_refused(session, tmp_path):
    policy = policy_called("高龄津贴", tmp_path)
    typed = fill(connect(), policy.program, rows_of_examples(policy))
    folder = write_folder(typed, tmp_path / "typed")
    (name, file), *_ = folder.files
    entity = policy.program.entities[name]
    gone = next(iter(entity.columns))
    path = tmp_path / "typed" / file
    duckdb.sql(f"COPY (SELECT * EXCLUDE ({quoted(gone)}) FROM '{path}') TO '{path}.new' (FORMAT parquet)")
    Path(f"{path}.new").replace(path)
    with pytest.raises(Refusal) as refused:
        check(policy.program, folder, date(2020, 6, 1), session)
    assert refused.value.diagnostics[0].code == "GJ425"
    assert gone in refused.value.diagnostics[0].message
