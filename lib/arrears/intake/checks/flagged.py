"""Flags wherever a list has them: in its own column, in a column whose cells are flag words, in one that says yes or no."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.intake.grid import BadCell
from arrears.intake.mapping.headings import bare
from arrears.tables.columns import FLAG_WORDS
from arrears.tables.texts import clean, is_blank, is_null, is_placeholder, read_flags, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from arrears.intake.mapping.headings import Heading

HOLD = "do_not_call"
"""What a case with a flag that nobody knows is given until somebody has said what it means: it is not worked."""
_YES = frozenset({"是", "y", "yes", "true", "1", "√", "✓", "✔", "有", "t"})
_NO = frozenset({"否", "n", "no", "false", "0", "×", "x", "无", "f", "-", "没有", "正常"})
_AROUND = re.compile(r"^(是否|有无|is|has)|(标记|标识|标志|状态|情况|客户|案件|flag|indicator|中)$")
_LONGEST, _MOST = 24, 60
"""Words of a flag are short, and there are few different ones."""


class Found(NamedTuple):
    """Flags of every row.

    Attributes
    ----------
    flags : object array
        Each row's, joined in the contract's order; None where it has none.
    unknown : list of (position, Heading, str)
        Words that are no known flag.
    by_heading : list of (Heading, int)
        Further columns that hold flags, and of how many rows.
    """

    flags: NDArray[np.object_]
    unknown: list[tuple[int, Heading, str]]
    by_heading: list[tuple[Heading, int]]


def flags_of(
    own: tuple[Heading, Sequence[object]] | None,
    further: Sequence[tuple[Heading, Sequence[object]]],
    rows: int,
    meant: Mapping[str, str],
) -> Found:
    """Find the flags of every row.

    Parameters
    ----------
    own : (Heading, cells) or None
        The column of flags.
    further : sequence of (Heading, cells)
        Columns whose meaning is not known.
    rows : int
        How many rows there are.
    meant : mapping of str to str
        The bank's own words, and the flag that each means; empty for one that means none.
    """
    found_further = [(heading, cells, found) for heading, cells in further if (found := _in_further(heading, cells))]
    if own and not found_further:
        return _only_own(*own, meant)
    sets: dict[int, set[str]] = {}
    unknown = _in_own(*own, sets, meant) if own else []
    by_heading: list[tuple[Heading, int]] = []
    for heading, cells, found in found_further:
        places = [place for place, cell in enumerate(cells) if found.get(cell)]
        for place in places:
            sets.setdefault(place, set()).update(found[cells[place]])
        by_heading.append((heading, len(places)))
    flags = np.empty(rows, dtype=object)
    for place, one in sets.items():
        flags[place] = _joined(one)
    return Found(flags, unknown, by_heading)


def _joined(flags: set[str]) -> str | None:
    return ";".join(flag for flag in FLAG_WORDS if flag in flags) if flags else None


def _only_own(heading: Heading, cells: Sequence[object], meant: Mapping[str, str]) -> Found:
    """Give the flags of their own column where no other has any: each different cell is read once."""
    words = _words(cells, meant)
    joined = {cell: _joined({*known, *((HOLD,) if strange else ())}) for cell, (known, strange) in words.items()}
    flags = np.empty(len(cells), dtype=object)
    flags[:] = list(map(joined.get, cells))
    odd = {cell: strange for cell, (_, strange) in words.items() if strange}
    places = [place for place, cell in enumerate(cells) if cell in odd] if odd else []
    return Found(flags, [(place, heading, word) for place in places for word in odd[cells[place]]], [])


def _words(cells: Sequence[object], meant: Mapping[str, str]) -> dict[object, tuple[set[str], list[str]]]:
    return {cell: _read(cell, meant) for cell in dict.fromkeys(cells) if not _is_nothing(cell)}


def _in_own(
    heading: Heading, cells: Sequence[object], sets: dict[int, set[str]], meant: Mapping[str, str]
) -> list[tuple[int, Heading, str]]:
    """Add the flags of their own column; give the words that are none, whose cases are on hold."""
    unknown: list[tuple[int, Heading, str]] = []
    words = _words(cells, meant)
    for place, cell in enumerate(cells):
        if cell in words:
            known, strange = words[cell]
            sets.setdefault(place, set()).update(known, (HOLD,) if strange else ())
            unknown += [(place, heading, word) for word in strange]
    return unknown


def _is_nothing(cell: object) -> bool:
    return is_blank(cell) or is_null(cell) or is_placeholder(cell) or isinstance(cell, BadCell)


def _read(cell: object, meant: Mapping[str, str]) -> tuple[set[str], list[str]]:
    known, strange = read_flags(cell)
    found = set(filter(None, known.split(";")))
    for word in strange:
        if word in meant:
            found |= {meant[word]} - {""}
    return found, [word for word in strange if word not in meant]


def _in_further(heading: Heading, cells: Sequence[object]) -> dict[object, set[str]]:
    """Give the flags that each different cell of a further column stands for; nothing if it is no column of flags."""
    different = [cell for cell in dict.fromkeys(cells) if not _is_nothing(cell)]
    if not different or len(different) > _MOST or any(len(shown(cell)) > _LONGEST for cell in different):
        return {}
    asked, strange = read_flags(_AROUND.sub("", _AROUND.sub("", bare(heading.text))) or "-")
    texts = {cell: clean(shown(cell)).casefold() for cell in different}
    if asked and not strange and set(texts.values()) <= _YES | _NO:
        return {cell: set(asked.split(";")) for cell, text in texts.items() if text in _YES}
    found: dict[object, set[str]] = {}
    for cell in different:
        if isinstance(cell, str):
            known, others = read_flags(cell)
            if known and not others:
                found[cell] = set(known.split(";"))
    return found
