"""修改 标准: rows changed, deleted and added by their marks; of 按 the values of single codes."""

from collections.abc import Iterator

from attrs import evolve

from . import syntax as s
from .build_expressions import mark_like
from .problems import amending as a
from .problems.base import Problem


def change_rows(
    old: s.StandardStatement, changes: s.StandardStatement
) -> tuple[tuple[s.Clause, ...], tuple[Problem, ...]]:
    """The clauses of a 标准 with its rows changed, marked anew from the first, and what cannot be done.

    改 and 删 go by the marks of the version before; 增 by the marks as they will be, one after the other.
    """
    problems: list[Problem] = []
    rows: list[s.StandardRow | None] = [c for c in old.clauses if isinstance(c, s.StandardRow)]
    places = {row.mark: number for number, row in enumerate(rows) if row is not None}
    seen: dict[str, s.RowChange] = {}
    if any(isinstance(c, s.ByCode) for c in old.clauses):
        return old.clauses, ()
    for change in _changes(changes, added=False):
        if change.mark in seen:
            problems.append(a.RowChangedTwice(change.span, change.mark, seen[change.mark].span))
        elif change.mark not in places:
            problems.append(_no_such(change, old, tuple(places)))
        else:
            rows[places[change.mark]] = change.row
        seen.setdefault(change.mark, change)
    left = [row for row in rows if row is not None]
    for change in _changes(changes, added=True):
        place = _number(change.mark, len(left) + 1)
        if place is None or change.row is None:
            problems.append(_no_such(change, old, tuple(places)))
        else:
            left.insert(place - 1, change.row)
    return _with_rows(old.clauses, left), tuple(problems)


def change_codes(old: s.StandardStatement, changes: s.StandardStatement) -> tuple[s.ByCode | None, tuple[Problem, ...]]:
    """按 with the values of some codes restated, None where nothing of it changes, and what cannot be done."""
    restated = next((c for c in changes.clauses if isinstance(c, s.ByCode)), None)
    listed = next((c for c in old.clauses if isinstance(c, s.ByCode)), None)
    if listed is not None:
        by_mark = [c for c in changes.clauses if isinstance(c, s.RowChange)]
        if by_mark:
            return None, (a.WrongShape(by_mark[0].span, old.name.text, listed.subject.text, old.name.span, False),)
    if restated is None:
        return None, ()
    if listed is None:
        return None, (a.WrongShape(restated.span, old.name.text, restated.subject.text, old.name.span, True),)
    if listed.subject.text != restated.subject.text:
        return restated, ()
    return evolve(restated, entries=tuple(_entries(listed.entries, restated.entries))), ()


def _entries(old: tuple[s.CodeEntry, ...], new: tuple[s.CodeEntry, ...]) -> Iterator[s.CodeEntry]:
    """The old entries without the codes restated, then the new ones; 其余 last."""
    codes = {code.text for entry in new for code in entry.codes}
    otherwise = [entry for entry in (*old, *new) if not entry.codes]
    for entry in old:
        left = tuple(code for code in entry.codes if code.text not in codes)
        if left:
            yield evolve(entry, codes=left)
    yield from (entry for entry in new if entry.codes)
    yield from otherwise[-1:]


def _changes(statement: s.StandardStatement, *, added: bool) -> Iterator[s.RowChange]:
    return (c for c in statement.clauses if isinstance(c, s.RowChange) and (c.change == "增") is added)


def _number(mark: str, last: int) -> int | None:
    """The place a mark stands for, up to a last one."""
    return next((n for n in range(1, last + 1) if mark_like(mark, n) == mark), None)


def _no_such(change: s.RowChange, old: s.StandardStatement, marks: tuple[str, ...]) -> Problem:
    return a.NoSuchRowMark(change.span, change.change, change.mark, old.name.text, marks, old.name.span)


def _with_rows(clauses: tuple[s.Clause, ...], rows: list[s.StandardRow]) -> tuple[s.Clause, ...]:
    """The clauses with new rows where the first old one stood."""
    marked = tuple(evolve(row, mark=mark_like("（一）", number)) for number, row in enumerate(rows, 1))
    place = next((i for i, c in enumerate(clauses) if isinstance(c, s.StandardRow)), len(clauses))
    others = tuple(c for c in clauses if not isinstance(c, s.StandardRow))
    return (*others[:place], *marked, *others[place:])
