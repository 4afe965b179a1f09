"""What OpenFisca is given: the cells of an export as arrays of numbers.

`loaded` is part of reading, which the measure of the engine leaves out for every way: days and truth values become numbers as
they are. `encoded` is part of deciding: places and categories are texts in an export, the other ways compare texts where they
decide, and OpenFisca itself encodes the texts of an Enum where it is given them (Polars does it here, far faster). Counting it
as reading instead would take 0.06 s from the 1.2 s for a million people.
"""

import numpy as np
import polars as pl

from .openfisca_values import COUNTRY, DAY, INPUTS, NOWHERE, PLACE, TRUTH, UNKNOWN, Truth

Arrays = dict[str, np.ndarray]
CODES = pl.Enum(COUNTRY["代码"])
COMPARED = {"刑满释放": "人员类别", "危害国家安全罪": "罪名类别"}
"""A truth value that a text is → the column it may stand in."""
WRITTEN = ("有重新违法犯罪倾向认定机关", "有重新违法犯罪倾向认定依据")
JUDGED_IN_FORM = "认定齐全"


def loaded(people: pl.DataFrame) -> Arrays:
    """Days and truth values as they stand in the export."""
    kinds = {name: kind for name, kind in INPUTS.items() if name in people.columns}
    days = [pl.col(name).cast(pl.Int32).fill_null(UNKNOWN) for name, kind in kinds.items() if kind is DAY]
    truths = [_truth(pl.col(name)).alias(name) for name, kind in kinds.items() if kind is TRUTH]
    return _arrays(people.select(*days, *truths))


def encoded(people: pl.DataFrame) -> Arrays:
    """What the rules ask of texts."""
    in_form = pl.all_horizontal(pl.col(name).is_not_null() for name in WRITTEN)
    return _arrays(
        people.select(
            *(_truth(pl.col(column) == word).alias(word) for word, column in COMPARED.items()),
            _truth(in_form).alias(JUDGED_IN_FORM),
            *(_county(name) for name, kind in INPUTS.items() if kind is PLACE),
        )
    )


def _truth(cells: pl.Expr) -> pl.Expr:
    return (cells.cast(pl.UInt8) * Truth.YES.index).fill_null(Truth.UNKNOWN.index)


def _county(name: str) -> pl.Expr:
    """The number of a county in the list of them."""
    return pl.col(name).cast(CODES).to_physical().cast(pl.Int32).fill_null(NOWHERE)


def _arrays(cells: pl.DataFrame) -> Arrays:
    return {name: cells[name].to_numpy() for name in cells.columns}
