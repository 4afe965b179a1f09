"""Columns of results that hold a few fixed words, as types of their own: a database keeps a number for each word.

Sorting and writing millions of lines takes a third less time so. The words of a type stand in the order of their text, so
that lines are sorted by them as by text.
"""

from attrs import define, field
from sqlglot import exp

from ..lowering.base import is_nothing


@define(eq=False)
class WordTypes:
    """The types a plan uses, by name, with the words of each, gathered while the plan is made."""

    words: dict[str, set[str]] = field(factory=dict)

    def typed(self, column: str, expression: exp.Expression) -> tuple[exp.Expression, str | None]:
        """An expression as a word of a column's type, and that type as SQL names it.

        None where it may be another word than those it names outright: then it stays a text.
        """
        words = _words(expression)
        if words is None:
            return expression, None
        name = f"#{column}"
        self.words.setdefault(name, set()).update(words)
        kind = exp.DataType(this=exp.DataType.Type.USERDEFINED, kind=exp.Identifier(this=name, quoted=True))
        return expression.transform(lambda node: _as_word(node, kind)), f'"{name}"'

    def lists(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each type with its words in order."""
        return tuple((name, tuple(sorted(words))) for name, words in sorted(self.words.items()))


def is_word_type(node: exp.Expression) -> bool:
    """Whether a type is one of words, by how plans name them."""
    return isinstance(node, exp.DataType) and node.this == exp.DataType.Type.USERDEFINED


def _words(expression: exp.Expression | None) -> set[str] | None:
    """The words an expression chooses from, None where it is no such choice."""
    match expression:
        case exp.Paren():
            return _words(expression.this)
        case exp.Case():
            found: set[str] = set()
            for value in (
                *(branch.args.get("true") for branch in expression.args["ifs"]),
                expression.args.get("default"),
            ):
                words = set() if value is None or is_nothing(value) else _words(value)
                if words is None:
                    return None
                found |= words
            return found
        case exp.Literal() if expression.is_string:
            return {str(expression.this)}
        case _:
            return None


def _as_word(node: exp.Expression, kind: exp.DataType) -> exp.Expression:
    """A word that is a result, not one that a condition compares with, as one of the type."""
    if not (isinstance(node, exp.Literal) and node.is_string) or not _is_result(node):
        return node
    return exp.Cast(this=node.copy(), to=kind.copy())


def _is_result(node: exp.Expression) -> bool:
    """Whether what a node comes to is what the whole expression comes to."""
    while node.parent is not None:
        parent = node.parent
        if isinstance(parent, exp.If) and node.arg_key == "this":
            return False
        if not isinstance(parent, exp.Paren | exp.If | exp.Case):
            return False
        node = parent
    return True
