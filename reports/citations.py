"""How documents name a policy and the clauses a rule rests on."""

from collections.abc import Mapping

from ..engine.program import Heading, Program


def policy_words(program: Program) -> str:
    """The policy's title in 《》, its document number after it where it has one."""
    title = program.title.strip() or program.name
    shown = title if title.startswith("《") else f"《{title}》"
    return f"{shown}（{program.number}）" if program.number else shown


def citation_fields(heading: Heading) -> list[Mapping[str, object]]:
    """Each clause of a rule for a template: 条款 with its document where that is not the policy, 原文 the words quoted.

    原文 is empty where nothing is quoted.
    """
    return [{"条款": citation.short(), "原文": citation.quotation} for citation in heading.citations]
