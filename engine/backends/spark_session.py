"""Starting Spark, and what a check sets in a session of its own: the user's own session stays as it is."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .spark_problems import SparkFailed, SparkMissing, SparkUnstartable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # a number out of range is never taken for another; the plan tests before it
    "spark.sql.timestampType": "TIMESTAMP_NTZ",  # a 时刻 is what the clock on the wall showed
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.crossJoin.enabled": "true",
}
_DETAIL = 300
"""Characters of what Spark says that are worth repeating."""


def start() -> "SparkSession":
    """The session that runs, else one from the usual Spark settings (spark-defaults.conf, SPARK_*, spark-submit).

    Raises Refusal where pyspark is not installed (GJ422) or Spark does not start (GJ423).
    """
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra that only some install
    except ImportError as error:
        raise SparkMissing().refusal() from error
    if SparkSession.getActiveSession() is None and not _has_java():
        raise SparkUnstartable("", java=False).refusal()
    try:
        return SparkSession.builder.appName("guiju").getOrCreate()
    except Exception as error:  # whatever the Java side throws ends as one problem
        raise SparkUnstartable(said(error)).refusal() from error


def own_session(session: "SparkSession") -> "SparkSession":
    """A session beside the user's: settings and temporary views of its own, the same cluster."""
    own = session.newSession()
    for name, value in _SETTINGS.items():
        own.conf.set(name, value)
    return own


@contextmanager
def refusing_failure(doing: str) -> Iterator[None]:
    """Turn a job Spark gave up inside the block into a Refusal (GJ426); `doing` says what it was."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 - comes with pyspark
    from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra that only some install

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise SparkFailed(doing, said(error)).refusal() from error


def _has_java() -> bool:

    home = os.environ.get("JAVA_HOME")
    return shutil.which("java") is not None or (home is not None and (Path(home) / "bin" / "java").exists())


def said(error: BaseException) -> str:
    """The first line of what Spark says."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:_DETAIL]
