"""Read the columns of a case table as the arrays that rules take; a column that is not there is empty."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from arrears.units import Dates, Days, Fen, Flags

NOT_A_DAY = np.datetime64("NaT", "D")


def plain_day(as_of: date) -> date:
    """Give a day without a time, whatever kind of date it came as.

    Examples
    --------
    >>> import pandas as pd
    >>> plain_day(pd.Timestamp("2026-01-31 08:00"))
    datetime.date(2026, 1, 31)
    """
    return date(as_of.year, as_of.month, as_of.day)


def amounts(table: pd.DataFrame, key: str) -> tuple[Fen, Flags]:
    """Give a column of amounts in fen, 0 where it is empty, and where it is known.

    Examples
    --------
    >>> import pandas as pd
    >>> amounts(pd.DataFrame({"interest_fen": pd.array([500, None], "Int64")}), "interest")
    (array([500,   0]), array([ True, False]))
    """
    name = f"{key}_fen"
    if name not in table:
        return np.zeros(len(table), dtype=np.int64), np.zeros(len(table), dtype=np.bool_)
    column = table[name].astype("Int64")
    amount: Fen = column.to_numpy(dtype="int64", na_value=0).astype(np.int64)
    known: Flags = column.notna().to_numpy(dtype=np.bool_)
    return amount, known


def counts(table: pd.DataFrame, key: str) -> Days:
    """Give a column of counts, 0 where it is empty.

    Examples
    --------
    >>> import pandas as pd
    >>> counts(pd.DataFrame({"breach_sms": pd.array([2, None], "Int64")}), "breach_sms")
    array([2, 0])
    """
    if key not in table:
        return np.zeros(len(table), dtype=np.int64)
    return table[key].astype("Int64").to_numpy(dtype="int64", na_value=0).astype(np.int64)


def dates(table: pd.DataFrame, key: str) -> Dates:
    """Give a column of dates as days, ``NaT`` where it is empty.

    Examples
    --------
    >>> import pandas as pd
    >>> dates(pd.DataFrame({"due_date": pd.to_datetime(["2026-01-31", None])}), "due_date")
    array(['2026-01-31',        'NaT'], dtype='datetime64[D]')
    """
    if key not in table:
        return np.full(len(table), NOT_A_DAY)
    return table[key].to_numpy(dtype="datetime64[s]").astype("datetime64[D]")


def past_dates(table: pd.DataFrame, key: str, as_of: date) -> Dates:
    """Give a column of dates of what has happened by a day.

    Raises
    ------
    ValueError
        If one lies after that day.

    Examples
    --------
    >>> import pandas as pd
    >>> calls = pd.DataFrame({"last_contact_date": pd.to_datetime(["2026-01-31", "2026-02-01"])})
    >>> past_dates(calls, "last_contact_date", date(2026, 1, 31))
    Traceback (most recent call last):
    ...
    ValueError: row 1: last_contact_date 2026-02-01 is after as_of 2026-01-31; rule: what has happened is not in the future; \
remedy: correct the date, or take a later as_of
    """
    days = dates(table, key)
    ahead = np.flatnonzero(days > np.datetime64(as_of, "D"))
    if ahead.size:
        raise ValueError(
            f"row {table.index[ahead[0]]!r}: {key} {days[ahead[0]]} is after as_of {as_of}; "
            "rule: what has happened is not in the future; remedy: correct the date, or take a later as_of"
        )
    return days


def texts(table: pd.DataFrame, key: str) -> NDArray[np.object_]:
    """Give a column of texts without blanks around them, "" where it is empty.

    Examples
    --------
    >>> import pandas as pd
    >>> texts(pd.DataFrame({"collector": [" 王芳 ", None]}), "collector")
    array(['王芳', ''], dtype=object)
    """
    if key not in table:
        return np.full(len(table), "", dtype=object)
    return table[key].fillna("").astype(str).str.strip().to_numpy(dtype=object)


def days_since(day: Dates, as_of: date) -> Days:
    """Count the days from each day to another; 0 where it lies ahead, -1 where it is not known.

    Examples
    --------
    >>> from datetime import date
    >>> days_since(np.array(["2026-01-30", "2026-02-02", "NaT"], "datetime64[D]"), date(2026, 1, 31))
    array([ 1,  0, -1])
    """
    since = (np.datetime64(as_of, "D") - day).astype(np.int64)
    return np.where(np.isnat(day), -1, np.maximum(since, 0))
