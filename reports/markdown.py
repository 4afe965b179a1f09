"""Markdown with front matter, as templates write it, read into a Document.

The front matter is lines 「项目：内容」 between two lines of ---. `#` is the title, a further `#` begins an 附件; `##` to
`#####` are headings and get their marks 一、（一）1.（1） by counting. `>` quotes a source. In a table the dashes below the
titles give the columns' shares of the width, and colons their alignment (as in Pandoc).
"""

import html
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import groupby

from attrs import define, field
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..engine.diagnostic import Diagnostic, Label, Refusal, Severity
from ..engine.origin import SourceText, Span
from .document import Align, Annex, Block, Document, Heading, Kind, Paragraph, Run, Table, TableColumn, Text, words

ATTENDANCE = ("出席", "请假", "列席")
FRONT_MATTER = ("种类", "发文机关", "发文机关标志", "文号", "主送", "抄送", "日期", "纸张", *ATTENDANCE)
"""What the front matter may say; 种类 and 日期 it must."""

_LINE = re.compile(r"([^：:]+)[：:](.*)")
_LANDSCAPE = "横向"
_DIGITS = "〇一二三四五六七八九"
_LEVELS = 4


def read_markdown(text: str, name: str) -> Document:
    """Read a document; `name` is what messages call the text.

    Raises Refusal where the front matter or the structure does not make a document.
    """
    source = SourceText(name, text)
    fields, body = _front_matter(source)
    kind, day = _kind(source, fields), _day(source, fields)
    (title, blocks), *annexes = _sections(source, body)
    return Document(
        kind=kind,
        title=title,
        date=day,
        blocks=blocks,
        issuer=fields.get("发文机关") or None,
        mark=fields.get("发文机关标志") or None,
        number=fields.get("文号", ""),
        recipients=fields.get("主送", ""),
        copies=fields.get("抄送", ""),
        annexes=tuple(Annex(annex_title, annex_blocks) for annex_title, annex_blocks in annexes),
        landscape=fields.get("纸张") == _LANDSCAPE,
        attendance=tuple((role, fields[role]) for role in ATTENDANCE if fields.get(role)),
    )


def chinese_number(number: int) -> str:
    """A number from 1 to 99 in Chinese digits, as headings count: 十, 十二, 二十一."""
    if not 1 <= number <= 99:
        raise ValueError("headings are counted from 1 to 99")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def heading_mark(level: int, number: int) -> str:
    """The mark of a heading: 一、, （一）, 1. or （1） (GB/T 9704-2012, 7.3.3); past 99 in Arabic figures."""
    figure = chinese_number(number) if level <= 2 and number <= 99 else str(number)
    return (f"{figure}、", f"（{figure}）", f"{figure}.", f"（{figure}）")[level - 1]


# ---------- front matter ----------


def _front_matter(source: SourceText) -> tuple[dict[str, str], int]:
    """The fields by name, and the number of the line the body begins on, counted from 0."""
    lines = source.text.split("\n")
    if lines[0].strip() != "---":
        raise _refusal("GJ801", source, 1, "文稿没有以「---」开头的首部", f"首部写 {'、'.join(FRONT_MATTER)}")
    fields: dict[str, str] = {}
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() == "---":
            return fields, number
        if line.strip():
            name, value = _field(source, number, line)
            fields[name] = value
    raise _refusal("GJ801", source, 1, "文稿首部没有用「---」结束", "在首部之后另起一行写「---」")


def _field(source: SourceText, number: int, line: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line.strip())
    name = found.group(1).strip() if found else ""
    if found is None or name not in FRONT_MATTER:
        message = f"首部的这一行不认识：{line.strip()}"
        raise _refusal("GJ802", source, number, message, f"写成「项目：内容」，项目只有 {'、'.join(FRONT_MATTER)}")
    return name, html.unescape(found.group(2).strip())


def _kind(source: SourceText, fields: dict[str, str]) -> Kind:
    written = fields.get("种类", "")
    for kind in Kind:
        if kind.value == written:
            return kind
    kinds = "、".join(kind.value for kind in Kind)
    raise _refusal("GJ803", source, 1, f"首部的种类「{written}」不认识", f"种类只有 {kinds}")


def _day(source: SourceText, fields: dict[str, str]) -> date:
    written = fields.get("日期", "")
    found = re.fullmatch(r"(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})-(\d{2})-(\d{2})", written, re.ASCII)
    try:
        year, month, day = (int(part) for part in found.groups() if part) if found else (0, 0, 0)
        return date(year, month, day)
    except ValueError:
        message = f"首部的日期「{written}」写法不对"
        raise _refusal("GJ804", source, 1, message, "写成 2012年5月4日") from None


def _refusal(code: str, source: SourceText, line: int, message: str, remedy: str) -> Refusal:
    start = source.line_starts[line - 1]
    place = Span(source, start, start + len(source.line(line)))
    return Refusal((Diagnostic(code, Severity.ERROR, message, (Label(place),), help=(remedy,)),))


# ---------- body ----------


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """CommonMark with tables and without what a document has no use for: code, links, pictures, HTML."""
    rules = ["table", "heading", "list", "blockquote", "emphasis", "entity", "escape", "newline"]
    return MarkdownIt("zero").enable(rules)


Section = tuple[str, tuple[Block, ...]]


def _sections(source: SourceText, first_line: int) -> list[Section]:
    """The body and then the annexes, each with its title."""
    lines = source.text.split("\n")[first_line:]
    reader = _Reader(_parser().parse("\n".join(lines)), lines)
    sections: list[tuple[str, list[Block]]] = []
    for entry in reader.entries():
        if isinstance(entry, str):
            sections.append((entry, []))
        elif sections:
            sections[-1][1].append(entry)
        else:
            message = "文稿的标题之前还有文字"
            raise _refusal("GJ805", source, first_line + 1, message, "首部之后先用「# 」写标题")
    if not sections:
        raise _refusal("GJ805", source, 1, "文稿没有标题", "首部之后用「# 」写标题")
    return [(title, tuple(blocks)) for title, blocks in sections]


@define
class _Reader:
    """Walks the flat tokens of markdown-it; `lines` are those the tokens' line numbers count."""

    tokens: list[Token]
    lines: list[str]
    counts: list[int] = field(factory=lambda: [0] * _LEVELS)

    def entries(self) -> Iterator[str | Block]:
        """The titles (as str) and blocks in order."""
        prefixes: list[_ListMarks] = []
        quotations = 0
        position = 0
        while position < len(self.tokens):
            token = self.tokens[position]
            match token.type:
                case "heading_open":
                    yield self._heading(int(token.tag[1:]), _text(self.tokens[position + 1]))
                case "paragraph_open":
                    mark = prefixes[-1].next_mark() if prefixes else ""
                    text = _text(self.tokens[position + 1])
                    yield Paragraph((Run(mark), *text) if mark else text, quotation=quotations > 0)
                case "blockquote_open" | "blockquote_close":
                    quotations += token.nesting
                case "ordered_list_open":
                    prefixes.append(_ListMarks(True, len(prefixes), int(token.attrs.get("start", 1)) - 1))
                case "bullet_list_open":
                    prefixes.append(_ListMarks(False, len(prefixes)))
                case "list_item_open":
                    prefixes[-1].begin_item()
                case "ordered_list_close" | "bullet_list_close":
                    prefixes.pop()
                case "table_open":
                    end = self._close_of(position, "table_close")
                    yield self._table(token, self.tokens[position:end])
                    position = end
            position += 1

    def _close_of(self, position: int, kind: str) -> int:
        while self.tokens[position].type != kind:
            position += 1
        return position

    def _heading(self, hashes: int, text: Text) -> str | Heading:
        """A title, or a heading with its mark; a heading starts the count of those below it anew."""
        level = min(hashes - 1, _LEVELS)
        self.counts[level:] = [0] * (_LEVELS - level)
        if level == 0:
            return words(text)
        self.counts[level - 1] += 1
        return Heading(level, heading_mark(level, self.counts[level - 1]), text)

    def _table(self, opening: Token, tokens: list[Token]) -> Table:
        titles = [(t, _text(tokens[i + 1])) for i, t in enumerate(tokens) if t.type == "th_open"]
        first_line = opening.map[0] if opening.map else 0
        shares = [max(1, part.count("-")) for part in self.lines[first_line + 1].strip().strip("|").split("|")]
        columns = tuple(
            TableColumn(text, _align(token), share) for (token, text), share in zip(titles, shares, strict=True)
        )
        cells = [_text(tokens[i + 1]) for i, t in enumerate(tokens) if t.type == "td_open"]
        width = len(columns)
        return Table(columns, tuple(tuple(cells[i : i + width]) for i in range(0, len(cells), width)))


@define
class _ListMarks:
    """The marks of one list: 1. and below it （1）, or — for a list without numbers."""

    ordered: bool
    depth: int
    number: int = 0
    pending: bool = False

    def begin_item(self) -> None:
        self.number += 1
        self.pending = True

    def next_mark(self) -> str:
        """The mark of the item's first paragraph, nothing for its others."""
        if not self.pending:
            return ""
        self.pending = False
        if not self.ordered:
            return "— "
        return f"{self.number}." if self.depth == 0 else f"（{self.number}）"


def _align(token: Token) -> Align:
    style = str(token.attrs.get("style", ""))
    return Align(style.removeprefix("text-align:")) if style else Align.LEFT


def _text(inline: Token) -> Text:
    """The runs of an inline token: strong where ** or * says so; a line break in the source is none in Chinese."""
    pieces: list[tuple[bool, str]] = []
    strong = 0
    for token in inline.children or ():
        match token.type:
            case "strong_open" | "em_open" | "strong_close" | "em_close":
                strong += token.nesting
            case "text":
                pieces.append((strong > 0, token.content))
    runs = (Run("".join(p for _, p in group), bold) for bold, group in groupby(pieces, key=lambda piece: piece[0]))
    return tuple(run for run in runs if run.text)
