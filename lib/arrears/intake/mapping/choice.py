"""The list that is read: its sheet, its headings, and what is said of its units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arrears.tables.contract import CASES, Contract

if TYPE_CHECKING:
    from arrears.intake.grid import Grid
    from arrears.intake.mapping.headings import Heading
    from arrears.intake.mapping.kept import Kept
    from arrears.intake.mapping.units import Said


@dataclass(frozen=True)
class Choice:
    """The list that is read.

    Attributes
    ----------
    grid : Grid
        Its sheet.
    top : int
        The last row of its headings, counted from 0: the list's rows are below.
    headings : tuple of Heading
        All headings but those that our own list of rejected rows adds.
    problems : int or None
        Where that list says what was wrong; None in any other list.
    first : int
        The first row of its headings.
    said : tuple of (Said, str)
        Units that hold for all amounts, with the cells that say them.
    statements : dict of int to list of (Said, str)
        Units that hold for one column, by place.
    currencies : tuple of (str, str)
        Currencies that lines above the table say, with the cells.
    units_at : int or None
        The column that gives each row's unit.
    contract : Contract
        What kind of list it is.
    kept : Kept or None
        The mapping that was kept for lists of this shape, if there is one.
    """

    grid: Grid
    top: int
    headings: tuple[Heading, ...]
    problems: int | None = None
    first: int = 0
    said: tuple[tuple[Said, str], ...] = ()
    statements: dict[int, list[tuple[Said, str]]] | None = None
    currencies: tuple[tuple[str, str], ...] = ()
    units_at: int | None = None
    contract: Contract = CASES
    kept: Kept | None = None

    @property
    def keys(self) -> set[str]:
        """The keys of the columns that it has."""
        return {heading.column.key for heading in self.headings if heading.column}


def letters(place: int) -> str:
    """Give a column as a spreadsheet names it.

    Examples
    --------
    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
