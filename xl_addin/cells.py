"""What arrives from a worksheet and what goes back: cells to typed columns, columns to cells.

A cell may arrive as a number, text, a date, a date serial, nothing, or an error; a range as rows of cells. Every conversion is
here, so that a worksheet function is one line. Blank in, blank out; a bad value gives ``#VALUE!``, a number out of range
``#NUM!``, nothing found ``#N/A``: never a message in a cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from arrears.tables.amounts import parse_amount
from arrears.tables.dates import FIRST, LAST, parse_date
from arrears.tables.faults import Fault
from arrears.units import fen as to_fen

if TYPE_CHECKING:
    from collections.abc import Callable

Cell: TypeAlias = Any
Cells: TypeAlias = Any
"""A cell, a row of cells, or rows of cells."""
States: TypeAlias = NDArray[np.uint8]
Result: TypeAlias = Any

_T = TypeVar("_T")

BLANK, VALUE, NUM, NA = "", "#VALUE!", "#NUM!", "#N/A"
FINE, IS_BLANK, IS_VALUE, IS_NUM, IS_NA = range(5)
_SHOWN = np.array([None, BLANK, VALUE, NUM, NA], dtype=object)
_STATE_OF = {BLANK: IS_BLANK, VALUE: IS_VALUE, NUM: IS_NUM, NA: IS_NA}
_SERIAL_ZERO = np.datetime64("1899-12-30", "D")
_FIRST_SERIAL, _LAST_SERIAL = ((np.datetime64(day, "D") - _SERIAL_ZERO).astype(int) for day in (FIRST, LAST))
_LARGEST_YUAN = 1e13  # beyond it a float no longer holds every fen
_WHOLE_FEN = 1e-4


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
    shape: tuple[int, int] | None

    def spread(self, shape: tuple[int, int] | None) -> Column:
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


def flatten(cells: Cells) -> tuple[list[Cell], tuple[int, int] | None]:
    """Give the cells one after the other, and the range's shape.

    >>> flatten(1), flatten([1, 2]), flatten([[1], [2]])
    (([1], None), ([1, 2], (1, 2)), ([1, 2], (2, 1)))
    """
    if hasattr(cells, "tolist"):
        cells = cells.tolist()
    if not isinstance(cells, (list, tuple)):
        return [cells], None
    if not cells or not isinstance(cells[0], (list, tuple)):
        return list(cells), (1, len(cells))
    if len({len(row) for row in cells}) != 1:
        raise ValueError("the rows of a range have different lengths")
    return list(chain.from_iterable(cells)), (len(cells), len(cells[0]))


def amounts(cells: Cells) -> Column:
    """Read amounts in yuan as whole fen, halves up."""
    return _read(cells, _amount, "int64", _plain_amounts)


def counts(cells: Cells) -> Column:
    """Read whole numbers; 3.5 is a bad value."""
    return _read(cells, _count, "int64", _plain_counts)


def numbers(cells: Cells) -> Column:
    """Read numbers, such as rates: a text like 18.25% is understood."""
    return _read(cells, _number, "float64", _plain_numbers)


def days(cells: Cells) -> Column:
    """Read days: serials, dates, and text in the usual Chinese and ISO forms."""
    return _read(cells, _day, "datetime64[D]", _plain_days)


def texts(cells: Cells) -> Column:
    """Read text; a whole number is read as its digits."""
    return _read(cells, _text, "object", None)


def one(column: Column, default: Any = None) -> Any:  # noqa: ANN401  # whatever the column holds
    """Give the single value of an argument, or the default where it is blank.

    Raises
    ------
    ValueError
        If it is no single good value.
    """
    if column.states.size != 1 or column.states[0] > IS_BLANK or (column.states[0] == IS_BLANK and default is None):
        raise ValueError("one good value is needed here")
    return default if column.states[0] == IS_BLANK else column.values[0]


def each(
    kernel: Callable[..., NDArray[Any]], first: Column, *others: Column, show: Callable[[NDArray[Any]], list[Cell]]
) -> Result:
    """Run a rule over cells: the result has the shape of the first argument.

    The rule sees only rows whose cells are all fine. Where it refuses a row, that row alone becomes ``#NUM!``.
    """
    try:
        columns = [first, *(other.spread(first.shape) for other in others)]
    except ValueError:
        return VALUE if first.shape is None else _shaped([VALUE] * first.states.size, first.shape)
    states = _worst([column.states for column in columns])
    rows = np.flatnonzero(states == FINE)
    shown = _SHOWN[states]
    for part, result in _settled(kernel, [column.values for column in columns], rows):
        shown[part] = NUM if result is None else _cells(show(result))
    return _shaped(shown.tolist(), first.shape)


def _settled(
    kernel: Callable[..., NDArray[Any]], values: list[NDArray[Any]], rows: NDArray[np.intp]
) -> list[tuple[NDArray[np.intp], NDArray[Any] | None]]:
    """Run the rule on all rows; where it refuses, on halves, until the bad rows stand alone."""
    if not rows.size:
        return []
    try:
        return [(rows, kernel(*(column[rows] for column in values)))]
    except (ValueError, OverflowError):
        if rows.size == 1:
            return [(rows, None)]
        half = rows.size // 2
        return _settled(kernel, values, rows[:half]) + _settled(kernel, values, rows[half:])


def _worst(states: list[States]) -> States:
    """Give each row's first error, else blank if any cell is, else fine."""
    worst = np.zeros_like(states[0])
    for column in reversed(states):
        worst = np.where((column > IS_BLANK) | ((column == IS_BLANK) & (worst <= IS_BLANK)), column, worst)
    return worst


def as_yuan(fen: NDArray[np.int64]) -> list[Cell]:
    """Show fen as yuan."""
    return (fen / 100).tolist()  # type: ignore[no-any-return]


def as_is(values: NDArray[Any]) -> list[Cell]:
    """Show values as they are."""
    return values.tolist()  # type: ignore[no-any-return]


def as_serials(dates: NDArray[np.datetime64]) -> list[Cell]:
    """Show days as date serials."""
    return (dates.astype("datetime64[D]") - _SERIAL_ZERO).astype(np.float64).tolist()  # type: ignore[no-any-return]


def _cells(values: list[Cell]) -> NDArray[Any]:
    cells = np.empty(len(values), dtype=object)
    cells[:] = values
    return cells


def _shaped(flat: list[Cell], shape: tuple[int, int] | None) -> Result:
    if shape is None:
        return flat[0]
    rows, width = shape
    return [flat[row * width : (row + 1) * width] for row in range(rows)]


def _read(
    cells: Cells,
    read: Callable[[Cell], Any],
    dtype: str,
    plain: Callable[[list[Cell]], tuple[NDArray[Any], States] | None] | None,
) -> Column:
    flat, shape = flatten(cells)
    quick = plain(flat) if plain else None
    if quick:
        return Column(*quick, shape)
    values = np.zeros(len(flat), dtype=dtype)
    states = np.zeros(len(flat), dtype=np.uint8)
    for place, cell in enumerate(flat):
        states[place] = _state(cell)
        if states[place] == FINE:
            try:
                values[place] = read(cell)
            except OverflowError:
                states[place] = IS_NUM
            except (ValueError, TypeError, ArithmeticError):
                states[place] = IS_VALUE
    return Column(values, states, shape)


def _state(cell: Cell) -> int:
    if cell is None:
        return IS_BLANK
    if isinstance(cell, str):
        text = cell.strip()
        return _STATE_OF.get(text, IS_VALUE if text.startswith("#") and text.endswith(("!", "?", "/0", "/A")) else FINE)
    return IS_VALUE if isinstance(cell, bool) else FINE


def _plain(flat: list[Cell]) -> NDArray[np.float64] | None:
    """Give the cells as floats if all are numbers or nothing: by far the most usual range, and the quick way through."""
    if not set(map(type, flat)) <= {float, int, NoneType}:
        return None
    try:
        return np.array(flat, dtype=np.float64)
    except OverflowError:
        return None


def _plain_numbers(flat: list[Cell]) -> tuple[NDArray[Any], States] | None:
    found = _plain(flat)
    if found is None:
        return None
    states = np.where(np.isfinite(found), FINE, IS_VALUE).astype(np.uint8)
    if None in flat:
        states[[place for place, cell in enumerate(flat) if cell is None]] = IS_BLANK
    return found, states


def _plain_amounts(flat: list[Cell]) -> tuple[NDArray[Any], States] | None:
    plain = _plain_numbers(flat)
    if plain is None:
        return None
    yuan, states = plain
    yuan = np.where(states == FINE, yuan, 0.0)
    scaled = yuan * 100
    nearest = np.rint(scaled)
    if (np.abs(scaled - nearest) > _WHOLE_FEN).any():
        return None  # parts of a fen: each is rounded by its decimal form, cell by cell
    states[np.abs(yuan) > _LARGEST_YUAN] = IS_NUM
    return np.where(states == FINE, nearest, 0).astype(np.int64), states


def _plain_counts(flat: list[Cell]) -> tuple[NDArray[Any], States] | None:
    plain = _plain_numbers(flat)
    if plain is None:
        return None
    found, states = plain
    found = np.where(states == FINE, found, 0.0)
    whole = np.rint(found)
    states[(whole != found) & (states == FINE)] = IS_VALUE
    states[(np.abs(found) > _LARGEST_YUAN) & (states == FINE)] = IS_NUM
    return np.where(states == FINE, whole, 0).astype(np.int64), states


def _plain_days(flat: list[Cell]) -> tuple[NDArray[Any], States] | None:
    plain = _plain_numbers(flat)
    if plain is None:
        return None
    serials, states = plain
    if ((serials > _LAST_SERIAL) & (states == FINE)).any():
        return None  # numbers such as 20260131 are read one by one
    states[(serials == 0) & (states == FINE)] = IS_BLANK  # an empty cell arrives as 0 from some hosts
    states[(serials < _FIRST_SERIAL) & (states == FINE)] = IS_NUM
    whole = np.where(states == FINE, np.floor(serials), 0).astype(np.int64)
    return _SERIAL_ZERO + whole, states


def _amount(cell: Cell) -> int:
    if isinstance(cell, str):
        return _found(parse_amount(cell))
    amount = to_fen(cell)
    if abs(amount) > _LARGEST_YUAN * 100:
        raise OverflowError(amount)
    return amount


def _found(value: _T | Fault) -> _T:
    if isinstance(value, Fault):
        raise (OverflowError if value.code.endswith("_OUT_OF_RANGE") else ValueError)(value.code)
    return value


def _number(cell: Cell) -> float:
    if isinstance(cell, str):
        text = cell.strip().replace("％", "%").replace(",", "")
        found = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    else:
        found = float(cell)
    if not np.isfinite(found):
        raise ValueError(cell)
    return found


def _count(cell: Cell) -> int:
    found = _number(cell)
    if found != int(found):
        raise ValueError(cell)
    return int(found)


def _day(cell: Cell) -> np.datetime64:
    return np.datetime64(_found(parse_date(cell)), "D")


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
