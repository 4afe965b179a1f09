"""The same rules as a good engineer writes them in SQL for DuckDB: no engine, no clause behind a line."""

from datetime import date, timedelta
from pathlib import Path

import duckdb

from ..bulk_rules import AS_OF, bulk_policy
from ..people import kinds

COUNTIES = Path(__file__).parents[2] / "policy/ningxia-special-groups/2012-01-01/县区.csv"
SENT = {
    "系统送达安置帮教办日期": "县级安置帮教办公室（管理系统）", "通知书送达安置帮教办日期": "县级安置帮教办公室（释放通知书）",
    "系统送达公安机关日期": "公安机关（管理系统）", "通知书送达公安机关日期": "公安机关（释放通知书）",
    "系统送达司法所日期": "司法所（管理系统）", "通知书送达司法所日期": "司法所（释放通知书）",
}  # fmt: skip
PLAIN = ((1, "下载", "名单下载日期"), (2, "确定", "衔接确定日期"), (4, "通报", "情况通报日期"),
         (5, "接回", "接回日期"), (7, "方案", "管控方案日期"))  # fmt: skip
DUTIES = ("监所传递信息", "司法所下载名单", "司法所确定衔接", "司法所反馈回执",
          "司法所通报情况", "乡镇街道接回", "派出所采录信息", "派出所制定管控方案")  # fmt: skip
BEARERS = (
    "服刑监所",
    "衔接司法所",
    "衔接司法所",
    "衔接司法所",
    "衔接司法所",
    "所属乡镇街道",
    "所属派出所",
    "所属派出所",
)
NOW, START = f"DATE '{AS_OF}'", "DATE '2012-01-01'"
ABOLISHED = "DATE '2013-12-28'"
"""From here on 监所传递信息 asks nothing about people released from 劳动教养."""
BEFORE = "履行日期早于起算日期"
BETWEEN = "在末日与顺延后的末日之间履行，条文未写明休息日是否顺延"


def done(column: str) -> str:
    """A date of performance, if it had come by then."""
    return f'CASE WHEN "{column}" <= {NOW} THEN "{column}" END'


def prepared() -> str:
    """One row a person: dates that had come, dates due, what the prisons' county is, whether the person is 重点."""
    sent = ", ".join(f"{done(column)} AS s{n}" for n, column in enumerate(SENT))
    plain = ", ".join(f"{done(column)} AS d{n}" for n, _, column in PLAIN)
    every = " OR ".join(f"s{n} IS NULL" for n in range(6))
    judged = ("CASE WHEN 有重新违法犯罪倾向认定机关 IS NOT NULL AND 有重新违法犯罪倾向认定依据 IS NOT NULL "
              f"AND 有重新违法犯罪倾向认定日期 <= {NOW} THEN 有重新违法犯罪倾向 END")  # fmt: skip
    return f"""
    WITH own AS (
        SELECT *, {sent}, {plain}, {done("回执日期")} AS d3, {done("信息采录日期")} AS d6, {judged} AS judged,
            人员类别 = '刑满释放' AND 罪名类别 = '危害国家安全罪' AS security,
            无家可归 AND 无亲可投 AND 无业可就 AS without_all,
            CAST(释放日期 - INTERVAL 1 MONTH AS DATE) AS due0
        FROM people),
    dated AS (
        SELECT *, CASE WHEN {every} THEN NULL ELSE greatest(s0, s1, s2, s3, s4, s5) END AS d0,
            least(s4, s5) AS informed, judged OR security OR without_all AS key_person,
        FROM own)
    SELECT row, 编号, 释放日期, 释放日期确定日期, 服刑监所, 衔接司法所, 所属乡镇街道, 所属派出所, 接回单位, 回归日期, informed,
        监所所在县区, 接回县区, 人员类别, 罪名类别, 无家可归, 无亲可投, 无业可就, judged, security, without_all, key_person,
        s0, s1, s2, s3, s4, s5, d0, d1, d2, d3, d4, d5, d6, d7, due0, five.due AS due3, 回归日期 + 3 AS due6, rolled.due AS ext6,
        here.省区 AS province, coalesce(there.省区 = '宁夏回族自治区', TRUE) AS is_ours, there.名称 || '县级财政' AS payer,
        CASE WHEN 监所所在县区 IS NULL OR 接回县区 IS NULL THEN NULL WHEN 监所所在县区 = 接回县区 THEN 20000
            WHEN here.地市 = there.地市 THEN 30000 WHEN here.省区 = there.省区 THEN 50000
            WHEN here.省区 = '境外' THEN NULL ELSE 100000 END AS amount
    FROM dated LEFT JOIN counties AS here ON here.代码 = 监所所在县区 LEFT JOIN counties AS there ON there.代码 = 接回县区
    LEFT JOIN five_workdays AS five ON five.day = informed LEFT JOIN next_workday AS rolled ON rolled.day = 回归日期 + 3"""


def states() -> str:
    """The state of each duty beside the row; NULL where there is no duty."""
    plain = "".join(
        f""", CASE WHEN 释放日期 IS NULL THEN '无法判定' WHEN 释放日期 < {START} THEN NULL
            WHEN d{n} IS NOT NULL THEN '按期履行' ELSE '待履行' END AS state{n}"""
        for n, _, _ in PLAIN
    )
    return f"""SELECT *{plain},
    CASE WHEN province <> '宁夏回族自治区' THEN NULL WHEN 释放日期 IS NULL THEN '无法判定' WHEN due0 < {START} THEN NULL
        WHEN 人员类别 <> '刑满释放' AND due0 >= {ABOLISHED} THEN NULL WHEN province IS NULL THEN '无法判定'
        WHEN d0 IS NULL AND {NOW} <= due0 THEN '待履行' WHEN d0 <= due0 THEN '按期履行'
        WHEN 释放日期确定日期 IS NULL THEN '无法判定' WHEN 释放日期确定日期 > due0 THEN '客观不能'
        WHEN d0 IS NOT NULL THEN '逾期履行' ELSE '逾期未履行' END AS state0,
    CASE WHEN informed IS NULL OR informed < {START} THEN NULL WHEN due3 IS NULL OR d3 < informed THEN '无法判定'
        WHEN d3 IS NULL AND {NOW} <= due3 THEN '待履行' WHEN d3 <= due3 THEN '按期履行'
        WHEN d3 IS NOT NULL THEN '逾期履行' ELSE '逾期未履行' END AS state3,
    CASE WHEN 回归日期 IS NULL THEN '无法判定' WHEN 回归日期 < {START} OR 回归日期 > {NOW} THEN NULL
        WHEN ext6 IS NULL OR d6 < 回归日期 THEN '无法判定' WHEN d6 IS NULL AND {NOW} <= ext6 THEN '待履行' WHEN d6 <= due6 THEN '按期履行'
        WHEN d6 <= ext6 THEN '存疑' WHEN d6 IS NOT NULL THEN '逾期履行' ELSE '逾期未履行' END AS state6
    FROM ({prepared()})"""


def by_duty(values: dict[int, str], otherwise: str) -> str:
    """CASE over the duties."""
    return f"CASE k {' '.join(f'WHEN {n} THEN {value}' for n, value in values.items())} ELSE {otherwise} END"


def obligations() -> str:
    """One row a duty of a person."""
    state = by_duty({n: f"state{n}" for n in range(8)}, "NULL")
    when = by_duty({n: f"d{n}" for n in range(8)}, "NULL")
    unserved = ", ".join(f"CASE WHEN s{n} IS NULL THEN '{words}' END" for n, words in enumerate(SENT.values()))
    late = "state IN ('逾期履行', '逾期未履行')"
    return f"""SELECT {by_duty({n: f"'{name}'" for n, name in enumerate(DUTIES)}, "NULL")} AS duty, 编号 AS key,
        {by_duty(dict(enumerate(BEARERS)), "NULL")} AS bearer, {state} AS state,
        {by_duty({0: "释放日期", 3: "informed", 6: "回归日期"}, "NULL")} AS trigger,
        {by_duty({0: "due0", 3: "due3", 6: "due6"}, "NULL")} AS due,
        {by_duty({0: "due0", 3: "due3", 6: "ext6"}, "NULL")} AS due_extended, {when} AS done,
        CASE WHEN {late} THEN coalesce(done, {NOW}) - due_extended END AS days_late,
        CASE WHEN state = '无法判定' AND done < trigger AND due_extended IS NOT NULL AND k IN (3, 6) THEN '{BEFORE}'
            WHEN state = '存疑' THEN '{BETWEEN}' ELSE '' END AS reason,
        CASE WHEN k = 0 AND {late} THEN list_filter([{unserved}], lambda x: x IS NOT NULL) ELSE [] END AS unserved
        FROM states CROSS JOIN range(8) AS duties(k) WHERE {state} IS NOT NULL"""


def listed(*cells: tuple[str, str]) -> str:
    """The list of those words whose test holds, sorted."""
    parts = ", ".join(f"CASE WHEN {test} THEN '刑释解教人员.{word}' END" for word, test in cells)
    return f"list_sort(list_filter([{parts}], lambda x: x IS NOT NULL))"


def lacking(*columns: str) -> str:
    """The words of those facts that are missing, as a list."""
    return listed(*((column, f"{column} IS NULL") for column in columns))


def undetermined() -> str:
    """One row a rule that could not be decided of a person."""
    person = [("有重新违法犯罪倾向", "judged IS NULL")]
    person += [(c, f"security IS NULL AND {c} IS NULL") for c in ("人员类别", "罪名类别")]
    person += [(c, f"without_all IS NULL AND {c} IS NULL") for c in ("无家可归", "无亲可投", "无业可就")]
    amount = [(c, f"{c} IS NULL") for c in ("监所所在县区", "接回县区")]
    both = f"CASE WHEN key_person IS NULL THEN {listed(*person, *amount)} ELSE {listed(*amount)} END"
    own = {
        0: ("监所传递信息", "state0 = '无法判定'", lacking("释放日期", "监所所在县区", "释放日期确定日期")),
        3: ("司法所反馈回执", "state3 = '无法判定'", "[]"),
        6: ("派出所采录信息", "state6 = '无法判定'", lacking("回归日期")),
        8: ("三无人员", "without_all IS NULL", lacking("无家可归", "无亲可投", "无业可就")),
        9: ("重点人员", "key_person IS NULL", listed(*person)),
        10: (
            "重点人员衔接补助",
            f"d5 >= {START} AND is_ours AND (key_person IS NULL OR key_person AND amount IS NULL)",
            both,
        ),
    }
    own |= {n: (DUTIES[n], f"state{n} = '无法判定'", lacking("释放日期")) for n, _, _ in PLAIN}
    rule = by_duty({n: f"'{name}'" for n, (name, _, _) in own.items()}, "NULL")
    test = by_duty({n: test for n, (_, test, _) in own.items()}, "FALSE")
    missing = by_duty({n: words for n, (_, _, words) in own.items()}, "NULL")
    return f"SELECT {rule} AS rule, 编号 AS key, {missing} AS missing FROM states CROSS JOIN range(11) AS rules(k) WHERE {test}"


ENTITLEMENTS = f"""SELECT 编号 AS key, payer, 接回单位 AS payee, amount AS amount_fen, d5 AS date
    FROM states WHERE key_person AND is_ours AND d5 >= {START} AND amount IS NOT NULL"""
VIOLATIONS = (
    "SELECT duty, bearer, count(*) AS n FROM obligations WHERE state IN ('逾期履行', '逾期未履行') GROUP BY ALL"
)
SUMS = "SELECT payer, year(date) AS year, count(*) AS n, sum(amount_fen)::BIGINT AS amount_fen FROM entitlements GROUP BY ALL"
COUNTS = f"""SELECT {by_duty({n: f"'{name}'" for n, name in enumerate(DUTIES)}, "NULL")} AS duty,
    coalesce({by_duty({n: f"state{n}" for n in range(8)}, "NULL")}, '不适用') AS state, count(*) AS n
    FROM states CROSS JOIN range(8) AS duties(k) GROUP BY ALL"""
CLASSES = """SELECT '三无人员' AS rule, count(*) FILTER (without_all) AS yes, count(*) FILTER (NOT without_all) AS no,
    count(*) FILTER (without_all IS NULL) AS open FROM states UNION ALL
    SELECT '重点人员', count(*) FILTER (key_person), count(*) FILTER (NOT key_person), count(*) FILTER (key_person IS NULL)
    FROM states"""
QUERIES = {
    "obligations": obligations(), "violations": VIOLATIONS, "undetermined": undetermined(),
    "entitlements": ENTITLEMENTS, "sums": SUMS, "duty_counts": COUNTS, "classification_counts": CLASSES,
}  # fmt: skip


class HandwrittenDuckdb:
    """One reading and its decision."""

    def __init__(self, threads: int, memory: str | None, spill: Path | None) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET enable_progress_bar = false")
        self.connection.execute(f"SET threads = {threads}")
        if memory is not None:
            self.connection.execute(f"SET memory_limit = '{memory}'")
        if spill is not None:
            self.connection.execute(f"SET temp_directory = '{spill}'")
        self._calendar()
        self.connection.execute(f"CREATE TABLE counties AS FROM read_csv('{COUNTIES}', all_varchar = true)")

    def load(self, people: Path) -> None:
        """Read the export into a table."""
        source = f"'{people}'"
        if people.suffix == ".csv":
            columns = ", ".join(f"'{name}': '{kind}'" for name, kind in kinds().items())
            source = f"read_csv('{people}', header = true, delim = ',', columns = {{{columns}}})"
        self.connection.execute(f"CREATE TABLE people AS SELECT row_number() OVER () - 1 AS row, * FROM {source}")

    def decide(self) -> None:
        """Decide every rule, every table of results made."""
        self.connection.execute(f"CREATE TEMP TABLE states AS {states()}")
        for name, query in QUERIES.items():
            self.connection.execute(f"CREATE TEMP TABLE {name} AS {query}")

    def write(self, folder: Path) -> None:
        """Decide every rule and write the tables, straight into the files."""
        self.connection.execute(f"CREATE TEMP TABLE states AS {states()}")
        for name, query in QUERIES.items():
            source = {"violations": "obligations", "sums": "entitlements"}.get(name)
            written = query.replace(source, f"'{folder / source}.parquet'") if source else query
            self.connection.execute(f"COPY ({written}) TO '{folder / name}.parquet'")

    def _calendar(self) -> None:
        rows = date_tables()
        self.connection.execute("CREATE TABLE five_workdays (day DATE, due DATE)")
        self.connection.execute("CREATE TABLE next_workday (day DATE, due DATE)")
        for name, place in (("five_workdays", 1), ("next_workday", 2)):
            values = [[row[0] for row in rows], [row[place] for row in rows]]
            self.connection.execute(f"INSERT INTO {name} SELECT unnest($1::DATE[]), unnest($2::DATE[])", values)


def date_tables() -> list[tuple[date, date | None, date | None]]:
    """Each day with the fifth working day after it and the first working day from it on; None where unverified."""
    calendar = bulk_policy().program.calendar
    if calendar is None:
        raise ValueError("the plan has a calendar")
    first = date(2011, 1, 1)
    rows = []
    for number in range((AS_OF - first).days + 90):
        day = first + timedelta(number)
        five, rolled = calendar.forward(day, 5), calendar.roll_forward(day)
        rows.append((day, five if isinstance(five, date) else None, rolled if isinstance(rolled, date) else None))
    return rows
