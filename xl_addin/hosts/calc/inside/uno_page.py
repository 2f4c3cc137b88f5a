"""How a macro's sheet is scrolled and printed."""

from __future__ import annotations

from typing import Any

from com.sun.star.table import CellRangeAddress

_SHORT, _LONG = 21_000, 29_700  # A4, in hundredths of a millimetre
_MARGIN = 1_270
_MARGINS = ("LeftMargin", "RightMargin", "TopMargin", "BottomMargin")


def set_up_paper(book: Any, controller: Any, sheet: Any, page: dict[str, Any]) -> None:
    """Freeze the head, and print on A4, one page wide, with the headings on top of every page."""
    sheet.PageStyle = _page_style(book, across=page["landscape"])
    number = sheet.RangeAddress.Sheet
    if page["repeat"] is not None:
        head = CellRangeAddress(number, 0, page["repeat"], 0, page["repeat"])
        sheet.setTitleRows(head)
        sheet.setPrintTitleRows(True)
    if page.get("print_from"):
        last = (len(page["widths"]) - 1, len(page["rows"]) - 1)
        sheet.setPrintAreas((CellRangeAddress(number, 0, page["print_from"], *last),))
    for row in page["breaks"]:
        sheet.Rows.getByIndex(row).IsStartOfNewPage = True
    front = controller.getActiveSheet()
    controller.setActiveSheet(sheet)
    controller.ShowGrid = False
    controller.freezeAtPosition(0, page["freeze"])
    controller.setActiveSheet(front)


def _page_style(book: Any, *, across: bool) -> str:
    known = book.StyleFamilies.getByName("PageStyles")
    name = "Arrears landscape" if across else "Arrears portrait"
    if not known.hasByName(name):
        style = book.createInstance("com.sun.star.style.PageStyle")
        known.insertByName(name, style)
        style.IsLandscape = across
        style.Width, style.Height = (_LONG, _SHORT) if across else (_SHORT, _LONG)
        style.ScaleToPagesX, style.ScaleToPagesY = 1, 0
        style.HeaderIsOn = False
        for margin in _MARGINS:
            setattr(style, margin, _MARGIN)
    return name
