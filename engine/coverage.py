"""What 示例 touch of a policy: rules of every kind, rows, grounds, provisos, exceptions, states.

Every 示例 is run again with the reference interpreter, and each condition of the rules it asks about is evaluated by
itself, under the date that governs the rule; nothing is recorded while cases are checked. Of several versions each has
what it says differently, and an example counts for the version that governs it.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import define, field, frozen

from .coverage_parts import Parts, Rule, Seen
from .coverage_run import Book, CoverageRun
from .facts.tables import Table
from .origin import Span
from .program import Benefit, Derived, Duty, Fund, Program, Target

__all__ = ["RuleCoverage", "Seen", "coverage"]


@frozen
class RuleCoverage:
    """What 示例 touch of one rule. `examples` asked for it by name; `reached` says whether any rested on it at all.

    `version` is the day its version came into force, None where all versions that have the rule say the same.
    """

    rule: str
    kind: str
    clause: str
    span: Span | None
    examples: tuple[str, ...]
    reached: bool
    parts: tuple[Seen, ...]
    version: date | None = None

    @property
    def points(self) -> tuple[int, int]:
        """How many outcomes were seen, and how many should be."""
        every = [one for part in self.parts for one in part.all()]
        wanted = sum(len(one.wanted) for one in every)
        return wanted - sum(len(one.missing) for one in every), wanted

    @property
    def is_whole(self) -> bool:
        """Whether some 示例 rests on it and everything was seen."""
        seen, wanted = self.points
        return self.reached and seen == wanted

    @property
    def exceptions(self) -> tuple[str, ...]:
        """The 例外 to it, which count with it."""
        return tuple(part.rule for part in self.parts if part.rule)

    @property
    def shown_exceptions(self) -> tuple[str, ...]:
        """The 例外 to it that some 示例 showed applying."""
        return tuple(part.rule for part in self.parts if part.rule and part.wanted[0] in part.outcomes)


def coverage(program: Program, reference: Mapping[str, Table]) -> tuple[RuleCoverage, ...]:
    """What the policy's 示例 touch of each rule, in the order of the rules; those of one name by version."""
    shelf = _Shelf(program)
    for example in program.examples:
        CoverageRun(program, reference, example, shelf.books).run()
    return tuple(shelf.close())


@define
class _Shelf:
    """A book for each rule and version; versions that say the same of a rule share one."""

    program: Program
    books: dict[tuple[date, str], Book] = field(factory=dict)
    distinct: dict[str, list[tuple[date, Book]]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for version in self.program.versions or (self.program,):
            for rule in rules_of(version):
                self._add(version.in_force, rule)

    def _add(self, in_force: date, rule: Rule) -> None:
        found = self.distinct.setdefault(rule.name, [])
        if not found or found[-1][1].parts.rule != rule:
            found.append((in_force, Book(Parts(rule))))
        self.books[in_force, rule.name] = found[-1][1]

    def close(self) -> Iterator[RuleCoverage]:
        """Every rule that stands, in the order of the latest version; repealed ones last."""
        latest = (self.program.versions or (self.program,))[-1]
        names = dict.fromkeys(r.name for r in rules_of(latest)) | dict.fromkeys(self.distinct)
        for name in names:
            books = self.distinct[name]
            for in_force, book in books:
                yield _closed(book, in_force if len(books) > 1 else None)


def rules_of(program: Program) -> tuple[Rule, ...]:
    """Every rule that 示例 can touch."""
    ruled: tuple[Rule, ...] = (*program.derived, *program.duties, *program.benefits)
    funds = (f for f in program.funds if f.has_rate)
    return (*ruled, *funds, *program.targets, *program.validations)


def _closed(book: Book, version: date | None) -> RuleCoverage:
    rule = book.parts.rule
    heading, examples = rule.heading, tuple(dict.fromkeys(book.examples))
    parts = tuple(book.parts.parts)
    return RuleCoverage(
        heading.name, kind_of(rule), heading.clause, heading.span, examples, book.reached, parts, version
    )


def kind_of(rule: Rule) -> str:
    """The word that begins the statement of a rule."""
    match rule:
        case Derived(kind=kind):
            return kind.value
        case Duty():
            return "禁止" if rule.breach is not None else "职责"
        case Benefit():
            return "待遇"
        case Fund():
            return "经费"
        case Target():
            return "目标"
        case _:
            return "校验"
