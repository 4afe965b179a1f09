"""One statement as text: its first line, and its clauses with what the language says of their order."""

from random import Random

from attrs import frozen


@frozen
class Clause:
    """A clause. Those of one `group` mean something in their order (rows of a 标准, parts of a key)."""

    text: str
    group: str = ""


@frozen
class Statement:
    """A statement of the text."""

    head: str
    clauses: tuple[Clause, ...] = ()

    @property
    def keyword(self) -> str:
        return self.head.split()[0]

    @property
    def text(self) -> str:
        return "\n  ".join((self.head, *(c.text for c in self.clauses)))

    def reordered(self, rng: Random) -> "Statement":
        """The statement with its clauses in another order, those of one group still one after the other."""
        mixed = list(self.clauses)
        rng.shuffle(mixed)
        for group in {c.group for c in mixed} - {""}:
            inorder = iter([c for c in self.clauses if c.group == group])
            mixed = [next(inorder) if c.group == group else c for c in mixed]
        return Statement(self.head, tuple(mixed))
