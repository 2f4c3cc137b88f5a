"""A month of the team's work, day by day: what falls due, what was done, and which days are worked (items A4, C6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.calendars import working_calendar
from arrears.operations.plans.tables import amounts as fen_of
from arrears.operations.plans.tables import days as days_of
from arrears.operations.plans.tables import one_day
from arrears.rules.working_day import is_working_day
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from arrears.operations.plans.tables import Day
    from arrears.units import Dates

DAY_KINDS: dict[str, tuple[str, str]] = {
    "working": both("operations.progress.work_calendar.working_day"),
    "working_weekend": both("operations.progress.work_calendar.working_weekend"),
    "weekend": both("operations.progress.work_calendar.weekend"),
    "holiday": both("operations.progress.work_calendar.holiday"),
}
"""What kind a day is, in Chinese and in English."""


def work_calendar(month: Day, dated: Mapping[str, pd.DataFrame], country: str = "CN") -> pd.DataFrame:
    """Lay a month's work out by day.

    Parameters
    ----------
    month : date or text
        Any day of the month.
    dated : mapping of str to DataFrame
        What is counted: each table has ``date``, and ``amount_fen`` where it is added up too; rows of other months are passed over.
    country : str
        Whose public holidays.

    Returns
    -------
    DataFrame
        One row a day of the month: ``date``, ``weekday`` (Monday = 0), ``kind`` (a key of `DAY_KINDS`), and for each table
        ``<name>`` (rows) and, where it has amounts, ``<name>_fen``.

    Raises
    ------
    ValueError
        If a table has no column ``date``, or no calendar is known for the country.

    Examples
    --------
    >>> due = pd.DataFrame({"date": ["2026-10-01", "2026-10-10", "2026-10-10"], "amount_fen": [100, 200, 300]})
    >>> table = work_calendar("2026-10-31", {"promises": due}).set_index("date")
    >>> table.loc[["2026-10-01", "2026-10-10", "2026-10-11"], ["kind", "promises", "promises_fen"]].values.tolist()
    [['holiday', 1, 100], ['working_weekend', 2, 500], ['weekend', 0, 0]]
    """
    first = one_day(month).astype("datetime64[M]")
    days: Dates = np.arange(first.astype("datetime64[D]"), (first + 1).astype("datetime64[D]"))
    weekday = (days.astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday
    columns: dict[str, NDArray[np.int64]] = {}
    for name, table in dated.items():
        place = (days_of(table, "date") - days[0]).astype(np.int64)
        inside = (place >= 0) & (place < days.size)
        columns[name] = np.bincount(place[inside], minlength=days.size).astype(np.int64)
        if "amount_fen" in table:
            columns[f"{name}_fen"] = np.zeros(days.size, dtype=np.int64)
            np.add.at(columns[f"{name}_fen"], place[inside], fen_of(table, "amount")[inside])
    return pd.DataFrame(
        {"date": days.astype("datetime64[s]"), "weekday": weekday, "kind": _kinds(days, weekday, country), **columns}
    )


def _kinds(days: Dates, weekday: NDArray[np.int64], country: str) -> NDArray[np.object_]:
    year = int(days[0].astype("datetime64[Y]").astype(np.int64)) + 1970
    calendar = working_calendar(year, year, country)
    weekend = np.isin(weekday, calendar.weekend)
    worked = is_working_day(days, calendar)
    kinds = ["working_weekend", "working", "weekend"]
    return np.select([worked & weekend, worked, weekend & ~np.isin(days, calendar.holidays)], kinds, "holiday").astype(
        object
    )
