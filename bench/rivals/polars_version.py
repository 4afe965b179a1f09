"""The same rules as a good engineer writes them for Polars: eager frames in memory, all columns at once."""

from pathlib import Path

import polars as pl
from polars import Expr, col, lit, when

from ..bulk_rules import AS_OF
from .frames import read_people
from .handwritten_duckdb import BEARERS, BEFORE, BETWEEN, COUNTIES, DUTIES, PLAIN, SENT, date_tables

START, ABOLISHED = pl.date(2012, 1, 1), pl.date(2013, 12, 28)
NOW = lit(AS_OF)
LATE = ("逾期履行", "逾期未履行")
STATE = pl.Enum(("不适用", "无法判定", "待履行", "按期履行", "存疑", "客观不能", *LATE))
REASON, DUTY, RECIPIENT = pl.Enum(("", BEFORE, BETWEEN)), pl.Enum(DUTIES), pl.Enum(tuple(SENT.values()))
RULE = pl.Enum((*DUTIES, "三无人员", "重点人员", "重点人员衔接补助"))
FACTS = (
    "释放日期",
    "监所所在县区",
    "释放日期确定日期",
    "回归日期",
    "人员类别",
    "罪名类别",
    "无家可归",
    "无亲可投",
    "无业可就",
    "接回县区",
    "有重新违法犯罪倾向",
)
FACT = pl.Enum(sorted(f"刑释解教人员.{fact}" for fact in FACTS))


class PolarsVersion:
    """One reading and its decision; as many threads as POLARS_MAX_THREADS says."""

    def __init__(self, threads: int, memory: str | None, spill: Path | None) -> None:
        rows = date_tables()
        days = pl.DataFrame(rows, schema={"day": pl.Date, "five": pl.Date, "rolled": pl.Date}, orient="row")
        self.days = days
        self.counties = pl.read_csv(COUNTIES, infer_schema=False)
        self.found: dict[str, pl.DataFrame] = {}

    def load(self, people: Path) -> None:
        """Read the export into a frame."""
        self.people = read_people(people)

    def decide(self) -> None:
        """Decide every rule, every table of results made."""
        rows = self._prepared().with_columns(**_states())
        found = pl.concat([_of_duty(rows, number) for number in range(8)])
        late = found.filter(col("state").is_in(LATE))
        due = rows.filter(col("key_person") & col("is_ours") & (col("d5") >= START) & col("amount").is_not_null())
        entitlements = due.select(
            col("编号").alias("key"), "payer", col("接回单位").alias("payee"), col("amount").alias("amount_fen"),
            col("d5").alias("date"),
        )  # fmt: skip
        self.found = {
            "obligations": found,
            "violations": late.group_by("duty", "bearer").agg(pl.len().alias("n")),
            "undetermined": _undetermined(rows),
            "entitlements": entitlements,
            "sums": entitlements.group_by("payer", col("date").dt.year().alias("year")).agg(
                pl.len().alias("n"), col("amount_fen").sum()
            ),
            "duty_counts": pl.concat([_counted(rows, number) for number in range(8)]),
            "classification_counts": pl.concat(
                [_class(rows, "三无人员", "without_all"), _class(rows, "重点人员", "key_person")]
            ),
        }

    def write(self, folder: Path) -> None:
        """Decide every rule and write the tables."""
        self.decide()
        for name, table in self.found.items():
            table.write_parquet(folder / f"{name}.parquet")

    def _prepared(self) -> pl.DataFrame:
        """One row a person with dates that had come, dates due, counties, whether the person is 重点, and the sum."""
        unknown = col("监所所在县区").is_null() | col("接回县区").is_null() | (
            (col("监所所在县区") != col("接回县区")) & (col("province") != col("tprovince")) & (col("province") == "境外")
        )  # fmt: skip
        amount = (
            when(unknown).then(None).when(col("监所所在县区") == col("接回县区")).then(20000)
            .when(col("hcity") == col("tcity")).then(30000).when(col("province") == col("tprovince")).then(50000)
            .otherwise(100000)
        )  # fmt: skip
        is_ours = col("tprovince").is_null() | (col("tprovince") == "宁夏回族自治区")
        return self._joined(self._dated()).with_columns(
            amount.alias("amount"), is_ours.alias("is_ours"), (col("tname") + "县级财政").alias("payer")
        )

    def _dated(self) -> pl.DataFrame:
        """One row a person with dates that had come, and what follows from the person's own facts."""
        judged = when(
            col("有重新违法犯罪倾向认定机关").is_not_null()
            & col("有重新违法犯罪倾向认定依据").is_not_null()
            & (col("有重新违法犯罪倾向认定日期") <= NOW)
        ).then("有重新违法犯罪倾向")
        return self.people.with_columns(
            *(_done(column).alias(f"s{n}") for n, column in enumerate(SENT)),
            *(_done(column).alias(f"d{n}") for n, _, column in PLAIN),
            _done("回执日期").alias("d3"),
            _done("信息采录日期").alias("d6"),
            judged.alias("judged"),
            ((col("人员类别") == "刑满释放") & (col("罪名类别") == "危害国家安全罪")).alias("security"),
            (col("无家可归") & col("无亲可投") & col("无业可就")).alias("without_all"),
            col("释放日期").dt.offset_by("-1mo").alias("due0"),
            (col("回归日期") + pl.duration(days=3)).alias("due6"),
        ).with_columns(
            when(pl.all_horizontal(col(f"s{n}").is_not_null() for n in range(6)))
            .then(pl.max_horizontal(f"s{n}" for n in range(6)))
            .alias("d0"),
            pl.min_horizontal("s4", "s5").alias("informed"),
            (col("judged") | col("security") | col("without_all")).alias("key_person"),
        )

    def _joined(self, own: pl.DataFrame) -> pl.DataFrame:
        """With the counties, and what tables of days say."""
        here = self.counties.select(代码="代码", hcity="地市", province="省区")
        there = self.counties.select(代码="代码", tname="名称", tcity="地市", tprovince="省区")
        return (
            own.join(here, left_on="监所所在县区", right_on="代码", how="left", maintain_order="left")
            .join(there, left_on="接回县区", right_on="代码", how="left", maintain_order="left")
            .join(
                self.days.select("day", due3="five"),
                left_on="informed",
                right_on="day",
                how="left",
                maintain_order="left",
            )
            .join(
                self.days.select("day", ext6="rolled"),
                left_on="due6",
                right_on="day",
                how="left",
                maintain_order="left",
            )
        )


def _done(column: str) -> Expr:
    return when(col(column) <= NOW).then(column)


def _states() -> dict[str, Expr]:
    """The state of each duty; null where there is no duty."""

    def words(state: str) -> Expr:
        return lit(state, dtype=STATE)

    released, returned, informed = col("释放日期"), col("回归日期"), col("informed")
    found = {
        f"state{n}": when(released.is_null()).then(words("无法判定")).when(released < START).then(None)
        .when(col(f"d{n}").is_not_null()).then(words("按期履行")).otherwise(words("待履行"))
        for n, _, _ in PLAIN
    }  # fmt: skip
    found["state0"] = (
        when(col("province") != "宁夏回族自治区").then(None).when(released.is_null()).then(words("无法判定"))
        .when((released < START) | (col("due0") < START)).then(None)
        .when((col("人员类别") != "刑满释放") & (col("due0") >= ABOLISHED)).then(None)
        .when(col("province").is_null()).then(words("无法判定"))
        .when(_undone(0, "due0")).then(words("待履行")).when(col("d0") <= col("due0")).then(words("按期履行"))
        .when(col("释放日期确定日期").is_null()).then(words("无法判定"))
        .when(col("释放日期确定日期") > col("due0")).then(words("客观不能"))
        .when(col("d0").is_not_null()).then(words("逾期履行")).otherwise(words("逾期未履行"))
    )  # fmt: skip
    found["state3"] = (
        when(informed.is_null() | (informed < START)).then(None)
        .when(col("due3").is_null() | (col("d3") < informed)).then(words("无法判定"))
        .when(_undone(3, "due3")).then(words("待履行")).when(col("d3") <= col("due3")).then(words("按期履行"))
        .when(col("d3").is_not_null()).then(words("逾期履行")).otherwise(words("逾期未履行"))
    )  # fmt: skip
    found["state6"] = (
        when(returned.is_null()).then(words("无法判定")).when((returned < START) | (returned > NOW)).then(None)
        .when(col("ext6").is_null() | (col("d6") < returned)).then(words("无法判定"))
        .when(_undone(6, "ext6")).then(words("待履行")).when(col("d6") <= col("due6")).then(words("按期履行"))
        .when(col("d6") <= col("ext6")).then(words("存疑"))
        .when(col("d6").is_not_null()).then(words("逾期履行")).otherwise(words("逾期未履行"))
    )  # fmt: skip
    return found


def _undone(number: int, due: str) -> Expr:
    return col(f"d{number}").is_null() & (col(due) >= NOW)


def _of_duty(rows: pl.DataFrame, number: int) -> pl.DataFrame:
    """The obligations of one duty."""
    none = lit(None, dtype=pl.Date)
    trigger, due, extended = {
        0: (col("释放日期"), col("due0"), col("due0")),
        3: (col("informed"), col("due3"), col("due3")),
        6: (col("回归日期"), col("due6"), col("ext6")),
    }.get(number, (none, none, none))
    state, done = col(f"state{number}"), col(f"d{number}")
    late = state.is_in(LATE)
    early = (state == "无法判定") & (done < trigger) & extended.is_not_null()
    if number not in (3, 6):
        early = lit(False)
    nothing = pl.lit([], dtype=pl.List(RECIPIENT))
    unserved = nothing
    if number == 0:
        listed = pl.concat_list(
            when(col(f"s{n}").is_null()).then(lit(w, dtype=RECIPIENT)) for n, w in enumerate(SENT.values())
        )
        unserved = when(late).then(listed.list.drop_nulls()).otherwise(nothing)
    return rows.filter(state.is_not_null()).select(
        lit(DUTIES[number], dtype=DUTY).alias("duty"), col("编号").alias("key"), col(BEARERS[number]).alias("bearer"),
        state.alias("state"), trigger.alias("trigger"), due.alias("due"), extended.alias("due_extended"),
        done.alias("done"),
        when(late).then((pl.coalesce(done, NOW) - extended).dt.total_days()).alias("days_late"),
        when(early).then(lit(BEFORE, dtype=REASON)).when(state == "存疑").then(lit(BETWEEN, dtype=REASON))
        .otherwise(lit("", dtype=REASON)).alias("reason"),
        unserved.alias("unserved"),
    )  # fmt: skip


def _listed(*cells: tuple[str, Expr]) -> Expr:
    parts = [when(test).then(lit(f"刑释解教人员.{word}", dtype=FACT)) for word, test in cells]
    return pl.concat_list(parts).list.drop_nulls().list.sort()


def _lacking(*columns: str) -> Expr:
    return _listed(*((column, col(column).is_null()) for column in columns))


def _undetermined(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a rule that could not be decided of a person."""
    without, security = col("without_all").is_null(), col("security").is_null()
    none = ("无家可归", "无亲可投", "无业可就")
    person = [("有重新违法犯罪倾向", col("judged").is_null())]
    person += [(c, security & col(c).is_null()) for c in ("人员类别", "罪名类别")]
    person += [(c, without & col(c).is_null()) for c in none]
    amount = [(c, col(c).is_null()) for c in ("监所所在县区", "接回县区")]
    open_ = col("key_person").is_null()
    paid = (col("d5") >= START) & col("is_ours") & (open_ | (col("key_person") & col("amount").is_null()))
    undecided = [col(f"state{n}") == "无法判定" for n in range(8)]
    own = [(DUTIES[n], undecided[n], _lacking("释放日期")) for n, _, _ in PLAIN]
    own += [
        (DUTIES[0], undecided[0], _lacking("释放日期", "监所所在县区", "释放日期确定日期")),
        (DUTIES[3], undecided[3], pl.lit([], dtype=pl.List(FACT))),
        (DUTIES[6], undecided[6], _lacking("回归日期")),
        ("三无人员", without, _lacking(*none)),
        ("重点人员", open_, _listed(*person)),
        ("重点人员衔接补助", paid, when(open_).then(_listed(*person, *amount)).otherwise(_listed(*amount))),
    ]
    return pl.concat(
        [
            rows.filter(test).select(
                lit(rule, dtype=RULE).alias("rule"), col("编号").alias("key"), words.alias("missing")
            )
            for rule, test, words in own
        ]
    )


def _counted(rows: pl.DataFrame, number: int) -> pl.DataFrame:
    state = col(f"state{number}").fill_null("不适用").alias("state")
    return rows.select(lit(DUTIES[number]).alias("duty"), state).group_by("duty", "state").agg(pl.len().alias("n"))


def _class(rows: pl.DataFrame, rule: str, column: str) -> pl.DataFrame:
    value = col(column)
    return rows.select(
        lit(rule).alias("rule"),
        value.sum().alias("yes"),
        (~value).sum().alias("no"),
        value.is_null().sum().alias("open"),
    )
