"""The longer run behind `make fuzz`: both engines over policies and exports that no run has drawn before.

GUIJU_FUZZ_MINUTES=10 pytest tests/differential/fuzz.py -s        as long as that, two at a time with -n 2
GUIJU_FUZZ_SEED=policy:123 pytest tests/differential/fuzz.py      one draw again, as a failure names it
"""

import os
import time
from collections import Counter
from pathlib import Path
from random import SystemRandom

import pytest

from .generated import KINDS

MINUTES = float(os.environ.get("GUIJU_FUZZ_MINUTES", "10"))
AGAIN = os.environ.get("GUIJU_FUZZ_SEED", "")
WORKERS = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


def draw(kind: str, seed: int, folder: Path) -> None:
    """One draw; a failure, or whatever goes wrong, names the draw."""
    try:
        found = KINDS[kind](seed, folder)
    except Exception as error:  # whatever it is, it is a find
        error.add_note(f"drawn by GUIJU_FUZZ_SEED={kind}:{seed}")
        raise
    assert found == [], f"drawn by GUIJU_FUZZ_SEED={kind}:{seed}"


@pytest.mark.parametrize("worker", range(WORKERS))
def test_engines_agree(worker: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    if AGAIN:
        kind, _, seed = AGAIN.partition(":")
        draw(kind, int(seed), tmp_path_factory.mktemp(kind))
        return
    drawn: Counter[str] = Counter()
    end, source = time.monotonic() + MINUTES * 60, SystemRandom()
    while time.monotonic() < end:
        kind = source.choice(list(KINDS))
        draw(kind, source.randrange(2**32), tmp_path_factory.mktemp(kind))
        drawn[kind] += 1
    print(f"\nworker {worker}: {dict(drawn)}")
    assert drawn
