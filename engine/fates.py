"""What became of each sentence of the source document: the rules that rest on it, or that it still waits for one."""

from attrs import frozen

HEADING = "标题"
"""The fate of a line that only names what follows it: no rule need cite it."""


@frozen
class SentenceFate:
    """One sentence of the source, where it stands, and what was made of it.

    `start` and `end` are offsets into the source text; `clause` and `headings` as in a Citation; `rules` name the
    statements that cite words of it; `kind` joins their kinds (职责、定性要求), is 标题 for a heading, and empty for a
    sentence nobody has dealt with. `document` is the title of the document of a later version, empty for the source
    of the policy itself.
    """

    text: str
    start: int
    end: int
    clause: str
    headings: tuple[str, ...]
    rules: tuple[str, ...]
    kind: str
    document: str = ""

    @property
    def is_settled(self) -> bool:
        """True where the sentence needs no further rule."""
        return bool(self.kind)
