"""来源: how one office calls sheets, columns and values of a 台账."""

from collections.abc import Mapping

from attrs import field, frozen


@frozen
class OfficeMap:
    """An office's own words for one 台账.

    `sheets` are titles of its sheets; `headers` its column headers by declared column; `values` what it writes in a
    column, by declared column, with what the policy writes for it (None: 未知).
    """

    office: str
    entity: str
    sheets: tuple[str, ...] = ()
    headers: Mapping[str, tuple[str, ...]] = field(factory=dict)
    values: Mapping[str, Mapping[str, str | None]] = field(factory=dict)
