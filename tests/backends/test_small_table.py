"""Values known when a plan is made come into the database as they are, and back."""

from datetime import date, timedelta

import pytest
from guiju.engine.backends.session import connect, small_table
from guiju.engine.plan.small_table import SmallTable

COLUMNS = (("day", "DATE"), ("number", "BIGINT"), ("works", "BOOLEAN"), ("reason", "VARCHAR"))
ODD = ("it's [1,2], NULL", "NULL", None, "", "NULL", "一\n二", '"')
ROWS = {
    "none": [],
    "nothing known": [(None, None, None, None)],
    "ends": [(date(1, 1, 1), -(2**63), True, "a"), (date(9999, 12, 31), 2**63 - 1, False, "b")],
    "odd texts": [(date(1970, 1, 1), 0, None, text) for text in ODD],
    "many": [(date(2004, 1, 1) + timedelta(n), n, n % 3 == 0, f"第{n % 7}" if n % 5 else None) for n in range(5_000)],
}


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS)
def test_rows_come_out_as_they_went_in(rows):
    table = SmallTable.of("#days", COLUMNS, list(zip(*rows, strict=True)))
    assert list(zip(*table.values(), strict=True)) == rows
    with connect(threads=2) as connection:
        small_table(connection, table)
        found = connection.execute('SELECT * FROM "#days"')
        assert [(name, str(kind)) for name, kind, *_ in found.description] == list(COLUMNS)
        assert found.fetchall() == rows
        small_table(connection, SmallTable.of("#days", (("n", "BIGINT"),), [[7]]))
        assert connection.execute('FROM "#days"').fetchall() == [(7,)]
