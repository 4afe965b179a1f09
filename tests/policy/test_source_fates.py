"""Every fragment of the shipped plan ended in a statement, and in the one meant for it.

fates.tsv says for each of the 89 fragments (tests/dsl/data/fragments.tsv, cut by hand) which statements take it up, by
kind and name; it was read line by line against the plan. A fragment counts as taken up by a statement only where the
words that the statement quotes meet the fragment's own words, not merely its sentence.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from guiju.dsl import syntax as s
from guiju.dsl.fates import fates
from guiju.dsl.load import DEFAULT_POLICY, load
from guiju.dsl.policy import Policy
from guiju.dsl.quote import Located, SourceDocument
from guiju.engine.coverage import coverage
from guiju.engine.fates import HEADING, SentenceFate

HERE = Path(__file__).parent
FRAGMENTS = HERE.parent / "dsl" / "data" / "fragments.tsv"
KINDS = {"职责", "待遇", "经费", "标准", "界定", "目标", "定性要求", "非规范", "校验"}


def table(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return dict(rows)


WORDS, FATES = table(FRAGMENTS), table(HERE / "fates.tsv")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(DEFAULT_POLICY)


@pytest.fixture(scope="module")
def plan(policy: Policy) -> SourceDocument:
    assert policy.program.source is not None
    return SourceDocument(policy.program.source)


@pytest.fixture(scope="module")
def sentences(policy: Policy) -> tuple[SentenceFate, ...]:
    """Those of the plan itself; the documents of later versions are asked about below."""
    return tuple(s for s in fates(policy) if not s.document)


@pytest.fixture(scope="module")
def quoted(policy: Policy, plan: SourceDocument) -> list[tuple[int, int, str]]:
    """Every quotation of the plan: where it stands, and the statement it is in, by kind and name."""
    return list(quotations(policy, plan))


def quotations(policy: Policy, plan: SourceDocument) -> Iterator[tuple[int, int, str]]:
    for statement in (x for module in policy.modules for x in module.statements):
        written = " ".join(statement.span.text.split()[:2])
        for item in (i for c in statement.clauses if isinstance(c, s.Basis) for i in c.items):
            if statement.span.source.path in policy.amending:
                continue
            found = plan.locate(item.quotation, item.clause)
            if item.document is None and isinstance(found, Located):
                yield found.start, found.end, written


def place(plan: SourceDocument, name: str) -> Located:
    number = name.partition(".")[0]
    clause = f"第{number}项" if number.isdigit() and number != "0" else None
    found = plan.locate(WORDS[name], clause)
    assert isinstance(found, Located), found
    return found


def test_every_fragment_has_a_fate_and_every_fate_a_fragment():
    assert len(WORDS) == 89
    assert list(FATES) == list(WORDS)
    assert {fate.split()[0] for fates_ in FATES.values() for fate in fates_.split("、")} == KINDS


@pytest.mark.parametrize("name", WORDS)
def test_fragment_is_taken_up_as_recorded(
    plan: SourceDocument, quoted: list[tuple[int, int, str]], sentences: tuple[SentenceFate, ...], name: str
):
    found = place(plan, name)
    takers = {statement for start, end, statement in quoted if start < found.end and found.start < end}
    assert takers == set(FATES[name].split("、"))
    (sentence,) = [x for x in sentences if x.start <= found.start < x.end]
    assert takers <= {f"{kind} {rule}" for kind in sentence.kind.split("、") for rule in sentence.rules}


def test_no_sentence_waits_for_a_rule(sentences: tuple[SentenceFate, ...]):
    assert [x.text for x in sentences if not x.is_settled] == []
    assert sum(x.kind != HEADING for x in sentences) == 52


def test_what_is_only_listed_says_why(policy: Policy):
    """A sentence that is no norm has its reason beside it, and so has every sum without a rate."""
    program = policy.program
    silent = [n.heading.name for n in program.non_norms if not n.heading.readings]
    silent += [f.name for f in program.funds if not f.has_rate and not f.heading.readings]
    silent += [n.heading.name for n in program.open_norms if not n.bearers and not n.heading.readings]
    assert silent == []
    assert [f.name for f in program.funds if not f.has_rate] == ["困难县补助", "过渡性安置基地经费", "社会组织协助经费"]


def test_examples_show_every_case_of_every_rule(policy: Policy):
    """What `policy coverage` asks of 示例, for every rule of the plan that decides something."""
    rules = coverage(policy.program, policy.reference)
    missing = {r.rule: r.points for r in rules if r.points[0] != r.points[1] or not r.reached}
    assert missing == {}
    assert len(rules) > 40


def test_every_target_has_examples_of_what_may_become_of_it(policy: Policy):
    """Met and missed for each; 待完成, 无法判定 and 不适用 where they can come about stand beside."""
    targets = {t.name for t in policy.program.targets}
    seen = {(e.rule, e.value) for x in policy.program.examples for e in x.expectations if e.rule in targets}
    wanted = {(t, state) for t in targets for state in ("已达到", "未达到")}
    assert wanted <= seen


def test_every_sentence_of_what_amends_the_plan_has_a_fate_in_its_own_version(policy: Policy):
    found = [s for s in fates(policy) if s.document and s.kind != HEADING]
    assert [s.text for s in found if not s.is_settled] == []
    rules = {s.document: {r for x in found if x.document == s.document for r in x.rules} for s in found}
    abolished, correction = rules.values()
    assert "解除劳教的释放日期" in abolished
    assert {"执行地与居住地", "社会组织协助经费"} <= correction
    assert not abolished & correction - {"宁夏特殊人群帮扶"}
