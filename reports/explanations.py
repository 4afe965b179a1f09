"""`policy explain`: what each diagnostic code means, with a wrong and a right way of writing.

One page a code in explained/, named by it: `# GJ201 title`, the explanation, `## 错误` and `## 正确`. An example
between fences is complete: rules that follow 例子.policy (unless they hold a 政策 of their own), a command or a template,
then other files after `=== name` lines; a test runs them all. Pages of case export codes leave the explanation to the
problem's own class.
"""

import re
from functools import cache
from pathlib import Path

from attrs import frozen

from ..engine.backends.shortage import SHORTAGES
from ..engine.diagnostic import Diagnostic, Refusal, Severity
from ..engine.facts.problems import EXPLANATIONS

FOLDER = Path(__file__).with_name("explained")
PREMISE = "例子"
"""What to ask `policy explain` for to see the statements all examples follow."""
PREMISE_FILE = FOLDER / f"{PREMISE}.policy"

_PAGE = re.compile(
    r"# (?P<code>GJ\d+) (?P<title>.*)\n(?P<text>[\s\S]*?)\n## 错误\n(?P<wrong>[\s\S]*?)\n## 正确\n(?P<right>[\s\S]*)"
)
_FENCED = re.compile(r"\n*```\n([\s\S]*\n)```\n*")
_KINDS = (
    ("GJ1", "规则的写法"),
    ("GJ2", "规则的意思"),
    ("GJ3", "数值、参数、例外和归集"),
    ("GJ4", "数据库核查"),
    ("GJ5", "导出的数据"),
    ("GJ6", "命令"),
    ("GJ7", "日历文件"),
    ("GJ8", "文书的模板和文稿"),
    ("GJ9", "版本的改动"),
)


@frozen
class Example:
    """One way of writing. `runs` is False where it can only be told in words."""

    text: str
    runs: bool


@frozen
class Explanation:
    """What a code means, why it is a mistake, and how to write instead."""

    code: str
    title: str
    text: str
    wrong: Example
    right: Example


def codes() -> tuple[str, ...]:
    """Every code explained, in order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("GJ*.md")))


@cache
def explanation(code: str) -> Explanation:
    """The explanation of a code, small letters and full-width digits allowed. Raises Refusal for one there is not."""
    wanted = _plain(code)
    path = FOLDER / f"{wanted}.md"
    if not re.fullmatch(r"GJ\d+", wanted) or not path.is_file():
        raise Refusal((_no_such_code(code),))
    found = _PAGE.fullmatch(path.read_text("utf-8"))
    if found is None:
        raise ValueError(f"{path} is not laid out as a page")
    text = found["text"].strip() or _explanations().get(wanted, "")
    return Explanation(wanted, found["title"], text, _example(found["wrong"]), _example(found["right"]))


def _explanations() -> dict[str, str]:
    """The explanations that stand in the classes of problems."""
    return EXPLANATIONS | {problem.code: problem.explanation for problem in SHORTAGES}


def explanation_text(code: str) -> str:
    """The explanation as a page of text; for 例子, the statements that the examples follow."""
    if code == PREMISE:
        return PREMISE_FILE.read_text("utf-8").rstrip("\n")
    found = explanation(code)
    parts = [f"{found.code}　{found.title}", found.text, f"错误的写法：\n{_shown(found.wrong)}"]
    parts.append(f"正确的写法：\n{_shown(found.right)}")
    if found.wrong.runs:
        parts.append(f"（例子里用到的台账、主体等见 policy explain {PREMISE}）")
    return "\n\n".join(parts)


def all_codes() -> str:
    """Every code with its title, by kind."""
    lines: list[str] = []
    for prefix, kind in _KINDS:
        lines += [f"{kind}：", *(f"  {c}　{explanation(c).title}" for c in codes() if c.startswith(prefix)), ""]
    return "\n".join((*lines, "policy explain 编号 看详细的说明和例子"))


def meanings() -> dict[str, str]:
    """The explanation of each code in one paragraph, for tools that show it beside a finding."""
    return {code: explanation(code).text for code in codes()}


def _plain(code: str) -> str:
    full_width = str.maketrans("０１２３４５６７８９ＧＪｇｊ", "0123456789GJgj")
    return code.strip().translate(full_width).upper()


def _example(section: str) -> Example:
    fenced = _FENCED.fullmatch(section)
    return Example(fenced[1].rstrip("\n"), True) if fenced else Example(section.strip(), False)


def _shown(example: Example) -> str:
    return "\n".join(f"    {line}".rstrip() for line in example.text.splitlines())


def _no_such_code(code: str) -> Diagnostic:
    known = codes()
    note = f"编号从 {known[0]} 到 {known[-1]}" if known else ""
    return Diagnostic(
        "GJ608", Severity.ERROR, f"没有编号「{code}」的说明", (), (note,), ("不写编号的 policy explain 列出全部编号",)
    )
