"""The files of one run made aside and put in their places together: a run that is killed or fails leaves none of them."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ...engine.held_folder import held_folder

PREFIX = ".guiju-未完成-"


@contextmanager
def staged(folder: Path, replaces: Collection[str] = ()) -> Iterator[Path]:
    """A folder to write files in, all of which move into `folder` when the block has ended well.

    `replaces` are files of an earlier run which would pass for this one's: those not made anew are removed. What a
    killed run left is cleared first. Raises OSError where the folder cannot be made or a file not be put in place, such as
    one that another program holds open.
    """
    with there(folder), held_folder(folder, PREFIX) as aside:
        try:
            yield aside
        except OSError as error:
            if isinstance(error.filename, str):  # what is told of is the file that was wanted, not the one aside
                error.filename = error.filename.replace(str(aside), str(folder))
            raise
        made = sorted(path for path in aside.iterdir())
        for name in set(replaces).difference(path.name for path in made):
            (folder / name).unlink(missing_ok=True)
        for path in made:
            path.replace(folder / path.name)


@contextmanager
def there(folder: Path) -> Iterator[None]:
    """A folder made; where nothing comes of the block, one that was not there before is not there afterwards."""
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if new:
            with suppress(OSError):  # another run has put something into it
                folder.rmdir()
        raise
