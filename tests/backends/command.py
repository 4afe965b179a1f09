"""The command as a person runs it, and what it leaves in a folder."""

from pathlib import Path

import pytest
from guiju.cli import main


def ran(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """The code it ends with, what it printed, and what it told."""
    with pytest.raises(SystemExit) as stopped:
        main([str(w) for w in words])
    told = capsys.readouterr()
    return int(stopped.value.code or 0), told.out, told.err


def files(folder: Path) -> dict[str, bytes]:
    """Name and content of every file in a folder."""
    return {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
