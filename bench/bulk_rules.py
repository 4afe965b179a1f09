"""What the bulk measurements decide: every rule of the shipped plan about each 刑释解教人员 (items 4 and 6)."""

from datetime import date

import guiju
from attrs import evolve
from guiju.dsl.policy import Policy

LEDGER = "刑释解教人员"
AS_OF = date(2022, 6, 30)
TABLES = ("obligations", "violations", "undetermined", "entitlements", "sums", "duty_counts", "classification_counts")
DERIVED = ("信息收到日期", "三无人员", "重点人员", "衔接补助标准")
"""The tables every way of deciding gives, by the same names and columns."""


def bulk_policy() -> Policy:
    """The shipped plan with the 职责, 界定, 标准 and 待遇 of one 台账 alone: eight, two, one and one of them."""
    policy = guiju.load()
    program = policy.program
    kept = {name: e for name, e in program.entities.items() if name in (LEDGER, "县区", "地市")}
    return evolve(
        policy,
        program=evolve(
            program,
            entities=kept,
            duties=tuple(d for d in program.duties if d.entity == LEDGER),
            derived=tuple(d for d in program.derived if d.name in DERIVED),
            benefits=tuple(b for b in program.benefits if b.entity == LEDGER),
            aggregates=(),
            validations=(),
            targets=(),
            funds=(),
        ),
    )
