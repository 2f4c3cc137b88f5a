"""What a column and a sheet of a collector's workbook are; `arrears.workbooks.collector.layout` names them all."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

if TYPE_CHECKING:
    from collections.abc import Mapping


class Role(StrEnum):
    """What a column is to the person who reads the sheet."""

    KEY = "key"
    SHOWN = "shown"
    ENTRY = "entry"
    WRITTEN = "written"
    FORMULA = "formula"
    """Computed inside the table: it looks at its own row and at names alone, so that the table can still be sorted."""
    LIVE = "live"


class Cell(StrEnum):
    """What a column's cells hold; amounts are yuan in the sheet."""

    TEXT = "text"
    CASE = "case"
    WORD = "word"
    AMOUNT = "amount"
    DATE = "date"
    MOMENT = "moment"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class DeskColumn:
    """One column.

    Attributes
    ----------
    key : str
        Its name in frames; an amount's frame column is ``<key>_fen``.
    zh, en : str
        Its heading.
    role, cell : Role, Cell
        Who fills it, and with what.
    width : int
        In half-width characters.
    words : mapping, optional
        Of a `WORD`: each key's words, the Chinese one first and the English one second, then synonyms.
    grouped : bool
        Whether it stands in a group that is folded until somebody opens it.
    snug : bool
        Whether it belongs to a row that is worked in one glance: no air at its edges, long text in two lines.
    also : tuple of str
        Headings that it had in workbooks of an older format.
    """

    key: str
    zh: str
    en: str
    role: Role
    cell: Cell = Cell.TEXT
    width: int = 12
    words: Mapping[str, tuple[str, ...]] | None = None
    grouped: bool = False
    also: tuple[str, ...] = ()
    snug: bool = False

    @property
    def name(self) -> str:
        """The column's name in a frame."""
        return f"{self.key}_fen" if self.cell is Cell.AMOUNT else self.key

    def heading(self, lang: str) -> str:
        """Give the heading in a language."""
        return self.zh if lang == "zh" else self.en

    def word(self, key: object, lang: str) -> str:
        """Give the word that stands for a key; what is no key stays as it is.

        >>> from arrears.workbooks.collector.layout import CONTACTS
        >>> CONTACTS.column("channel").word("call", "zh")
        '电话'
        """
        words = (self.words or {}).get(str(key))
        return str(key) if words is None else words[0 if lang == "zh" else 1]


@dataclass(frozen=True, slots=True)
class DeskSheet:
    """One sheet with a table.

    Attributes
    ----------
    key, letter : str
        Its name in code, and the first letter of its rows' keys.
    zh, en : str
        Its name in the workbook.
    table : str
        Its table's name.
    columns : tuple of DeskColumn
        Left to right.
    spare : int
        Rows to fill in.
    """

    key: str
    letter: str
    zh: str
    en: str
    table: str
    columns: tuple[DeskColumn, ...]
    spare: int = 0
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)
    _letters: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note once where each column stands: a workbook asks for it some ten thousand times."""
        places = {column.key: place for place, column in enumerate(self.columns)}
        object.__setattr__(self, "_places", places)
        object.__setattr__(self, "_letters", {key: xl_col_to_name(place) for key, place in places.items()})

    def name(self, lang: str) -> str:
        """Give the sheet's name in a language."""
        return self.zh if lang == "zh" else self.en

    def column(self, key: str) -> DeskColumn:
        """Give a column by its key."""
        return self.columns[self.place(key)]

    def place(self, key: str) -> int:
        """Give a column's place, counted from 0."""
        return self._places[key]

    def letters(self, key: str) -> str:
        """Give a column's letters.

        >>> from arrears.workbooks.collector.layout import CONTACTS
        >>> CONTACTS.letters("at")
        'C'
        """
        return self._letters[key]

    @property
    def in_table(self) -> tuple[DeskColumn, ...]:
        """The columns of the table itself."""
        return tuple(column for column in self.columns if column.role is not Role.LIVE)

    @property
    def read_back(self) -> tuple[DeskColumn, ...]:
        """The columns that tell whether a row was changed: what is shown and what is entered."""
        return tuple(column for column in self.columns if column.role in {Role.SHOWN, Role.ENTRY})
