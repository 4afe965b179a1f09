"""A check for the documents that print it, in the database: what they list is read, and derived again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from ..engine.diagnostic import Diagnostic
from ..engine.facts.tables import Facts, Table
from ..engine.outcome import Obligation, Result, Trace
from .policy import Policy, Progress

if TYPE_CHECKING:
    from ..engine.backends.cases_called import Called
    from ..engine.backends.check_export import Resources
    from ..engine.backends.documents import Printed
    from ..engine.backends.rederive_places import Unverified
    from ..engine.backends.typed_cases import TypedCases

Answer = TypeVar("Answer")


@frozen
class DocumentCheck:
    """What was found, the tables that name places, and why an obligation is as it is.

    `about` gives the facts that hold the row of a case, by its key. `unverified` are violations that rest on more rows
    than the interpreter goes through again.
    """

    result: Result
    tables: Mapping[str, Table]
    explain: Callable[[Obligation], tuple[Trace, ...]]
    about: Callable[[str], Facts]
    notices: tuple[Diagnostic, ...] = ()
    unverified: "tuple[Unverified, ...]" = ()


@contextmanager
def check_in_database(
    policy: Policy,
    exports: Sequence[Path],
    as_of: date,
    printed: "Printed | Called",
    *,
    map_file: Path | None = None,
    resources: "Resources | None" = None,
    progress: Progress | None = None,
) -> Iterator[DocumentCheck]:
    """Decide an export in the database; every violation printed is derived again by the interpreter.

    Of documents about one case each (Called) there are no tables, and the result holds what those cases owe.
    Raises Refusal as Policy.check_export does, and where the two disagree (GJ556).
    """
    from ..engine.backends.cases_called import Called  # noqa: PLC0415 - the database is loaded where it is used
    from ..engine.backends.place_tables import place_tables  # noqa: PLC0415

    found = policy.check_export(exports, as_of=as_of, map_file=map_file, resources=resources, progress=progress)
    with found:
        cases = found.cases()
        if isinstance(printed, Called):
            result, about = found.called(printed, cases)
            tables: Mapping[str, Table] = {}
        else:
            result = found.printed(printed)
            tables = {**place_tables(policy.program, found.facts.typed), **policy.reference}
            about = partial(_all_facts, Facts(tables))
        unverified = found.rederive(result, cases) if isinstance(printed, Called) or printed.verified else ()
        yield DocumentCheck(
            result,
            tables,
            partial(_explained, policy, cases, as_of),
            about,
            result.notices,
            unverified,
        )


def _explained(policy: Policy, cases: "TypedCases", as_of: date, one: Obligation) -> tuple[Trace, ...]:
    cases.ask(lambda facts: facts.tables[one.entity].by_key.get(one.key))  # it is explained once its row is there
    return cases.ask(lambda facts: policy.explain(facts, one.key, one.duty, as_of=as_of))


def _all_facts(facts: Facts, _: str) -> Facts:
    return facts


def ask_of_decided(
    policy: Policy,
    exports: Sequence[Path],
    as_of: date,
    question: Callable[[Facts, Result], Answer],
    *,
    map_file: Path | None = None,
    progress: Progress | None = None,
) -> Answer:
    """The answer to a question about few rows that also asks what became of all: sums of 经费, and what is open of them.

    Raises Refusal as Policy.check_export does, and WholeNeeded where it goes through all rows of a large 台账.
    """
    from ..engine.backends.documents import Printed  # noqa: PLC0415 - the database is loaded where it is used

    rules = frozenset(fund.name for fund in policy.program.funds)
    with policy.check_export(exports, as_of=as_of, map_file=map_file, progress=progress) as found:
        result = found.printed(Printed(undetermined=True, rules=rules))
        return found.cases().ask(lambda facts: question(facts, result))
