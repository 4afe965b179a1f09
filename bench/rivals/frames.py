"""The people of an export as a frame of Polars."""

from pathlib import Path

import polars as pl

from ..people import kinds

TYPES = {"DATE": pl.Date, "BOOLEAN": pl.Boolean, "VARCHAR": pl.String}


def read_people(path: Path) -> pl.DataFrame:
    """Read a .parquet or .csv file."""
    if path.suffix == ".parquet":
        return pl.read_parquet(path)
    return pl.read_csv(path, schema_overrides={name: TYPES[kind] for name, kind in kinds().items()})
