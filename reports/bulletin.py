"""考核通报: how offices performed their duties, by rate and rank; 缺失数据清单: which facts to collect from whom."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from attrs import frozen

from ..engine.date_words import full_date
from ..engine.outcome import Result, State, Undetermined
from ..engine.program import Duty, Modality, Program
from ..engine.renames import named_on, names_on
from .citations import citation_fields, policy_words
from .deadlines import deadline_words
from .document import Document
from .left_out import rejected_rows
from .masking import KeyMask
from .rendering import fill
from .result_views import undetermined_rules
from .rule_index import RuleIndex
from .shown import Shown
from .standings import APART, BREACHES, FEWEST, DutyStandings, Standing, percent, standings

BULLETIN, MISSING, MISSING_CASES = "考核通报.md.j2", "缺失数据清单.md.j2", "缺失数据明细.md.j2"
KEYS_SHOWN = 10
"""Cases named in a row of the list; all of them stand in the 明细."""
NOBODY_KNOWN = "报送台账的单位"
Row = Mapping[str, object]


def bulletin_document(
    program: Program, result: Result, *, issuer: str | None, date: date, templates: Path | None = None
) -> Document:
    """考核通报 of offices, each duty by itself: unlike offices are never ranked together.

    Raises Refusal where the template is wrong.
    """
    names, program = names_on(program, date), named_on(program, date)
    index = RuleIndex(program)
    found = standings(program, result, names)
    fields = {
        **_common(program, result, issuer, date),
        "事项": [_duty(index, one, result.as_of) for one in found if _is_rated(index, one)],
        "不计": [
            {"名称": one.duty, "已办": one.whole.on_time, "未办": sum(one.whole.counts.values()) - one.whole.on_time}
            for one in found
            if not _is_rated(index, one)
        ],
        "最少件数": FEWEST,
    }
    return fill(BULLETIN, fields, templates)


def missing_document(
    program: Program,
    result: Result,
    *,
    issuer: str | None,
    date: date,
    unmask: bool = False,
    templates: Path | None = None,
) -> Document:
    """缺失数据清单: for each office the facts to supply, how many cases lack each, and what waits for it.

    Raises Refusal where the template is wrong.
    """
    gaps = _gaps(program, result, unmask)
    fields = {
        **_common(program, result, issuer, date),
        "单位": [
            {"名称": office, "件数": len({gap.case for gap in own}), "行": _gap_rows(own, _clauses(program))}
            for office, own in _by_office(gaps).items()
        ],
        "件数": len({gap.case for gap in gaps}),
        "不缺事实": sum(not undetermined.missing for undetermined in undetermined_rules(result)),
        "台账": sorted({gap.entity for gap in gaps}),
        "最多编号": KEYS_SHOWN,
    }
    return fill(MISSING, fields, templates)


def missing_cases_document(
    program: Program,
    result: Result,
    *,
    issuer: str | None,
    date: date,
    unmask: bool = False,
    templates: Path | None = None,
) -> Document:
    """缺失数据明细: every missing fact of every case in a row of its own, to be filtered and filled in."""
    clauses = _clauses(program)
    rows = [
        {
            "单位": gap.office,
            "台账": gap.entity,
            "编号": gap.case,
            "事实": gap.fact,
            "规则": "、".join(f"{rule}（{clauses(rule)}）" for rule in gap.rules),
        }
        for own in _by_office(_gaps(program, result, unmask)).values()
        for gap in own
    ]
    return fill(MISSING_CASES, {**_common(program, result, issuer, date), "行": rows}, templates)


def _common(program: Program, result: Result, issuer: str | None, day: date) -> Row:
    return {
        "发文机关": issuer or "",
        "日期": full_date(day),
        "年份": day.year,
        "政策": policy_words(program),
        "截至日期": full_date(result.as_of),
        "拒收": rejected_rows(result.inputs),
        "规则版本": program.digest[:12],
    }


# ---------- 考核通报 ----------


def _is_rated(index: RuleIndex, found: DutyStandings) -> bool:
    """False for a duty without a deadline: nothing can be late, so that a rate would say nothing."""
    duty = index.duties[found.duty]
    return duty.deadline is not None or duty.modality is Modality.MUST_NOT


def _duty(index: RuleIndex, found: DutyStandings, as_of: date) -> Row:
    duty = index.duties[found.duty]
    (_, first), *changes = said = _as_it_stood(index.program, duty, as_of)
    return {
        "名称": found.duty,
        "条款": duty.heading.clause or "—",
        "依据": list({str(c): c for _, one in said for c in citation_fields(one.heading)}.values()),
        "责任单位": duty.bearer.words,
        "时限": "；".join(
            (deadline_words(first), *(f"自{full_date(day)}起，{deadline_words(one)}" for day, one in changes))
        ),
        "合计": _standing(found.whole),
        "单位": [_standing(standing) for standing in found.offices],
    }


def _as_it_stood(program: Program, latest: Duty, as_of: date) -> list[tuple[date, Duty]]:
    """A duty with each deadline that it has had, and the day from which it had it: cases go by the one of their time."""
    found: list[tuple[date, Duty]] = []
    for version in program.versions:
        duty = next((d for d in version.duties if d.name == latest.name), None)
        if duty is None or version.in_force > as_of:
            continue
        if found and deadline_words(found[-1][1]) == deadline_words(duty):
            found[-1] = (found[-1][0], duty)
        else:
            found.append((version.enacted, duty))
    return found or [(program.enacted, latest)]


def _standing(standing: Standing) -> Row:
    counts = standing.counts
    return {
        "名称": standing.office,
        "名次": "—" if standing.rank is None else str(standing.rank),
        "应办": standing.due,
        "按期": standing.on_time,
        "按期率": percent(standing.rate),
        **{state.value: counts[state] for state in (*BREACHES, *APART)},
        "未办": sum(counts.values()) - standing.due - sum(counts[state] for state in APART),
    }


# ---------- 缺失数据 ----------


@frozen
class _Gap:
    """A fact that a case lacks, the office to ask for it, and the rules that wait for it."""

    office: str
    entity: str
    fact: str
    case: str
    rules: tuple[str, ...]


def _gaps(program: Program, result: Result, unmask: bool) -> list[_Gap]:
    """Every missing fact of every case once, by office, fact and case."""
    keys = {name: KeyMask(entity, unmask) for name, entity in program.entities.items()}
    offices = _offices(program, result)
    waiting: dict[tuple[str, str, str], list[Undetermined]] = {}
    for undetermined in undetermined_rules(result):
        for fact in undetermined.missing:
            waiting.setdefault((undetermined.entity, undetermined.key, fact), []).append(undetermined)
    made = []
    for (entity, key, fact), rules in waiting.items():
        asked = (offices.get((rule.rule, entity, key)) for rule in rules)
        office = next((name for name in asked if name), NOBODY_KNOWN)
        shown = keys[entity].display(key) if entity in keys else key
        names = tuple(dict.fromkeys(rule.rule for rule in rules))
        made.append(_Gap(office, entity, fact.removeprefix(f"{entity}."), shown, names))
    return made


def _offices(program: Program, result: Result) -> dict[tuple[str, str, str], str]:
    """The office that owes each duty, to be asked what the duty lacks; persons are not named."""
    shown, names = Shown(program), names_on(program, result.as_of)
    return {
        (o.duty, o.entity, o.key): names.shown(o.bearer)
        for o in result.obligations
        if o.state is State.UNDECIDED and o.bearer is not None and shown.bearer(o) == o.bearer
    }


def _clauses(program: Program) -> Callable[[str], str]:
    """The clause of a rule by its name; a dash where it cites none."""
    index = RuleIndex(program)
    return lambda rule: index.clause(rule) or "—"


def _by_office(gaps: list[_Gap]) -> dict[str, list[_Gap]]:
    """The gaps of each office, those with the most first, whoever is not known last."""
    found: dict[str, list[_Gap]] = {}
    for gap in gaps:
        found.setdefault(gap.office, []).append(gap)
    return dict(sorted(found.items(), key=lambda item: (item[0] == NOBODY_KNOWN, -len(item[1]), item[0])))


def _gap_rows(gaps: list[_Gap], clauses: Callable[[str], str]) -> list[Row]:
    by_fact: dict[tuple[str, str], list[_Gap]] = {}
    for gap in gaps:
        by_fact.setdefault((gap.entity, gap.fact), []).append(gap)
    ordered = sorted(by_fact.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        {
            "序号": number,
            "台账": entity,
            "事实": fact,
            "件数": len(own),
            "规则": "、".join(f"{rule}（{clauses(rule)}）" for rule in sorted({r for gap in own for r in gap.rules})),
            "编号": "、".join(gap.case for gap in own[:KEYS_SHOWN]) + ("等" if len(own) > KEYS_SHOWN else ""),
        }
        for number, ((entity, fact), own) in enumerate(ordered, start=1)
    ]
