"""The statements of a plan, written for DuckDB, as Spark reads them.

SQLGlot does most of it. What it says wrongly or not at all stands in the table `_REWRITTEN`; whatever is neither there
nor known to mean the same in both (`_KNOWN`) is an error before anything runs.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from attrs import define, field, frozen
from sqlglot import exp, parse_one

from ..plan.plan import Statement
from ..plan.result_tables import COLUMNS
from ..plan.word_types import is_word_type
from .spark_problems import NoSparkPlan

WIDE = "DECIMAL(38, 0)"
"""What DuckDB has as HUGEINT: the plan keeps its numbers below 10³⁷."""
_STEPS = 190
"""Division steps after which Euclid has the common divisor of any two numbers of 38 digits."""
_HALF = "CAST(10000000000000000000 AS DECIMAL(38, 0))"
_SMALL = 10_000_000


@frozen
class SparkStatement:
    """A table to make in Spark; `kept` where its rows are worked out once and held, as several read them.

    A table of results that another one is made from counts as read twice. Spark would write what it is made of into every
    place that reads one of its columns: planning the findings alone took twenty seconds.
    """

    table: str
    query: str
    kept: bool


def translated(statements: Sequence[Statement]) -> tuple[SparkStatement, ...]:
    """All statements for Spark. Raises Refusal (GJ424) where one of them cannot be said there."""
    translation = _Translation()
    found = [(s, *translation.said(s)) for s in statements]
    read_often = {name for name, n in translation.reads.items() if n > (name not in COLUMNS)}
    by_views = {name for s, _, names in found if s.lazy for name in names}
    return tuple(
        SparkStatement(s.table, query, not s.lazy and s.table in read_often | by_views) for s, query, _ in found
    )


@define
class _Translation:
    """`reads` counts how often each table is read; `wide` holds the columns of each that have 128 bits in DuckDB."""

    reads: dict[str, int] = field(factory=dict)
    wide: dict[str, set[str]] = field(factory=dict)

    def said(self, statement: Statement) -> tuple[str, frozenset[str]]:
        """The query of a statement for Spark, and the tables it reads."""
        tree = _parsed(statement.query, "duckdb")
        names = [t.name for t in tree.find_all(exp.Table) if isinstance(t.this, exp.Identifier)]
        for name in names:
            self.reads[name] = self.reads.get(name, 0) + 1
        check(tree, statement.table)
        widths = _wide_columns(tree, {c for n in names for c in self.wide.get(n, ())})
        if isinstance(tree, exp.Query):
            self.wide[statement.table] = {s.alias_or_name for s in tree.selects} & widths
        numbered = _numbers_rows(tree)
        said = rewritten(tree, frozenset(widths))
        if numbered:
            # A number given to a row holds only for one reading of it.
            self.reads[statement.table] = 2
        return said.sql(dialect="spark", identify=True, copy=False), frozenset(names)


def _parsed(words: str, dialect: str) -> exp.Expression:
    found = parse_one(words, dialect=dialect)
    if not isinstance(found, exp.Expression):
        raise TypeError(f"no expression of SQL: {words}")
    return found


# ---------- what may be said at all ----------

_KNOWN = frozenset(
    (
        "Identifier", "Column", "Alias", "Literal", "DataType", "Cast", "Null", "If", "Case", "Is", "Select",
        "Paren", "Boolean", "From", "EQ", "Not", "TableAlias", "Where", "And", "Table", "DPipe", "Subquery",
        "LTE", "Or", "Star", "Join", "In", "Union", "Count", "LT", "Coalesce", "Add", "ColumnDef", "GT",
        "StartsWith", "Lambda", "GTE", "SplitPart", "Filter", "ArrayFilter", "Transform", "Group", "Sub",
        "Year", "Right", "NEQ", "Between", "Abs", "IgnoreNulls", "AnyValue", "Window", "RowNumber", "Mul",
        "Mod", "LogicalOr", "LogicalAnd", "Order", "Ordered", "Pad", "Length", "Neg", "Flatten", "Var",
        "Distinct", "Greatest", "Least", "DenseRank", "Trim", "Interval", "Min", "Max", "Left", "Replace",
        "NullSafeEQ", "NullSafeNEQ", "LastDay", "Month", "Day", "Qualify", "Lateral", "ConcatWs", "Nullif",
        "With", "CTE", "Tuple", "Exists", "Dot", "ArrayDistinct", "ArraySize", "ArrayToString", "PropertyEQ",
        "Parameter", "Except", "Having", "Kwarg", "DateTrunc", "Array", "Hint", "Concat", "Dcolon", "Upper",
        "Lower", "Contains", "BitwiseAnd",
    )
)  # fmt: skip
"""Nodes that SQLGlot writes for Spark with the same meaning."""


def check(tree: exp.Expression, table: str) -> None:
    """Refuse a query that holds anything not known to mean the same in Spark."""
    for node in tree.walk():
        name = type(node).__name__
        if isinstance(node, exp.Anonymous):
            if node.name.upper() not in _NAMED:
                raise NoSparkPlan(f"{node.name}()", table).refusal()
        elif isinstance(node, exp.DataType):
            if node.this not in _TYPES and not is_word_type(node):
                raise NoSparkPlan(node.sql(dialect="duckdb"), table).refusal()
        elif name not in _KNOWN and type(node) not in _REWRITTEN:
            words = node.sql(dialect="duckdb")
            raise NoSparkPlan(words if len(words) < 60 else f"{words[:57]}…", table).refusal()


_TYPES = frozenset(
    (
        exp.DataType.Type.BIGINT, exp.DataType.Type.INT, exp.DataType.Type.INT128, exp.DataType.Type.DOUBLE,
        exp.DataType.Type.BOOLEAN, exp.DataType.Type.TEXT, exp.DataType.Type.VARCHAR, exp.DataType.Type.DATE,
        exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPNTZ, exp.DataType.Type.ARRAY, exp.DataType.Type.LIST,
        exp.DataType.Type.STRUCT,
    )
)  # fmt: skip


# ---------- numbers of 128 bits ----------


def _wide_columns(tree: exp.Expression, names: set[str]) -> set[str]:
    """The names of columns in a query that DuckDB has as HUGEINT, given those of the tables it reads."""
    for alias in reversed(list(tree.find_all(exp.Alias))):
        if _is_wide(alias.this, names):
            names.add(alias.alias)
    return names


def _is_wide(node: exp.Expression | None, names: set[str] | frozenset[str]) -> bool:
    match node:
        case exp.Cast():
            return bool(node.to.this == exp.DataType.Type.INT128)
        case exp.Column():
            return node.name in names or (node.name in ("n", "d") and node.table.startswith("#"))
        case exp.Dot():
            return node.expression.name in ("n", "d")
        case exp.Sum():
            return True
        case exp.Anonymous():
            return node.name.upper() == "GCD"
        case exp.Case():
            branches = [*(branch.args.get("true") for branch in node.args["ifs"]), node.args.get("default")]
            return any(_is_wide(b, names) for b in branches)
        case exp.Coalesce() | exp.Greatest() | exp.Least():
            return any(_is_wide(e, names) for e in (node.this, *node.expressions))
        case exp.Add() | exp.Sub() | exp.Mul() | exp.Mod() | exp.IntDiv():
            return _is_wide(node.this, names) or _is_wide(node.expression, names)
        case exp.Paren() | exp.Neg() | exp.Abs() | exp.Nullif() | exp.Max() | exp.Min() | exp.AnyValue():
            return _is_wide(node.this, names)
        case exp.IgnoreNulls() | exp.Filter() | exp.Window():
            return _is_wide(node.this, names)
        case _:
            return False


# ---------- what is said otherwise ----------

Rewrite = Callable[[exp.Expression], exp.Expression]


def rewritten(tree: exp.Expression, wide: frozenset[str]) -> exp.Expression:
    """A query of DuckDB with everything that SQLGlot would not say rightly for Spark replaced; changes the tree."""
    # Divisions first: whether they are of 128 bits shows in the types that are replaced below.
    for division in reversed(list(tree.find_all(exp.IntDiv))):
        divided = _divided(division, _is_wide(division, wide))
        if divided is not division:
            division.replace(divided)
    for node in reversed([n for n in tree.walk() if isinstance(n, exp.Expression)]):
        rewrite = _REWRITTEN.get(type(node)) or (
            _NAMED.get(node.name.upper()) if isinstance(node, exp.Anonymous) else None
        )
        if rewrite is not None:
            new = rewrite(node)
            if new is not node:
                node.replace(new)
    return tree


def _call(name: str, *arguments: exp.Expression | str) -> exp.Expression:
    """A function of Spark by its own name, which SQLGlot leaves alone."""
    parts = [_spark(a) if isinstance(a, str) else a for a in arguments]
    return exp.Anonymous(this=name, expressions=parts)


def _spark(words: str) -> exp.Expression:
    """An expression of Spark from its text; a lambda, too, which only a call may hold."""
    (found,) = _parsed_call(words).expressions
    if not isinstance(found, exp.Expression):
        raise TypeError(f"no expression of SQL: {words}")
    return found.copy()


@lru_cache(maxsize=256)
def _parsed_call(words: str) -> exp.Expression:
    return _parsed(f"held({words})", "spark")


def _wide(node: exp.Expression) -> exp.Expression:
    return exp.Cast(this=node, to=exp.DataType.build(WIDE, dialect="spark"))


def _fields(**parts: exp.Expression) -> exp.Expression:
    cells = [exp.PropertyEQ(this=exp.to_identifier(name), expression=part) for name, part in parts.items()]
    return exp.Struct(expressions=cells)


def _divided(node: exp.IntDiv, wide: bool) -> exp.Expression:
    """`//`: Spark's DIV gives 64 bits. Beyond them by long division in base 10¹⁹, so that no step loses a digit.

    A quotient of DECIMAL(38, 0) has 6 decimal places in Spark and so only 32 digits before them.
    """
    if not wide:
        return node
    whole, part = _wide(node.this), _wide(node.expression)
    bound = _call("array", _fields(a=whole, b=part))
    high = f"((s.a - s.a % {_HALF}) / {_HALF})"
    high = f"CAST({high} AS {WIDE})"
    rest = f"(({high} % s.b) * {_HALF} + s.a % {_HALF})"

    def exactly(a: str) -> str:
        return f"CAST(({a} - {a} % s.b) / s.b AS {WIDE})"

    words = (
        f"s -> CASE WHEN s.b = 0 THEN NULL WHEN abs(s.b) >= {_SMALL} THEN {exactly('s.a')} "
        f"ELSE {exactly(high)} * {_HALF} + {exactly(rest)} END"
    )
    return _call("get", _call("transform", bound, words), "0")


def _common_divisor(node: exp.Expression) -> exp.Expression:
    """gcd, which Spark has not: Euclid's steps over a pair."""
    first, second = (_wide(e) for e in node.expressions)
    step = "(s, i) -> CASE WHEN s.b IS NULL OR s.b = 0 THEN s ELSE named_struct('a', s.b, 'b', s.a % s.b) END"
    pair = _fields(a=first, b=second)
    last = "s -> CASE WHEN s.b IS NOT NULL THEN abs(s.a) END"
    return _call("aggregate", f"sequence(1, {_STEPS})", pair, step, last)


def _concatenated(node: exp.Expression) -> exp.Expression:
    """list_concat passes over NULL; Spark's concat is NULL where one of the lists is."""
    lists = _call("array", node.this, *node.expressions)
    return _call("flatten", _call("filter", lists, "l -> l IS NOT NULL"))


def _listed(node: exp.Expression) -> exp.Expression:
    """list(x ORDER BY y): Spark gathers without an order, and gives an empty list where DuckDB gives NULL."""
    agg = node.this if isinstance(node, exp.Filter) else node
    ordered = agg.this if isinstance(agg.this, exp.Order) else None
    value = ordered.this if ordered is not None else agg.this
    keys = ordered.expressions if ordered is not None else []
    paired = bool(keys) and keys[0].this != value
    gathered = _call("collect_list", _fields(k=keys[0].this, v=value) if paired else value)
    if isinstance(node, exp.Filter):
        gathered = exp.Filter(this=gathered, expression=node.expression)
    if keys:
        gathered = _call("sort_array", gathered, "FALSE" if keys[0].args.get("desc") else "TRUE")
    if paired:
        gathered = _call("transform", gathered, "s -> s.v")
    return _call("get", _call("filter", _call("array", gathered), "l -> size(l) > 0"), "0")


def _filtered(node: exp.Expression) -> exp.Expression:
    return _listed(node) if isinstance(node.this, exp.ArrayAgg) else node


def _bare_list(node: exp.Expression) -> exp.Expression:
    return node if isinstance(node.parent, exp.Filter) else _listed(node)


def _sum(node: exp.Expression) -> exp.Expression:
    """DuckDB adds whole numbers up in 128 bits."""
    return exp.Sum(this=_wide(node.this))


def _type(node: exp.Expression) -> exp.Expression:
    match node.this:
        case exp.DataType.Type.INT128:
            return exp.DataType.build(WIDE, dialect="spark")
        case exp.DataType.Type.TIMESTAMP | exp.DataType.Type.TIMESTAMPNTZ:
            return exp.DataType.build("TIMESTAMP_NTZ", dialect="spark")
        case exp.DataType.Type.USERDEFINED:
            return exp.DataType.build("STRING", dialect="spark")
        case _:
            return node


def _at(node: exp.Expression) -> exp.Expression:
    """A list at a place, NULL where it is shorter; SQLGlot counts places from 0."""
    (place,) = node.expressions
    return _call("get", node.this, place)


def _split(node: exp.Expression) -> exp.Expression:
    """string_split at a text, where Spark's split takes a pattern."""
    by = node.expression
    if not isinstance(by, exp.Literal) or len(by.name) != 1:
        raise NoSparkPlan(node.sql(dialect="duckdb"), "string_split").refusal()
    pattern = by.name if by.name.isalnum() or not by.name.isprintable() else f"[{by.name}]"
    return _call("split", node.this, exp.Literal.string(pattern))


def _character(node: exp.Expression) -> exp.Expression:
    return exp.Literal.string(chr(int(node.expressions[0].name)))


def _pattern_replaced(node: exp.Expression) -> exp.Expression:
    """regexp_replace(…, 'g'): Java writes groups as $1, and its $ also stands before a last line end."""
    pattern, new = node.expression.name, node.args["replacement"].name
    java = new.replace("$", r"\$").replace("\\1", "$1")
    return _call(
        "regexp_replace", node.this, exp.Literal.string(pattern.replace("|$)", r"|\z)")), exp.Literal.string(java)
    )


def _made_date(node: exp.Expression) -> exp.Expression:
    parts = (node.args[name] for name in ("year", "month", "day"))
    return _call("make_date", *(exp.cast(p, "INT", copy=False) for p in parts))


def _seconds(node: exp.Expression) -> exp.Expression:
    """Seconds since 1970 (epoch) of a day."""
    return exp.Paren(this=exp.Mul(this=exp.cast(_call("unix_date", node.this), "BIGINT"), expression=_spark("86400")))


def _month_start(node: exp.Expression) -> exp.Expression:
    return _call("trunc", exp.cast(node.this, "DATE", copy=False), exp.Literal.string(node.args["unit"].name))


def _months(node: exp.Expression) -> exp.Expression:
    """to_months(n): an interval of n months."""
    return _call("make_ym_interval", "0", *node.expressions)


def _range(node: exp.Expression) -> exp.Expression:
    return _call("range", node.args["start"], node.args["end"])


def _array(node: exp.Expression) -> exp.Expression:
    return _call("array", *node.expressions)


def _sorted(node: exp.Expression) -> exp.Expression:
    return _call("sort_array", node.this)


def _last_by(node: exp.Expression) -> exp.Expression:
    return _call("max_by", node.this, node.expression)


def _numbered(node: exp.Expression) -> exp.Expression:
    """row_number() OVER (): any number of its own for each row."""
    return _spark("(monotonically_increasing_id() + 1)") if _is_bare(node) else node


def _is_bare(node: exp.Expression) -> bool:
    bare = not node.args.get("partition_by") and not node.args.get("order")
    return isinstance(node.this, exp.RowNumber) and bare


def _numbers_rows(tree: exp.Expression) -> bool:
    return any(_is_bare(w) for w in tree.find_all(exp.Window))


def _placed(node: exp.Expression) -> exp.Expression:
    """unnest(l) AS x beside generate_subscripts(l, 1) AS n: the elements with their places."""
    select = node.parent_select
    beside = list(_subscripts(select)) if select is not None else []
    alias = node.parent
    if select is None or not beside or not isinstance(alias, exp.Alias):
        return node
    (place,) = beside
    words = f"(x, i) -> named_struct('{alias.alias}', x, '{place.alias}', i + 1)"
    select.expressions.remove(place)
    alias.replace(_call("inline", _call("transform", node.this, words)))
    return node


def _subscripts(select: exp.Expression) -> Iterator[exp.Expression]:
    for cell in select.expressions:
        call = cell.this if isinstance(cell, exp.Alias) else None
        if isinstance(call, exp.Anonymous) and call.name.upper() == "GENERATE_SUBSCRIPTS":
            yield cell


def _in_place(node: exp.Expression) -> exp.Expression:
    """WITH … AS MATERIALIZED inside a query: SQLGlot would bring it to the top, where its name may be another's."""
    query = node.parent
    kept = []
    for table in node.expressions:
        if query is None or not table.args.get("materialized"):
            kept.append(table)
            continue
        for read in [t for t in query.find_all(exp.Table) if t.name == table.alias]:
            read.replace(
                exp.Subquery(this=table.this.copy(), alias=exp.TableAlias(this=exp.to_identifier(table.alias)))
            )
    if kept or query is None:
        return node
    query.set(node.arg_key or "with_", None)
    return node


def _condition(node: exp.Expression) -> exp.Expression:
    """WHERE (x): Spark takes the word for the name of the table before it, and x for that of its column."""
    while isinstance(node.this, exp.Paren):
        node.set("this", node.this.this)
    return node


_REWRITTEN: dict[type[exp.Expression], Rewrite] = {
    exp.IntDiv: lambda node: node,
    exp.With: _in_place,
    exp.Where: _condition,
    exp.Array: _array,
    exp.Struct: lambda node: node,
    exp.ArrayConcat: _concatenated,
    exp.ArraySort: _sorted,
    exp.ArrayAgg: _bare_list,
    exp.Filter: _filtered,
    exp.ArgMax: _last_by,
    exp.Bracket: _at,
    exp.Sum: _sum,
    exp.DataType: _type,
    exp.Split: _split,
    exp.Chr: _character,
    exp.RegexpReplace: _pattern_replaced,
    exp.DateFromParts: _made_date,
    exp.TimeToUnix: _seconds,
    exp.TimestampTrunc: _month_start,
    exp.DateTrunc: _month_start,
    exp.GenerateSeries: _range,
    exp.Window: _numbered,
    exp.Explode: _placed,
}
_NAMED: dict[str, Rewrite] = {
    "GCD": _common_divisor,
    "TO_MONTHS": _months,
    "GENERATE_SUBSCRIPTS": lambda node: node,
}
