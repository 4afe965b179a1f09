"""Tables of results put together from OpenFisca's arrays, by Polars: words stand once, and cells refer to them."""

import numpy as np
import polars as pl
from polars import Expr, col, lit, when

from .handwritten_duckdb import BEARERS, DUTIES, SENT
from .openfisca_people import Arrays
from .openfisca_values import COUNTRY, FACTS, UNKNOWN, Enum, Reason, State, Truth

LATE = (State.LATE.value, State.OVERDUE.value)
CLASSES = ("三无人员", "重点人员")
BENEFIT = "重点人员衔接补助"
PAYERS = COUNTRY["名称"] + "县级财政"
NO_DAY = lit(None, dtype=pl.Date)


def words_of(enum: type[Enum]) -> pl.Series:
    """The words of an Enum of OpenFisca, in its order."""
    words = [member.value for member in enum]
    return pl.Series(words, dtype=pl.Enum(words))


STATES, REASONS, DUTY = words_of(State), words_of(Reason), pl.Enum(DUTIES)
RULES = pl.Enum((*DUTIES, *CLASSES, BENEFIT))


def sets_of(words: tuple[str, ...]) -> pl.Series:
    """The list of words for every set of bits."""
    listed = [[word for n, word in enumerate(words) if bits >> n & 1] for bits in range(1 << len(words))]
    return pl.Series(listed, dtype=pl.List(pl.Enum(words)))


RECIPIENTS, MISSING = sets_of(tuple(SENT.values())), sets_of(tuple(f"刑释解教人员.{fact}" for fact in FACTS))


def obligations(found: Arrays, people: pl.DataFrame) -> pl.DataFrame:
    """One row a duty of a person."""
    return pl.concat([_of_duty(found, people, duty, bearer) for duty, bearer in zip(DUTIES, BEARERS, strict=True)])


def _of_duty(found: Arrays, people: pl.DataFrame, duty: str, bearer: str) -> pl.DataFrame:
    own = {name.removeprefix(duty): cells for name, cells in found.items() if name.startswith(duty)}
    rows = people.select(key="编号", bearer=bearer).with_columns(
        **{name or "状态": pl.Series(cells) for name, cells in own.items()}
    )
    rows = rows.filter(col("状态") != State.NONE.index)
    return rows.select(
        lit(duty, dtype=DUTY).alias("duty"), "key", "bearer", lit(STATES).gather("状态").alias("state"),
        _day("_起算", own).alias("trigger"), _day("_末日", own).alias("due"), _day("_顺延", own).alias("due_extended"),
        _day("_履行", own).alias("done"), _known("_逾期天数", own).alias("days_late"),
        (lit(REASONS).gather("_理由") if "_理由" in own else lit("", dtype=REASONS.dtype)).alias("reason"),
        _recipients(own).alias("unserved"),
    )  # fmt: skip


def _known(name: str, own: Arrays) -> Expr:
    """The numbers of a variable, null where unknown; of a duty without that variable nothing but nulls."""
    return when(col(name) != UNKNOWN).then(name) if name in own else lit(None, dtype=pl.Int32)


def _day(name: str, own: Arrays) -> Expr:
    return _known(name, own).cast(pl.Date)


def _recipients(own: Arrays) -> Expr:
    return lit(RECIPIENTS).gather("_未送达") if "_未送达" in own else lit([], dtype=RECIPIENTS.dtype)


def violations(obligations: pl.DataFrame) -> pl.DataFrame:
    """How many late by bearer."""
    late = obligations.lazy().filter(col("state").is_in(LATE))
    return late.group_by("duty", "bearer").agg(pl.len().alias("n")).collect()


def undetermined(found: Arrays, people: pl.DataFrame) -> pl.DataFrame:
    """One row a rule that could not be decided of a person."""
    parts = []
    for rule in RULES.categories:
        rows = np.flatnonzero(_is_open(found, rule))
        lacking = found[f"{rule}_缺失"][rows] if f"{rule}_缺失" in found else np.zeros(len(rows), dtype=np.int32)
        columns = {"key": people["编号"].gather(rows), "missing": MISSING.gather(lacking)}
        parts.append(pl.DataFrame(columns).select(lit(rule, dtype=RULES).alias("rule"), "key", "missing"))
    return pl.concat(parts)


def _is_open(found: Arrays, rule: str) -> np.ndarray:
    if rule == BENEFIT:
        return found[rule] == UNKNOWN
    return found[rule] == (Truth.UNKNOWN if rule in CLASSES else State.OPEN)


def entitlements(found: Arrays, people: pl.DataFrame) -> pl.DataFrame:
    """One row a sum due."""
    rows = np.flatnonzero(found[BENEFIT] > 0)
    return pl.DataFrame(
        {
            "key": people["编号"].gather(rows),
            "payer": PAYERS.gather(found["接回县区"][rows]),
            "payee": people["接回单位"].gather(rows),
            "amount_fen": found[BENEFIT][rows],
            "date": pl.Series(found["乡镇街道接回_履行"][rows]).cast(pl.Date),
        }
    )


def sums(found: Arrays) -> pl.DataFrame:
    """Sums due by payer and year."""
    rows = np.flatnonzero(found[BENEFIT] > 0)
    due = pl.DataFrame(
        {
            "county": found["接回县区"][rows],
            "date": found["乡镇街道接回_履行"][rows],
            "fen": found[BENEFIT][rows],
        }
    )
    year = col("date").cast(pl.Date).dt.year().alias("year")
    added = due.group_by("county", year).agg(pl.len().alias("n"), col("fen").cast(pl.Int64).sum().alias("amount_fen"))
    return added.select(lit(PAYERS).gather("county").alias("payer"), "year", "n", "amount_fen")


def duty_counts(found: Arrays) -> pl.DataFrame:
    """How often each state, by duty."""
    lines = [
        (duty, state, int(n))
        for duty in DUTIES
        for state, n in zip(STATES, np.bincount(found[duty], minlength=len(State)), strict=True)
        if n
    ]
    return pl.DataFrame(lines, {"duty": pl.String, "state": pl.String, "n": pl.Int64}, orient="row")


def classification_counts(found: Arrays) -> pl.DataFrame:
    """How many are, are not, and are open."""
    lines = []
    for rule in CLASSES:
        no, unknown, yes = np.bincount(found[rule], minlength=len(Truth)).tolist()
        lines.append((rule, yes, no, unknown))
    schema = {"rule": pl.String, "yes": pl.Int64, "no": pl.Int64, "open": pl.Int64}
    return pl.DataFrame(lines, schema, orient="row")
