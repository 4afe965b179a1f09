"""归属不明: rows that belong to no row known, because their reference is missing or leads nowhere (semantics.md, Unknown).

They are left out of every group and told of once for each way of grouping, so that no number passes for complete.
"""

from .interpret import Interpreter
from .outcome import Finding
from .reading import first_reader, ways_of

ASTRAY = "归属不明"


def astray(interpreter: Interpreter) -> tuple[Finding, ...]:
    """One finding for each entity and way of grouping that leaves rows out."""
    program = interpreter.program
    found: dict[tuple[str, str], Finding] = {}
    for aggregate in program.aggregates:
        rows = interpreter.aggregates.groups(aggregate).astray
        ways = ways_of(aggregate)
        if rows and (aggregate.over, ways) not in found:
            rule = first_reader(program, aggregate)
            text = f"{aggregate.over}有{rows}行归属不明，没有计入"
            found[aggregate.over, ways] = Finding(ASTRAY, rule, aggregate.over, "", (ways,), text)
    return tuple(found.values())
