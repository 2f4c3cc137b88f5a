"""From frames of the library to tables of a macro's sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.tables.columns import Kind
from arrears.units import yuan
from xl_addin.macros.layout.page import Col, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.tables.columns import Column
    from xl_addin.macros.books.protocol import Cell

_STYLES = {Kind.AMOUNT: "amount", Kind.DATE: "date", Kind.COUNT: "count"}


def table_of(
    frame: pd.DataFrame, columns: Sequence[Column], lang: str, long: Sequence[str] = (), section: str = ""
) -> Table:
    """Give a frame as a table with headings in a language.

    Parameters
    ----------
    frame : DataFrame
        Has a column for each ``Column.name``; amounts in fen.
    columns : sequence of Column
        Left to right.
    lang : str
        ``zh`` or ``en``.
    long : sequence of str
        Keys of columns with long texts, whose lines are broken.
    section : str
        Stands above the table.

    Examples
    --------
    >>> from arrears.tables.columns import BY_KEY
    >>> table_of(pd.DataFrame({"principal_fen": [123450, None]}), [BY_KEY["principal"]], "en").rows
    [[1234.5], [None]]
    """
    heads = tuple(
        Col(column.heading(lang), "long" if column.key in long else _STYLES.get(column.kind, "text"))
        for column in columns
    )
    cells = [_cells(frame[column.name], column.kind) for column in columns]
    return Table(heads, [list(row) for row in zip(*cells, strict=True)], section)


def _cells(values: pd.Series[Any], kind: Kind) -> list[Cell]:
    missing = values.isna().to_numpy()
    shown: list[Cell]
    if kind is Kind.AMOUNT:
        shown = [float(yuan(amount)) for amount in values.fillna(0).to_numpy(dtype=np.int64).tolist()]
    elif kind is Kind.DATE:
        shown = [day.date() for day in pd.to_datetime(values.where(~values.isna(), "2000-01-01"))]
    else:
        shown = values.astype(object).tolist()
    return [None if gone else cell for cell, gone in zip(shown, missing.tolist(), strict=True)]
