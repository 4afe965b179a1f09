"""How long one case takes once a policy is loaded: decided, read from plain values, explained, and among many.

Run `python bench/single_case.py [--people N] [--json]`. Times are CPU time of this process; each case is measured by
itself, so percentiles show what a caller who waits for one answer sees. `unit` is the time of a fixed piece of plain
Python on the same machine at the same moment: the ratio to it is what to compare between machines and loads.
"""

import argparse
import gc
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter_ns, process_time_ns

import guiju
from guiju.dsl.policy import Policy
from guiju.engine.explain_versions import explainer_for
from guiju.engine.facts.tables import Facts, Record
from guiju.engine.interpret import Case
from guiju.engine.versions import interpreter_for
from guiju.policy.demo import AS_OF, write_demo_workbook

LEDGER = "刑释解教人员"
DECIDE_TARGET_US, EXPLAIN_TARGET_US = 50.0, 2_000.0
ROUNDS = 5


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description="latency of one case")
    options.add_argument("--people", type=int, default=2_000, help="how many cases to go through (default 2000)")
    options.add_argument("--json", action="store_true", help="print JSON")
    given = options.parse_args()
    policy = guiju.load()
    with TemporaryDirectory() as folder:
        export = Path(folder) / "demo.xlsx"
        write_demo_workbook(export, people=given.people)
        facts = policy.read([export])
    figures = measure(policy, facts)
    print(json.dumps(figures, indent=2) if given.json else as_text(figures))


def measure(policy: Policy, facts: Facts) -> dict[str, dict[str, float]]:
    """Microseconds a case, by what is done with it."""
    records = facts.tables[LEDGER].records
    checker = policy.checker(AS_OF, LEDGER)
    rows = [dict(record.values) for record in records]
    explainer = explainer_for(interpreter_for(policy.program, facts, AS_OF))
    program = policy.program
    rules = [r for r in (*program.duties, *program.benefits, *program.derived) if r.entity == LEDGER]

    def explain(record: Record) -> object:
        case = Case(record)
        return [explainer.explain(rule, case) for rule in rules]

    unit = one_by_one(plain_python, range(1_000))
    figures = {
        "decide": one_by_one(checker.decide, records),
        "read": one_by_one(checker.record, rows),
        "explain": one_by_one(explain, records[:300]),
    }
    start = process_time_ns()
    policy.check(facts, as_of=AS_OF)
    figures["among many"] = {"p50": (process_time_ns() - start) / len(records) / 1_000}
    for numbers in figures.values():
        numbers["ratio"] = numbers["p50"] / unit["p50"]
    return figures | {"unit": unit}


def one_by_one(action: Callable[..., object], things: Sequence[object]) -> dict[str, float]:
    """Percentiles over things of the best of some rounds each, in µs; the first round warms up."""
    best = [float("inf")] * len(things)
    gc.collect()
    for number in range(ROUNDS):
        for place, thing in enumerate(things):
            start = perf_counter_ns()
            action(thing)
            taken = (perf_counter_ns() - start) / 1_000
            if number and taken < best[place]:
                best[place] = taken
    cuts = quantiles(best, n=100)
    return {"p50": median(best), "p95": cuts[94], "p99": cuts[98]}


def plain_python(_: object) -> int:
    """A piece of plain Python that takes some 10 µs."""
    table = {number: number for number in range(100)}
    return sum(table[number] for number in range(100))


def as_text(figures: dict[str, dict[str, float]]) -> str:
    """The figures as lines, with the targets."""
    lines = ["µs a case       p50      p95      p99    times the unit"]
    for name, numbers in figures.items():
        shown = [f"{numbers[p]:8.1f}" if p in numbers else " " * 8 for p in ("p50", "p95", "p99")]
        ratio = f"{numbers['ratio']:8.2f}" if "ratio" in numbers else ""
        lines.append(f"{name:10} {' '.join(shown)} {ratio}".rstrip())
    for name, target in (("decide", DECIDE_TARGET_US), ("explain", EXPLAIN_TARGET_US)):
        reached = figures[name]["p50"]
        met = "met" if reached <= target else "missed"
        lines.append(f"target {name} {target:.0f} µs: {met}, {reached / target:.0%} of it")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
