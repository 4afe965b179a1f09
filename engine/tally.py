"""What one check has found so far, list by list."""

from collections.abc import Iterable

from attrs import define, field

from .outcome import Breach, Entitlement, Finding, Funding, Obligation, State, TargetOutcome, Undetermined
from .types import Cause, CauseKind, Unknown, in_order

FINDINGS = (CauseKind.CONFLICT, CauseKind.CONTRADICTION, CauseKind.UNPROVIDED)
"""Causes that are findings: somebody must look at the rules or the facts."""


@define
class Tally:
    """What has been found so far. `states` counts obligations by duty, None where nobody asks how many there are.

    `answers` counts those of each 界定 (是, 否, 未知).
    """

    obligations: list[Obligation] = field(factory=list)
    states: dict[tuple[str, State], int] | None = field(factory=dict)
    answers: dict[tuple[str, str], int] = field(factory=dict)
    entitlements: list[Entitlement] = field(factory=list)
    undetermined: list[Undetermined] = field(factory=list)
    findings: list[Finding] = field(factory=list)
    targets: list[TargetOutcome] = field(factory=list)
    fundings: list[Funding] = field(factory=list)
    breaches: list[Breach] = field(factory=list)

    def open(self, rule: str, entity: str, key: str, causes: Iterable[Cause], period: str = "") -> None:
        """Note a rule that could not be decided, and what of it is a finding."""
        ordered = in_order(causes)
        missing = Unknown(frozenset(ordered)).open_facts()
        self.undetermined.append(Undetermined(rule, entity, key, missing, ordered, period=period))
        for cause in ordered:
            if cause.kind in FINDINGS:
                self.findings.append(Finding(cause.kind.value, rule, entity, key, cause.places, cause.subject))

    def count(self, duty: str, state: State) -> None:
        """Count an obligation."""
        if self.states is not None:
            self.states[duty, state] = self.states.get((duty, state), 0) + 1

    def answer(self, rule: str, answer: str) -> None:
        """Count the answer of a 界定."""
        self.answers[rule, answer] = self.answers.get((rule, answer), 0) + 1
