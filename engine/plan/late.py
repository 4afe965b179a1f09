"""Columns that are told where they are read and never kept: words and lists that follow from a few small values.

A table of millions of rows keeps the number of the line that decided; the words for it, and the causes, are put
together for the lines that are written.
"""

from collections.abc import Mapping

from attrs import define, field
from sqlglot import exp

from ..lowering.base import case, is_nothing, sql, written
from .frames import Column, Frame, bits_of, column
from .layout import quoted

ROOM = 4_000
"""How many nodes an expression told late may have; a longer one is kept as a column."""
SHORT, DEPTH = 60, 6
"""How many nodes, and how many columns upon each other, a condition may have to be told from what is kept."""
_LISTS = (exp.Array, exp.ArrayConcat, exp.ArrayFilter, exp.ArraySort, exp.ArrayDistinct)


@define(eq=False)
class Told:
    """Values of a frame's rows for whoever reads its table: `kept` are the columns the table has to have for them.

    `leaves` says of each value told which of these it is told from, by the SQL that reads no more of them.
    """

    frame: Frame
    kept: dict[str, None] = field(factory=dict)
    leaves: dict[str, dict[str, str]] = field(factory=dict)
    _told: dict[tuple[str, bool], exp.Expression] = field(factory=dict)
    _late: dict[str, bool] = field(factory=dict)

    def cell(self, expression: exp.Expression) -> str:
        """The SQL of a value over columns that are kept."""
        return self.said(self.told(expression))

    def causes(self, causes: exp.Expression) -> str:
        """The SQL of a list of causes, told from flags: of these few differ, and a list is made once for rows alike."""
        return self.said(self._replaced(self.frame.hold(causes), by_flags=True))

    def told(self, expression: exp.Expression) -> exp.Expression:
        """A value over columns that are kept, once it is said."""
        return self._replaced(self.frame.hold(expression), by_flags=False)

    def said(self, told: exp.Expression) -> str:
        """The SQL of what `told` gave, or of something made from that; its columns are kept from here on."""
        names = tuple(dict.fromkeys(c.name for c in told.find_all(exp.Column)))
        self.kept.update(dict.fromkeys(names))
        self.frame.kept.update(names)
        words = written(told)
        bits = bits_of(told)
        self.leaves[words] = {n: f"{quoted(n)} & {bits[n]}" if n in bits else quoted(n) for n in names}
        return words

    def is_there(self, causes: exp.Expression | None) -> exp.Expression:
        """Whether a list that may be NULL is one, without making it."""
        match causes:
            case exp.Paren() | exp.Alias():
                return self.is_there(causes.this)
            case exp.Array() | exp.ArrayConcat():
                return sql("TRUE")  # lists are joined where one of them is known to be there (lowering/base.joined)
            case exp.ArrayFilter():
                return self.is_there(causes.this)
            case exp.Case():
                branches = [(b.this, self.is_there(b.args.get("true"))) for b in causes.args["ifs"]]
                return self.frame.hold(case(branches, self.is_there(causes.args.get("default"))))
            case exp.Column() if (held := self._expression(causes.name)) is not None and self._is_late(causes.name):
                return self.is_there(held)
            case None:
                return sql("FALSE")
            case _:
                return sql("FALSE") if is_nothing(causes) else sql(":c IS NOT NULL", c=causes)

    def _expression(self, name: str) -> exp.Expression | None:
        held = self.frame.columns.get(name)
        return held.expression if isinstance(held, Column) else None

    def _replaced(self, expression: exp.Expression, *, by_flags: bool) -> exp.Expression:
        """An expression with what is told late in full."""

        def in_full(node: exp.Expression) -> exp.Expression:
            if isinstance(node.parent, exp.If) and node.arg_key == "this":
                node = self._condition(node, by_flags=by_flags)
            return self._in_full(node.name, by_flags=by_flags).copy() if isinstance(node, exp.Column) else node

        return expression.transform(in_full)

    def _condition(self, node: exp.Expression, *, by_flags: bool) -> exp.Expression:
        """A condition: kept as whether it holds, but for tests of the numbers of lines, which are kept anyway."""
        if all(c.name in self.frame.numbers or self._is_late(c.name) for c in node.find_all(exp.Column)):
            return node
        over_kept = None if by_flags else self._over_kept(node)
        return over_kept if over_kept is not None else self.frame.flag(node)

    def _over_kept(self, node: exp.Expression) -> exp.Expression | None:
        """A condition told from columns that are kept anyway, where few words do for that."""
        for _ in range(DEPTH):
            open_ = [c for c in node.find_all(exp.Column) if not self._is_had(c.name)]
            if not open_:
                return node
            below = {c.name: self._expression(c.name) for c in open_}
            if None in below.values() or sum(1 for _ in node.walk()) > SHORT:
                return None
            node = node.transform(lambda n, below=below: _unfolded(n, below))
        return None

    def _is_had(self, name: str) -> bool:
        return name in self.frame.kept or name in self.frame.numbers or self._is_late(name)

    def _in_full(self, name: str, *, by_flags: bool) -> exp.Expression:
        """What stands for a column: itself where it is kept."""
        slot = name, by_flags
        if slot not in self._told:
            own = column(name)
            expression = self._expression(name)
            if expression is None or not self._is_late(name):
                self._told[slot] = own
            else:
                told = self._replaced(expression, by_flags=by_flags)
                self._told[slot] = exp.Paren(this=told) if sum(1 for _ in told.walk()) <= ROOM else own
        return self._told[slot]

    def _is_late(self, name: str) -> bool:
        """Whether a column is made only to be shown: so it was held, or it is a choice among fixed words, or a list."""
        if name not in self._late:
            node = self._expression(name)
            self._late[name] = name in self.frame.late or self._is_list(node) or self._is_words(node)
        return self._late[name]

    def _is_list(self, node: exp.Expression | None) -> bool:
        match node:
            case exp.Cast():
                return node.to.this in (exp.DataType.Type.ARRAY, exp.DataType.Type.LIST)
            case exp.Case():
                return any(self._is_list(value) for value in _results(node))
            case exp.Column():
                return self._is_late(node.name)
            case exp.Paren() | exp.Alias():
                return self._is_list(node.this)
            case _:
                return isinstance(node, _LISTS)

    def _is_words(self, node: exp.Expression | None) -> bool:
        match node:
            case exp.Case():
                results = [r for r in _results(node) if not is_nothing(r)]
                return bool(results) and all(self._is_words(r) for r in results)
            case exp.Literal():
                return bool(node.is_string)
            case exp.Column():
                return self._is_late(node.name)
            case _:
                return False


def _unfolded(node: exp.Expression, below: Mapping[str, exp.Expression | None]) -> exp.Expression:
    inner = below.get(node.name) if isinstance(node, exp.Column) else None
    return exp.Paren(this=inner.copy()) if inner is not None else node


def _results(node: exp.Case) -> list[exp.Expression]:
    values = [*(branch.args.get("true") for branch in node.args["ifs"]), node.args.get("default")]
    return [v for v in values if isinstance(v, exp.Expression)]
