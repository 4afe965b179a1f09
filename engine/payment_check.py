"""核对 of a 待遇: whether what was paid is what was due, for one case."""

from enum import Enum

from attrs import frozen

from .interpret import Case, Interpreter
from .interpret_benefit import total
from .outcome import Entitlement
from .program import Benefit
from .types import Unknown, Value


class PaymentState(Enum):
    """What 核对 comes to. 不核对 where the rule names no column of what was paid."""

    AGREES = "支付相符"
    DIFFERS = "支付不符"
    UNDECIDED = "无法判定"
    UNCHECKED = "不核对"


@frozen
class Payment:
    """What was paid of a 待遇 beside what was due, both in 分; `owed` is 0 where nothing is due."""

    state: PaymentState
    paid: Value | None
    owed: int
    due: Entitlement | None = None


def payment(interpreter: Interpreter, benefit: Benefit, case: Case) -> Payment:
    """A payment held against its 待遇. One nobody recorded leaves it open only where something is due."""
    if benefit.paid is None:
        return Payment(PaymentState.UNCHECKED, None, 0)
    paid = interpreter.value(benefit.paid, case)
    sums = interpreter.sums(benefit, case)
    if isinstance(sums, Unknown):
        return Payment(PaymentState.UNDECIDED, paid, 0)
    found = total(sums)
    due = found if isinstance(found, Entitlement) else None
    owed = due.amount_fen if due is not None else 0
    if isinstance(paid, Unknown):
        return Payment(PaymentState.UNDECIDED if owed else PaymentState.AGREES, paid, owed, due)
    differs = isinstance(paid, int) and paid != owed
    return Payment(PaymentState.DIFFERS if differs else PaymentState.AGREES, paid, owed, due)
