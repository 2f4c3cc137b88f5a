"""Days as a worksheet counts them: since 1899-12-30, unless the workbook counts from another day.

Excel's and Calc's workbooks may count from 1904-01-01, Calc's also from 1900-01-01. What day a number means is known to the host
alone, so the host says so around a call (`counted_from`); dates that arrive as dates, and text, mean the same everywhere.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

import numpy as np

from arrears.tables.dates import FIRST, LAST

if TYPE_CHECKING:
    from collections.abc import Iterator

SERIAL_ZERO = np.datetime64("1899-12-30", "D")
FIRST_SERIAL, LAST_SERIAL = ((np.datetime64(day, "D") - SERIAL_ZERO).astype(int) for day in (FIRST, LAST))
FROM_1904 = "1904-01-01"

_LATER: ContextVar[int] = ContextVar("days by which the workbook's day 0 is later than 1899-12-30", default=0)


@contextmanager
def counted_from(day: str) -> Iterator[None]:
    """Take a workbook's serial numbers as days since its own day 0.

    Parameters
    ----------
    day : str
        Day 0, as ISO text.

    Examples
    --------
    >>> with counted_from("1904-01-01"):
    ...     days_later()
    1462
    """
    later = int((np.datetime64(day, "D") - SERIAL_ZERO).astype(int))
    token = _LATER.set(later)
    try:
        yield
    finally:
        _LATER.reset(token)


def days_later() -> int:
    """Give the days by which the workbook's day 0 is later than 1899-12-30: what is added to its serial numbers."""
    return _LATER.get()
