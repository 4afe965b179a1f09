"""Notices by a register: numbers run on, nothing twice, a killed run leaves no claim, a damaged register is left alone."""

import csv
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from attrs import evolve
from guiju.engine.diagnostic import Refusal
from guiju.engine.outcome import State
from guiju.reports import dispatch as dispatching_module
from guiju.reports.batch import Batch
from guiju.reports.dispatch import dispatching
from guiju.reports.dispatch_register import COLUMNS, Entry, Register, read_register, write_register
from guiju.reports.letters import Letter
from guiju.reports.markdown import read_markdown
from guiju.reports.name_template import NameTemplate
from guiju.reports.named_document import DocumentsMade, NamedDocument
from guiju.reports.output_folder import write_notices
from guiju.reports.writers.formats import Form, Output

from . import builders as b

PROGRAM = b.program(b.duty("回执"), b.duty("下载"))
DAY, NEXT_YEAR = date(2012, 5, 21), date(2013, 1, 4)
EAST, WEST = b.breach("回执", "1", by="东司法所"), b.breach("回执", "2", by="西司法所")
ENTRY = Entry(2012, 7, DAY, "东司法所", "督办通知书", "", 3, "0123456789abcdef", ("a.html", "a.docx"))


@pytest.fixture(params=["发文登记.xlsx", "发文登记.csv"])
def register(tmp_path, request):
    return tmp_path / request.param


@pytest.mark.parametrize("registered", [False, True])
def test_each_letter_is_written_before_the_next_is_made(tmp_path, registered):
    out, asked = tmp_path / "文书", []

    def make(place):
        asked.append(place)
        assert len(list(out.glob(".guiju-*/*.txt"))) == place
        return NamedDocument(
            f"{place}", "东司法所", read_markdown(f"---\n种类：通知\n日期：2012-05-21\n---\n\n# 通知{place}\n", "通知")
        )

    documents = DocumentsMade(3, make)
    letters = [Letter("东司法所", "通知", "", (), about=str(n)) for n in range(3)]
    batch = Batch(Output(out, (Form.TEXT,)), DAY)
    if registered:
        with dispatching(tmp_path / "登记.csv", out, PROGRAM, DAY) as dispatch:
            written = evolve(batch, dispatch=dispatch).write(documents, letters)
    else:
        written = batch.write(documents, letters)
    assert asked == [0, 1, 2]
    assert all(f"通知{number}" in path.read_text("utf-8") for number, path in enumerate(written))
    assert len(written) == 3


def test_documents_made_are_a_sequence():
    made = DocumentsMade(3, "甲乙丙".__getitem__)
    assert (len(made), made[0], made[-1], made[1:], tuple(made)) == (3, "甲", "丙", ("乙", "丙"), ("甲", "乙", "丙"))
    with pytest.raises(IndexError):
        made[3]


def issue(register, *obligations, day=DAY, names=None, program=PROGRAM, forms=(Form.HTML,), **options):
    """One run; what was written."""
    output = Output(register.parent / "文书", forms)
    template = NameTemplate.read(names) if names else None
    with dispatching(register, output.folder, program, day, options.pop("number_from", 1)) as dispatch:
        batch = Batch(output, day, names=template, dispatch=dispatch)
        return write_notices(program, b.result(*obligations), batch, issuer="某局", reply_days=10, **options)


def files(register):
    return sorted(p.name for p in (register.parent / "文书").iterdir())


def entered(register):
    return [(e.words, e.bearer, e.count, e.files) for e in read_register(register).entries]


# ---------- numbers ----------


def test_a_second_run_issues_nothing_and_leaves_everything_as_it_was(register):
    first = issue(register, EAST, WEST)
    before = {p: p.read_bytes() for p in (*(register.parent / "文书").iterdir(), register)}
    again = issue(register, WEST, EAST)
    assert (first.count, again.count) == (2, 0)
    assert {p: p.read_bytes() for p in (*(register.parent / "文书").iterdir(), register)} == before
    assert "没有新的违规，没有出新的督办通知书" in again.describe()
    assert "2份以前已经登记发出" in again.describe()
    assert entered(register) == [
        ("〔2012〕1号", "东司法所", 1, ("督办通知书-东司法所.html",)),
        ("〔2012〕2号", "西司法所", 1, ("督办通知书-西司法所.html",)),
    ]


def test_days_late_that_only_grew_are_not_told_again_but_new_breaches_are(register):
    issue(register, EAST, WEST)
    later = evolve(EAST, days_late=99)
    assert issue(register, later, WEST).count == 0
    changes = (
        (later, b.breach("回执", "3", by="东司法所")),
        (evolve(EAST, done=date(2012, 6, 1), state=State.LATE),),
        (evolve(EAST, key="9"),),
    )
    for number, changed in enumerate(changes, start=3):
        assert issue(register, *changed, WEST).count == 1
        assert entered(register)[-1][:2] == (f"〔2012〕{number}号", "东司法所")
    assert issue(register, later, WEST).count == 0


def test_the_number_stands_in_the_document_that_bears_it(register):
    issue(register, EAST)
    issue(register, EAST, WEST)
    written = (register.parent / "文书" / "督办通知书-西司法所.html").read_text("utf-8")
    assert "〔2012〕2号" in written


def test_numbers_begin_anew_each_year_and_never_below_what_is_asked(register):
    issue(register, EAST, number_from=40)
    issue(register, EAST, WEST, number_from=40)
    issue(register, EAST, WEST, b.breach("回执", "5", by="南司法所"), day=NEXT_YEAR)
    assert [words for words, *_ in entered(register)] == ["〔2012〕40号", "〔2012〕41号", "〔2013〕1号"]


def test_each_rule_has_its_own_notice_and_entry(register):
    both = (EAST, b.breach("下载", "1", by="东司法所"))
    assert issue(register, *both, by_rule=True, names="{单位}-{事项}").count == 2
    assert issue(register, *both, by_rule=True, names="{单位}-{事项}").count == 0
    assert [e.matter for e in read_register(register).entries] == ["下载", "回执"]


def test_every_form_is_entered(register):
    issue(register, EAST, forms=(Form.HTML, Form.TEXT))
    assert entered(register)[0][3] == ("督办通知书-东司法所.html", "督办通知书-东司法所.txt")
    assert files(register) == ["督办通知书-东司法所.html", "督办通知书-东司法所.txt"]


def test_files_moved_away_are_told_and_not_written_anew(register):
    issue(register, EAST)
    (register.parent / "文书" / "督办通知书-东司法所.html").unlink()
    again = issue(register, EAST)
    assert "其中1份的文件不在" in again.describe()
    assert files(register) == []


# ---------- names ----------


def test_names_by_template_are_safe_and_distinct(register):
    issue(
        register,
        EAST,
        b.breach("回执", "2", by="东/司法所"),
        b.breach("回执", "3", by="东_司法所"),
        names="{年份}{单位}",
    )
    assert files(register) == ["2012东_司法所-2.html", "2012东_司法所.html", "2012东司法所.html"]


def test_a_new_notice_never_takes_the_name_of_an_earlier_file(register):
    issue(register, EAST)
    first = (register.parent / "文书" / "督办通知书-东司法所.html").read_bytes()
    issue(register, evolve(EAST, key="8"))
    assert files(register) == ["督办通知书-东司法所-2.html", "督办通知书-东司法所.html"]
    assert (register.parent / "文书" / "督办通知书-东司法所.html").read_bytes() == first


def test_a_name_with_the_mark_that_parts_files_is_found_again(register):
    both = b.breach("回执", "2", by="东、西司法所")
    assert issue(register, both, forms=(Form.HTML, Form.TEXT)).count == 1
    assert entered(register)[0][3] == ("督办通知书-东_西司法所.html", "督办通知书-东_西司法所.txt")
    assert "不在" not in issue(register, both, forms=(Form.HTML, Form.TEXT)).describe()


def test_numbers_may_have_leading_zeros():
    values = {"编号": 7, "单位": "东{司法所}"}
    assert NameTemplate.read("{编号:03}_{单位}{{完}}").fill(values) == "007_东{司法所}{完}"


@pytest.mark.parametrize(
    ("template", "code", "words"),
    [
        ("{编码}_{单位}", "GJ846", "{编号}"),
        ("{单位.__class__}", "GJ846", "{单位}"),
        ("{单位[0]}", "GJ846", "{单位}"),
        ("{编号_{单位}", "GJ847", "{编号}_{单位}"),
        ("{编号:>9}", "GJ847", "{编号}_{单位}"),
        ("{编号!r}", "GJ847", "{编号}_{单位}"),
        ("督办", "GJ847", "{编号}_{单位}"),
    ],
)
def test_a_wrong_template_is_refused_with_what_may_have_been_meant(template, code, words):
    with pytest.raises(Refusal) as refused:
        NameTemplate.read(template)
    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.code == code
    assert words in diagnostic.help[0]


# ---------- the register as a file ----------


def test_a_register_is_read_back_as_it_was_written(register):
    own = evolve(ENTRY, number=8, bearer='=1+1，"东"、所', more=(("签收人", "张三"),))
    kept = Register((evolve(ENTRY, more=(("签收人", ""),)), own))
    write_register(register, kept)
    assert read_register(register).entries == kept.entries
    written = register.read_bytes()
    write_register(register, read_register(register))
    assert register.read_bytes() == written


def test_excel_shows_words_numbers_and_dates(tmp_path):
    path = tmp_path / "发文登记.xlsx"
    write_register(path, Register((evolve(ENTRY, bearer="=1+1"),)))
    heading, row = openpyxl.load_workbook(path)["发文登记"].iter_rows()
    assert [cell.value for cell in heading] == list(COLUMNS)
    assert [row[0].value, row[1].value, row[2].value] == ["〔2012〕7号", 2012, 7]
    assert row[3].value.date() == DAY
    assert (row[4].value, row[4].data_type) == ("=1+1", "s")


def test_a_register_that_excel_saved_is_read(tmp_path):
    path = tmp_path / "发文登记.csv"
    write_register(path, Register((ENTRY,)))
    path.write_text(path.read_text("utf-8-sig").replace("2012-05-21", "2012/5/21"), "utf-8-sig")
    assert read_register(path).entries == (ENTRY,)


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-40])


def emptied(path):
    path.write_bytes(b"")


def of_another_kind(path):
    change(path, COLUMNS.index("内容摘要"), 0, "别的")


def change(path, column, row, value):
    """Change one cell as an officer would."""
    if path.suffix == ".csv":
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
        rows[row][column] = str(value)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
        return
    book = openpyxl.load_workbook(path)
    book["发文登记"].cell(row + 1, column + 1).value = value
    book.save(path)


DAMAGES = [
    (cut_short, {"GJ840"}),
    (emptied, {"GJ840", "GJ841"}),
    (of_another_kind, {"GJ841"}),
    (lambda path: change(path, COLUMNS.index("编号"), 1, "三"), {"GJ842"}),
    (lambda path: change(path, COLUMNS.index("文号"), 1, "〔2012〕9号"), {"GJ842"}),
    (lambda path: change(path, COLUMNS.index("日期"), 1, "五月"), {"GJ842"}),
    (lambda path: change(path, COLUMNS.index("单位"), 1, ""), {"GJ842"}),
]


@pytest.mark.parametrize(("damage", "codes"), DAMAGES)
def test_a_damaged_register_is_refused_and_left_alone(register, damage, codes):
    issue(register, EAST, WEST)
    damage(register)
    before = register.read_bytes()
    with pytest.raises(Refusal) as refused:
        issue(register, evolve(EAST, key="8"))
    assert {d.code for d in refused.value.diagnostics} <= codes
    assert register.read_bytes() == before
    assert files(register) == ["督办通知书-东司法所.html", "督办通知书-西司法所.html"]


def test_two_entries_of_one_number_are_refused(register):
    write_register(register, Register((ENTRY, evolve(ENTRY, bearer="西司法所"))))
    with pytest.raises(Refusal) as refused:
        read_register(register)
    (diagnostic,) = refused.value.diagnostics
    assert (diagnostic.code, "第3行" in diagnostic.message, "第2行" in diagnostic.message) == ("GJ843", True, True)


def test_other_forms_of_file_are_refused(tmp_path):
    with pytest.raises(Refusal) as refused:
        read_register(tmp_path / "发文登记.docx")
    assert refused.value.diagnostics[0].code == "GJ844"


# ---------- killed and concurrent runs ----------


def test_a_run_that_fails_half_way_leaves_nothing(register, monkeypatch):
    issue(register, EAST)
    before = register.read_bytes()
    writing, seen = Output.write, []

    def fails(self, document, stem, **options):
        if seen:
            raise KeyboardInterrupt
        seen.append(stem)
        return writing(self, document, stem, **options)

    monkeypatch.setattr(Output, "write", fails)
    with pytest.raises(KeyboardInterrupt):
        issue(register, WEST, b.breach("回执", "3", by="南司法所"))
    assert seen
    assert files(register) == ["督办通知书-东司法所.html"]
    assert register.read_bytes() == before


def test_files_in_place_without_an_entry_are_taken_back(register, monkeypatch):
    def fails(path, entries):
        raise OSError("full")

    monkeypatch.setattr(dispatching_module, "write_register", fails)
    with pytest.raises(OSError, match="full"):
        issue(register, EAST, WEST)
    assert files(register) == []
    assert not register.exists()
    monkeypatch.undo()
    assert issue(register, EAST, WEST).count == 2


KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from reports import test_dispatch as t
replace, moves = Path.replace, []
def killed(self, target):
    if {moving!r} not in str(target):
        moves.append(target)
        if len(moves) == {after}:
            os._exit(9)
    return replace(self, target)
Path.replace = lambda self, target: killed(self, target) if {moving!r} in str(self) else replace(self, target)
t.issue(Path({register!r}), t.EAST, t.WEST)
"""


@pytest.mark.parametrize("after", [1, 2])
def test_the_run_after_a_killed_one_issues_what_that_one_did_not(register, after):
    tests, package = Path(__file__).parents[1], Path(dispatching_module.__file__).parents[2]
    code = KILLED.format(tests=str(tests), register=str(register), after=after, moving=dispatching_module.STAGING)
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=register.parent,
        env={"PYTHONPATH": str(package)},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 9, ran.stderr.decode()
    assert not register.exists()
    assert len([name for name in files(register) if name.endswith(".html")]) == after - 1
    written = issue(register, WEST)
    assert written.count == 1
    assert files(register) == ["督办通知书-西司法所.html"]
    assert entered(register) == [("〔2012〕1号", "西司法所", 1, ("督办通知书-西司法所.html",))]


def test_a_second_run_waits_for_the_first_and_gives_up(register, monkeypatch):
    monkeypatch.setattr(dispatching_module, "WAIT_SECONDS", 0)
    folder = register.parent / "文书"
    with dispatching(register, folder, PROGRAM, DAY), pytest.raises(Refusal) as refused:
        issue(register, EAST)
    assert refused.value.diagnostics[0].code == "GJ845"
    assert issue(register, EAST).count == 1


# ---------- privacy ----------


def test_the_register_names_agencies_and_never_keys(register):
    program = b.program(b.duty("回执"), key_sensitive=True)
    person = b.breach("回执", "640101199001011234", by="东司法所")
    issue(register, person, program=program)
    assert [e.bearer for e in read_register(register).entries] == ["东司法所"]
    values = [str(v) for e in read_register(register).entries for v in (e.matter, e.digest, e.files, e.more)]
    assert not any("640101199001011234" in value for value in values)
    assert issue(register, person, program=program).count == 0
    assert issue(register, evolve(person, key="640101199001011235"), program=program).count == 1
