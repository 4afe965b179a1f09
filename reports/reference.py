"""The parts of docs/ that are written from the code: the operators, the rooms, the JSON of `policy check`.

`python -m guiju.reports.reference docs` puts them in place (`make docs`); a test says when that is due.
"""

import ast
import json
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from ..engine.operators.arithmetic import ARITHMETIC
from ..engine.operators.bounds import BOUNDS
from ..engine.operators.calculation import CALCULATION
from ..engine.operators.calendar_parts import CALENDAR_PARTS
from ..engine.operators.comparison import COMPARISON
from ..engine.operators.counts import COUNTS
from ..engine.operators.dated import DATED_FIGURES
from ..engine.operators.dates import DATES
from ..engine.operators.days_of import DAYS_OF
from ..engine.operators.due_dates import DUE_DATES
from ..engine.operators.exact import EXACT
from ..engine.operators.exceptions import EXCEPTIONS
from ..engine.operators.ladders import LADDERS
from ..engine.operators.logic import LOGIC
from ..engine.operators.moments import MOMENTS
from ..engine.operators.operator import Example, Operator
from ..engine.operators.parties import PARTIES
from ..engine.operators.presence import PRESENCE
from ..engine.operators.ranges import RANGES
from ..engine.operators.rounding import ROUNDING
from ..engine.operators.spans import SPANS
from ..engine.operators.tables import TABLES
from ..engine.operators.years import YEARS
from ..engine.types import TextType, Value
from ..engine.words import describe_value
from .summary_schema import summary_schema

PACKAGE: Final = Path(__file__).resolve().parent.parent
FAMILIES: Final[Mapping[str, tuple[Operator, ...]]] = {
    "Conditions": LOGIC,
    "Comparison": COMPARISON,
    "Arithmetic on sums": ARITHMETIC,
    "Arithmetic on counts and shares": CALCULATION,
    "Arithmetic before rounding": EXACT,
    "Rounding": ROUNDING,
    "Ranges": RANGES,
    "封顶, 保底, 的部分, 的差额": BOUNDS,
    "Dates and the choice of values": DATES,
    "Spans between dates": SPANS,
    "Parts of dates": (*CALENDAR_PARTS, *DAYS_OF),
    "Deadlines that change": DUE_DATES,
    "Hours from a 时刻": MOMENTS,
    "Counts of rows": COUNTS,
    "Years": YEARS,
    "Tables of 标准": TABLES,
    "就高, 累加, 按": LADDERS,
    "Figures that change with time": DATED_FIGURES,
    "例外": EXCEPTIONS,
    "Duty holders": PARTIES,
    "Presence of facts": PRESENCE,
}
"""The operators as the reference groups them."""
ROOMS: Final = ("dsl", "engine", "reports", "policy")
SCHEMA_FILE: Final = "check-output.schema.json"


def operator_tables() -> str:
    """Every operator by family: what it takes, what it does with 未知, its source, evaluations that hold."""
    lines: list[str] = []
    for family, operators in FAMILIES.items():
        lines += [f"### {family}", "", "| | takes | 未知 | source | examples |", "|---|---|---|---|---|"]
        lines += [_operator_row(operator) for operator in operators]
        lines.append("")
    return "\n".join(lines).rstrip("\n")


def _operator_row(operator: Operator) -> str:
    examples = "；".join(_evaluation(e) for e in operator.examples)
    cells = (f"`{operator.name}`", operator.expects, operator.unknown.value, operator.source, examples)
    return f"| {' | '.join(c.replace('|', '∣') for c in cells)} |"


def _evaluation(example: Example) -> str:
    return f"（{'，'.join(map(_value, example.arguments))}）→ {_value(example.result)}"


def _value(value: Value) -> str:
    """A value in words. Operators do not know units, so numbers stand bare (金额 in 分)."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str | date | bool):
        return describe_value(value, TextType())
    words = describe_value(value, TextType())
    return "未知" if words == "未知（缺失：甲.乙）" else words


def rooms() -> str:
    """Every module of the package with what it is for, by room."""
    lines: list[str] = []
    for room in ROOMS:
        lines += [f"### {room}/", "", "| module | is for |", "|---|---|"]
        for path in sorted((PACKAGE / room).rglob("*.py")):
            purpose = _purpose(path)
            if purpose:
                lines.append(f"| `{path.relative_to(PACKAGE).as_posix()}` | {purpose} |")
        lines.append("")
    return "\n".join(lines).rstrip("\n")


def _purpose(path: Path) -> str:
    """The first sentence of a module's docstring; empty for a package without code of its own."""
    tree = ast.parse(path.read_text("utf-8"))
    if path.name == "__init__.py" and len(tree.body) <= 1 and path.parent.name in ROOMS:
        return ""
    text = " ".join((ast.get_docstring(tree) or "").split("\n\n")[0].split())
    return re.split(r"(?<=[.。])\s", text, maxsplit=1)[0].replace("|", "∣")


def between(text: str, name: str, content: str) -> str:
    """A page with the part between its two marks replaced. Raises ValueError where the page has no such marks."""
    start, end = f"<!-- {name}: begin, written by make docs -->", f"<!-- {name}: end -->"
    before, found, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"no place for {name}")
    return f"{before}{start}\n\n{content}\n\n{end}{after}"


def written(folder: Path) -> dict[Path, str]:
    """The pages of docs/ as they should be."""
    language, architecture = folder / "language.md", folder / "architecture.md"
    schema = json.dumps(summary_schema(), ensure_ascii=False, indent=2) + "\n"
    return {
        language: between(language.read_text("utf-8"), "operators", operator_tables()),
        architecture: between(architecture.read_text("utf-8"), "rooms", rooms()),
        folder / SCHEMA_FILE: schema,
    }


def main(arguments: Iterable[str]) -> None:
    """Write the pages of each folder named."""
    for folder in map(Path, arguments):
        for path, text in written(folder).items():
            path.write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
