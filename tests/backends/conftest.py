import duckdb
import pytest


@pytest.fixture
def connection():
    with duckdb.connect() as found:
        yield found
