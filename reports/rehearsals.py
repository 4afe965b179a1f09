"""The outcome of 示例: what was expected, what came, and why."""

from collections.abc import Sequence
from typing import Any

from ..engine.rehearse import Rehearsal
from .trace_text import trace_json, trace_text


def rehearsals_text(rehearsals: Sequence[Rehearsal]) -> str:
    """Failed 示例 with expected, got and trace, then the count."""
    parts = [_failed(r) for r in rehearsals if not r.passed]
    passed = sum(r.passed for r in rehearsals)
    parts.append(f"示例共{len(rehearsals)}个：符合{passed}个，不符合{len(rehearsals) - passed}个")
    return "\n\n".join(parts)


def rehearsals_json(rehearsals: Sequence[Rehearsal]) -> list[dict[str, Any]]:
    """The same as plain data."""
    return [
        {
            "example": r.example.name,
            "place": r.example.span.describe(),
            "passed": r.passed,
            "misses": [
                {"rule": m.expectation.rule, "aspect": m.expectation.aspect, "expected": m.expected, "got": m.got}
                | {"place": m.expectation.span.describe(), "trace": trace_json(m.trace, unmask=True)}
                for m in r.misses
            ],
        }
        for r in rehearsals
    ]


def _failed(rehearsal: Rehearsal) -> str:
    heading = f'不符合：示例 "{rehearsal.example.name}"　{rehearsal.example.span.describe()}'
    return f"{heading}\n{misses_text(rehearsal)}"


def misses_text(rehearsal: Rehearsal) -> str:
    """What a 示例 expected and got, and why, without a final line end."""
    lines: list[str] = []
    for miss in rehearsal.misses:
        asked = miss.expectation
        year = f" 于 {asked.year}年度" if asked.year is not None else ""
        subject = f"{asked.rule}{year}" + (f" 的 {asked.aspect}" if asked.aspect else "")
        lines.append(f"  {miss.expectation.span.describe()}")
        lines.append(f"    {subject}：应为{miss.expected}，实为{miss.got}")
        lines += [f"    {line}" for line in trace_text(miss.trace, unmask=True).splitlines()]
    return "\n".join(lines)
