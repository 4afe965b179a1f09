"""A decision in SQL: the first line of a table that matches gives state, reason and causes."""

from collections.abc import Sequence

from attrs import frozen
from sqlglot import exp

from ..lowering.base import case, no_causes, sql, text
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
    """State, reason and causes as columns."""

    state: exp.Expression
    reason: exp.Expression
    causes: exp.Expression

    def is_(self, *states: State) -> exp.Expression:
        """Whether the state is one of some."""
        names = {f"s{n}": text(s.value) for n, s in enumerate(states)}
        if len(states) == 1:
            return sql(":state = :s0", state=self.state, **names)
        return sql(f":state IN ({', '.join(f':{n}' for n in names)})", state=self.state, **names)


def decided(frame: Frame, lines: Sequence[Line], otherwise: "Line | DecisionSql") -> DecisionSql:
    """The decision of the first line that holds; conditions that are NULL do not hold."""
    numbered = [(line.when, sql(str(n))) for n, line in enumerate(lines)]
    which = frame.hold(case(numbered, sql(str(len(lines)))))
    if isinstance(otherwise, DecisionSql):
        last = otherwise
    else:
        last = DecisionSql(text(otherwise.state.value), _words(otherwise.reason), otherwise.causes or no_causes())
    at = [sql(f":w = {n}", w=which) for n in range(len(lines))]
    state = case([(here, text(line.state.value)) for here, line in zip(at, lines, strict=True)], last.state)
    reason = case([(here, _words(line.reason)) for here, line in zip(at, lines, strict=True)], last.reason)
    why = [(here, line.causes or no_causes()) for here, line in zip(at, lines, strict=True)]
    return DecisionSql(frame.hold(state), frame.hold(reason), frame.hold(case(why, last.causes)))


def _words(reason: exp.Expression | str) -> exp.Expression:
    return text(reason) if isinstance(reason, str) else reason
