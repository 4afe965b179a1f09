"""经费测算表 from the sums of 经费, and the list of the sums of each 待遇, place by place with totals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path

from attrs import frozen

from ..engine.date_words import full_date
from ..engine.facts.tables import Table
from ..engine.outcome import Entitlement, Funding, OtherReading, Result
from ..engine.program import Entity, Fund, HeadcountBasis, Program
from ..engine.renames import Names, names_on
from ..engine.types import CodeType, ReferenceType, TextType
from .budget_overview import PlacedLine, overviews
from .citations import citation_fields, policy_words
from .document import Document
from .file_names import distinct_stems
from .fund_lines import FundLine, fund_lines
from .left_out import rejected_rows
from .masking import KeyMask
from .money_words import fen_range, ten_thousand, yuan
from .named_document import NamedDocument
from .rendering import fill
from .result_views import entitlement_order, year_of
from .rule_index import RuleIndex
from .shown import Shown

ESTIMATE, DETAIL = "经费测算表.md.j2", "补助明细表.md.j2"
Row = Mapping[str, object]


def estimate_document(
    program: Program,
    result: Result,
    reference: Mapping[str, Table],
    *,
    issuer: str | None = None,
    templates: Path | None = None,
) -> Document:
    """经费测算表: a table for each 经费 and year with subtotals by place, and the sum of all.

    `reference` holds the 数据表 that places are named by. Raises Refusal where the template is wrong.
    """
    office = _Budget(program, reference, names_on(program, result.as_of), result.as_of)
    listed = fund_lines(result, RuleIndex(program, result.as_of), Shown(program))
    by_table: dict[tuple[str, int], list[FundLine]] = {}
    for line in listed:
        by_table.setdefault((line.funding.fund, line.funding.year), []).append(line)
    order = {fund: place for place, fund in enumerate(dict.fromkeys(fund for fund, _ in by_table))}
    by_table = dict(sorted(by_table.items(), key=lambda item: (order[item[0][0]], item[0][1])))
    tables = [office.table(name, year, lines) for (name, year), lines in by_table.items()]
    fields = {
        **_common(program, result, issuer),
        "测算表": tables,
        "总表": _overview(tables),
        "各级": list(overviews([office.placed(line) for lines in by_table.values() for line in lines])),
        "解释": office.readings(dict.fromkeys(line.funding.fund for line in listed)),
        "无标准": [f"{fund.name}（{fund.heading.clause or '—'}）" for fund in program.funds if not fund.has_rate],
    }
    return fill(ESTIMATE, fields, templates)


def detail_documents(
    program: Program,
    result: Result,
    *,
    issuer: str | None = None,
    unmask: bool = False,
    templates: Path | None = None,
) -> tuple[NamedDocument, ...]:
    """明细表: for each 待遇 with sums due every sum, by payer with subtotals. Raises Refusal where the template is wrong."""
    paid = sorted({e.benefit for e in result.entitlements}, key=RuleIndex(program).position)
    stems = distinct_stems([f"{name}明细表" for name in paid])
    shown, names = Shown(program, unmask), names_on(program, result.as_of)
    made = []
    for stem, name in zip(stems, paid, strict=True):
        due = sorted((e for e in result.entitlements if e.benefit == name), key=entitlement_order)
        fields = {**_common(program, result, issuer), **_details(program, name, due, shown, names)}
        made.append(NamedDocument(stem, name, fill(DETAIL, fields, templates)))
    return tuple(made)


def _common(program: Program, result: Result, issuer: str | None) -> Row:
    return {
        "发文机关": issuer or "",
        "日期": full_date(result.as_of),
        "政策": policy_words(program),
        "截至日期": full_date(result.as_of),
        "拒收": rejected_rows(result.inputs),
        "规则版本": program.digest[:12],
    }


# ---------- 经费测算表 ----------


@frozen
class _Place:
    """How the rows of a 数据表 are shown: name, class, and the larger places each lies in, the smallest first."""

    entity: Entity
    table: Table

    def name(self, key: str) -> str:
        label = self.entity.label or ("名称" if "名称" in self.entity.columns else None)
        return self._value(key, label) or key if label else key

    def kind(self, key: str) -> str:
        """The codes of the row: its 地区类别 and the like."""
        codes = [name for name, column in self.entity.columns.items() if isinstance(column.type, CodeType)]
        return "、".join(filter(None, (self._value(key, name) for name in codes)))

    @cached_property
    def levels(self) -> list[str]:
        """Texts and references beside key and name, those with the most different values first: 地市, then 省区."""
        label = self.entity.label or "名称"
        columns = [n for n, c in self.entity.columns.items() if isinstance(c.type, TextType | ReferenceType)]
        columns = [name for name in columns if name not in self.entity.key and name != label]
        return sorted(columns, key=lambda name: -len({r.values[name] for r in self.table.records}))

    def within(self, key: str) -> tuple[str, ...]:
        return tuple(self._value(key, level) for level in self.levels)

    def _value(self, key: str, column: str) -> str:
        record = self.table.by_key.get(key)
        value = record.values[column] if record else None
        return "" if value is None else str(value)


@frozen(slots=False)
class _Budget:
    """Sums of 经费 as tables by place."""

    program: Program
    reference: Mapping[str, Table]
    names: Names
    day: date

    @cached_property
    def _funds(self) -> dict[str, Fund]:
        versions = self.program.versions or (self.program,)
        return {fund.name: fund for version in versions for fund in version.funds}

    def readings(self, names: Iterable[str]) -> list[str]:
        """The readings that some 经费 rest on, each once."""
        found = (
            f"{name}：{reading.text.rstrip('。；')}" for name in names for reading in self._funds[name].heading.readings
        )
        return list(dict.fromkeys(found))

    def placed(self, line: FundLine) -> PlacedLine:
        """A line with its payer, and the larger place it belongs to: the place itself where it lies in no smaller one."""
        place, key = self._place(line.funding), line.funding.key
        within = place.within(key) if place else ()
        group = within[0] if len(within) > 1 else place.name(key) if place else ""
        payer = line.funding.payer
        return PlacedLine(line, self.names.shown(payer) if payer else "未知", group)

    def table(self, name: str, year: int, lines: Sequence[FundLine]) -> Row:
        """One 经费 in one year."""
        fund = self._funds[name]
        place = self._place(lines[0].funding)
        within = place.within if place else lambda _: ()
        ordered = sorted(lines, key=lambda x: (tuple(reversed(within(x.funding.key))), x.funding.key))
        fundings = [line.funding for line in lines]
        known = sum(f.amount_fen or 0 for f in fundings)
        low = sum(f.amount_bounds_fen[0] for f in fundings if f.amount_fen is None)
        highs = [f.amount_bounds_fen[1] for f in fundings if f.amount_fen is None]
        high = None if None in highs else sum(h for h in highs if h is not None)
        rounded = sum(ten_thousand(f.amount_fen) for f in fundings if f.amount_fen is not None)
        return {
            "名称": name,
            "年度": year,
            "列入年度": fundings[0].budget_year,
            "依据": citation_fields(fund.heading),
            "条款": fund.heading.clause or "—",
            "口径": _basis(fund),
            "基准日": _reference_day(fund, year),
            "阶段": fundings[0].stage,
            "另读": _other_readings(fundings),
            "人员类别": self._counted(fund),
            "行": _with_subtotals([self._row(line, place) for line in ordered]),
            "合计人数": _settled([f.headcount for f in fundings], str),
            "合计": _settled([f.amount_fen for f in fundings], yuan),
            "合计万元": _settled([f.amount_fen for f in fundings], _in_ten_thousands),
            "万元差额": f"{(rounded - ten_thousand(known)) / 100:.2f}" if rounded != ten_thousand(known) else "",
            "有未定": bool(highs),
            "未定处数": len(highs),
            "未定金额": f"至少{yuan(low)}元，最多多少还不能确定" if high is None else f"在{fen_range(low, high)}元之间",
            **_held_against(lines),
            "分": known,
        }

    def _counted(self, fund: Fund) -> str:
        """Whom a 经费 counts, by the name the 台账 bears on the day; of one that adds up sums, which."""
        return self.program.entities[fund.headcount.over].called(self.day) if fund.headcount else fund.benefit or ""

    def _place(self, funding: Funding) -> _Place | None:
        """The places as the version has them that the sum goes by: a county may have changed its class since."""
        own = next((v.tables for v in self.program.versions if v.in_force == funding.version), self.reference)
        table = own.get(funding.entity)
        return _Place(self.program.entities[funding.entity], table) if table is not None else None

    def _row(self, line: FundLine, place: _Place | None) -> Row:
        funding = line.funding
        within = place.within(funding.key) if place else ()
        low, high = funding.headcount_bounds
        name = place.name(funding.key) if place else funding.key
        return {
            "代码": funding.key if funding.key and funding.key != name else "—",
            "名称": name or "全部",
            "上级": within[0] if within else "",
            "类别": (place.kind(funding.key) if place else "") or "—",
            "人数": str(funding.headcount) if funding.headcount is not None else f"{low}—{high}",
            "标准": yuan(funding.rate_fen) if funding.rate_fen is not None else "—",
            "承担": self.names.shown(funding.payer) if funding.payer else "未知",
            "金额": yuan(funding.amount_fen)
            if funding.amount_fen is not None
            else fen_range(*funding.amount_bounds_fen),
            "万元": _in_ten_thousands(funding.amount_fen) if funding.amount_fen is not None else "—",
            "已列预算": yuan(line.budgeted_fen) if line.budgeted_fen is not None else "—",
            "差额": yuan(line.gap_fen) if line.gap_fen is not None else "—",
            "确定": funding.amount_fen is not None,
            "小计": False,
            "已列分": line.budgeted_fen,
            "差额分": line.gap_fen,
            "人数值": funding.headcount,
            "分": funding.amount_fen,
        }


def _held_against(lines: Sequence[FundLine]) -> Row:
    """The budgets of a table as a whole: what was budgeted, and how far that is from what the same places owe."""
    held = [line for line in lines if line.gap_fen is not None]
    budgets = [line.budgeted_fen for line in lines if line.budgeted_fen is not None]
    short = [line.gap_fen for line in held if line.gap_fen is not None and line.gap_fen < 0]
    return {
        "有预算": bool(budgets),
        "已列合计": yuan(sum(budgets)) if budgets else "—",
        "差额合计": yuan(sum(line.gap_fen or 0 for line in held)) if held else "—",
        "少列处数": len(short),
        "少列金额": yuan(-sum(short)),
        "没有预算数处数": sum(line.is_first and line.funding.budgeted_fen is None for line in lines) if budgets else 0,
    }


def _other_readings(fundings: Sequence[Funding]) -> list[Row]:
    """What further ways of counting heads (另读) come to over all places."""
    by_basis: dict[str, list[OtherReading]] = {}
    for funding in fundings:
        for other in funding.others:
            by_basis.setdefault(other.basis, []).append(other)
    found: list[Row] = []
    for basis, others in by_basis.items():
        least, most = (sum(other.headcount_bounds[end] for other in others) for end in (0, 1))
        highs = [other.amount_bounds_fen[1] for other in others]
        low = sum(other.amount_bounds_fen[0] for other in others)
        high = None if None in highs else sum(h for h in highs if h is not None)
        heads = str(least) if least == most else f"{least}—{most}"
        found.append({"口径": basis, "人数": heads, "金额": yuan(low) if low == high else fen_range(low, high)})
    return found


def _with_subtotals(rows: Sequence[Row]) -> list[Row]:
    """The rows with a 小计 after those of each larger place, where there are several such places."""
    groups = [(name, list(group)) for name, group in groupby(rows, key=lambda row: row["上级"])]
    if len(groups) < 2:
        return list(rows)
    made: list[Row] = []
    for name, group in groups:
        made += group
        fen = [row["分"] if isinstance(row["分"], int) else None for row in group]
        heads = [row["人数值"] if isinstance(row["人数值"], int) else None for row in group]
        made.append(
            {
                **dict.fromkeys(group[0], ""),
                "名称": f"{name}小计",
                "人数": _settled(heads, str),
                "金额": _settled(fen, yuan),
                "万元": _settled(fen, _in_ten_thousands),
                "已列预算": _total(group, "已列分"),
                "差额": _total(group, "差额分"),
                "小计": True,
            }
        )
    return made


def _settled(values: Sequence[int | None], show: Callable[[int], str]) -> str:
    """The sum of what is settled; a dash where nothing is, which is not nought."""
    known = [value for value in values if value is not None]
    return show(sum(known)) if known else "—"


def _in_ten_thousands(fen: int) -> str:
    return f"{ten_thousand(fen) / 100:.2f}"


def _total(rows: Sequence[Row], column: str) -> str:
    """The sum of what is known in a column, in 元; a dash where nothing is."""
    known = [value for row in rows if isinstance(value := row[column], int)]
    return yuan(sum(known)) if known else "—"


def _overview(tables: Iterable[Row]) -> Row:
    """The sum of all tables, and those that have one."""
    listed = list(tables)
    total = sum(int(str(table["分"])) for table in listed)
    return {"项数": len(listed), "合计": yuan(total), "合计万元": _in_ten_thousands(total)}


def _basis(fund: Fund) -> str:
    return fund.headcount.basis.value if fund.headcount else f"按{fund.benefit}应发数汇总"


def _reference_day(fund: Fund, year: int) -> str:
    match fund.headcount.basis if fund.headcount else None:
        case HeadcountBasis.YEAR_END:
            return full_date(date(year, 12, 31))
        case HeadcountBasis.MEAN:
            return f"{year}年各月末"
        case _:
            return f"{year}年1月1日至12月31日"


# ---------- 补助明细 ----------


def _details(program: Program, name: str, due: Sequence[Entitlement], shown: Shown, names: Names) -> Row:
    benefit = RuleIndex(program).benefits[name]
    keys = KeyMask(program.entities[benefit.entity], shown.unmask)
    by_payer: dict[str, list[Entitlement]] = {}
    for entitlement in due:
        payer = shown.payer(entitlement)
        by_payer.setdefault(names.shown(payer) if payer else "承担单位未知", []).append(entitlement)
    number = 0
    rows: list[Row] = []
    for payer, owed in sorted(by_payer.items()):
        for entitlement in owed:
            number += 1
            year = year_of(entitlement)
            rows.append(
                {
                    "序号": str(number),
                    "编号": keys.display(entitlement.key),
                    "承担": payer,
                    "受款": names.shown(shown.payee(entitlement) or "—"),
                    "日期": full_date(entitlement.date) if entitlement.date else "未知",
                    "年度": str(entitlement.budget_year or year or "—"),
                    "金额": yuan(entitlement.amount_fen),
                    "小计": False,
                }
            )
        total = yuan(sum(e.amount_fen for e in owed))
        if len(by_payer) > 1:
            empty = dict.fromkeys(rows[-1], "")
            rows.append({**empty, "编号": f"小计（{len(owed)}笔）", "承担": payer, "金额": total, "小计": True})
    return {
        "名称": name,
        "台账": benefit.entity,
        "依据": citation_fields(benefit.heading),
        "条款": benefit.heading.clause or "—",
        "解释": [reading.text.rstrip("。；") for reading in benefit.heading.readings],
        "行": rows,
        "笔数": len(due),
        "合计": yuan(sum(e.amount_fen for e in due)),
    }
