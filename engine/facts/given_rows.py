"""Rows that a program hands over as plain values, laid out as the sheet of an export that holds them."""

from collections.abc import Mapping, Sequence

from .sheets import RawCell, RawRow, Sheet

GIVEN = "程序提供的数据"
"""Stands where the name of a file would."""


def sheet_of(title: str, rows: Sequence[Mapping[str, RawCell]]) -> Sheet:
    """The rows of one 台账 under one header: every name that occurs, in order of first occurrence."""
    names = tuple(dict.fromkeys(name for row in rows for name in row))
    body = (RawRow(number, tuple(row.get(name) for name in names)) for number, row in enumerate(rows, 1))
    return Sheet(GIVEN, title, title, title, [RawRow(0, names), *body] if names else [], counter="条")
