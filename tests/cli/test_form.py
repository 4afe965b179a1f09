"""`policy form`: the command, from a blank workbook to a check of it."""

from openpyxl import load_workbook


def test_a_blank_form_of_the_shipped_plan_is_read_without_a_word(run, tmp_path):
    path = tmp_path / "填报.xlsx"
    made = run("form", "--out", path, "--as-of", "2022-06-30")
    assert (made.code, made.err) == (0, "")
    assert str(path) in made.out
    assert "县区年度" in made.out
    checked = run("check", path, "--as-of", "2022-06-30")
    assert checked.err == ""
    assert checked.code == 1  # no base is entered: every city and county missed the end of 2015
    assert "发现 0 条，拒收 0 处" in checked.out


def test_a_form_of_an_earlier_day_lacks_what_came_later_and_the_check_says_so(run, tmp_path):
    path = tmp_path / "填报.xlsx"
    run("form", "--out", path, "--as-of", "2012-06-30")
    checked = run("check", path, "--as-of", "2012-06-30")
    assert checked.code == 0
    assert [line for line in checked.err.splitlines() if "警告[" in line] == [
        "警告[GJ532]：填报.xlsx「社区矫正人员」表没有「执行县区」列，台账「社区矫正人员」的这些事实一律按未知处理"
    ]


def test_a_row_filled_in_is_decided(run, tmp_path):
    path = tmp_path / "填报.xlsx"
    run("form", "--out", path, "--as-of", "2012-06-30")
    book = load_workbook(path)
    book["自治区年度"].append([2012])
    header = [cell.value for cell in book["自治区年度"][1]]
    book["自治区年度"].cell(2, header.index("派遣高校毕业生人数") + 1, 299)
    book.save(path)
    checked = run("check", path, "--as-of", "2013-01-01")
    assert checked.code == 1
    assert "完成299人，要求300人" in checked.out


def test_only_a_workbook_can_be_written(run, tmp_path):
    ran = run("form", "--out", tmp_path / "填报.csv")
    assert ran.code == 2
    assert "要以 .xlsx 结尾" in ran.err
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there(run, tmp_path):
    ran = run("form", "--out", tmp_path / "没有" / "填报.xlsx")
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert "没有" in ran.err
