"""Issuing documents by a register: each breach is told once, numbers run on by year, a killed run leaves no claim.

Files are made in a folder of their own, moved to their places when all are whole, and only then entered in the register.
What a killed run moved and did not enter is removed by the next one, from the list it left behind.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from attrs import define, field

from ..engine.diagnostic import Refusal
from ..engine.program import Program
from ..engine.sensitive import has_sensitive_key
from .dispatch_problems import register_in_use
from .dispatch_register import Entry, Register, check_form, read_register, write_register
from .letters import Letter
from .writers.staged import there
from .writers.whole_file import write_whole

WAIT_SECONDS = 60
"""How long a run waits for another one that holds the register."""
STAGING, LIST = ".guiju-发文-", "清单.json"


def digest_of(letter: Letter, program: Program) -> str:
    """What a letter says, in 16 hexadecimal digits, whatever the day on which it is said.

    Days late are left out: they grow while nothing changes. So is the state where a letter is about one case: what was
    still to be done and now is overdue has been asked for already. Where a key is 敏感 the digest is made slow on
    purpose, so that nobody with the register alone finds out by trying which person it is about.
    """
    said: list[Sequence[str | None]] = [
        (o.bearer, o.duty, o.entity, o.key, o.period, o.state.value if letter.about is None else "",
         *map(_day, (o.trigger, o.due, o.due_extended, o.done)),
         *o.missing_cells)
        for o in letter.cases
    ]  # fmt: skip
    said += [(b.bearer, b.rule, b.entity, b.key, b.kind.value, _day(b.due), b.reason) for b in letter.breaches]
    ordered = sorted(said, key=lambda one: [part or "" for part in one])
    about = [] if letter.about is None else [letter.about]
    content = json.dumps([letter.kind, letter.matter, ordered, *about], ensure_ascii=False).encode()
    entities = {letter.entity, *(o.entity for o in letter.cases), *(b.entity for b in letter.breaches)}
    if any(_has_sensitive_key(program, entity) for entity in entities):
        return hashlib.scrypt(content, salt=program.name.encode(), n=2**12, r=8, p=1, dklen=8).hex()
    return hashlib.sha256(content).hexdigest()[:16]


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _has_sensitive_key(program: Program, entity: str) -> bool:
    found = program.entities.get(entity)
    return found is not None and has_sensitive_key(found)


@define
class Dispatch:
    """One run that issues documents by a register.

    `known` counts letters issued before, `absent` those of them whose files are not in the folder any more.
    """

    path: Path
    folder: Path
    program: Program
    day: date
    register: Register
    prefix: str
    number_from: int = 1
    known: int = 0
    absent: int = 0
    entries: list[Entry] = field(factory=list)
    staging: Path | None = None

    def is_new(self, letter: Letter) -> bool:
        """True for a letter to be written; one that was issued before is counted."""
        digest = digest_of(letter, self.program)
        entry = self.register.find(letter.kind, letter.matter, digest)
        if entry is None:
            return True
        self.known += 1
        self.absent += not all((self.folder / name).exists() for name in entry.files)
        return False

    @property
    def first_number(self) -> int:
        """The number that the first letter of this run gets."""
        return max(self.register.next_number(self.day.year), self.number_from)

    def taken(self) -> frozenset[str]:
        """Names no new file may have, without their endings: those of the register and of the folder."""
        there = {path.name for path in self.folder.iterdir()} if self.folder.exists() else set()
        return frozenset(name.rpartition(".")[0] for name in self.register.files | there)

    @contextmanager
    def issuing(self) -> Iterator[Path]:
        """The folder in which files are made; they are issued when the block has ended well, else removed. Raises OSError."""
        with there(self.folder):
            self.staging = Path(mkdtemp(prefix=self.prefix, dir=self.folder))
            try:
                yield self.staging
            except BaseException:
                self.entries.clear()
                rmtree(self.staging)
                raise
            self.issue()

    def written(self, letter: Letter, number: int, files: Sequence[Path]) -> None:
        """Note a letter whose files stand in `staging`."""
        names = tuple(path.name for path in files)
        digest = digest_of(letter, self.program)
        self.entries.append(
            Entry(
                self.day.year, number, self.day, letter.bearer, letter.kind, letter.matter, letter.count, digest, names
            )
        )

    def describe(self) -> Iterator[str]:
        """What was entered, and what had been before, in words."""
        if self.entries:
            first, last = self.entries[0].words, self.entries[-1].words
            numbers = first if first == last else f"{first}至{last}"
            yield f"已登记{len(self.entries)}份，{numbers}，登记簿 {self.path}"
        if self.known:
            yield f"{self.known}份以前已经登记发出、违规没有变化，没有重发"
        if self.absent:
            yield f"其中{self.absent}份的文件不在 {self.folder}（可能已移走），没有重写"

    def issue(self) -> None:
        """Move the files to their places, then enter them. Raises OSError; what is not entered is not issued."""
        if not self.entries or self.staging is None:
            return
        files = [name for entry in self.entries for name in entry.files]
        write_whole(self.staging / LIST, json.dumps(files, ensure_ascii=False).encode())
        for name in files:
            (self.staging / name).replace(self.folder / name)
        write_register(self.path, Register((*self.register.entries, *self.entries)))


@contextmanager
def dispatching(path: Path, folder: Path, program: Program, day: date, number_from: int = 1) -> Iterator[Dispatch]:
    """Hold the register while documents are issued; other runs wait.

    What an earlier run left unfinished is cleared first. Raises Refusal where the register is damaged or in use.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 # only who keeps a register locks one

    check_form(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=WAIT_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise Refusal((register_in_use(path, WAIT_SECONDS),)) from error
    try:
        register = read_register(path)
        prefix = f"{STAGING}{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]}-"
        clear_unfinished(folder, prefix, register)
        try:
            yield Dispatch(path, folder, program, day, register, prefix, number_from)
        finally:
            clear_unfinished(folder, prefix, read_register(path))
    finally:
        lock.release()


def clear_unfinished(folder: Path, prefix: str, register: Register) -> None:
    """Remove what runs of this register left in a folder without entering it: nobody may take it for issued."""
    for staging in sorted(folder.glob(f"{prefix}*")):
        listed = staging / LIST
        moved = json.loads(listed.read_bytes()) if listed.exists() else []
        for name in moved:
            if name not in register.files and Path(name).name == name:
                (folder / name).unlink(missing_ok=True)
        rmtree(staging)
