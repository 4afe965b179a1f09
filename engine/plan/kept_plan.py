"""A compiled plan kept between runs: putting one together takes longer than deciding ten thousand rows with it.

A copy is named by everything its plan is made from, and used only while all of that is the same: the Program whole (rules,
rows of every 数据表, calendars; its digest names the version of the engine), the occasion (the day, which tables, columns and
sheets there are), size and time of each module of the engine, Python, SQLGlot and DuckDB. One that is damaged or foreign is
made anew in silence, and where nothing can be kept every plan is.

No row of an export is in a plan. The names of its sheets and files are, where a 校验 tells a place by them: they stand in the
user's own cache folder, which nobody else may read (`engine/cache_folder`).
"""

import pickle
import sys
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

from ..cache_folder import cache_folder, keep, leave_the_latest, modules_of, sound_content
from ..kept_data import digest_of, frozen, thawed
from ..program import Program
from .occasion import Occasion
from .plan import Plan

ROOMS = ("engine", "engine/backends", "engine/facts", "engine/lowering", "engine/operators", "engine/plan")
"""The folders of the package that a plan and its use rest on."""
MOST_COPIES = 12


def plan_of(program: Program, occasion: Occasion) -> Plan:
    """The plan of a Program, from its copy where there is a sound one, else compiled and kept.

    Raises Refusal (GJ401, GJ402) as compile_plan does.
    """
    folder = cache_folder()
    made_from = None if folder is None else fingerprint(program, occasion)
    if folder is None or made_from is None:
        return _compiled(program, occasion)
    home = folder / f"plan-{made_from.hex()[:24]}.bin"
    kept = sound_content(home)
    if kept is not None and kept.startswith(made_from):
        with suppress(Exception):  # a copy that fails in whatever way is no copy: the Program is at hand
            found = thawed(kept[len(made_from) :])
            if isinstance(found, Plan):
                return found
    plan = _compiled(program, occasion)
    with suppress(pickle.PicklingError):
        keep(made_from + frozen(plan), home)
        leave_the_latest(folder, "plan", MOST_COPIES)
    return plan


def fingerprint(program: Program, occasion: Occasion) -> bytes | None:
    """A hash of everything a plan is made from; None where some of it cannot be looked at."""
    total = sha256(f"{sys.version}\n".encode())
    try:
        for library in ("sqlglot", "duckdb"):
            total.update(f"{library} {version(library)}\n".encode())
        for module in modules_of(ROOMS):
            total.update(module.encode())
        total.update(digest_of((program, occasion)))
    except (OSError, PackageNotFoundError, pickle.PicklingError):
        return None
    return total.digest()


def _compiled(program: Program, occasion: Occasion) -> Plan:
    from .compile import compile_plan  # noqa: PLC0415 # SQLGlot is loaded only where a plan is made

    return compile_plan(program, occasion)
