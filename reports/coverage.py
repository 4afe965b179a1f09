"""What 示例 touch of the rules, and what became of the source, as text and as plain data."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from ..engine.coverage import RuleCoverage, Seen
from ..engine.date_words import full_date
from ..engine.fates import HEADING, SentenceFate


@frozen
class PolicyCoverage:
    """Everything `policy coverage` tells of one policy."""

    policy: str
    rules: tuple[RuleCoverage, ...]
    sentences: tuple[SentenceFate, ...]

    @property
    def touched(self) -> frozenset[str]:
        """The rules that some 示例 rests on, and the 例外 that some 示例 shows applying."""
        names = (name for r in self.rules if r.reached for name in (r.rule, *r.shown_exceptions))
        return frozenset(names)

    @property
    def is_whole(self) -> bool:
        """Whether 示例 show everything that they should."""
        return all(rule.is_whole for rule in self.rules)

    def is_touched(self, sentence: SentenceFate) -> bool:
        """Whether a 示例 rests on a rule that cites the sentence."""
        return not self.touched.isdisjoint(sentence.rules)


def coverage_text(coverage: PolicyCoverage) -> str:
    """Rule by rule what no 示例 has shown, then the sums; without a final line end."""
    lines = [f"政策 {coverage.policy}"]
    for rule in coverage.rules:
        lines += _rule_lines(rule)
    seen, wanted = (sum(counts) for counts in zip((0, 0), *(r.points for r in coverage.rules), strict=True))
    touched = sum(rule.reached for rule in coverage.rules)
    lines.append(f"规则{len(coverage.rules)}条，示例碰到{touched}条；应见到的情形{wanted}种，见到{seen}种")
    if coverage.sentences:
        lines.append(_source_line(coverage))
    return "\n".join(lines)


def _rule_lines(rule: RuleCoverage) -> list[str]:
    seen, wanted = rule.points
    lines = [f"{rule_title(rule)}：{_by(rule)}，见到{seen}/{wanted}"]
    if rule.reached:
        every = (one for part in rule.parts for one in part.all())
        lines += [f"  {one.words}：没有见到{'、'.join(one.missing)}" for one in every if one.missing]
    return lines


def rule_title(rule: RuleCoverage) -> str:
    """A rule as text and page name it: kind, name, clause, and the version where versions differ."""
    clause = f"（{rule.clause}）" if rule.clause else ""
    version = f"（{full_date(rule.version)}施行的版本）" if rule.version is not None else ""
    return f"{rule.kind} {rule.rule}{clause}{version}"


def _by(rule: RuleCoverage) -> str:
    if rule.examples:
        return f"{len(rule.examples)}个示例"
    return "示例间接用到" if rule.reached else "没有示例"


def _source_line(coverage: PolicyCoverage) -> str:
    norms = [s for s in coverage.sentences if s.kind != HEADING]
    settled = [s for s in norms if s.is_settled]
    touched = [s for s in norms if coverage.is_touched(s)]
    return f"原文{len(norms)}句（标题不计）：有去处{len(settled)}句，没有去处{len(norms) - len(settled)}句；示例碰到{len(touched)}句"


def coverage_json(coverage: PolicyCoverage) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "policy": coverage.policy,
        "rules": [_rule_json(r) for r in coverage.rules],
        "sentences": [sentence_json(s) | {"tested": coverage.is_touched(s)} for s in coverage.sentences],
    }


def _rule_json(rule: RuleCoverage) -> dict[str, Any]:
    seen, wanted = rule.points
    return {
        "rule": rule.rule,
        "kind": rule.kind,
        "clause": rule.clause,
        "version": rule.version.isoformat() if rule.version is not None else None,
        "examples": list(rule.examples),
        "reached": rule.reached,
        "seen": seen,
        "wanted": wanted,
        "parts": [_seen_json(p) for p in rule.parts],
    }


def _seen_json(seen: Seen) -> dict[str, Any]:
    return {
        "words": seen.words,
        "place": seen.span.describe() if seen.span else None,
        "wanted": list(seen.wanted),
        "outcomes": sorted(seen.outcomes),
        "missing": list(seen.missing),
        "parts": [_seen_json(s) for s in seen.inner],
    }


def sentence_json(sentence: SentenceFate) -> dict[str, Any]:
    """A sentence with its fate, with the keys the command promises."""
    return {
        "text": sentence.text,
        "clause": sentence.clause,
        "heading": " > ".join(sentence.headings),
        **({"document": sentence.document} if sentence.document else {}),
        "rules": list(sentence.rules),
        "kind": sentence.kind,
    }


def sentences_text(sentences: Sequence[SentenceFate]) -> str:
    """Every sentence under its clause with what became of it, then how many wait for a rule."""
    lines: list[str] = []
    above: tuple[str, tuple[str, ...]] | None = None
    document = ""
    for sentence in (s for s in sentences if s.kind != HEADING):
        if sentence.document != document:
            document, above = sentence.document, None
            lines.append(document)
        if (sentence.clause, sentence.headings) != above:
            above = (sentence.clause, sentence.headings)
            lines.append(f"{sentence.clause}　{' > '.join(sentence.headings)}".rstrip())
        fate = f"{sentence.kind}（{'、'.join(sentence.rules)}）" if sentence.is_settled else "没有去处"
        lines += [f"  {sentence.text}", f"    → {fate}"]
    waiting = sum(not s.is_settled for s in sentences)
    lines.append(f"没有去处的{waiting}句" if waiting else "每一句都有去处")
    return "\n".join(lines)
