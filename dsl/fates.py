"""Which sentence of the source document became which rules (`policy coverage --source`)."""

import re
from collections.abc import Iterator

from attrs import frozen

from ..engine.fates import HEADING, SentenceFate
from ..engine.origin import SourceText
from . import syntax as s
from .policy import Policy
from .quote import Located, SourceDocument

_SENTENCE = re.compile(r"[^。！？]*[。！？]*[”’」』）)]*")
_STOPS = re.compile("[，。；：！？]")


@frozen
class _Read:
    """One document of a policy: its title (empty: the source document itself), its text, and who cites it.

    `files` are the rule files whose statements cite it; None for all that cite no document of their own.
    """

    title: str
    document: SourceDocument
    files: frozenset[str] | None


def fates(policy: Policy) -> tuple[SentenceFate, ...]:
    """Every sentence of a policy's source document in order, then of the documents of later versions.

    None where the policy names no source.
    """
    found: list[SentenceFate] = []
    for read in _documents(policy):
        cited = tuple(_cited(policy, read))
        found.extend(_fate(start, end, read, cited) for start, end in sentences(read.document.source))
    return tuple(found)


def _documents(policy: Policy) -> Iterator[_Read]:
    if policy.program.source is not None:
        yield _Read("", SourceDocument(policy.program.source), None)
    for amending in dict.fromkeys(policy.amending.values()):
        files = frozenset(path for path, other in policy.amending.items() if other is amending)
        if amending.document is not None:
            yield _Read(amending.title, amending.document, files)


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


def _cited(policy: Policy, read: _Read) -> Iterator[tuple[int, int, str, str]]:
    """Every stretch of a document that a statement cites: start, end, the statement's kind and name."""
    for statement in (x for module in policy.modules for x in module.statements):
        path = statement.span.source.path
        if path not in read.files if read.files is not None else path in policy.amending:
            continue
        kind = statement.span.text.split(maxsplit=1)[0]
        for basis in (c for c in statement.clauses if isinstance(c, s.Basis)):
            for item in (i for i in basis.items if i.document is None):
                found = read.document.locate(item.quotation, item.clause)
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


def _fate(start: int, end: int, read: _Read, cited: tuple[tuple[int, int, str, str], ...]) -> SentenceFate:
    document = read.document
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
        document=read.title,
    )


def _is_heading(words: str, start: int, document: SourceDocument) -> bool:
    """A line without a full sentence: a numbered heading, a label (任务分工：), a title or a signature."""
    if not _STOPS.search(words):
        return True
    mark = next((m for m in document.outline.marks if m.start == start), None)
    return mark is not None and (words == mark.title or words.rstrip("：:") == mark.title)
