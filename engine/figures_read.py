"""The 参数 that an expression reads: what a trace tells beside the facts."""

from collections.abc import Callable, Iterator

from .expression import Apply, Const, Expression
from .operators.dated import DATED, LOOK_UP
from .outcome import TraceLine
from .types import Value
from .words import describe_value


def figure_lines(
    expression: Expression, value: Callable[[Expression], Value], reveals: Callable[[Expression], bool]
) -> tuple[TraceLine, ...]:
    """Each 参数 named in an expression, by its words there (平均工资 于 受理日期 的 年度), and its value, once.

    `value` gives what an expression comes to, `reveals` whether that rests on something 敏感.
    """
    found = dict(_figures(expression))
    return tuple(TraceLine(n, describe_value(value(f), f.type), sensitive=reveals(f)) for n, f in found.items())


def _figures(expression: Expression) -> Iterator[tuple[str, Apply]]:
    """A row of a 标准 with dated values is looked up like a 参数 and is none: its words are the values themselves."""
    if not isinstance(expression, Apply):
        return
    name = expression.arguments[0] if expression.operator in (DATED, LOOK_UP) else None
    if isinstance(name, Const) and expression.span is not None:
        words = " ".join(expression.span.text.strip("（）()").split())
        if expression.operator is LOOK_UP or words == name.value:
            yield words, expression
    for argument in expression.arguments:
        yield from _figures(argument)
