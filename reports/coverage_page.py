"""The coverage page: the source on the left, each sentence coloured by its fate, the rules on the right."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

from ..engine.coverage import RuleCoverage
from ..engine.fates import HEADING, SentenceFate
from .coverage import PolicyCoverage, rule_title

TEMPLATE = "coverage.html"


@frozen
class _Shown:
    """A sentence on the page: how it is coloured, and the rules a click on it lights up."""

    text: str
    fate: str
    rules: tuple[str, ...]
    kind: str


def coverage_page(coverages: Sequence[PolicyCoverage]) -> bytes:
    """One HTML file without scripts and without anything to load, as UTF-8."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 # only this page needs it here

    folder = Path(__file__).with_name("templates")
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    policies = [
        {
            "name": c.policy,
            "paragraphs": list(_paragraphs(c)),
            "rules": [(r, _anchor(c, r), rule_title(r)) for r in c.rules],
        }
        for c in coverages
    ]
    return environment.get_template(TEMPLATE).render(policies=policies, anchors=_anchors(coverages)).encode()


def _anchors(coverages: Sequence[PolicyCoverage]) -> dict[tuple[str, str], str]:
    named = ((c, r, name) for c in coverages for r in c.rules for name in (r.rule, *r.exceptions))
    return {(c.policy, name): _anchor(c, r) for c, r, name in named}


def _anchor(coverage: PolicyCoverage, rule: RuleCoverage) -> str:
    version = f"-{rule.version}" if rule.version is not None else ""
    return f"{coverage.policy}-{rule.rule}{version}"


def _paragraphs(coverage: PolicyCoverage) -> Iterator[list[_Shown]]:
    """Sentences by paragraph: those of one line of the source stand together."""
    paragraph: list[_Shown] = []
    end: int | None = None
    for sentence in coverage.sentences:
        if end is not None and sentence.start != end:
            yield paragraph
            paragraph = []
        paragraph.append(_Shown(sentence.text, _fate(sentence, coverage), sentence.rules, sentence.kind))
        end = sentence.end
    if paragraph:
        yield paragraph


def _fate(sentence: SentenceFate, coverage: PolicyCoverage) -> str:
    """The class of the page's style: heading, waiting, tested, or settled without a 示例."""
    if sentence.kind == HEADING:
        return "heading"
    if not sentence.is_settled:
        return "waiting"
    if coverage.is_touched(sentence):
        return "tested"
    ruled = {name for r in coverage.rules for name in (r.rule, *r.exceptions)}
    return "untested" if not ruled.isdisjoint(sentence.rules) else "listed"
