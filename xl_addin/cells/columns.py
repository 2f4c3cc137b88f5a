"""The cells of one argument as a typed column with a state for each cell.

A cell may arrive as a number, text, a date, a date serial, nothing, or an error; a range as rows of cells. What cannot be
read becomes a state of its cell, never an exception: blank, a bad value (``#VALUE!``), out of range (``#NUM!``), nothing
found (``#N/A``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from xl_addin.cells.refusals import is_asked, note

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

Cell: TypeAlias = Any
Cells: TypeAlias = Any
"""A cell, a row of cells, or rows of cells."""
States: TypeAlias = NDArray[np.uint8]
Shape: TypeAlias = tuple[int, int] | None
"""Rows and columns of a range; None for a single value."""
Read: TypeAlias = tuple[NDArray[Any], States]

FINE, IS_BLANK, IS_VALUE, IS_NUM, IS_NA = range(5)
_SHOWN = ("", "", "#VALUE!", "#NUM!", "#N/A")
_STATE_OF = {
    "": IS_BLANK,
    "#NUM!": IS_NUM,
    "#N/A": IS_NA,
}
_ERROR_TEXT = re.compile(r"#[A-Z][A-Z/0_]*[!?]|#GETTING_DATA|Err:\d{3}")
"""How Excel and Calc show any error, those of later years too: #SPILL!, #CALC!, #FIELD!, #BUSY!, Err:502 ..."""
_FIRST_CODE = -2146828288
_LAST_ERROR = 2222
"""Excel's errors are numbered from 2000; those of today end with 2222, #PYTHON!."""
STATE_OF_CODE = dict.fromkeys(range(_FIRST_CODE + 2000, _FIRST_CODE + _LAST_ERROR + 1), IS_VALUE) | {
    _FIRST_CODE + 2036: IS_NUM,
    _FIRST_CODE + 2042: IS_NA,
}
"""How COM hands over a cell with an error."""


@dataclass(frozen=True, slots=True)
class Column:
    """The cells of one argument, flat.

    Attributes
    ----------
    values : array of shape (n,)
        Typed values; what stands where the state is not fine has no meaning.
    states : uint8 array of shape (n,)
        Fine, blank, or which error.
    shape : tuple of int, or None
        Rows and columns of the range; None for a single value.
    source : object
        The argument, as it arrived.
    """

    values: NDArray[Any]
    states: States
    shape: Shape
    source: Any = None

    @property
    def is_fine(self) -> bool:
        """Whether every cell holds a value."""
        return bool((self.states == FINE).all())

    def spread(self, shape: Shape) -> Column:
        """Repeat a single value, a row or a column over a range.

        Raises
        ------
        ValueError
            If the shapes do not fit.
        """
        if self.shape == shape:
            return self
        rows, width = shape or (1, 1)
        own = self.shape or (1, 1)
        values = np.broadcast_to(self.values.reshape(own), (rows, width)).ravel()
        states = np.broadcast_to(self.states.reshape(own), (rows, width)).ravel()
        return Column(values, states, shape, self.source)

    def alone(self) -> Column:
        """Give the one value that is wanted here; a range of several is a bad value."""
        if self.states.size == 1:
            return Column(self.values, self.states, None, self.source)
        note("#VALUE!", "several", source=self.source)
        return Column(self.values[:1], np.array([IS_VALUE], dtype=np.uint8), None, self.source)

    def least(self, least: float, rule: str = "", scale: int = 1) -> Column:
        """Mark what is below a bound as out of range; a cell's own figure is a `scale`-th of the value."""
        return self._marked(self.values < least, "below", least / scale, rule)

    def most(self, most: float | Fraction, rule: str = "") -> Column:
        """Mark what is above a bound as out of range; `rule` sets it."""
        return self._marked(self.values > float(most), "above", float(most), rule)

    def or_else(self, value: object) -> Column:
        """Put a value where an optional argument is blank."""
        blank = self.states == IS_BLANK
        values = self.values.copy()
        values[blank] = value
        return Column(values, np.where(blank, FINE, self.states).astype(np.uint8), self.shape, self.source)

    def _marked(self, outside: NDArray[np.bool_], reason: str, bound: float, rule: str) -> Column:
        refused = (self.states == FINE) & outside
        if is_asked() and refused.any():
            value = flatten(self.source)[0][int(np.argmax(refused))]
            note("#NUM!", reason, source=self.source, value=value, rule=rule, bound=f"{bound:g}")
        states = np.where(refused, IS_NUM, self.states).astype(np.uint8)
        return Column(self.values, states, self.shape, self.source)


def flatten(cells: Cells) -> tuple[list[Cell], Shape]:
    """Give the cells one after the other, and the range's shape.

    Raises
    ------
    ValueError
        If the rows have different lengths.

    Examples
    --------
    >>> flatten(1), flatten([1, 2]), flatten([[1], [2]])
    (([1], None), ([1, 2], (1, 2)), ([1, 2], (2, 1)))
    """
    if hasattr(cells, "to_numpy"):
        cells = cells.to_numpy()
    if hasattr(cells, "tolist"):
        cells = cells.tolist()
    if not isinstance(cells, (list, tuple)):
        return [cells], None
    if not cells or not isinstance(cells[0], (list, tuple)):
        return list(cells), (1, len(cells))
    if {len(row) if isinstance(row, (list, tuple)) else -1 for row in cells} != {len(cells[0])}:
        raise ValueError("the rows of a range have different lengths")
    return list(chain.from_iterable(cells)), (len(cells), len(cells[0]))


def read_column(
    cells: Cells, read: Callable[[Cell], Any], dtype: str, plain: Callable[[list[Cell]], Read | None] | None
) -> Column:
    """Read an argument, all at once where a quick way through is given and fits, else cell by cell.

    Parameters
    ----------
    cells : cells
        What arrived.
    read : callable
        Gives one cell's value, or raises: `OverflowError` what is out of range, else `ValueError` or `TypeError`.
    dtype : str
        Of the values.
    plain : callable, optional
        Gives values and states of all cells, or None where it does not fit.
    """
    try:
        flat, shape = flatten(cells)
    except ValueError:
        return Column(np.zeros(1, dtype=dtype), np.array([IS_VALUE], dtype=np.uint8), None, cells)
    if not flat:
        flat, shape = [None], None
    quick = plain(flat) if plain else None
    if quick:
        return Column(*quick, shape, cells)
    values = np.zeros(len(flat), dtype=dtype)
    states = np.zeros(len(flat), dtype=np.uint8)
    for place, cell in enumerate(flat):
        states[place] = state_of(cell)
        if states[place] > IS_BLANK:
            note(_SHOWN[states[place]], "error_cell", source=cells, value=cell)
        elif states[place] == FINE:
            try:
                values[place] = read(cell)
            except BlankCellError:
                states[place] = IS_BLANK
            except OverflowError:
                states[place] = IS_NUM
                note("#NUM!", "out_of_range", source=cells, value=cell)
            except (ValueError, TypeError, ArithmeticError):
                states[place] = IS_VALUE
                note("#VALUE!", "not_read", source=cells, value=cell)
    return Column(values, states, shape, cells)


class BlankCellError(Exception):
    """A cell that is filled and means that nothing is known, such as a date of 0."""


def state_of(cell: Cell) -> int:
    """Tell whether a cell is blank or holds an error, before it is read."""
    if cell is None:
        return IS_BLANK
    if isinstance(cell, str):
        text = cell.strip()
        return _STATE_OF.get(text, IS_VALUE if _ERROR_TEXT.fullmatch(text) else FINE)
    return STATE_OF_CODE.get(cell, FINE) if type(cell) is int else FINE
