"""The rows of one 示例: which there are, what their keys are, and which one an expectation speaks of."""

from collections.abc import Iterator, Mapping

from attrs import evolve, field, frozen

from ..engine.example_case import Expectation, Setting
from ..engine.facts.tables import KEY_SEPARATOR
from ..engine.origin import Span
from ..engine.program import Column, EntityKind
from ..engine.types import BearerType, CodeType, IntegerType, Known, ReferenceType, TextType, YearType
from . import syntax as s
from .problems import aggregating as g
from .problems import checking as p
from .scope import Scope


@frozen
class ExampleRows:
    """The rows that a 示例 sets, by entity: the place where each is first named. None is the row without a name."""

    scope: Scope
    settings: tuple[Setting, ...]
    rows: Mapping[str, Mapping[str | None, Span]] = field(factory=dict)

    @classmethod
    def of(cls, scope: Scope, settings: tuple[Setting, ...]) -> "ExampleRows":
        """The rows of these settings; one spoken of without a name where there are several is reported."""
        rows: dict[str, dict[str | None, Span]] = {}
        for setting in settings:
            rows.setdefault(setting.entity, {}).setdefault(setting.row, setting.span)
        for entity, found in rows.items():
            if None in found and len(found) > 1:
                names = tuple(name for name in found if name is not None)
                scope.report(g.WhichRow(found[None], entity, names))
        return cls(scope, settings, rows)

    def keys(self) -> Iterator[Setting]:
        """The 主键 of named rows as settings, where 设 does not give it."""
        for entity, found in self.rows.items():
            for name, place in found.items():
                if name is not None:
                    yield from self._key(entity, name, place)

    def placed(self, expectation: Expectation | None, then: s.Then, owner: str | None) -> Expectation | None:
        """The expectation with the row it is about."""
        if expectation is None or owner is None:
            return expectation
        named = tuple(name for name in self.rows.get(owner, {}) if name is not None)
        if self.scope.entities[owner].kind is EntityKind.REFERENCE:
            return self._of_data(expectation, then, owner)
        if then.row is None:
            if len(named) > 1:
                self.scope.report(g.WhichRow(then.path.span, owner, named))
            return evolve(expectation, row=named[0]) if len(named) == 1 else expectation
        if then.entity is not None and then.entity.text != owner:
            self._another(then, then.entity, owner)
        elif then.row.value not in named:
            self.scope.report(g.WhichRow(then.row.span, owner, ()))
        return evolve(expectation, row=then.row.value)

    def funded(self, expectation: Expectation | None, then: s.Then, per: str | None) -> Expectation | None:
        """The expectation of a 经费 with its year and the row of 每 (None: for the whole)."""
        name = then.path.names[0].text
        if then.year is None:
            self.scope.report(g.FundWithoutYear(then.path.span, name, per))
            return None
        if per is None and then.row is not None:
            self.scope.report(g.PlaceOfWhole(then.row.span, name))
            return None
        entity = s.Name(per, span=then.path.span) if per is not None and then.row is not None else None
        placed = self.placed(expectation, evolve(then, entity=entity), per)
        return evolve(placed, year=then.year.value) if placed is not None else None

    def _of_data(self, expectation: Expectation, then: s.Then, owner: str) -> Expectation:
        """An expectation about a row of a 数据表, which must be named; whether it is there shows once the data is read."""
        if then.row is None or then.entity is None:
            self.scope.report(g.WhichRow(then.path.span, owner, ("名称",)))
            return expectation
        if then.entity.text != owner:
            self._another(then, then.entity, owner)
        return evolve(expectation, row=then.row.value)

    def _another(self, then: s.Then, entity: s.Name, owner: str) -> None:
        rule = then.path.names[0].text
        self.scope.report(p.OfAnotherEntity(entity.span, rule, owner, entity.text))

    def _key(self, entity: str, row: str, place: Span) -> Iterator[Setting]:
        declared = self.scope.entities[entity]
        given = {x.column for x in self.settings if (x.entity, x.row) == (entity, row)}
        if set(declared.key) <= given or declared.kind is not EntityKind.LEDGER:
            return
        parts = row.split(KEY_SEPARATOR) if len(declared.key) > 1 else [row]
        values = [_value(declared.columns[k], part) for k, part in zip(declared.key, parts, strict=False)]
        if len(parts) != len(declared.key) or None in values:
            self.scope.report(g.RowNameDoesNotFit(place, entity, declared.key))
            return
        for column, value in zip(declared.key, values, strict=True):
            if column not in given:
                yield Setting(entity, column, value, place, row)


def _value(column: Column, written: str) -> Known | None:
    """A part of a key as a value of its column; None where it does not fit."""
    match column.type:
        case TextType() | ReferenceType() | BearerType():
            return written
        case CodeType(values=values):
            return written if written in values else None
        case IntegerType() | YearType():
            digits = written.removesuffix("年度").removesuffix("年")
            return int(digits) if digits.isdecimal() and len(digits) < 10 else None
        case _:
            return None
