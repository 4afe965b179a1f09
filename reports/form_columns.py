"""What a blank form asks for in each column: how the cell is written, what it is checked for, what is said of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum, auto

from attrs import frozen

from ..engine.facts.tables import KEY_SEPARATOR, Table
from ..engine.program import Column, Entity, EntityKind, Heading, Program
from ..engine.renames import names_on
from ..engine.types import (
    BearerType,
    BooleanType,
    CodeType,
    DateType,
    DecimalType,
    IntegerType,
    MomentType,
    MoneyRateType,
    MoneyType,
    MonthType,
    PercentType,
    PeriodType,
    ReferenceType,
    TextType,
    UnroundedType,
    YearType,
)
from .form_uses import ColumnName, column_uses

RULES_NAMED = 6
VALUES_NAMED = 12


class Check(Enum):
    """What a cell must hold before Excel takes it."""

    ANYTHING = auto()
    DAY = auto()
    MOMENT = auto()
    YEAR = auto()
    WHOLE = auto()
    SUM = auto()
    DECIMAL = auto()
    PERCENT = auto()
    ONE_OF = auto()
    OFFERED = auto()
    """A list to choose from that does not exclude other entries."""


@frozen
class FormColumn:
    """A column of a form: its header, what its cells are checked for, what they may be, and the words about it.

    `answer` says how a cell is written, `remarks` what else to know, `rules` which rules read it.
    """

    name: str
    check: Check
    answer: str
    remarks: tuple[str, ...]
    rules: str
    choices: tuple[str, ...] = ()
    key: bool = False
    proof: bool = False

    @property
    def note(self) -> str:
        """The words about the column, a line each, as the comment at its header shows them."""
        used = (f"用于：{self.rules}",) if self.rules else ()
        return "\n".join((self.answer, *self.remarks, *used))


@frozen
class FormSheet:
    """A 台账 as a sheet: its name on the day, what is said of it, its columns."""

    entity: str
    name: str
    about: str
    columns: tuple[FormColumn, ...]
    readings: tuple[str, ...] = ()
    """How the text was read in what the sheet holds (解释 of its 台账, its 来源, and the 代码表 and 数据表 its cells are from)."""


def form_sheets(program: Program, reference: Mapping[str, Table], day: date) -> tuple[FormSheet, ...]:
    """Every 台账 of the version in force on a day, in the order declared."""
    version = program.version_at(day)
    asked = _Asked(program, version, reference, day, column_uses(version))
    ledgers = (e for e in version.entities.values() if e.kind is EntityKind.LEDGER)
    return tuple(asked.sheet(entity) for entity in ledgers)


@frozen
class _Asked:
    """Puts together what is asked for; `reference` are the rows of the 数据表."""

    program: Program
    version: Program
    reference: Mapping[str, Table]
    day: date
    uses: Mapping[ColumnName, tuple[Heading, ...]]

    def sheet(self, entity: Entity) -> FormSheet:
        stock = entity.in_stock
        about = f"在册：自「{stock[0]}」至「{stock[1]}」，头尾两天都算" if stock is not None else ""
        columns = tuple(self._column(entity, column) for column in entity.columns.values())
        return FormSheet(entity.name, self._called(entity), about, columns, tuple(self._readings(entity)))

    def _called(self, entity: Entity) -> str:
        """The name of a 台账 on the day; 改称 are known to the policy as a whole."""
        return self.program.entities.get(entity.name, entity).called(self.day)

    def _readings(self, entity: Entity) -> Iterator[str]:
        """Those of the 台账 itself as they are, the others after the name of what they are about."""
        offices = (office.office for office in self.version.offices if office.entity == entity.name)
        kinds = (name for column in entity.columns.values() for name in _kinds(column))
        for name in dict.fromkeys((entity.name, *offices, *kinds)):
            said = (r.text.rstrip("。；") for r in self.version.readings if name in r.rule.split("、"))
            yield from (text if name == entity.name else f"{name}：{text}" for text in said)

    def _column(self, entity: Entity, column: Column) -> FormColumn:
        check, answer, choices = self._cell(column)
        return FormColumn(
            name=column.name,
            check=check,
            answer=answer,
            remarks=tuple(_remarks(entity, column)),
            rules=self._rules(entity, column),
            choices=choices,
            key=column.key,
            proof=column.proof,
        )

    def _rules(self, entity: Entity, column: Column) -> str:
        headings = self.uses.get((entity.name, column.companion_of or column.name), ())
        named = [f"{h.name}（{h.clause}）" if h.clause else h.name for h in headings[:RULES_NAMED]]
        more = f"等{len(headings)}条规则" if len(headings) > RULES_NAMED else ""
        return "、".join(named) + more

    def _cell(self, column: Column) -> tuple[Check, str, tuple[str, ...]]:
        """What a cell is checked for, how it is written, what it may be."""
        match column.type:
            case BooleanType():
                return Check.ONE_OF, "填「是」或「否」，可从下拉列表选", ("是", "否")
            case CodeType(values=values):
                return Check.ONE_OF, f"从下拉列表选：{_listed(values)}", values
            case IntegerType(unit=unit):
                return Check.WHOLE, "填整数" + (f"，单位：{unit}" if unit else ""), ()
            case MoneyType():
                return Check.SUM, "填金额，以元为单位，最多两位小数", ()
            case MoneyRateType(per=per):
                return Check.SUM, f"填每{per}的金额，以元为单位，最多两位小数", ()
            case DecimalType():
                return Check.DECIMAL, "填小数，最多六位", ()
            case PercentType():
                return Check.PERCENT, "填百分比，写作 20%", ()
            case DateType():
                return Check.DAY, "填日期，写作 2012-07-01", ()
            case MomentType():
                return Check.MOMENT, "填日期和时间，写作 2012-07-01 14:30", ()
            case YearType():
                return Check.YEAR, "填年度，写作 2012", ()
            case MonthType():
                return Check.ANYTHING, "填月份，写作 2012年7月", ()
            case PeriodType():
                return Check.ANYTHING, "填期间，要带单位，如 5个工作日、3天、6个月", ()
            case BearerType(kind=kind):
                return self._party(kind)
            case ReferenceType(entity=name):
                return self._reference(name)
            case TextType() | UnroundedType():
                return Check.ANYTHING, "填文字，号码也照原样填", ()

    def _party(self, kind: str | None) -> tuple[Check, str, tuple[str, ...]]:
        names = names_on(self.program, self.day)
        members = tuple(map(names.shown, self.version.bearers.get(kind, ()))) if kind is not None else ()
        if kind is None:
            return Check.ANYTHING, "填单位的全称", ()
        if not members:
            return Check.ANYTHING, f"填单位的全称（{names.shown(kind)}）", ()
        words = f"填单位的全称，属于{names.shown(kind)}：{_listed(members)}；下拉列表只供参考，可以填别的"
        return Check.OFFERED, words, members

    def _reference(self, name: str) -> tuple[Check, str, tuple[str, ...]]:
        target, table = self.version.entities[name], self.version.tables.get(name) or self.reference.get(name)
        key = KEY_SEPARATOR.join(target.key)
        if target.kind is EntityKind.LEDGER or table is None:
            return Check.ANYTHING, f"填「{self._called(target)}」表里那一行的{key}", ()
        choices = _rows_called(target, table)
        called = target.label or key
        other = f"，也可以粘贴{key}" if target.label and (target.label,) != target.key else ""
        return Check.ONE_OF, f"从下拉列表选{name}的{called}{other}", choices


def _kinds(column: Column) -> tuple[str, ...]:
    """The 代码表, 数据表 or 主体 that the cells of a column are from."""
    match column.type:
        case CodeType(name=name) | ReferenceType(entity=name):
            return (name,)
        case BearerType(kind=str() as kind):
            return (kind,)
        case _:
            return ()


def _remarks(entity: Entity, column: Column) -> list[str]:
    """What the marks of a column mean for whoever fills it in."""
    said = []
    if column.key:
        rest = [f"「{name}」" for name in entity.key if name != column.name]
        said.append(f"主键：每行都要填，与{'、'.join(rest)}合起来不能重复" if rest else "主键：每行都要填，不能重复")
    elif column.companion_of is not None:
        said.append(f"须认定：有这一项，「{column.companion_of}」才算数")
    elif column.proof:
        said.append("履行：还没有发生就留空，空着就是尚未发生")
    else:
        said.append("不知道就留空，空着就是未知，不当作「否」，也不当作0")
    if column.determined:
        said.append(f"须认定：只有有权机关能定，「{column.name}」的认定机关、认定日期、认定依据三列都填了才算数")
    if column.sensitive:
        said.append("敏感：核查结果里默认遮盖")
    if column.name == entity.effective:
        said.append("适用日：规则没有另外写明时，以这一天决定用哪个时候的规定")
    return said


def _rows_called(target: Entity, table: Table) -> tuple[str, ...]:
    """Each row by its name, or by its key where it has none of its own."""
    label = target.label
    if label is None:
        return tuple(record.key for record in table.records)
    names = [record.values[label] for record in table.records]
    times = Counter(names)
    keys = {record.key for record in table.records}
    return tuple(
        name if isinstance(name, str) and times[name] == 1 and (name not in keys or name == record.key) else record.key
        for record, name in zip(table.records, names, strict=True)
    )


def _listed(values: tuple[str, ...]) -> str:
    more = f"等{len(values)}种" if len(values) > VALUES_NAMED else ""
    return "、".join(values[:VALUES_NAMED]) + more
