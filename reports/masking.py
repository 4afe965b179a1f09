"""Masking of sensitive (敏感) facts: the policy every output follows unless unmasking is asked for."""

from collections.abc import Mapping

from attrs import define, field

from ..engine.program import Entity
from ..engine.sensitive import MASK, has_sensitive_key


def mask(text: str) -> str:
    """Stand in for a sensitive value: all of it goes, its length too; an empty text stays empty."""
    return MASK if text else ""


@define
class KeyMask:
    """Shows keys of one entity's rows in outputs, 「第n行」 where a column of the key is sensitive.

    `rows` gives each key's row as Excel shows it; without it n counts the keys in the order first shown, so one
    KeyMask must serve a whole run for a key to keep its number. `unmask` shows keys as they are.
    """

    entity: Entity
    unmask: bool = False
    rows: Mapping[str, int] = field(factory=dict)
    _shown: dict[str, int] = field(init=False, factory=dict)

    @property
    def masks(self) -> bool:
        """True where keys of this entity are not shown as they are."""
        return not self.unmask and has_sensitive_key(self.entity)

    def display(self, key: str) -> str:
        """The key as outputs show it."""
        if not self.masks:
            return key
        number = self.rows.get(key)
        if number is None:
            number = self._shown.setdefault(key, len(self._shown) + 1)
        return f"第{number}行"
