"""What a macro sees of a workbook, whichever program has it open, and what it may do there.

A macro reads tables, and gives back a `Result`: sheets of its own to write, cells to fill in, and one message. It changes nothing
itself, so nothing is ever half written (`xl_addin.macros.run`). Implementations of `Book`: `xl_addin.macros.books.xlsx` for files,
`xl_addin.macros.books.excel` for xlwings, `xl_addin.macros.books.snapshot` for hosts that hand over plain values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Cell: TypeAlias = Any
"""None, a truth value, a number, text, or (only when read) a date; dates that a macro writes are serial numbers."""


class Selection(NamedTuple):
    """What a person has selected: a range of one sheet, rows and columns counted from 0, ends included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only a person can decide.

    Attributes
    ----------
    key : str
        By which the answer is handed in.
    text : str
        What is asked, in the person's language.
    options : tuple of (answer, label)
        Two answers, the first of which loses nothing; a host may offer to cancel as a third.
    """

    key: str
    text: str
    options: tuple[tuple[str, str], ...]


class CancelledError(Exception):
    """The person does not want to go on; nothing was written."""


@dataclass(frozen=True)
class Page:
    """A sheet of a macro's own, laid out to the last cell, so that every host shows the same.

    Attributes
    ----------
    name : str
        The sheet's.
    rows : tuple of tuple of cell
        From A1; all rows are equally long. Text is written as text, whatever it looks like.
    styles : tuple of tuple of str
        The name of each cell's style in `xl_addin.macros.layout.styles.STYLES`; "" for none.
    widths : tuple of float
        Of the columns, in half-width characters.
    heights : mapping of int to float
        Of rows, in points, by their place from 0; the others keep the host's own.
    merges : tuple of (row, first column, last column)
        Cells that are joined across.
    choices : mapping of (first row, last row, column) to texts
        Drop-downs.
    freeze : int
        So many rows on top stay when one scrolls.
    repeat : int or None
        The row that is printed on top of every page.
    breaks : tuple of int
        Rows that begin a new printed page.
    print_from : int
        Printing begins with this row: what stands above a letter is for the screen alone.
    landscape : bool
        Whether it is printed across.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    styles: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    heights: Mapping[int, float] = field(default_factory=dict)
    merges: tuple[tuple[int, int, int], ...] = ()
    choices: Mapping[tuple[int, int, int], tuple[str, ...]] = field(default_factory=dict)
    freeze: int = 0
    repeat: int | None = None
    breaks: tuple[int, ...] = ()
    print_from: int = 0
    landscape: bool = True


class Entry(NamedTuple):
    """A value for one cell of a sheet that is there already; ``style`` tells a host how to show it."""

    sheet: str
    row: int
    column: int
    value: Cell
    style: str


class Place(NamedTuple):
    """A cell that a person is led to, counted from 0."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True)
class Result:
    """What a macro wants done, decided as a whole before anything is written.

    Attributes
    ----------
    message : str
        Told to the person at the end.
    pages : tuple of Page
        Sheets of its own.
    entries : tuple of Entry
        Cells of other sheets, all of them empty now.
    select : Place or None
        Where the person goes on; the first page's beginning unless given.
    asks : bool
        Whether the person may be asked about a sheet that was changed; if not, it is kept.
    """

    message: str
    pages: tuple[Page, ...] = ()
    entries: tuple[Entry, ...] = ()
    select: Place | None = None
    asks: bool = True


class Book(Protocol):
    """An open workbook."""

    @property
    def path(self) -> Path | None:
        """Where the file is; None where it was never saved or the host has no files."""

    def sheets(self) -> tuple[str, ...]:
        """Give the names of all sheets in their order, hidden ones too."""

    def read_table(self, sheet: str) -> list[list[Cell]]:
        """Give all cells of a sheet from A1 to the last one that holds something; errors as their text, such as ``#N/A``."""

    def selection(self) -> Selection | None:
        """Give what is selected; None where nothing is, or the host does not say."""

    def ask(self, question: Question) -> str:
        """Give the person's answer, one of the question's.

        Raises
        ------
        CancelledError
            If the person does not want to go on.
        """

    def status(self, text: str) -> None:
        """Show what is being done; "" when it is over."""

    def message(self, text: str) -> None:
        """Tell the person something."""

    def write_page(self, page: Page) -> None:
        """Write a sheet of a macro's own: a new one last, or all of an old one of that name anew."""

    def fill_in(self, entries: Sequence[Entry]) -> None:
        """Put values into cells; everything else of those sheets stays as it is."""

    def select(self, place: Place) -> None:
        """Lead the person to a cell."""
