"""The commands that write documents: kinds, forms, templates, and what is said when something is missing."""

from pathlib import Path

import pytest

RULES = """政策 高龄津贴
  标题 《高龄津贴办法》
  施行 2020年1月1日

主体 街道、民政局

台账 老人
  · 编号：文本 主键
  · 姓名：文本 敏感
  · 受理街道：街道
  · 受理日期：日期
  · 办结日期：日期 履行

职责 办结
  依据 《高龄津贴办法》 第二条
  对 老人
  由 受理街道
  应 "办结"
  期限 受理日期 起 10个工作日 内
  完成于 办结日期
  督办 民政局

职责 回访
  依据 《高龄津贴办法》 第三条
  对 老人
  由 受理街道
  应 "回访"
  期限 受理日期 起 3天 内
  完成于 办结日期

待遇 津贴
  依据 《高龄津贴办法》 第一条
  对 老人
  由 民政局
  一次性 数额 100元
  以 受理日期 为准
"""
DATA = """编号,姓名,受理街道,受理日期,办结日期
L1,张三丰,城东街道,2024-03-01,2024-05-08
L2,李时珍,城东街道,2024-03-04,
L3,王羲之,城西街道,2024-03-05,2024-03-06
L4,赵孟頫,城西街道,,
"""
LETTER = """{# 个案文书：台账 老人；职责 办结 #}
---
种类：函
日期：{{ 日期 }}
主送：{{ 承办单位 }}
---
# 催办函

{{ 事实.姓名 }}（{{ 编号 }}）于{{ 事实.受理日期 }}受理，{% for 项 in 职责 %}期限{{ 项.期限 }}，{{ 项.推算 }}{% endfor %}。
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    (tmp_path / "政策").mkdir()
    (tmp_path / "政策" / "规则.policy").write_text(RULES, "utf-8")
    (tmp_path / "老人.csv").write_text(DATA, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


COMMON = ("--policy", "政策", "--out", "出")
CHECKED = ("老人.csv", *COMMON, "--as-of", "2024-06-30")


def names(folder="出"):
    return sorted(p.name for p in Path(folder).iterdir())


def text(name, folder="出"):
    return (Path(folder) / name).read_text("utf-8")


def test_forms_are_chosen_by_commas(run, place):
    assert run("allocate", *COMMON, "--form", "txt，md,.HTML").code == 0
    assert names() == ["任务分工表.html", "任务分工表.md", "任务分工表.txt"]
    ran = run("allocate", *COMMON, "--form", "doc")
    assert ran.code == 2
    assert "docx、pdf、html、xlsx、md、txt" in ran.err


def test_all_kinds_of_documents_from_the_rules(run, place):
    assert run("allocate", *COMMON, "--form", "txt", "--type", "全部").code == 0
    assert names() == [
        "任务分工表.txt", "原文与规则对照表.txt", "部门分工表.txt", "部门责任清单-民政局.txt",
        "部门责任清单-街道.txt", "重点任务时间表.txt",
    ]  # fmt: skip
    assert "没有附原文，无从对照" in text("原文与规则对照表.txt")


def test_a_pdf_says_which_fonts_stand_in_or_nothing(run, place):
    ran = run("allocate", *COMMON, "--form", "pdf")
    assert ran.code == 0
    assert (place / "出" / "任务分工表.pdf").read_bytes().startswith(b"%PDF")
    assert "GJ821" in ran.err or not ran.err


def test_documents_from_the_sums(run, place):
    ran = run("budget", *CHECKED, "--form", "txt", "--issuer", "某局")
    assert ran.code == 0
    assert names() == ["津贴明细表.txt", "经费测算表.txt"]
    assert "合计（4笔）" in text("津贴明细表.txt") or "合计（3笔）" in text("津贴明细表.txt")
    assert "没有可以测算的内容" in text("经费测算表.txt")


def test_documents_from_the_states_name_no_person(run, place):
    assert run("bulletin", *CHECKED, "--form", "txt").code == 0
    assert names() == ["缺失数据明细.xlsx", "缺失数据清单.txt", "考核通报.txt"]
    assert "城东街道" in text("考核通报.txt")
    assert "受理日期" in text("缺失数据清单.txt")
    assert not any(name in text(file) for name in ("张三丰", "赵孟頫") for file in ("考核通报.txt", "缺失数据清单.txt"))


def test_a_notice_for_each_office_or_each_office_and_rule(run, place):
    ran = run("notice", *CHECKED, "--form", "txt")
    assert "督办通知书：1个单位，共4条违规，每份一个 .txt" in ran.out
    letter = text("督办通知书-城东街道.txt")
    assert "督办事项反馈单" in letter
    assert "注1" not in letter
    assert "1个单位，共4条违规，2份" in run("notice", *CHECKED, "--form", "txt", "--by", "事项", "--reckoning").out
    assert {"督办通知书-城东街道-办结.txt", "督办通知书-城东街道-回访.txt"} < set(names())
    assert "注1：L1，期限2024年3月15日（受理日期起10个工作日内；2024年3月1日起算（当日不计），10个工作日：" in text(
        "督办通知书-城东街道-办结.txt"
    )


@pytest.fixture
def letters(place):
    (place / "模板").mkdir()
    (place / "模板" / "催办函.md.j2").write_text(LETTER, "utf-8")
    return ("notice", *CHECKED, "--form", "txt", "--template", "模板", "--type", "催办函")


def test_a_letter_for_each_case_that_owes_the_duty(run, letters):
    ran = run(*letters, "--reckoning")
    assert ran.code == 0
    assert names() == ["催办函-L2.txt"]
    assert "***（L2）于2024年3月4日受理，期限2024年3月18日，期限2024年3月18日（受理日期起10个工作日内；" in text(
        "催办函-L2.txt"
    )
    assert "城东街道：" in text("催办函-L2.txt")


def test_names_are_shown_only_where_asked_for(run, letters):
    run(*letters, "--unmask")
    assert "李时珍" in text("催办函-L2.txt")


def test_a_letter_for_the_cases_named(run, letters):
    run(*letters, "--key", "L3", "--key", "L4")
    assert names() == ["催办函-L3.txt", "催办函-L4.txt"]
    assert "于（未登记）受理" in text("催办函-L4.txt")


NUMBERED = ("--register", "登记.csv", "--name-template", "{编号:03}_{个案}_{单位}")


def test_letters_about_cases_are_registered_and_not_issued_twice(run, place, letters):
    file = place / "模板" / "催办函.md.j2"
    file.write_text(LETTER.replace("主送", "文号：{{ 文号 }}\n主送"), "utf-8")
    ran = run(*letters, *NUMBERED)
    assert (ran.code, names()) == (0, ["001_L2_城东街道.txt"])
    assert "已登记1份，" in ran.out
    assert "号\n\n催办函" in text("001_L2_城东街道.txt")
    later = ("notice", *(part if part != "2024-06-30" else "2024-03-10" for part in letters[1:]))
    assert (
        "1份以前已经登记发出" in run(*later, *NUMBERED, "--key", "L2").out
    )  # still to be done then, overdue now: asked for once
    assert names() == ["001_L2_城东街道.txt"]
    more = ("--key", "L1", "--key", "L2", "--key", "L4")
    assert "已登记2份" in run(*letters, *NUMBERED, *more).out
    assert names() == ["001_L2_城东街道.txt", "002_L1_城东街道.txt", "003_L4_城西街道.txt"]
    row = (place / "登记.csv").read_text("utf-8-sig").splitlines()[1].split(",")
    assert (row[2], row[4:8]) == ("1", ["城东街道", "催办函", "", "1"])


def test_letters_without_a_number_are_not_registered(run, place, letters):
    ran = run(*letters, "--register", "登记.csv")
    assert (ran.code, "GJ848" in ran.err) == (2, True)
    assert not (place / "出").exists()
    assert not (place / "登记.csv").exists()


@pytest.mark.parametrize("more", [(), ("--register", "登记.xlsx"), ("--type", "催办函")])
def test_characters_no_font_has_leave_nothing_behind(run, place, letters, more):
    (place / "老人.csv").write_text(DATA.replace("城东街道", "城\ue123街道"), "utf-8")
    ran = run("notice", *CHECKED, "--form", "txt,pdf", "--template", "模板", *more)
    assert (ran.code, "GJ832" in ran.err) == (2, True)
    assert not (place / "出").exists()
    assert not (place / "登记.xlsx").exists()


@pytest.mark.parametrize("command", [("notice",), ("budget",), ("bulletin",)])
def test_the_same_cases_give_the_same_bytes_in_every_form(run, place, command):
    written = []
    for folder in ("甲", "乙"):
        again = (*CHECKED[:-3], folder, *CHECKED[-2:])
        assert run(*command, *again, "--form", "docx,pdf,html,xlsx,md,txt").code == 0
        written.append({p.name: p.read_bytes() for p in (place / folder).iterdir()})
    assert written[0] == written[1]
    assert {Path(name).suffix for name in written[0]} == {".docx", ".pdf", ".html", ".xlsx", ".md", ".txt"}


def test_letters_of_the_shipped_policy_are_listed(run, place):
    out = run("template", "list").out
    assert {"督办通知书", "考核通报", "接回通知", "回执单"} <= set(out.splitlines())
    assert "接回通知" not in run("template", "list", "--policy", "政策").out


def test_a_copied_template_changes_the_words(run, place):
    assert run("template", "copy", "督办通知书", "--out", "模板").code == 0
    file = place / "模板" / "督办通知书.md.j2"
    file.write_text(file.read_text("utf-8").replace("现予督办", "请速办理"), "utf-8")
    run("notice", *CHECKED, "--form", "txt", "--template", "模板")
    assert "请速办理" in text("督办通知书-城东街道.txt")
    again = run("template", "copy", "督办通知书", "--out", "模板")
    assert again.code == 2
    assert "GJ828" in again.err
    assert "请速办理" in file.read_text("utf-8")


def test_all_templates_are_copied_or_none(run, place):
    run("template", "copy", "任务分工表", "--out", "模板")
    assert run("template", "copy", "--out", "模板").code == 2
    assert names("模板") == ["任务分工表.md.j2"]
    assert run("template", "copy", "--out", "全").code == 0
    assert {"接回通知.md.j2", "考核通报.md.j2"} <= set(names("全"))


def test_a_template_that_is_not_there(run, place):
    ran = run("template", "copy", "督办通知", "--out", "模板")
    assert (ran.code, "是「督办通知书」" in ran.err) == (2, True)


def test_a_mistake_in_a_template_names_line_and_field_and_nothing_is_written(run, place):
    run("template", "copy", "考核通报", "--out", "模板")
    file = place / "模板" / "考核通报.md.j2"
    file.write_text(file.read_text("utf-8").replace("{{ 截至日期 }}各单位", "{{ 截至日 }}各单位"), "utf-8")
    ran = run("bulletin", *CHECKED, "--form", "txt,docx", "--template", "模板", "--type", "考核通报")
    assert ran.code == 2
    assert "是不是「截至日期」" in ran.err
    assert "考核通报.md.j2:13:" in ran.err
    assert not (place / "出").exists()


LEFT_OUT = "读入数据时拒收老人2行，没有计入"
ANY_NOTICE = "登记数据中有老人2行没有读入，已经办理而登记在其中的，请一并说明。"


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
@pytest.mark.parametrize(
    ("command", "document", "words"),
    [
        ("budget", "津贴明细表", LEFT_OUT),
        ("bulletin", "考核通报", LEFT_OUT),
        ("notice", "督办通知书", ANY_NOTICE),
    ],
)
def test_rejected_rows_are_told_of_by_whoever_makes_documents(run, place, engine, command, document, words):
    made = (command, *CHECKED, "--form", "md", "--engine", engine)

    def written():
        return [p.read_text("utf-8") for p in (place / "出").glob(f"*{document}*.md")]

    assert "拒收" not in run(*made).err
    assert written()
    assert not any("拒收" in text or "没有读入" in text for text in written())
    (place / "老人.csv").write_text(f"{DATA}L5,扁鹊,城西街道,三月,\nL6,华佗,城西街道,四月,\n", "utf-8")
    ran = run(*made)
    assert ran.code == 0
    assert "读入数据时拒收老人2行，文书里没有计入" in ran.err
    assert [text.count(words) for text in written()] == [1] * len(written())


def test_a_bulletin_and_a_budget_of_nothing_say_what_was_rejected(run, place):
    (place / "老人.csv").write_text(f"{DATA.splitlines()[0]}\nL5,扁鹊,城西街道,三月,\n", "utf-8")
    run("bulletin", *CHECKED, "--form", "md")
    run("budget", *CHECKED, "--form", "md")
    assert "没有可以通报的内容（读入数据时拒收老人1行，没有计入）。" in text("考核通报.md")
    assert "没有可以测算的内容。读入数据时拒收老人1行，没有计入" in text("经费测算表.md")
