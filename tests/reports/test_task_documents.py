"""部门分工表, 部门责任清单, 重点任务时间表, 原文与规则对照表: nobody's task is lost, none invented."""

from guiju.dsl.load import load
from guiju.engine.fates import SentenceFate
from guiju.engine.periods import PeriodUnit
from guiju.engine.program import Direction
from guiju.reports.allocation import (
    allocation_document,
    by_department_document,
    duty_list_documents,
    timetable_document,
)
from guiju.reports.document import Heading, Paragraph, Table, words
from guiju.reports.source_comparison import comparison_document

from .builders import bearer, benefit, deadline, duty, heading, norm, party, program

POLICY = program(
    duty("一", by=party("甲"), cooperating=(party("乙"),), supervisors=(party("丁"),), action="一"),
    duty("二", by=party("乙"), limit=None, action="二", heading=heading("二", "第5项", "原文二")),
    benefits=(benefit("补助", "财政"),),
    norms=(norm("推进"), norm("宣传", ("乙",), clause="第9项")),
)

FUNDS = """政策 某某
  施行 2012年1月1日

主体 财政部门、司法部门

台账 单位
  · 编号：文本 主键
  · 人员人数：整数 人

台账 人员
  · 编号：文本 主键
  · 开始日期：日期
  · 结束日期：日期 履行
  在册 自 开始日期 至 结束日期

标准 人均 对 人员
  依据 《办法》
  （一）其余：100元。

经费 工作经费
  依据 《办法》
  由 财政部门
  每 年度
  人数 人员 年末在册
  按标准 人均
  列入 下一年度

目标 配备齐全
  依据 《办法》
  对 单位
  由 司法部门
  要求 人员人数 不少于 5人
  期限 至迟 2015年12月31日
"""


def cells(table):
    return [[words(cell) for cell in row] for row in table.rows]


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def headings(document):
    return [words(block.text) for block in document.blocks if isinstance(block, Heading)]


def prose(document):
    return "".join(words(block.text) for block in document.blocks if isinstance(block, Paragraph))


def test_each_department_has_the_tasks_it_has_a_part_in():
    made = by_department_document(POLICY)
    assert headings(made) == [
        "甲（承办1项）", "乙（承办3项）", "丁（承办0项，督办1项）", "财政（承办1项）", "原文没有写明责任单位（1项）",
    ]  # fmt: skip
    shown = [[(row[1].split("【")[0].strip(), row[2], row[4]) for row in cells(t)] for t in tables(made)[:-1]]
    assert shown == [
        [("一", "牵头", "乙")],
        [("一", "配合", "甲"), ("二", "承办", "—"), ("宣传", "承办", "—")],
        [("一", "督办", "甲、乙")],
        [("发放补助", "承办", "—")],
    ]
    assert cells(tables(made)[-1])[0][1] == "推进 【定性要求】"


def test_tasks_without_an_owner_and_departments_with_too_much_are_named():
    busy = program(
        *(duty(f"多{n}", by=party("忙局")) for n in range(9)), *(duty(n, by=party(n)) for n in "甲乙丙"),
        norms=(norm("推进"),),
    )  # fmt: skip
    text = prose(allocation_document(busy))
    assert "原文没有写明责任单位的任务1项，需另行明确：第2项（推进）。" in text
    assert "承担任务超过各单位平均数两倍的：忙局9项。" in text
    assert "超过各单位平均数" not in prose(allocation_document(POLICY))


def test_a_duty_list_quotes_the_source_word_for_word():
    made = duty_list_documents(POLICY)
    assert [named.stem for named in made] == [f"部门责任清单-{name}" for name in ("甲", "乙", "丁", "财政")]
    second = cells(tables(made[1].document)[0])[1]
    assert (second[1], second[3], second[4]) == ("二", "第5项", "「原文二」")


def test_the_timetable_holds_what_has_a_time_days_named_outright_first():
    fixed = deadline(Direction.FIXED, 1, PeriodUnit.DAY, "2015年12月31日前")
    fixed = type(fixed)(Direction.FIXED, None, fixed.strict, fixed.extended, fixed.words)
    made = timetable_document(
        program(duty("后", action="后"), duty("定日", limit=fixed, action="定日"), duty("无", limit=None, action="无"))
    )
    shown = [(row[1], row[4], row[5].split("（")[0]) for row in cells(tables(made)[0])]
    assert shown == [("定日", "—", "2015年12月31日前"), ("后", "信息收到日期", "信息收到日期起5个工作日内")]
    assert "原文未定时限、需另行明确的：第4项（无）。" in prose(made)


def test_what_is_to_be_budgeted_or_reached_is_somebody_s_task(tmp_path):
    (tmp_path / "规则.policy").write_text(FUNDS, "utf-8")
    made = allocation_document(load(tmp_path / "规则.policy").program)
    shown = {row[1]: (row[4], row[5]) for row in cells(tables(made)[0])}
    assert shown == {
        "将工作经费列入下一年度预算（按年末在册人数和标准测算）": ("财政部门", "原文未定时限"),
        "达到目标「配备齐全」": ("司法部门", "2015年12月31日"),
    }


def test_a_timetable_without_tasks_says_so():
    made = timetable_document(program(duty("无", limit=None)))
    assert not tables(made)
    assert "原文没有规定时限的任务" in prose(made)


def test_every_sentence_of_the_source_stands_beside_its_rules():
    sentences = [
        SentenceFate("标题", 0, 2, "", (), (), "标题"),
        SentenceFate("甲牵头 一。", 2, 8, "第4项", (), ("一",), "职责"),
        SentenceFate("没有人管。", 8, 12, "第7项", (), (), ""),
    ]
    made = comparison_document(POLICY, sentences)
    (first, second) = cells(tables(made)[0])
    assert first[:3] == ["第4项", "甲牵头 一。", "职责：一"]
    assert first[3].startswith("甲、乙（督办：丁）：一，信息收到日期起5个工作日内")
    assert second == ["第7项", "没有人管。", "尚无规则", "—"]
    assert "原文2句（标题不计），已有规则的1句，尚无规则的1句" in prose(made)


def test_a_department_named_with_markup_and_sixty_characters():
    long = "**甲**|<b>" + "甲乙丙丁戊" * 12
    made = duty_list_documents(program(duty("一", by=party(long)), duty("二", by=bearer("司法所"))))[0]
    assert made.document.title == f"{long}责任清单"
    assert len(made.stem) <= 80
    assert not set('<>:"/\\|?*') & set(made.stem)
