"""Policies nobody wrote and exports for them, each from a number that draws them again: what both engines are held to."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from ..laws.declarations import bearers, codes, header, ledgers, tables
from ..laws.laying_out import loaded
from ..laws.policies import Draft, write_policy
from ..laws.rows import AS_OF, draw_facts
from ..laws.rules import classification, definition, standard
from ..laws.world import World
from .both import column_differences, differences
from .corpus import NAMES, draw_as_of, policy_called
from .exports import draw_export

EXPRESSIONS = 40
"""So many definitions, 界定 and 标准 stand in one generated policy: loading and planning it is what costs."""
ROWS = 30
"""About so many rows each of them is worked out for."""


def write_expressions(rng: Random, number: int = EXPRESSIONS) -> Draft:
    """A policy that derives one column after the other, each resting on those before as it may, and obliges nobody."""
    world = World(rng, presence=True, rows=True)
    statements = [header(world), *codes(world)]
    found, files = tables(world)
    statements += [*found, *bearers(world), *ledgers(world)]
    rules: list[tuple[str, str]] = []
    for _ in range(number):
        make = world.pick((definition, definition, classification, standard))
        statements.append(make(world, rules))
    return Draft((*statements, *world.pending), tuple(sorted(files.items())), world)


def differing_policy(seed: int, folder: Path) -> list[str]:
    """A whole policy, with duties and benefits, over rows at boundaries; where the engines differ."""
    rng = Random(seed)
    policy = loaded(folder, write_policy(rng))
    as_of = rng.choice(AS_OF)
    facts = draw_facts(rng, policy, as_of, rows=12)
    return [*differences(policy, facts, as_of), *column_differences(policy.program, facts, as_of)]


def differing_expressions(seed: int, folder: Path) -> list[str]:
    """Many expressions over many rows, each value with its causes; where the engines differ."""
    rng = Random(seed)
    policy = loaded(folder, write_expressions(rng))
    as_of = rng.choice(AS_OF)
    return column_differences(policy.program, draw_facts(rng, policy, as_of, rows=2 * ROWS), as_of)


def differing_corpus(seed: int, folder: Path) -> list[str]:
    """A written policy of the corpus, versions and funds included, over rows around the days it names."""
    rng = Random(seed)
    policy = policy_called(rng.choice(NAMES), folder)
    as_of = draw_as_of(rng, policy)
    facts = draw_export(rng, policy, as_of)
    latest = (policy.program.versions or (policy.program,))[-1]
    return [*differences(policy, facts, as_of), *column_differences(latest, facts, as_of)]


KINDS: dict[str, Callable[[int, Path], list[str]]] = {
    "policy": differing_policy,
    "expressions": differing_expressions,
    "corpus": differing_corpus,
}
