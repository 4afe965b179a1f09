"""The budget of a whole made-up region, redone by hand from the sheets of the export and from the printed lines.

Nothing of the engine is used here: heads are counted with plain loops over the cells of the demonstration workbook, and
every printed line, subtotal, total and gap is worked out again in 分 from the lines above it.
"""

import re
from collections import Counter, defaultdict
from datetime import date

import pytest
from guiju.cli import main
from guiju.policy.demo import AS_OF, write_demo_workbook
from openpyxl import load_workbook

YEAR = 2022
"""The budget year: heads of 2021."""
COUNTED = YEAR - 1
SECOND_CLASS = ("红寺堡区", "盐池县", "同心县", "原州区", "西吉县", "隆德县", "泾源县", "彭阳县", "海原县")
RATES = {"社区矫正": (150_000, 100_000, 50_000, 50_000), "安置帮教": (80_000, 60_000, 20_000, 30_000)}
"""In 分: county of the first and of the second class, city, region."""


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The demonstration export, its cells by sheet, and the budget document as the command writes it."""
    folder = tmp_path_factory.mktemp("预算")
    export = folder / "样例数据.xlsx"
    write_demo_workbook(export, people=2_500)
    arguments = ("budget", str(export), "--as-of", str(AS_OF), "--year", str(YEAR), "--type", "经费测算表")
    with pytest.raises(SystemExit):
        main((*arguments, "--out", str(folder / "文书"), "--form", "md"))
    book = load_workbook(export, read_only=True)
    sheets = {sheet.title: rows(sheet) for sheet in book}
    return sheets, (folder / "文书" / "经费测算表.md").read_text("utf-8")


def rows(sheet):
    header, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(header, line, strict=True)) for line in lines]


def day(cell):
    text = str(cell or "")
    found = re.match(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})", text)
    return date(*map(int, found.groups())) if found else None


def is_sound(cell):
    name, value = cell
    if str(value) in ("不详", "640199", "999999"):  # no value of its column: the whole row is rejected
        return False
    if not name.endswith("日期") or value is None:
        return True
    try:
        return day(value) is not None
    except ValueError:
        return False


def fen(text):
    digits = text.strip("*\\ ").replace(",", "").replace("\\", "").strip("*")
    sign, digits = (-1, digits[1:]) if digits.startswith("-") else (1, digits)
    whole, _, part = digits.partition(".")
    assert len(part) == 2, text
    return sign * (int(whole) * 100 + int(part))


def tables(text):
    """Each table by its title: the cells of its lines, bold and escapes taken off."""
    found = {}
    for part in text.split("\n## ")[1:]:
        title, _, body = part.partition("\n")
        lines = [line for line in body.splitlines() if line.startswith("|")]
        cells = [[c.replace("*", "").replace("\\", "") for c in line[1:-1].split("|")] for line in lines[2:]]
        if cells:
            found[title.split("（")[0] if "各级汇总" not in title else "各级汇总"] = cells
    return found


def test_heads_counted_in_the_export_are_the_heads_printed(printed):
    sheets, text = printed
    found = tables(text)
    places = {}
    for name in ("县级社区矫正工作经费", "县级安置帮教工作经费"):
        places |= {line[1]: line[0] for line in found[name] if line[0]}
    called = places | {code: code for code in places.values()}
    last, first = date(COUNTED, 12, 31), date(COUNTED, 1, 1)
    corrected, released = Counter(), Counter()
    for person in unique(sheets["社区矫正人员"]):
        came, left = day(person["入矫日期"]), day(person["解矫日期"])
        if came is not None and came <= last and (left is None or left >= last):
            corrected[called[str(person["居住县区"])]] += 1
    for person in unique(sheets["刑释解教人员"]):
        freed = day(person["释放日期"])
        if freed is not None and first <= freed <= last and person["接回县区"]:
            released[called[str(person["接回县区"])]] += 1
    for name, heads in (("县级社区矫正工作经费", corrected), ("县级安置帮教工作经费", released)):
        own = {line[0]: int(line[3]) for line in found[name] if line[0]}
        assert own == {code: heads[code] for code in own}
        assert len(own) == 22
        region = found[name.replace("县级", "自治区")]
        assert int(region[0][3]) == sum(heads.values())


def unique(people):
    """Rows equal in every cell count once; of those that differ under one key none counts, nor one with an impossible day."""
    by_key = defaultdict(set)
    for person in people:
        by_key[person["编号"]].add(tuple(sorted((k, str(v)) for k, v in person.items() if k not in ("性别", "备注"))))
    taken = set()
    for person in people:
        if len(by_key[person["编号"]]) == 1 and person["编号"] not in taken and all(map(is_sound, person.items())):
            taken.add(person["编号"])
            yield person


@pytest.mark.parametrize("what", RATES)
def test_three_levels_line_by_line(printed, what):
    found = tables(printed[1])
    first, second, of_city, of_region = RATES[what]
    heads, group, cities = {}, [], {}
    for code, name, kind, count, rate, payer, amount, _, _, budget, gap in found[f"县级{what}工作经费"]:
        if code:
            wanted = second if name in SECOND_CLASS else first
            assert (kind, fen(rate), payer) == (
                "二类地区" if name in SECOND_CLASS else "一类地区",
                wanted,
                f"{name}县级财政",
            )
            assert fen(amount) == int(count) * wanted
            group.append((int(count), fen(amount), budget, gap))
            heads[name] = int(count)
        elif name.endswith("小计"):
            cities[name.removesuffix("小计")] = sum(line[0] for line in group)
            assert (int(count), fen(amount)) == (cities[name.removesuffix("小计")], sum(line[1] for line in group))
            group = []
        else:
            assert name == "合计"
            assert int(count) == sum(heads.values())
            amounts = [fen(line[6]) for line in found[f"县级{what}工作经费"] if line[0]]
            assert fen(amount) == sum(amounts)
    for line in found[f"市级{what}工作经费"][:-1]:
        assert (int(line[3]), fen(line[4])) == (cities[line[1]], of_city)
        assert fen(line[6]) == cities[line[1]] * of_city
    (whole, total) = found[f"自治区{what}工作经费"]
    assert (int(whole[3]), fen(whole[4]), fen(whole[6])) == (sum(heads.values()), of_region, fen(total[6]))
    assert fen(whole[6]) == sum(heads.values()) * of_region
    assert fen(found[f"市级{what}工作经费"][-1][6]) == sum(heads.values()) * of_city


def test_gaps_are_what_was_budgeted_less_what_is_due(printed):
    found = tables(printed[1])
    seen = 0
    for name, lines in found.items():
        for line in lines if name.endswith("工作经费") else ():
            if line[0] and "—" not in (line[9], line[10]):
                assert fen(line[10]) == fen(line[9]) - fen(line[6])
                seen += 1
    assert seen > 50


def test_all_levels_add_up_from_the_lines_of_every_table(printed):
    found = tables(printed[1])
    owed, total = Counter(), 0
    for name, lines in found.items():
        for line in lines if name.endswith("经费") else ():
            if line[0] and "以上" not in line[6] and "至" not in line[6]:
                owed[line[5]] += fen(line[6])
                total += fen(line[6])
    group = 0
    for payer, due, compared, budgeted, gap in found["各级汇总"]:
        if payer.endswith("各级小计"):
            assert fen(due) == group
        elif payer == "合计":
            assert fen(due) == total == sum(owed.values())
        else:
            group = fen(due) + (0 if payer.endswith("市级财政") and not payer.endswith("县级财政") else group)
            assert fen(due) == owed[payer]
        if gap != "—":
            assert fen(gap) == fen(budgeted) - fen(compared)
    assert f"共{total // 100:,}.{total % 100:02d}元" in printed[1]
