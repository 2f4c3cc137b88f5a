"""What to read, and how: every option of one reading as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class Request(NamedTuple):
    """One file to read.

    Attributes
    ----------
    path : str
        The file.
    password : str or None
        Opens a protected workbook.
    required : tuple of str
        Keys of the columns that no case may lack.
    sheet : str or None
        The sheet, where several are case lists.
    as_of : date
        The day after which nothing can have happened.
    lang : str
        ``zh`` or ``en``: the language of messages.
    """

    path: str
    password: str | None
    required: tuple[str, ...]
    sheet: str | None
    as_of: date
    lang: str


class SheetsRequest(NamedTuple):
    """One workbook to read as it is.

    Attributes
    ----------
    path : str
        The file.
    password : str or None
        Opens a protected workbook.
    """

    path: str
    password: str | None = None
