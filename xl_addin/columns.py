"""The cells of one argument as a typed column with a state for each cell.

A cell may arrive as a number, text, a date, a date serial, nothing, or an error; a range as rows of cells. What cannot be
read becomes a state of its cell, never an exception: blank, a bad value (``#VALUE!``), out of range (``#NUM!``), nothing
found (``#N/A``).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

Cell: TypeAlias = Any
Cells: TypeAlias = Any
"""A cell, a row of cells, or rows of cells."""
States: TypeAlias = NDArray[np.uint8]
Shape: TypeAlias = tuple[int, int] | None
"""Rows and columns of a range; None for a single value."""
Read: TypeAlias = tuple[NDArray[Any], States]

FINE, IS_BLANK, IS_VALUE, IS_NUM, IS_NA = range(5)
_STATE_OF = {
    "": IS_BLANK,
    "#NUM!": IS_NUM,
    "#N/A": IS_NA,
    **dict.fromkeys(("#VALUE!", "#DIV/0!", "#REF!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!"), IS_VALUE),
}
_FIRST_CODE = -2146828288
STATE_OF_CODE = {_FIRST_CODE + code: IS_VALUE for code in (2000, 2007, 2015, 2023, 2029, 2045, 2050)} | {
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
    """

    values: NDArray[Any]
    states: States
    shape: Shape

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
        return Column(values, states, shape)

    def alone(self) -> Column:
        """Give the one value that is wanted here; a range of several is a bad value."""
        if self.states.size == 1:
            return Column(self.values, self.states, None)
        return Column(self.values[:1], np.array([IS_VALUE], dtype=np.uint8), None)

    def least(self, least: float) -> Column:
        """Mark what is below a bound as out of range."""
        return self._marked(self.values < least)

    def most(self, most: float) -> Column:
        """Mark what is above a bound as out of range."""
        return self._marked(self.values > most)

    def or_else(self, value: object) -> Column:
        """Put a value where an optional argument is blank."""
        blank = self.states == IS_BLANK
        values = self.values.copy()
        values[blank] = value
        return Column(values, np.where(blank, FINE, self.states).astype(np.uint8), self.shape)

    def _marked(self, outside: NDArray[np.bool_]) -> Column:
        states = np.where((self.states == FINE) & outside, IS_NUM, self.states).astype(np.uint8)
        return Column(self.values, states, self.shape)


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
        return Column(np.zeros(1, dtype=dtype), np.array([IS_VALUE], dtype=np.uint8), None)
    if not flat:
        flat, shape = [None], None
    quick = plain(flat) if plain else None
    if quick:
        return Column(*quick, shape)
    values = np.zeros(len(flat), dtype=dtype)
    states = np.zeros(len(flat), dtype=np.uint8)
    for place, cell in enumerate(flat):
        states[place] = state_of(cell)
        if states[place] == FINE:
            try:
                values[place] = read(cell)
            except OverflowError:
                states[place] = IS_NUM
            except (ValueError, TypeError, ArithmeticError):
                states[place] = IS_VALUE
    return Column(values, states, shape)


def state_of(cell: Cell) -> int:
    """Tell whether a cell is blank or holds an error, before it is read."""
    if cell is None:
        return IS_BLANK
    if isinstance(cell, str):
        return _STATE_OF.get(cell.strip(), FINE)
    return STATE_OF_CODE.get(cell, FINE) if type(cell) is int else FINE
