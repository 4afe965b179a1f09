"""The fonts of a PDF: the standard's where they are installed, free ones in their place, never boxes for characters.

GB/T 9704-2012 asks for 小标宋, 仿宋, 楷体, 黑体 and 宋体; which of them a machine has differs.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category

from attrs import frozen

from ...engine.diagnostic import Diagnostic, Label, Refusal, Severity
from ...engine.origin import CellPlace
from .font_coverage import covered

if TYPE_CHECKING:
    from typst import Fonts

FREE_FONTS = "pylopdf_fonts_zh_cn"
"""The package with Noto Serif SC and Noto Sans SC; only its files are used, it is never run."""

_SERIF = (
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "Songti SC",
    "STSong",
    "FandolSong",
    "AR PL UMing",
)
_SANS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
)
_ANY = (*_SERIF, *_SANS, "FandolHei", "AR PL SungtiL GB", "WenQuanYi Micro Hei", "Droid Sans Fallback")

_PRIVATE = "Co"
"""The category of characters every font may use as it likes: in one not chosen they are something else."""
_UNSEEN = "\u200b\u3000\u2028\u2029\ufeff"
"""Characters that show as nothing."""


@frozen
class Role:
    """What a font is for: its name in the standard, the families that are it, and those that may stand in."""

    name: str
    own: tuple[str, ...]
    others: tuple[str, ...]


ROLES: Mapping[str, Role] = {
    "title": Role(
        "小标宋",
        ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "FZXiaoBiaoSong-B05S-GB"),
        (*_SERIF, "STZhongsong", "SimSun", "NSimSun"),
    ),
    "fang": Role(
        "仿宋",
        (
            "FangSong_GB2312",
            "仿宋_GB2312",
            "FangSong",
            "仿宋",
            "STFangsong",
            "FZFangSong-Z02",
            "FandolFang R",
            "FandolFang",
        ),
        (*_SERIF, "SimSun"),
    ),
    "kai": Role(
        "楷体",
        ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "Kaiti SC", "FZKai-Z03"),
        ("FandolKai", "LXGW WenKai", "AR PL UKai", "AR PL KaitiM GB", *_SERIF),
    ),
    "hei": Role("黑体", ("SimHei", "黑体", "STHeiti", "Heiti SC", "FZHei-B01"), (*_SANS, "FandolHei")),
    "song": Role("宋体", ("SimSun", "NSimSun", "宋体", "STSong", "Songti SC"), _SERIF),
}


@frozen
class FontChoice:
    """Which families set each role, best first; `notices` says which of the standard's fonts are missing."""

    fonts: "Fonts"
    families: Mapping[str, list[str]]
    notices: tuple[Diagnostic, ...]

    def lacking(self, text: str) -> str:
        """The characters of a text that no font here can show, each once and in order."""
        left = {character for character in text if character > "\u00ff" and character not in _UNSEEN}
        chosen = {family for families in self.families.values() for family in families}
        files = {(font.family not in chosen, font.path, font.index) for font in self.fonts.fonts() if font.path}
        for stray, path, index in sorted(files):
            if not left:
                break
            have = covered(Path(path), index)
            left = {c for c in left if ord(c) not in have or (stray and category(c) == _PRIVATE)}
        return "".join(sorted(left))


@lru_cache(maxsize=4)
def choose_fonts(folder: Path | None = None) -> FontChoice:
    """Look at the system's fonts and those in `folder`.

    Raises Refusal where the extra that makes PDF files is not installed, the folder is not there, or no Chinese font
    is found for a role.
    """
    fonts = _load(folder)
    installed = set(fonts.families())
    families = {key: choose(role, installed) for key, role in ROLES.items()}
    missing = [ROLES[key].name for key, found in families.items() if not found]
    if missing:
        raise Refusal((_no_font(folder),))
    stands_in = [
        f"{role.name}（以 {families[key][0]} 代替）" for key, role in ROLES.items() if families[key][0] not in role.own
    ]
    return FontChoice(fonts, families, (_stand_ins(stands_in),) if stands_in else ())


def choose(role: Role, installed: set[str]) -> list[str]:
    """The families for a role that are installed, best first: a character one lacks is set in the next."""
    wanted = dict.fromkeys((*role.own, *role.others, *_ANY))
    return [family for family in wanted if family in installed]


def no_glyph(characters: str) -> Diagnostic:
    """That no font can show some characters."""
    shown = "、".join(f"「{c}」（U+{ord(c):04X}）" for c in characters[:10])
    more = f"等{len(characters)}个字" if len(characters) > 10 else ""
    remedy = "用 --fonts 指明有这些字的字体（生僻字可用「全宋体」等大字库），或者只写 docx、html"
    return _problem("GJ832", Severity.ERROR, f"没有字体能显示 {shown}{more}，PDF 里会变成方框", remedy)


def _load(folder: Path | None) -> "Fonts":
    if folder is not None and not folder.is_dir():
        message, remedy = f"找不到字体文件夹「{folder}」", "核对 --fonts 后面的文件夹"
        raise Refusal((_problem("GJ822", Severity.ERROR, message, remedy),))
    try:
        from typst import Fonts  # noqa: PLC0415 # an extra; only who makes PDF files needs it
    except ImportError as error:
        message, remedy = "没有安装生成 PDF 的组件 typst", '运行 pip install "guiju[pdf]" 后再试，或改用 --form docx'
        raise Refusal((_problem("GJ823", Severity.ERROR, message, remedy),)) from error
    return Fonts(font_paths=[str(path) for path in (folder, _own_fonts()) if path is not None])


def _own_fonts() -> Path | None:
    """The folder of the free fonts that come with the extra, for machines that have no Chinese font at all."""
    found = find_spec(FREE_FONTS)
    return Path(found.origin).parent if found is not None and found.origin else None


def _no_font(folder: Path | None) -> Diagnostic:
    looked = "系统和 --fonts 文件夹里" if folder else "系统里"
    remedy = "安装中文字体（例如 Noto Serif CJK SC 和 Noto Sans CJK SC），或用 --fonts 指明装有字体文件的文件夹"
    return _problem("GJ820", Severity.ERROR, f"{looked}没有中文字体，PDF 里的字会变成方框", remedy)


def _stand_ins(missing: list[str]) -> Diagnostic:
    message = f"没有找到公文标准字体：{'、'.join(missing)}"
    remedy = "PDF 照常生成；要用标准字体，把字体文件放进一个文件夹，用 --fonts 指明"
    return _problem("GJ821", Severity.ADVICE, message, remedy)


def _problem(code: str, severity: Severity, message: str, remedy: str) -> Diagnostic:
    return Diagnostic(code, severity, message, (Label(CellPlace("PDF")),), help=(remedy,))
