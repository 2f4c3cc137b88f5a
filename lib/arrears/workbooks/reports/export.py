"""A case list that leaves the house: as a workbook, an encrypted workbook, or text separated by commas."""

from __future__ import annotations

import csv
import io
import re
import secrets
from typing import TYPE_CHECKING, Any, BinaryIO

import pandas as pd

from arrears.tables.columns import CASE_COLUMNS, FLAG_WORDS, Kind
from arrears.units import yuan
from arrears.words import say
from arrears.workbooks.sheets.book import Field, TableSheet, book_bytes, encrypted, write_book
from arrears.workbooks.sheets.saving import Written, save
from arrears.workbooks.sheets.styles import Form, currency_symbol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

_FORMS = {Kind.AMOUNT: Form.AMOUNT, Kind.DATE: Form.DATE, Kind.COUNT: Form.COUNT}
# What a spreadsheet takes for the beginning of a formula, half and full width, also behind blanks and control characters.
_ACTIVE = re.compile(r"^[\s\x00-\x1f\ufeff\u200b]*[=+\-@＝＋－＠|%]|^[\t\r\n]")
_GROUPS, _GROUP_LENGTH = 5, 4
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that are mistaken for others when somebody reads a password out."""


def write_cases(path: Path, cases: pd.DataFrame, *, as_of: date, note: str, currency: str, lang: str = "zh") -> Written:
    """Write a case list as a workbook with one table; no text in it is ever a formula or a link.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` file; one that is open elsewhere stays, and the list gets a second name.
    cases : DataFrame
        Internal case table, with further columns or not; columns without a single value are left out.
    as_of : date
        The day that it is of.
    note : str
        Stands above the table: ``workbooks.reports.export.masked`` or ``.full`` of the catalogue.
    currency : str
        ISO code of amounts where the list names one; blank where there are several.
    lang : str
        ``zh`` or ``en``.

    Raises
    ------
    ArrearsError
        If it cannot be written.
    """
    title = say("workbooks.reports.export.title", lang, day=as_of.isoformat())
    sheet = _sheet(cases, title, note, currency, lang)
    return write_book(path, (sheet,), as_of=as_of, title=title, currency=currency, lang=lang)


def encrypted_cases(
    cases: pd.DataFrame, password: str, *, as_of: date, note: str, currency: str, lang: str = "zh"
) -> bytes:
    """Give the workbook of `write_cases` encrypted as Office does (AES), so that Excel, WPS and LibreOffice ask for the password.

    It is made in memory: nothing in clear ever lies on a disk. The password is kept nowhere.
    """
    title = say("workbooks.reports.export.title", lang, day=as_of.isoformat())
    sheet = _sheet(cases, title, note, currency, lang)
    return encrypted(book_bytes((sheet,), as_of=as_of, title=title, currency=currency, lang=lang), password)


def _sheet(cases: pd.DataFrame, title: str, note: str, currency: str, lang: str) -> TableSheet:
    frame = _worded(cases, lang)
    return TableSheet(
        name=say("workbooks.reports.export.sheet", lang),
        table="cases",
        title=title,
        note=note,
        fields=_fields(frame, lang),
        frame=frame,
        empty=say("workbooks.reports.export.empty", lang),
        fixed=1,
        symbol=currency_symbol(currency),
    )


def new_password() -> str:
    """Make a password that can be read out: five groups of letters and figures, some 100 bits.

    >>> len(new_password()), new_password() == new_password()
    (24, False)
    """
    groups = ["".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)]
    return "-".join(groups)


def write_csv(path: Path, cases: pd.DataFrame, *, note: str, lang: str = "zh") -> Written:
    """Write a case list as text separated by commas, in UTF-8 with the mark that Excel needs; no text in it becomes a formula.

    A text that a spreadsheet would take for a formula gets an apostrophe in front, as people write it; the intake takes it off
    again where it reads ids. The note stands in a column of its own, so that it goes wherever the rows go.

    Parameters
    ----------
    path, cases, note, lang
        As for `write_cases`.

    Raises
    ------
    ArrearsError
        If it cannot be written.
    """
    frame = _worded(cases, lang)
    fields = _fields(frame, lang)

    def fill(file: BinaryIO) -> None:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        lines = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        lines.writerow([*(harmless(field.heading) for field in fields), say("workbooks.reports.export.note", lang)])
        for row in zip(*(_texts(frame[field.name], field.form) for field in fields), strict=True):
            lines.writerow([*row, harmless(note)])
        text.detach()

    return save(path, fill, len(frame))


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    >>> [harmless(text) for text in ("=1+1", "＝1", "-5", "张三", "@SUM(1)")]
    ["'=1+1", "'＝1", "'-5", '张三', "'@SUM(1)"]
    """
    return f"'{text}" if _ACTIVE.match(text) else text


def _texts(column: pd.Series[Any], form: Form) -> Iterator[str]:
    for value in column.tolist():
        if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124  # NaN
            yield ""
        elif form is Form.AMOUNT:
            yield str(yuan(value))
        elif form is Form.DATE:
            yield str(value)[:10]
        else:
            yield harmless(str(value))


def _worded(cases: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Leave out empty columns and write flags as people read them."""
    frame = cases.loc[:, [name for name in cases if cases[name].notna().any()] if len(cases) else list(cases)]
    if "flags" not in frame:
        return frame
    place = 0 if lang == "zh" else -1
    join = "、" if lang == "zh" else ", "
    words = {flag: forms[place] for flag, forms in FLAG_WORDS.items()}
    told = frame["flags"].map(
        lambda text: join.join(words.get(one, one) for one in str(text).split(";")), na_action="ignore"
    )
    return frame.assign(flags=told)


def _fields(frame: pd.DataFrame, lang: str) -> tuple[Field, ...]:
    known = {column.name: column for column in CASE_COLUMNS}
    headings: Sequence[str] = [known[name].heading(lang) if name in known else str(name) for name in frame]
    forms = [_FORMS.get(known[name].kind, Form.TEXT) if name in known else Form.TEXT for name in frame]
    return tuple(Field(str(name), heading, form) for name, heading, form in zip(frame, headings, forms, strict=True))
