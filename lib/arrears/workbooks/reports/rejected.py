"""The list of refused rows: what a clerk corrects in Excel and imports again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import xlsxwriter

from arrears.intake.grid import BadCell
from arrears.intake.mapping.headings import exported
from arrears.tables.columns import Kind
from arrears.tables.texts import shown
from arrears.words import headings, say
from arrears.workbooks.sheets.saving import Written, save
from arrears.workbooks.sheets.styles import (
    LINE_HEIGHT,
    Formats,
    column_width,
    line_count,
    set_up_paper,
    workbook_options,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from arrears.intake import Finding, Intake, RejectedRow
    from arrears.intake.mapping.headings import Heading

_BAD_FILL, _HELPER_FILL = "#F8D7DA", "#FFF7E0"
_SAMPLE = 200
"""Rows that decide how wide a column is."""
_MOST_COMMENTS = 2_000
"""A comment is a drawing: beyond this Excel opens slowly, and the problem stands in the row's second column anyway."""
_LONGEST = 32_767
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  # the file format wants none
"""Always the same, so that the same list gives the same bytes; when it was written, the file system knows."""
_WORDS_WIDTH, _AIR = 40, 6
_A3, _PRINT_SCALE = 8, 70
_PLAIN_KINDS = frozenset({Kind.AMOUNT, Kind.DATE, Kind.COUNT})
"""Columns whose corrected cells should become numbers or dates; in all others what is typed stays text."""


class _Styles(NamedTuple):
    """Formats of the sheet, by what a cell holds: good and bad ones."""

    heading: Format
    number: Format
    words: Format
    text: tuple[Format, Format]
    plain: tuple[Format, Format]
    day: tuple[Format, Format]
    moment: tuple[Format, Format]
    clock: tuple[Format, Format]


def write_rejected(intake: Intake, path: Path, lang: str = "zh") -> Written:
    """Write the refused rows as they stood in the file, with what is wrong and how to put it right.

    Parameters
    ----------
    intake : Intake
        What was read; its refused rows hold people's data in clear, and so does this workbook.
    path : Path
        An ``.xlsx`` file.
    lang : str
        ``zh`` or ``en``: the language of the three columns before the file's own.

    Returns
    -------
    Written
        Where it is. Corrected, it can be imported like any list. Beside a row that was refused because its case id occurs
        twice stands whether its twin, which is not in this list, was accepted: then the row is refused again, even alone, until
        somebody mends its id.

    Raises
    ------
    ArrearsError
        If the file cannot be written.
    """

    def fill(file: BinaryIO) -> None:
        options = workbook_options() | {"date_1904": intake.epoch_1904}
        with xlsxwriter.Workbook(file, options) as workbook:
            workbook.set_properties({"author": "arrears", "created": _CREATED})
            styles = _styles(Formats(workbook))
            sheet = workbook.add_worksheet(say("workbooks.reports.rejected.sheet", lang))
            _write_headings(sheet, intake, styles, lang)
            _write_rows(sheet, intake, styles, lang)

    return save(path, fill, intake.rejected_rows)


def _styles(formats: Formats) -> _Styles:
    def pair(number_format: str) -> tuple[Format, Format]:
        return formats.make(num_format=number_format), formats.make(num_format=number_format, bg_color=_BAD_FILL)

    return _Styles(
        heading=formats.heading(),
        number=formats.make(bg_color=_HELPER_FILL, align="left"),
        words=formats.make(bg_color=_HELPER_FILL, text_wrap=True),
        text=pair("@"),
        plain=pair("General"),
        day=pair("yyyy-mm-dd"),
        moment=pair("yyyy-mm-dd hh:mm:ss"),
        clock=pair("[h]:mm:ss"),
    )


def _write_headings(sheet: Worksheet, intake: Intake, styles: _Styles, lang: str) -> None:
    helpers = headings("workbooks.reports.rejected.helpers", lang)
    own = (exported(heading, lang, intake.contract) for heading in intake.headings)
    for place, text in enumerate((*helpers, *own)):
        sheet.write_string(0, place, text, styles.heading)
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 2, _WORDS_WIDTH)
    sheet.set_row(0, 2 * LINE_HEIGHT)
    set_up_paper(sheet, say("workbooks.sheets.confidential", lang), say("workbooks.sheets.page", lang))
    for place, heading in enumerate(intake.headings):
        texts = [shown(row.cells[place]) for row in intake.rejected[:_SAMPLE]]
        width, _ = column_width(heading.text, texts)
        is_plain = heading.column is not None and heading.column.kind in _PLAIN_KINDS
        column = place + len(helpers)
        sheet.set_column(column, column, width, styles.plain[0] if is_plain else styles.text[0])
    last = len(helpers) + len(intake.headings) - 1
    sheet.freeze_panes(1, len(helpers))
    # Many columns: at their own size on A3, with the row number and the problem on every page.
    sheet.set_paper(_A3)
    sheet.set_print_scale(_PRINT_SCALE)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 1)
    sheet.autofilter(0, 0, max(len(intake.rejected), 1), last)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(intake.rejected) + 2}"})


def _write_rows(sheet: Worksheet, intake: Intake, styles: _Styles, lang: str) -> None:
    found = {number: list(group) for number, group in groupby(intake.errors, key=lambda one: one.row)}
    first = len(headings("workbooks.reports.rejected.helpers", lang))
    refused = {row.number for row in intake.rejected}
    comments = 0
    for line, row in enumerate(intake.rejected, start=1):
        errors = found[row.number]
        words = [error.words(lang) for error in errors]
        twins = [int(one.detail) for one in errors if one.code == "CASE_ID_DUPLICATE"]
        accepted = [say("workbooks.sheets.twin_accepted", lang, row=twin) for twin in twins if twin not in refused]
        problem = _joined([*(one.message for one in words), *accepted], lang)
        remedy = _joined([one.remedy for one in words], lang)
        lines = max(line_count(problem, _WORDS_WIDTH), line_count(remedy, _WORDS_WIDTH))
        sheet.set_row(line, lines * LINE_HEIGHT + _AIR)
        sheet.write_number(line, 0, row.number, styles.number)
        sheet.write_string(line, 1, problem, styles.words)
        sheet.write_string(line, 2, remedy, styles.words)
        bad = {error.heading: one for error, one in zip(errors, words, strict=True)}
        for place, (heading, cell) in enumerate(zip(intake.headings, row.cells, strict=True), start=first):
            is_bad = heading.text in bad
            _write_cell(sheet, line, place, cell, styles, heading, is_bad=is_bad)
            if is_bad and comments < _MOST_COMMENTS:
                why = bad[heading.text]
                sheet.write_comment(line, place, f"{why.message}\n{why.rule}\n{why.remedy}", {"x_scale": 2})
                comments += 1
        _write_beyond(sheet, line, first + len(intake.headings), row, styles)
    _merge_again(sheet, intake, styles, first)


def _joined(texts: Sequence[str], lang: str) -> str:
    return say("workbooks.reports.rejected.separator", lang).join(dict.fromkeys(filter(None, texts)))


def _write_beyond(sheet: Worksheet, line: int, place: int, row: RejectedRow, styles: _Styles) -> None:
    """Keep the values for which the file has no heading, so that nobody can miss that they are too many."""
    for further, cell in enumerate(row.beyond):
        _write_cell(sheet, line, place + further, cell, styles, None, is_bad=True)


def _write_cell(
    sheet: Worksheet, line: int, place: int, cell: object, styles: _Styles, heading: Heading | None, *, is_bad: bool
) -> None:
    """Write a cell as it was: text as text, a number as a number."""
    if cell is None or cell == "":
        if is_bad:
            sheet.write_blank(line, place, None, styles.plain[1])
    elif isinstance(cell, BadCell):
        # Text: the formula itself is not known here, and read back this is refused like the error that it stands for.
        sheet.write_string(line, place, cell.text or "#CALC!", styles.plain[is_bad])
    elif isinstance(cell, str):
        column = heading.column if heading else None
        is_plain = column is not None and column.kind in _PLAIN_KINDS
        sheet.write_string(line, place, cell[:_LONGEST], (styles.plain if is_plain else styles.text)[is_bad])
    elif isinstance(cell, bool):
        sheet.write_boolean(line, place, cell, styles.plain[is_bad])
    elif isinstance(cell, int | float):
        sheet.write_number(line, place, cell, styles.plain[is_bad])
    elif isinstance(cell, datetime):
        sheet.write_datetime(line, place, cell, styles.moment[is_bad])
    elif isinstance(cell, date):
        sheet.write_datetime(line, place, cell, styles.day[is_bad])
    elif isinstance(cell, time | timedelta):
        sheet.write_datetime(line, place, cell, styles.clock[is_bad])


def _merge_again(sheet: Worksheet, intake: Intake, styles: _Styles, first: int) -> None:
    """Merge again what was merged over several cases: unmerging is the clerk's decision."""
    lines = {row.number: line for line, row in enumerate(intake.rejected, start=1)}
    places = {heading.text: place for place, heading in enumerate(intake.headings)}
    merged: dict[tuple[str, str], list[Finding]] = {}
    for error in intake.errors:
        if error.code == "MERGED_CELLS":
            merged.setdefault((error.heading, error.detail), []).append(error)
    for (heading, _), errors in merged.items():
        top, bottom = lines[errors[0].row or 0], lines[errors[-1].row or 0]
        if bottom > top:
            place = places[heading]
            sheet.merge_range(top, first + place, bottom, first + place, "", styles.plain[1])
            cell = intake.rejected[top - 1].cells[place]
            _write_cell(sheet, top, first + place, cell, styles, intake.headings[place], is_bad=True)
