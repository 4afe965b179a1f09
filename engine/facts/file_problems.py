"""Problems of the files themselves: missing, unreadable, not what their name says, broken inside."""

from typing import ClassVar

from attrs import frozen

from ..origin import CellPlace
from .problem import Problem, quoted

SUFFIXES = (".xlsx", ".xls", ".csv", ".tsv", ".json", ".jsonl", ".parquet")
"""The kinds of file that can be read, by the end of their names."""


@frozen
class FileProblem(Problem):
    """A problem of one file, called as the user called it."""

    source: str

    @property
    def places(self) -> tuple[CellPlace, ...]:
        """Give the file."""
        return (CellPlace(self.source),)


@frozen
class PathMissing(FileProblem):
    """The path leads nowhere."""

    code: ClassVar[str] = "GJ501"
    explanation: ClassVar[str] = "给出的文件或文件夹不存在。多半是名称写错，或者命令不在文件所在的文件夹里运行。"

    @property
    def message(self) -> str:
        """Name the path."""
        return f"找不到「{self.source}」"

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say how to give the path."""
        return ("核对名称和所在文件夹；名称里有空格时，用引号括住整个路径",)


@frozen
class PathUnreadable(FileProblem):
    """The system does not let the file be read."""

    code: ClassVar[str] = "GJ502"
    explanation: ClassVar[str] = "系统不允许读取这个文件，多半是没有权限，或者文件正被其他程序独占。"
    detail: str

    @property
    def message(self) -> str:
        """Name the file."""
        return f"读不了「{self.source}」"

    @property
    def notes(self) -> tuple[str, ...]:
        """Repeat what the system says."""
        return (f"系统的说明：{self.detail}",)

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say what to try."""
        return ("先在 Excel 或 WPS 中关闭该文件；仍读不了时，请管理员开放读取权限",)


@frozen
class UnsupportedSuffix(FileProblem):
    """The end of the name is none of those that can be read."""

    code: ClassVar[str] = "GJ503"
    explanation: ClassVar[str] = (
        f"能读的文件有 {'、'.join(SUFFIXES)}。WPS 的 .et、.ods 以及带宏的 .xlsm 请先另存为 .xlsx。"
    )

    @property
    def message(self) -> str:
        """Name the file."""
        return f"不能读取「{self.source}」这种文件"

    @property
    def notes(self) -> tuple[str, ...]:
        """List what can be read."""
        return (f"能读的有：{'、'.join(SUFFIXES)}",)

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say how to convert."""
        return ("在 Excel 或 WPS 中打开，另存为「Excel 工作簿（.xlsx）」后再试",)


@frozen
class NothingInside(FileProblem):
    """An empty file, or a workbook whose sheets are all blank."""

    code: ClassVar[str] = "GJ505"
    explanation: ClassVar[str] = "文件里什么也没有，或者各工作表都是空白的。多半是导出中途失败，或者尚未保存。"

    @property
    def message(self) -> str:
        """Name the file."""
        return f"「{self.source}」是空的，没有可核查的内容"

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say what to do."""
        return ("重新导出；第一行写列名，以下每行一条",)


@frozen
class NoExport(Problem):
    """No path given, or a folder that holds no file that can be read."""

    code: ClassVar[str] = "GJ506"
    explanation: ClassVar[str] = "文件夹里没有能读取的导出文件。只看该文件夹本身，不看下级文件夹。"
    folder: str | None = None
    found: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """Name the folder."""
        return f"文件夹「{self.folder}」里没有导出文件" if self.folder else "没有给出要核查的导出文件"

    @property
    def notes(self) -> tuple[str, ...]:
        """List what the folder holds instead."""
        held = (f"文件夹里有：{quoted(self.found)}",) if self.found else ()
        return (*held, f"能读的有：{'、'.join(SUFFIXES)}")

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say what to give."""
        return ("给出工作簿，或者以台账名称命名的文件，或者放有这些文件的文件夹",)


@frozen
class WrongContent(FileProblem):
    """The file is not what its name says. `actual` is what it is, `remedy` what to do about it."""

    code: ClassVar[str] = "GJ507"
    explanation: ClassVar[str] = (
        "文件的内容与名称的后缀不符，例如把 CSV 改名为 .xlsx，或者业务系统把网页存成 .xls。"
        "改名并不改变内容；请用 Excel 打开后另存为真正的 .xlsx。"
    )
    actual: str
    remedy: str

    @property
    def message(self) -> str:
        """Say what the file is."""
        return f"「{self.source}」的内容与名称不符：实际是{self.actual}"

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say what to do."""
        return (self.remedy,)


@frozen
class EncryptedWorkbook(FileProblem):
    """The workbook needs a password."""

    code: ClassVar[str] = "GJ508"
    explanation: ClassVar[str] = "工作簿设了打开密码。本程序不接受密码，请先在 Excel 中去掉密码，核查后再设。"

    @property
    def message(self) -> str:
        """Name the file."""
        return f"「{self.source}」加了密码，读不了"

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say how to lift it."""
        return ("在 Excel 中打开，「文件 → 信息 → 保护工作簿 → 用密码进行加密」清空密码后保存",)


@frozen
class CorruptWorkbook(FileProblem):
    """The workbook cannot be taken apart. `detail` is what the reader of the format says."""

    code: ClassVar[str] = "GJ509"
    explanation: ClassVar[str] = "工作簿的内部结构已损坏，多半是传输或下载不完整。"
    detail: str

    @property
    def message(self) -> str:
        """Name the file."""
        return f"「{self.source}」已损坏，读不出内容"

    @property
    def notes(self) -> tuple[str, ...]:
        """Repeat what the reader says."""
        return (f"读取时的说明：{self.detail}",) if self.detail else ()

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say what to do."""
        return ("重新导出或重新拷贝；或者在 Excel 中打开并修复，另存为新的 .xlsx",)


@frozen
class UndecodableText(FileProblem):
    """Neither UTF-8 nor GB18030. Byte offsets count from 0, lines from 1."""

    code: ClassVar[str] = "GJ510"
    explanation: ClassVar[str] = (
        "文本按 UTF-8 和 GB18030 都读不下去。本程序不猜编码，猜错会读出别的字。请用 UTF-8 重新保存。"
    )
    utf8_offset: int
    utf8_line: int
    gb18030_offset: int | None

    @property
    def message(self) -> str:
        """Say where reading stopped."""
        return f"「{self.source}」的文字编码不对：按 UTF-8 读到第{self.utf8_line}行（字节偏移 {self.utf8_offset}）为止"

    @property
    def places(self) -> tuple[CellPlace, ...]:
        """Give the line."""
        return (CellPlace(self.source, row=self.utf8_line),)

    @property
    def notes(self) -> tuple[str, ...]:
        """Say how far the second encoding came."""
        if self.gb18030_offset is None:
            return ("文件以 UTF-8 标记（BOM）开头，故不再按其他编码读",)
        return (f"按 GB18030 读到字节偏移 {self.gb18030_offset} 为止",)

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say how to save it."""
        return ("在 Excel 中另存为「CSV UTF-8（逗号分隔）」，或者在记事本中另存并选编码 UTF-8",)


@frozen
class MalformedDelimited(FileProblem):
    """A CSV file that breaks the rules of quoting. `line` counts from 1."""

    code: ClassVar[str] = "GJ511"
    explanation: ClassVar[str] = (
        "CSV 中，格内有逗号、换行或引号时，整格用英文双引号括住，格内的双引号写两个。"
        "引号没有闭合，后面的行会全部并入一格，所以不再往下读。"
    )
    line: int
    reason: str

    @property
    def message(self) -> str:
        """Say what broke."""
        return f"「{self.source}」第{self.line}行起读不下去：{self.reason}"

    @property
    def places(self) -> tuple[CellPlace, ...]:
        """Give the line."""
        return (CellPlace(self.source, row=self.line),)

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say what to do."""
        return ("检查该行的英文双引号；或者在 Excel 中打开后重新另存为 CSV，也可改用 .xlsx",)


@frozen
class MalformedJson(FileProblem):
    """Not JSON, or JSON of another shape than a list of objects. `line` and `column` count from 1."""

    code: ClassVar[str] = "GJ512"
    explanation: ClassVar[str] = (
        '.json 应为 [{"列名": 值, …}, …]，或者 {"台账名": [{…}, …], …}；.jsonl 每行一个 {"列名": 值, …}。'
        "同一对象里列名不得重复。"
    )
    reason: str
    line: int | None = None
    column: int | None = None

    @property
    def message(self) -> str:
        """Say what broke and where."""
        where = f"第{self.line}行" if self.line else ""
        where += f"第{self.column}个字符" if self.column else ""
        return f"「{self.source}」{where}不是所要的 JSON：{self.reason}"

    @property
    def places(self) -> tuple[CellPlace, ...]:
        """Give the line."""
        return (CellPlace(self.source, row=self.line),)

    @property
    def remedies(self) -> tuple[str, ...]:
        """Show the shape."""
        return ('写成 [{"列名": 值, …}, …] 或者 {"台账名": [{…}, …]}，用 UTF-8 保存',)


FILE_PROBLEMS: tuple[type[Problem], ...] = (
    PathMissing,
    PathUnreadable,
    UnsupportedSuffix,
    NothingInside,
    NoExport,
    WrongContent,
    EncryptedWorkbook,
    CorruptWorkbook,
    UndecodableText,
    MalformedDelimited,
    MalformedJson,
)
