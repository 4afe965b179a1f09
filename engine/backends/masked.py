"""Tables of results with what is 敏感 masked, said in SQL: no row passes through Python, and what is masked is only read."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen
from sqlglot import exp

from ..lowering.base import sql
from ..plan.result_tables import BREACHES, COLUMNS, ENTITLEMENTS, FUNDINGS, OBLIGATIONS, TARGETS
from ..sensitive import MASK, Sensitive

PARTIES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    OBLIGATIONS: (("bearer", "duty", "bearer"),),
    ENTITLEMENTS: (("payer", "benefit", "payer"), ("payee", "benefit", "payee")),
    TARGETS: (("bearer", "target", "payer"),),
    FUNDINGS: (("payer", "fund", "payer"),),
    BREACHES: (("bearer", "rule", "payer"),),
}
"""The columns of each table that name somebody: with the column of the rule, and the role by which the rule names them."""


@frozen
class Masked:
    """Says which columns of a table of results are shown otherwise than they are.

    `dialect` is the SQL that is written, by its name in SQLGlot. With `unmask` everything is shown as it is.
    """

    sensitive: Sensitive = field(repr=False)
    unmask: bool = False
    dialect: str = "duckdb"

    def cells(self, table: str) -> tuple[str, ...]:
        """The columns of a table (one of COLUMNS) as a query selects them, in their order and by their names."""
        return tuple(self._cell(table, name) for name in COLUMNS[table])

    def _cell(self, table: str, name: str) -> str:
        masked = None if self.unmask else self._masked(table, name)
        shown = _column(name) if masked is None else exp.alias_(masked, name, quoted=True)
        return shown.sql(dialect=self.dialect)

    def _masked(self, table: str, name: str) -> exp.Expression | None:
        """A column with what is 敏感 masked; None where nothing in it ever is."""
        if name == "key":
            tests = [_one_of("entity", sorted(self.sensitive.keys))] if self.sensitive.keys else []
        else:
            tests = [test for column, rule, role in PARTIES.get(table, ()) if column == name
                     for test in self._of_parties(column, rule, role)]  # fmt: skip
        if not tests:
            return None
        there = _column(name).neq(exp.Literal.string(""))  # an empty text stays empty
        ifs = [exp.If(this=exp.and_(test, there), true=exp.Literal.string(MASK)) for test in tests]
        return exp.Case(ifs=ifs, default=_column(name))

    def _of_parties(self, column: str, rule: str, role: str) -> Iterator[exp.Expression]:
        """For each rule that names somebody by a 敏感 column: whether a line is of it, and does not name one it says itself."""
        for name in sorted(one for one, its in self.sensitive.parties if its == role):
            is_of = _one_of(rule, (name,))
            named = sorted(self.sensitive.named_by(name)) if role == "bearer" else []
            yield sql(":r AND NOT :n", r=is_of, n=_one_of(column, named)) if named else is_of


def _column(name: str) -> exp.Expression:
    return exp.column(exp.to_identifier(name, quoted=True))


def _one_of(column: str, values: Sequence[str]) -> exp.Expression:
    return _column(column).isin(*map(exp.Literal.string, values))
