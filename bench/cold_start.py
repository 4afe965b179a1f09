"""How long the command takes from nothing: help, and checking ten cases, with and without the copies it keeps.

Run `python bench/cold_start.py [--runs N] [--json]`. Each figure is the median of N processes: CPU seconds (user and
system, which others on the machine disturb least) and seconds passed. The ratio is to Python that only starts.
"""

import argparse
import csv
import json
import os
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import guiju
from guiju.policy.demo import AS_OF, write_demo_workbook
from xlsxwriter import Workbook

HELP_TARGET, CHECK_TARGET = 0.15, 0.4
COMMAND = "from guiju.cli import main; main()"
LEDGER = "刑释解教人员"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description="start of the command")
    options.add_argument("--runs", type=int, default=15, help="processes a figure (default 15)")
    options.add_argument("--json", action="store_true", help="print JSON")
    given = options.parse_args()
    with TemporaryDirectory() as place:
        figures = measure(Path(place), given.runs)
    print(json.dumps(figures, indent=2) if given.json else as_text(figures))


def measure(place: Path, runs: int) -> dict[str, dict[str, float]]:
    """Seconds by what is run."""
    workbook, table = ten_cases(place)
    as_of = ("--as-of", AS_OF.isoformat())
    calls = {
        "python": ("-c", "pass"),
        "help": ("-c", COMMAND, "--help"),
        "check csv": ("-c", COMMAND, "check", str(table), *as_of),
        "check xlsx": ("-c", COMMAND, "check", str(workbook), *as_of),
    }
    kept = place / "cache"
    spend(calls["check csv"], kept)
    figures = {name: medians([spend(call, kept) for _ in range(runs)]) for name, call in calls.items()}
    fresh = [spend(calls["check csv"], place / f"cache{number}") for number in range(max(3, runs // 5))]
    figures["check csv, nothing kept"] = medians(fresh)
    for numbers in figures.values():
        numbers["ratio"] = numbers["cpu"] / figures["python"]["cpu"]
    return figures


def ten_cases(place: Path) -> tuple[Path, Path]:
    """Ten cases as a workbook and as a CSV file."""
    everybody, workbook, table = place / "all.xlsx", place / "ten.xlsx", place / f"{LEDGER}.csv"
    write_demo_workbook(everybody, people=100)
    records = guiju.load().read([everybody]).tables[LEDGER].records[:10]
    shown = {True: "是", False: "否", None: ""}
    rows = [[shown[v] if v is None or isinstance(v, bool) else str(v) for v in r.values.values()] for r in records]
    rows = [list(records[0].values), *rows]
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    with Workbook(workbook) as book:
        sheet = book.add_worksheet(LEDGER)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return workbook, table


def spend(call: tuple[str, ...], cache: Path) -> tuple[float, float]:
    """CPU seconds and seconds that one process takes."""
    # An installed command has its bytecode beside it; the first, unmeasured run writes it here.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, "XDG_CACHE_HOME": str(cache), "PYTHONIOENCODING": "utf-8"}
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    start = perf_counter()
    process = os.posix_spawn(sys.executable, (sys.executable, *call), environment, file_actions=quiet)
    _, status, usage = os.wait4(process, 0)
    passed = perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1, 3):
        raise SystemExit(f"{' '.join(call)} failed")
    return usage.ru_utime + usage.ru_stime, passed


def medians(spent: list[tuple[float, float]]) -> dict[str, float]:
    """The middle of several runs."""
    return {"cpu": median(cpu for cpu, _ in spent), "passed": median(passed for _, passed in spent)}


def as_text(figures: dict[str, dict[str, float]]) -> str:
    """The figures as lines, with the targets."""
    lines = [f"{'seconds':24} {'CPU':>6} {'passed':>7}   times Python"]
    for name, numbers in figures.items():
        lines.append(f"{name:24} {numbers['cpu']:6.3f} {numbers['passed']:7.3f} {numbers['ratio']:8.1f}")
    for name, target in (("help", HELP_TARGET), ("check csv", CHECK_TARGET), ("check xlsx", CHECK_TARGET)):
        reached = figures[name]["cpu"]
        met = "met" if reached <= target else "missed"
        lines.append(f"target {name} {target} s of CPU: {met}, {reached / target:.0%} of it")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
