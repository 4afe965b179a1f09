"""任务分工表: every task once, by clause, with its deadline in words."""

import pytest
from guiju.dsl.load import DEFAULT_POLICY, load
from guiju.engine.periods import PeriodUnit
from guiju.engine.program import Direction, Reading
from guiju.reports.allocation import allocation_document
from guiju.reports.clause_order import clause_numbers
from guiju.reports.deadlines import deadline_words
from guiju.reports.document import Paragraph, Table, words

from .builders import FIVE_DAYS, bearer, benefit, deadline, duty, heading, norm, party, program


def table(policy):
    return next(b for b in allocation_document(policy).blocks if isinstance(b, Table))


def rows(policy):
    return [[words(cell) for cell in row] for row in table(policy).rows]


def test_the_columns_are_those_of_the_form():
    titles = [words(column.title) for column in table(program(duty("甲"))).columns]
    assert titles == ["序号", "工作任务", "条款", "牵头单位", "责任单位", "完成时限", "进展"]


def test_tasks_stand_in_the_order_of_clauses_then_of_the_source():
    policy = program(
        duty("十项", heading=heading("十项", "第十项"), action="十项"),
        duty("甲", heading=heading("甲", "第4项", "甲单位负责填写回执单"), action="甲"),
        duty("乙", heading=heading("乙", "第4项", "乙单位负责……一句"), action="乙"),
        duty("外", heading=heading("外", "第一条", document="《民法典》"), action="外"),
        benefits=(benefit("补助", "财政"),),
        norms=(norm("无据", clause=""), norm("推进")),
    )
    shown = [(row[0], row[1].split("【")[0].strip(), row[2]) for row in rows(policy)]
    assert shown == [
        ("1", "推进", "第2项"),
        ("2", "乙", "第4项"),
        ("3", "甲", "第4项"),
        ("4", "发放补助", "第6项"),
        ("5", "十项", "第十项"),
        ("6", "外", "《民法典》第一条"),
        ("7", "无据", "—"),
    ]


def test_lead_cooperating_supervising_and_group_members():
    policy = program(
        duty("一", by=party("甲"), cooperating=(party("乙"), party("丙")), supervisors=(party("丁"),)),
        duty("二", by=bearer("监所"), recipients=(party("公安机关"),), channels=("系统",)),
        norms=(norm("三", clause="第9项"),),
        bearers={"监所": ("监狱", "看守所"), "甲": ("甲",)},
    )
    shown = [(row[1], row[3], row[4]) for row in rows(policy)]
    assert shown == [
        ("填写回执单向监所反馈", "甲", "甲、乙、丙（督办：丁）"),
        ("填写回执单向监所反馈（向公安机关；经系统）", "—", "监所（监狱、看守所）"),
        ("三 【定性要求】", "—", "原文未定"),
    ]


DAYS = (Direction.FORWARD, 3, PeriodUnit.DAY, "信息收到日期起3日内")


@pytest.mark.parametrize(
    ("limit", "prompt", "expected"),
    [
        (FIVE_DAYS, None, "信息收到日期起5个工作日内（不含当日，按工作日计算）"),
        (deadline(*DAYS), None, "信息收到日期起3日内（不含当日，按日历日计算，逢休息日不顺延）"),
        (deadline(*DAYS, roll=True, include=True), None, "信息收到日期起3日内（含当日，按日历日计算，末日逢休息日顺延）"),
        (
            deadline(*DAYS, roll="open"),
            None,
            "信息收到日期起3日内（不含当日，按日历日计算，原文未定逢休息日是否顺延，顺延期内完成的列为存疑）",
        ),
        (deadline(Direction.BACKWARD, 1, PeriodUnit.MONTH, "信息收到日期前1个月"), None, "信息收到日期前1个月（不含当日）"),
        (None, "立即", "「立即」（原文用语，不计算期限）"),
        (None, None, "原文未定时限"),
    ],
)  # fmt: skip
def test_deadlines_say_how_they_are_counted(limit, prompt, expected):
    assert deadline_words(duty("甲", limit=limit, prompt=prompt)) == expected


def test_counts_and_readings_below_the_table():
    policy = program(
        duty("甲", heading=heading("甲", readings=["甲的读法"])),
        duty("乙", limit=None),
        norms=(norm("丙", readings=["丙的读法。"]),),
        readings=(Reading("施行日期推定", "试行"), Reading("甲的读法", "甲")),
    )
    document = allocation_document(policy)
    text = "\n".join(words(b.text) for b in document.blocks if isinstance(b, Paragraph))
    assert "任务3项，其中定有时限的1项，原文未定时限的1项，定性要求1项" in text
    assert [line for line in text.split("\n") if "读法" in line or "推定" in line] == [
        "1.施行日期推定",
        "2.丙：丙的读法",
        "3.甲：甲的读法",
    ]
    assert (document.title, document.landscape) == ("《试行办法》任务分工表", True)


@pytest.mark.parametrize(
    ("clause", "numbers"),
    [
        ("第4项", (4,)),
        ("第三十五条第一款第（二）项", (35, 1, 2)),
        ("第一百零二条", (102,)),
        ("第十条", (10,)),
        ("第二〇条", (20,)),
    ],
)
def test_clauses_read_as_numbers(clause, numbers):
    assert clause_numbers(clause) == numbers


def plan_rows():
    return rows(load(DEFAULT_POLICY).program)


def test_sums_and_targets_of_the_shipped_plan_are_tasks():
    shown = {row[1]: (row[2], row[4], row[5]) for row in plan_rows()}
    assert shown["将县级社区矫正工作经费列入下一年度预算（按年末在册人数和标准测算）"] == (
        "第3项", "县级财政", "原文未定时限"
    )  # fmt: skip
    assert shown["将重点人员衔接补助经费列入下一年度预算（按重点人员衔接补助的合计测算）"][1] == "县级财政"
    assert shown["列支困难县补助（无标准：原文没有给出标准，只列示，不测算）"] == (
        "第5项",
        "自治区财政",
        "原文未定时限",
    )
    goal = "达到目标「高校毕业生实习服务」：每年派遣300名以上高校毕业生到社区矫正工作机构实习服务"
    assert shown[goal] == ("第2项", "原文未定", "每年12月31日")
    (city,) = [row for row in plan_rows() if row[1].startswith("达到目标「地级市建成过渡性安置基地」")]
    assert city[5] == "2015年12月31日"


def test_a_sentence_that_stands_twice_comes_where_its_clause_is():
    """涉及的机构编制事项按规定程序办理 stands in 第2项 and, behind 综治部门, in 第7项."""
    words = [row[1] for row in plan_rows() if row[2] == "第7项"]
    place = words.index("涉及的机构编制事项按规定程序办理 【定性要求】")
    assert words[place - 1].startswith("对各地及部门履职情况进行督导检查")
    assert words[place + 1].startswith("办理过渡性安置基地项目")


def test_what_has_a_date_is_counted_as_timed():
    """Of the plan: 传递, 回执 and 采录, and five 目标 with their dates."""
    blocks = allocation_document(load(DEFAULT_POLICY).program).blocks
    text = "".join(words(b.text) for b in blocks if isinstance(b, Paragraph))
    assert "其中定有时限的8项" in text
