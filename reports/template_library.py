"""The templates there are, and copies of them for an office to change."""

import re
from collections.abc import Sequence
from pathlib import Path

from ..engine.diagnostic import Diagnostic, Label, Refusal, Severity
from ..engine.origin import CellPlace
from .rendering import SUFFIX, TEMPLATES
from .rendering_parts import nearest
from .writers.whole_file import write_whole

_COMMENT = re.compile(r"\{#\s*(.*?)\s*#\}", re.DOTALL)


def templates(own: Path | None) -> dict[str, Path]:
    """The shipped templates and those of a policy (`own`) by name; a policy's own goes before a shipped one."""
    folders = [TEMPLATES, *([own] if own else [])]
    return {path.name.removesuffix(SUFFIX): path for folder in folders for path in sorted(folder.glob(f"*{SUFFIX}"))}


def library_text(own: Path | None) -> str:
    """Each template with what its first comments say it is for."""
    lines = []
    for name, path in sorted(templates(own).items()):
        lines.append(name)
        text = path.read_text("utf-8-sig")
        lines += [f"  {' '.join(comment.split())}" for comment in _COMMENT.findall(text.partition("---")[0])]
    lines += ["", "复制：policy template copy 模板名 --out 文件夹；改好后出文书时加 --template 文件夹"]
    return "\n".join(lines)


def copy_templates(names: Sequence[str], folder: Path, own: Path | None) -> tuple[Path, ...]:
    """Copy templates into a folder, all of them where none is named; what stands there already is never overwritten.

    Raises Refusal for a template there is none of, or a file that is there; then nothing is copied.
    """
    known = templates(own)
    wanted = [name.removesuffix(SUFFIX) for name in names] or sorted(known)
    problems = [_no_template(name, known) for name in wanted if name not in known]
    targets = [folder / f"{name}{SUFFIX}" for name in wanted if name in known]
    problems += [_already_there(path) for path in targets if path.exists()]
    if problems:
        raise Refusal(tuple(problems))
    folder.mkdir(parents=True, exist_ok=True)
    for path in targets:
        write_whole(path, known[path.name.removesuffix(SUFFIX)].read_bytes())
    return tuple(targets)


def _no_template(name: str, known: dict[str, Path]) -> Diagnostic:
    near = nearest(name, list(known))
    remedy = f"最接近的是「{near}」" if near else f"可用的有 {'、'.join(sorted(known))}"
    return Diagnostic("GJ810", Severity.ERROR, f"找不到模板「{name}」", (Label(CellPlace(name)),), help=(remedy,))


def _already_there(path: Path) -> Diagnostic:
    remedy = "换一个文件夹，或者先把这个文件改名"
    message = f"「{path.name}」已经有了，没有覆盖"
    return Diagnostic("GJ828", Severity.ERROR, message, (Label(CellPlace(str(path))),), help=(remedy,))
