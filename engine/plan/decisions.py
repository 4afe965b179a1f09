"""A decision in SQL: the first line of a table that matches gives state, reason and causes."""

from collections.abc import Sequence
from itertools import groupby

from attrs import frozen
from sqlglot import exp

from ..lowering.base import any_of, case, chain, may_hold, no_causes, sql, text, written
from ..outcome import State
from .frames import Frame


@frozen(eq=False)
class Line:
    """A line of a table of decisions; `state` None keeps the state decided before."""

    when: exp.Expression
    state: State
    reason: exp.Expression | str = ""
    causes: exp.Expression | None = None


@frozen(eq=False)
class DecisionSql:
    """State, reason and causes as columns.

    `which` is the number of the line that holds, `states` are those of the lines; what holds where none does comes last.
    `versions` are the decisions of several versions, each with the condition that it governs.
    """

    state: exp.Expression
    reason: exp.Expression
    causes: exp.Expression
    which: exp.Expression | None = None
    states: "tuple[State | DecisionSql, ...]" = ()
    versions: "tuple[tuple[exp.Expression, DecisionSql], ...]" = ()

    def is_(self, *states: State) -> exp.Expression:
        """Whether the state is one of some; never NULL."""
        if self.which is not None:
            return self._is_line(self.which, states)
        if self.versions:
            *some, (_, last) = self.versions
            return case([(governs, d.is_(*states)) for governs, d in some], last.is_(*states))
        names = {f"s{n}": text(s.value) for n, s in enumerate(states)}
        if len(states) == 1:
            return sql(":state = :s0", state=self.state, **names)
        return sql(f":state IN ({', '.join(f':{n}' for n in names)})", state=self.state, **names)

    def _is_line(self, which: exp.Expression, states: Sequence[State]) -> exp.Expression:
        """By the number of the line, which is cheaper to compare than words."""
        numbers = [n for n, state in enumerate(self.states) if state in states]
        tests = [_among(which, numbers)] if numbers else []
        for number, state in enumerate(self.states):
            if isinstance(state, DecisionSql):
                inner = state.is_(*states)
                if may_hold(inner):
                    tests.append(chain("AND", [_among(which, [number]), inner]))
        return any_of(tests)


def decided(frame: Frame, lines: Sequence[Line], otherwise: "Line | DecisionSql") -> DecisionSql:
    """The decision of the first line that holds; conditions that are NULL do not hold."""
    numbered = [(line.when, sql(str(n))) for n, line in enumerate(lines)]
    which = frame.hold(case(numbered, sql(str(len(lines)))), always=True)
    frame.numbers.add(which.name)
    if isinstance(otherwise, DecisionSql):
        last = otherwise
    else:
        last = DecisionSql(text(otherwise.state.value), _words(otherwise.reason), otherwise.causes or no_causes())
    state = _chosen(which, [text(line.state.value) for line in lines], last.state)
    reason = _chosen(which, [_words(line.reason) for line in lines], last.reason)
    causes = _chosen(which, [line.causes or no_causes() for line in lines], last.causes)
    state, reason, causes = (frame.hold(part, late=True) for part in (state, reason, causes))
    states = (*(line.state for line in lines), otherwise if isinstance(otherwise, DecisionSql) else otherwise.state)
    return DecisionSql(state, reason, causes, which, states)


def _chosen(which: exp.Expression, values: Sequence[exp.Expression], last: exp.Expression) -> exp.Expression:
    """The value of the line that holds; lines with one value share a branch, those with the last one's need none."""
    numbers: dict[str, list[int]] = {}
    given: dict[str, exp.Expression] = {}
    for number, value in enumerate(values):
        slot = written(value)
        numbers.setdefault(slot, []).append(number)
        given[slot] = value
    numbers.pop(written(last), None)
    branches = []
    for slot, lines in numbers.items():
        branches.append((_among(which, lines), given[slot]))
    return case(branches, last)


def _among(which: exp.Expression, lines: Sequence[int]) -> exp.Expression:
    """Whether the line is one of some, told by ranges: a database may take a long IN for a join."""
    tests = []
    for _, run in groupby(enumerate(lines), lambda pair: pair[1] - pair[0]):
        first, *_, last = [n for _, n in run] * 2
        tests.append(sql(f":w = {first}" if first == last else f":w BETWEEN {first} AND {last}", w=which))
    return any_of(tests)


def _words(reason: exp.Expression | str) -> exp.Expression:
    return text(reason) if isinstance(reason, str) else reason
