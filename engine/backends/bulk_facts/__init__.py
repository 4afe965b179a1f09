"""Case exports of millions of rows straight into typed DuckDB tables, with the results of engine/facts to the letter."""

from .bulk_facts import BulkFacts
from .read import read_bulk

__all__ = ["BulkFacts", "read_bulk"]
