"""Add a row to a sheet that people fill in: in the collector's workbook, in a sheet of one's own with such headings, or in a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.tables.texts import is_blank
from arrears.words import both
from xl_addin.macros.books.protocol import Entry, Place
from xl_addin.macros.layout.page import Col, Table, lay_out, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xl_addin.macros.books.protocol import Cell, Page
    from xl_addin.macros.scene import Scene

_SEARCHED_ROWS = 30
_NEW_ROWS = 30


@dataclass(frozen=True, slots=True)
class Fill:
    """One column of such a sheet.

    Attributes
    ----------
    zh, en : str
        Its heading.
    style : str
        Of its cells.
    words : mapping of str to words, optional
        What may stand in it, by key: the Chinese word, the English one, and others.
    others : tuple of str
        Other headings that mean the same.
    least : int
        Its least width where the sheet is made anew.
    """

    zh: str
    en: str
    style: str = "input"
    words: Mapping[str, tuple[str, ...]] | None = None
    others: tuple[str, ...] = ()
    least: int = 0

    def word(self, key: str, lang: str) -> str:
        """Give the word that stands for a key."""
        return key if self.words is None else self.words[key][0 if lang == "zh" else 1]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that people fill in.

    Attributes
    ----------
    zh, en : str
        Its name.
    columns : mapping of str to Fill
        By key; ``case_id`` is one.
    needed : frozenset of str
        Columns by which such a sheet is known.
    """

    zh: str
    en: str
    columns: Mapping[str, Fill]
    needed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Added:
    """A row that is to be added: into cells of a sheet that is there, or as a new sheet; and where the person goes on."""

    entries: tuple[Entry, ...]
    pages: tuple[Page, ...]
    place: Place


def add_row(scene: Scene, sheet: Sheet, values: Mapping[str, Cell], then: str) -> Added:
    """Put values into the first empty row of such a sheet; a new one is made where there is none.

    Parameters
    ----------
    scene : Scene
        The workbook.
    sheet : Sheet
        What is looked for.
    values : mapping of str to cell
        By the columns' keys.
    then : str
        The column that the person fills in next.

    Raises
    ------
    ArrearsError
        If the sheet has no empty row.
    """
    found = find_sheet(scene, sheet)
    if found is None:
        return _new(scene, sheet, values, then)
    name, rows, top, places = found
    row = _first_empty(rows, top, places)
    if row is None:
        raise ArrearsError(
            both("xl_addin.macros.layout.rows_to_fill.sheet_has_no_empty_row", name=name),
        )
    entries = [
        Entry(name, row, places[key], plain(value), sheet.columns[key].style)
        for key, value in values.items()
        if key in places
    ]
    return Added(tuple(entries), (), Place(name, row, places.get(then, places["case_id"])))


def find_sheet(scene: Scene, sheet: Sheet) -> tuple[str, list[list[Cell]], int, dict[str, int]] | None:
    """Give a sheet with such headings: its name, all its rows, the place of the headings, and each column's place; None if there is none."""
    keys = {
        word.casefold(): key for key, column in sheet.columns.items() for word in (column.zh, column.en, *column.others)
    }
    names = sorted(scene.book.sheets(), key=lambda name: name not in {sheet.zh, sheet.en})
    for name in names:
        if name.startswith("_"):
            continue
        rows = scene.book.read_table(name)
        for top, row in enumerate(rows[:_SEARCHED_ROWS]):
            places = {
                keys[cell.strip().casefold()]: place
                for place, cell in reversed(list(enumerate(row)))
                if isinstance(cell, str) and cell.strip().casefold() in keys
            }
            if places.keys() >= sheet.needed:
                return name, rows, top, places
    return None


def _first_empty(rows: list[list[Cell]], top: int, places: Mapping[str, int]) -> int | None:
    """Give the first row below the headings in which none of the columns says anything.

    In the collector's workbook every row that may be filled in has a key, and so stands among the rows that are read; below them a
    sheet of one's own is free.
    """
    for number, row in enumerate(rows[top + 1 :], top + 1):
        if all(is_blank(row[place]) for place in places.values() if place < len(row)):
            return number
    has_keys = any(place < min(places.values()) and not is_blank(cell) for place, cell in enumerate(rows[top]))
    return None if has_keys else len(rows)


def _new(scene: Scene, sheet: Sheet, values: Mapping[str, Cell], then: str) -> Added:
    columns = [
        Col(
            scene.say(column.zh, column.en),
            column.style,
            tuple(words[0 if scene.lang == "zh" else 1] for words in (column.words or {}).values()),
            column.least,
        )
        for column in sheet.columns.values()
    ]
    filled = [values.get(key) for key in sheet.columns]
    rows = [filled, *([None] * len(columns) for _ in range(_NEW_ROWS - 1))]
    name = scene.say(sheet.zh, sheet.en)
    note = scene.say(*both("xl_addin.macros.layout.rows_to_fill.fill_yellow_cells"))
    page = lay_out(name, name, note, [Table(tuple(columns), rows)], lang=scene.lang)
    return Added((), (page,), Place(page.name, page.freeze, list(sheet.columns).index(then)))
