"""Parties by the name they bear on a day, in SQL (主体 改称). Says the same as Names of engine/renames.py.

A name counts where it ends a word, and where no longer declared name ends in the same place (民政局 in 区民政局 is not
民政局). So the longest names are set aside first, each for a mark that no text holds, and then the marks for names.
"""

import re
from datetime import date

from attrs import frozen
from sqlglot import exp

from ..lowering.base import any_of, case, sql, text
from ..program import Program
from ..renames import names_on

_BEGIN, _END = "\x01", "\x02"
_AFTER = r"([^\p{L}\p{N}_]|$)"


@frozen
class ShownNames:
    """What texts become on one day: marks for names found, and names for marks."""

    steps: tuple[tuple[str, str], ...] = ()

    def shown(self, party: exp.Expression) -> exp.Expression:
        """A party, or several, by the names of the day. One that holds no changed name, as nearly all, stands as it is."""
        changed = [name for name, borne in self.steps if borne != name]
        if not changed:
            return party
        value = party
        for number, (name, _) in enumerate(self.steps):
            mark = rf"{_BEGIN}{number}{_END}\1"
            value = sql("REGEXP_REPLACE(:v, :p, :m, 'g')", v=value, p=text(re.escape(name) + _AFTER), m=text(mark))
        for number, (_, borne) in enumerate(self.steps):
            value = sql("REPLACE(:v, :m, :n)", v=value, m=text(f"{_BEGIN}{number}{_END}"), n=text(borne))
        common = _in_common(changed)
        sought = [common] if len(common) > 1 else changed
        affected = any_of([sql("CONTAINS(:v, :n)", v=party, n=text(name)) for name in sought])
        return case([(affected, value)], party)


def _in_common(names: list[str]) -> str:
    """The longest text that every name holds (部门): one look for it is cheaper than for each name."""
    first = names[0]
    parts = (first[n:m] for n in range(len(first)) for m in range(n + 1, len(first) + 1))
    return max((p for p in parts if all(p in name for name in names)), key=len, default="")


def shown_on(program: Program, day: date) -> ShownNames:
    """The names that change by a day, and those that stand in their way, the longest first."""
    names = names_on(program, day)
    changed = {name for name, borne in names.borne.items() if borne != name}
    if not changed:
        return ShownNames()
    declared = {name for kind, members in program.bearers.items() for name in (kind, *members)} | set(names.borne)
    covering = {c for c in declared for name in changed if c != name and c.endswith(name)}
    ordered = sorted(changed | covering, key=lambda name: (-len(name), name))
    return ShownNames(tuple((name, names.borne.get(name, name)) for name in ordered))
