"""Where the headings of a sheet are: one row, or two that are merged over each other, with a row of units below."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from arrears.intake.mapping.headings import NOTHING, Heading, Meaning, heading_of, known_headings, meaning
from arrears.intake.mapping.units import Said, read_unit, units_said
from arrears.tables.columns import Kind
from arrears.tables.texts import clean, is_blank, is_placeholder, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.intake.grid import Grid
    from arrears.tables.contract import Contract

SEARCHED_ROWS = 30
_ENOUGH = 3
"""So many known headings in one row, or a case id and one more, or two that are needed, make it a row of headings."""
_LONGEST = 60
_OF_OTHERS = re.compile(
    r"联系人|配偶|父|母|亲|担保|保证人|紧急|第三|同事|单位|公司|雇主|家属|子女|共同|"
    r"spouse|guarantor|emergency|relative|reference|employer|third|co-?borrower|family|work",
    re.IGNORECASE,
)
"""A group of columns that are about other people than the customer."""
_OF_OTHER_TIMES = re.compile(
    r"上期|上月|上次|历史|已还|累计|减免|前次|计划|入账前|previous|prior|paid|history", re.IGNORECASE
)
"""A group of columns that are about another time, or about what is owed no more."""
_NO_AMOUNT_WORD = re.compile(
    r"文本|日期|户|天|个|年|月|日|text|date|days?|yyyy.*|dd.*|mm.*|必填|选填|[-—/*]+", re.IGNORECASE
)


@dataclass(frozen=True)
class Layout:
    """The headings of a sheet.

    Attributes
    ----------
    first, last : int
        The first and the last row of headings, counted from 0.
    headings : tuple of Heading
        One a column.
    said : dict of int to list of (Said, str)
        Units that rows above or below the headings say of single columns, by place, with the cell that says it.
    """

    first: int
    last: int
    headings: tuple[Heading, ...]
    said: dict[int, list[tuple[Said, str]]] = field(default_factory=dict)

    @property
    def known(self) -> int:
        """How many different columns it names."""
        return len({heading.column.key for heading in self.headings if heading.column})


def find_layout(grid: Grid, contract: Contract) -> Layout | None:
    """Find the rows of headings: those among the first that name most columns.

    Parameters
    ----------
    grid : Grid
        A sheet.
    contract : Contract
        The columns that are known.

    Returns
    -------
    Layout or None
        None if no row names enough of them.
    """
    scores = [known_headings(row, contract) for row in grid.rows[:SEARCHED_ROWS]]
    best = max(scores, default=0)
    if not best:
        return None
    row = scores.index(best)
    single = _composed(grid, (row,), contract)
    options = [_composed(grid, rows, contract) for rows in ((row - 1, row), (row, row + 1)) if _may_be_two(grid, rows)]
    # Two rows where they name more than one, or where the upper one groups columns of the lower one by merged cells.
    chosen = max(options, key=lambda one: one.known, default=single)
    if chosen.known < single.known or (chosen.known == single.known and not _has_groups(grid, chosen)):
        chosen = single
    names_row = bool(contract.unique) and any(
        one.column and one.column.key == contract.unique for one in chosen.headings
    )
    needed = {*contract.required, *(key for group in contract.one_of for key in group)}
    names_needed = sum(one.column is not None and one.column.key in needed for one in chosen.headings)
    if chosen.known < _ENOUGH and not (chosen.known > 1 and (names_row or names_needed > 1)):
        return None
    return _with_unit_row(grid, chosen)


def _may_be_two(grid: Grid, rows: tuple[int, int]) -> bool:
    """Tell whether two rows can be headings together: there are both, and every cell is blank or a short text."""
    upper, lower = rows
    if upper < 0 or lower >= len(grid.rows):
        return False
    cells = [cell for row in rows for cell in grid.rows[row] if not is_blank(cell)]
    texts = [cell for cell in cells if isinstance(cell, str) and len(cell) < _LONGEST and not _is_data(cell)]
    return len(texts) == len(cells) and sum(not is_blank(cell) for cell in grid.rows[lower]) > 1


def _is_data(text: str) -> bool:
    """Tell whether a text is more likely a value than a heading: mostly digits."""
    digits = sum(sign.isdigit() for sign in text)
    return digits * 2 > len(text.strip()) > 1


def _has_groups(grid: Grid, layout: Layout) -> bool:
    """Tell whether some of the columns, and not all, are merged under one cell of the upper row."""
    if layout.first == layout.last:
        return False
    widths = [merge.right - merge.left + 1 for merge in grid.merges if merge.top == merge.bottom == layout.first]
    return any(1 < width < len(layout.headings) for width in widths)


def _composed(grid: Grid, rows: tuple[int, ...], contract: Contract) -> Layout:
    """Read the headings of one row, or of two that are read together."""
    first, last = rows[0], rows[-1]
    if first == last:
        cells = [clean(shown(cell)) for cell in grid.rows[first]]
        headings = [heading_of(p, text, meaning(text, contract), contract) for p, text in enumerate(cells) if text]
        return Layout(first, last, tuple(headings))
    upper, lower = _spread(grid, first, last), [clean(shown(cell)) for cell in grid.rows[last]]
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    found: list[Heading] = []
    said: dict[int, list[tuple[Said, str]]] = {}
    for place, (above, below) in enumerate(zip(upper, lower, strict=True)):
        text, what = _together(above, below, contract)
        if not text:
            continue
        found.append(heading_of(place, text, what, contract))
        units = _group_units(above) if above and below and above != below else []
        if units:
            said[place] = [(one, above) for one in units]
    return Layout(first, last, tuple(found), said)


def _group_units(text: str) -> list[Said]:
    """Give the unit that a group's heading says: 金额（万元）, or the unit alone."""
    unit = read_unit(text.strip("()（）"))
    return [Said(unit, text)] if unit else units_said(text)


def _spread(grid: Grid, first: int, last: int) -> list[str]:
    """Give the upper row with each group's heading over all of its columns; merged cells say how far, else blanks do."""
    row = [clean(shown(cell)) for cell in grid.rows[first]]
    lower = [clean(shown(cell)) for cell in grid.rows[last]]
    row += [""] * (max(len(lower), len(row)) - len(row))
    merges = [merge for merge in grid.merges if merge.top <= first <= merge.bottom]
    for merge in merges:
        for place in range(merge.left, min(merge.right + 1, len(row))):
            row[place] = row[merge.left]
    if not merges:
        for place in range(1, len(lower)):
            # Without merged cells a group reaches over the blanks behind its heading, as far as there are headings below.
            if not row[place] and lower[place] and place - 1 < len(lower) and lower[place - 1]:
                row[place] = row[place - 1]
    return row


def _together(above: str, below: str, contract: Contract) -> tuple[str, Meaning]:
    """Give the text and the meaning of a heading below a group's heading."""
    if not below or not above or above == below:
        text = below or above
        return text, meaning(text, contract)
    whole = f"{above}{below}"
    if (found := meaning(whole, contract)).key:
        return whole, found
    alone = meaning(below, contract)
    if not alone.key:
        return whole, NOTHING
    kind = contract[alone.key].kind
    personal = kind in {Kind.NAME, Kind.PHONE, Kind.ID_NUMBER, Kind.EMAIL, Kind.ADDRESS, Kind.CARD}
    if (personal and _OF_OTHERS.search(above)) or (kind in {Kind.AMOUNT, Kind.DATE} and _OF_OTHER_TIMES.search(above)):
        return whole, NOTHING
    return below, alone


def _with_unit_row(grid: Grid, layout: Layout) -> Layout:
    """Take a row of units below the headings for what it is."""
    row = layout.last + 1
    if row >= len(grid.rows):
        return layout
    amounts = {heading.place for heading in layout.headings if heading.is_amount}
    cells = {place: cell for place, cell in enumerate(grid.rows[row]) if not is_blank(cell)}
    texts = {place: clean(cell) for place, cell in cells.items() if isinstance(cell, str)}
    if len(texts) < len(cells) or not texts:
        return layout
    said = {place: _cell_units(text) for place, text in texts.items()}
    others = [text for place, text in texts.items() if not said[place] and not _says_no_amount(text)]
    if others or not any(said[place] for place in amounts & set(said)):
        return layout
    merged = {
        place: units
        for start, units in said.items()
        for place in _merged_from(grid, row, start)
        if units and place in amounts
    }
    where = {
        place: [*layout.said.get(place, []), *((one, f"{row + 1}") for one in units)] for place, units in merged.items()
    }
    return Layout(layout.first, row, layout.headings, layout.said | where)


def _cell_units(text: str) -> list[Said]:
    unit = read_unit(text.strip("()（）[]【】"))
    return [Said(unit, text)] if unit else units_said(text)


def _says_no_amount(text: str) -> bool:
    return is_placeholder(text) or _NO_AMOUNT_WORD.fullmatch(text.strip("()（）[]【】 ")) is not None


def _merged_from(grid: Grid, row: int, place: int) -> Sequence[int]:
    for merge in grid.merges:
        if merge.top <= row <= merge.bottom and merge.left == place:
            return range(merge.left, merge.right + 1)
    return (place,)
