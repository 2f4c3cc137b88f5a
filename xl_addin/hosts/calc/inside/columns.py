"""Ranges on their way to the worker and back: whole columns no further than their last value, numbers as bytes."""

from __future__ import annotations

import base64
from array import array
from typing import TYPE_CHECKING, Any

from .cells import ERRORS

if TYPE_CHECKING:
    from .cells import Rows

_LONG = 65_536
"""A range of so many rows reaches to the end of the sheet, or may as well."""
_MANY = 64
"""Ranges of fewer cells are not worth packing."""


def trimmed(arguments: tuple[Any, ...]) -> list[Any]:
    """Cut long ranges after the last row in which any of them holds something.

    >>> whole = (("a",), ("b",)) + (("",),) * 70_000
    >>> trimmed((whole, 5.0, whole[2:])), trimmed((whole[2:],))
    ([(('a',), ('b',)), 5.0, (('',), ('',))], [(('',),)])
    """
    last = 0
    for value in arguments:
        if isinstance(value, tuple) and len(value) >= _LONG:
            last = max(last, _last_filled(value))
    return [value[: max(last, 1)] if isinstance(value, tuple) and len(value) >= _LONG else value for value in arguments]


def _last_filled(rows: Rows) -> int:
    place = len(rows)
    blank = ("",) * len(rows[0])
    while place and rows[place - 1] == blank:
        place -= 1
    return place


def packed(arguments: list[Any]) -> tuple[list[Any], list[str]]:
    """Give the arguments, long columns of numbers among them as the places of their bytes."""
    given: list[Any] = []
    blobs: list[str] = []
    for value in arguments:
        if isinstance(value, tuple) and len(value) >= _MANY and len(value[0]) == 1:
            try:
                numbers = array("d", [cell for (cell,) in value])
            except TypeError:
                pass  # there are texts among them
            else:
                given.append({"column": len(blobs)})
                blobs.append(base64.b64encode(numbers.tobytes()).decode("ascii"))
                continue
        given.append(value)
    return given, blobs


def unpacked(answer: dict[str, Any]) -> Rows | None:
    """Give a column that came packed; None where the answer is in plain rows.

    >>> unpacked({"numbers": base64.b64encode(array("d", [1.0, 2.0]).tobytes()).decode()})
    ((1.0,), (2.0,))
    >>> unpacked({"words": ["M1", "M2"], "codes": base64.b64encode(array("H", [1, 0]).tobytes()).decode()})
    (('M2',), ('M1',))
    """
    if "numbers" in answer:
        numbers = array("d")
        numbers.frombytes(base64.b64decode(answer["numbers"]))
        return tuple(zip(numbers, strict=False))
    if "words" in answer:
        codes = array("H")
        codes.frombytes(base64.b64decode(answer["codes"]))
        words = [ERRORS.get(word, word) for word in answer["words"]]
        return tuple(zip(map(words.__getitem__, codes), strict=False))
    return None
