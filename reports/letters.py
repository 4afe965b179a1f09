"""What one notice is about, before it is written: whom it goes to and which breaches it tells."""

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from ..engine.outcome import Breach, Obligation


@frozen
class Letter:
    """One notice: whom it goes to, its kind, the rule where each has its own (else empty), the breaches as found."""

    bearer: str
    kind: str
    matter: str
    cases: tuple[Obligation, ...]
    breaches: tuple[Breach, ...] = ()

    @property
    def count(self) -> int:
        """The number of breaches."""
        return len(self.cases) + len(self.breaches)


def number_words(year: int, number: int) -> str:
    """〔2022〕3号 (GB/T 9704-2012, 7.2.5: the full year, no leading zeros)."""
    return f"〔{year}〕{number}号"


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
    }
