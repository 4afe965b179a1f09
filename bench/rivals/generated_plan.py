"""The rules as guiju decides them in bulk: read by `read_bulk`, decided by the generated plan, inside DuckDB."""

from pathlib import Path

from attrs import evolve
from guiju.engine.backends.bulk_facts.read import read_bulk
from guiju.engine.backends.duckdb import CheckTables, check, lines, occasion_of, prepare
from guiju.engine.backends.in_parts import obligation_queries
from guiju.engine.backends.parquet_out import write_files
from guiju.engine.backends.session import connect, run
from guiju.engine.backends.typed_tables import TypedTables
from guiju.engine.plan.kept_plan import plan_of
from guiju.engine.plan.result_tables import CLASSES, COUNTS, ENTITLEMENTS

from ..bulk_rules import AS_OF, bulk_policy

SHOWN = {
    "obligations": "duty, key, bearer, state, trigger, due, due_extended, done, days_late, reason, missing_cells AS unserved",
    "undetermined": "rule, key, missing",
    "entitlements": "key, payer, payee, amount_fen, date",
    "duty_counts": "duty, state, n",
    "classification_counts": "rule, yes, no, open",
}
VIOLATIONS = (
    "SELECT duty, bearer, count(*) AS n FROM obligations WHERE state IN ('逾期履行', '逾期未履行') GROUP BY ALL"
)
SUMS = "SELECT payer, year(date) AS year, count(*) AS n, sum(amount_fen)::BIGINT AS amount_fen FROM entitlements GROUP BY ALL"


class GeneratedPlan:
    """One reading and its decision."""

    def __init__(self, threads: int, memory: str | None, spill: Path | None) -> None:
        self.policy = bulk_policy()
        self.spill = spill
        self.connection = connect(threads=threads, memory=memory, folder=spill)

    def load(self, people: Path) -> None:
        """Read the export into typed tables in memory."""
        self._read(people, None)

    def open(self, people: Path) -> None:
        """Read the export; a file that is in order may itself be the table."""
        self._read(people, self.spill)

    def _read(self, people: Path, lasting: Path | None) -> None:
        entities, reference = self.policy.program.entities, self.policy.reference
        facts = read_bulk(self.connection, [people], entities, reference, lasting=lasting)
        self.typed = TypedTables(self.connection, facts.sheets, facts.tables, facts.sent)

    def decide(self) -> None:
        """Decide every rule, every table of results made."""
        found = check(self.policy.program, self.typed, AS_OF)
        for name, columns in SHOWN.items():
            self.connection.execute(f'CREATE TEMP TABLE {name} AS SELECT {columns} FROM "{found.tables[name]}"')
        self._sums()

    def write(self, folder: Path) -> None:
        """Decide every rule and write the tables, in the order of the export."""
        found = check(self.policy.program, self.typed, AS_OF)
        write_files(self.connection, {folder / f"{name}.parquet": self._queries(found, name) for name in SHOWN})
        for name, source, query in (("violations", "obligations", VIOLATIONS), ("sums", "entitlements", SUMS)):
            written = query.replace(source, f"'{folder / source}.parquet'")
            self.connection.execute(f"COPY ({written}) TO '{folder / name}.parquet'")

    def _sums(self) -> None:
        self.connection.execute(f"CREATE TEMP TABLE violations AS {VIOLATIONS}")
        self.connection.execute(f"CREATE TEMP TABLE sums AS {SUMS}")

    def _queries(self, found: CheckTables, name: str) -> tuple[str, ...]:
        cells = (SHOWN[name],)
        if name == "obligations":
            return obligation_queries(self.policy.program, found, cells)
        return (
            f'SELECT {SHOWN[name]} FROM "{found.tables[name]}"'
            if name.endswith("counts")
            else lines(found, name, cells),
        )


class GeneratedCounts(GeneratedPlan):
    """The same plan asked for counts and sums alone: the database then works out only what these rest on."""

    def decide(self) -> None:
        """Count states and classes and add up what is due."""
        program = self.policy.program
        plan = plan_of(program, occasion_of(self.typed, AS_OF))
        prepare(self.connection, program, plan, self.typed)
        wanted = {s.table for s in plan.statements if not s.table.startswith("#")} | {ENTITLEMENTS}
        run(self.connection, (evolve(s, lazy=True) for s in plan.statements if s.table in wanted))
        run(self.connection, (s for s in plan.statements if s.table in (COUNTS, CLASSES)))
        query = SUMS.replace("FROM entitlements", f'FROM "{ENTITLEMENTS}"')
        self.connection.execute(f"CREATE TEMP TABLE sums AS {query}")

    def write(self, folder: Path) -> None:
        """Decide every rule and write the counts."""
        self.decide()
        tables = {"duty_counts": COUNTS, "classification_counts": CLASSES, "sums": "sums"}
        for name, table in tables.items():
            columns = SHOWN.get(name, "*")
            self.connection.execute(f"COPY (SELECT {columns} FROM \"{table}\") TO '{folder / name}.parquet'")
