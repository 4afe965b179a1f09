"""Expressions as results call them: in the canonical spelling, on one line, without the spaces between names.

Layout means nothing, so how a rule was laid out must not show in what is said about it.
"""

import re
from typing import Final

from .format_expressions import SUM, expression_text, join
from .syntax import Chain, Expression, ItemList

_GAPS: Final = re.compile(r'("[^"]*"|“[^”]*”|「[^」]*」)|\s+')


def rule_words(expression: Expression) -> str:
    """A value or condition of a rule, lists included; spaces stay only inside quoted text and names."""
    return _GAPS.sub(lambda found: found[1] or "", _one_line(expression))


def value_words(expression: Expression) -> str:
    """A value that other words follow, in （ ） where it could be misread."""
    return _GAPS.sub(lambda found: found[1] or "", expression_text(expression, SUM))


def _one_line(condition: Expression) -> str:
    match condition:
        case ItemList(at_least=at_least, items=items):
            head = {None: "下列全部", 1: "下列之一"}.get(at_least, f"下列至少{at_least}项")
            return f"{head}：{'；'.join(item.mark + _one_line(item.body) for item in items)}"
        case Chain(operator=operator, operands=(*operands, last)) if _ends_in_list(last):
            before = Chain(operator, tuple(operands), span=condition.span) if len(operands) > 1 else operands[0]
            return join(_one_line(before), operator, _one_line(last))
        case _:
            return expression_text(condition)


def _ends_in_list(condition: Expression) -> bool:
    match condition:
        case ItemList():
            return True
        case Chain(operands=(*_, last)):
            return _ends_in_list(last)
        case _:
            return False
