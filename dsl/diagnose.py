"""From the place where parsing stopped to the one problem that says why, as an officer would put it."""

import re
from copy import copy
from typing import Final

from attrs import frozen
from lark import Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.parsers.lalr_interactive_parser import InteractiveParser

from ..engine.origin import SourceText, Span
from .clause_forms import forms_at
from .literals import explain_bad_number, kind_of, split_bad_number
from .names import nearest
from .problems.base import Problem
from .problems.syntax import (
    ForeignKeyword,
    MissingPunctuation,
    MissingSpace,
    ReservedWord,
    StrangeCharacter,
    UnexpectedWord,
    UnfinishedStatement,
    UnquotedWriting,
    WithoutTakenFrom,
    WrongMarkLevel,
)
from .problems.values import MissingUnit
from .words import CLAUSE_WORDS, OPERATOR_WORDS, RESERVED, STATEMENT_WORDS, keyword_meant

_MARKS: Final = (
    ("MARK1", "（一）", re.compile(r"[（(][一二三四五六七八九十百零〇]+[）)]")),
    ("MARK2", "1.", re.compile(r"[0-9０-９]+[.．、](?![0-9０-９])")),
    ("MARK3", "（1）", re.compile(r"[（(][0-9０-９]+[）)]")),
)
_SIGNS: Final = (("_COLON", "：", "："), ("_END", "；", "；或。"), ("_SEPARATOR", "、", "、"))
_PLAIN: Final = {
    "STRING": '引号里的文字（"…"）',
    "TITLE": "《…》",
    "CLAUSE": "条款号（如 第6项）",
    "DATE": "日期（如 2012年7月1日）",
    "PERIOD": "期间（如 5个工作日）",
    "MONTH_DAY": "月日（如 12月31日）",
    "MARK1": "项号（一）",
    "MARK2": "项号 1.",
    "MARK3": "项号（1）",
    "_COLON": "「：」",
    "_END": "「；」「。」",
    "_SEPARATOR": "「、」",
    "_DOT": "· 列名：类型",
    "_CLOSE": "「）」",
}
_OTHER_WORDS: Final = (
    "牵头",
    "配合",
    "互斥",
    "依次",
    "就高",
    "累加",
    "主键",
    "敏感",
    "履行",
    "须认定",
    "包括",
    "按",
    "数额",
)
_ANYWHERE: Final = ("依据", "解释")
_SHOWN: Final = 8
TAKEN_FROM: Final = "取自"
_QUOTES: Final = '"“”＂「」'
_DOT_BEFORE: Final = re.compile(r"[·・•‧]\s*$")


@frozen
class Stop:
    """Where the parser stopped: its state, the token it could not take and the one before."""

    parser: InteractiveParser
    source: SourceText
    token: Token
    previous: Token | None

    @property
    def span(self) -> Span:
        """The offending token."""
        return self.span_of(self.token)

    def span_of(self, token: Token) -> Span:
        """Where a token stands."""
        start = token.start_pos or 0
        return Span(self.source, start, start + len(token))

    @property
    def first_on_line(self) -> bool:
        """Whether nothing stands before the token on its line."""
        _, column = self.source.position(self.span.start)
        return not self.source.text[self.span.start - column + 1 : self.span.start].strip()

    def takes(self, *kinds: str) -> bool:
        """Whether the parser could go on with tokens of these kinds."""
        cursor: InteractiveParser = self.parser.copy(deepcopy_values=False)  # type: ignore[no-untyped-call] # Lark types it not
        quiet = copy(cursor.parser_state.parse_conf)
        quiet.callbacks = {}
        cursor.parser_state.parse_conf = quiet
        try:
            for kind in kinds:
                cursor.feed_token(Token(kind, ""))
        except UnexpectedToken:
            return False
        return True

    def accepted(self) -> frozenset[str]:
        """The kinds of token with which the parser could go on."""
        choices: dict[str, object] = self.parser.choices()  # type: ignore[no-untyped-call] # Lark types it not
        kinds = (kind for kind in choices if not kind.islower())
        return frozenset(kind for kind in kinds if self.takes(kind))

    def repaired_line(self, span: Span, replacement: str) -> str:
        """The line of a span as it would read with the span replaced."""
        number, column = self.source.position(span.start)
        line = self.source.line(number)
        return (line[: column - 1] + replacement + line[column - 1 + span.end - span.start :]).strip()


def explain(failure: UnexpectedInput, parser: InteractiveParser, source: SourceText, previous: Token | None) -> Problem:
    """The one problem behind a failure of the parser; `previous` is the last token it took."""
    if isinstance(failure, UnexpectedCharacters):
        place = failure.pos_in_stream or 0
        return StrangeCharacter(Span(source, place, place + 1), source.text[place])
    assert isinstance(failure, UnexpectedToken), "Lark raises no other failure on text"
    stop = Stop(parser, source, failure.token, previous)
    accepted = stop.accepted()
    if stop.token.type == "$END":
        return _at_end(stop, accepted)
    return (
        _number(stop, accepted)
        or _foreign(stop, accepted)
        or _run_together(stop, accepted)
        or _mark(stop, accepted)
        or _taken_from(stop, accepted)
        or _punctuation(stop, accepted)
        or _reserved(stop, accepted)
        or _unexpected(stop, accepted)
    )


def describe_expected(accepted: frozenset[str]) -> str:
    """What could stand here, in plain Chinese."""
    parts: list[str] = []
    if TAKEN_FROM in accepted and "_DOT" in accepted:
        parts.append('· 字段 取自 "表头"')
        accepted -= {"_DOT"}
    if "整数" in accepted:
        parts.append("类型（如 文本、日期、是非、主体）")
    elif "MONEY" in accepted:
        parts.append("名称或数值")
    elif "NAME" in accepted:
        parts.append("名称")
    values = "MONEY" in accepted
    parts.extend(
        words
        for kind, words in _PLAIN.items()
        if kind in accepted and not (values and kind in ("STRING", "DATE", "PERIOD"))
    )
    operators = [word for word in OPERATOR_WORDS if word in accepted]
    if operators and not values:
        parts.append("".join(f"「{word}」" for word in operators[:4]) + ("等" if len(operators) > 4 else ""))
    special = (word for word in CLAUSE_WORDS if word not in _ANYWHERE)
    clauses = [word for word in dict.fromkeys((*_OTHER_WORDS, *special, *_ANYWHERE)) if word in accepted]
    if clauses:
        parts.append("".join(f"「{word}」" for word in clauses[:_SHOWN]) + ("等" if len(clauses) > _SHOWN else ""))
    return "、".join(parts[:-1]) + "或" + parts[-1] if len(parts) > 1 else "".join(parts)


def _at_end(stop: Stop, accepted: frozenset[str]) -> Problem:
    place = stop.span_of(stop.previous) if stop.previous is not None else stop.span
    if stop.takes("_END", "$END"):
        return MissingPunctuation(place, "；或。")
    return UnfinishedStatement(
        place, describe_expected(accepted), forms_at(stop.source, place.start, _keywords(accepted))
    )


def _number(stop: Stop, accepted: frozenset[str]) -> Problem | None:
    if stop.token.type == "NUMBER" and "PERIOD" in accepted and "NUMBER" not in accepted:
        return MissingUnit(stop.span, str(stop.token))
    if stop.token.type not in ("BAD_NUMBER", "MONTH_DAY"):
        return None
    parts = split_bad_number(str(stop.token))
    if parts is not None and stop.takes(kind_of(parts[0]), parts[1]):
        split = " ".join(parts)
        return MissingSpace(stop.span, str(stop.token), split, stop.repaired_line(stop.span, split))
    return explain_bad_number(stop.span)


def _foreign(stop: Stop, accepted: frozenset[str]) -> Problem | None:
    meant = keyword_meant(str(stop.token))
    if meant is None:
        return None
    starts = stop.first_on_line and meant in STATEMENT_WORDS
    return ForeignKeyword(stop.span, str(stop.token), meant) if meant in accepted or starts else None


def _run_together(stop: Stop, accepted: frozenset[str]) -> Problem | None:
    """当无家可归, 刑释解教人员当: a keyword that could stand here, at one end of a word."""
    if stop.token.type not in ("NAME", "RESERVED"):
        return None
    word = str(stop.token)
    keywords = [kind for kind in accepted if _is_keyword(kind)]
    fitting = [
        keyword
        for keyword in keywords
        if word.startswith(keyword) and word != keyword and _follows(stop, keyword, word[len(keyword) :])
    ]
    if len(fitting) == 1:
        split = f"{fitting[0]} {word[len(fitting[0]) :]}"
        return MissingSpace(stop.span, word, split, stop.repaired_line(stop.span, split))
    starts = [s for s in STATEMENT_WORDS if word.startswith(s) and word != s]
    if starts and stop.first_on_line and stop.takes("$END"):
        split = f"{max(starts, key=len)} {word[len(max(starts, key=len)) :]}"
        return MissingSpace(stop.span, word, split, stop.repaired_line(stop.span, split))
    before = stop.previous
    if before is None or before.type != "NAME":
        return None
    fitting = [
        keyword
        for keyword in keywords
        if before.endswith(keyword) and before != keyword and stop.takes(keyword, stop.token.type)
    ]
    if len(fitting) != 1:
        return None
    split = f"{before[: -len(fitting[0])]} {fitting[0]}"
    span = stop.span_of(before)
    return MissingSpace(span, str(before), split, stop.repaired_line(span, split))


def _follows(stop: Stop, keyword: str, rest: str) -> bool:
    """Whether the rest of a word can stand after the keyword it was run together with."""
    if rest in RESERVED:
        return stop.takes(keyword, rest)
    return stop.takes(keyword, kind_of(rest) if rest[0].isdigit() else "NAME")


def _taken_from(stop: Stop, accepted: frozenset[str]) -> Problem | None:
    """A column or value of a 来源 without 取自, or what the office writes without quotation marks."""
    token, before = stop.token, stop.previous
    if before is None:
        return None
    if before == TAKEN_FROM and token.type in ("NAME", "QUOTED") and accepted == {"STRING"}:
        repaired = stop.repaired_line(stop.span, f'"{str(token).strip("「」")}"')
        return UnquotedWriting(stop.span, str(token).strip("「」"), repaired)
    if TAKEN_FROM not in accepted or "对" in accepted:
        return None
    _, column = stop.source.position(stop.span_of(before).start)
    line = stop.source.text[stop.span_of(before).start - column + 1 : stop.span_of(before).start]
    is_sign = token.type in ("_COLON", "_SEPARATOR") and not stop.first_on_line
    rest = stop.source.text[stop.span.end :].lstrip(" \u3000")
    repaired = ""
    if token.type == "STRING":
        repaired = stop.repaired_line(stop.span, f"{TAKEN_FROM} {token}")
    elif is_sign and rest.startswith(('"', "“", TAKEN_FROM)):
        word = " " if rest.startswith(TAKEN_FROM) else f" {TAKEN_FROM} "
        repaired = stop.repaired_line(stop.span, word).replace("  ", " ")
    return WithoutTakenFrom(stop.span, str(before).strip(_QUOTES), not _DOT_BEFORE.search(line), repaired)


def _mark(stop: Stop, accepted: frozenset[str]) -> Problem | None:
    wanted = next((canonical for kind, canonical, _ in _MARKS if kind in accepted), None)
    if wanted is None:
        return None
    for kind, _, shape in _MARKS:
        match = shape.match(stop.source.text, stop.span.start)
        if match is not None and kind not in accepted:
            span = Span(stop.source, match.start(), match.end())
            return WrongMarkLevel(span, match.group(), wanted)
    return None


def _punctuation(stop: Stop, accepted: frozenset[str]) -> Problem | None:
    if stop.previous is None:
        return None
    word = str(stop.token)
    if stop.token.type == "NAME" and nearest(word, _same_length(accepted, word)):
        return None
    place = stop.span_of(stop.previous)
    for kind, sign, words in _SIGNS:
        if kind == "_SEPARATOR" and stop.first_on_line:
            continue
        if kind in accepted and word != sign and (stop.takes(kind, stop.token.type) or stop.takes(kind, word)):
            return MissingPunctuation(place, words)
    following = stop.source.text[stop.span.end : stop.span.end + 1]
    office = TAKEN_FROM in accepted and stop.source.text[stop.span.end :].lstrip().startswith(TAKEN_FROM)
    if "_DOT" in accepted and stop.token.type in ("NAME", "QUOTED") and (following in ("：", ":") or office):
        return MissingPunctuation(place, "换行和 ·")
    return None


def _reserved(stop: Stop, accepted: frozenset[str]) -> Problem | None:
    word = str(stop.token)
    is_name_like = stop.token.type == "RESERVED" and len(word) > 1 and word not in OPERATOR_WORDS
    if is_name_like and "NAME" in accepted and not stop.first_on_line:
        return ReservedWord(stop.span, word)
    return None


def _unexpected(stop: Stop, accepted: frozenset[str]) -> Problem:
    word = str(stop.token)
    hints: tuple[str, ...] = ()
    if stop.token.type == "NAME":
        keywords = [kind for kind in accepted if _is_keyword(kind)]
        if stop.first_on_line:
            keywords.extend(STATEMENT_WORDS)
        hints = nearest(word, sorted(keywords))
    whole = "依据" in accepted  # the clause before is whole: what stands here begins another, or ends too late
    forms = () if hints or (whole and stop.first_on_line) else forms_at(stop.source, _within(stop), _keywords(accepted))
    return UnexpectedWord(stop.span, word, describe_expected(accepted), hints, forms)


def _keywords(accepted: frozenset[str]) -> frozenset[str]:
    """The words of the language that may stand here; none where a name may, which stands in every form."""
    return frozenset(kind for kind in accepted if _is_keyword(kind)) if "NAME" not in accepted else frozenset()


def _within(stop: Stop) -> int:
    """A place in the clause that could not be read on."""
    before = stop.span_of(stop.previous).start if stop.previous is not None else stop.span.start
    return before if stop.first_on_line else stop.span.start


def _same_length(accepted: frozenset[str], word: str) -> list[str]:
    return [kind for kind in sorted(accepted) if _is_keyword(kind) and len(kind) == len(word) > 1]


def _is_keyword(kind: str) -> bool:
    """Whether a terminal is a word of the language: Lark names those as they are written."""
    return not kind.isupper() and kind != "$END"
