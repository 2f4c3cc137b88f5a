"""Mask for sharing 脱敏导出: a copy with personal data covered, beside the workbook, which stays as it is."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pandas as pd

from arrears.errors import ArrearsError, IntakeError
from arrears.intake.mapping.headings import known_headings
from arrears.operations.contacts.masking import mask_table, shown
from arrears.rules.masking import mask
from arrears.words import both
from xl_addin.macros.books.protocol import Page, Result
from xl_addin.macros.books.saving import save_book
from xl_addin.macros.books.xlsx import draw
from xl_addin.macros.layout.page import plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xl_addin.macros.books.protocol import Cell
    from xl_addin.macros.scene import Scene

_SEARCHED_ROWS = 30
_WIDTH = 16.0


def run(scene: Scene) -> Result:
    """Write the copy: values only, every sheet that people see, names, numbers and addresses masked (CN-MASK)."""
    path = scene.book.path
    if path is None:
        raise ArrearsError(both("xl_addin.macros.actions.mask_for_sharing.save_workbook_first_copy_goes"))
    covered = _coverer(scene)
    names = [name for name in scene.book.sheets() if not name.startswith("_")]
    pages = [_masked(name, scene.book.read_table(name), covered, scene) for name in names]
    written = _write(
        path.with_name(f"{path.stem}{scene.say(*both('xl_addin.macros.actions.mask_for_sharing.masked_word'))}.xlsx"),
        pages,
    )
    return Result(
        scene.say(
            *both("xl_addin.macros.actions.mask_for_sharing.masked_copy_masked_data_still", name=written.name),
        )
    )


def _masked(name: str, rows: list[list[Cell]], covered: Callable[[Cell], Cell], scene: Scene) -> Page:
    """Mask a sheet: what stands under known headings by its kind, everything else as free text."""
    width = max((len(row) for row in rows), default=1)
    square = [[*row, *([None] * (width - len(row)))] for row in rows] or [[None]]
    top = max(range(min(len(square), _SEARCHED_ROWS)), key=lambda at: known_headings(square[at]))
    has_table = known_headings(square[top]) > 1
    begin = top + 1 if has_table else 0
    if has_table and begin < len(square):
        table = pd.DataFrame(square[begin:], dtype=object)
        table.columns = pd.Index([str(cell) for cell in square[top]])
        square[begin:] = mask_table(table, scene.policies, scene.day).astype(object).to_numpy(dtype=object).tolist()
    cells = [[covered(cell) for cell in row] for row in square]
    styles = [
        ["heading" if has_table and at == top and cell is not None else _style(cell) for cell in row]
        for at, row in enumerate(cells)
    ]
    plain_rows = tuple(tuple(plain(cell) for cell in row) for row in cells)
    return Page(name, plain_rows, tuple(map(tuple, styles)), (_WIDTH,) * width, freeze=top + 1 if has_table else 0)


def _coverer(scene: Scene) -> Callable[[Cell], Cell]:
    """Give what covers numbers, addresses and the list's own names in a text."""
    readable = shown(scene.policies, scene.day)
    try:
        names = sorted({str(name) for name in scene.case_list.aged["customer_name"].dropna()}, key=len, reverse=True)
    except IntakeError:
        names = []  # a workbook without a case list has no names that could be known
    known = [name for name in names if len(name) > 1 and "*" not in name]
    hidden = (
        dict(zip(known, mask(np.array(known, dtype=object), "name", readable).tolist(), strict=True)) if known else {}
    )
    pattern = re.compile("|".join(map(re.escape, hidden))) if hidden else None

    def cover(cell: Cell) -> Cell:
        if not isinstance(cell, str):
            return None if cell is None or cell is pd.NaT or (isinstance(cell, float) and np.isnan(cell)) else cell
        text = cell if pattern is None else pattern.sub(lambda found: hidden[found[0]], cell)
        return (
            mask(np.array([text], dtype=object), "auto", readable)[0]
            if any(map(str.isdigit, text)) or "@" in text
            else text
        )

    return cover


def _style(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return "date" if cell == datetime(cell.year, cell.month, cell.day, tzinfo=cell.tzinfo) else "moment"
    return "date" if isinstance(cell, date) else "text" if isinstance(cell, str) else ""


def _write(path: Path, pages: list[Page]) -> Path:
    book: Any = openpyxl.Workbook()
    book.remove(book.active)
    for page in pages:
        draw(book.create_sheet(page.name), page)
    return save_book(book, path).path
