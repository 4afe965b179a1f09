"""What of a result may be shown: keys, parties and rejected values that come from 敏感 columns are masked."""

from functools import cached_property

from attrs import frozen

from ..engine.outcome import Breach, Entitlement, Obligation, Reject
from ..engine.program import Const, Fact, Party, Program, facts_of
from .masking import mask
from .places import place_name
from .rule_index import NO_BEARER, RuleIndex


@frozen
class Shown:
    """Shows the parts of a result that may hold personal data; `unmask` shows them as they are."""

    program: Program
    unmask: bool = False

    @cached_property
    def _rules(self) -> RuleIndex:
        return RuleIndex(self.program)

    @cached_property
    def _sensitive_keys(self) -> frozenset[str]:
        entities = self.program.entities.values()
        return frozenset(e.name for e in entities if any(e.columns[c].sensitive for c in e.key))

    @cached_property
    def _sensitive_parties(self) -> frozenset[tuple[str, str]]:
        """(rule, role) of the bearers, payers and payees whose name a 敏感 column gives."""
        parties = [(d.name, "bearer", d.bearer) for d in self.program.duties]
        parties += [(b.name, "payer", b.payer) for b in self.program.benefits]
        parties += [(b.name, "payee", b.payee) for b in self.program.benefits if b.payee]
        parties += [(t.name, "payer", t.bearer) for t in self.program.targets if t.bearer]
        parties += [(f.name, "payer", f.payer) for f in self.program.funds]
        return frozenset((rule, role) for rule, role, party in parties if self._is_personal(party))

    def _is_personal(self, party: Party) -> bool:
        return any(self._is_sensitive(fact) for fact in facts_of(party.expression))

    def _is_sensitive(self, fact: Fact) -> bool:
        """True where a fact, or a fact a derived column is made of, is 敏感 or refers to a row by a 敏感 key."""
        entity = self.program.entities.get(fact.entity)
        for step in (*fact.path, fact.column):
            if entity is None:
                return False
            column = entity.columns.get(step)
            derived = self._rules.derived.get(step)
            if column is None and derived is not None:
                return any(self._is_sensitive(inner) for inner in facts_of(derived.expression))
            if column is not None and column.sensitive:
                return True
            target = entity.reference(step)
            if target in self._sensitive_keys and step == fact.column:
                return True
            entity = self.program.entities.get(target) if target else None
        return False

    def key(self, entity: str, key: str) -> str:
        """The key of a case."""
        return self._masked(key, entity in self._sensitive_keys)

    def case(self, entity: str, key: str) -> str:
        """A case for a reader: of a row of a 数据表 its name, too (红寺堡区（640303）), since a code tells nobody which."""
        name = place_name(self.program, entity, key)
        return self.key(entity, key) if name is None or name == key else f"{name}（{key}）"

    def bearer(self, obligation: Obligation) -> str | None:
        """The duty holder of an obligation; None where the fact that names it is missing."""
        duty = self._rules.duties.get(obligation.duty)
        named = (party.expression for party in (duty.bearers if duty else ()))
        if any(isinstance(e, Const) and e.value == obligation.bearer for e in named):
            return obligation.bearer
        return self._party(obligation.duty, "bearer", obligation.bearer)

    def payer(self, entitlement: Entitlement) -> str | None:
        """Who pays; None where the fact that names it is missing."""
        return self._party(entitlement.benefit, "payer", entitlement.payer)

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
        return None if name is None else self._masked(name, (rule, role) in self._sensitive_parties)

    def _masked(self, text: str, sensitive: bool) -> str:
        return mask(text) if sensitive and not self.unmask else text
