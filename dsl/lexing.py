"""Between Lark's lexer and its parser: types numbers, and keeps reserved words from passing as names."""

from collections.abc import Iterator
from typing import ClassVar, Final

from lark import Token

from .literals import kind_of
from .words import RESERVED

AMEND: Final = "修改"
BEHIND_NAME: Final = 3
"""Which word follows 修改, the kind of statement and its name."""
MODES: Final = frozenset(("互斥", "依次", "就高", "累加"))
"""What may stand between the name and its colon: 修改 标准 X 依次：."""


class WholeWords:
    """Lets words and numbers lex whole in every state of the parser.

    Lark's contextual lexer tries only what the parser can take, and would read 且末县 as 且 + 末县 where no name can
    stand. Always accepting NAME and NUMBERED makes it read the whole run first; a keyword the parser can take there
    still wins where it is the whole run.
    """

    always_accept: ClassVar[tuple[str, ...]] = ("NAME", "NUMBERED", "_COLON")

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """Give numbers their kind, and turn a reserved word that would be a name into RESERVED."""
        amends, behind = False, BEHIND_NAME
        for number, token in enumerate(stream):
            if number == 0:
                amends = token.value == AMEND
            if amends and number == behind and token.value in MODES:
                behind += 1
            if amends and number == behind and token.type == "_COLON":
                continue  # 修改 职责 X： is punctuated for the reader; the statement inside has no colon of its own
            if token.type == "NAME":
                if token.value in RESERVED:
                    token.type = "RESERVED"
            elif token.type == "NUMBERED":
                token.type = kind_of(token.value)
            yield token
