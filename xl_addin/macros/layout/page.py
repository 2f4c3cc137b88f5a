"""Lay tables and paragraphs out as a sheet: where each cell stands, how wide and how high, and where pages break."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

from arrears.words import say
from arrears.workbooks.sheets.styles import LINE_HEIGHT, ROW_HEIGHT, TITLE_HEIGHT, line_count, text_width
from xl_addin.macros.books.protocol import Page
from xl_addin.macros.layout.styles import NUMBERS, STYLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_addin.macros.books.protocol import Cell

_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  # a spreadsheet's times have no zone
_SECONDS_IN_DAY = 86_400
_WIDEST, _NARROWEST, _AIR = 46, 8, 4
_PAGE_WIDTH = 78.0
"""Characters of an upright page; paragraphs are as wide as the columns together, at least as this."""
_HEAD_ROWS = 3
_CHECK = re.compile(r"(?:校验码|check) ([A-Z2-7]{6})$")
_ODD_SHEET_SIGNS = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31


@dataclass(frozen=True, slots=True)
class Col:
    """A column of a table: its heading, the style of its cells, its drop-down, and its least width."""

    heading: str
    style: str = "text"
    choices: tuple[str, ...] = ()
    least: int = 0


@dataclass(frozen=True)
class Table:
    """A table with headings; no columns can be added by its cells."""

    columns: tuple[Col, ...]
    rows: Sequence[Sequence[Cell]]
    section: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph over the whole width; ``new_page`` begins another printed page with it."""

    text: str
    style: str = "paragraph"
    new_page: bool = False


Block: TypeAlias = Table | Line


def lay_out(
    name: str, title: str, note: str, blocks: Sequence[Block], *, lang: str, landscape: bool = True, paper: bool = False
) -> Page:
    """Lay blocks out one below the other under a title and a note.

    The note ends in a check code of everything else on the sheet, by which `is_untouched` tells later whether a person has changed it.

    Parameters
    ----------
    name : str
        The sheet's; signs that a sheet's name may not have are left out.
    title, note : str
        Stand above.
    blocks : sequence of Table and Line
        The content.
    lang : str
        ``zh`` or ``en``: of the check code's word.
    landscape : bool
        Whether it is printed across.
    paper : bool
        Whether it is a letter or the like, which is printed without the sheet's own title and note.
    """
    tables = [block for block in blocks if isinstance(block, Table)]
    widths = _widths(tables)
    rows: list[list[Cell]] = [[title], [note], [None]]
    styles: list[list[str]] = [["title"], ["note"], [""]]
    page = _Sheet(rows, styles, {0: TITLE_HEIGHT}, widths)
    for block in blocks:
        if isinstance(block, Table):
            page.add_table(block)
        else:
            page.add_line(block)
    first = page.headings[0] if page.headings else None
    alone = len(tables) == 1 and not page.merges
    full = _squared(rows, len(widths), None)
    full[1][0] = f"{note} · {say('xl_addin.macros.layout.page.check_digits', lang)} {digest(full)}"
    return Page(
        name=sheet_name(name),
        rows=tuple(map(tuple, full)),
        styles=tuple(map(tuple, _squared(styles, len(widths), ""))),
        widths=tuple(widths),
        heights=page.heights,
        merges=tuple(page.merges),
        choices=page.choices,
        freeze=first + 1 if alone and first is not None else 0,
        repeat=first if alone else None if paper else 0,
        breaks=tuple(page.breaks),
        print_from=_HEAD_ROWS if paper else 0,
        landscape=landscape,
    )


class _Sheet:
    """A sheet that grows downwards."""

    def __init__(
        self, rows: list[list[Cell]], styles: list[list[str]], heights: dict[int, float], widths: list[float]
    ) -> None:
        self.rows, self.styles, self.heights, self.widths = rows, styles, heights, widths
        self.merges: list[tuple[int, int, int]] = []
        self.choices: dict[tuple[int, int, int], tuple[str, ...]] = {}
        self.breaks: list[int] = []
        self.headings: list[int] = []

    def add_table(self, table: Table) -> None:
        if table.section:
            self._add([table.section], ["section"], TITLE_HEIGHT)
        self.headings.append(len(self.rows))
        heads = [
            "heading_right" if column.style.removeprefix("input_") in NUMBERS else "heading" for column in table.columns
        ]
        texts = [column.heading for column in table.columns]
        self._add(texts, heads, self._height(texts, heads))
        first = len(self.rows)
        own = [column.style for column in table.columns]
        for row in table.rows:
            self._add([plain(cell) for cell in row], own, self._height(row, own))
        for place, column in enumerate(table.columns):
            if column.choices and table.rows:
                self.choices[first, len(self.rows) - 1, place] = column.choices
        self._add([None], [""], None)

    def add_line(self, line: Line) -> None:
        row = len(self.rows)
        if line.new_page:
            self.breaks.append(row)
        width = int(sum(self.widths))
        # Letters larger than the body's take more room in the same width.
        scale = STYLES[line.style].size / STYLES["text"].size
        lines = line_count(line.text, max(int(width / scale), _NARROWEST))
        self._add([line.text], [line.style], (lines * LINE_HEIGHT + 4) * scale if line.text else LINE_HEIGHT / 2)
        if len(self.widths) > 1:
            self.merges.append((row, 0, len(self.widths) - 1))

    def _add(self, cells: Sequence[Cell], styles: Sequence[str], height: float | None) -> None:
        if height is not None:
            self.heights[len(self.rows)] = height
        self.rows.append(list(cells))
        self.styles.append(list(styles))

    def _height(self, cells: Sequence[Cell], styles: Sequence[str]) -> float:
        lines = [
            line_count(str(cell), int(width))
            for cell, style, width in zip(cells, styles, self.widths, strict=False)
            if STYLES[style].wrap and isinstance(cell, str) and cell
        ]
        return max(ROW_HEIGHT, LINE_HEIGHT * max(lines, default=1) + 4)


def _widths(tables: Sequence[Table]) -> list[float]:
    """Give each column the room that its texts need in any of the tables; the last one the rest of a page."""
    count = max((len(table.columns) for table in tables), default=1)
    widths = [float(_NARROWEST)] * count
    for table in tables:
        for place, column in enumerate(table.columns):
            texts = [*(_as_shown(row[place], column.style) for row in table.rows), *column.choices]
            head = text_width(column.heading)
            needed = max([*map(text_width, texts), head if head <= _NARROWEST + 4 else -(-head // 2) + 2])
            widths[place] = max(widths[place], float(min(needed, _WIDEST) + _AIR), float(column.least))
    if not tables:
        widths[-1] = max(widths[-1], _PAGE_WIDTH - sum(widths[:-1]))
    return widths


def _as_shown(cell: Cell, style: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        kind = style.removeprefix("input_")
        return {
            "amount": f"{cell:,.2f}", "date": "2026-12-31", "moment": "2026-12-31 23:59", "rate": f"{cell:.2%}",
        }.get(kind, f"{cell:,}")  # fmt: skip
    if isinstance(cell, date):
        return "2026-12-31 23:59" if isinstance(cell, datetime) else "2026-12-31"
    return str(cell)


def _squared(rows: Sequence[Sequence[Cell]], width: int, blank: Cell) -> list[list[Cell]]:
    return [[*row, *([blank] * (width - len(row)))] for row in rows]


def plain(cell: Cell) -> Cell:
    """Give a cell as it is written: a day or a time as the serial number of spreadsheets, nothing as None.

    Examples
    --------
    >>> plain(date(2026, 1, 31)), plain(datetime(2026, 1, 31, 12)), plain("")
    (46053, 46053.5, None)
    """
    if isinstance(cell, datetime):
        return (cell.replace(tzinfo=None) - _DAY_ZERO).total_seconds() / _SECONDS_IN_DAY
    if isinstance(cell, date):
        return cell.toordinal() - _DAY_ZERO.toordinal()
    return None if cell == "" else cell


def digest(rows: Sequence[Sequence[Cell]]) -> str:
    """Give a short code of what a sheet says, the same however a program reads it back; its note is not counted.

    Examples
    --------
    >>> digest([["a"], ["x"], [1]]) == digest([["a", None], ["y"], [1.0, ""], []])
    True
    """
    texts = [[_spelled(cell) for cell in row] for place, row in enumerate(rows) if place != 1]
    lines = ["\t".join(row).rstrip("\t") for row in texts]
    whole = hashlib.sha256("\n".join(lines).rstrip("\n").encode()).digest()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return "".join(alphabet[byte % len(alphabet)] for byte in whole[:6])


def is_untouched(rows: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether a sheet is a macro's own and still says what it was written with.

    Examples
    --------
    >>> page = lay_out("List", "List", "of today", [Line("text")], lang="en")
    >>> is_untouched(page.rows), is_untouched([*page.rows, ["mine"]]), is_untouched([["mine"]])
    (True, False, False)
    """
    note = rows[1][0] if len(rows) > 1 and rows[1] else None
    match = _CHECK.search(note) if isinstance(note, str) else None
    return match is not None and match[1] == digest(rows)


def _spelled(cell: Cell) -> str:
    cell = plain(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell)
    # A spreadsheet's number has 15 digits, a time of day a few more or less of them.
    return f"{float(cell):.9g}" if isinstance(cell, int | float) else str(cell).strip().replace("\r\n", "\n")


def sheet_name(name: str) -> str:
    """Give a name that a sheet may have.

    Examples
    --------
    >>> sheet_name("方案 A/1"), len(sheet_name("x" * 40))
    ('方案 A1', 31)
    """
    return _ODD_SHEET_SIGNS.sub("", name).strip("' ")[:_LONGEST_NAME] or "-"
