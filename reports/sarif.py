"""Diagnostics as SARIF 2.1.0, the form in which code review tools and editors take findings (OASIS standard)."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..engine.diagnostic import Diagnostic, Label, Severity
from ..engine.origin import CellPlace, Place, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}


def sarif(diagnostics: Sequence[Diagnostic], version: str, explanations: Mapping[str, str]) -> dict[str, Any]:
    """One SARIF log with one run: every diagnostic is a result, every code met is a rule.

    `version` is that of guiju; `explanations` maps codes to what each means. Columns count characters from 1, as everywhere in guiju.
    """
    codes = sorted({d.code for d in diagnostics})
    driver = {
        "name": "guiju",
        "version": version,
        "rules": [_rule(code, explanations.get(code)) for code in codes],
    }
    results = [_result(d, codes.index(d.code)) for d in diagnostics]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "language": "zh-CN", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, explanation: str | None) -> dict[str, Any]:
    return {"id": code} | ({"fullDescription": {"text": explanation}} if explanation else {})


def _result(diagnostic: Diagnostic, index: int) -> dict[str, Any]:
    remarks = [f"说明：{note}" for note in diagnostic.notes] + [f"建议：{hint}" for hint in diagnostic.help]
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": LEVELS[diagnostic.severity],
        "message": {"text": "\n".join((diagnostic.message, *remarks))},
    }
    first, *others = diagnostic.labels or (None,)
    if first is not None:
        result["locations"] = [_location(first)]
    related = _distinct(_location(label) for label in others if label is not None)
    return result | ({"relatedLocations": related} if related else {})


def _location(label: Label) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": _physical(label.place)}
    return location | ({"message": {"text": label.text}} if label.text else {})


def _physical(place: Place) -> dict[str, Any]:
    match place:
        case Span(source=source, start=start, end=end):
            line, column = source.position(start)
            end_line, end_column = source.position(end)
            region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
            return {
                "artifactLocation": {"uri": _uri(source.path)},
                "region": region | {"snippet": {"text": place.text}},
            }
        case CellPlace(source=path, row=row):
            artifact = {"artifactLocation": {"uri": _uri(path)}}
            return artifact | ({"region": {"startLine": row}} if row is not None else {})


def _uri(path: str) -> str:
    """A path as SARIF wants it: a relative reference, or file:// where the path is absolute."""
    written = Path(path)
    return written.as_uri() if written.is_absolute() else quote(written.as_posix())


def _distinct(locations: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The locations without repeats, which the standard does not allow among related ones."""
    kept: list[dict[str, Any]] = []
    for location in locations:
        if location not in kept:
            kept.append(location)
    return kept
