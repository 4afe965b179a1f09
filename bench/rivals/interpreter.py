"""The rules as guiju decides them one case after the other: the interpreter, which holds every result in memory."""

from pathlib import Path

from ..bulk_rules import AS_OF, bulk_policy
from .generated_plan import SUMS, VIOLATIONS
from .tables import write_queries, write_table


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
        tables = {
            "obligations": [
                (o.duty, o.key, o.bearer, o.state.value, o.trigger, o.due, o.due_extended, o.done, o.days_late, o.reason,
                 list(o.missing_cells))
                for o in result.obligations
            ],
            "undetermined": [(u.rule, u.key, list(u.missing)) for u in result.undetermined],
            "entitlements": [(e.key, e.payer, e.payee, e.amount_fen, e.date) for e in result.entitlements],
            "duty_counts": [(d, s.value, n) for d, counts in result.duty_counts.items() for s, n in counts.items() if n],
            "classification_counts": [
                (rule, n["是"], n["否"], n["未知"]) for rule, n in result.classification_counts.items()
            ],
        }  # fmt: skip
        for name, rows in tables.items():
            write_table(folder, name, rows)
        write_queries(folder, {"violations": ("obligations", VIOLATIONS), "sums": ("entitlements", SUMS)})
