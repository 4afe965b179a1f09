"""The tables a plan ends in: what they are called, their columns and the types of these."""

OBLIGATIONS, ENTITLEMENTS, UNDETERMINED = "#obligations", "#entitlements", "#undetermined"
FINDINGS, TARGETS, FUNDINGS, BREACHES = "#findings", "#targets", "#fundings", "#breaches"
COUNTS, CLASSES = "#duty counts", "#classification counts"
REJECTED = "#rejected"
"""The rows that a 严重 校验 rejects, where a plan has such."""

PLACE = ('"#phase"', '"#entity"', '"#row"', '"#rule"', '"#part"', '"#item"')
"""Where a line belongs: phase of the run, entity, row, rule, period or payment, bearer or cause."""

OBLIGATION_COLUMNS = (
    "duty", "entity", "key", "bearer", "state", "trigger", "due", "due_extended", "done", "days_late", "reason",
    "causes", "missing_cells", "version", "period",
)  # fmt: skip
OTHERS_SQL = (
    "STRUCT(basis VARCHAR, headcount BIGINT, least BIGINT, most BIGINT, amount BIGINT, low BIGINT, high BIGINT)[]"
)
"""Further readings of a 经费 (另读)."""
_TYPES = {
    "days_late": "BIGINT", "causes": "VARCHAR[]", "missing_cells": "VARCHAR[]", "missing": "VARCHAR[]",
    "places": "VARCHAR[]", "date": "DATE", "due": "DATE", "due_extended": "DATE", "done": "DATE", "trigger": "DATE",
    "version": "DATE", "amount_fen": "BIGINT", "budget_year": "BIGINT", "measured": "BIGINT", "required": "BIGINT",
    "year": "BIGINT", "headcount": "BIGINT", "least": "BIGINT", "most": "BIGINT", "rate_fen": "BIGINT",
    "low_fen": "BIGINT", "high_fen": "BIGINT", "budgeted_fen": "BIGINT", "n": "BIGINT",
    "estimated": "BOOLEAN", "others": OTHERS_SQL,
}  # fmt: skip
COLUMNS: dict[str, tuple[str, ...]] = {
    OBLIGATIONS: OBLIGATION_COLUMNS,
    ENTITLEMENTS: ("benefit", "entity", "key", "payer", "payee", "amount_fen", "date", "version", "budget_year"),
    UNDETERMINED: ("rule", "entity", "key", "missing", "causes", "bounds", "period"),
    FINDINGS: ("kind", "rule", "entity", "key", "places", "text"),
    TARGETS: ("target", "entity", "key", "measured", "required", "state", "due", "bearer", "version"),
    FUNDINGS: (
        "fund", "entity", "key", "payer", "year", "budget_year", "headcount", "least", "most", "rate_fen",
        "amount_fen", "low_fen", "high_fen", "budgeted_fen", "version", "estimated", "others",
    ),
    BREACHES: ("rule", "kind", "bearer", "entity", "key", "due", "reason", "version"),
}  # fmt: skip
"""The columns of each table of results, after those that say where a line belongs."""


def type_of(name: str) -> str:
    """The SQL type of a column of results."""
    return _TYPES.get(name, "VARCHAR")
