"""Which sheet is the case list, where its headings are, and what they mean; refused rather than guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from arrears.intake.grid import Notice
from arrears.intake.headings import Heading, is_helper, known_headings, meaning, read_headings
from arrears.intake.words import file_error
from arrears.tables.columns import BY_KEY, ONE_OF, REQUIRED
from arrears.tables.texts import is_blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.intake.grid import Grid

_SEARCHED_ROWS = 30
_ENOUGH = 3
"""So many known headings in one row, or a case id and one more, make it a row of headings."""


@dataclass(frozen=True)
class Choice:
    """The list that is read.

    Attributes
    ----------
    grid : Grid
        Its sheet.
    top : int
        The row of its headings, counted from 0.
    headings : tuple of Heading
        All headings but those that our own list of rejected rows adds.
    problems : int or None
        Where that list says what was wrong; None in any other list.
    """

    grid: Grid
    top: int
    headings: tuple[Heading, ...]
    problems: int | None = None

    @property
    def keys(self) -> set[str]:
        """The keys of the columns that it has."""
        return {heading.column.key for heading in self.headings if heading.column}


def choose(grids: list[Grid], file: str, *, sheet: str | None, required: Sequence[str]) -> tuple[Choice, list[Notice]]:
    """Find the one case list among the sheets.

    Raises
    ------
    IntakeError
        If there is none, more than one, or its headings cannot be used.
    """
    candidates = _named(grids, file, sheet)
    found = [choice for grid in candidates if (choice := _headed(grid))]
    if not found:
        raise file_error("HEADER_NOT_FOUND", file, _first_cells(candidates))
    complete = [choice for choice in found if not _missing(choice, required)]
    if not complete:
        best = max(found, key=lambda choice: len(choice.keys))
        raise file_error("REQUIRED_COLUMN_MISSING", file, ", ".join(_missing(best, required)))
    filled = [choice for choice in complete if any(map(_has_value, choice.grid.rows[choice.top + 1 :]))]
    if len(filled) > 1:
        raise file_error("MULTIPLE_SHEETS", file, ", ".join(choice.grid.sheet for choice in filled))
    if not filled:
        raise file_error("NO_ROWS", file, complete[0].grid.sheet or "-")
    _check_headings(filled[0], file)
    choice = _without_helpers(filled[0])
    return choice, _about_others(grids, choice)


def _named(grids: list[Grid], file: str, sheet: str | None) -> list[Grid]:
    if sheet is None:
        return [grid for grid in grids if grid.visible]
    named = [grid for grid in grids if grid.sheet == sheet]
    if not named:
        raise file_error("SHEET_MISSING", file, f"{sheet!r} ({', '.join(grid.sheet for grid in grids)})")
    return named


def _headed(grid: Grid) -> Choice | None:
    """Find the row of headings: the one among the first that names most columns."""
    scores = [known_headings(row) for row in grid.rows[:_SEARCHED_ROWS]]
    best = max(scores, default=0)
    if not best:
        return None
    top = scores.index(best)
    has_id = any(isinstance(cell, str) and meaning(cell)[0] == "case_id" for cell in grid.rows[top])
    if best < _ENOUGH and not (has_id and best > 1):
        return None
    return Choice(grid, top, tuple(read_headings(grid.rows[top])))


def _missing(choice: Choice, required: Sequence[str]) -> list[str]:
    """Name the columns that are needed and not there, in both languages."""
    wanted = dict.fromkeys([*REQUIRED, *required])
    missing = [f"{BY_KEY[key].zh} {key}" for key in wanted if key not in choice.keys]
    if choice.keys.isdisjoint(ONE_OF):
        missing.append(" / ".join(f"{BY_KEY[key].zh} {key}" for key in ONE_OF))
    return missing


def _check_headings(choice: Choice, file: str) -> None:
    first: dict[str, Heading] = {}
    for heading in choice.headings:
        key = heading.column.key if heading.column else heading.text
        if key in first:
            texts = f"{first[key].text!r} ({letters(first[key].place)}), {heading.text!r} ({letters(heading.place)})"
            raise file_error("DUPLICATE_COLUMN", file, texts)
        first[key] = heading
        if not heading.fen_in_unit:
            raise file_error("UNIT_UNSUPPORTED", file, repr(heading.text))


def _without_helpers(choice: Choice) -> Choice:
    """Leave out what our own list of rejected rows puts before the original columns; elsewhere such a heading is kept."""
    helpers = [heading.place for heading in choice.headings if is_helper(heading.text)]
    if helpers[:3] != [0, 1, 2]:
        return choice
    # That list keeps the values of a row that was too long behind its last heading: they are wrong there still.
    grid = replace(choice.grid, ragged=True)
    return replace(choice, headings=choice.headings[3:], grid=grid, problems=helpers[1])


def _about_others(grids: list[Grid], choice: Choice) -> list[Notice]:
    others = [grid for grid in grids if grid.sheet != choice.grid.sheet and any(map(_has_value, grid.rows))]
    hidden = [grid.sheet for grid in others if not grid.visible]
    shown = [grid.sheet for grid in others if grid.visible]
    notices = [Notice("HIDDEN_SHEETS", ", ".join(hidden))] if hidden else []
    notices += [Notice("OTHER_SHEETS", ", ".join(shown))] if shown else []
    if unknown := [heading.text for heading in choice.headings if not heading.column]:
        notices.append(Notice("UNKNOWN_COLUMNS", ", ".join(unknown)))
    return notices


def _has_value(row: list[object]) -> bool:
    return not all(map(is_blank, row))


def _first_cells(grids: list[Grid]) -> str:
    """Tell what stands where headings were looked for; not the cells, which may be people's data."""
    return ", ".join(f"{grid.sheet or '-'}: {len(grid.rows)} rows" for grid in grids)


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
