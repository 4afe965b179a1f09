"""`policy form`: the command, from a blank workbook to a check of it."""

from openpyxl import load_workbook


def test_a_blank_form_of_the_shipped_plan_is_checked_without_a_finding(run, tmp_path):
    path = tmp_path / "填报.xlsx"
    made = run("form", "--out", path, "--as-of", "2012-06-30")
    assert (made.code, made.err) == (0, "")
    assert str(path) in made.out
    assert "县区年度" in made.out
    checked = run("check", path, "--as-of", "2012-06-30")
    assert (checked.code, checked.err) == (0, "")


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
