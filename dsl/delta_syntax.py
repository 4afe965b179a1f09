"""Statements that change an earlier version, and stand only in a later one: 修改, 增加, 废止, 过渡, 改称."""

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from .syntax_expressions import Expression, Name, Node

if TYPE_CHECKING:
    from .syntax import Addable, Amendable, Clause, StandardRow


@frozen
class RowChange(Node):
    """改（三）…, 增（四）…, 删（二）: one row of a 标准 changed by its mark; `row` None for 删."""

    change: str
    mark: str
    row: "StandardRow | None"


@frozen
class RenamedStatement(Node):
    """主体 A 改称 B 自 D: the same party, or 台账, is shown by its new name from a day on."""

    kind: str
    name: Name
    renamed: Name
    since: date
    clauses: tuple["Clause", ...] = ()


@frozen
class AmendStatement(Node):
    """修改 职责 X：…; `changes` holds only the clauses that change, a 标准 its RowChanges."""

    changes: "Amendable"

    @property
    def name(self) -> Name:
        """The statement amended."""
        return self.changes.name

    @property
    def clauses(self) -> tuple["Clause", ...]:
        """The clauses restated."""
        return self.changes.clauses


@frozen
class AddStatement(Node):
    """增加 and a whole statement; of a 台账 its new fields, of a 代码表 its new values."""

    added: "Addable"

    @property
    def name(self) -> Name:
        """The first name the statement gives."""
        return self.added.names[0] if hasattr(self.added, "names") else self.added.name

    @property
    def clauses(self) -> tuple["Clause", ...]:
        """The clauses of what is added."""
        return self.added.clauses


@frozen
class RepealStatement(Node):
    """废止 X、Y."""

    names: tuple[Name, ...]
    clauses: tuple["Clause", ...] = ()

    @property
    def name(self) -> Name:
        """The first statement repealed."""
        return self.names[0]


@frozen
class TransitionStatement(Node):
    """过渡 职责 X 适用 原规定 当 …; `provision` is 原规定 or 新规定, `condition` None where it holds for every matter."""

    kind: str
    name: Name
    provision: str
    condition: Expression | None
    clauses: tuple["Clause", ...] = ()
