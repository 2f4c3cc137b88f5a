"""Columns of the internal table: which type each has, and how lists of values become one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.tables.columns import CASE_COLUMNS, Column, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_HAS_TEXT_TYPE = int(pd.__version__.split(".", 1)[0]) > 2  # noqa: PLR2004  # pandas 3 has a type for text
"""Its missing value is NaN; pandas 2 would turn None into the word "None" under the same name."""


def as_text(values: pd.Series) -> pd.Series:
    """Give texts and None as a column of text with NaN where there is none."""
    return values.astype(str) if _HAS_TEXT_TYPE else values.where(values.notna(), np.nan)


def series_of(column: Column, values: Sequence[object]) -> pd.Series:
    """Give values of one column (fen, days, or text; None where blank) as a Series of the internal table."""
    if column.kind is Kind.AMOUNT:
        blank = np.fromiter((value is None for value in values), dtype=bool, count=len(values))
        fen = np.fromiter((value or 0 for value in values), dtype=np.int64, count=len(values))
        return pd.Series(pd.arrays.IntegerArray(fen, blank), name=column.name)
    if column.kind is Kind.DATE:
        days = np.array(values, dtype="datetime64[D]").astype("datetime64[s]")
        return pd.Series(days, name=column.name)
    if column.kind is Kind.COUNT:
        return pd.Series(list(values), dtype="Int64", name=column.name)
    return as_text(pd.Series(list(values), dtype=object, name=column.name))


def text_series(values: NDArray[np.object_]) -> pd.Series:
    """Give an array of texts and None as a column of text."""
    return as_text(pd.Series(values, dtype=object))


def empty_series(column: Column, rows: int) -> pd.Series:
    """Give a column that a list does not have."""
    return series_of(column, [None] * rows)


def ordered(columns: dict[str, pd.Series], rows: int) -> dict[str, pd.Series]:
    """Give every known column in the contract's order, blank where a list has none."""
    return {
        column.name: columns[column.key] if column.key in columns else empty_series(column, rows)
        for column in CASE_COLUMNS
    }
