"""The inspection sheet of an agency: its figures, what is looked into item by item, and what stands behind them; filled in, it is read back (CBA-4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import openpyxl

from arrears.errors import ArrearsError
from arrears.words import both, say
from arrears.workbooks.sheets.book import Field, TableSheet, write_book
from arrears.workbooks.sheets.styles import (
    HAIRLINE,
    INPUT_FILL,
    LINE_HEIGHT,
    MUTED,
    ROW_HEIGHT,
    TITLE_HEIGHT,
    Form,
    Formats,
    line_count,
    set_up_paper,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from arrears.policy.records import Cited
    from arrears.workbooks.sheets.saving import Written

_KEY, _NUMBER, _ITEM, _RULE, _RESULT, _REMARK = range(6)
_WIDTHS: Final = {_KEY: 4, _NUMBER: 21, _ITEM: 60, _RULE: 22, _RESULT: 12, _REMARK: 44}
_AGENCY, _OVERALL = "agency", "overall"
"""Keys of the hidden column beside those of the policy's items."""
_LISTS: Final = {
    "breaches": (("case_id", Form.TEXT), ("local_time", Form.TEXT), ("rule", Form.TEXT), ("happened", Form.TEXT)),
    "complaints": (("case_id", Form.TEXT), ("day", Form.DATE), ("reason", Form.TEXT)),
    "cases": (
        ("commission_id", Form.TEXT), ("case_id", Form.TEXT), ("given_on", Form.DATE), ("until", Form.DATE), ("back_on", Form.DATE),
        ("ended", Form.TEXT),
    ),
}  # fmt: skip
"""The lists behind the figures, and their columns."""


class Checked(NamedTuple):
    """A filled-in sheet: whose, each answered item with whether it is met and its remark, and the remark on the whole."""

    agency: str
    items: dict[str, tuple[bool, str]]
    note: str


@dataclass(frozen=True)
class CheckSheet:
    """The sheet that is filled in.

    Attributes
    ----------
    agency : str
        Whose.
    title, note : str
        Stand on top.
    facts : sequence of (str, str)
        What is known of it.
    items : sequence of Cited
        What is looked into.
    """

    agency: str
    title: str
    note: str
    facts: Sequence[tuple[str, str]]
    items: Sequence[Cited]

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""
        sheet = workbook.add_worksheet(say("agencies.sheet.name", lang))
        set_up_paper(sheet, say("workbooks.sheets.confidential", lang), say("workbooks.sheets.page", lang))
        # It is signed and sealed: one page.
        sheet.fit_to_pages(1, 1)
        for column, width in _WIDTHS.items():
            sheet.set_column(column, column, width, None, {"hidden": column == _KEY})
        sheet.set_default_row(ROW_HEIGHT)
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.write_string(0, _NUMBER, self.title, formats.title)
        sheet.write_string(1, _NUMBER, self.note, formats.note)
        row = 3
        label, value = (
            formats.make(font_color=MUTED, bottom=1, bottom_color=HAIRLINE),
            formats.make(bottom=1, bottom_color=HAIRLINE, text_wrap=True),
        )
        sheet.write_string(row - 1, _KEY, _AGENCY)
        sheet.write_string(row - 1, _REMARK, self.agency, formats.make(font_color="#FFFFFF"))
        for offset, (name, text) in enumerate(self.facts):
            sheet.write_string(row + offset, _NUMBER, name, label)
            sheet.write_string(row + offset, _ITEM, text, value)
        row += len(self.facts) + 1
        row = self._items(sheet, formats, row, lang)
        self._overall(sheet, formats, row, lang)

    def _items(self, sheet: Worksheet, formats: Formats, row: int, lang: str) -> int:
        heading = formats.heading(right=False)
        sheet.set_row(row, ROW_HEIGHT + LINE_HEIGHT // 2)
        for column, key in (
            (_NUMBER, "number"),
            (_ITEM, "item"),
            (_RULE, "rule"),
            (_RESULT, "result"),
            (_REMARK, "remark"),
        ):
            sheet.write_string(row, column, say(f"agencies.sheet.{key}", lang), heading)
        yes, no = say("agencies.sheet.yes", lang), say("agencies.sheet.no", lang)
        plain = formats.make(text_wrap=True, bottom=1, bottom_color=HAIRLINE, valign="vcenter", indent=1)
        filled = formats.make(
            text_wrap=True, bottom=1, bottom_color=HAIRLINE, bg_color=INPUT_FILL, valign="vcenter", align="center"
        )
        free = formats.make(text_wrap=True, bottom=1, bottom_color=HAIRLINE, bg_color=INPUT_FILL, valign="vcenter")
        for number, one in enumerate(self.items, 1):
            at, words = row + number, getattr(one, lang)
            sheet.set_row(at, ROW_HEIGHT + LINE_HEIGHT * (line_count(words, _WIDTHS[_ITEM] + 2) - 1))
            sheet.write_string(at, _KEY, one.key)
            sheet.write_number(
                at,
                _NUMBER,
                number,
                formats.make(bottom=1, bottom_color=HAIRLINE, align="left", valign="vcenter", indent=1),
            )
            sheet.write_string(at, _ITEM, words, plain)
            sheet.write_string(at, _RULE, one.rule, plain)
            sheet.write_blank(at, _RESULT, None, filled)
            sheet.write_blank(at, _REMARK, None, free)
        first, last = row + 1, row + len(self.items)
        sheet.data_validation(
            first, _RESULT, last, _RESULT,
            {"validate": "list", "source": [yes, no], "error_title": say("agencies.sheet.result", lang), "error_message": f"{yes} / {no}"},
        )  # fmt: skip
        sheet.repeat_rows(0, 0)
        return last + 2

    def _overall(self, sheet: Worksheet, formats: Formats, row: int, lang: str) -> None:
        label = formats.make(font_color=MUTED)
        free = formats.make(text_wrap=True, bg_color=INPUT_FILL, bottom=1, bottom_color=HAIRLINE)
        sheet.write_string(row, _KEY, _OVERALL)
        sheet.write_string(row, _NUMBER, say("agencies.sheet.overall", lang), label)
        sheet.write_blank(row, _ITEM, None, free)
        for offset, key in enumerate(("inspectors", "day", "seal"), 1):
            sheet.write_string(row + offset, _NUMBER, say(f"agencies.sheet.{key}", lang), label)
            sheet.write_blank(row + offset, _ITEM, None, free)


def write_inspection(
    path: Path, sheet: CheckSheet, lists: Mapping[str, pd.DataFrame], *, as_of: date, lang: str = "zh"
) -> Written:
    """Write an inspection sheet with the lists behind its figures.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` file.
    sheet : CheckSheet
        What is filled in.
    lists : mapping of str to DataFrame
        By ``breaches``, ``complaints`` and ``cases``, with the columns of each.
    as_of : date
        The day that it is of.
    lang : str
        ``zh`` or ``en``.

    Raises
    ------
    ArrearsError
        If it cannot be written.
    """
    behind = [
        TableSheet(
            name=say(f"agencies.sheet.lists.{key}", lang),
            table=f"agency_{key}",
            title=sheet.title,
            note=say("agencies.sheet.behind", lang),
            fields=tuple(Field(name, say(f"agencies.sheet.columns.{name}", lang), form) for name, form in columns),
            frame=lists[key].reset_index(drop=True),
            empty=say("agencies.sheet.nothing", lang),
            fixed=1,
        )
        for key, columns in _LISTS.items()
    ]
    return write_book(path, [sheet, *behind], as_of=as_of, title=sheet.title, lang=lang)


def read_inspection(path: Path, items: Sequence[Cited]) -> Checked:
    """Read a filled-in inspection sheet.

    Parameters
    ----------
    path : Path
        The workbook, in either language.
    items : sequence of Cited
        What is looked into.

    Raises
    ------
    ArrearsError
        If it cannot be read, is no such sheet, or an answer is neither yes nor no; the cell is named.
    """
    rows = _rows(path)
    found = {str(row[_KEY]): (number, row) for number, row in rows if row[_KEY]}
    if _AGENCY not in found:
        raise ArrearsError(both("agencies.sheet.no_sheet", name=path.name))
    answers: dict[str, tuple[bool, str]] = {}
    for one in items:
        if one.key not in found:
            continue
        number, row = found[one.key]
        said = _text(row[_RESULT])
        if not said:
            continue
        met = _WORDS.get(said.casefold())
        if met is None:
            raise ArrearsError(both("agencies.sheet.neither", name=path.name, cell=f"E{number}", value=said))
        answers[one.key] = (met, _text(row[_REMARK]))
    note = _text(found[_OVERALL][1][_ITEM]) if _OVERALL in found else ""
    return Checked(_text(found[_AGENCY][1][_REMARK]), answers, note)


def _rows(path: Path) -> list[tuple[int, tuple[Any, ...]]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            cells = list(book.worksheets[0].iter_rows(min_col=1, max_col=len(_WIDTHS), values_only=True))
        finally:
            book.close()
    except FileNotFoundError:
        raise ArrearsError(both("agencies.sheet.no_file", name=path.name)) from None
    except Exception as error:
        raise ArrearsError(both("agencies.sheet.no_sheet", name=path.name)) from error
    return [(number, (*row, *[None] * (len(_WIDTHS) - len(row)))) for number, row in enumerate(cells, 1)]


def _text(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).split())


_WORDS: Final = {word.casefold(): key == "yes" for key in ("yes", "no") for word in both(f"agencies.sheet.{key}")}
