"""Data classes of the engine as bytes: to be kept between runs and read again, or to be told apart by a digest.

They are written with pickle, since nothing reads ten thousand small objects faster. Pickle does whatever its bytes say,
so what comes from a file is read by `thawed` alone: nothing but the engine's own classes and plain values comes out of it.
"""

import pickle
from collections.abc import Callable, Hashable
from functools import cache
from hashlib import sha256
from io import BytesIO
from operator import attrgetter
from typing import Any

import attrs

from .operators import ALL_OPERATORS
from .operators.operator import Operator
from .uncollected import uncollected
from .workdays import Calendar

_PLAIN = (("datetime", "date"), ("datetime", "datetime"), ("fractions", "Fraction"))


def frozen(value: object) -> bytes:
    """What `thawed` makes the value of again. Raises PicklingError where it is no plain data."""
    copy = BytesIO()
    _Pickler(copy, protocol=5).dump(value)
    return copy.getvalue()


def thawed(copy: bytes) -> object:
    """The value of its bytes. Raises UnpicklingError for anything but the engine's data, and whatever damaged bytes cause."""
    with uncollected():  # a third of the time
        found: object = _Unpickler(BytesIO(copy)).load()
    return found


def digest_of(value: object) -> bytes:
    """A hash of all that a value holds, what == leaves out included: the same in every process for the same data.

    It may differ for equal values of which one holds a part twice and the other two equal parts. Raises PicklingError where
    a value is no plain data.
    """
    content = BytesIO()
    with uncollected():
        _DigestPickler(content, protocol=5).dump(value)
    return sha256(content.getvalue()).digest()


def operator_at(place: int) -> Operator:
    """The operator at a place of the table."""
    return ALL_OPERATORS[place]


def _by_place(operator: Operator) -> tuple[Callable[[int], Operator], tuple[int]]:
    """Operators are functions, which no copy can hold: it names their place in the table."""
    place = next((n for n, other in enumerate(ALL_OPERATORS) if other is operator), None)
    if place is None:
        raise pickle.PicklingError(f"operator {operator.name} is not in the table")
    return operator_at, (place,)


class _Pickler(pickle.Pickler):
    """Writes a copy from which every object is made anew as it was made first: that takes half as long as filling it in."""

    def reducer_override(self, obj: object) -> Any:  # noqa: ANN401 # one of the many forms that pickle takes
        """How an object is made: operators by their place, data classes of their fields, others as ever."""
        kind: Any = type(obj)  # mypy takes a class for something that cannot be hashed
        fields_of = _fields_of(kind)
        return self.otherwise(obj) if fields_of is None else (kind, fields_of(obj))

    def otherwise(self, obj: object) -> Any:  # noqa: ANN401 # as above
        """How what is no data class is made."""
        return _by_place(obj) if isinstance(obj, Operator) else NotImplemented


class _DigestPickler(_Pickler):
    """Writes what is never read again: what a set holds in one order, a calendar without what it has worked out."""

    def persistent_id(self, obj: object) -> object:
        """What stands for a set; None for anything else, which is written as it is."""
        return sorted(obj, key=repr) if isinstance(obj, frozenset) else None

    def otherwise(self, obj: object) -> Any:  # noqa: ANN401 # as above
        """Calendars by their tables, others as in a copy."""
        return (Calendar, obj.tables) if isinstance(obj, Calendar) else super().otherwise(obj)


@cache
def _fields_of(kind: Hashable) -> Callable[[object], tuple[object, ...]] | None:
    """What gives the fields of a data class that takes them all in their order and does no more; None for any other class."""
    if not isinstance(kind, type) or not attrs.has(kind) or kind is Operator or hasattr(kind, "__attrs_post_init__"):
        return None
    fields = attrs.fields(kind)
    if not all(f.init and not f.kw_only and f.converter is None for f in fields):
        return None
    names = [f.name for f in fields]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda obj: tuple(getattr(obj, name) for name in names)


class _Unpickler(pickle.Unpickler):
    """Reads a copy; nothing but the engine's own classes and plain values can come out of it."""

    def find_class(self, module: str, name: str) -> object:
        """The class of a name, where it is one of the engine's."""
        engine = __name__.removesuffix("kept_data")
        if (module, name) == (__name__, operator_at.__name__):
            return operator_at
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        found: object = super().find_class(module, name) if module.startswith(engine) else None
        if isinstance(found, type) and found.__module__ == module:
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no data of the engine")
