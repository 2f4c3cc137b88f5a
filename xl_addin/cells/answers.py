"""What goes back to a worksheet: typed results as cells, one for each cell of the first argument, or a table.

Blank in, blank out; a bad value gives ``#VALUE!``, a number out of range ``#NUM!``, nothing found ``#N/A``: never a message
in a cell, never an exception, never a number that is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from arrears.errors import PolicyError
from arrears.units import FEN_IN_YUAN
from xl_addin.cells.columns import FINE, IS_BLANK, States
from xl_addin.cells.refusals import note
from xl_addin.cells.serials import SERIAL_ZERO, days_later

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from xl_addin.cells.columns import Cell, Column, Shape

    Kernel = Callable[..., Any]

Result: TypeAlias = Any
"""A cell, or rows of cells."""

BLANK, VALUE, NUM, NA = "", "#VALUE!", "#NUM!", "#N/A"
SHOWN = (None, BLANK, VALUE, NUM, NA)
LONGEST_IN_TABLE = 255
"""Excel makes one ``#VALUE!`` of a whole table in which a text is longer."""
_MS_IN_DAY = 86_400_000


def each(kernel: Kernel, first: Column, *others: Column, show: Callable[[Any], list[Cell]]) -> Result:
    """Run a rule over cells: the result has the shape of the first argument.

    Where the first argument is a single value and another one a range, such as one principal over several terms, the result
    has the shape of that range.

    Parameters
    ----------
    kernel : callable
        Takes one array an argument, all of one length, and sees only rows whose cells are all fine. Where it refuses a row
        (`ValueError`), that row alone becomes ``#NUM!``; where no rule was in force (`PolicyError`), all do ``#N/A``.
    first, others : Column
        The arguments; a single value serves every row.
    show : callable
        Turns the kernel's result into cells, one a row.
    """
    shape = _shape((first, *others))
    return _shaped(_evaluated(kernel, (first, *others), show, shape), shape)


def each_row(
    kernel: Kernel, width: int, first: Column, *others: Column, show: Callable[[Any], list[list[Cell]]]
) -> Result:
    """Run a rule over cells that gives several cells for each: one row of the result a cell of the first argument."""
    cells = _evaluated(kernel, (first, *others), show, _shape((first, *others)))
    return [cell if isinstance(cell, list) else [cell] * width for cell in cells]


def one_answer(kernel: Kernel, *arguments: Column) -> Result:
    """Run what gives one figure or one table: it sees the arguments' single values, if all of them are fine."""
    state = _worst([argument.alone().states for argument in arguments])[0]
    if state != FINE:
        return SHOWN[state]
    try:
        return kernel(*(argument.values[0] for argument in arguments))
    except PolicyError as error:
        note(NA, error)
        return NA
    except (ValueError, OverflowError) as error:
        note(NUM, error)
        return NUM


def answer_ranges(kernel: Kernel, *arguments: Column) -> Result:
    """Run what gives one figure or one table from whole ranges: it sees their values, if all cells are fine."""
    states = np.concatenate([argument.states for argument in arguments])
    worst = states.max(initial=IS_BLANK) if (states > IS_BLANK).any() else states.max()
    if worst != FINE:
        return SHOWN[worst]
    try:
        return kernel(*(argument.values for argument in arguments))
    except PolicyError as error:
        note(NA, error)
        return NA
    except (ValueError, OverflowError) as error:
        note(NUM, error)
        return NUM


def as_yuan(fen: NDArray[np.int64]) -> list[Cell]:
    """Show fen as yuan.

    >>> as_yuan(np.array([123456, -5]))
    [1234.56, -0.05]
    """
    return (fen / FEN_IN_YUAN).tolist()  # type: ignore[no-any-return]  # numpy's stubs say Any


def as_is(values: NDArray[Any]) -> list[Cell]:
    """Show numbers, texts and truth values as they are."""
    return values.tolist()  # type: ignore[no-any-return]  # same


def as_finite(values: NDArray[np.float64]) -> list[Cell]:
    """Show numbers, and what is none as out of range."""
    return [value if np.isfinite(value) else NUM for value in values.tolist()]


def as_serials(days: NDArray[np.datetime64]) -> list[Cell]:
    """Show days as date serials.

    >>> as_serials(np.array(["2026-01-31"], dtype="datetime64[D]"))
    [46053]
    """
    return ((days.astype("datetime64[D]") - SERIAL_ZERO).astype(np.int64) - days_later()).tolist()  # type: ignore[no-any-return]  # same


def as_moments(times: NDArray[np.datetime64]) -> list[Cell]:
    """Show times as serials with a part of a day; a time that is not known is nothing found."""
    since = (times.astype("datetime64[ms]") - SERIAL_ZERO.astype("datetime64[ms]")).astype(
        np.int64
    ) / _MS_IN_DAY - days_later()
    return [NA if unknown else serial for serial, unknown in zip(since.tolist(), np.isnat(times).tolist(), strict=True)]


def _shape(columns: Sequence[Column]) -> Shape:
    """Give the shape of the first argument, or of the first range where that one is a single value."""
    if columns[0].states.size > 1:
        return columns[0].shape
    return next((column.shape for column in columns if column.states.size > 1), columns[0].shape)


def _evaluated(kernel: Kernel, columns: Sequence[Column], show: Callable[[Any], list[Any]], shape: Shape) -> list[Any]:
    try:
        spread = [column.spread(shape) for column in columns]
    except ValueError:
        note(VALUE, "shapes")
        return [VALUE] * (shape[0] * shape[1] if shape else 1)
    states = _worst([column.states for column in spread])
    rows = np.flatnonzero(states == FINE)
    cells: list[Any] = [SHOWN[state] for state in states.tolist()]
    for part, result in _settled(kernel, [column.values for column in spread], rows):
        shown = [result] * part.size if isinstance(result, str) else show(result)
        for place, cell in zip(part.tolist(), shown, strict=True):
            cells[place] = cell
    return cells


def _settled(kernel: Kernel, values: list[NDArray[Any]], rows: NDArray[np.intp]) -> list[tuple[NDArray[np.intp], Any]]:
    """Run the rule on all rows; where it refuses, on halves, until the bad rows stand alone."""
    if not rows.size:
        return []
    try:
        return [(rows, kernel(*(column[rows] for column in values)))]
    except PolicyError as error:
        note(NA, error)
        return [(rows, NA)]
    except (ValueError, OverflowError) as error:
        if rows.size == 1:
            note(NUM, error)
            return [(rows, NUM)]
        half = rows.size // 2
        return _settled(kernel, values, rows[:half]) + _settled(kernel, values, rows[half:])


def _worst(states: Sequence[States]) -> States:
    """Give each row's first error, else blank if any cell is, else fine."""
    worst = np.zeros_like(states[0])
    for column in reversed(states):
        worst = np.where((column > IS_BLANK) | ((column == IS_BLANK) & (worst <= IS_BLANK)), column, worst)
    return worst


def _shaped(flat: list[Cell], shape: Shape) -> Result:
    if shape is None:
        return flat[0]
    rows, width = shape
    return [flat[row * width : (row + 1) * width] for row in range(rows)]
