"""`policy coverage` over every kind of rule, with 例外, 但, 按, governing dates and versions; worked out by hand."""

import json
import re

HEAD = """政策 某办法
  施行 2019年1月1日

主体 民政部门

台账 老人
  · 编号：文本 主键
  · 年龄：整数 岁
  · 独居：是非
  · 失能：是非
  · 农村：是非
  · 等级：等级
  · 月收入：金额
  · 来日：日期
  · 去日：日期 履行
  · 受理日期：日期
  · 申请日期：日期 履行
  · 办结日期：日期 履行
  在册 自 来日 至 去日
  适用日 受理日期

代码表 等级：甲、乙、丙
"""
RULES = """
标准 津贴 对 老人 依次
  依据 《办法》
  （一）年龄 不少于 90岁：300元；
  （二）年龄 不少于 80岁：200元；
  （三）其余：100元。

例外 独居加发 于 津贴
  依据 《办法》
  当 独居
  则 500元

例外 失能加发 于 津贴
  依据 《办法》
  当 失能
  则 800元
  优先于 独居加发

标准 补助 对 老人
  依据 《办法》
  按 等级：甲 30元，乙 20元，丙 10元
"""


def write(folder, *parts):
    (folder / "规则.policy").write_text("".join(parts), "utf-8")
    return folder


def rules(ran):
    (document,) = json.loads(ran.out)
    return {(r["kind"], r["rule"], r["version"]): r for r in document["rules"]}


def parts(rule):
    """Every part with what was seen and what is missing."""

    def all_of(part):
        yield part["words"], (set(part["outcomes"]), part["missing"])
        for inner in part["parts"]:
            yield from all_of(inner)

    return dict(pair for part in rule["parts"] for pair in all_of(part))


def example(name, *lines):
    return f'\n示例 "{name}"\n' + "".join(f"  {line}\n" for line in lines)


def test_rows_behind_exceptions_count_only_the_first_that_holds(run, tmp_path):
    # A table taken in turn: at 95 both （一） and （二） hold, and the first decides. The 例外 are known not to apply.
    facts = ("设 独居 为 否", "设 失能 为 否")
    asked = example("九十五", "设 年龄 为 95岁", *facts, "则 津贴 为 300元")
    found = parts(rules(run("coverage", write(tmp_path, HEAD, RULES, asked), "--format", "json"))["标准", "津贴", None])
    assert {words: missing for words, (_, missing) in found.items()} == {
        "（一）年龄 不少于 90岁": [],
        "（二）年龄 不少于 80岁": ["是"],
        "其余": ["是"],
        "例外「独居加发」独居": ["适用"],
        "例外「失能加发」失能": ["适用"],
    }


def test_an_exception_that_is_beaten_has_not_applied_and_rows_behind_one_decide_nothing(run, tmp_path):
    asked = example("都占", "设 年龄 为 95岁", "设 独居 为 是", "设 失能 为 是", "则 津贴 为 800元")
    found = parts(rules(run("coverage", write(tmp_path, HEAD, RULES, asked), "--format", "json"))["标准", "津贴", None])
    assert found["例外「独居加发」独居"] == ({"不适用"}, ["适用"])
    assert found["例外「失能加发」失能"] == ({"适用"}, ["不适用"])
    assert found["（一）年龄 不少于 90岁"] == (set(), ["是"])


def test_each_value_of_a_table_by_code_is_a_row(run, tmp_path):
    asked = example("乙等", "设 等级 为 乙", "则 补助 为 20元")
    found = parts(rules(run("coverage", write(tmp_path, HEAD, RULES, asked), "--format", "json"))["标准", "补助", None])
    assert {words: missing for words, (_, missing) in found.items()} == {"甲": ["是"], "乙": [], "丙": ["是"]}


DUTIES = """
职责 办结
  依据 《办法》
  对 老人 当 年龄 不少于 80岁
  但 农村 的除外
  由 民政部门
  应 "办结"
  期限 申请日期 起 10天 内 不顺延
  完成于 办结日期

例外 独居不办 于 办结
  依据 《办法》
  当 独居
  则 不适用

禁止 收费
  依据 《办法》
  对 老人
  由 民政部门
  不得 "收费"
  违反当 失能 于 受理日期
"""


def test_provisos_exceptions_and_prohibitions(run, tmp_path):
    asked = example(
        "八十五岁，不在农村，不独居", "设 年龄 为 85岁", "设 农村 为 否", "设 独居 为 否", "设 失能 为 是",
        "设 申请日期 为 2020年3月2日", "设 受理日期 为 2020年3月2日", "截至 2020年3月20日",
        "则 办结 的 状态 为 逾期未履行", "则 收费 的 状态 为 违反禁止",
    ) + example(
        "农村，独居", "设 年龄 为 85岁", "设 农村 为 是", "设 独居 为 是", "截至 2020年3月20日", "则 办结 的 状态 为 不适用"
    )  # fmt: skip
    found = rules(run("coverage", write(tmp_path, HEAD, DUTIES, asked), "--format", "json"))
    duty = parts(found["职责", "办结", None])
    assert duty["当 年龄 不少于 80岁"] == ({"是"}, ["否"])
    assert duty["但 农村"] == ({"否", "是"}, [])
    assert duty["例外「独居不办」独居"] == ({"适用", "不适用"}, [])
    assert duty["状态"] == ({"逾期未履行", "不适用"}, ["待履行", "按期履行", "逾期履行", "无法判定"])
    prohibition = parts(found["禁止", "收费", None])
    assert prohibition["违反当 失能"] == ({"是"}, ["否"])
    assert prohibition["状态"] == ({"违反禁止"}, ["未违反", "无法判定"])


SUMS = """
经费 工作经费
  依据 《办法》
  由 民政部门
  每 年度
  人数 老人 本年新增 当（独居）
  按标准 500元

台账 全市年度
  · 年度：年度 主键
  · 培训人数：整数 人

目标 培训
  依据 《办法》
  对 全市年度
  由 民政部门
  要求 培训人数 不少于 10人

校验 先来后去 对 老人
  须 去日 不早于 来日
"""


def test_funds_targets_and_validations(run, tmp_path):
    asked = example(
        "两人", '设 老人 "甲" 的 来日 为 2020年3月1日', '设 老人 "甲" 的 独居 为 是',
        '设 老人 "乙" 的 来日 为 2020年3月1日', '设 老人 "乙" 的 独居 为 否', "截至 2020年12月31日",
        "则 工作经费 于 2020年度 的 数额 为 500元",
    ) + example(
        "十一人", '设 全市年度 "2019" 的 培训人数 为 9人', "截至 2020年1月1日", "则 培训 的 状态 为 未达到"
    ) + example(
        "倒填", "设 来日 为 2020年3月1日", "设 去日 为 2020年2月1日", "则 先来后去 为 否"
    )  # fmt: skip
    found = rules(run("coverage", write(tmp_path, HEAD, SUMS, asked), "--format", "json"))
    fund = parts(found["经费", "工作经费", None])
    assert fund == {"只数 独居": ({"是", "否"}, []), "数额": ({"已知"}, ["未知"])}
    assert parts(found["目标", "培训", None]) == {"状态": ({"未达到"}, ["待完成", "已达到", "无法判定"])}
    assert parts(found["校验", "先来后去", None]) == {"须 去日不早于来日": ({"不符合"}, ["符合"])}


DATED = """
参数 标准线：自 2019年1月1日 起 500元，自 2020年1月1日 起 900元

界定 低收入 对 老人
  依据 《办法》
  当 月收入 少于 标准线

职责 办结
  依据 《办法》
  对 老人 当 低收入
  由 民政部门
  应 "办结"
  期限 申请日期 起 10天 内 不顺延
  完成于 办结日期
"""


def test_conditions_are_taken_under_the_date_of_the_rule_that_asks(run, tmp_path):
    # 适用日 lies in 2019, where 700 is no low income; the duty arises in 2020, where it is.
    asked = example(
        "二〇二〇年申请", "设 月收入 为 700元", "设 受理日期 为 2019年6月1日", "设 申请日期 为 2020年3月2日",
        "截至 2020年3月5日", "则 办结 的 状态 为 待履行",
    )  # fmt: skip
    found = rules(run("coverage", write(tmp_path, HEAD, DATED, asked), "--format", "json"))
    assert parts(found["职责", "办结", None])["当 低收入"] == ({"是"}, ["否"])
    assert parts(found["界定", "低收入", None]) == {"月收入 少于 标准线": ({"是"}, ["否"])}


LATER = """政策 某办法
  施行 2020年1月1日

修改 标准 津贴
  改（二）年龄 不少于 80岁：250元；

增加 禁止 收费
  依据 《办法》
  对 老人
  由 民政部门
  不得 "收费"
  违反当 失能 于 受理日期

示例 "新标准"
  设 年龄 为 85岁
  设 受理日期 为 2020年3月2日
  设 失能 为 否
  设 独居 为 否
  截至 2020年5月1日
  则 津贴 为 250元
  则 收费 的 状态 为 未违反
"""


def versions(tmp_path):
    first = example(
        "旧标准", "设 年龄 为 95岁", "设 独居 为 否", "设 失能 为 否", "设 受理日期 为 2019年3月2日", "则 津贴 为 300元"
    )
    for name, text in (("2019-01-01", HEAD + RULES + first), ("2020-01-01", LATER)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "规则.policy").write_text(text, "utf-8")
    return tmp_path


def test_each_version_has_its_own_rows_and_an_example_counts_for_the_one_that_governs_it(run, tmp_path):
    found = rules(run("coverage", versions(tmp_path), "--format", "json"))
    old, new = parts(found["标准", "津贴", "2019-01-01"]), parts(found["标准", "津贴", "2020-01-01"])
    assert [m for w, (_, m) in old.items() if w[0] in "（其"] == [[], ["是"], ["是"]]
    assert [m for w, (_, m) in new.items() if w[0] in "（其"] == [["是"], [], ["是"]]
    assert found["标准", "津贴", "2020-01-01"]["examples"] == ["新标准"]
    assert parts(found["禁止", "收费", None])["状态"] == ({"未违反"}, ["违反禁止", "无法判定"])
    # 补助 is the same in both versions: it counts once.
    assert [key for key in found if key[1] == "补助"] == [("标准", "补助", None)]


def test_text_data_and_page_agree(run, tmp_path):
    folder, page = versions(tmp_path), tmp_path / "覆盖.html"
    found = rules(run("coverage", folder, "--format", "json"))
    ran = run("coverage", folder, "--out", page)
    assert ran.code == 1
    told = re.findall(r"(?m)^(\S+) (\S+?)（.*见到(\d+)/(\d+)$", ran.out)
    shown = re.findall(r"<h3[^>]*>(\S+) (\S+?)（.*　(\d+)/(\d+)</h3>", page.read_text("utf-8"))
    points = [(r["kind"], r["rule"], str(r["seen"]), str(r["wanted"])) for r in found.values()]
    assert told == points
    assert shown == points
    assert "（2020年1月1日施行的版本）" in ran.out
    assert 'id="某办法-津贴-2020-01-01"' in page.read_text("utf-8")


def test_nothing_left_to_see_is_exit_code_0(run, tmp_path):
    rules_ = (
        "校验 先来后去 对 老人\n  须 去日 不早于 来日\n\n界定 高龄 对 老人\n  依据 《办法》\n  当 年龄 不少于 80岁\n"
    )
    asked = "".join(
        example(name, f"设 年龄 为 {age}岁", f"设 来日 为 2020年{month}月1日", "设 去日 为 2020年5月1日", "则 高龄 为 " + old,
                "则 先来后去 为 " + fits)
        for name, age, month, old, fits in (("一", 85, 3, "是", "是"), ("二", 75, 8, "否", "否"))
    )  # fmt: skip
    assert run("coverage", write(tmp_path, HEAD, rules_, asked)).code == 0


LEFT_OUT = """
台账 低保户
  · 编号：文本 主键
  · 纳入日期：日期 履行
  · 退出日期：日期 履行
  · 复审日期：日期 履行
  · 公示日期：日期 履行
  · 村：文本
  在册 自 纳入日期 至 退出日期

职责 年末复审
  依据 《办法》
  对 低保户
  由 民政部门
  应 "每年复审一次"
  期限 每年 至迟 12月31日
  完成于 本期（复审日期）

职责 年中复审
  依据 《办法》
  对 低保户
  由 民政部门
  应 "每年六月底前复审一次"
  期限 每年 至迟 6月30日
  完成于 本期（复审日期）

职责 公示
  依据 《办法》
  对 低保户
  由 民政部门
  应 "公示"
  期限 纳入日期 起 3天 内 不顺延
  完成于 公示日期

职责 本村公示
  依据 《办法》
  对 低保户 当 村 为 "东村"
  由 民政部门
  应 "在本村公示"
  期限 纳入日期 起 3天 内 不顺延
  完成于 公示日期
"""


def test_no_state_is_asked_for_that_cannot_come_about(run, tmp_path):
    """What proves a yearly duty lies in its year; where only 履行 dates are read, none can be wanting."""
    found = rules(run("coverage", write(tmp_path, HEAD, LEFT_OUT), "--format", "json"))

    def states(duty):
        return parts(found["职责", duty, None])["状态"][1]

    assert states("年末复审") == ["待履行", "按期履行", "逾期未履行", "无法判定"]
    assert states("年中复审") == ["待履行", "按期履行", "逾期履行", "逾期未履行", "无法判定"]
    assert states("公示") == ["待履行", "按期履行", "逾期履行", "逾期未履行"]
    assert states("本村公示") == ["不适用", "待履行", "按期履行", "逾期履行", "逾期未履行", "无法判定"]


AMENDED = """政策 某办法
  施行 2022年1月1日

修改 职责 办结：
  依据 《办法》
  期限 受理日期 起 5天 内 不顺延

修改 标准 津贴：
  依据 《办法》
  改（一）年龄 不少于 90岁：350元。
"""
DUTY_OF_VERSIONS = """
职责 办结
  依据 《办法》
  对 老人
  由 民政部门
  应 "办结"
  期限 受理日期 起 10天 内 不顺延
  完成于 办结日期

职责 复审
  依据 《办法》
  对 老人 当 独居
  由 民政部门
  应 "每年复审一次"
  期限 每年
  完成于 本期（办结日期）
"""


def test_what_no_version_can_be_told_to_govern_is_shown_of_each(run, tmp_path):
    asked = example(
        "受理日期没有填，也不独居", "设 来日 为 2021年1月1日", "设 独居 为 否", "截至 2022年6月1日",
        "则 办结 的 状态 为 无法判定", "则 复审 的 状态 为 不适用",
    )  # fmt: skip
    for day, text in (("2019-01-01", HEAD + RULES + DUTY_OF_VERSIONS + asked), ("2022-01-01", AMENDED)):
        (tmp_path / day).mkdir()
        write(tmp_path / day, text)
    found = rules(run("coverage", tmp_path, "--format", "json"))
    for version in ("2019-01-01", "2022-01-01"):
        assert "无法判定" in parts(found["职责", "办结", version])["状态"][0]
    assert "不适用" in parts(found["职责", "复审", None])["状态"][0]
