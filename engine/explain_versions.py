"""Why a rule gives what it gives, where a policy has several versions: also which version governs, and why."""

from collections import Counter

from attrs import evolve, frozen

from .date_words import full_date
from .explain import Explainer, Rule
from .interpret import Case, Interpreter
from .outcome import State, Trace, TraceLine
from .program import Benefit, Derived, Duty, Target, Validation
from .types import MoneyType, Unknown
from .versions import NO_PERIOD, NOT_THERE, SAME, Governed, Undated, VersionedInterpreter
from .words import describe_fen, describe_value

VERSION = "适用版本"


@frozen
class VersionedExplainer:
    """Explains each rule by the version that governs it, and says which and why."""

    interpreter: VersionedInterpreter

    def explain(self, rule: Rule, case: Case) -> Trace:
        """The trace of one rule for one case."""
        if isinstance(rule, Duty) and self.interpreter.is_repeated(rule):
            return self._repeated(rule, case)
        if isinstance(rule, Benefit) and self.interpreter.is_monthly(rule):
            return self._monthly(rule, case)
        governed = self.interpreter.govern(rule, case)
        if isinstance(governed, Undated):
            causes = "；".join(sorted(c.describe() for c in governed.cause.causes))
            trace = Explainer(self.interpreter).explain(rule, case)
            return _led(trace, TraceLine(VERSION, "无法判定", notes=(causes,)))
        line = TraceLine(VERSION, self._words(governed), notes=(governed.why,) if governed.why else ())
        if not isinstance(governed.rule, Rule):
            outcome = f"{State.NOT_APPLICABLE.value}（{NOT_THERE}）"
            return Trace(rule.name, _kind(rule), outcome, rule.heading.citations, (), (line,))
        return _led(Explainer(governed.interpreter).explain(governed.rule, governed.case), line)

    def validation(self, rule: Validation, case: Case) -> Trace:
        """Whether a row satisfies a 校验, as the version that governs the row has it."""
        governed = self.interpreter.govern(rule, case)
        if isinstance(governed, Undated):
            causes = "；".join(sorted(c.describe() for c in governed.cause.causes))
            return _led(
                Explainer(self.interpreter).validation(rule, case), TraceLine(VERSION, "无法判定", notes=(causes,))
            )
        line = TraceLine(VERSION, self._words(governed), notes=(governed.why,) if governed.why else ())
        if not isinstance(governed.rule, Validation):
            outcome = f"{State.NOT_APPLICABLE.value}（{NOT_THERE}）"
            return Trace(rule.name, "校验", outcome, rule.heading.citations, (), (line,))
        return _led(Explainer(governed.interpreter).validation(governed.rule, governed.case), line)

    def _repeated(self, duty: Duty, case: Case) -> Trace:
        """A duty owed once a period: what each version governs of it."""
        obligations = self.interpreter.obligations(duty, case)
        states = {(o.period, o.version): o.state for o in obligations}
        counted = Counter(state.value for state in states.values())
        outcome = "，".join(f"{state}{n}期" for state, n in sorted(counted.items())) or NO_PERIOD
        return self._by_version(duty, case, {o.version for o in obligations}, outcome)

    def _monthly(self, benefit: Benefit, case: Case) -> Trace:
        """Sums due month by month: what each version governs of them."""
        sums = self.interpreter.sums(benefit, case)
        if isinstance(sums, Unknown):
            return self._by_version(benefit, case, set(), describe_value(sums, MoneyType()))
        outcome = f"应发{describe_fen(sum(s.amount_fen for s in sums))}" if sums else "不发"
        return self._by_version(benefit, case, {s.version for s in sums}, outcome)

    def _by_version(self, rule: Duty | Benefit, case: Case, versions: set[object], outcome: str) -> Trace:
        """The traces of the versions that have a part in a matter below each other; of all where none has one."""
        every = [g for g in self.interpreter.every(rule, case) if isinstance(g.rule, Rule)]
        parts = [g for g in every if g.in_force in versions] or every
        traces = [(g, Explainer(g.interpreter).explain(g.rule, g.case)) for g in parts if isinstance(g.rule, Rule)]
        latest = traces[-1][1]
        if len(traces) == 1:
            return evolve(_led(latest, TraceLine(VERSION, self._words(parts[0]))), outcome=outcome)
        lines = tuple(TraceLine(VERSION, self._words(g), (), (trace.outcome,), trace.lines) for g, trace in traces)
        return evolve(latest, outcome=outcome, lines=lines)

    def _words(self, governed: Governed) -> str:
        """The version, and where rows of its 数据表 count that hold from a later day on, that day."""
        version = self.interpreter.program.version_at(governed.in_force)
        later = version.enacted != version.in_force and governed.reason != SAME
        rows = f"（数据表用自{full_date(version.in_force)}起的行）" if later else ""
        return f"{full_date(version.enacted)}施行的版本{rows}"


def explainer_for(interpreter: Interpreter) -> Explainer | VersionedExplainer:
    """The explainer that goes with an interpreter."""
    if isinstance(interpreter, VersionedInterpreter):
        return VersionedExplainer(interpreter)
    return Explainer(interpreter)


def _led(trace: Trace, line: TraceLine) -> Trace:
    return evolve(trace, lines=(line, *trace.lines))


def _kind(rule: Rule) -> str:
    match rule:
        case Duty():
            return "职责"
        case Benefit():
            return "待遇"
        case Derived(kind=kind):
            return kind.value
        case Target():
            return "目标"
