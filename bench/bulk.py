"""Many people: the generated plan against SQL and Polars written by hand, OpenFisca, plain Python and the interpreter.

Run `python bench/bulk.py [--people N …] [--runs N] [--ways NAME …] [--form csv] [--json]`. Every way decides the same rules
(bulk_rules.py) about the same people (people.py), in a process of its own; the ways take turns, and what is printed is the
median.

- engine: the export is in memory already (typed tables, a frame, arrays); everything is decided and kept in memory.
- whole: from a Parquet file (or CSV, with `--form csv`) to Parquet files, the start of Python and the compiling of rules
  included, with peak memory.

First all ways decide 10,000 people, and unless their outputs are the same nothing is measured. CPU seconds are of all
threads; `ratio` is to SQL written by hand.
"""

import argparse
import importlib
import json
import os
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, TemporaryFile
from time import perf_counter, process_time

from guiju.bench.people import write_people
from guiju.bench.rivals.compare import differences

WAYS = {
    "plan": ("generated_plan", "GeneratedPlan"),
    "duckdb": ("handwritten_duckdb", "HandwrittenDuckdb"),
    "polars": ("polars_version", "PolarsVersion"),
    "openfisca": ("openfisca_version", "OpenFiscaVersion"),
    "openfisca-counts": ("openfisca_version", "OpenFiscaCounts"),
    "plan-counts": ("generated_plan", "GeneratedCounts"),
    "python": ("plain_python", "PlainPython"),
    "interpreter": ("interpreter", "GuijuInterpreter"),
}
COUNTS_ONLY = ("openfisca-counts", "plan-counts")
"""Those that give counts and sums alone."""
CHECKED = 10_000
Figures = dict[str, float]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description="many people, in several ways")
    options.add_argument("--people", type=int, nargs="+", default=[10_000, 1_000_000], help="how many people")
    options.add_argument("--runs", type=int, default=3, help="runs of each (default 3)")
    options.add_argument("--ways", nargs="+", default=list(WAYS), choices=list(WAYS), help="which to measure")
    options.add_argument("--measures", nargs="+", default=["engine", "whole"], choices=["engine", "whole"])
    options.add_argument(
        "--form", default="parquet", choices=["parquet", "csv"], help="of the export (default parquet)"
    )
    options.add_argument("--threads", type=int, default=2, help="threads of each (default 2)")
    options.add_argument("--memory", default="8GB", help="what DuckDB may take before it uses the disk (default 8GB)")
    options.add_argument("--folder", type=Path, help="where files are put (default: a temporary folder)")
    options.add_argument("--json", action="store_true", help="print JSON")
    options.add_argument("--one", nargs=2, metavar=("WAY", "MEASURE"), help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        print(json.dumps(decide_once(given, *given.one)))
        return
    with TemporaryDirectory() as folder:
        given.folder = given.folder or Path(folder)
        check(given)
        figures = {number: measure(given, number) for number in given.people}
    print(json.dumps(figures, indent=2) if given.json else as_text(figures))


def check(given: argparse.Namespace) -> None:
    """Stop unless every way gives the same about some people."""
    people = export(given.folder, CHECKED, given.form)
    for way in given.ways:
        spend(given, way, "whole", people)
    first = output(people, "duckdb" if "duckdb" in given.ways else given.ways[0])
    for way in given.ways:
        found = differences(first, output(people, way))
        if found:
            raise SystemExit("\n".join((f"{way} decides otherwise:", *found)))


def measure(given: argparse.Namespace, number: int) -> dict[str, dict[str, Figures]]:
    """Medians by measure and way; the ways take turns."""
    people = export(given.folder, number, given.form)
    spent: dict[tuple[str, str], list[Figures]] = {}
    for run in range(given.runs):
        for measured in given.measures:
            for way in given.ways:
                figures = spend(given, way, measured, people)
                spent.setdefault((measured, way), []).append(figures)
                shown = ", ".join(f"{name} {figure:.2f}" for name, figure in figures.items())
                print(f"{number} people, run {run + 1}: {measured} {way}: {shown}", file=sys.stderr)
    found: dict[str, dict[str, Figures]] = {measured: {} for measured in given.measures}
    for (measured, way), runs in spent.items():
        found[measured][way] = {name: median(r[name] for r in runs) for name in runs[0]}
    for ways in found.values():
        base = ways.get("duckdb")
        for figures in ways.values() if base else ():
            figures["ratio"] = figures["cpu"] / base["cpu"] if base else 0.0
    return found


def export(folder: Path, number: int, form: str) -> Path:
    """The file with so many people; it stays where there is one."""
    path = folder / str(number) / f"刑释解教人员.{form}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_people(path, number)
    return path


def output(people: Path, way: str) -> Path:
    """Where a way writes its tables."""
    return people.parent / way


def spend(given: argparse.Namespace, way: str, measured: str, people: Path) -> Figures:
    """One process: seconds of CPU and passed, and peak memory in MB."""
    output(people, way).mkdir(exist_ok=True)
    call = [sys.executable, __file__, "--one", way, measured, "--folder", str(people.parent)]
    call += ["--form", given.form]
    call += ["--threads", str(given.threads), "--memory", given.memory]
    environment = {**os.environ, "POLARS_MAX_THREADS": str(given.threads)}
    with TemporaryFile("w+") as printed:
        start = perf_counter()
        actions = [(os.POSIX_SPAWN_DUP2, printed.fileno(), 1)]
        process = os.posix_spawn(sys.executable, call, environment, file_actions=actions)
        _, status, usage = os.wait4(process, 0)
        passed = perf_counter() - start
        if os.waitstatus_to_exitcode(status):
            raise SystemExit(f"{way} failed")
        printed.seek(0)
        inside: Figures = json.loads(printed.read())
    if measured == "engine":
        return inside
    return inside | {"cpu": usage.ru_utime + usage.ru_stime, "passed": passed}


def decide_once(given: argparse.Namespace, way: str, measured: str) -> Figures:
    """In the process of its own: seconds from what is in memory to what is in memory, or the files written."""
    module, name = WAYS[way]
    spill = given.folder / f"spill-{way}"
    spill.mkdir(exist_ok=True)
    people = export(given.folder.parent, int(given.folder.name), given.form)
    decider = getattr(importlib.import_module(f"guiju.bench.rivals.{module}"), name)(given.threads, given.memory, spill)
    load = decider.load if measured == "engine" else getattr(decider, "open", decider.load)
    load(people)
    start, cpu = perf_counter(), process_time()
    if measured == "engine":
        decider.decide()
    else:
        decider.write(output(people, way))
    return {"cpu": process_time() - cpu, "passed": perf_counter() - start, "memory": peak_memory()}


def peak_memory() -> float:
    """The most memory this process had, in MB (Linux); what wait4 tells holds the process it was started from too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def as_text(found: dict[int, dict[str, dict[str, Figures]]]) -> str:
    """The figures as a table for each number of people."""
    lines = []
    for number, measures in found.items():
        for measured, ways in measures.items():
            lines.append(f"{number} people, {measured}: CPU s, passed s, peak MB, CPU to DuckDB by hand")
            for way, f in ways.items():
                ratio = f"{f['ratio']:8.2f}" if "ratio" in f else ""
                lines.append(f"  {way:12}{f['cpu']:9.2f}{f['passed']:9.2f}{f['memory']:9.0f}{ratio}".rstrip())
    return "\n".join(lines)


if __name__ == "__main__":
    main()
