import duckdb
import pytest
from guiju.policy.demo.workbook import write_demo_workbook


@pytest.fixture
def connection():
    with duckdb.connect() as found:
        yield found


@pytest.fixture(scope="session")
def export(tmp_path_factory):
    """The demonstration's export of 500 people, unless a file of tests has an export of its own."""
    path = tmp_path_factory.mktemp("样例") / "样例.xlsx"
    write_demo_workbook(path, people=500)
    return path
