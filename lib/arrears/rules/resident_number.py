"""Resident identity numbers: 15 and 18 digits of one person made one, and which fail their date or check digit (GB 11643)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.rules.texts import Texts
    from arrears.units import Flags

_LONG, _SHORT = 18, 15
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8).astype(np.uint32)
_ZERO, _NINE, _X = ord("0"), ord("9"), ord("X")
_LEAP_DAY, _FEBRUARY, _MONTHS = 29, 2, 12
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0], dtype=np.int64)


def resident_numbers(texts: Texts) -> tuple[Texts, Flags]:
    """Give resident numbers in their form of 18 characters, and tell which cannot be right.

    Parameters
    ----------
    texts : array of str, shape (n,)
        Numbers in capitals without blanks; what has neither 15 nor 18 characters, or letters in it, is none of a resident and stays.

    Returns
    -------
    array of str, shape (n,)
        A number of 15 digits has the century and the check digit put in: births before 2000 only had such numbers.
    bool array of shape (n,)
        Where a number has the form of a resident's and no such birth date, or another check digit.

    References
    ----------
    GB 11643-1999; ISO 7064 MOD 11-2.

    Examples
    --------
    >>> numbers, wrong = resident_numbers(np.array(["320102650304211", "320102196503042115", "320102196503042116", "H1234567"]))
    >>> numbers.tolist(), wrong.tolist()
    (['320102196503042115', '320102196503042115', '320102196503042116', 'H1234567'], [False, False, True, False])
    """
    numbers = np.asarray(texts, dtype=np.str_)
    wrong = np.zeros(numbers.shape, dtype=np.bool_)
    if numbers.size == 0:
        return numbers, wrong
    numbers = numbers.astype(f"U{max(_LONG, numbers.dtype.itemsize // 4)}")
    length = np.strings.str_len(numbers)
    short = (length == _SHORT) & _all_digits(numbers, _SHORT)
    if short.any():
        old = _points(numbers[short], _SHORT)
        century = np.frombuffer(b"19", dtype=np.uint8).astype(np.uint32)
        body = np.hstack([old[:, :6], np.tile(century, (len(old), 1)), old[:, 6:]])
        whole = np.ascontiguousarray(np.column_stack([body, _check(body)]))
        numbers[short] = whole.view(f"U{_LONG}")[:, 0]
    long = short | ((length == _LONG) & _all_digits(numbers, _LONG - 1) & _ends_right(numbers))
    points = _points(numbers[long], _LONG)
    wrong[long] = (_check(points[:, :-1]) != points[:, -1]) | ~_is_date(points[:, 6:14].astype(np.int64) - _ZERO)
    return numbers, wrong


def _points(numbers: NDArray[np.str_], length: int) -> NDArray[np.uint32]:
    cut = np.ascontiguousarray(numbers.astype(f"U{length}"))
    return cut.view(np.uint32).reshape(cut.size, length)


def _all_digits(numbers: NDArray[np.str_], length: int) -> Flags:
    points = _points(numbers, length)
    digits: Flags = np.logical_and.reduce((points >= _ZERO) & (points <= _NINE), axis=1)
    return digits


def _ends_right(numbers: NDArray[np.str_]) -> Flags:
    last = _points(numbers, _LONG)[:, -1]
    right: Flags = ((last >= _ZERO) & (last <= _NINE)) | (last == _X)
    return right


def _check(body: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Give the check character of each number's first 17."""
    sums = (body.astype(np.int64) - _ZERO) @ _WEIGHTS
    checks: NDArray[np.uint32] = _CHECKS[sums % _CHECKS.size]
    return checks


def _is_date(digits: NDArray[np.int64]) -> Flags:
    year = digits[:, :4] @ np.array([1000, 100, 10, 1])
    month, day = digits[:, 4] * 10 + digits[:, 5], digits[:, 6] * 10 + digits[:, 7]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    most = np.where((month == _FEBRUARY) & leap, _LEAP_DAY, _DAYS[np.minimum(month, _MONTHS + 1)])
    return (day >= 1) & (day <= most)
