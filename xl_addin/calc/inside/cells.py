"""Cells on their way between Calc and the worker."""

from __future__ import annotations

import struct
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Rows: TypeAlias = tuple[tuple[Any, ...], ...]
"""Rows of cells: numbers and texts."""
_MOMENT = 2.0

_QUIET_NAN = 0x7FF8 << 48


def _error(code: int) -> float:
    return float(struct.unpack("<d", struct.pack("<Q", _QUIET_NAN | code))[0])


VALUE = _error(519)
ERRORS: dict[object, float] = {"#VALUE!": VALUE, "#NUM!": _error(503), "#N/A": _error(32767)}
"""Calc keeps an error inside a matrix as a number that is none, with the error's code in its lowest bits."""


class Answers:
    """Answers of the worker as UNO takes them; the same call with the same single cells is asked once in a moment.

    In a column of ten thousand cells most due dates and ages come up again; no answer is kept longer than a recalculation may
    take to begin anew, because rules may be edited and days pass.

    Parameters
    ----------
    ask : callable
        From a function's name and its arguments to the worker's answer.
    """

    def __init__(self, ask: Callable[[str, list[Any]], dict[str, Any]]) -> None:
        self._ask = ask
        self._until = 0.0
        self._given: dict[tuple[Any, ...], Rows] = {}

    def get(self, function: str, arguments: tuple[Any, ...]) -> Rows:
        """Give an answer; what was left out arrives as None, a range as a tuple of tuples."""
        now = monotonic()
        if now > self._until:
            self._given.clear()
            self._until = now + _MOMENT
        if any(isinstance(value, tuple) for value in arguments):
            return as_rows(self._ask(function, list(arguments)))
        key = (function, *arguments)
        if key not in self._given:
            self._given[key] = as_rows(self._ask(function, list(arguments)))
        return self._given[key]


def as_rows(answer: dict[str, Any]) -> Rows:
    """Give the worker's answer as UNO takes it; where it has none, #VALUE!."""
    rows = answer.get("rows")
    if not rows or not rows[0]:
        return ((VALUE,),)
    if answer["errors"]:
        return tuple(tuple(ERRORS.get(cell, cell) for cell in row) for row in rows)
    return tuple(map(tuple, rows))
