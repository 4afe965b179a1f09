"""The text of a policy as it stands on a day (`policy show`)."""

from collections.abc import Iterator
from datetime import date

from attrs import evolve

from ..engine.date_words import full_date
from ..engine.diagnostic import Refusal
from ..engine.origin import SourceText
from .consolidate import Consolidated, names_of
from .format import format_module
from .parse import parse
from .policy import Policy
from .problems.asking import not_in_force
from .renaming import renamed
from .syntax import ExampleStatement, Module, PolicyStatement, RenamedStatement, TransitionStatement


def consolidated(policy: Policy, day: date) -> str:
    """The rules in force on a day in the canonical text, without 示例; that of a first version can be loaded as it is.

    Raises Refusal for a day before the policy came into force or after it ceased to be.
    """
    program = policy.program.version_at(day)
    if day < program.in_force or (program.expires is not None and day >= program.expires):
        raise Refusal((not_in_force(program.name, day, program.in_force, program.expires),))
    if policy.versions:
        return _of_versions(tuple(v for v in policy.versions if v.in_force <= day))
    texts = (format_module(_without_examples(module)) for module in policy.modules)
    return "\n".join(text for text in texts if text)


def _of_versions(versions: tuple[Consolidated, ...]) -> str:
    """The last of several versions put together, each changed statement below a comment that says since when.

    A heading says which version it is, what made it, and what was repealed.
    """
    version = versions[-1]
    source = version.statements[0].span.source
    parts = ["".join(f"# {words}\n" for words in _heading(versions))]
    by_renaming = {id(made) for made in version.made_by_renaming}
    stated = sorted(
        (x for x in version.statements if id(x) not in by_renaming), key=lambda x: not isinstance(x, PolicyStatement)
    )
    names = {version.ledgers[r.renamed.text]: r.renamed.text for r in version.renames if r.kind == "台账"}
    parties = (r for r in version.renames if r.kind == "主体")
    for written in (*stated, *parties, *version.transitions):
        statement = renamed(written, names)
        plain = not isinstance(statement, TransitionStatement | RenamedStatement)
        changes = {version.changes[n.text].words() for n in names_of(written) if plain and n.text in version.changes}
        comments = [f"# {words}\n" for words in sorted(changes)]
        parts.append("".join((*comments, format_module(Module(source, (statement,))))))
    module, problems = parse(SourceText(source.path, "\n".join(parts)))
    if problems:
        raise ValueError(f"the text put together cannot be read: {problems[0].message}")
    return format_module(module)


def _heading(versions: tuple[Consolidated, ...]) -> Iterator[str]:
    version = versions[-1]
    made_of = "、".join(f"「{v.folder}」" for v in versions)
    yield f"{full_date(version.in_force)}施行的版本，由文件夹{made_of}合成；没有注明的，自{full_date(versions[0].in_force)}起没有改动"
    for rename in (r for r in version.renames if r.kind == "台账"):
        yield f"自{full_date(rename.since)}起台账「{rename.name.text}」改称「{rename.renamed.text}」"
    for since in sorted({repeal.since for repeal in version.repealed.values()}):
        names = "、".join(name for name, repeal in version.repealed.items() if repeal.since == since)
        yield f"自{full_date(since)}起废止：{names}"


def _without_examples(module: Module) -> Module:
    """A module without its 示例 and the comments that belong to them: those after the statement before."""
    kept = tuple(x for x in module.statements if not isinstance(x, ExampleStatement))
    if len(kept) == len(module.statements):
        return module
    dropped = [x.span for x in module.statements if isinstance(x, ExampleStatement)]
    ends = [x.span.end for x in kept]
    if not kept:
        return evolve(module, statements=(), comments=())
    comments = tuple(
        c
        for c in module.comments
        if not any(max((e for e in ends if e <= d.start), default=0) <= c.span.start < d.end for d in dropped)
    )
    return evolve(module, statements=kept, comments=comments)
