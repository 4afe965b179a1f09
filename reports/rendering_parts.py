"""What templates in Markdown and in Word share: the filters they may use, fields that are not there, nearest names."""

from collections.abc import Mapping
from difflib import get_close_matches

from jinja2 import StrictUndefined

FILTERS = ("length", "first", "last", "sort", "unique", "selectattr", "rejectattr", "map", "sum", "list", "batch")
"""What a template may call beside join. Filters that hand back text exempt from escaping are left out on purpose."""


class Field(StrictUndefined):
    """A field that was not given: any use of it raises, naming those there are."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name, owner = str(self._undefined_name), self._undefined_obj
        known = [str(key) for key in owner] if isinstance(owner, Mapping) else []
        return unknown_field(name, known)


def nearest(name: str, known: list[str]) -> str | None:
    """The known name most like the one given: one that holds it or is held by it, else by letters."""
    related = [k for k in known if k in name or name in k]
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    return min(related, key=lambda k: abs(len(k) - len(name))) if related else close[0] if close else None


def unknown_field(name: str, known: list[str]) -> str:
    """That there is no such field, and which may have been meant."""
    near = nearest(name, known)
    hint = f"，是不是「{near}」" if near else f"，可用的有 {'、'.join(sorted(known))}" if known else ""
    return f"没有「{name}」这一项{hint}"
