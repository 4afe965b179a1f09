"""The table of operators: one row each, one file a family."""

from .arithmetic import ARITHMETIC
from .comparison import COMPARISON
from .counts import COUNTS
from .dates import DATES
from .due_dates import DUE_DATES
from .logic import LOGIC
from .moments import MOMENTS
from .operator import Operator
from .parties import PARTIES
from .presence import PRESENCE
from .tables import TABLES
from .years import YEARS

ALL_OPERATORS: tuple[Operator, ...] = (
    *LOGIC,
    *COMPARISON,
    *ARITHMETIC,
    *DATES,
    *DUE_DATES,
    *MOMENTS,
    *TABLES,
    *PARTIES,
    *PRESENCE,
    *COUNTS,
    *YEARS,
)
"""Every operator, for the language reference and for tests that hold examples against meaning."""
