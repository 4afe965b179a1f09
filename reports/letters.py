"""What one notice is about, before it is written: whom it goes to and which breaches it tells."""

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from ..engine.outcome import Breach, Obligation


@frozen
class Letter:
    """One letter: whom it goes to, its kind, the rule where each has its own (else empty), the breaches as found.

    `about` is the key of the one case it is about, of `entity`, and `shown` that key as outputs show it; a notice is
    about no single case and has none of them.
    """

    bearer: str
    kind: str
    matter: str
    cases: tuple[Obligation, ...]
    breaches: tuple[Breach, ...] = ()
    about: str | None = None
    shown: str = ""
    entity: str = ""

    @property
    def count(self) -> int:
        """The number of breaches; one for a letter about one case."""
        return 1 if self.about is not None else len(self.cases) + len(self.breaches)


def number_words(year: int, number: int) -> str:
    """〔2022〕3号 (GB/T 9704-2012, 7.2.5: the full year, no leading zeros)."""
    return f"〔{year}〕{number}号"


def default_name(letter: Letter) -> str:
    """What a letter's file is called where nobody says: 督办通知书-某司法所, 接回通知-NX2013-00002."""
    whom = letter.shown if letter.about is not None else letter.bearer
    return "-".join(filter(None, (letter.kind, whom, letter.matter)))


def name_values(letter: Letter, day: date, number: int) -> Mapping[str, str | int]:
    """What the name of a letter's file may hold, by the fields of a NameTemplate."""
    return {
        "编号": number,
        "文号": number_words(day.year, number),
        "年份": day.year,
        "日期": day.isoformat(),
        "单位": letter.bearer,
        "文种": letter.kind,
        "事项": letter.matter,
        "件数": letter.count,
        "个案": letter.shown,
    }
