"""Generated policies as folders, what is loaded from them, and results freed of the order they come in."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from guiju.dsl.load import SHIPPED, Loaded, examine
from guiju.dsl.policy import Policy
from guiju.engine.diagnostic import Diagnostic, Refusal
from guiju.engine.outcome import Result
from guiju.engine.program import Program

from .policies import CALENDAR_YEARS, Draft

RULES = "规则.policy"


@cache
def calendar_files() -> tuple[tuple[str, str], ...]:
    """The national calendar cut to a few years: reading it is most of what loading a policy costs."""
    found = []
    for name in ("中国.csv", "中国.年份.csv"):
        header, *rows = csv.reader((SHIPPED / "calendars" / name).read_text("utf-8").splitlines())
        kept = [",".join(r) for r in (header, *(r for r in rows if r[0][:4] in CALENDAR_YEARS))]
        found.append((f"日历/{name}", "\n".join(kept) + "\n"))
    return tuple(found)


def lay_out(folder: Path, draft: Draft, rules: dict[str, str] | None = None) -> Path:
    """Write a policy, in one rule file or those given. A folder may be used again."""
    for old in folder.glob("*.policy"):
        old.unlink()
    for name, text in (*draft.files, *calendar_files(), *(rules or {RULES: draft.text}).items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def examined(folder: Path, draft: Draft, rules: dict[str, str] | None = None) -> Loaded:
    """What comes of loading a policy; a refusal as its diagnostics."""
    try:
        return examine(lay_out(folder, draft, rules))
    except Refusal as refusal:
        return Loaded(None, refusal.diagnostics)


def loaded(folder: Path, draft: Draft, rules: dict[str, str] | None = None) -> Policy:
    """A policy that must load."""
    found = examined(folder, draft, rules)
    assert found.policy is not None, shown(found.diagnostics)
    assert not any(d.is_error for d in found.diagnostics), shown(found.diagnostics)
    return found.policy


def shown(diagnostics: Iterable[Diagnostic]) -> list[tuple[str, str, list[str]]]:
    """Diagnostics as a failing test prints them."""
    return [(d.code, d.message, [label.place.describe() for label in d.labels]) for d in diagnostics if d.is_error]


def plain_program(program: Program) -> dict[str, Any]:
    """A Program without the order of its parts, the text it was read from and its digest."""
    return {
        "head": (program.name, program.title, program.in_force, program.expires, program.issuer, program.number),
        "entities": dict(program.entities),
        "bearers": {name: sorted(members) for name, members in program.bearers.items()},
        "derived": _by_text(program.derived),
        "duties": _by_text(program.duties),
        "benefits": _by_text(program.benefits),
        "open norms": _by_text(program.open_norms),
        "non-norms": _by_text(program.non_norms),
        "examples": sorted((e.name, _by_text(e.settings), e.as_of, e.expectations) for e in program.examples),
        "readings": _by_text(program.readings),
        "warnings": sorted((w.code, w.message) for w in program.warnings),
    }


def plain_result(result: Result) -> dict[str, Any]:
    """A Result without the order of its lists."""
    return {
        "inputs": _by_text(result.inputs),
        "obligations": _by_text(result.obligations),
        "duties": {name: dict(counts) for name, counts in result.duty_counts.items()},
        "classes": {name: dict(counts) for name, counts in result.classification_counts.items()},
        "entitlements": _by_text(result.entitlements),
        "undetermined": _by_text(result.undetermined),
        "findings": _by_text(result.findings),
        "rejects": _by_text(result.rejects),
    }


def _by_text(parts: Iterable[Any]) -> list[Any]:
    return sorted(parts, key=repr)
