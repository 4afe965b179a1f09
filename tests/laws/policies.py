"""Whole policies as text: every statement and clause of the language, right in type, drawn with Hypothesis."""

from random import Random

from attrs import field, frozen
from hypothesis import strategies as st

from .beyond import yearly_parameters
from .declarations import bearers, codes, header, ledgers, tables
from .figures import parameters
from .profile import SHRINK
from .rules import benefit, classification, counted, definition, duty, example, open_norm, standard
from .statement import Statement
from .world import World

CALENDAR_YEARS = ("2011", "2012", "2013", "2023", "2024", "2025")
"""The years the generated policy's own calendar holds; a day outside them must make its row undetermined."""


@frozen
class Draft:
    """A policy as somebody might write it: its statements in order, the files beside them, and what they declare."""

    statements: tuple[Statement, ...]
    files: tuple[tuple[str, str], ...]
    world: World = field(eq=False, repr=False)

    def _repr_pretty_(self, printer, cycle: bool) -> None:
        beside = "".join(f"=== {name}\n{text}" for name, text in self.files)
        printer.text(f"\n{self.text}{beside}")

    @property
    def text(self) -> str:
        return "\n\n".join(s.text for s in self.statements) + "\n"


def write_policy(rng: Random, *, presence: bool = True, rows: bool = True, counting: bool = False) -> Draft:
    """A policy; without `presence` it nowhere asks whether a fact is 已知, without `rows` it counts no rows of others.

    With `counting` it is sure to count some.
    """
    world = World(rng, presence, rows=rows, counting=counting)
    statements = [header(world)]
    statements += codes(world)
    found, files = tables(world)
    statements += found
    statements += bearers(world)
    statements += ledgers(world)
    statements += parameters(world)
    found, more = yearly_parameters(world)
    statements += found
    files |= more
    rules: list[tuple[str, str]] = []
    statements += counted(world, rules) if counting else []
    for _ in range(rng.randint(1, 6)):
        make = world.pick((definition, classification, classification, standard, standard))
        statements.append(make(world, rules))
    for _ in range(rng.randint(0, 4)):
        statements.append(duty(world, rules))
    for _ in range(rng.randint(0, 2)):
        statements.append(benefit(world, rules))
    for _ in range(rng.randint(0, 2)):
        statements.append(open_norm(world))
    statements += world.pending
    for number in range(rng.randint(0, 3)):
        statements.append(example(world, rules, number))
    return Draft(tuple(statements), tuple(sorted(files.items())), world)


@st.composite
def policies(draw, *, presence: bool = True, rows: bool = True, counting: bool = False) -> Draft:
    """Policies from a seed each; where a failing one is to shrink, each choice of the writer is drawn instead."""
    sources = st.randoms(use_true_random=False) if SHRINK else st.integers(0, 2**32).map(Random)
    return write_policy(draw(sources), presence=presence, rows=rows, counting=counting)
