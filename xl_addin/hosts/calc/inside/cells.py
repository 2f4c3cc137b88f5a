"""Cells on their way between Calc and the worker."""

from __future__ import annotations

import struct
from typing import Any, TypeAlias

Rows: TypeAlias = tuple[tuple[Any, ...], ...]
"""Rows of cells: numbers and texts."""
_QUIET_NAN = 0x7FF8 << 48


def _error(code: int) -> float:
    return float(struct.unpack("<d", struct.pack("<Q", _QUIET_NAN | code))[0])


VALUE = _error(519)
ERRORS: dict[object, float] = {"#VALUE!": VALUE, "#NUM!": _error(503), "#N/A": _error(32767)}
"""Calc keeps an error inside a matrix as a number that is none, with the error's code in its lowest bits."""


def as_rows(answer: dict[str, Any]) -> Rows:
    """Give the worker's answer as UNO takes it; where it has none, #VALUE!."""
    rows = answer.get("rows")
    if not rows or not rows[0]:
        return ((VALUE,),)
    if answer["errors"]:
        return tuple(tuple(ERRORS.get(cell, cell) for cell in row) for row in rows)
    return tuple(map(tuple, rows))
