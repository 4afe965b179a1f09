"""修改 标准 of mode and codes, single files of a version, and the text put together for a day."""

from datetime import date
from pathlib import Path

import pytest
from guiju.cli import main
from guiju.dsl.consolidated import consolidated
from guiju.dsl.load import examine
from guiju.reports.rule_index import RuleIndex

from .test_version_timing import checked, laid_out, policy_of

FIRST = """主体 民政局、老人本人

代码表 等级：一级、二级、三级、四级

台账 老人
  · 编号：文本 主键
  · 等级：等级
  · 独居：是非
  · 失能：是非
  · 批准日期：日期

标准 护理费 对 老人
  依据 《办法》
  按 等级：一级、二级 100元，三级 50元，其余 0元

标准 补贴标准 对 老人 依次
  依据 《办法》
  （一）独居：300元；
  （二）失能：200元；
  （三）其余：0元。

待遇 护理
  依据 《办法》
  对 老人
  由 民政局 发给 老人本人
  一次性 数额 护理费
  以 批准日期 为准

待遇 补贴
  依据 《办法》
  对 老人
  由 民政局 发给 老人本人
  一次性 数额 补贴标准
  以 批准日期 为准
"""
LATER = """修改 标准 护理费：
  依据 《决定》
  按 等级：二级 120元，四级 10元

修改 标准 补贴标准 累加：
  依据 《决定》
  改（二）失能：250元。
"""
ROWS = "编号,等级,独居,失能,批准日期\n" + "".join(
    f"{grade}{year},{grade},是,是,{year}-06-30\n" for year in (2020, 2021) for grade in ("一级", "二级", "三级", "四级")
)


def test_single_codes_and_the_mode_change(tmp_path: Path):
    """二级 leaves the group of 一级, 四级 leaves 其余; 依次 gives the first row only, 累加 both: 300 + 250."""
    policy = policy_of(tmp_path, {"2020-01-01": FIRST, "2021-01-01": LATER})
    result = checked(policy, tmp_path, date(2021, 12, 31), 老人=ROWS)
    care = {e.key: e.amount_fen // 100 for e in result.entitlements if e.benefit == "护理"}
    assert care == {
        **{"一级2020": 100, "二级2020": 100, "三级2020": 50, "四级2020": 0},
        **{"一级2021": 100, "二级2021": 120, "三级2021": 50, "四级2021": 10},
    }
    aid = {e.key: e.amount_fen // 100 for e in result.entitlements if e.benefit == "补贴" and e.key[:2] == "一级"}
    assert aid == {"一级2020": 300, "一级2021": 550}


def test_the_rows_that_stay_keep_what_they_rest_on(tmp_path: Path):
    policy = policy_of(tmp_path, {"2020-01-01": FIRST, "2021-01-01": LATER})
    text = consolidated(policy, date(2021, 6, 30))
    assert (
        "标准 补贴标准 对 老人 累加\n  依据 《办法》\n  依据 《决定》\n  （一）独居：300元；\n  （二）失能：250元；\n"
        in text
    )
    assert "  按 等级：一级 100元，三级 50元，二级 120元，四级 10元，其余 0元\n" in text


def test_a_whole_row_may_be_restated_for_the_codes_of_another_column(tmp_path: Path):
    first = FIRST.replace("· 独居：是非", "· 独居：是非\n  · 新等级：等级")
    later = "修改 标准 护理费：\n  依据 《决定》\n  按 新等级：一级 1元，其余 2元\n"
    policy = policy_of(tmp_path, {"2020-01-01": first, "2021-01-01": later})
    assert "  按 新等级：一级 1元，其余 2元\n" in consolidated(policy, date(2021, 6, 30))


# ---------- policy lint and policy test of one file ----------


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        main([str(a) for a in arguments])
    return int(stop.value.code or 0)


def test_one_file_of_a_later_version_is_linted_within_its_policy(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = laid_out(tmp_path, {"2020-01-01": FIRST, "2021-01-01": LATER})
    assert run("lint", folder / "2021-01-01" / "规则.policy") == 0
    assert capsys.readouterr().out == "没有发现问题\n"
    assert examine(folder / "2021-01-01" / "规则.policy").policy is not None


def test_only_what_is_about_the_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = laid_out(tmp_path, {"2020-01-01": FIRST, "2021-01-01": LATER + "\n废止 没有的规则\n"})
    assert run("lint", folder / "2020-01-01" / "规则.policy") == 0
    assert "GJ901" not in capsys.readouterr().out
    assert run("lint", folder / "2021-01-01" / "规则.policy") == 2
    assert "GJ901" in capsys.readouterr().out


def test_the_examples_of_one_file_are_run_within_its_policy(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    example = '\n示例 "{name}"\n  设 等级 为 二级\n  设 批准日期 为 2021年1月1日\n  则 护理 的 数额 为 120元\n'
    versions = {
        "2020-01-01": FIRST + example.format(name="先写的"),
        "2021-01-01": LATER + example.format(name="后写的"),
    }
    folder = laid_out(tmp_path, versions)
    # 两条都按2021年版本：二级是120元。
    for file in ("2020-01-01/规则.policy", "2021-01-01/规则.policy"):
        assert run("test", folder / file) == 0
        assert "符合1个，不符合0个" in capsys.readouterr().out
    assert run("test", folder) == 0
    assert "符合2个，不符合0个" in capsys.readouterr().out


# ---------- policy show ----------


def test_show_takes_the_day_of_a_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    later = (
        "主体 民政局 改称 民政和养老局 自 2021年1月1日\n  依据 《决定》\n\n" + LATER + "\n废止 补贴\n  依据 《决定》\n"
    )
    folder = laid_out(tmp_path, {"2020-01-01": FIRST, "2021-01-01": later})
    assert run("show", folder, "--version", "2020-12-31") == 0
    first = capsys.readouterr().out
    assert "待遇 补贴" in first
    assert "民政和养老局" not in first
    assert run("show", folder, "--version", "2021-01-01") == 0
    second = capsys.readouterr().out
    assert "# 自2021年1月1日起废止：补贴\n" in second
    assert "「2020-01-01」、「2021-01-01」合成" in second
    assert "主体 民政局 改称 民政和养老局 自 2021年1月1日\n" in second
    assert "主体 民政和养老局\n" not in second
    (tmp_path / "一起.policy").write_text(second, "utf-8")
    assert run("lint", tmp_path / "一起.policy") == 0


def test_a_party_restated_stays_where_it_stood(tmp_path: Path):
    later = "主体 民政局 包括 民政科、养老科\n  依据 《决定》\n"
    policy = policy_of(tmp_path, {"2020-01-01": FIRST, "2021-01-01": later})
    text = consolidated(policy, date(2021, 6, 30))
    assert "主体 老人本人\n\n# 自2021年1月1日起替换\n主体 民政局 包括 民政科、养老科\n" in text
    assert text.index("主体 民政局 包括") < text.index("台账 老人")


def test_lists_name_what_a_rule_rested_on_that_day(tmp_path: Path):
    policy = policy_of(tmp_path, {"2020-01-01": FIRST, "2021-01-01": "修改 待遇 补贴：\n  依据 《决定》\n"})
    for day, clause in ((date(2020, 12, 31), "《办法》"), (date(2021, 1, 1), "《决定》")):
        rules = RuleIndex(policy.program, day)
        assert (rules.clause("补贴"), rules.clause("护理")) == (clause, "《办法》")
