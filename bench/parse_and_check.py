"""How long a large policy takes to parse, check and format: figures, and each as a part of the whole.

Run `python bench/parse_and_check.py [LINES]`; times are CPU seconds (everything runs in one thread), the best of three runs.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from generate import policy
from guiju.dsl.format import format_module
from guiju.dsl.load import examine
from guiju.dsl.parse import parse
from guiju.engine.origin import SourceText

TARGET = 2.0
"""CPU seconds that parsing and checking 10,000 lines may take together."""
RUNS = 3


def main() -> None:
    """Measure and print."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    text = policy(lines)
    lines = text.count("\n")
    parse(SourceText("warm", policy(100)))
    with TemporaryDirectory() as folder:
        (Path(folder) / "规则.policy").write_text(text, "utf-8")
        loaded = examine(Path(folder))
        assert not any(d.is_error for d in loaded.diagnostics), loaded.diagnostics[:3]
        whole = best(lambda: examine(Path(folder)))
    module, problems = parse(SourceText("规则.policy", text))
    assert not problems
    parsing = best(lambda: parse(SourceText("规则.policy", text)))
    formatting = best(lambda: format_module(module))
    print(f"{lines} lines, {len(text.encode()) / 1e6:.2f} MB")
    for words, seconds in (("parse", parsing), ("check", whole - parsing), ("format", formatting)):
        print(f"  {words:8} {seconds:6.2f} s   {lines / seconds / 1000:6.1f} thousand lines/s")
    print(f"  parse and check {whole:.2f} s; check : parse = {(whole - parsing) / parsing:.2f}")
    allowed = TARGET * lines / 10_000
    print(f"  target {allowed:.2f} s: {'met' if whole <= allowed else 'missed'}, {whole / allowed:.0%} of it")


def best(action: Callable[[], object]) -> float:
    """CPU seconds of the quickest of three runs."""
    times = []
    for _ in range(RUNS):
        start = process_time()
        action()
        times.append(process_time() - start)
    return min(times)


if __name__ == "__main__":
    main()
