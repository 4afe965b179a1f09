"""Problems of Parquet files and of columns no cell can hold."""

from typing import ClassVar

from attrs import frozen

from .file_problems import FileProblem
from .table_problems import HeaderProblem


@frozen
class CorruptParquet(FileProblem):
    """The file is no whole Parquet file. `detail` is what the reader of the format says."""

    code: ClassVar[str] = "GJ541"
    explanation: ClassVar[str] = "文件以 .parquet 为名，却不是完整的 Parquet 文件，多半是导出或传输中途断了。"
    detail: str

    @property
    def message(self) -> str:
        """Name the file."""
        return f"「{self.source}」不是完整的 Parquet 文件，读不出内容"

    @property
    def notes(self) -> tuple[str, ...]:
        """Repeat what the reader says."""
        return (f"读取时的说明：{self.detail}",)

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say what to do."""
        return ("重新导出或重新拷贝；也可导出为 .csv 或 .xlsx",)


@frozen
class UnfitColumn(HeaderProblem):
    """A declared column holds lists, objects or bytes. `held` says which, in words."""

    code: ClassVar[str] = "GJ542"
    explanation: ClassVar[str] = (
        "政策声明的列，每一格应为单个值（文字、数、日期、是非）。Parquet 里这一列整列是别的东西，一行也读不出来。"
    )
    column: str
    held: str

    @property
    def message(self) -> str:
        """Name the column."""
        return f"{self.called}的「{self.column}」列存的是{self.held}，应为单个值"

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say what to do."""
        return ("导出时把这一列改为文字、数、日期或是非；一格有多个值时拆成多列",)


PARQUET_PROBLEMS = (CorruptParquet, UnfitColumn)
