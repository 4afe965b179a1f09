"""原文与规则对照表: every sentence of the source beside the rules made of it and what they say."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..engine.date_words import full_date
from ..engine.fates import HEADING, SentenceFate
from ..engine.program import Derived, NonNorm, Program
from .citations import policy_words
from .document import Document
from .rendering import fill
from .tasks import tasks_of

TEMPLATE = "原文与规则对照表.md.j2"


def comparison_document(
    program: Program, sentences: Sequence[SentenceFate], *, templates: Path | None = None
) -> Document:
    """The table 条款｜原文｜规则｜规则写明的内容, in the order of the source; headings are left out.

    Raises Refusal where the template is wrong.
    """
    says = _contents(program)
    shown = [sentence for sentence in sentences if sentence.kind != HEADING]
    settled = sum(sentence.is_settled for sentence in shown)
    fields = {
        "发文机关": program.issuer or "",
        "日期": full_date(program.enacted),
        "政策": policy_words(program),
        "施行日期": full_date(program.enacted),
        "规则版本": program.digest[:12],
        "句子": [_row(sentence, says) for sentence in shown],
        "句数": len(shown),
        "已定": settled,
        "未定": len(shown) - settled,
    }
    return fill(TEMPLATE, fields, templates)


def _row(sentence: SentenceFate, says: Mapping[str, str]) -> Mapping[str, object]:
    return {
        "条款": sentence.clause or "—",
        "原文": " ".join(sentence.text.split()),
        "规则": f"{sentence.kind}：{'、'.join(sentence.rules)}" if sentence.rules else sentence.kind,
        "内容": "；".join(dict.fromkeys(says[rule] for rule in sentence.rules if says.get(rule))) or "—",
    }


def _contents(program: Program) -> dict[str, str]:
    """What each rule says, in words, by its name."""
    tasks = {
        task.rule.name: f"{task.responsible}：{task.text}" + (f"，{task.deadline}" if task.timed else "")
        for task in tasks_of(program)
    }
    others: list[Derived | NonNorm] = [*program.derived, *program.non_norms]
    readings = {
        rule.heading.name: "；".join(reading.text.rstrip("。；") for reading in rule.heading.readings)
        for rule in others
    }
    return {**readings, **tasks}
