"""What to read, and how: every option of one reading as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from arrears.tables.contract import CASES, Contract

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
        The day after which nothing can have happened; of an instant, the day in the profile's time zone.
    lang : str
        ``zh`` or ``en``: the language of messages.
    contract : Contract
        What kind of list it is.
    country, currency, time_zone, usual_dates : str
        The profile's, which hold where the list says nothing.
    dates : str
        The order of day and month, ``dmy`` or ``mdy``; empty if nobody says.
    decimal_mark : str
        The decimal mark; empty if nobody says.
    strict : bool
        Whether an unusable phone, id, card or e-mail refuses its row.
    mappings : tuple of str
        Folders of mappings that were kept.
    alike : tuple of str
        Traditional characters and the simplified ones that count as the same in names, character by character; empty where none do.
    """

    path: str
    password: str | None
    required: tuple[str, ...]
    sheet: str | None
    as_of: date
    lang: str
    contract: Contract = CASES
    country: str = "CN"
    currency: str = "CNY"
    time_zone: str = "Asia/Shanghai"
    usual_dates: str = ""
    dates: str = ""
    decimal_mark: str = ""
    strict: bool = False
    mappings: tuple[str, ...] = ()
    alike: tuple[str, str] = ("", "")


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


class MapRequest(NamedTuple):
    """One list of which the columns' meanings are to be proposed.

    Attributes
    ----------
    reading : Request
        How it would be read.
    """

    reading: Request
