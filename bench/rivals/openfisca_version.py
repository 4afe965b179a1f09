"""The same rules decided by OpenFisca-Core: its variables (openfisca_rules.py) about everybody, then lines of what was found.

Two ways: all tables that the other ways give, and counts and sums alone, for which OpenFisca is made. Both are given texts
where the export has texts (openfisca_people.py).
"""

from pathlib import Path

import polars as pl
from openfisca_core.simulations import SimulationBuilder

from ..bulk_rules import AS_OF
from . import openfisca_lines as lines
from .frames import read_people
from .handwritten_duckdb import DUTIES
from .openfisca_people import Arrays, encoded, loaded
from .openfisca_rules import FORMULAS, rules

COUNTED = (*DUTIES, *lines.CLASSES, lines.BENEFIT, "接回县区", "乡镇街道接回_履行")


class OpenFiscaVersion:
    """One reading and its decision."""

    def __init__(self, threads: int, memory: str | None, spill: Path | None) -> None:
        self.system = rules()

    def load(self, people: Path) -> None:
        """Read the export: days and truth values as arrays, texts as texts."""
        self.people = read_people(people)
        self.arrays = loaded(self.people)

    def decide(self) -> None:
        """Decide every rule, every table of results made."""
        found = self.calculated((*FORMULAS, *COUNTED))
        obligations = lines.obligations(found, self.people)
        self.tables = {
            "obligations": obligations,
            "violations": lines.violations(obligations),
            "undetermined": lines.undetermined(found, self.people),
            "entitlements": lines.entitlements(found, self.people),
            **counts(found),
        }

    def calculated(self, names: tuple[str, ...]) -> Arrays:
        """The values of variables, everybody's."""
        simulation = SimulationBuilder().build_default_simulation(self.system, len(self.people))
        for name, cells in (self.arrays | encoded(self.people)).items():
            simulation.set_input(name, AS_OF.isoformat(), cells)
        return {name: simulation.calculate(name, AS_OF.isoformat()) for name in names}

    def write(self, folder: Path) -> None:
        """Decide every rule and write the tables."""
        self.decide()
        for name, table in self.tables.items():
            table.write_parquet(folder / f"{name}.parquet")


class OpenFiscaCounts(OpenFiscaVersion):
    """The same variables asked for counts and sums alone."""

    def decide(self) -> None:
        """Count states and classes and add up what is due."""
        self.tables = counts(self.calculated(COUNTED))


def counts(found: Arrays) -> dict[str, pl.DataFrame]:
    """The tables that say nothing of single people."""
    return {
        "sums": lines.sums(found),
        "duty_counts": lines.duty_counts(found),
        "classification_counts": lines.classification_counts(found),
    }
