"""Numbered letters of one run: where they go, what their files are called, which of them were issued before."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from attrs import evolve, frozen

from .dispatch import Dispatch
from .dispatch_register import BETWEEN_FILES
from .file_names import distinct_stems
from .letters import Letter, default_name
from .name_template import NameTemplate
from .named_document import NamedDocument
from .writers.formats import Output, refuse_boxes
from .writers.staged import staged

Progress = Callable[[str, int], None]


def _silent(_: str, __: int) -> None:
    """Nobody is told."""


def _unannounced(_: int) -> None:
    """Nobody is told."""


@frozen
class Batch:
    """Letters dated `day` and numbered from `number_from`; `names` says how files are called, else by kind and office.

    With `dispatch` only what its register does not hold yet is issued, numbered after it, and entered once all files
    are in place. `expect` is told how many there will be, `progress` each one that is written.
    """

    output: Output
    day: date
    number_from: int = 1
    names: NameTemplate | None = None
    dispatch: Dispatch | None = None
    progress: Progress = _silent
    expect: Callable[[int], None] = _unannounced

    @property
    def first_number(self) -> int:
        """The number of the first letter."""
        return self.dispatch.first_number if self.dispatch is not None else self.number_from

    def is_new(self, letter: Letter) -> bool:
        """True for a letter to be written; False for one that was issued before."""
        return self.dispatch is None or self.dispatch.is_new(letter)

    def stems(self, letters: Sequence[Letter]) -> list[str]:
        """A name for the file of each letter, fit for Windows, unlike that of any other."""
        if self.names is None:
            wanted = [default_name(letter) for letter in letters]
        else:
            wanted = self.names.fill_all(letters, self.day, self.first_number)
        if self.dispatch is None:
            return distinct_stems(wanted)
        return distinct_stems((name.replace(BETWEEN_FILES, "_") for name in wanted), self.dispatch.taken())

    def write(self, documents: Sequence[NamedDocument], letters: Sequence[Letter]) -> tuple[Path, ...]:
        """Write the letters one after the other, or none of them where one cannot be; the files as they finally stand.

        Raises OSError, and Refusal where a document cannot be made, or as Output.check does: then nothing is left behind.
        """
        self.expect(len(documents))
        written: tuple[Path, ...] = ()
        if self.dispatch is not None and documents:
            with self.dispatch.issuing() as aside:
                written = self._write_in(aside, documents, letters)
        elif documents:
            with staged(self.output.folder) as aside:
                written = self._write_in(aside, documents, letters)
        return tuple(self.output.folder / path.name for path in written)

    def _write_in(
        self, folder: Path, documents: Sequence[NamedDocument], letters: Sequence[Letter]
    ) -> tuple[Path, ...]:
        """Write the letters into a folder from which they will take their places."""
        place = evolve(self.output, folder=folder)
        written: list[Path] = []
        lacking: set[str] = set()
        for number, (named, letter) in enumerate(zip(documents, letters, strict=True), start=self.first_number):
            lacking |= place.lacking(named.document)
            if lacking:
                continue  # none will stand in the end: the others are only asked what else they lack
            files = place.write(named.document, named.stem)
            written += files
            if self.dispatch is not None:
                self.dispatch.written(letter, number, files)
            self.progress(named.bearer, 1)
        refuse_boxes(lacking)
        return tuple(written)
