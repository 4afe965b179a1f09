"""Documents about one case each, such as 接回通知 and 回执单: a template says which cases get one.

Such a template begins with a line {# 个案文书：台账 刑释解教人员；职责 乡镇街道接回 #}. Every case of the 台账 that owes one
of the duties named, and has not performed it, gets a document; with --key the cases named get it whatever they owe.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import frozen

from ..engine.date_words import full_date
from ..engine.diagnostic import Diagnostic, Label, Refusal, Severity
from ..engine.facts.tables import Facts, Record
from ..engine.origin import CellPlace
from ..engine.outcome import Obligation, Result, State
from ..engine.program import Column, Program
from ..engine.renames import names_on
from ..engine.sensitive import MASK
from ..engine.types import Known, ReferenceType
from ..engine.words import describe_value
from .citations import citation_fields, policy_words
from .deadlines import NO_DEADLINE, deadline_words
from .dispatch_problems import unnumbered
from .file_names import distinct_stems
from .letters import Letter, default_name, number_words
from .masking import KeyMask
from .named_document import DocumentsMade, NamedDocument
from .rendering import SUFFIX, fill
from .rendering_parts import nearest
from .result_views import last_day
from .rule_index import RuleIndex
from .shown import Shown

FactsAbout = Callable[[str], Facts]
OWED = (State.PENDING, State.OVERDUE, State.DOUBTFUL)
"""A duty in one of these states is still to be performed."""

_HEADER = re.compile(r"\{#\s*个案文书[：:]\s*台账\s*(?P<entity>[^；;#]+?)\s*[；;]\s*职责\s*(?P<duties>[^#]+?)\s*#\}")
UNKNOWN = "（未登记）"


@frozen
class CaseTemplate:
    """A template for documents about one case: whose rows, and which duties call for it."""

    name: str
    folder: Path
    entity: str
    duties: tuple[str, ...]


def case_templates(folders: Sequence[Path]) -> dict[str, CaseTemplate]:
    """The templates about cases in some folders by name; the first folder that has a name counts."""
    found: dict[str, CaseTemplate] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            header = _HEADER.match(path.read_text("utf-8-sig", errors="replace"))
            name = path.name.removesuffix(SUFFIX)
            if header:
                duties = tuple(re.split(r"[、，,]\s*", header["duties"]))
                found.setdefault(name, CaseTemplate(name, folder, header["entity"], duties))
    return found


@frozen
class CaseLetters:
    """The documents, made one by one as they are asked for, and what each is about."""

    documents: Sequence[NamedDocument]
    letters: tuple[Letter, ...]


def case_letters(
    program: Program,
    result: Result,
    facts: FactsAbout,
    kind: str,
    *,
    folders: Sequence[Path],
    keys: Sequence[str] = (),
    issuer: str | None,
    day: date,
    number_from: int = 1,
    unmask: bool = False,
    reckoning: Callable[[Obligation], str] | None = None,
    wanted: Callable[[Letter], bool] | None = None,
    named: Callable[[Sequence[Letter]], list[str]] | None = None,
    numbered: bool = False,
    most: int | None = None,
) -> CaseLetters:
    """One document of a kind for each case that calls for it, in the order of their keys, numbered from `number_from`.

    `facts` gives the facts that hold the row of a case, by its key: of a large export they are fetched when they are used.
    Only letters `wanted` are made and numbered, under names by `named`, and no more than `most`. Raises Refusal where
    no such template, 台账, duty or case is there; a document that is asked for raises it where the template is wrong, or the
    letters are to be `numbered` and it shows no number.
    """
    template = case_template(program, kind, folders)
    owed = _obligations(result, template)
    chosen = _chosen(facts, template, keys, owed)
    desk = _Desk(program, facts, result, template, issuer, day, Shown(program, unmask), reckoning)
    mask = KeyMask(program.entities[template.entity], unmask)
    if mask.masks:
        rows = ((key, _row(facts(key), template, key)) for key in chosen)
        mask.rows = {key: row.place.row for key, row in rows if row is not None and row.place.row is not None}
    every = [desk.letter(key, owed.get(key, ()), mask) for key in chosen]
    letters = [letter for letter in every if wanted is None or wanted(letter)][:most]
    stems = named(letters) if named is not None else distinct_stems(map(default_name, letters))

    def made(place: int) -> NamedDocument:
        letter, number = letters[place], number_from + place
        document = desk.document(stems[place], letter, number)
        if numbered and document.document.number != number_words(day.year, number):
            raise Refusal((unnumbered(kind),))
        return document

    return CaseLetters(DocumentsMade(len(letters), made), tuple(letters))


@frozen
class _Desk:
    """What all documents of one run share."""

    program: Program
    facts: FactsAbout
    result: Result
    template: CaseTemplate
    issuer: str | None
    day: date
    shown: Shown
    reckoning: Callable[[Obligation], str] | None

    def letter(self, key: str, owed: Sequence[Obligation], mask: KeyMask) -> Letter:
        """What the document about a case says, before it is made."""
        bearers = dict.fromkeys(self._bearer(obligation) for obligation in owed)
        whom = "、".join(name for name in bearers if name != UNKNOWN) or UNKNOWN
        shown, entity = mask.display(key), self.template.entity
        return Letter(whom, self.template.name, "", tuple(owed), about=key, shown=shown, entity=entity)

    def document(self, stem: str, letter: Letter, number: int) -> NamedDocument:
        """The document about a case."""
        fields = self._fields(letter, number)
        return NamedDocument(stem, letter.bearer, fill(f"{self.template.name}{SUFFIX}", fields, self.template.folder))

    def _fields(self, letter: Letter, number: int) -> Mapping[str, object]:
        return {
            "发文机关": self.issuer or "",
            "文号": number_words(self.day.year, number),
            "年份": self.day.year,
            "日期": full_date(self.day),
            "政策": policy_words(self.program),
            "截至日期": full_date(self.result.as_of),
            "规则版本": self.program.digest[:12],
            "编号": letter.shown,
            "台账": self.template.entity,
            "事实": self._facts(letter.about or ""),
            "职责": [self._duty(obligation) for obligation in letter.cases],
            "承办单位": letter.bearer if letter.bearer != UNKNOWN else "",
        }

    def _facts(self, key: str) -> Mapping[str, str]:
        columns, facts = self.program.entities[self.template.entity].columns, self.facts(key)
        row = _row(facts, self.template, key)
        values = row.values if row is not None else {}
        return {name: self._value(column, values.get(name), facts) for name, column in columns.items()}

    def _value(self, column: Column, value: Known | None, facts: Facts) -> str:
        if value is None:
            return UNKNOWN
        if column.sensitive and not self.shown.unmask:
            return MASK
        match column.type:
            case ReferenceType(entity=entity):
                return self._row_name(entity, str(value), facts)
            case _:
                return describe_value(value, column.type)

    def _row_name(self, entity: str, key: str, facts: Facts) -> str:
        declared = self.program.entities[entity]
        label = declared.label or ("名称" if "名称" in declared.columns else None)
        table = facts.tables.get(entity)
        record = table.by_key.get(key) if table and label else None
        name = record.values[label] if record and label else None
        return str(name) if name is not None else key

    def _bearer(self, obligation: Obligation) -> str:
        return names_on(self.program, self.day).shown(self.shown.bearer(obligation) or UNKNOWN)

    def _duty(self, obligation: Obligation) -> Mapping[str, object]:
        duty = RuleIndex(self.program).at(obligation.version).duties[obligation.duty]
        due = last_day(obligation)
        return {
            "名称": duty.name,
            "承办单位": self._bearer(obligation),
            "要求": duty.conduct.rstrip("。；"),
            "依据": citation_fields(duty.heading),
            "时限": deadline_words(duty),
            "期限": full_date(due) if due else NO_DEADLINE,
            "状态": obligation.state.value,
            "推算": self.reckoning(obligation) if self.reckoning and due else "",
        }


def _obligations(result: Result, template: CaseTemplate) -> dict[str, list[Obligation]]:
    """The obligations the template speaks of by case, in the order it names the duties."""
    found: dict[str, list[Obligation]] = {}
    for obligation in result.obligations:
        if obligation.entity == template.entity and obligation.duty in template.duties:
            found.setdefault(obligation.key, []).append(obligation)
    for listed in found.values():
        listed.sort(key=lambda o: (template.duties.index(o.duty), o.due or date.min, o.bearer or ""))
    return found


def _chosen(
    facts: FactsAbout, template: CaseTemplate, keys: Sequence[str], owed: Mapping[str, list[Obligation]]
) -> list[str]:
    """The keys of the cases that get a document."""
    if not keys:
        return sorted(key for key, listed in owed.items() if any(o.state in OWED for o in listed))
    missing = [key for key in keys if _row(facts(key), template, key) is None]
    if missing:
        message = f"「{template.entity}」台账里没有这些编号，共{len(missing)}个"
        raise Refusal((_problem("GJ826", message, "核对 --key 后面的编号；被拒收的行也不能出文书"),))
    return list(dict.fromkeys(keys))


def _row(facts: Facts, template: CaseTemplate, key: str) -> Record | None:
    table = facts.tables.get(template.entity)
    return table.by_key.get(key) if table is not None else None


def case_template(program: Program, kind: str, folders: Sequence[Path]) -> CaseTemplate:
    """The template of a kind of document. Raises Refusal where there is none, or it names a 台账 or duty there is none of."""
    template = _template(kind, folders)
    _check_names(program, template)
    return template


def _template(kind: str, folders: Sequence[Path]) -> CaseTemplate:
    known = case_templates(folders)
    if kind in known:
        return known[kind]
    names = ["督办通知书", *known]
    near = nearest(kind, names)
    remedy = f"是不是「{near}」" if near else f"可用的有 {'、'.join(names)}"
    more = "自己编写的个案文书模板，第一行要写 {# 个案文书：台账 某台账；职责 某职责 #}"
    raise Refusal((_problem("GJ825", f"没有「{kind}」这种文书", remedy, more),))


def _check_names(program: Program, template: CaseTemplate) -> None:
    """The 台账 and duties a template names must be the policy's."""
    wanted = [("台账", template.entity, list(program.entities))]
    duties = [duty.name for version in (program, *program.versions) for duty in version.duties]
    wanted += [("职责", name, duties) for name in template.duties]
    problems = []
    for what, name, known in wanted:
        if name not in known:
            near = nearest(name, known)
            message = f"模板「{template.name}」第一行写的{what}「{name}」，这套政策里没有"
            problems.append(_problem("GJ827", message, f"是不是「{near}」" if near else f"可用的有 {'、'.join(known)}"))
    if problems:
        raise Refusal(tuple(problems))


def _problem(code: str, message: str, *remedies: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, (Label(CellPlace("文书")),), help=remedies)
