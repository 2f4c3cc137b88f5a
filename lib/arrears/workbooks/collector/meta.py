"""The very hidden sheet by which a returned workbook is recognised: facts, keys of rows, digests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arrears.workbooks.collector.layout import META
from arrears.workbooks.plan.front import CALC_ID
from arrears.workbooks.sheets.plain_worksheet import PlainWorksheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.workbook import Workbook

    from arrears.workbooks.collector.lists import ListsSheet
    from arrears.workbooks.sheets.styles import Formats

_KEY_COLUMN = 3


@dataclass(frozen=True)
class MetaSheet:
    """Facts in columns A and B; keys, digests and events' keys in D to F.

    Attributes
    ----------
    facts : mapping of str to str
        By their names.
    rows : sequence of (str, str, str)
        A row's key, its digest when written, and the key of the event that it shows; blanks where there is none.
    """

    facts: Mapping[str, str]
    rows: Sequence[tuple[str, str, str]]

    def draw(self, workbook: Workbook, _formats: Formats, _lang: str) -> None:
        """Add itself to the workbook."""
        # Stored results are taken as they are; calculating again on opening would need the add-in.
        workbook.set_calc_mode("auto", CALC_ID)
        workbook.calc_on_load = False
        sheet = workbook.add_worksheet(META, PlainWorksheet)
        for row, (name, value) in enumerate(self.facts.items()):
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, value)
        for place, texts in enumerate(zip(*self.rows, strict=True), _KEY_COLUMN):
            sheet.write_run(0, place, [sheet.text(text) if text else "" for text in texts], None)
        sheet.very_hidden()
        sheet.protect("")


@dataclass(frozen=True)
class HiddenLists:
    """Draws what `ListsSheet` collected; it comes after the sheets that use it."""

    name: str
    lists: ListsSheet

    def draw(self, workbook: Workbook, formats: Formats, _lang: str) -> None:
        """Add itself to the workbook."""
        sheet = workbook.add_worksheet(self.name, PlainWorksheet)
        self.lists.write(sheet, formats.make())
        sheet.very_hidden()
        sheet.protect("")
