"""Too little memory or disk, as the database or the system tells it, turned into a problem that says what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from ..facts.problem import Problem
from ..held_folder import SPILL

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@frozen
class MemoryShort(Problem):
    """The database needs more memory than it may take, whatever it puts on the disk."""

    code: ClassVar[str] = "GJ543"
    explanation: ClassVar[str] = (
        "数据库只用准许它用的内存，装不下的暂存到磁盘上；但有一部分必须在内存里，准许的连这一部分都装不下。多给一些内存，结果不变。"
    )
    limit: str
    folder: str
    of_machine: bool = False
    """The system had no more to give, although the database was allowed more."""

    @property
    def message(self) -> str:
        """Say what ran out."""
        if self.of_machine:
            return f"内存不够：准许数据库用 {self.limit}，电脑已经没有这么多"
        return f"内存不够：最多可用 {self.limit}，数据装不下"

    @property
    def notes(self) -> tuple[str, ...]:
        """Say where it could spill."""
        return (f"装不下的暂存在「{self.folder}」" if self.folder else "没有暂存文件夹，装不下的不能写到磁盘上",)

    @property
    def remedies(self) -> tuple[str, ...]:
        """Say what to do."""
        if self.of_machine:
            return ("关闭其他程序后再试", "少给数据库一些内存，例如 --memory 1GB，装不下的会暂存到磁盘上，只是慢一些")
        more = "多给数据库一些内存，例如 --memory 8GB；电脑没有这么多的，关闭其他程序后再试，也可把导出分成几份"
        return (more,) if self.folder else (more, "指定一个空间充足的暂存文件夹，例如 --spill 文件夹")


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
        return ("腾出空间，或者把结果（--out）和暂存文件夹（--spill）放到别的磁盘上再试",)


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


OF_MACHINE = ("Allocation failure", "bad allocation", "bad_alloc")
"""What the database says where the system gives it no memory; where its own limit keeps it from more, it says how much is used."""

SHORTAGES: tuple[type[Problem], ...] = (MemoryShort, DiskFull, DiskUnusable)


@contextmanager
def refusing_shortage(connection: "DuckDBPyConnection", where: str | None = None) -> Iterator[None]:
    """Turn a lack of memory or disk inside the block into a Refusal; `where` names what is being written.

    Where nothing else is, it is what the database puts on the disk because it does not fit into memory.
    """
    from duckdb import IOException, OutOfMemoryException  # noqa: PLC0415 - slow

    try:
        yield
    except OutOfMemoryException as error:
        if _no_room(str(error)):
            raise DiskFull(_spilled(connection)).refusal() from error
        raise _memory_short(connection, str(error)).refusal() from error
    except MemoryError as error:
        raise _memory_short(connection, OF_MACHINE[0]).refusal() from error
    except IOException as error:
        detail, what = str(error).splitlines()[0], where or _spilled(connection)
        problem = DiskFull(what) if _no_room(str(error)) else DiskUnusable(what, detail)
        raise problem.refusal() from error
    except OSError as error:
        full, what = error.errno in (errno.ENOSPC, errno.EDQUOT), where or _spilled(connection)
        problem = DiskFull(what) if full else DiskUnusable(what, error.strerror or type(error).__name__)
        raise problem.refusal() from error


def _memory_short(connection: "DuckDBPyConnection", said: str) -> MemoryShort:
    limit, folder = _setting(connection, "memory_limit"), _setting(connection, "temp_directory")
    return MemoryShort(limit, folder, of_machine=any(words in said for words in OF_MACHINE))


def _no_room(said: str) -> bool:
    return any(
        words in said for words in ("No space left", "max_temp_directory_size", "Disk quota", "not enough space")
    )


def _spilled(connection: "DuckDBPyConnection") -> str:
    """What the database puts on the disk, with the folder the user may know it by."""
    folder = Path(_setting(connection, "temp_directory"))
    known = folder.parent if folder.name.startswith(SPILL) else folder
    return f"暂存的数据（暂存在「{known.resolve()}」）"


def _setting(connection: "DuckDBPyConnection", name: str) -> str:
    (found,) = connection.execute("SELECT current_setting(?)", [name]).fetchone() or ("",)
    return str(found or "")
