"""Questions about few rows of a large export: answered from the rows they rest on, not from the whole of it.

The interpreter is asked with no rows at all and tells which it missed; those are fetched, by key or by group, and it
is asked again, until it misses none. Rows are read by the readers of engine/facts, so that every answer is that of the
whole export, word for word.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import TypeVar

from attrs import evolve, field, frozen

from ..diagnostic import Refusal
from ..facts.cells import Surroundings
from ..facts.identity import settle
from ..facts.office_sheets import Offices
from ..facts.partial import Ask, Asked, PartialTable, WholeNeeded
from ..facts.tables import Facts, Table
from ..held_folder import SPILL, held_folder
from ..office_map import OfficeMap
from ..outcome import InputCount, Reject
from ..plan.names_alike import names_alike
from ..program import Entity
from .bulk_facts import read_bulk
from .bulk_facts.open_files import open_files
from .bulk_facts.read import matched_sheets
from .bulk_facts.workspace import Workspace
from .few_rows import FewRows, Wanted, read_sheets
from .session import connect
from .shortage import refusing_shortage

T = TypeVar("T")
ROUNDS = 200
"""So often a question is asked again at most: every round but the last has brought rows nobody had."""
NO_SUCH_CASE = "GJ601"


@frozen
class Export:
    """An export and what it takes to read it."""

    paths: tuple[Path, ...]
    entities: Mapping[str, Entity]
    reference: Mapping[str, Table]
    maps: tuple[OfficeMap, ...] = ()


@frozen
class FewCases:
    """Rows of an export fetched when they are asked for. Use `open_cases`."""

    export: Export
    workspace: Workspace = field(repr=False)
    rows: Mapping[str, FewRows] = field(repr=False)
    """Of every 台账 that the export holds."""
    asked: Asked = field(factory=Asked)

    def ask(self, question: Callable[[Facts], T]) -> T:
        """The answer to a question, asked as often as it takes to have every row it rests on.

        The question must have no effect but its answer. Raises WholeNeeded where it goes through all rows of a 台账,
        and whatever the question itself raises.
        """
        for _ in range(ROUNDS):
            refusal: Refusal | None = None
            try:
                answer = question(self._facts())
            except Refusal as refused:
                refusal = refused
            if not self.asked.open:
                break
            self._fetch(self.asked.take())
        else:
            raise WholeNeeded("、".join(self.rows))
        if refusal is None:
            return answer
        if any(d.code == NO_SUCH_CASE for d in refusal.diagnostics):
            # What is said of a row that is not there includes how many were rejected in all.
            return question(evolve(self._facts(), inputs=self._inputs()))
        raise refusal

    def _fetch(self, asks: Sequence[Ask]) -> None:
        """Fetch the rows asked for, those of one kind at a time."""
        kinds: dict[Wanted, dict[tuple[str, ...], None]] = {}
        for ask in asks:
            kinds.setdefault(Wanted(ask.entity, ask.places), {})[ask.values] = None
        for wanted, values in kinds.items():
            if wanted.entity in self.rows:
                self.rows[wanted.entity].fetch(wanted.places, tuple(values), self.rows)

    def _facts(self) -> Facts:
        tables: dict[str, Table] = {}
        inputs: list[InputCount] = []
        rejects: list[Reject] = []
        for name, entity in self.export.entities.items():
            if name in self.export.reference:
                tables[name] = self.export.reference[name]
            elif name in self.rows:
                settled = settle(entity, self.rows[name].typed())
                tables[name] = PartialTable(entity, settled.records, self.asked)
                inputs.extend(settled.inputs)
                rejects.extend(settled.rejects)
            else:
                tables[name] = Table(name, ())
        return Facts(tables, tuple(inputs), tuple(rejects))

    def _inputs(self) -> tuple[InputCount, ...]:
        """The account of every row of the export, for which all of it must be read."""
        export = self.export
        with connect() as connection:
            return read_bulk(connection, export.paths, export.entities, export.reference, export.maps).inputs


@contextmanager
def open_cases(export: Export) -> Iterator[FewCases]:
    """Open an export for questions about few of its rows.

    Raises Refusal as engine/facts/export.read_export does where the files or their headers are at fault, and
    WholeNeeded where the database cannot tell two names apart.
    """
    alike = names_alike(export.entities)
    if alike is not None:
        raise WholeNeeded(alike[0])
    with (
        held_folder(Path(gettempdir()), SPILL) as folder,
        connect(folder=folder) as connection,
        refusing_shortage(connection),
    ):
        workspace = Workspace(connection, folder)
        offices = Offices(export.maps, export.entities)
        matched, _ = matched_sheets(open_files(workspace, export.paths), offices, export.entities)
        surroundings = Surroundings(export.entities, export.reference)
        rows: dict[str, FewRows] = {}
        for entity, _ in matched:
            if entity.name not in rows:
                readers = {
                    name: offices.reader(entity.name, name, surroundings.reader(column))
                    for name, column in entity.columns.items()
                }
                sheets = tuple(m for e, m in matched if e.name == entity.name)
                rows[entity.name] = read_sheets(workspace, entity, sheets, readers, export.entities)
        yield FewCases(export, workspace, rows)
