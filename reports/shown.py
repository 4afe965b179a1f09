"""What of a result may be shown: keys, parties and rejected values that come from 敏感 columns are masked."""

from functools import cached_property

from attrs import evolve, frozen

from ..engine.outcome import Breach, Entitlement, Funding, Obligation, Reject, TargetOutcome
from ..engine.program import Program
from ..engine.sensitive import Sensitive
from .masking import mask
from .places import place_name
from .rule_index import NO_BEARER


@frozen
class Shown:
    """Shows the parts of a result that may hold personal data; `unmask` shows them as they are."""

    program: Program
    unmask: bool = False

    @cached_property
    def _sensitive(self) -> Sensitive:
        return Sensitive(self.program)

    def key(self, entity: str, key: str) -> str:
        """The key of a case."""
        return self._masked(key, entity in self._sensitive.keys)

    def case(self, entity: str, key: str) -> str:
        """A case for a reader: of a row of a 数据表 its name, too (红寺堡区（640303）), since a code tells nobody which."""
        name = place_name(self.program, entity, key)
        return self.key(entity, key) if name is None or name == key else f"{name}（{key}）"

    def bearer(self, obligation: Obligation) -> str | None:
        """The duty holder of an obligation; None where the fact that names it is missing."""
        return self.holder(obligation.duty, obligation.bearer)

    def holder(self, duty: str, bearer: str | None) -> str | None:
        """A duty holder of a duty; None where the fact that names it is missing."""
        if bearer is None or (duty, "bearer") not in self._sensitive.parties:
            return bearer
        return bearer if bearer in self._sensitive.named_by(duty) else self._masked(bearer, True)

    def payer(self, entitlement: Entitlement) -> str | None:
        """Who pays; None where the fact that names it is missing."""
        return self._party(entitlement.benefit, "payer", entitlement.payer)

    def funding(self, funding: Funding) -> Funding:
        """A line of 经费 by the name of its payer that may be shown."""
        payer = self._party(funding.fund, "payer", funding.payer)
        return funding if payer == funding.payer else evolve(funding, payer=payer)

    def answerable(self, outcome: TargetOutcome) -> str | None:
        """Who has to reach a 目标; None where nobody is named or the fact is missing."""
        return self._party(outcome.target, "payer", outcome.bearer)

    def breaker(self, breach: Breach) -> str | None:
        """Whose violation a short budget, a missed target or a wrong payment is."""
        return self._party(breach.rule, "payer", breach.bearer)

    def breaker_words(self, breach: Breach) -> str:
        """The same for tables: 原文未定 where the text names nobody, 未知 where the fact that would is missing."""
        nobody = NO_BEARER if breach.rule in self._unassigned else "未知"
        return self.breaker(breach) or nobody

    @cached_property
    def _unassigned(self) -> frozenset[str]:
        """The 目标 that name no duty holder, as their text does not."""
        return frozenset(t.name for t in self.program.targets if t.bearer is None)

    def payee(self, entitlement: Entitlement) -> str | None:
        """Who is paid; None where nobody is named or the fact is missing."""
        return self._party(entitlement.benefit, "payee", entitlement.payee)

    def rejected_value(self, reject: Reject) -> str:
        """What stood in a rejected cell."""
        return self._masked(reject.value, reject.sensitive)

    def _party(self, rule: str, role: str, name: str | None) -> str | None:
        return None if name is None else self._masked(name, (rule, role) in self._sensitive.parties)

    def _masked(self, text: str, sensitive: bool) -> str:
        return mask(text) if sensitive and not self.unmask else text
