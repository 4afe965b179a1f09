from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from guiju.cli import main

GOOD = """政策 高龄津贴
  施行 2020年1月1日

台账 老人
  · 编号：文本 主键
  · 年龄：整数 岁

界定 高龄老人 对 老人
  依据 《老年人权益保障法》
  当 年龄 不少于 80岁

示例 "八十岁"
  设 年龄 为 80岁
  则 高龄老人 为 是

示例 "七十九岁"
  设 年龄 为 79岁
  则 高龄老人 为 否
"""


@attrs.frozen
class Ran:
    """What a command did: its exit code, what it printed and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def call(*arguments: object) -> Ran:
        with pytest.raises(SystemExit) as stop:
            main([str(a) for a in arguments])
        captured = capsys.readouterr()
        return Ran(int(stop.value.code or 0), captured.out, captured.err)

    return call


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """A small policy without fault."""
    folder = tmp_path / "高龄津贴"
    (folder / "2020-01-01").mkdir(parents=True)
    (folder / "2020-01-01" / "规则.policy").write_text(GOOD, "utf-8")
    return folder


@pytest.fixture
def rewrite() -> Callable[[Path, str, str], None]:
    """Put a fault into the small policy."""

    def change(folder: Path, old: str, new: str) -> None:
        (file,) = folder.rglob("*.policy")
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")

    return change
