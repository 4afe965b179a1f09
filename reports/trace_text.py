"""Why a rule gives what it gives for one case, as indented text and as plain data (`policy why`)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import cattrs
from attrs import evolve, resolve_types

from ..engine.origin import Citation
from ..engine.outcome import Trace, TraceLine
from ..engine.program import Column, Entity
from ..engine.sensitive import has_sensitive_key
from .display_width import visible
from .masking import mask

INDENT = "  "


def trace_text(trace: Trace, *, unmask: bool = False) -> str:
    """The explanation as text without a final line end: outcome, source words, readings, then step by step."""
    trace = masked_trace(trace, unmask=unmask)
    lines = [f"{trace.kind} {trace.rule}：{trace.outcome}"]
    previous: Citation | None = None
    for citation in trace.citations:
        lines += _citation_lines(citation, previous)
        previous = citation
    lines += [f"{INDENT}解释：{reading}" for reading in trace.readings]
    if trace.lines:
        lines.append(f"{INDENT}经过：")
    for line in trace.lines:
        lines += _step_lines(line, depth=2)
    return "\n".join(map(visible, lines))


def trace_heading(
    entity: Entity | None, key: str, as_of: date, assumed: Mapping[str, str], *, unmask: bool = False
) -> str:
    """The row explained (None: a 经费 as a whole), the day, and what was assumed of it; what is sensitive masked."""
    columns: Mapping[str, Column] = entity.columns if entity is not None else {}
    column = columns.get

    def shown(name: str, value: str) -> str:
        found = column(name)
        return f"{name}={mask(value) if found is not None and found.sensitive and not unmask else value}"

    row = mask(key) if entity is not None and has_sensitive_key(entity) and not unmask else key
    assumptions = f"　假设 {'、'.join(shown(n, v) for n, v in assumed.items())}" if assumed else ""
    return f"{row}　截至{as_of:%Y-%m-%d}{assumptions}"


def trace_json(trace: Trace, *, unmask: bool = False) -> dict[str, Any]:
    """The explanation as plain data, with the keys of Trace and TraceLine; sensitive values masked."""
    resolve_types(TraceLine)  # its children are named by a forward reference, which cattrs does not follow itself
    converter = cattrs.Converter(unstruct_collection_overrides={tuple: list})
    plain: dict[str, Any] = converter.unstructure(masked_trace(trace, unmask=unmask))
    return plain


def masked_trace(trace: Trace, *, unmask: bool = False) -> Trace:
    """The trace with sensitive values as *** and the notes beside them left out, which may repeat the value."""
    if unmask:
        return trace
    outcome = mask(trace.outcome) if trace.sensitive else trace.outcome
    return evolve(trace, outcome=outcome, lines=tuple(map(_masked_line, trace.lines)))


def _masked_line(line: TraceLine) -> TraceLine:
    return evolve(
        line,
        value=mask(line.value) if line.sensitive else line.value,
        notes=() if line.sensitive else line.notes,
        children=tuple(map(_masked_line, line.children)),
    )


def _citation_lines(citation: Citation, previous: Citation | None) -> list[str]:
    """The clause with its headings, said once for quotations of one place, and the words on a line of their own."""
    heading = "（" + " > ".join(citation.heading) + "）" if citation.heading else ""
    repeats = previous is not None and (previous.short(), previous.heading) == (citation.short(), citation.heading)
    lines = [] if repeats and citation.quotation else [f"{INDENT}依据：{citation.short()}{heading}"]
    if citation.quotation:
        lines.append(f"{INDENT}　　　「{citation.quotation}」")
    return lines


def _step_lines(line: TraceLine, depth: int) -> list[str]:
    lead = INDENT * depth
    value = f"：{line.value}" if line.value else ""
    lines = [f"{lead}· {line.words}{value}{_clauses(line.citations)}"]
    lines += [f"{lead}{INDENT}（{note}）" for note in line.notes]
    for child in line.children:
        lines += _step_lines(child, depth + 1)
    return lines


def _clauses(citations: Sequence[Citation]) -> str:
    """The clauses a step rests on, behind it in brackets."""
    shorts = dict.fromkeys(citation.short() for citation in citations)
    return f"　[{'、'.join(shorts)}]" if shorts else ""
