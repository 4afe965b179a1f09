import pytest
from guiju.engine.backends import session
from guiju.engine.backends.session import connect


@pytest.mark.parametrize(
    ("memory", "threads", "wanted"),
    [("1GB", None, 8), ("600MB", None, 4), ("400MB", None, 3), ("50MB", None, 1), ("400MB", 8, 8), (None, None, 8)],
)
def test_there_are_no_more_threads_than_memory_for_them(monkeypatch, memory, threads, wanted):
    plain = session.duckdb.connect
    monkeypatch.setattr(session.duckdb, "connect", lambda name: plain(name, config={"threads": 8}))
    with connect(memory=memory, threads=threads) as connection:
        assert connection.execute("SELECT current_setting('threads')").fetchone() == (wanted,)
