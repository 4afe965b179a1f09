"""The table of operators: one row each, one file a family."""

from .arithmetic import ARITHMETIC
from .bounds import BOUNDS
from .calculation import CALCULATION
from .calendar_parts import CALENDAR_PARTS
from .comparison import COMPARISON
from .counts import COUNTS
from .dated import DATED_FIGURES
from .dates import DATES
from .days_of import DAYS_OF
from .due_dates import DUE_DATES
from .exact import EXACT
from .exceptions import EXCEPTIONS
from .ladders import LADDERS
from .logic import LOGIC
from .moments import MOMENTS
from .operator import Operator
from .parties import PARTIES
from .presence import PRESENCE
from .ranges import RANGES
from .rounding import ROUNDING
from .spans import SPANS
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
    *CALCULATION,
    *EXACT,
    *RANGES,
    *ROUNDING,
    *BOUNDS,
    *SPANS,
    *CALENDAR_PARTS,
    *DAYS_OF,
    *LADDERS,
    *DATED_FIGURES,
    *EXCEPTIONS,
    *COUNTS,
    *YEARS,
)
"""Every operator, for the language reference and for tests that hold examples against meaning."""
