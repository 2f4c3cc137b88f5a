"""Which rows of a sheet are rows of the list: not blank ones, totals, headings again or notes; and what merged cells do to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

import numpy as np

from arrears.intake.checks.lines import is_foot, is_sentence, is_total_word, key_of, repeats
from arrears.intake.grid import BadCell, Notice
from arrears.intake.mapping.choice import letters
from arrears.intake.mapping.units import units_said
from arrears.tables.amounts import read_amount
from arrears.tables.columns import Kind
from arrears.tables.faults import Fault
from arrears.tables.texts import clean, is_blank, is_placeholder, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.intake.grid import Grid, Merge
    from arrears.intake.mapping.choice import Choice
    from arrears.intake.mapping.headings import Heading
    from arrears.intake.mapping.units import Said

_USUAL_ID = re.compile(r"(?!\d{1,5}$)[A-Za-z]{0,8}[-_/.]?[A-Za-z]{0,4}\d[A-Za-z0-9\-_/.]*", re.ASCII)
"""Most ids: such a row needs no second look."""
_PEOPLE = frozenset({Kind.NAME, Kind.ID_NUMBER, Kind.PHONE, Kind.CARD, Kind.EMAIL})
_FEW = 4
"""So many filled cells a line of notes has at most."""
_SHOWN_RANGES = 20


@dataclass
class Rows:
    """The rows that are rows of the list.

    Attributes
    ----------
    rows : list of list
        Their cells as they were read.
    numbers : list of int
        The spreadsheet's row of each, counted from 1.
    totals : int
        How many total rows were skipped.
    faults : dict of (row, column) to Fault
        What is wrong before any cell is read, by position among the rows and place of the heading; -1 is the row itself.
    notices : list of Notice
        What is worth knowing.
    said : list of (Said, str)
        Units that a line of notes or a cell beside the table says, with the cell.
    """

    rows: list[list[object]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    totals: int = 0
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    said: list[tuple[Said, str]] = field(default_factory=list)

    def columns(self, width: int) -> list[tuple[object, ...]]:
        """Give the cells by column; a short row is blank where it ends."""
        if not self.rows:
            return [()] * width
        is_even = len(set(map(len, self.rows))) == 1
        columns = list(zip(*self.rows, strict=True) if is_even else zip_longest(*self.rows, fillvalue=None))
        return columns[:width] + [(None,) * len(self.rows)] * (width - len(columns))


class _Places:
    """Where the columns are that tell a row of the list from any other line."""

    def __init__(self, choice: Choice) -> None:
        by_key = {heading.column.key: heading.place for heading in choice.headings if heading.column}
        kinds = {heading.place: heading.column.kind for heading in choice.headings if heading.column}
        self.ids = [by_key[key] for key in choice.contract.identity if key in by_key]
        self.people = [place for place, kind in kinds.items() if kind in _PEOPLE and place not in self.ids]
        self.amounts = [place for place, kind in kinds.items() if kind is Kind.AMOUNT]
        self.dates = [
            by_key[key] for key in choice.contract.required if key in by_key and kinds[by_key[key]] is Kind.DATE
        ]
        self.leading = range(max([*(place + 3 for place in self.ids[:1]), 3]))


def rows_of(choice: Choice) -> Rows:
    """Give the rows below the headings that are rows of the list."""
    grid, found, places = choice.grid, Rows(), _Places(choice)
    headings_again = {key_of(row) for row in grid.rows[: choice.top + 1]} - {()}
    beyond = _Beyond(choice)
    skipped: dict[str, list[int]] = {}
    doubtful: list[int] = []
    filled = _fill_merges(choice, found)
    one_id = places.ids[0] if len(places.ids) == 1 else None
    usual = _USUAL_ID.fullmatch
    if one_id is not None and not filled and _all_usual(choice, one_id, beyond.fewest):
        # Nothing but rows of the list, of its own width: there is nothing to look for.
        found.rows = grid.rows[choice.top + 1 :]
        found.numbers = list(range(choice.top + 2, len(grid.rows) + 1))
        return found
    for number, row in enumerate(grid.rows[choice.top + 1 :], start=choice.top + 2):
        cell = row[one_id] if one_id is not None and one_id < len(row) else None
        if not (cell.__class__ is str and usual(cell)) or number - 1 in grid.totals:
            if all(map(is_blank, row)):
                continue
            what = _line(row, places, headings_again, grid, number - 1)
            if what:
                skipped.setdefault(what, []).append(number)
                found.said += _said(row, number)
                continue
            if _may_be_sum(row, places):
                doubtful.append(len(found.rows))
        if len(row) > beyond.fewest:
            beyond.look(row, number, found)
        if number - 1 in filled:
            found.faults |= {(len(found.rows), place): fault for place, fault in filled[number - 1].items()}
        found.rows.append(row)
        found.numbers.append(number)
    _drop_sums(found, doubtful, places, skipped)
    found.totals = len(skipped.get("TOTAL_ROW", ()))
    found.notices += [
        Notice(code, ranges(numbers), numbers[0] if len(numbers) == 1 else None) for code, numbers in skipped.items()
    ]
    found.notices += [Notice("UNNAMED_COLUMN", letters(place)) for place in beyond.unnamed(found.rows)]
    return found


def _all_usual(choice: Choice, one_id: int, width: int) -> bool:
    """Tell whether every row below the headings has an id as most lists have them, and no cell beyond the headings."""
    rows = choice.grid.rows[choice.top + 1 :]
    if choice.grid.totals or not rows or max(map(len, rows)) > width or min(map(len, rows)) <= one_id:
        return False
    ids = [row[one_id] for row in rows]
    return set(map(type, ids)) == {str} and all(map(_USUAL_ID.fullmatch, ids))  # type: ignore[arg-type]  # all are texts


class _Beyond:
    """Looks at cells under no heading."""

    def __init__(self, choice: Choice) -> None:
        self._named = {heading.place for heading in choice.headings}
        self._width = max(self._named) + 1
        self._helpers = set(range(min(self._named)))
        self._ragged = choice.grid.ragged
        self._filled: set[int] = set()
        self.fewest = self._width if self._ragged and len(self._named) == self._width else len(self._named)

    def look(self, row: list[object], number: int, found: Rows) -> None:
        """Note a row that is too long, and what stands in columns without a heading."""
        beyond = [cell for cell in row[self._width :] if not is_blank(cell)] if self._ragged else []
        if beyond and not all(isinstance(cell, str) and units_said(cell) for cell in beyond):
            found.faults[len(found.rows), -1] = Fault("ROW_TOO_LONG")
            return
        for place, one in enumerate(row):
            if place not in self._named and not is_blank(one):
                self._filled.add(place)
                if place not in self._helpers:
                    found.said += _beside(one, place, number)

    def unnamed(self, rows: list[list[object]]) -> list[int]:
        """Give the columns without a heading that hold more than a unit."""
        return sorted(place for place in self._filled - self._helpers if not _only_says_unit(rows, place))


def _line(row: Sequence[object], places: _Places, headings_again: set[tuple[str, ...]], grid: Grid, number: int) -> str:
    """Give the code of what a row is that is no row of the list; empty if it may be one."""
    if repeats(row, headings_again):
        return "HEADING_REPEATED"
    ids = [row[place] for place in places.ids if place < len(row) and not _is_nothing(row[place])]
    named = [cell for cell in ids if not is_total_word(cell)]
    if number in grid.totals and not any(_has(row, place) for place in places.people):
        return "TOTAL_ROW"
    if not named:
        if any(map(is_total_word, row[: places.leading.stop])):
            return "TOTAL_ROW"
        if any(map(is_total_word, row)) and not any(_has(row, place) for place in places.people):
            return "TOTAL_ROW"
    return "FOOT_LINE" if _is_note(row, named, places, grid, number) else ""


def _is_note(row: Sequence[object], named: list[object], places: _Places, grid: Grid, number: int) -> bool:
    """Tell a line of notes: its first words say so, or it is prose, or merged over columns; and it holds no amount and no date."""
    filled = [cell for cell in row if not is_blank(cell)]
    if len(filled) > 2 * _FEW or any(
        _has(row, place) and not isinstance(row[place], str) for place in (*places.amounts, *places.dates)
    ):
        return False
    first = filled[0]
    if any(cell is not first for cell in named):
        return False
    if is_foot(first) and not any(_is_number(row, place) for place in places.amounts):
        return True
    if len(filled) == 1 and (is_sentence(first) or (isinstance(first, str) and units_said(first))):
        return True
    wide = any(
        merge.top <= number <= merge.bottom and merge.right - merge.left + 1 >= _FEW - 1 for merge in grid.merges
    )
    return wide and len(filled) == 1 and isinstance(first, str) and not _USUAL_ID.fullmatch(first)


def _is_nothing(cell: object) -> bool:
    return is_blank(cell) or is_placeholder(cell)


def _has(row: Sequence[object], place: int) -> bool:
    return place < len(row) and not _is_nothing(row[place])


def _is_number(row: Sequence[object], place: int) -> bool:
    return _has(row, place) and not isinstance(read_amount(row[place]), Fault)


def _may_be_sum(row: Sequence[object], places: _Places) -> bool:
    """Tell whether a row may be a sum without a word for it: amounts, and nobody's name."""
    ids = [row[place] for place in places.ids if _has(row, place)]
    is_unlike = all(
        not isinstance(cell, str) or not any(sign.isdigit() for sign in cell) or cell.isdecimal() for cell in ids
    )
    return (
        is_unlike
        and not any(_has(row, place) for place in places.people)
        and any(_is_number(row, p) for p in places.amounts)
    )


def _drop_sums(found: Rows, doubtful: list[int], places: _Places, skipped: dict[str, list[int]]) -> None:
    """Take out rows whose every amount is the sum of the rows above, of all or since the last such row."""
    if not doubtful:
        return
    columns = [[_yuan(row[place]) if place < len(row) else 0.0 for row in found.rows] for place in places.amounts]
    ids_have_digits = [any(sign.isdigit() for sign in _id_text(row, places)) for row in found.rows]
    gone: list[int] = []
    since = 0
    for place in doubtful:
        text = _id_text(found.rows[place], places)
        above = [one for one in range(place) if one not in gone]
        recent = [one for one in above if one >= since]
        counts = {str(len(above)), str(len(recent))}
        # An id of the list's own kind is a case, however its amounts may add up.
        if len(above) < 1 or (text and text not in counts and not all(ids_have_digits[one] for one in above)):
            continue
        if text and text not in counts and ids_have_digits[place]:
            continue
        if _is_sum(columns, place, above) or _is_sum(columns, place, recent):
            gone.append(place)
            since = place + 1
    for place in reversed(gone):
        skipped.setdefault("TOTAL_ROW", []).append(found.numbers.pop(place))
        found.rows.pop(place)
    if gone:
        skipped["TOTAL_ROW"].sort()
        moved = np.cumsum(np.isin(np.arange(len(found.rows) + len(gone)), gone))
        found.faults = {
            (row - int(moved[row]), column): fault for (row, column), fault in found.faults.items() if row not in gone
        }


def _id_text(row: Sequence[object], places: _Places) -> str:
    return "".join(clean(shown(row[place])) for place in places.ids if _has(row, place))


def _yuan(cell: object) -> float:
    amount = None if isinstance(cell, BadCell) or is_blank(cell) else read_amount(cell)
    return 0.0 if amount is None or isinstance(amount, Fault) else amount.fen / 100


def _is_sum(columns: list[list[float]], place: int, above: list[int]) -> bool:
    amounts = [(column[place], sum(column[one] for one in above)) for column in columns if column[place]]
    return bool(amounts) and bool(above) and all(abs(one - total) < 0.005 for one, total in amounts)  # noqa: PLR2004  # half a fen


def _said(row: Sequence[object], number: int) -> list[tuple[Said, str]]:
    return [
        (one, f"{letters(p)}{number}")
        for p, cell in enumerate(row)
        if isinstance(cell, str)
        for one in units_said(cell)
    ]


def _beside(cell: object, place: int, number: int) -> list[tuple[Said, str]]:
    return [(one, f"{letters(place)}{number}") for one in units_said(cell)] if isinstance(cell, str) else []


def _only_says_unit(rows: list[list[object]], place: int) -> bool:
    cells = [row[place] for row in rows if place < len(row) and not is_blank(row[place])]
    return all(isinstance(cell, str) and units_said(cell) for cell in cells)


def ranges(numbers: Sequence[int]) -> str:
    """Give row numbers in short.

    Examples
    --------
    >>> ranges([5]), ranges([3, 4, 5, 9, 11, 12])
    ('5', '3–5, 9, 11–12')
    """
    cuts = [
        0,
        *(place for place, (one, next_one) in enumerate(pairwise(numbers), start=1) if next_one > one + 1),
        len(numbers),
    ]
    parts = [
        str(numbers[start]) if end - start == 1 else f"{numbers[start]}–{numbers[end - 1]}"
        for start, end in pairwise(cuts)
    ]
    return ", ".join(parts if len(parts) <= _SHOWN_RANGES else [*parts[:_SHOWN_RANGES], "…"])


def _fill_merges(choice: Choice, found: Rows) -> dict[int, dict[int, Fault]]:
    """Fill a merged label into its rows; mark every other cell that is merged over rows, by row counted from 0."""
    grid = choice.grid
    by_place = {heading.place: heading for heading in choice.headings}
    marks: dict[int, dict[int, Fault]] = {}
    for merge in grid.merges:
        top = max(merge.top, choice.top + 1)
        if merge.bottom <= top or merge.top <= choice.top:
            continue
        where = f"{letters(merge.left)}{merge.top + 1}:{letters(merge.right)}{merge.bottom + 1}"
        heading = by_place.get(merge.left)
        if heading and merge.left == merge.right and _is_label(heading):
            _fill(grid, merge)
            key = heading.column.key if heading.column else heading.text
            found.notices.append(Notice("MERGED_FILLED", where, merge.top + 1, key))
            continue
        for place in range(merge.left, merge.right + 1):
            if place in by_place:
                for row in range(top, min(merge.bottom, len(grid.rows) - 1) + 1):
                    marks.setdefault(row, {})[place] = Fault("MERGED_CELLS", where)
    return marks


def _is_label(heading: Heading) -> bool:
    """Tell whether one text may well stand for several cases: a collector, a region; not money, dates or people."""
    return heading.column is None or heading.column.kind is Kind.TEXT


def _fill(grid: Grid, merge: Merge) -> None:
    """Put the merged value into every row that has something else; rows are copied, not shared."""
    first = grid.rows[merge.top]
    value = first[merge.left] if merge.left < len(first) else None
    for row in range(merge.top + 1, min(merge.bottom, len(grid.rows) - 1) + 1):
        cells = grid.rows[row]
        if all(map(is_blank, cells)):
            continue
        cells.extend([None] * (merge.left + 1 - len(cells)))
        cells[merge.left] = value
