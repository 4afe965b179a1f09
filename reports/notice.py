"""督办通知书: one letter to each duty holder in breach, listing every case by key and never by a person's name."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from attrs import evolve, frozen

from ..engine.date_words import full_date
from ..engine.outcome import Breach, Obligation, Result, State
from ..engine.program import Duty, Program
from ..engine.renames import Names, named_on, names_on
from .citations import citation_fields, policy_words
from .deadlines import NO_DEADLINE, deadline_words
from .document import Document
from .file_names import distinct_stems
from .left_out import rejected_rows
from .letters import Letter, default_name, number_words
from .masking import KeyMask
from .named_document import DocumentsMade, NamedDocument
from .notice_breaches import BreachMatters
from .rendering import fill
from .rule_index import RuleIndex
from .shown import Shown

TEMPLATE = "督办通知书.md.j2"
KIND = "督办通知书"
Reckoning = Callable[[Obligation], str]
SHORT_LIST = 20
"""Up to this many cases stand in the letter itself; a longer list is an annex, or the signature gets lost behind it."""


@frozen
class Notices:
    """The notices, made one by one as they are asked for, what each is about (`letters`), and the breaches none of them holds.

    `unknown_bearer` counts breaches whose duty holder is not known, `personal` those of duties of the person
    concerned (由 本人), which are 待核 and never a notice against an agency.
    """

    documents: Sequence[NamedDocument]
    unknown_bearer: int = 0
    personal: int = 0
    letters: tuple[Letter, ...] = ()


def notice_documents(
    program: Program,
    result: Result,
    *,
    issuer: str | None,
    number_from: int,
    date: date,
    reply_days: int,
    unmask: bool = False,
    templates: Path | None = None,
    by_rule: bool = False,
    reckoning: Reckoning | None = None,
    wanted: Callable[[Letter], bool] | None = None,
    named: Callable[[Sequence[Letter]], list[str]] | None = None,
) -> Notices:
    """One notice to each bearer in breach, in the order of their names, numbered from `number_from`.

    `by_rule` makes one for each bearer and rule; `reckoning` says how the due date of a case came about, where that
    is to stand below each table. `issuer` None leaves the place to fill in by hand; `reply_days` counts calendar days
    from `date`; `templates` is a folder with the office's own 督办通知书.md.j2. Parties bear the names of that date
    (改称). Only letters `wanted` are made and numbered, under names by `named`. A notice that is asked for raises Refusal where
    the template is wrong.
    """
    names, program = names_on(program, date), named_on(program, date)
    office = _Office(program, result, issuer, date, reply_days, templates, _key_masks(program, unmask), reckoning)
    breaches = result.violations
    personal = _personal(program, breaches)
    others = _of_agencies(program, result.breaches)
    to_verify = sum(obligation.state is State.TO_VERIFY for obligation in result.obligations)
    served: dict[tuple[str, str], list[Obligation]] = {}
    for obligation in breaches:
        if obligation.bearer is not None and obligation not in personal:
            letter = (names.shown(obligation.bearer), obligation.duty if by_rule else "")
            served.setdefault(letter, []).append(obligation)
    of_sums: dict[tuple[str, str], list[Breach]] = {}
    for breach in others:
        if breach.bearer is not None:
            of_sums.setdefault((names.shown(breach.bearer), breach.rule if by_rule else ""), []).append(breach)
    keys = sorted({*served, *of_sums})
    every = [Letter(key[0], KIND, key[1], tuple(served.get(key, ())), tuple(of_sums.get(key, ()))) for key in keys]
    letters = [letter for letter in every if wanted is None or wanted(letter)]
    stems = named(letters) if named is not None else _stems(letters)

    def made(place: int) -> NamedDocument:
        letter = letters[place]
        return NamedDocument(stems[place], letter.bearer, office.notice(letter, names, number_from + place))

    of_persons = sum(o in personal for o in breaches) + len(result.breaches) - len(others)
    unknown_bearer = len(breaches) + len(result.breaches) - sum(letter.count for letter in every) - of_persons
    return Notices(DocumentsMade(len(letters), made), unknown_bearer, of_persons + to_verify, tuple(letters))


def _stems(letters: Sequence[Letter]) -> list[str]:
    return distinct_stems(map(default_name, letters))


def _of_agencies(program: Program, breaches: tuple[Breach, ...]) -> tuple[Breach, ...]:
    """Breaches but those by a person whom a 敏感 fact names."""
    shown = Shown(program)
    return tuple(b for b in breaches if shown.breaker(b) == b.bearer)


def _named(obligation: Obligation, names: Names) -> Obligation:
    """An obligation whose recipients bear the names of the day."""
    return evolve(obligation, missing_cells=tuple(map(names.shown, obligation.missing_cells)))


def _key_masks(program: Program, unmask: bool) -> dict[str, KeyMask]:
    return {name: KeyMask(entity, unmask) for name, entity in program.entities.items()}


def _personal(program: Program, breaches: tuple[Obligation, ...]) -> frozenset[Obligation]:
    """Breaches of duties of a person whom a 敏感 fact names; those of 由 本人 are 待核 and no breaches."""
    shown = Shown(program)
    return frozenset(o for o in breaches if shown.bearer(o) != o.bearer)


@frozen
class _Office:
    """What all notices of one run share."""

    program: Program
    result: Result
    issuer: str | None
    date: date
    reply_days: int
    templates: Path | None
    keys: Mapping[str, KeyMask]
    reckoning: Reckoning | None = None

    def notice(self, letter: Letter, names: Names, number: int) -> Document:
        """The notice to one bearer."""
        bearer, breaches = letter.bearer, list(letter.breaches)
        cases = [_named(case, names) for case in letter.cases]
        duties, matters = self._matters(cases)
        fields = {
            "发文机关": self.issuer or "",
            "文号": number_words(self.date.year, number),
            "日期": full_date(self.date),
            "承办单位": bearer,
            "抄送": "、".join(_supervisors(duties, bearer)),
            "政策": policy_words(self.program),
            "截至日期": full_date(self.result.as_of),
            "件数": len(cases) + len(breaches),
            "反馈时限": full_date(self.date + timedelta(days=self.reply_days)),
            "反馈日数": self.reply_days,
            "明细另附": len(cases) + len(breaches) > SHORT_LIST,
            "有逾期": bool(cases),
            "拒收": rejected_rows(self.result.inputs),
            "规则版本": self.program.digest[:12],
            "事项": [
                *matters,
                *BreachMatters(self.program, self.result, self.keys).matters(breaches),
            ],
        }
        return fill(TEMPLATE, fields, self.templates)

    def _matters(self, cases: list[Obligation]) -> tuple[list[Duty], list[Mapping[str, object]]]:
        """The duties in breach in the policy's order, each once where its versions say the same, and their matters."""
        index = RuleIndex(self.program)
        alike: dict[str, list[Obligation]] = {}
        duties: dict[str, Duty] = {}
        for case in sorted(cases, key=lambda case: (index.position(case.duty), case.version or date.min)):
            duty = index.at(case.version).duties[case.duty]
            said = repr((duty.name, _said(duty)))
            duties.setdefault(said, duty)
            alike.setdefault(said, []).append(case)
        named = Counter(duty.name for duty in duties.values())
        matters = [self._matter(duty, alike[said], named[duty.name] > 1) for said, duty in duties.items()]
        return list(duties.values()), matters

    def _matter(self, duty: Duty, cases: list[Obligation], several: bool) -> Mapping[str, object]:
        """One duty with its cases, for the template; `several` where it stands there in several versions."""
        since = cases[0].version if several else None
        return {
            "名称": duty.name,
            "规定自": full_date(since) if since else "",
            "件数": len(cases),
            "情形": "",
            **_said(duty),
            "情况": _tally(cases),
            "案件": [self._case(case) for case in cases],
            "推算": [self._reckoned(case, self.reckoning) for case in cases] if self.reckoning else [],
        }

    def _reckoned(self, case: Obligation, reckoning: Reckoning) -> Mapping[str, object]:
        return {"编号": self._key(case), "经过": reckoning(case)}

    def _key(self, case: Obligation) -> str:
        return self.keys[case.entity].display(case.key) + (f"（{case.period}）" if case.period else "")

    def _case(self, case: Obligation) -> Mapping[str, object]:
        return {
            "编号": self._key(case),
            "触发日": full_date(case.trigger) if case.trigger else "—",
            "原定时限": _due(case),
            "履行日期": _performance(case),
            "逾期天数": "—" if case.days_late is None else case.days_late,
            "说明": case.reason,
        }


def _said(duty: Duty) -> dict[str, object]:
    """What a notice says of a duty whatever its cases are."""
    return {
        "依据": citation_fields(duty.heading),
        "条款": duty.heading.clause or "—",
        "要求": duty.conduct.rstrip("。；"),
        "时限": deadline_words(duty),
        "台账": f"「{duty.entity}」台账",
        "解释": [reading.text.rstrip("。；") for reading in duty.heading.readings],
    }


def _supervisors(duties: list[Duty], bearer: str) -> dict[str, None]:
    """Those who supervise the duties, each once, in the duties' order."""
    return dict.fromkeys(party.words for duty in duties for party in duty.supervisors if party.words != bearer)


def _tally(cases: list[Obligation]) -> str:
    """逾期履行3件、逾期未履行2件, in the order of the states."""
    counts = Counter(case.state for case in cases)
    return "、".join(f"{state.value}{counts[state]}件" for state in State if counts[state])


def _due(case: Obligation) -> str:
    if case.due is None:
        return NO_DEADLINE
    if case.due_extended is None or case.due_extended == case.due:
        return full_date(case.due)
    return f"{full_date(case.due)}（逢休息日顺延至{full_date(case.due_extended)}）"


def _performance(case: Obligation) -> str:
    """The date, or 未履行; what was not served, and that what was done falls short. Nobody performs a 禁止."""
    if case.state is State.BREACHED:
        return "—"
    notes = [State.DEFECTIVE.value] if case.state is State.DEFECTIVE else []
    if case.missing_cells:
        notes.append(f"未送达：{'、'.join(case.missing_cells)}")
    shown = full_date(case.done) if case.done else "未履行"
    return shown + (f"（{'；'.join(notes)}）" if notes else "")
