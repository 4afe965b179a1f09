"""The outcome of 示例 as JUnit XML, which test servers read."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from ..engine.rehearse import Rehearsal
from .rehearsals import misses_text

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""


def junit_xml(suites: Sequence[tuple[str, Sequence[Rehearsal]]]) -> bytes:
    """One suite for each policy (its name, its 示例), as UTF-8 with an XML declaration; no times, so no run differs."""
    root = Xml.Element("testsuites", _counts([r for _, rehearsals in suites for r in rehearsals]))
    for name, rehearsals in suites:
        suite = Xml.SubElement(root, "testsuite", {"name": _clean(name), **_counts(rehearsals)})
        for rehearsal in rehearsals:
            _case(suite, rehearsal)
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _counts(rehearsals: Sequence[Rehearsal]) -> dict[str, str]:
    failed = sum(not r.passed for r in rehearsals)
    return {"tests": str(len(rehearsals)), "failures": str(failed), "errors": "0", "skipped": "0"}


def _case(suite: Xml.Element, rehearsal: Rehearsal) -> None:
    span = rehearsal.example.span
    line, _ = span.source.position(span.start)
    place = {"classname": span.source.path, "file": span.source.path, "line": str(line)}
    case = Xml.SubElement(suite, "testcase", {"name": _clean(rehearsal.example.name), **place})
    if not rehearsal.passed:
        first = rehearsal.misses[0]
        message = f"{first.expectation.rule}：应为{first.expected}，实为{first.got}"
        failure = Xml.SubElement(case, "failure", {"message": _clean(message), "type": "不符合"})
        failure.text = _clean(misses_text(rehearsal))


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("�", text)
