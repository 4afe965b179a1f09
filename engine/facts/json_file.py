"""JSON files: a list of objects, an object of 台账 name → list, or one object a line (.jsonl)."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import NoReturn

from .file_problems import MalformedJson
from .sheets import BrokenRow, RawCell, RawRow, Sheet, Unusable, shown
from .text_bytes import decoded

NO_OBJECT = "不是对象，应为 {列名: 值, …}"
"""Why an element is no row."""


class _Unfit(Exception):
    """The document breaks a rule of this reader; the text says which, in Chinese."""


def read_json(data: bytes, source: str, stem: str) -> tuple[Sheet, ...]:
    """Read a .json file. Rows are numbered by their place in the list, from 1.

    Raises Refusal where it is no JSON or has another shape.
    """
    document = parsed_json(decoded(data, source), source, None)
    match document:
        case list():
            return (_sheet(list(enumerate(document, 1)), source, None, stem, stem),)
        case dict() if document and all(isinstance(rows, list) for rows in document.values()):
            return tuple(_sheet(list(enumerate(rows, 1)), source, name, name, stem) for name, rows in document.items())
        case _:
            raise MalformedJson(source, "最外层应为数组，或者「台账名 → 数组」的对象").refusal()


def read_json_lines(data: bytes, source: str, stem: str) -> Sheet:
    """Read a .jsonl file: one object a line; rows are numbered by line.

    Raises Refusal where a line is no JSON.
    """
    lines = decoded(data, source).split("\n")
    elements = [(n, parsed_json(line, source, n)) for n, line in enumerate(lines, 1) if line.strip()]
    return _sheet(elements, source, None, stem, stem, counter="行")


def parsed_json(text: str, source: str, line: int | None) -> object:
    """The value a text spells; `line` is where it stands, None for a whole file. Raises Refusal where it is no JSON."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_object_once)
    except json.JSONDecodeError as error:
        reason = "此处不合 JSON 写法"
        raise MalformedJson(source, reason, line or error.lineno, error.colno).refusal() from error
    except _Unfit as error:
        raise MalformedJson(source, str(error), line).refusal() from error
    except RecursionError as error:
        raise MalformedJson(source, "嵌套太深", line).refusal() from error
    except ValueError as error:
        raise MalformedJson(source, "有一个数的位数太多", line).refusal() from error


def _refuse_constant(word: str) -> NoReturn:
    raise _Unfit(f"{word} 不是数")


def _object_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Unfit(f"同一对象里「{sound_text(twice)}」写了两次")
    return found


def _sheet(
    elements: list[tuple[int, object]],
    source: str,
    member: str | None,
    title: str,
    stem: str,
    counter: str = "条",
) -> Sheet:
    """Lay objects out under one header: every name that occurs, in order of first occurrence."""
    objects = [(number, element) for number, element in elements if isinstance(element, dict)]
    names = tuple(dict.fromkeys(name for _, element in objects for name in element))
    rows = [RawRow(0, tuple(sound_text(name) for name in names))] if names else []
    rows.extend(RawRow(n, tuple(json_cell(element.get(name)) for name in names)) for n, element in objects)
    broken = tuple(BrokenRow(number, NO_OBJECT) for number, element in elements if not isinstance(element, dict))
    worksheet = None if member is None else sound_text(member)
    return Sheet(source, worksheet, sound_text(title), stem, rows, broken, counter=counter)


def json_cell(value: object) -> RawCell:
    """A JSON value as a cell."""
    match value:
        case None | bool() | int() | Decimal():
            return value
        case str():
            sound = sound_text(value)
            return value if sound == value else Unusable(sound, "含有残缺的字符（单个代理码位）")
        case _:
            words = "数组" if isinstance(value, list) else "对象"
            return Unusable(shown(_dumped(value)), f"是{words}，应为单个值")


def _dumped(value: object) -> str:
    as_text: Callable[[object], str] = str
    return sound_text(json.dumps(value, ensure_ascii=False, default=as_text))


def sound_text(text: str) -> str:
    """A text that can be written out: half a surrogate pair, which JSON can spell, becomes �."""
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
