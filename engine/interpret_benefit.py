"""What becomes of a 待遇 for one case: the sums due, one or one a month, or why they cannot be decided."""

from collections.abc import Callable
from datetime import date

from attrs import define, evolve, field

from .case import Case
from .duty_closures import Start
from .evaluations import Evaluations
from .governing import day_of_moment, effective_day, has_expired
from .obligation import event_date
from .outcome import Entitlement
from .payments import months_due, stopped_since
from .program import Benefit, Monthly
from .types import NOT_YET, Unknown, Value, merge, open_part

Summer = Callable[[Case], tuple[Entitlement, ...] | Unknown]
"""Finds every sum due of one 待遇 for a case, or why they cannot be decided."""
Owed = Callable[[Benefit, Case, date], bool | Unknown]


@define
class BenefitInterpreter:
    """Evaluates the 待遇 of one Program; `of` evaluates what they are made of.

    `owed` says whether a monthly sum of a day is owed at all: another version may govern it. None where one version does.
    """

    of: Evaluations
    owed: Owed | None = None
    _found: dict[int, tuple[Benefit, Callable[[Case], Entitlement | Unknown | None]]] = field(init=False, factory=dict)

    def under(self, benefit: Benefit, case: Case) -> Case:
        """A row as a 待遇 sees it: under its governing date. Used by explanations."""
        return case.governed_by(self.of.value(benefit.date, case)) if benefit.date is not None else case

    def benefit(self, benefit: Benefit, case: Case) -> Entitlement | Unknown | None:
        """A sum due for a case, None where none is due, or why it cannot be decided; of monthly ones the total."""
        if benefit.monthly is not None:
            return total(self.monthly(benefit, case))
        known = self._found.get(id(benefit))
        if known is None:
            known = self._found[id(benefit)] = (benefit, self._at_once(benefit, None))
        return known[1](case)

    def summer(self, benefit: Benefit, version: Start = None) -> Summer:
        """What finds every sum due for a case: one, those of each month, or none; or why they cannot be decided.

        `version` is the date in force of the version that governs, where the policy has several; no monthly sum is told.
        """
        if benefit.monthly is not None:
            return lambda case: self.monthly(benefit, case)
        find = self._at_once(benefit, version)

        def find_every(case: Case) -> tuple[Entitlement, ...] | Unknown:
            due = find(case)
            return () if due is None else listed(due)

        return find_every

    def _at_once(self, benefit: Benefit, version: Start) -> Callable[[Case], Entitlement | Unknown | None]:
        """What finds a sum that is paid once."""
        applying, amount_of = self.of.evaluator(benefit.applies), self.of.evaluator(benefit.amount)
        dated = self.of.evaluator(benefit.date) if benefit.date is not None else None
        of_ledger, holds_from, program = effective_day(self.of, benefit.entity), self.of.holds_from, self.of.program

        def find(case: Case) -> Entitlement | Unknown | None:
            own = dated(case) if dated else None
            if own is not None:
                case = case.governed_by(own)
            applies = applying(case)
            if applies is False:
                return None
            day = of_ledger(case) if own is None else day_of_moment(own)
            expired = has_expired(program, day)
            if day is NOT_YET or (isinstance(day, date) and day < holds_from) or expired:
                return None
            stop = stopped_since(benefit, lambda expression: self.of.value(expression, case))
            if stop is True or (isinstance(stop, date) and isinstance(day, date) and day >= stop):
                return None
            amount = amount_of(case)
            if isinstance(applies, Unknown):
                return merge(applies, *open_part(day), *open_part(stop), *open_part(amount))
            unknowns = [v for v in (day, stop, amount) if isinstance(v, Unknown)]
            if unknowns:
                return merge(*unknowns)
            return self._due(benefit, case, amount, event_date(day), version(day) if callable(version) else version)

        return find

    def sums(self, benefit: Benefit, case: Case) -> tuple[Entitlement, ...] | Unknown:
        """Every sum due for a case: one, those of each month, or none; or why they cannot be decided."""
        return self.monthly(benefit, case) if benefit.monthly is not None else listed(self.benefit(benefit, case))

    def monthly(self, benefit: Benefit, case: Case) -> tuple[Entitlement, ...] | Unknown:
        """The monthly sums due for a case up to the as-of day, or why they cannot be decided.

        Dated figures are those of the rule's own date where it has one, else those of the day each sum falls due.
        """
        case = self.under(benefit, case)
        if benefit.monthly is None:
            return ()
        if self.changes_by_month(benefit):
            return self._month_by_month(benefit, benefit.monthly, case)
        applies = self.of.value(benefit.applies, case)
        if applies is False:
            return ()
        days = self.months(benefit, benefit.monthly, case)
        if not days:
            return ()
        amount = self.of.value(benefit.amount, case)
        if isinstance(days, Unknown):
            return merge(days, *(v for v in (applies, amount) if isinstance(v, Unknown)))
        unknowns = [v for v in (applies, amount) if isinstance(v, Unknown)]
        if unknowns:
            return merge(*unknowns)
        return tuple(self._due(benefit, case, amount, day) for day in days)

    def changes_by_month(self, benefit: Benefit) -> bool:
        """Whether the condition or the amount of a monthly 待遇 goes by the day each sum falls due."""
        asked = (benefit.applies, benefit.amount)
        return benefit.monthly is not None and benefit.date is None and any(map(self.of.depends_on_date, asked))

    def months(self, benefit: Benefit, monthly: Monthly, case: Case) -> tuple[date, ...] | Unknown:
        """The days on which the monthly sums fall due for a case."""
        days = months_due(benefit, monthly, lambda e: self.of.value(e, case), self.of.holds_from, self.of.as_of)
        return days if self.owed is None or isinstance(days, Unknown) else self._owed_of(self.owed, benefit, case, days)

    def _owed_of(self, owed: Owed, benefit: Benefit, case: Case, days: tuple[date, ...]) -> tuple[date, ...] | Unknown:
        mine = []
        for day in days:
            due = owed(benefit, case, day)
            if isinstance(due, Unknown):
                return due
            if due:
                mine.append(day)
        return tuple(mine)

    def _month_by_month(self, benefit: Benefit, monthly: Monthly, case: Case) -> tuple[Entitlement, ...] | Unknown:
        """Monthly sums whose conditions or amount change with time."""
        days = self.months(benefit, monthly, case)
        if isinstance(days, Unknown):
            return days
        months = [(day, case.governed_by(day)) for day in days]
        asked = [(day, self.of.value(benefit.applies, row), self.of.value(benefit.amount, row)) for day, row in months]
        owed = [(day, applies, amount) for day, applies, amount in asked if applies is not False]
        unknowns = [v for _, *values in owed for v in values if isinstance(v, Unknown)]
        if unknowns:
            return merge(*unknowns)
        return tuple(self._due(benefit, case, amount, day) for day, _, amount in owed)

    def _due(
        self, benefit: Benefit, case: Case, amount: Value, day: date | None, version: date | None = None
    ) -> Entitlement:
        if not isinstance(amount, int):
            raise TypeError(f"{benefit.name}: the amount is not a sum: {amount!r}")
        return Entitlement(
            benefit=benefit.name,
            entity=benefit.entity,
            key=case.record.key,
            payer=self.of.party(benefit.payer, case),
            payee=self.of.party(benefit.payee, case) if benefit.payee else None,
            amount_fen=amount,
            date=day,
            version=version,
            budget_year=day.year + benefit.budget_offset if day and benefit.budget_offset is not None else None,
        )


def total(sums: tuple[Entitlement, ...] | Unknown) -> Entitlement | Unknown | None:
    """Several sums of one 待遇 as one, under the date of the last."""
    if isinstance(sums, Unknown):
        return sums
    if not sums:
        return None
    return evolve(sums[-1], amount_fen=sum(s.amount_fen for s in sums))


def listed(due: Entitlement | Unknown | None) -> tuple[Entitlement, ...] | Unknown:
    """What one sum comes to as a list."""
    return due if isinstance(due, Unknown) else (due,) if due is not None else ()
