"""Rules as report.html shows them: text, clause, readings, and where in the source document their words stand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from attrs import field, frozen

from ..engine.date_words import full_date
from ..engine.origin import Citation, SourceText
from ..engine.program import (
    Benefit,
    Derived,
    Duty,
    Fund,
    Heading,
    Modality,
    OpenNorm,
    Program,
    Target,
    Validation,
)

RuleTexts = Mapping[str, Sequence[tuple[date, str]]]
"""By the name of a rule its text, with the date in force of the version that says it so."""

AnyRule = Derived | Duty | Benefit | Fund | Target | Validation | OpenNorm


@frozen
class Quoted:
    """A clause a rule rests on: its number, the words, and the anchor of the paragraph they stand in (None: elsewhere)."""

    clause: str
    words: str
    leads_to: str | None


@frozen
class RuleCard:
    """One rule: `anchor` on the page, kind, name, its texts with the version that says so, clauses and readings."""

    anchor: str
    kind: str
    name: str
    clause: str
    texts: tuple[tuple[str, str], ...]
    quoted: tuple[Quoted, ...]
    readings: tuple[str, ...]


@frozen
class Paragraph:
    """A paragraph of the source document."""

    anchor: str
    text: str


@frozen(slots=False)
class RuleCards:
    """The rules of a policy in the order of the policy, each with an anchor that numbers of the page lead to."""

    program: Program
    texts: RuleTexts = field(factory=dict, repr=False)

    @cached_property
    def cards(self) -> tuple[RuleCard, ...]:
        """Every rule, several versions of it as one."""
        return tuple(self._card(name, rules) for name, rules in self._rules.items())

    def anchor(self, name: str) -> str | None:
        """Where the card of a rule stands, or None where there is no such rule."""
        number = self._numbers.get(name)
        return None if number is None else f"rule-{number}"

    @cached_property
    def sources(self) -> tuple[tuple[str, tuple[Paragraph, ...]], ...]:
        """The source documents, each version's own once: since when, and the paragraphs."""
        several = len(self._source_texts) > 1
        return tuple(
            (f"{full_date(since)}施行的版本" if several else "", tuple(_paragraphs(number, source)))
            for number, (since, source) in enumerate(self._source_texts, start=1)
        )

    @cached_property
    def _versions(self) -> tuple[Program, ...]:
        return self.program.versions or (self.program,)

    @cached_property
    def _source_texts(self) -> tuple[tuple[date, SourceText], ...]:
        found: dict[str, tuple[date, SourceText]] = {}
        for version in self._versions:
            if version.source is not None:
                found.setdefault(version.source.text, (version.in_force, version.source))
        return tuple(found.values())

    @cached_property
    def _rules(self) -> dict[str, list[AnyRule]]:
        """The rules of each name, version by version, in the order in which they are written."""
        rules: dict[str, list[AnyRule]] = {}
        for version in self._versions:
            for rule in sorted(_rules_of(version), key=_written):
                rules.setdefault(rule.heading.name, []).append(rule)
        return rules

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self._rules, start=1)}

    def _card(self, name: str, rules: list[AnyRule]) -> RuleCard:
        headings = [rule.heading for rule in rules]
        texts = self.texts.get(name, ())
        quoted = dict.fromkeys(self._quoted(citation) for heading in headings for citation in heading.citations)
        return RuleCard(
            anchor=self.anchor(name) or "",
            kind=kind_words(rules[-1]),
            name=name,
            clause=headings[-1].clause,
            texts=tuple((f"自{full_date(since)}" if len(texts) > 1 else "", text) for since, text in texts),
            quoted=tuple(quoted),
            readings=tuple(dict.fromkeys(reading.text for heading in headings for reading in heading.readings)),
        )

    def _quoted(self, citation: Citation) -> Quoted:
        return Quoted(citation.short(), citation.quotation, self._paragraph(citation))

    def _paragraph(self, citation: Citation) -> str | None:
        """The paragraph where the quoted words begin, looked for below the headings they stand under."""
        if citation.document is not None or not citation.quotation:
            return None
        for number, (_, source) in enumerate(self._source_texts, start=1):
            offset = _locate(source.text, citation)
            if offset is not None:
                return f"source-{number}-{source.position(offset)[0]}"
        return None


def kind_words(rule: AnyRule) -> str:
    """The word with which the rule is written."""
    match rule:
        case Derived(kind=kind):
            return kind.value
        case Duty(modality=modality):
            return "禁止" if modality is Modality.MUST_NOT else "职责"
        case Benefit():
            return "待遇"
        case Fund():
            return "经费"
        case Target():
            return "目标"
        case Validation():
            return "校验"
        case OpenNorm():
            return "定性要求"


def _rules_of(program: Program) -> Iterator[AnyRule]:
    yield from (d for d in program.derived if d.heading.span is not None)
    yield from program.duties
    yield from program.benefits
    yield from program.funds
    yield from program.targets
    yield from program.validations
    yield from program.open_norms


def _written(rule: AnyRule) -> tuple[str, int]:
    heading: Heading = rule.heading
    return (heading.span.source.path, heading.span.start) if heading.span else ("", -1)


def _locate(text: str, citation: Citation) -> int | None:
    """Where the first words of a quotation stand (…… leaves words out); under its headings where these are found."""
    words = citation.quotation.split("……")[0]
    below = 0
    for heading in citation.heading:
        found = text.find(heading, below)
        below = found if found >= 0 else below
    offset = text.find(words, below)
    if offset < 0:
        offset = text.find(words)
    return offset if words and offset >= 0 else None


def _paragraphs(number: int, source: SourceText) -> Iterator[Paragraph]:
    for line, text in enumerate(source.text.split("\n"), start=1):
        if text.strip():
            yield Paragraph(f"source-{number}-{line}", text.strip())
