"""Random syntax trees of every statement and clause the grammar knows, as parse() would give them."""

from datetime import date, datetime, time

from guiju.dsl import syntax as s
from guiju.dsl.words import RESERVED
from guiju.engine.origin import SourceText, Span
from guiju.engine.periods import LIMITS, Period, PeriodUnit
from hypothesis import strategies as st

NOWHERE = Span(SourceText("生成", ""), 0, 0)
HERE = {"span": NOWHERE}

_PLAIN = "县区人员释放日期司法所回执补助甲乙丙丁戊己庚辛A7_"
_CONTEXTUAL = (
    "状态",
    "数额",
    "人数",
    "最大",
    "先到",
    "依次",
    "整数",
    "主键",
    "牵头",
    "包括",
    "文本",
    "待补事实",
    "顺延",
)
_AWKWARD = ("下列至少3项", "每月100元", "3年级", "a b", "甲（乙）", "２级", "#1", "的", "“三无”", "第6项", "一", "1")


def names() -> st.SearchStrategy[s.Name]:
    words = st.one_of(
        st.text(_PLAIN, min_size=1, max_size=6),
        st.sampled_from(_CONTEXTUAL),
        st.sampled_from(sorted(RESERVED)),
        st.sampled_from(_AWKWARD),
    )
    return words.map(lambda text: s.Name(text, **HERE))


def tuples(item: st.SearchStrategy, least: int = 1, most: int = 3) -> st.SearchStrategy[tuple]:
    return st.lists(item, min_size=least, max_size=most).map(tuple)


NAMES = tuples(names())
PATHS = NAMES.map(lambda parts: s.Path(parts, **HERE))
TEXTS = st.text('甲乙 ，。#（）「」“"职责1', max_size=8).filter(lambda t: not ('"' in t and "”" in t))
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
HOURS, MINUTES = st.integers(0, 23), st.integers(0, 59)
PERIODS = st.sampled_from(PeriodUnit).flatmap(
    lambda unit: st.integers(0, LIMITS[unit]).map(lambda n: s.PeriodLiteral(Period(unit, n), **HERE))
)
QUOTATIONS = st.text("甲乙，。“”…1 职责", min_size=1, max_size=8)
DOCUMENTS = st.sampled_from(("《民法典》", "《关于〈甲〉的通知》", "《甲《乙》丙》"))


def literals() -> st.SearchStrategy[s.Literal]:
    return st.one_of(
        st.booleans().map(lambda v: s.BooleanLiteral(v, **HERE)),
        DAYS.map(lambda v: s.DateLiteral(v, **HERE)),
        st.builds(
            lambda fen, scale, per: s.MoneyLiteral(min(fen * scale, 10**16), per, **HERE),
            st.integers(0, 10**7),
            st.sampled_from((1, 10, 100, 10**6, 10**10)),
            st.sampled_from((None, "月", "年", "人", "季度")),
        ),
        st.builds(
            lambda n, u: s.CountLiteral(n, u, **HERE),
            st.integers(0, 10**9),
            st.sampled_from((None, "人", "次", "户次")),
        ),
        st.integers(0, 10**14).map(lambda v: s.DecimalLiteral(v, **HERE)),
        st.integers(0, 10**14).map(lambda v: s.PercentLiteral(v, **HERE)),
        PERIODS,
        st.integers(1900, 2199).map(lambda v: s.YearLiteral(v, **HERE)),
        DAYS.map(lambda v: s.MonthLiteral(v.replace(day=1), **HERE)),
        st.builds(lambda d, h, m: s.MomentLiteral(datetime.combine(d, time(h, m)), **HERE), DAYS, HOURS, MINUTES),
        TEXTS.map(lambda v: s.TextLiteral(v, **HERE)),
        st.just(s.UnprovidedLiteral(**HERE)),
    )


ATOMS = st.one_of(PATHS, literals())
_COMPARISONS = [
    "为",
    "不为",
    "超过",
    "不超过",
    "不少于",
    "少于",
    "低于",
    "不低于",
    "不满",
    "早于",
    "晚于",
    "不早于",
    "不晚于",
]


def _larger(inner: st.SearchStrategy[s.Expression]) -> st.SearchStrategy[s.Expression]:
    return st.one_of(
        st.builds(
            lambda o, a, b: s.Binary(o, a, b, operator_span=NOWHERE, **HERE),
            st.sampled_from([*_COMPARISONS, "+", "-", "×", "÷", "封顶", "保底"]),
            inner,
            inner,
        ),
        st.builds(lambda o, xs: s.Chain(o, xs, **HERE), st.sampled_from("且或"), tuples(inner, 2, 3)),
        inner.map(lambda x: s.Negation(x, **HERE)),
        st.builds(lambda p, k: s.KnownTest(p, k, **HERE), PATHS, st.booleans()),
        st.builds(lambda x, items, n: s.Membership(x, items, n, **HERE), inner, tuples(inner), st.booleans()),
        st.builds(lambda x, low, high, n: s.Membership(x, (low,), n, high, **HERE), inner, ATOMS, ATOMS, st.booleans()),
        st.builds(lambda x, back, p: s.Offset(x, back, p, **HERE), inner, st.booleans(), st.one_of(PERIODS, PATHS)),
        st.builds(
            lambda f, xs: s.Call(s.Name(f, **HERE), xs, **HERE),
            st.sampled_from(("最大", "最小", "最早", "最晚", "先到", "齐备")),
            tuples(inner),
        ).filter(lambda call: not _goes_through_rows(call)),
        aggregates(inner),
        _figures(inner),
    )


def _figures(inner: st.SearchStrategy[s.Expression]) -> st.SearchStrategy[s.Expression]:
    """Ranges, roundings, parts, spans and figures by year."""
    words = st.sampled_from(("以下", "以内", "不满", "不超过"))
    return st.one_of(
        st.builds(lambda x, a, b, w: s.Range(x, a, b, w, **HERE), inner, inner, inner, words),
        st.builds(lambda x, a: s.Range(x, a, None, None, **HERE), inner, inner),
        st.builds(lambda x, b, w: s.Range(x, None, b, w, **HERE), inner, inner, st.sampled_from(("以下", "以内"))),
        st.builds(
            lambda x, m, u: s.Rounded(x, m, u, **HERE),
            inner,
            st.sampled_from(("四舍五入到", "进一到", "舍去到")),
            st.one_of(names(), st.sampled_from("元角分").map(lambda u: s.Name(u, **HERE))),
        ),
        st.builds(lambda x, w, a: s.Part(x, w, a, **HERE), inner, st.sampled_from(("超过", "不超过")), inner),
        st.builds(lambda x, a, b: s.Part(x, "超过", a, b, **HERE), inner, inner, inner),
        st.builds(
            lambda x, w, a: s.Part(x, w, a, None, True, **HERE), inner, st.sampled_from(("低于", "少于", "不满")), inner
        ),
        st.builds(lambda a, b, m: s.Elapsed(a, b, m, **HERE), inner, inner, names()),
        st.builds(lambda p, y: s.Lookup(p, y, **HERE), PATHS, ATOMS),
        st.builds(lambda p, m, d: s.DayOf(p, m, d, **HERE), PATHS, st.none() | st.integers(1, 12), st.integers(1, 28)),
    )


def _goes_through_rows(call: s.Call) -> bool:
    """最大（甲 的 乙） is read as an aggregate."""
    first = call.arguments[0]
    chain = isinstance(first, s.Path) and len(first.names) > 1
    return chain and len(call.arguments) == 1 and call.function.text in ("最大", "最小", "最早", "最晚")


@st.composite
def aggregates(draw: st.DrawFn, inner: st.SearchStrategy[s.Expression]) -> s.Aggregate:
    """Every aggregate word with every part that may follow its rows; 最大 and the like need a chain or a part."""
    word = draw(
        st.sampled_from(("人数", "件数", "种数", "合计", "平均", "存在", "全部", "第2大", "第十小", "最大", "最早"))
    )
    rows = draw(tuples(names(), 2).map(lambda parts: s.Path(parts, **HERE)) if word.startswith("最") else PATHS)
    via, at = draw(st.one_of(st.none(), PATHS)), draw(st.one_of(st.none(), PATHS))
    condition, otherwise = draw(st.one_of(st.none(), inner)), draw(st.one_of(st.none(), inner))
    return s.Aggregate(s.Name(word, **HERE), rows, via, at, condition, otherwise, **HERE)


EXPRESSIONS = st.recursive(ATOMS, _larger, max_leaves=6)
MARKS = (("（一）", "（二）", "（三）"), ("1.", "2.", "3."), ("（1）", "（2）", "（3）"))


@st.composite
def item_lists(draw: st.DrawFn, level: int = 0) -> s.ItemList:
    body = EXPRESSIONS if level == 2 else st.one_of(EXPRESSIONS, EXPRESSIONS, with_list(level + 1))
    bodies = draw(st.lists(body, min_size=1, max_size=3))
    at_least = draw(st.one_of(st.none(), st.integers(1, len(bodies))))
    items = tuple(s.Item(mark, body, **HERE) for mark, body in zip(MARKS[level], bodies, strict=False))
    return s.ItemList(at_least, items, **HERE)


@st.composite
def with_list(draw: st.DrawFn, level: int = 0) -> s.Expression:
    """A list, or a chain that ends in one: A 且 下列…, A 或 下列…, A 或 B 且 下列…."""
    listed: s.Expression = draw(item_lists(level))
    for operator in draw(st.sampled_from(((), ("且",), ("或",), ("且", "或")))):
        listed = s.Chain(operator, (*draw(tuples(EXPRESSIONS, 1, 2)), listed), **HERE)
    return listed


CONDITIONS = st.one_of(EXPRESSIONS, EXPRESSIONS, with_list())


def _clause(make, *parts: st.SearchStrategy) -> st.SearchStrategy:
    return st.builds(lambda *values: make(*values, **HERE), *parts)


_SOURCES = st.builds(
    lambda c, q, d: s.BasisItem(c, q, d, **HERE),
    st.one_of(st.none(), st.sampled_from(("第6项", "第三十五条第一款第（二）项", "第二十条之一"))),
    st.one_of(st.none(), QUOTATIONS),
    st.one_of(st.none(), DOCUMENTS),
).filter(lambda item: item.clause or item.quotation or item.document)
GROUNDS = st.one_of(_clause(s.Basis, tuples(_SOURCES)), _clause(s.Explanation, TEXTS))
FOR = _clause(s.For, names())
WHEN = _clause(s.When, CONDITIONS)
PROVISO = _clause(s.Proviso, EXPRESSIONS)
GOVERNING = _clause(s.GoverningDate, EXPRESSIONS)
BY = st.one_of(
    _clause(lambda p, **kw: s.By(p, jointly=True, **kw), tuples(PATHS)),
    _clause(lambda p, **kw: s.By((p,), each=True, **kw), PATHS),
    _clause(s.By, tuples(PATHS)),
    _clause(s.By, tuples(PATHS), tuples(PATHS)),
)
TYPES = st.one_of(
    st.sampled_from(("是非", "文本", "主体", "整数", "日期", "期限", "a b")).map(lambda t: s.TypeName(t, **HERE)),
    st.just(s.TypeName("整数", "人", **HERE)),
    st.sampled_from(("每月", "每人")).map(lambda u: s.TypeName("金额率", u, **HERE)),
)
FIELDS = _clause(
    s.Field,
    names(),
    TYPES,
    tuples(st.sampled_from(("主键", "敏感", "履行", "须认定")).map(lambda w: s.Name(w, **HERE)), 0),
)
OPTIONS = tuples(
    st.sampled_from(("含当日", "顺延", "不顺延", "提前", "按月末对月末")).map(lambda w: s.Name(w, **HERE)), 0, 2
)
CHANGES = tuples(
    st.one_of(
        _clause(s.Extension, st.one_of(PERIODS, PATHS), PATHS),
        _clause(s.Suspension, PATHS, PATHS),
    ),
    0,
    2,
)
DEADLINES = st.one_of(
    _clause(
        lambda d, b, p, o, c, **kw: s.DeadlineClause(d, b, p, None, o, c, **kw),
        st.sampled_from("起前"),
        EXPRESSIONS,
        st.one_of(PERIODS, PATHS),
        OPTIONS,
        CHANGES,
    ),
    _clause(lambda b, o, c, **kw: s.DeadlineClause("至迟", b, None, None, o, c, **kw), EXPRESSIONS, OPTIONS, CHANGES),
    _clause(
        lambda e, d, o, **kw: s.DeadlineClause("每", None, None, None, o, (), e, d and s.Name(d, **HERE), **kw),
        st.sampled_from(("每月", "每季度", "每半年", "每年")),
        st.sampled_from((None, "10日", "12月31日", "月末", "季末", "末月20日", "次月10日", "次年1月31日")),
        OPTIONS,
    ),
    st.just(s.DeadlineClause("立即", None, None, "立即", **HERE)),
    st.just(s.DeadlineClause("未规定", None, None, **HERE)),
)
TOWARD = st.one_of(
    _clause(lambda p, c, e, **kw: s.Toward(p, c, each=e, **kw), tuples(PATHS), tuples(names(), 0), st.booleans()),
    _clause(lambda p, c, **kw: s.Toward(p, c, alternatives=True, **kw), tuples(PATHS, 2), tuples(names(), 0)),
)
ROWS = TEXTS.map(lambda t: s.TextLiteral(t, **HERE))
YEARS = st.integers(1900, 2199).map(lambda v: s.YearLiteral(v, **HERE))
VALUES = st.one_of(PATHS, literals(), st.just(s.UnknownLiteral(**HERE)))


POINTS = st.one_of(PATHS, DAYS.map(lambda v: s.DateLiteral(v, **HERE)))
OF_DUTIES = st.one_of(
    _clause(s.May, TEXTS),
    _clause(s.Arises, PATHS, st.sampled_from(("逾期", "履行"))),
    _clause(s.Requirement, CONDITIONS),
    _clause(s.DoneInPeriod, PATHS, st.one_of(st.none(), names()), st.one_of(st.none(), EXPRESSIONS)),
    _clause(s.ApplicablePeriod, POINTS, st.one_of(st.none(), POINTS)),
    _clause(lambda end, **kw: s.ApplicablePeriod(None, end, **kw), POINTS),
)
VERIFIED = _clause(s.Verified, PATHS)
LISTED_IN = st.sampled_from(("下一年度", "本年度", "当年度")).map(lambda w: s.ListedIn(w, **HERE))
HEADCOUNTS = _clause(
    s.HeadcountClause,
    names(),
    st.sampled_from(("年末在册", "本年新增", "年内去重", "平均")),
    st.one_of(st.none(), PATHS),
    st.one_of(st.none(), EXPRESSIONS),
)
TOTALS = _clause(s.TotalOf, names(), st.one_of(st.none(), PATHS))
WHEN_DEMANDED = _clause(s.Demanded, CONDITIONS)
FROM_COLUMNS = _clause(s.FromColumn, names(), tuples(ROWS), tuples(_clause(s.FromValue, VALUES, tuples(ROWS)), 0))


@st.composite
def dated(draw: st.DrawFn) -> s.Expression:
    """A value, or values by the dates they hold from."""
    values = st.builds(lambda d, x: s.DatedValue(d, x, **HERE), DAYS, EXPRESSIONS)
    return s.Dated(draw(tuples(values)), **HERE) if draw(st.booleans()) else draw(EXPRESSIONS)


@st.composite
def coded(draw: st.DrawFn) -> s.StandardStatement:
    """A 标准 by the values of a 代码表."""
    clauses = (draw(FOR), draw(by_codes()), *draw(tuples(GROUNDS, 0)))
    return s.StandardStatement(draw(names()), None, clauses, **HERE)


@st.composite
def by_codes(draw: st.DrawFn) -> s.ByCode:
    """按 and a value a code."""
    entry = st.builds(lambda codes, x: s.CodeEntry(codes, x, **HERE), NAMES, EXPRESSIONS)
    entries = draw(tuples(entry))
    if draw(st.booleans()):
        entries = (*entries, s.CodeEntry((), draw(EXPRESSIONS), **HERE))
    return s.ByCode(draw(PATHS), entries, **HERE)


@st.composite
def standards(draw: st.DrawFn) -> s.StandardStatement:
    marks = iter("一二三四五")
    clauses = [draw(FOR)]
    for kind in draw(st.lists(st.sampled_from("行行据"), max_size=5)):
        if kind == "据":
            clauses.append(draw(GROUNDS))
        else:
            condition = draw(st.one_of(EXPRESSIONS, st.none()))
            clauses.append(s.StandardRow(f"（{next(marks)}）", condition, draw(dated()), **HERE))
    return s.StandardStatement(
        draw(names()), draw(st.sampled_from((None, "互斥", "依次", "就高", "累加"))), tuple(clauses), **HERE
    )


def _statement(make, *clauses: st.SearchStrategy, headed: bool = False) -> st.SearchStrategy:
    body = tuples(st.one_of(GROUNDS, *clauses), 0, 5)
    if headed:
        body = st.builds(lambda first, rest: (first, *rest), FOR, body)
    return st.builds(lambda name, parts: make(name, parts, **HERE), names(), body)


POLICY = _statement(
    s.PolicyStatement,
    _clause(s.Title, DOCUMENTS),
    _clause(s.Issuer, NAMES),
    _clause(s.DocumentNumber, TEXTS),
    _clause(s.InForce, DAYS),
    _clause(s.Expires, DAYS),
    _clause(s.SourceFile, TEXTS),
    _clause(s.Calendars, NAMES),
)
BEARERS = st.one_of(
    _clause(lambda n, g, **kw: s.BearersStatement(n, (), None, g, **kw), NAMES, tuples(GROUNDS, 0)),
    _clause(lambda n, m, g, **kw: s.BearersStatement(n, m, None, g, **kw), NAMES, NAMES, tuples(GROUNDS, 0)),
    _clause(lambda n, p, g, **kw: s.BearersStatement(n, (), p, g, **kw), NAMES, names(), tuples(GROUNDS, 0)),
)
CODES = _clause(s.CodesStatement, names(), NAMES, st.sampled_from((None, "由重到轻", "由低到高")), tuples(GROUNDS, 0))


@st.composite
def amended_standards(draw: st.DrawFn) -> s.StandardStatement:
    clauses = draw(tuples(st.one_of(GROUNDS, FOR, GOVERNING, ROW_CHANGES, by_codes()), 0, 5))
    mode = draw(st.sampled_from((None, "互斥", "依次", "就高", "累加")))
    return s.StandardStatement(draw(names()), mode, clauses, **HERE)


ROW_MARKS = st.sampled_from(("（一）", "（三）", "（十二）"))
ROW_CHANGES = st.one_of(
    _clause(
        lambda how, mark, condition, value, **kw: s.RowChange(
            how, mark, s.StandardRow(mark, condition, value, **kw), **kw
        ),
        st.sampled_from("改增"),
        ROW_MARKS,
        st.one_of(EXPRESSIONS, st.none()),
        EXPRESSIONS,
    ),
    _clause(lambda mark, **kw: s.RowChange("删", mark, None, **kw), ROW_MARKS),
)
AMENDABLE = st.one_of(
    _statement(s.LedgerStatement, FIELDS, _clause(s.EffectiveDate, names())),
    _statement(s.ClassificationStatement, WHEN, PROVISO, GOVERNING),
    amended_standards(),
    _statement(s.DutyStatement, WHEN, BY, _clause(s.Shall, TEXTS), DEADLINES, _clause(s.DoneBy, EXPRESSIONS)),
    _statement(s.BenefitStatement, WHEN, _clause(s.Amount, EXPRESSIONS)),
    _statement(s.OpenNormStatement, BY),
)
ADDABLE = st.one_of(
    BEARERS,
    CODES,
    standards(),
    _statement(s.LedgerStatement, FIELDS),
    _statement(s.DutyStatement, FOR, WHEN, BY, DEADLINES),
    _statement(s.NonNormStatement),
)
DELTAS = st.one_of(
    AMENDABLE.filter(lambda changes: changes.clauses).map(lambda changes: s.AmendStatement(changes, **HERE)),
    ADDABLE.map(lambda added: s.AddStatement(added, **HERE)),
    _clause(s.RepealStatement, NAMES, tuples(GROUNDS, 0)),
    _clause(s.RenamedStatement, st.sampled_from(("主体", "台账")), names(), names(), DAYS, tuples(GROUNDS, 0)),
    _clause(
        s.TransitionStatement,
        st.sampled_from(("职责", "待遇")),
        names(),
        st.sampled_from(("原规定", "新规定")),
        st.one_of(st.none(), EXPRESSIONS),
        tuples(GROUNDS, 0),
    ),
)
STATEMENTS = st.one_of(
    POLICY,
    BEARERS,
    CODES,
    _clause(s.DataTableStatement, names(), TEXTS, tuples(st.one_of(FIELDS, GROUNDS), 0)),
    _statement(s.LedgerStatement, FIELDS, _clause(s.EffectiveDate, names()), _clause(s.InStock, names(), names())),
    _statement(s.DefinitionStatement, _clause(s.Equals, EXPRESSIONS), GOVERNING, headed=True),
    _statement(s.ClassificationStatement, WHEN, PROVISO, GOVERNING, headed=True),
    standards(),
    coded(),
    _clause(lambda n, v, g, **kw: s.ParameterStatement(n, v, clauses=g, **kw), names(), dated(), tuples(GROUNDS, 0)),
    _clause(s.ParameterStatement, names(), st.none(), st.one_of(st.none(), TYPES), names(), TEXTS, tuples(GROUNDS, 0)),
    _clause(
        s.ExceptionStatement,
        names(),
        names(),
        tuples(
            st.one_of(
                GROUNDS, WHEN, _clause(s.Beats, NAMES), _clause(s.ExceptionResult, st.one_of(st.none(), dated()))
            ),
            0,
        ),
    ),
    _statement(
        s.ProhibitionStatement, FOR, WHEN, PROVISO, BY, TOWARD, _clause(s.ShallNot, TEXTS), GOVERNING,
        _clause(s.BreachedWhen, CONDITIONS, st.one_of(st.none(), POINTS)), _clause(s.Supervised, tuples(PATHS)),
    ),
    _statement(
        s.DutyStatement, OF_DUTIES, FOR, WHEN, PROVISO, BY, TOWARD, _clause(s.Shall, TEXTS), DEADLINES, GOVERNING,
        _clause(s.DoneBy, EXPRESSIONS), _clause(s.Supervised, tuples(PATHS)), _clause(s.ImpossibleWhen, CONDITIONS),
    ),
    _statement(
        s.BenefitStatement, FOR, WHEN, PROVISO, GOVERNING, _clause(s.Amount, EXPRESSIONS), VERIFIED, LISTED_IN,
        _clause(s.MonthlyAmount, EXPRESSIONS, EXPRESSIONS, EXPRESSIONS),
        _clause(s.StoppedWhen, CONDITIONS, st.one_of(st.none(), EXPRESSIONS)),
        _clause(s.Payment, PATHS, st.one_of(st.none(), PATHS)),
    ),
    _statement(s.OpenNormStatement, FOR, BY, TOWARD, _clause(s.Supervised, tuples(PATHS))),
    _statement(s.NonNormStatement),
    DELTAS,
    _statement(
        s.FundStatement, BY, _clause(s.Per, NAMES), HEADCOUNTS, TOTALS, _clause(s.ByStandard, EXPRESSIONS), LISTED_IN,
        VERIFIED,
    ),
    _statement(
        s.TargetStatement, FOR, WHEN, BY, _clause(s.Requires, CONDITIONS), st.just(s.Yearly(**HERE)),
        _clause(lambda b, o, **kw: s.DeadlineClause("至迟", b, None, None, o, **kw), EXPRESSIONS, OPTIONS),
    ),
    _statement(s.ValidationStatement, WHEN_DEMANDED, st.booleans().map(lambda v: s.SeverityClause(v, **HERE)), headed=True),
    _statement(s.OfficeStatement, _clause(s.FromSheets, tuples(ROWS)), FROM_COLUMNS, headed=True),
    _clause(
        s.ExampleStatement,
        TEXTS.map(lambda t: s.TextLiteral(t, **HERE)),
        tuples(
            st.one_of(
                GROUNDS, _clause(s.Given, PATHS, VALUES), _clause(s.AsOf, DAYS), _clause(s.Then, PATHS, tuples(VALUES)),
                _clause(s.Then, PATHS, tuples(VALUES), TEXTS),
                _clause(s.Given, tuples(names(), 2).map(lambda parts: s.Path(parts, **HERE)), VALUES, ROWS),
                _clause(s.Then, PATHS, tuples(VALUES), st.none(), names(), ROWS),
                _clause(s.Then, PATHS, tuples(VALUES), st.none(), st.none(), st.none() | ROWS, YEARS),
            ),
            0,
        ),
    ),
)  # fmt: skip


def modules() -> st.SearchStrategy[s.Module]:
    """Whole rule files without comments."""
    return tuples(STATEMENTS, 0, 4).map(lambda statements: s.Module(NOWHERE.source, statements))
