"""The rules as guiju decides them one case after the other: the interpreter, which holds every result in memory."""

from pathlib import Path

import polars as pl

from ..bulk_rules import AS_OF, bulk_policy
from .plain_python import LATE, SCHEMAS


class GuijuInterpreter:
    """One reading and its decision."""

    def __init__(self, threads: int, memory: str | None, spill: Path | None) -> None:
        self.policy = bulk_policy()

    def load(self, people: Path) -> None:
        """Read the export."""
        self.facts = self.policy.read([people])

    def decide(self) -> None:
        """Decide every rule."""
        self.result = self.policy.check(self.facts, as_of=AS_OF)

    def write(self, folder: Path) -> None:
        """Decide every rule and write the tables."""
        self.decide()
        result = self.result
        obligations = [
            (o.duty, o.key, o.bearer, o.state.value, o.trigger, o.due, o.due_extended, o.done, o.days_late, o.reason,
             list(o.missing_cells))
            for o in result.obligations
        ]  # fmt: skip
        entitlements = [(e.key, e.payer, e.payee, e.amount_fen, e.date) for e in result.entitlements]
        schemas = SCHEMAS
        found = {
            "obligations": pl.DataFrame(obligations, schemas["obligations"], orient="row"),
            "undetermined": pl.DataFrame(
                [(u.rule, u.key, list(u.missing)) for u in result.undetermined], schemas["undetermined"], orient="row"
            ),
            "entitlements": pl.DataFrame(entitlements, schemas["entitlements"], orient="row"),
        }
        late = found["obligations"].filter(pl.col("state").is_in(LATE))
        found["violations"] = late.group_by("duty", "bearer").agg(pl.len().alias("n"))
        found["sums"] = (
            found["entitlements"]
            .group_by("payer", pl.col("date").dt.year().alias("year"))
            .agg(pl.len().alias("n"), pl.col("amount_fen").sum())
        )
        states = [(duty, s.value, n) for duty, counts in result.duty_counts.items() for s, n in counts.items() if n]
        found["duty_counts"] = pl.DataFrame(states, schemas["duty_counts"], orient="row")
        classes = [(rule, n["是"], n["否"], n["未知"]) for rule, n in result.classification_counts.items()]
        found["classification_counts"] = pl.DataFrame(classes, schemas["classification_counts"], orient="row")
        for name, table in found.items():
            table.write_parquet(folder / f"{name}.parquet")
