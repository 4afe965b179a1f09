"""校验 in SQL: rows that break a 严重 one are left out of everything, others are findings. Says the same as engine/validate.py."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from ..lowering.base import sql
from ..program import Program, Validation
from .layout import KEY, LINE, ROW, SHEET, quoted
from .outputs import words
from .plan import Statement
from .result_tables import PLACE, REJECTED
from .statements import Making
from .versions import Versions

FAULT = "数据校验"
BROKEN, FOUND = "#broken", "#faults"


@frozen(eq=False)
class Validated:
    """The statements that hold rows against 校验, and the tables that stand for entities of which rows were rejected."""

    statements: tuple[Statement, ...] = ()
    tables: tuple[tuple[str, str], ...] = ()

    @property
    def findings(self) -> str:
        """The lines of findings."""
        return f"SELECT * FROM {quoted(FOUND)}"


def validate(program: Program, policy: Versions) -> Validated:
    """What 校验 make of the rows; a condition that is 未知 accuses nobody."""
    occasion = policy.books[0].occasion
    held = [(n, v) for n, v in enumerate(program.validations) if v.entity in occasion.tables]
    if not held:
        return Validated()
    making = Making()
    broken = [query for n, v in held for query in _broken(making, policy, n, v)]
    severe = tuple(dict.fromkeys(v.entity for _, v in held if v.severe))
    statements = (
        *making.statements(),
        Statement(BROKEN, " UNION ALL ".join(broken)),
        Statement(REJECTED, _rejected()),
        Statement(FOUND, _found(occasion.sheets)),
    )
    tables = tuple((entity, f"{entity} #accepted") for entity in severe)
    return Validated((*statements, *_accepted(tables)), tables)


def _broken(making: Making, policy: Versions, number: int, rule: Validation) -> Iterator[str]:
    """The rows that break a rule, as the version that governs each has it."""
    homes = [book.home(rule.entity) for book in policy.books]
    chosen = policy.govern(rule.name, homes).of if len(homes) > 1 else (sql("TRUE"),)
    for home, rules, governs in zip(homes, policy.rules, chosen, strict=True):
        own = rules.get(rule.name)
        if not isinstance(own, Validation):
            continue
        broken = sql(":g AND :c IS FALSE", g=governs, c=home.value(own.condition).value)
        name = home.frame.hold(broken, always=True).name
        table = quoted(making.want(home.frame, [ROW, KEY, SHEET, LINE, name]))
        yield (
            f"SELECT CAST({number} AS BIGINT) AS number, {words(rule.name)} AS rule, {words(rule.entity)} AS entity, "
            f"{words(rule.words)} AS told, {'TRUE' if rule.severe else 'FALSE'} AS severe, {quoted(ROW)}, {quoted(KEY)}, "
            f"{quoted(SHEET)}, {quoted(LINE)} FROM {table} WHERE {quoted(name)}"
        )


def _rejected() -> str:
    """Every row that breaks a 严重 one, by the first it breaks."""
    first = f"row_number() OVER (PARTITION BY entity, {quoted(ROW)} ORDER BY number)"
    return (
        f"SELECT * EXCLUDE (place) FROM (SELECT *, {first} AS place FROM {quoted(BROKEN)} WHERE severe) WHERE place = 1"
    )


def _found(sheets: Sequence[str]) -> str:
    cells = ("3", "b.number", f"b.{quoted(ROW)}", "0", "0", "0")
    place = ", ".join(f"CAST({v} AS BIGINT) AS {p}" for p, v in zip(PLACE, cells, strict=True))
    named = " ".join(f"WHEN {n} THEN {words(sheet)}" for n, sheet in enumerate(sheets))
    sheet = f"CASE b.{quoted(SHEET)} {named} END" if sheets else "''"
    line = f"CASE WHEN b.{quoted(LINE)} IS NULL THEN '' ELSE ' 第' || b.{quoted(LINE)} || '行' END"
    return (
        f"SELECT {place}, {words(FAULT)} AS kind, b.rule, b.entity, b.{quoted(KEY)} AS key, [{sheet} || {line}] AS places, "
        f"b.told AS text FROM {quoted(BROKEN)} AS b LEFT JOIN {quoted(REJECTED)} AS r "
        f"ON r.entity = b.entity AND r.{quoted(ROW)} = b.{quoted(ROW)} WHERE NOT b.severe AND r.entity IS NULL"
    )


def _accepted(tables: Sequence[tuple[str, str]]) -> Iterator[Statement]:
    for entity, name in tables:
        gone = f"SELECT {quoted(ROW)} FROM {quoted(REJECTED)} WHERE entity = {words(entity)}"
        yield Statement(name, f"SELECT * FROM {quoted(entity)} WHERE {quoted(ROW)} NOT IN ({gone})")
