"""Synthetic 刑释解教人员 of any number as a Parquet or CSV file: the same number gives the same rows.

Run `python bench/people.py NUMBER FILE`. Every cell comes from a hash of the row's number and the column's, in DuckDB,
so that ten million rows take seconds. Some facts are missing, some too late, some contradict each other: every state of
every duty occurs. No real person is in it.
"""

import sys
from pathlib import Path

import duckdb

COUNTIES = Path(__file__).parents[1] / "policy/ningxia-special-groups/2012-01-01/县区.csv"
FIRST_DAY, DAYS = "DATE '2011-09-01'", 4_000
PERSON_DATES = ("系统送达安置帮教办日期", "通知书送达安置帮教办日期", "系统送达公安机关日期",
                "通知书送达公安机关日期", "系统送达司法所日期", "通知书送达司法所日期")  # fmt: skip


def chance(column: int, of: int) -> str:
    """A number from 0 below `of`, by row and column."""
    return f"CAST(hash(n * 64 + {column}) % {of} AS INTEGER)"


def missing(column: int, value: str, per_mille: int) -> str:
    """A value that some rows lack."""
    return f"CASE WHEN {chance(column, 1000)} >= {per_mille} THEN {value} END"


def some_day_from(column: int, day: str, earliest: int, latest: int) -> str:
    """A day not far from another."""
    return f"{day} + ({earliest} + {chance(column, latest - earliest + 1)})"


def cells() -> dict[str, str]:
    """Column → SQL over a row's number `n`, its day of release `released` and the list of counties `codes`."""
    prison = f"codes[1 + {chance(1, 400)} % len(codes)]"
    home = f"codes[1 + {chance(2, 40)} % len(codes)]"
    sent = {
        name: missing(10 + i, some_day_from(20 + i, "released", -60, -25), 20) for i, name in enumerate(PERSON_DATES)
    }
    judged = f"{chance(40, 100)} < 90"
    return {
        "编号": "'P' || lpad(CAST(n AS VARCHAR), 9, '0')",
        "姓名": "'某' || CAST(n AS VARCHAR)",
        "人员类别": missing(3, f"CASE WHEN {chance(4, 10)} < 8 THEN '刑满释放' ELSE '解除劳教' END", 20),
        "罪名类别": missing(5, f"CASE WHEN {chance(6, 20)} = 0 THEN '危害国家安全罪' ELSE '侵犯财产罪' END", 30),
        "服刑监所": f"'监狱' || CAST({chance(7, 200)} AS VARCHAR)",
        "监所所在县区": missing(8, prison, 20),
        "释放日期": missing(9, "released", 10),
        "释放日期确定日期": missing(41, some_day_from(42, "released", -120, -20), 20),
        "户籍县区": home,
        "居住县区": home,
        "接回县区": missing(43, home, 20),
        "衔接司法所": f"'司法所' || CAST({chance(44, 2000)} AS VARCHAR)",
        "所属派出所": f"'派出所' || CAST({chance(45, 2000)} AS VARCHAR)",
        "所属乡镇街道": f"'街道' || CAST({chance(46, 2000)} AS VARCHAR)",
        "有重新违法犯罪倾向": missing(47, f"{chance(48, 10)} = 0", 50),
        "有重新违法犯罪倾向认定机关": f"CASE WHEN {judged} THEN '县公安局' END",
        "有重新违法犯罪倾向认定日期": f"CASE WHEN {judged} THEN {some_day_from(49, 'released', -90, -1)} END",
        "有重新违法犯罪倾向认定依据": f"CASE WHEN {judged} THEN '评估表' END",
        "无家可归": missing(50, f"{chance(51, 5)} = 0", 10),
        "无亲可投": missing(52, f"{chance(53, 3)} = 0", 10),
        "无业可就": missing(54, f"{chance(55, 2)} = 0", 10),
        **sent,
        "名单下载日期": missing(30, some_day_from(31, "released", -20, 5), 100),
        "衔接确定日期": missing(32, some_day_from(33, "released", -15, 5), 100),
        "回执日期": missing(34, some_day_from(35, "released", -52, -20), 50),
        "情况通报日期": missing(36, some_day_from(37, "released", -10, 10), 100),
        "接回日期": missing(38, some_day_from(39, "released", 0, 2), 300),
        "接回单位": f"'街道' || CAST({chance(56, 2000)} AS VARCHAR)",
        "回归日期": missing(57, some_day_from(58, "released", 0, 3), 30),
        "信息采录日期": missing(59, some_day_from(60, "released", 1, 9), 60),
        "管控方案日期": missing(61, some_day_from(62, "released", 2, 30), 100),
        "解除帮教日期": f"CASE WHEN {chance(63, 3)} = 0 THEN released + 1095 END",
    }


TRUTHS = ("有重新违法犯罪倾向", "无家可归", "无亲可投", "无业可就")


def kinds() -> dict[str, str]:
    """Column → DATE, BOOLEAN or VARCHAR: what a CSV file of people does not say itself (codes look like numbers)."""
    return {name: "DATE" if name.endswith("日期") else "BOOLEAN" if name in TRUTHS else "VARCHAR" for name in cells()}


def write_people(path: Path, number: int) -> None:
    """Write so many people to a .parquet or .csv file."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    listed = ", ".join(f'{sql} AS "{name}"' for name, sql in cells().items())
    counties = f"SELECT list(代码 ORDER BY hash(代码)) AS codes FROM (SELECT 代码 FROM read_csv('{COUNTIES}', all_varchar=true) "
    counties += "ORDER BY 省区 NOT IN ('宁夏回族自治区', '境外'), hash(代码) LIMIT 40)"
    form = "FORMAT parquet" if path.suffix == ".parquet" else "FORMAT csv, HEADER"
    connection.execute(
        f"COPY (SELECT {listed} FROM (SELECT n, {FIRST_DAY} + {chance(0, DAYS)} AS released FROM range({number}) AS r(n)), "
        f"({counties})) TO '{path}' ({form})"
    )


if __name__ == "__main__":
    write_people(Path(sys.argv[2]), int(sys.argv[1]))
