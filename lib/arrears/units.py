"""What arrays hold, and the few exact conversions between units.

Inside the library an amount is a whole number of fen (1 yuan = 100 fen) in an int64 array; yuan appear only where people
read or type. A rate is an exact fraction: what a person types as 0.0005 is 1/2000, not the nearest binary number.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Fen: TypeAlias = NDArray[np.int64]
"""Amounts in fen."""
Days: TypeAlias = NDArray[np.int64]
"""Whole days."""
Dates: TypeAlias = NDArray[np.datetime64]
"""Calendar days, ``datetime64[D]``; ``NaT`` where a day is not known."""
Flags: TypeAlias = NDArray[np.bool_]
"""One truth value a row."""
Codes: TypeAlias = NDArray[np.intp]
"""Positions in a tuple of labels; -1 where there is none."""

FEN_IN_YUAN = 100
_INT64_ROOM = 2**62


def exact_fraction(rate: float | str | Decimal | Fraction) -> Fraction:
    """Give a rate as the exact fraction that a person meant by its shortest decimal form.

    Raises
    ------
    ValueError
        If the rate is not a finite number.

    Examples
    --------
    >>> exact_fraction(0.0005)
    Fraction(1, 2000)
    >>> exact_fraction("0.0824") / 12
    Fraction(103, 15000)
    """
    if isinstance(rate, Fraction):
        return rate
    try:
        # A float is read through its shortest decimal form: 0.1 was typed as one tenth.
        return Fraction(Decimal(str(rate)))
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise ValueError(f"a rate must be a finite number, such as 0.0005; it is {rate!r}") from error


def divide_half_up(numerator: NDArray[np.int64], denominator: int) -> NDArray[np.int64]:
    """Divide whole numbers and round halves away from zero.

    Examples
    --------
    >>> divide_half_up(np.array([5, 4, -5, 15]), 10)
    array([ 1,  0, -1,  2])
    """
    if denominator <= 0:
        raise ValueError(f"the denominator must be positive; it is {denominator}")
    magnitude = (2 * np.abs(numerator) + denominator) // (2 * denominator)
    quotient: NDArray[np.int64] = np.sign(numerator) * magnitude
    return quotient


def times_fraction_half_up(amount: NDArray[np.int64], fraction: Fraction) -> NDArray[np.int64]:
    """Multiply whole numbers by an exact fraction and round halves away from zero, once.

    Parameters
    ----------
    amount : int64 array
        Any shape; fen, or fen times days.
    fraction : Fraction
        The exact multiplier.

    Returns
    -------
    int64 array of the same shape
        Exact even where the product would not fit 64 bits.

    Raises
    ------
    OverflowError
        If a result itself does not fit 64 bits.

    Examples
    --------
    Interest of one day on 10,000.00 yuan at 0.05 % a day is 5.00 yuan.

    >>> times_fraction_half_up(np.array([10_000_00]), Fraction(5, 10_000))
    array([500])
    """
    amount = np.asarray(amount, dtype=np.int64)
    largest = int(np.abs(amount).max(initial=0))
    if 2 * largest * abs(fraction.numerator) + fraction.denominator < _INT64_ROOM:
        return divide_half_up(amount * fraction.numerator, fraction.denominator)
    # Rare and large: Python's own integers do not overflow; int64 takes the result or raises OverflowError.
    wide = divide_half_up(amount.astype(object) * fraction.numerator, fraction.denominator)
    return np.array(wide, dtype=np.int64)


def fen(yuan: Decimal | float | str) -> int:
    """Give one amount in yuan as fen, rounded half up at the text edge.

    Raises
    ------
    ValueError
        If it is not a finite number.

    Examples
    --------
    >>> fen("1234.565"), fen(0.005), fen(-0.005)
    (123457, 1, -1)
    """
    try:
        amount = Decimal(str(yuan)) * FEN_IN_YUAN
        return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise ValueError(f"an amount must be a finite number of yuan, such as 1234.56; it is {yuan!r}") from error


def yuan(amount_fen: int) -> Decimal:
    """Give one amount in fen as yuan with two places.

    Examples
    --------
    >>> str(yuan(123450)), str(yuan(-5))
    ('1234.50', '-0.05')
    """
    return Decimal(int(amount_fen)).scaleb(-2)
