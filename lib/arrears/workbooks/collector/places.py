"""Where rows and the day of the figures stand on the sheets of a collector's workbook, and days as a worksheet counts them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from arrears.workbooks.collector.layout import HEADING_ROW, TODAY

if TYPE_CHECKING:
    from arrears.workbooks.collector.columns import DeskSheet

FIRST = HEADING_ROW
"""The first row below the headings, counted from 0 as XlsxWriter does."""
AS_OF_ROW = HEADING_ROW - 2
ROW = "\x00"
"""Stands for the number of its row in the formula of a column."""


def day_place(sheet: DeskSheet) -> int:
    """Give the column in which a sheet's day stands: right of the case ids, on the first sheet below the phone numbers' heading."""
    return sheet.place("phone") if sheet is TODAY else sheet.place("case_id") + 1


def day_cell(lang: str) -> str:
    """Give the cell with the day that all figures are for.

    >>> day_cell("zh")
    '今日跟进!$D$3'
    """
    letters = xl_col_to_name(day_place(TODAY))
    return f"{quote_sheetname(TODAY.name(lang))}!${letters}${AS_OF_ROW + 1}"


def serial(day: date) -> float:
    """Give a day, with its time if it has one, as a worksheet's number.

    >>> serial(date(2026, 11, 23)), serial(datetime(2026, 11, 23, 12))
    (46349, 46349.5)
    """
    if isinstance(day, datetime):
        gone = day.replace(tzinfo=None) - datetime(1899, 12, 30)  # noqa: DTZ001  # a sheet's time has no zone
        days = gone.days + gone.seconds / 86_400
        return int(days) if gone.seconds == 0 else days
    return (day - date(1899, 12, 30)).days
