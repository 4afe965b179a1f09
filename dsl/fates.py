"""Which sentence of the source document became which rules (`policy coverage --source`)."""

import re
from collections.abc import Iterator

from ..engine.fates import HEADING, SentenceFate
from ..engine.origin import SourceText
from . import syntax as s
from .policy import Policy
from .quote import Located, SourceDocument

_SENTENCE = re.compile(r"[^。！？]*[。！？]*[”’」』）)]*")
_STOPS = re.compile("[，。；：！？]")


def fates(policy: Policy) -> tuple[SentenceFate, ...]:
    """Every sentence of a policy's source document in order; none where the policy names no source."""
    source = policy.program.source
    if source is None:
        return ()
    document = SourceDocument(source)
    cited = tuple(_cited(policy, document))
    return tuple(_fate(start, end, document, cited) for start, end in sentences(source))


def sentences(source: SourceText) -> Iterator[tuple[int, int]]:
    """Where sentences stand: a line ends one, and so do 。！？ with the quotation marks and brackets behind them."""
    offset = 0
    for line in source.text.splitlines(keepends=True):
        for match in _SENTENCE.finditer(line):
            words = match.group()
            if words.strip():
                start = offset + match.start() + len(words) - len(words.lstrip())
                yield start, start + len(words.strip())
        offset += len(line)


def _cited(policy: Policy, document: SourceDocument) -> Iterator[tuple[int, int, str, str]]:
    """Every stretch of the source that a statement cites: start, end, the statement's kind and name."""
    for statement in (x for module in policy.modules for x in module.statements):
        kind = statement.span.text.split(maxsplit=1)[0]
        for basis in (c for c in statement.clauses if isinstance(c, s.Basis)):
            for item in (i for i in basis.items if i.document is None):
                found = document.locate(item.quotation, item.clause)
                if isinstance(found, Located):
                    yield found.start, found.end, kind, _name(statement)


def _name(statement: s.Statement) -> str:
    match statement:
        case s.BearersStatement(names=names):
            return "、".join(n.text for n in names)
        case s.ExampleStatement(name=name):
            return name.value
        case _:
            return statement.name.text


def _fate(start: int, end: int, document: SourceDocument, cited: tuple[tuple[int, int, str, str], ...]) -> SentenceFate:
    words = document.source.text[start:end]
    here = [(kind, name) for first, last, kind, name in cited if first < end and start < last]
    kinds = "、".join(dict.fromkeys(kind for kind, _ in here))
    if not kinds and _is_heading(words, start, document):
        kinds = HEADING
    return SentenceFate(
        text=words,
        start=start,
        end=end,
        clause=document.outline.clause(start),
        headings=document.outline.headings(start),
        rules=tuple(dict.fromkeys(name for _, name in here)),
        kind=kinds,
    )


def _is_heading(words: str, start: int, document: SourceDocument) -> bool:
    """A line without a full sentence: a numbered heading, a label (任务分工：), a title or a signature."""
    if not _STOPS.search(words):
        return True
    mark = next((m for m in document.outline.marks if m.start == start), None)
    return mark is not None and (words == mark.title or words.rstrip("：:") == mark.title)
