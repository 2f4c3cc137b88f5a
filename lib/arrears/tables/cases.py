"""Between tables that people see (contract's names, yuan) and the internal table (fen, typed)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.tables.columns import BY_KEY, FLAG_WORDS, MAY_BE_NEGATIVE, ONE_OF, REQUIRED, Column, Kind
from arrears.tables.faults import FAULT_WORDS, Fault
from arrears.tables.frames import ordered, series_of
from arrears.tables.parsers import PERSONAL, reader_of
from arrears.tables.texts import is_blank, lost_digits, parse_column, shown
from arrears.units import yuan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_FEN = "_fen"


def to_internal(cases: pd.DataFrame) -> pd.DataFrame:
    """Give a caller's table as the internal one.

    Parameters
    ----------
    cases : DataFrame
        One row a case with the contract's column names; amounts in yuan as Decimal, int, float or text, dates as date,
        datetime, Timestamp or text. Further columns are kept.

    Returns
    -------
    DataFrame
        Every column of the contract, amounts as ``<key>_fen`` (Int64), dates as ``datetime64[s]``; then the further columns.
        A table that is internal already comes back as it is.

    Raises
    ------
    ValueError
        If a needed column is missing or a cell is bad; it names row, column, rule and remedy.

    Examples
    --------
    >>> cases = pd.DataFrame({"case_id": ["C1"], "due_date": ["2026-01-31"], "principal": ["1,234.50"]})
    >>> to_internal(cases)[["case_id", "principal_fen"]].to_dict("records")
    [{'case_id': 'C1', 'principal_fen': 123450}]
    """
    if is_internal(cases):
        return cases
    _needed(cases.columns)
    columns = {key: _typed(cases, BY_KEY[key]) for key in cases.columns if key in BY_KEY}
    _one_amount(columns)
    _unique(columns["case_id"], cases.index)
    table = pd.DataFrame(
        {name: column.array for name, column in ordered(columns, len(cases)).items()}, index=cases.index
    )
    further = cases.loc[:, [key for key in cases.columns if key not in BY_KEY]]
    return pd.concat([table, further], axis=1)


def is_internal(table: pd.DataFrame) -> bool:
    """Tell whether a table has its amounts in fen already."""
    return any(f"{key}{_FEN}" in table.columns for key in ONE_OF)


def to_public(table: pd.DataFrame) -> pd.DataFrame:
    """Give an internal table as people see it: every ``<key>_fen`` column as ``<key>`` in exact yuan.

    Parameters
    ----------
    table : DataFrame
        Any table of the library: cases, staged cases, follow-ups.

    Returns
    -------
    DataFrame
        The same rows, columns, order and ``attrs``; amounts are `Decimal` with two places, None where blank.

    Examples
    --------
    >>> table = pd.DataFrame({"case_id": ["C1"], "principal_fen": [123450]})
    >>> to_public(table).to_dict("records")
    [{'case_id': 'C1', 'principal': Decimal('1234.50')}]
    """
    public = {
        str(name).removesuffix(_FEN) if _is_fen(name) else name: _yuan(table[name]) if _is_fen(name) else table[name]
        for name in table.columns
    }
    shown_table = pd.DataFrame(public, index=table.index)
    shown_table.attrs = dict(table.attrs)
    return shown_table


def flag_columns(flags: pd.Series) -> dict[str, NDArray[np.bool_]]:
    """Give one truth array a flag from the texts of the flags column.

    Parameters
    ----------
    flags : Series of str
        Texts such as ``complaint;dispute``; blank where a case has none.

    Returns
    -------
    dict of str to bool array
        Every known flag, in the contract's order.

    Examples
    --------
    >>> flag_columns(pd.Series(["complaint;dispute", None]))["dispute"].tolist()
    [True, False]
    """
    codes, texts = pd.factorize(flags)
    held = [set(str(text).split(";")) for text in texts]
    # Code -1 (blank) reads the last entry, which holds no flag.
    return {key: np.array([*(key in words for words in held), False])[codes] for key in FLAG_WORDS}


def _is_fen(name: object) -> bool:
    return isinstance(name, str) and name.endswith(_FEN)


def _yuan(fen: pd.Series) -> pd.Series:
    whole = fen.astype("Int64")
    pairs = zip(whole.fillna(0).tolist(), whole.isna().tolist(), strict=True)
    amounts = [None if blank else yuan(amount) for amount, blank in pairs]
    return pd.Series(amounts, index=fen.index, dtype=object)


def _needed(names: Iterable[object]) -> None:
    present = set(names)
    if missing := [key for key in REQUIRED if key not in present]:
        raise ValueError(f"cases must have the column {missing[0]}; add it (required: {', '.join(REQUIRED)})")
    if present.isdisjoint(ONE_OF):
        raise ValueError(f"cases must have one of the columns {', '.join(ONE_OF)}; add one")


def _typed(cases: pd.DataFrame, column: Column) -> pd.Series:
    required = column.key in REQUIRED
    cells = cases[column.key].astype(object)
    _single(column, cells)
    read = _kept if column.kind in PERSONAL else reader_of(column, required=required)
    values, faults = parse_column(map(_plain, cells), read)
    if required and not faults:
        faults = [(place, Fault("REQUIRED_MISSING")) for place, value in enumerate(values) if value is None]
    series = None if faults else series_of(column, values)
    if series is not None and column.kind is Kind.AMOUNT and column.key != MAY_BE_NEGATIVE:
        below = np.flatnonzero(series.fillna(0).to_numpy(dtype=np.int64) < 0)
        faults = [(int(place), Fault("AMOUNT_NEGATIVE")) for place in below[:1]]
    if series is None or faults:
        place, fault = faults[0]
        raise _bad_cell(column, cases.index[place], cells.iloc[place], fault)
    return series


def _single(column: Column, cells: pd.Series) -> None:
    """Refuse a cell that holds several values."""
    several = cells.map(lambda cell: isinstance(cell, (list, tuple, set, frozenset, dict, np.ndarray))).to_numpy(bool)
    if several.any():
        row, separator = cells.index[int(several.argmax())], "semicolons, such as complaint;dispute"
        remedy = f"join them by {separator}" if column.kind is Kind.FLAGS else "give one value"
        raise ValueError(
            f"row {row!r}, column {column.key}: the cell is a list; rule: one text a cell; remedy: {remedy}"
        )


def _kept(cell: object) -> object:
    """Keep what tells who a person is as it stands, masked or not: no figure comes of it; lost digits are told all the same."""
    if is_blank(cell):
        return None
    return Fault("TEXT_INVALID") if lost_digits(cell) else shown(cell)


def _plain(cell: object) -> object:
    """Give numpy's scalars as Python's own."""
    return cell.item() if isinstance(cell, np.generic) else cell


def _bad_cell(column: Column, row: object, cell: object, fault: Fault) -> ValueError:
    value = "(hidden)" if column.kind in PERSONAL else repr(shown(cell))
    words = FAULT_WORDS[fault.code]["en"].filled(heading=column.key, value=value, detail=fault.detail)
    return ValueError(f"row {row!r}, column {column.key}: {words.message}; rule: {words.rule}; remedy: {words.remedy}")


def _one_amount(columns: dict[str, pd.Series]) -> None:
    have = [columns[key].notna() for key in ONE_OF if key in columns]
    blank = ~np.logical_or.reduce([one.to_numpy() for one in have])
    if blank.any():
        raise ValueError(
            f"row {int(blank.argmax())}, counted from 0: {' and '.join(ONE_OF)} are both empty; fill in one of the two"
        )


def _unique(case_ids: pd.Series, index: pd.Index) -> None:
    again = case_ids.str.casefold().duplicated().to_numpy()
    if again.any():
        place = int(again.argmax())
        raise ValueError(
            f"row {index[place]!r}, column case_id: {case_ids.iloc[place]!r} stands there again; "
            "rule: one row a case; remedy: drop one of the rows or mend the id"
        )
