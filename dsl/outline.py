"""The outline of a source document: which clause and under which headings each word stands.

Knows the ways Chinese documents number: plans (一、 （一） 1、 with run-in labels such as 任务分工：), statutes (第…章 第…条
with 款 by paragraph and （一） items) and decisions, whose 一、 二、 are whole sentences and so items, not parts with a
heading; the closing line of a document (本决定自…施行) stands under none of them.
"""

import re
from functools import cached_property

from attrs import field, frozen

from ..engine.origin import SourceText

_NUMERAL = "〇零一二三四五六七八九十百千"
_PATTERNS = (
    ("编", 0, re.compile(rf"第([{_NUMERAL}]+)编")),
    ("章", 1, re.compile(rf"第([{_NUMERAL}]+)章")),
    ("节", 2, re.compile(rf"第([{_NUMERAL}]+)节")),
    ("条", 3, re.compile(rf"第([{_NUMERAL}\d]+)条")),
    ("部分", 4, re.compile(rf"([{_NUMERAL}]+)、")),
    ("（）", 5, re.compile(rf"[（(]([{_NUMERAL}]+)[）)]")),
    ("项", 6, re.compile(r"(\d+)[、.．](?!\d)")),
    ("末段", 4, re.compile(r"(?=本[\u4e00-\u9fff]{2,6}自[^，；]{1,20}施行。?$)")),
    ("：", 7, re.compile(r"([^，。；：、（(]{2,20})：")),
)
_HEADING_LIMIT = 60
_REFERENCE = re.compile(
    rf"(?:第([{_NUMERAL}]+)编)?(?:第([{_NUMERAL}]+)章)?(?:第([{_NUMERAL}]+)节)?(?:第([{_NUMERAL}]+)部分)?(?:第([{_NUMERAL}\d]+)条)?(?:第([{_NUMERAL}\d]+)款)?(?:第?[（(]([{_NUMERAL}\d]+)[）)]项?)?(?:第([{_NUMERAL}\d]+)项)?"
)
_STEPS = ("编", "章", "节", "部分", "条", "款", "（）", "项")
"""What the groups of _REFERENCE number, outermost first."""
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
_SCALES = {"十": 10, "百": 100, "千": 1000}


def number(words: str) -> int | None:
    """A number written in Chinese numerals or digits, up to 9,999; None where it is neither."""
    if words.isdecimal():
        return int(words)
    total, current = 0, 0
    for char in words:
        if char in _SCALES:
            total, current = total + (current or 1) * _SCALES[char], 0
        elif char in _DIGITS:
            current = _DIGITS[char]
        else:
            return None
    return total + current


@frozen
class Mark:
    """A numbered line, run-in label or closing line.

    `kind` is 章 条 部分 （） 项 末段 ：…, `number` an integer; then the heading and where the line starts.
    """

    kind: str
    level: int
    number: int | None
    title: str
    start: int


@frozen(slots=False)
class Outline:
    """The marks of a source document, in order."""

    source: SourceText = field(repr=False)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Every numbered line and label."""
        found = []
        offset = 0
        for line in self.source.text.splitlines(keepends=True):
            mark = _mark(line, offset)
            if mark:
                found.append(mark)
            offset += len(line)
        return tuple(found)

    def enclosing(self, offset: int) -> tuple[Mark, ...]:
        """The marks under which an offset stands, outermost first."""
        stack: list[Mark] = []
        for mark in self.marks:
            if mark.start > offset:
                break
            while stack and stack[-1].level >= mark.level:
                stack.pop()
            stack.append(mark)
        return tuple(stack)

    def clause(self, offset: int) -> str:
        """The number of the clause an offset stands in: 第4项, 第三十五条第一款第（二）项, 引言 before the first."""
        marks = {m.kind: m for m in self.enclosing(offset)}
        if "条" in marks:
            return self._article(marks, offset)
        if "末段" in marks:
            return "末段"
        if "项" in marks:
            own = f"第{marks['项'].number}项"
            unique = sum(m.kind == "项" and m.number == marks["项"].number for m in self.marks) == 1
            return own if unique else self._parents(marks) + own
        return self._parents(marks) or self._chapter(marks) or "引言"

    def articles(self) -> tuple[str, ...]:
        """The clauses a reader may name: the articles of a statute, the items of a plan."""
        statute = [f"第{chinese(m.number or 0)}条" for m in self.marks if m.kind == "条"]
        return tuple(dict.fromkeys(statute or [self.clause(m.start) for m in self.marks if m.kind == "项"]))

    def headings(self, offset: int) -> tuple[str, ...]:
        """The headings above an offset, outermost first."""
        return tuple(m.title for m in self.enclosing(offset) if m.title)

    def region(self, reference: str) -> tuple[int, int] | None:
        """Where the clause a reference names starts and ends; None where there is no such clause."""
        match = _REFERENCE.fullmatch(reference.strip())
        if not match or not any(match.groups()):
            return None
        article, bracket, item = match.groups()[4], match.groups()[6], match.groups()[7]
        if article and item and not bracket:
            return self.region(reference.replace(f"第{item}项", f"第（{item}）项")) or self._narrowed(match.groups())
        return self._narrowed(match.groups())

    def _narrowed(self, words_of: tuple[str | None, ...]) -> tuple[int, int] | None:
        """The region that the numbers of a reference lead to, step by step; None where a step leads nowhere."""
        region = (0, len(self.source.text))
        for kind, words in zip(_STEPS, words_of, strict=True):
            if words is None:
                continue
            narrower = (
                self._paragraph(region, number(words)) if kind == "款" else self._within(region, kind, number(words))
            )
            if narrower is None:
                return None
            region = narrower
        return region

    def _within(self, region: tuple[int, int], kind: str, wanted: int | None) -> tuple[int, int] | None:
        inside = [m for m in self.marks if region[0] <= m.start < region[1]]
        for i, mark in enumerate(inside):
            is_item = kind == "项" and mark.kind == "部分" and not mark.title
            if (mark.kind == kind or is_item) and mark.number == wanted:
                following = (m.start for m in inside[i + 1 :] if m.level <= mark.level)
                return mark.start, next(following, region[1])
        return None

    def _paragraphs(self, region: tuple[int, int]) -> list[tuple[int, int]]:
        """款: the paragraphs of an article, lines that start with an item mark belonging to the one above."""
        starts: list[int] = []
        offset = region[0]
        for line in self.source.text[region[0] : region[1]].splitlines(keepends=True):
            mark = _mark(line, offset)
            if line.strip() and (mark is None or mark.kind in ("条", "：", "末段")):
                starts.append(offset)
            offset += len(line)
        return list(zip(starts, [*starts[1:], region[1]], strict=True))

    def _paragraph(self, region: tuple[int, int], wanted: int | None) -> tuple[int, int] | None:
        paragraphs = self._paragraphs(region)
        return paragraphs[wanted - 1] if wanted and wanted <= len(paragraphs) else None

    def _article(self, marks: dict[str, Mark], offset: int) -> str:
        article = marks["条"]
        region = self._within((0, len(self.source.text)), "条", article.number) or (article.start, offset)
        words = f"第{chinese(article.number or 0)}条"
        paragraphs = self._paragraphs(region)
        place = sum(1 for start, _ in paragraphs if start <= offset)
        if len(paragraphs) > 1:
            words += f"第{chinese(place)}款"
        if "（）" in marks and (not place or marks["（）"].start >= paragraphs[place - 1][0]):
            words += f"第（{chinese(marks['（）'].number or 0)}）项"
        return words

    def _parents(self, marks: dict[str, Mark]) -> str:
        words = _part(marks["部分"]) if "部分" in marks else ""
        return words + (f"第（{chinese(marks['（）'].number or 0)}）项" if "（）" in marks else "")

    def _chapter(self, marks: dict[str, Mark]) -> str:
        return "".join(f"第{chinese(marks[kind].number or 0)}{kind}" for kind in ("编", "章", "节") if kind in marks)


def _mark(line: str, offset: int) -> Mark | None:
    text = line.strip()
    start = offset + len(line) - len(line.lstrip())
    for kind, level, pattern in _PATTERNS:
        match = pattern.match(text)
        if match:
            if kind == "：":
                return Mark(kind, level, None, match.group(1), start)
            if kind == "末段":
                return Mark(kind, level, None, "", start)
            return Mark(kind, level, number(match.group(1)), _title(kind, text), start)
    return None


def _part(mark: Mark) -> str:
    """What 一、 numbers: a part where it has a heading, an item where it is a sentence of its own."""
    return f"第{chinese(mark.number or 0)}{'部分' if mark.title else '项'}"


def _title(kind: str, text: str) -> str:
    """The words of a numbered line where they are a heading; empty where it is a sentence or opens a list."""
    opens_list = text.endswith(("：", ":")) and (kind == "条" or any(sign in text for sign in "，。；"))
    is_sentence = len(text) > _HEADING_LIMIT or text.endswith(("。", "；"))
    return "" if opens_list or is_sentence else text


def chinese(value: int) -> str:
    """A number from 0 to 9,999 in Chinese numerals, as clause numbers are written (10 is 十)."""
    if value < 10:
        return "零一二三四五六七八九"[value]
    words, zero = "", False
    for scale, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // scale % 10
        if digit:
            words += ("零" if zero and words else "") + "零一二三四五六七八九"[digit] + unit
            zero = False
        else:
            zero = bool(words)
    return words[1:] if words.startswith("一十") else words
