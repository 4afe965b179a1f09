"""report.html: built soundly, nothing to load, every link resolves, figures with their denominators, persons hidden."""

import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import evolve
from guiju.dsl.load import load
from guiju.dsl.rule_texts import rule_texts
from guiju.engine.outcome import Finding, State
from guiju.reports import charts
from guiju.reports.report_page import report_page
from lxml import html

from . import builders as b
from . import samples

VOID = {"meta", "link", "img", "br", "hr", "input", "col", "path", "line", "rect"}

COUNTIES = """
政策 某某
  标题 《护理经费办法》
  施行 2012年1月1日

主体 县级财政 按 县区
主体 护理站

台账 县区
  · 代码：文本 主键
  · 名称：文本
  · 地市：文本

台账 县区年度
  · 县区：县区 主键
  · 年度：年度 主键
  · 预算数：金额

台账 老人
  · 编号：文本 主键
  · 居住县区：县区
  · 护理站：护理站
  · 登记日期：日期
  · 注销日期：日期 履行
  · 走访日期：日期 履行
  在册 自 登记日期 至 注销日期

职责 首次走访
  依据 《护理经费办法》 第五条
  对 老人
  由 护理站
  应 "登记后十日内走访"
  期限 登记日期 起 10日 内
  完成于 走访日期

待遇 走访补助
  依据 《护理经费办法》 第六条
  对 老人 当 走访日期 已知
  由 居住县区 的 县级财政
  一次性 数额 20元
  以 走访日期 为准

经费 护理经费
  依据 《护理经费办法》 第三条
  由 县级财政
  每 县区、年度
  人数 老人 经 居住县区 年末在册
  按标准 1500元
  列入 下一年度
  核对 县区年度 的 预算数
"""
PEOPLE = """编号,居住县区,护理站,登记日期,注销日期,走访日期
1,A,一站,2012-03-01,,2012-03-05
2,A,一站,2012-03-01,,2012-03-20
3,B,二站,2012-03-01,,2012-03-06
4,B,二站,2012-06-25,,
5,C,三站,,,
6,,一站,2012-03-01,,
"""
PLACES = "代码,名称,地市\nA,东县,甲市\nB,西县,甲市\nC,南县,乙市\nD,北县,乙市\n"
AGAIN = """
经费 补助经费
  依据 《护理经费办法》 第七条
  由 县级财政
  每 县区、年度
  合计 走访补助 经 居住县区
  列入 下一年度
"""
BUDGETS = "县区,年度,预算数\nA,2013,1000元\n"
DAY = date(2012, 6, 30)


class Page(HTMLParser):
    """The page read back: elements with their attributes, text, what is inside what."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.heads: list[tuple[int, str]] = []
        self.feed(page.decode())
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if re.fullmatch("h[1-6]", tag):
            self.heads.append((int(tag[1]), ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", self.text)


@pytest.fixture(scope="module")
def counties(tmp_path_factory):
    folder = tmp_path_factory.mktemp("护理")
    (folder / "规则.policy").write_text(COUNTIES, "utf-8")
    exports = []
    for name, text in (("老人", PEOPLE), ("县区", PLACES), ("县区年度", BUDGETS)):
        exports.append(folder / f"{name}.csv")
        exports[-1].write_text(text, "utf-8")
    policy = load(folder / "规则.policy")
    facts = policy.read(exports)
    return policy, facts, policy.check(facts, as_of=DAY)


def of_counties(counties, **options):
    policy, facts, result = counties
    options = {"tables": facts.tables, "texts": rule_texts(policy), "draw": False, **options}
    return report_page(policy.program, result, **options)


def of_samples(**options):
    return report_page(samples.program(), samples.result(), draw=False, **options)


def table(page: bytes, caption: str) -> list[list[str]]:
    """The rows of the table with a caption, as text."""
    found = re.search(rf"<caption>{caption}</caption>(.*?)</table>", page.decode(), re.DOTALL)
    assert found, caption
    rows = re.findall(r"<tr.*?</tr>", found[1], re.DOTALL)
    return [[re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


# ---------- built soundly ----------


@pytest.mark.parametrize("draw", [True, False])
def test_every_link_leads_somewhere_on_the_page_and_nothing_is_loaded(counties, draw):
    if draw and not charts.can_draw():
        pytest.fail("the tests need the extra charts")
    written = of_counties(counties, draw=draw)
    page = Page(written)
    anchors = Counter(a["id"] for _, a in page.elements if "id" in a)
    assert anchors.most_common(1)[0][1] == 1
    links = [a["href"] for a in page.of("a")]
    assert {link for link in links if not link.startswith("#")} == set()
    assert {link for link in links if link[1:] not in anchors} == set()
    assert len(links) > 60
    assert not page.of("script")
    assert not page.of("link")
    assert not page.of("img")
    assert not re.search(rb"https?:|//[a-z]|@import|javascript:| src=", written)
    assert re.findall(rb"url\((.*?)\)", written) == [u for u in re.findall(rb"url\((.*?)\)", written) if u[:1] == b"#"]
    assert "default-src 'none'" in str(page.of("meta"))


def test_landmarks_headings_and_tables_are_usable_without_sight(counties):
    page = Page(of_counties(counties))
    tags = Counter(tag for tag, _ in page.elements)
    assert [tags[t] for t in ("header", "nav", "main", "footer", "h1")] == [1, 1, 1, 1, 1]
    levels = [level for level, _ in page.heads]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.of("html") == [{"lang": "zh-CN"}]
    assert page.of("a")[0] == {"class": "skip", "href": "#main"}
    assert all("scope" in attributes for attributes in page.of("th"))
    assert tags["caption"] == tags["table"] > 5
    labels = {a["aria-labelledby"] for _, a in page.elements if "aria-labelledby" in a}
    assert labels <= {a.get("id") for _, a in page.elements}
    pictures = [a for _, a in page.elements if a.get("role") == "img"]
    assert pictures
    assert all(len(picture["aria-label"] or "") > 10 for picture in pictures)


def test_every_number_of_a_duty_leads_to_the_rule_with_its_text_and_clause(counties):
    written = of_counties(counties).decode()
    link = re.search(r'<th role="rowheader" scope="row"><a href="#(rule-\d+)">首次走访</a>', written)
    assert link
    card = re.search(rf'<article class="rule" id="{link[1]}".*?</article>', written, re.DOTALL)
    assert card
    assert "期限 登记日期 起 10天 内" in card[0]
    assert "《护理经费办法》第五条" in card[0]


def test_a_quotation_leads_to_its_paragraph_of_the_source(tmp_path):
    (tmp_path / "规则.policy").write_text(
        '政策 某某\n  施行 2012年1月1日\n  原文 "原文.txt"\n\n定性要求 协调\n  依据 「要搞好协调」\n', "utf-8"
    )
    (tmp_path / "原文.txt").write_text("一、总则\n要搞好协调。\n二、附则\n自印发之日起施行。\n", "utf-8")
    policy = load(tmp_path / "规则.policy")
    written = report_page(policy.program, b.result(), texts=rule_texts(policy), draw=False).decode()
    link = re.search(r'href="#(source-[\d-]+)"', written)
    assert link
    assert f'<p id="{link[1]}">要搞好协调。</p>' in written


def test_the_same_input_gives_the_same_bytes_whatever_the_order_of_sets(tmp_path):
    code = (
        "from tests_samples import samples\nimport sys\nfrom guiju.reports.report_page import report_page\n"
        "sys.stdout.buffer.write(report_page(samples.program(), samples.result()))"
    )
    (tmp_path / "tests_samples.py").write_text(
        "import importlib.util as u, sys\n"
        f"spec = u.spec_from_file_location('samples', {str(Path(samples.__file__))!r})\n"
        "samples = u.module_from_spec(spec)\nspec.loader.exec_module(samples)\n"
    )
    pages = [
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": f"{tmp_path}:{Path(load.__code__.co_filename).parents[2]}"},
        ).stdout
        for seed in ("1", "2")
    ]
    assert pages[0] == pages[1]
    assert len(pages[0]) > 10_000


def test_plain_bars_stand_in_where_altair_is_not_installed(counties, monkeypatch):
    monkeypatch.setattr(charts, "find_spec", lambda name: None)
    policy, facts, result = counties
    assert b"<svg" in of_counties(counties, draw=True)
    monkeypatch.setitem(sys.modules, "altair", None)
    written = report_page(policy.program, result, tables=facts.tables)
    assert b"<svg" not in written
    assert written.count(b'class="bars"') == 3


# ---------- the figures ----------


def test_rates_state_what_they_are_counted_over(counties):
    """1 and 3 in time, 2 too late, 4 is pending, 5 undecided; 6 is overdue: 2 of 4."""
    page = of_counties(counties)
    assert "按期率 50.0% 应办4件中按期2件" in Page(page).words
    [heading, row] = table(page, "各项职责的办理情况（件）")
    found = dict(zip(heading, row, strict=True))
    assert {name: found[name] for name in ("应办", "按期率", "待履行", "无法判定", "逾期履行", "逾期未履行")} == {
        "应办": "4",
        "按期率": "50.0%",
        "待履行": "1",
        "无法判定": "1",
        "逾期履行": "1",
        "逾期未履行": "1",
    }


def test_offices_of_one_duty_stand_by_name(counties):
    rows = table(of_counties(counties), "首次走访：各单位的办理情况（件）")
    assert [row[0] for row in rows] == ["单位", "一站", "三站", "二站"]
    assert rows[1][1:3] == ["3", "33.3%"]


def test_cases_are_placed_by_the_table_that_places_duty_holders(counties):
    """An unknown county is a row of its own, the county without anybody is not listed."""
    page = of_counties(counties)
    rows = [row[:3] for row in table(page, "各县区的办理情况")]
    assert rows == [
        ["县区", "应办", "按期率"],
        ["东县", "2", "50.0%"],
        ["西县", "1", "100.0%"],
        ["南县", "0", "—"],
        ["地点不明", "1", "0.0%"],
    ]
    assert "应付待遇" in page.decode()
    assert "<caption>各县区的办理情况" not in of_counties(counties, tables=None).decode()


def test_places_are_gathered_where_a_column_gathers_them(counties):
    policy, facts, result = counties
    (row,) = (o for o in result.obligations if o.key == "1")
    more = evolve(result, obligations=(*result.obligations, evolve(row, key="7")))
    people = facts.tables["老人"]
    seventh = evolve(people.by_key["1"], key="7", values={**people.by_key["1"].values, "居住县区": "D"})
    tables = {**facts.tables, "老人": evolve(people, records=(*people.records, seventh))}
    rows = table(report_page(policy.program, more, tables=tables, draw=False), "各县区的办理情况")
    assert [row[0] for row in rows] == [
        "县区",
        "甲市",
        "东县",
        "西县",
        "乙市",
        "南县",
        "北县",
        "归不到地方的",
        "地点不明",
    ]


def test_what_falls_due_in_the_next_thirty_days(counties):
    policy, _, result = counties
    (pending,) = (o for o in result.obligations if o.state is State.PENDING)
    assert pending.due == date(2012, 7, 5)
    rows = table(of_counties(counties), ".*?到期的事项")
    assert rows[1:] == [["2012年7月5日（星期四）"], ["首次走访", "二站", "1"]]
    last, beyond = DAY + timedelta(30), DAY + timedelta(31)
    for due, expected in ((last, "1"), (beyond, "0")):
        moved = evolve(pending, due=due, due_extended=due)
        written = report_page(policy.program, evolve(result, obligations=(moved,)), draw=False)
        assert f"30天内到期 {expected} " in Page(written).words


def test_sums_by_level_leave_out_what_is_not_settled(counties):
    """2012's stock is not known before the year ends, nor where the sixth lives: no sum is made of it."""
    rows = table(of_counties(counties), "各级承担的经费和待遇")
    benefit = next(row for row in rows if row[0] == "走访补助")
    assert benefit[1:4] == ["2012年", "3", "60元"]
    _, _, result = counties
    open_sums = [f for f in result.fundings if f.amount_fen is None]
    settled = sum(f.amount_fen for f in result.fundings if f.amount_fen is not None)
    level = next(row for row in rows if row[0] == "县级财政合计")
    assert open_sums
    assert level[3] == f"{(settled + 6000) // 100:,}元"


def test_money_of_a_benefit_that_is_budgeted_too_is_counted_once(counties, tmp_path):
    (tmp_path / "规则.policy").write_text(COUNTIES + AGAIN, "utf-8")
    policy = load(tmp_path / "规则.policy")
    result = policy.check(counties[1], as_of=DAY)
    assert {f.amount_fen for f in result.fundings if f.fund == "补助经费"} != set()
    pages = [report_page(policy.program, result, draw=False), of_counties(counties)]
    levels = [[row[3] for row in table(page, "各级承担的经费和待遇") if row[0] == "县级财政合计"] for page in pages]
    assert levels[0] == levels[1]
    assert "「补助经费」是把待遇的钱列入预算，是同一笔钱" in Page(pages[0]).words


def test_the_undecided_stand_apart_with_what_is_missing_and_who_can_say(counties):
    rows = table(of_counties(counties), "无法判定的，缺什么、向谁补")
    assert ["首次走访", "登记日期", "三站", "1"] in rows


def test_findings_rejects_and_readings_are_listed():
    words = Page(of_samples()).words
    result = samples.result()
    assert result.findings
    assert result.rejects
    for finding in result.findings:
        assert finding.kind in words
    for reject in result.rejects:
        assert reject.reason in words
    assert "原文未定义三无，按安置帮教口径" in words.split("解释：原文没有写明")[1].split("读入的行")[0]


# ---------- what must not be seen ----------


def on_paper(page: bytes) -> str:
    """What a printer would put out: without what is for the screen alone and what nobody opened."""
    css = re.search(r"@media print \{(.*?)\n\}", page.decode(), re.DOTALL)[1]
    assert ".on-screen { display: none; }" in css
    assert "details-content" not in css  # what is closed stays closed
    tree = html.fromstring(page)
    for hidden in tree.xpath("//*[contains(@class, 'on-screen')] | //details[not(@open)]/div"):
        hidden.drop_tree()
    return " ".join(tree.text_content().split())


def test_print_holds_figures_and_clauses_and_leaves_long_lists_to_the_screen(counties):
    policy, _, result = counties
    missed = tuple(Finding("数据校验", "首次走访", "老人", f"K{n:03d}", ("走访日期",)) for n in range(100))
    many = evolve(result, findings=missed)
    screen = report_page(policy.program, many, texts=rule_texts(policy)).decode()
    paper = on_paper(screen.encode())
    assert all(f"K{n:03d}" in screen for n in range(100))
    assert [n for n in range(100) if f"K{n:03d}" in paper] == list(range(40))
    assert "这里印前40行，共100行" in paper
    assert "第五条" in paper
    assert "登记日期 起" in screen
    assert "登记日期 起" not in paper


def test_facts_are_escaped():
    evil = '<script>alert(1)</script>"><img src=x>'
    obligations = (b.breach("回执", evil, by=evil, reason=evil),)
    result = evolve(b.result(*obligations), findings=(Finding("冲突", evil, b.LEDGER, evil, (evil,), evil),))
    page = Page(report_page(b.program(b.duty("回执")), result, draw=False))
    assert not page.of("script")
    assert not page.of("img")
    assert evil in page.text


def test_sensitive_keys_are_masked_unless_asked_otherwise():
    program = b.program(b.duty("回执"), key_sensitive=True)
    result = b.result(b.breach("回执", "640101199001011234"))
    assert b"640101199001011234" not in report_page(program, result, draw=False)
    assert b"640101199001011234" in report_page(program, result, unmask=True, draw=False)


@pytest.mark.parametrize("unmask", [False, True])
def test_persons_are_counted_and_never_listed_as_offices(unmask):
    program = b.program(b.duty("报到", by=b.bearer("本人", "当事人")))
    result = b.result(*(b.breach("报到", str(n), by=f"当事人{n}") for n in range(7)))
    written = report_page(program, result, unmask=unmask, draw=False).decode()
    offices = re.search(r'<section class="part" id="offices".*?</section>', written, re.DOTALL)
    assert offices
    assert "当事人" not in offices[0]
    assert "另有7件由个人承担，不逐人列出" in offices[0]


def test_later_versions_show_the_rule_as_each_says_it():
    policy = load(Path(__file__).parents[1] / "cases" / "good-versions" / "居家养老服务补贴")
    changed = {name: texts for name, texts in rule_texts(policy).items() if len(texts) > 1}
    assert changed
    written = report_page(policy.program, b.result(), texts=rule_texts(policy), draw=False).decode()
    name = next(rule.name for rule in policy.program.derived if rule.name in changed)
    card = next(c for c in re.findall(r'<article class="rule".*?</article>', written, re.DOTALL) if f" {name}" in c)
    assert card.count("<pre ") == len(changed[name])
    assert card.count('<p class="note on-screen">自') == len(changed[name])
