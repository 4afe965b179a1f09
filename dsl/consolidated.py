"""The text of a policy as it stands on a day (`policy show`)."""

from datetime import date

from attrs import evolve

from ..engine.diagnostic import Refusal
from ..engine.origin import SourceText
from .consolidate import Consolidated, names_of
from .format import format_module
from .parse import parse
from .policy import Policy
from .problems.asking import not_in_force
from .syntax import ExampleStatement, Module, TransitionStatement


def consolidated(policy: Policy, day: date) -> str:
    """The rules in force on a day in the canonical text, without 示例; it can be loaded again as it is.

    Raises Refusal for a day before the policy came into force or after it ceased to be.
    """
    program = policy.program.version_at(day)
    if day < program.in_force or (program.expires is not None and day >= program.expires):
        raise Refusal((not_in_force(program.name, day, program.in_force, program.expires),))
    if policy.versions:
        return _of_versions(next(v for v in reversed(policy.versions) if v.in_force <= day))
    texts = (format_module(_without_examples(module)) for module in policy.modules)
    return "\n".join(text for text in texts if text)


def _of_versions(version: Consolidated) -> str:
    """A version put together from several, each changed statement below a comment that says since when."""
    source = version.statements[0].span.source
    parts = []
    for statement in (*version.statements, *version.transitions):
        changes = {str(version.changes[n.text].words()) for n in names_of(statement) if n.text in version.changes}
        comments = [f"# {words}\n" for words in sorted(changes) if not isinstance(statement, TransitionStatement)]
        parts.append("".join((*comments, format_module(Module(source, (statement,))))))
    module, problems = parse(SourceText(source.path, "\n".join(parts)))
    if problems:
        raise ValueError(f"the text put together cannot be read: {problems[0].message}")
    return format_module(module)


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
