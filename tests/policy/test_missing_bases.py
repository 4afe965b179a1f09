"""Bases missing at the end of 2015: every one is named with its county or city, and with whose task it was."""

from datetime import date
from pathlib import Path

import pytest
from guiju.dsl.load import DEFAULT_POLICY, load
from guiju.dsl.policy import Policy
from guiju.engine.outcome import BreachKind, Result, TargetState
from guiju.reports.notice import notice_documents
from guiju.reports.screen import screen
from guiju.reports.writers.markdown_text import markdown_text

COUNTIES = {
    "640104": "兴庆区", "640105": "西夏区", "640106": "金凤区", "640121": "永宁县", "640122": "贺兰县", "640181": "灵武市",
    "640202": "大武口区", "640205": "惠农区", "640221": "平罗县", "640302": "利通区", "640303": "红寺堡区", "640323": "盐池县",
    "640324": "同心县", "640381": "青铜峡市", "640402": "原州区", "640422": "西吉县", "640423": "隆德县", "640424": "泾源县",
    "640425": "彭阳县", "640502": "沙坡头区", "640521": "中宁县", "640522": "海原县",
}  # fmt: skip
CITIES = {"银川市": "640104", "石嘴山市": "640202", "吴忠市": "640302", "固原市": "640402", "中卫市": "640502"}
WITHOUT, UNFINISHED, TOO_LATE, LACKING = "640121", "640425", "640522", "640181"
CITY_WITHOUT = "固原市"


def bases() -> str:
    """A base for every county and city but those named above."""
    rows = ["编号,级别,所在县区,食宿功能,培训功能,劳动功能,教育功能,管理功能,申报日期,立项日期,建成日期"]
    built = dict.fromkeys(COUNTIES, "2015-12-31") | {UNFINISHED: "", TOO_LATE: "2016-01-01"}
    for county, day in built.items():
        if county != WITHOUT:
            rows.append(f"X{county},县级,{county},是,是,{'否' if county == LACKING else '是'},是,是,,,{day}")
    rows += [f"S{c},市级,{county},是,是,是,是,是,,,2014-05-04" for c, county in CITIES.items() if c != CITY_WITHOUT]
    return "\n".join(rows)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(DEFAULT_POLICY)


def check(policy: Policy, folder: Path, text: str, name: str = "过渡性安置基地") -> Result:
    path = folder / f"{name}.csv"
    path.write_text(text, "utf-8")
    return policy.check(policy.read([path]), as_of=date(2016, 1, 4))


def test_every_missing_base_has_its_place_and_whose_task_it_was(policy: Policy, tmp_path: Path):
    result = check(policy, tmp_path, bases())
    found = {(b.rule, b.key, b.bearer) for b in result.breaches if b.kind is BreachKind.MISSED_TARGET}
    missing = (WITHOUT, UNFINISHED, TOO_LATE, LACKING)
    assert found == {
        *(("县区建成过渡性安置基地", code, f"{COUNTIES[code]}县级人民政府") for code in missing),
        ("地级市建成过渡性安置基地", CITY_WITHOUT, f"{CITY_WITHOUT}市级人民政府"),
    }
    met = [t.key for t in result.targets if t.target == "县区建成过渡性安置基地" and t.state is TargetState.MET]
    assert set(met) == set(COUNTIES) - set(missing)


def test_screen_and_notices_name_county_and_bearer(policy: Policy, tmp_path: Path):
    result = check(policy, tmp_path, bases())
    shown = screen(policy.program, result)
    made = notice_documents(policy.program, result, issuer=None, number_from=1, date=date(2016, 1, 4), reply_days=10)
    letters = {letter.bearer: markdown_text(letter.document) for letter in made.documents}
    for code in (WITHOUT, UNFINISHED, TOO_LATE, LACKING):
        name = COUNTIES[code]
        assert f"{name}（{code}）" in shown
        assert f"{name}县级人民政府" in shown
        assert f"{name}（{code}）" in letters[f"{name}县级人民政府"]
        assert "2015年12月31日" in letters[f"{name}县级人民政府"]
    assert f"{CITY_WITHOUT}市级人民政府" in letters
    assert len(letters) == 5


def test_without_a_sheet_of_bases_nobody_is_accused(policy: Policy, tmp_path: Path):
    people = "编号,释放日期,接回县区\n1,2015-05-04,盐池县\n"
    assert check(policy, tmp_path, people, "刑释解教人员").breaches == ()
