"""改称: which name a party is shown by on a day, as an office's own name and among other parties."""

from datetime import date

import pytest
from guiju.engine.program import Rename
from guiju.engine.renames import Names, _names

BEFORE, AFTER = date(2018, 12, 31), date(2019, 1, 1)
DECLARED = frozenset({"综治部门", "民政局", "区民政局", "综治部门监督处"})


def names(day: date, *renames: Rename) -> Names:
    return _names(
        renames or (Rename("综治部门", "政法委", AFTER), Rename("民政局", "民政和养老局", AFTER)), DECLARED, day
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("综治部门", "政法委"),
        ("东县综治部门", "东县政法委"),
        ("东县综治部门、东县民政局", "东县政法委、东县民政和养老局"),
        ("综治部门（管理系统）", "政法委（管理系统）"),
        # 声明过的更长的名称是另一个主体，不随之改称。
        ("西县区民政局", "西县区民政局"),
        ("综治部门监督处", "综治部门监督处"),
        # 后面还有字的是别的词。
        ("综治部门主任", "综治部门主任"),
        ("公安机关", "公安机关"),
    ],
)
def test_names_of_the_day(before: str, after: str):
    old, new = names(BEFORE), names(AFTER)
    assert (old.shown(before), new.shown(before)) == (before, after)
    assert (old.shown(after), new.shown(after)) == (before, after)


def test_names_go_on_from_rename_to_rename():
    chain = (Rename("甲局", "乙局", date(2015, 1, 1)), Rename("乙局", "甲局", date(2019, 1, 1)))
    shown = {day.year: names(day, *chain).shown("东县甲局") for day in (date(2014, 1, 1), date(2016, 1, 1), AFTER)}
    assert shown == {2014: "东县甲局", 2016: "东县乙局", 2019: "东县甲局"}


def test_the_order_in_which_renames_are_written_does_not_matter():
    chain = (Rename("乙局", "丙局", date(2019, 1, 1)), Rename("甲局", "乙局", date(2015, 1, 1)))
    assert names(AFTER, *chain).shown("甲局") == "丙局"
    assert names(date(2014, 1, 1), *chain).shown("丙局") == "甲局"


def test_a_party_merged_into_another_gives_that_one_no_older_name():
    merged = Rename("综治部门", "政法委", AFTER, merged=True)
    assert names(AFTER, merged).shown("东县综治部门") == "东县政法委"
    assert names(BEFORE, merged).shown("东县政法委") == "东县政法委"


def test_without_renames_nothing_changes():
    assert Names().shown("综治部门") == "综治部门"
