"""Problems and notices of sheets as tables: which 台账 they are, their headers, their merged cells."""

from typing import ClassVar

from attrs import frozen

from ..diagnostic import Severity
from ..origin import CellPlace
from .nearest import nearest
from .problem import Problem, quoted


@frozen
class NoEntityMatched(Problem):
    """No sheet or file bears the name of a 台账. `found` pairs each with its place."""

    code: ClassVar[str] = "GJ520"
    explanation: ClassVar[str] = (
        "工作表名（或者 CSV、JSON 的文件名）应与政策声明的台账同名，程序据此知道表里是什么。"
        "政策只有一个台账、导出只有一张表、且列名含主键时，表名不同也接受。"
    )
    found: tuple[tuple[str, CellPlace], ...]
    expected: tuple[str, ...]

    @property
    def message(self) -> str:
        """Name what was found and what was expected."""
        found = quoted(tuple(name for name, _ in self.found))
        return f"导出中没有一张表是政策声明的台账：有{found}，应有{quoted(self.expected)}"

    @property
    def places(self) -> tuple[CellPlace, ...]:
        """Give the first few sheets."""
        return tuple(place for _, place in self.found[:5])

    @property
    def remedies(self) -> tuple[str, ...]:
        """Propose renamings."""
        likely = ((name, nearest(name, self.expected, 1)) for name, _ in self.found[:12])
        renamed = tuple(f"「{name}」是否应改名为「{near[0]}」" for name, near in likely if near)
        return (*renamed, "把工作表（或者 CSV、JSON 的文件）改成台账的名称")


@frozen
class TakenForOnlyEntity(Problem):
    """A sheet of another name was taken for the policy's only 台账."""

    code: ClassVar[str] = "GJ521"
    severity: ClassVar[Severity] = Severity.ADVICE
    explanation: ClassVar[str] = "政策只有一个台账，导出只有一张表，列名含主键，所以表名不同也按该台账读取。"
    title: str
    entity: str
    place: CellPlace

    @property
    def message(self) -> str:
        """Say what was taken for what."""
        return f"「{self.title}」已按台账「{self.entity}」读取：政策只有这一个台账，而且列名含其主键"

    @property
    def places(self) -> tuple[CellPlace, ...]:
        """Give the sheet."""
        return (self.place,)


@frozen
class IgnoredSheet(Problem):
    """A sheet or file that is no 台账."""

    code: ClassVar[str] = "GJ522"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = "政策没有声明这个名称的台账，所以这张表没有读取。"
    title: str
    place: CellPlace
    expected: tuple[str, ...]

    @property
    def message(self) -> str:
        """Name the sheet."""
        return f"「{self.title}」不是政策声明的台账，没有读取"

    @property
    def places(self) -> tuple[CellPlace, ...]:
        """Give the sheet."""
        return (self.place,)

    @property
    def remedies(self) -> tuple[str, ...]:
        """Propose the nearest name."""
        likely = nearest(self.title, self.expected, 1)
        return (f"是否写作「{likely[0]}」",) if likely else ()


@frozen
class ReferenceSheetIgnored(Problem):
    """A sheet that bears the name of a 数据表, whose rows come with the policy."""

    code: ClassVar[str] = "GJ523"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = "数据表随政策提供，导出中的同名表不采用，以免同一代码有两种说法。"
    title: str
    place: CellPlace

    @property
    def message(self) -> str:
        """Name the sheet."""
        return f"「{self.title}」是随政策提供的数据表，导出中的同名表没有采用"

    @property
    def places(self) -> tuple[CellPlace, ...]:
        """Give the sheet."""
        return (self.place,)


@frozen
class AbsentEntity(Problem):
    """A declared 台账 without any sheet."""

    code: ClassVar[str] = "GJ524"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = "政策声明的这个台账，导出里没有对应的表，按一行也没有处理；指向它的事实为未知。"
    entity: str

    @property
    def message(self) -> str:
        """Name the 台账."""
        return f"导出中没有台账「{self.entity}」，按一行也没有处理"

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say how to supply it."""
        return (f"需要核查它时，补上名为「{self.entity}」的工作表或文件",)


@frozen
class BlankSheet(Problem):
    """A sheet that bears the name of a 台账 and holds nothing, not even a header."""

    code: ClassVar[str] = "GJ525"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = "表名是政策声明的台账，但表里连列名也没有。"
    title: str
    place: CellPlace

    @property
    def message(self) -> str:
        """Name the sheet."""
        return f"「{self.title}」是空白的，连列名也没有"

    @property
    def places(self) -> tuple[CellPlace, ...]:
        """Give the sheet."""
        return (self.place,)


@frozen
class IgnoredFile(Problem):
    """A file of a folder that is no export."""

    code: ClassVar[str] = "GJ526"
    severity: ClassVar[Severity] = Severity.ADVICE
    explanation: ClassVar[str] = "文件夹里有不能读取的文件，已略过。"
    folder: str
    names: tuple[str, ...]

    @property
    def message(self) -> str:
        """Name the files."""
        return f"文件夹「{self.folder}」里的{quoted(self.names)}不是导出文件，没有读取"


@frozen
class HeaderProblem(Problem):
    """A problem of the header of one sheet; `called` is the sheet in words."""

    called: str
    entity: str
    place: CellPlace

    @property
    def places(self) -> tuple[CellPlace, ...]:
        """Give the header row."""
        return (self.place,)


@frozen
class DuplicateHeader(HeaderProblem):
    """One declared column stands twice; `letters` are where."""

    code: ClassVar[str] = "GJ530"
    explanation: ClassVar[str] = "同一列名出现两次，不知以哪一列为准。列名比较时不计空格、换行和全角半角。"
    column: str
    letters: tuple[str, ...]

    @property
    def message(self) -> str:
        """Name both columns."""
        return f"{self.called}有{len(self.letters)}列都叫「{self.column}」：{'、'.join(self.letters)}"

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say what to do."""
        return ("只留一列，或者把另一列改名",)


@frozen
class MissingKeyColumn(HeaderProblem):
    """The column of the key is not there, so that no row can be told from another.

    `headers` are the cells of the row taken for the header, `declared` those that are declared columns. Only these
    are shown: in a sheet without a header the others are the facts of a person.
    """

    code: ClassVar[str] = "GJ531"
    explanation: ClassVar[str] = (
        "没有主键列，就分不清哪一行是谁，无法核查。列名应写在第一个非空行；上面可以有标题，但前十行内要有列名。"
    )
    columns: tuple[str, ...]
    headers: tuple[str, ...]
    declared: tuple[str, ...]

    @property
    def message(self) -> str:
        """Name the missing column."""
        return f"{self.called}缺少台账「{self.entity}」的主键列{quoted(self.columns)}"

    @property
    def notes(self) -> tuple[str, ...]:
        """Say which declared columns were found."""
        if not self.declared:
            return (f"第一个非空行有{len(self.headers)}格，没有一格是政策声明的列名；表里是否没有写列名",)
        others = len(self.headers) - len(self.declared)
        return (f"找到的列名有{quoted(self.declared)}，另有{others}格不是政策声明的列名",)

    @property
    def remedies(self) -> tuple[str, ...]:
        """Propose the nearest header."""
        likely = ((column, nearest(column, self.headers, 1)) for column in self.columns)
        renamed = tuple(f"列「{near[0]}」是否应写作「{column}」" for column, near in likely if near)
        remedy = (
            f"补上{quoted(self.columns)}列；本单位叫别的名称的，写一份对照文件（「来源」语句），核查时用 --map 指定"
        )
        return renamed or (remedy,)


@frozen
class MissingColumns(HeaderProblem):
    """Declared columns that the sheet does not have."""

    code: ClassVar[str] = "GJ532"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = (
        "政策声明的列，表里没有。有关事实一律按未知处理，不当作否，也不当作零；履行事实整列没有时，也不当作尚未履行。"
    )
    columns: tuple[str, ...]

    @property
    def message(self) -> str:
        """Name the columns."""
        return f"{self.called}没有{quoted(self.columns, 40)}列，台账「{self.entity}」的这些事实一律按未知处理"


@frozen
class DroppedColumns(HeaderProblem):
    """Columns that the policy does not declare; they are not kept. `likely` pairs a header with a missing column."""

    code: ClassVar[str] = "GJ533"
    severity: ClassVar[Severity] = Severity.ADVICE
    explanation: ClassVar[str] = "政策没有声明的列不读取、不保存（个人信息保护法第六条：限于实现处理目的的最小范围）。"
    columns: tuple[str, ...]

    @property
    def message(self) -> str:
        """Name the columns."""
        return f"{self.called}的{quoted(self.columns, 40)}列不在政策声明之内，已弃用"


@frozen
class MisspelledColumn(HeaderProblem):
    """A dropped column whose name is close to a declared one that is missing."""

    code: ClassVar[str] = "GJ534"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = "表里有一列不在政策声明之内，而政策声明的一列没有找到，两者名称相近，多半是写法不同。"
    column: str
    likely: tuple[str, ...]

    @property
    def message(self) -> str:
        """Name the column."""
        return f"{self.called}的「{self.column}」列不在政策声明之内，已弃用；相近的「{self.likely[0]}」列没有找到"

    @property
    def remedies(self) -> tuple[str, ...]:
        """Propose the declared names."""
        return (f"是否写作{'、'.join(f'「{name}」' for name in self.likely)}；是则改列名，或者用「来源」语句对应",)


@frozen
class MergedCells(HeaderProblem):
    """Merged cells among the rows; each cell of the range was given the value that shows."""

    code: ClassVar[str] = "GJ535"
    severity: ClassVar[Severity] = Severity.WARNING
    explanation: ClassVar[str] = "合并单元格覆盖的每一格都按看到的同一个值读取，请核对是否本意如此。"
    rows: tuple[str, ...]

    @property
    def message(self) -> str:
        """Name the ranges."""
        shown = "、".join(self.rows[:5]) + (f"等{len(self.rows)}处" if len(self.rows) > 5 else "")
        return f"{self.called}有合并单元格（{shown}），其中每一格都按同一个值读取"


@frozen
class ReferenceFault(Problem):
    """A fault in the CSV of a 数据表: a fault of the policy. `fault` says which, in words."""

    code: ClassVar[str] = "GJ540"
    explanation: ClassVar[str] = "数据表随政策提供，每一格、每个主键都须正确，否则政策不能使用。"
    entity: str
    place: CellPlace
    fault: str

    @property
    def message(self) -> str:
        """Say what is wrong."""
        return f"数据表「{self.entity}」：{self.fault}"

    @property
    def places(self) -> tuple[CellPlace, ...]:
        """Give the cell."""
        return (self.place,)

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say what to do."""
        return ("改正该 CSV 文件，或者改正「数据表」语句里的声明",)


TABLE_PROBLEMS: tuple[type[Problem], ...] = (
    NoEntityMatched,
    TakenForOnlyEntity,
    IgnoredSheet,
    ReferenceSheetIgnored,
    AbsentEntity,
    BlankSheet,
    IgnoredFile,
    DuplicateHeader,
    MissingKeyColumn,
    MissingColumns,
    DroppedColumns,
    MisspelledColumn,
    MergedCells,
    ReferenceFault,
)
