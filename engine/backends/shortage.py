"""Too little memory or disk, as the database or the system tells it, turned into a problem that says what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from ..facts.problem import Problem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@frozen
class MemoryShort(Problem):
    """The database needs more memory than it may take and has nowhere to spill."""

    code: ClassVar[str] = "GJ543"
    explanation: ClassVar[str] = (
        "数据太多，内存不够，而且没有可以暂存的磁盘文件夹。给出暂存文件夹后，内存装不下的部分会写到磁盘上，结果不变，只是慢一些。"
    )
    limit: str
    folder: str

    @property
    def message(self) -> str:
        """Say what ran out."""
        return f"内存不够：最多可用 {self.limit}，数据装不下"

    @property
    def notes(self) -> tuple[str, ...]:
        """Say where it could spill."""
        return (f"暂存文件夹是「{self.folder}」" if self.folder else "没有暂存文件夹",)

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say what to do."""
        return ("指定一个空间充足的暂存文件夹，或者关闭其他程序后再试，也可把导出分成几份",)


@frozen
class DiskFull(Problem):
    """No room left on the disk that results or spilled data are written to."""

    code: ClassVar[str] = "GJ544"
    explanation: ClassVar[str] = "磁盘满了，写到一半的文件已经删除，原有的文件没有改动。"
    where: str

    @property
    def message(self) -> str:
        """Say what is full."""
        return f"磁盘空间不够，写不下{self.where}"

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say what to do."""
        return ("腾出空间，或者把结果和暂存文件夹放到别的磁盘上再试",)


@frozen
class DiskUnusable(Problem):
    """A file could not be written for another reason. `detail` is what the system says."""

    code: ClassVar[str] = "GJ545"
    explanation: ClassVar[str] = "结果或暂存的数据写不下去：文件夹不存在、没有权限，或者磁盘出了故障。"
    where: str
    detail: str

    @property
    def message(self) -> str:
        """Say what cannot be written."""
        return f"写不了{self.where}"

    @property
    def notes(self) -> tuple[str, ...]:
        """Repeat what the system says."""
        return (f"系统的说明：{self.detail}",)

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say what to do."""
        return ("核对文件夹是否存在、可否写入，或者换一个文件夹",)


SHORTAGES: tuple[type[Problem], ...] = (MemoryShort, DiskFull, DiskUnusable)


@contextmanager
def refusing_shortage(connection: "DuckDBPyConnection", where: str = "暂存的数据") -> Iterator[None]:
    """Turn a lack of memory or disk inside the block into a Refusal; `where` names what is being written."""
    from duckdb import IOException, OutOfMemoryException  # noqa: PLC0415 - slow

    try:
        yield
    except OutOfMemoryException as error:
        if _no_room(str(error)):
            raise DiskFull("暂存的数据").refusal() from error
        raise MemoryShort(
            _setting(connection, "memory_limit"), _setting(connection, "temp_directory")
        ).refusal() from error
    except IOException as error:
        detail = str(error).splitlines()[0]
        problem = DiskFull(where) if _no_room(str(error)) else DiskUnusable(where, detail)
        raise problem.refusal() from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        problem = DiskFull(where) if full else DiskUnusable(where, error.strerror or type(error).__name__)
        raise problem.refusal() from error


def _no_room(said: str) -> bool:
    return any(
        words in said for words in ("No space left", "max_temp_directory_size", "Disk quota", "not enough space")
    )


def _setting(connection: "DuckDBPyConnection", name: str) -> str:
    (found,) = connection.execute("SELECT current_setting(?)", [name]).fetchone() or ("",)
    return str(found or "")
