"""Numbers of identity cards, telephones and bank cards that are well formed and belong to nobody that we know of.

- **Identity cards** have a true check digit and a division code that the standard GB/T 2260 lists, but only the codes of
  whole cities (ending in 00): a card is issued under the code of a district or county.
- **Telephones** have a prefix that is in use and the digits 0000 after it. That block is this library's own choice, as no
  block for fiction is set aside in China: do not dial them.
- **Bank cards** begin with 62000000, which payment simulators use for UnionPay test cards, and have a true check digit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.training.draws import scattered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.training.draws import Words
    from arrears.units import Dates, Flags

_PHONE_PREFIXES = (
    *(134, 135, 136, 137, 138, 139, 150, 151, 152, 157, 158, 159, 182, 183, 187, 188, 198),
    *(130, 131, 132, 155, 156, 166, 175, 176, 185, 186),
    *(133, 153, 173, 177, 180, 181, 189, 191, 199),
)
_PHONE_BLOCK = "0000"
_PHONE_TAILS = 10_000
_TEST_CARDS = "62000000"
_CARD_DIGITS = 7
_ORDERS = 500
"""Order numbers 000 to 999 of one place and day: even ones for women, odd ones for men."""
_ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
"""GB 11643-1999, 2 ** (18 - place) modulo 11."""
_ID_CHECKS = np.array(list("10X98765432"))
_ZERO = ord("0")


def id_numbers(division: NDArray[np.int64], born: Dates, female: Flags) -> Words:
    """Make identity card numbers, no two alike while a place and day has order numbers left.

    Parameters
    ----------
    division : int64 array of shape (n,)
        Six-digit division codes.
    born : datetime64[D] array of shape (n,)
        Birthdays.
    female : bool array of shape (n,)
        Sex, which the order number's parity tells.

    Returns
    -------
    str array of shape (n,)

    Examples
    --------
    >>> id_numbers(np.array([130100]), np.array(["1985-03-15"], dtype="datetime64[D]"), np.array([True])).tolist()
    ['130100198503156308']
    """
    day = np.strings.replace(born.astype(str), "-", "")
    place_and_day = np.strings.add(division.astype(str), day)
    key = place_and_day.astype(np.int64)
    order = 2 * ((key + _rank_within(key)) % _ORDERS) + ~female
    first17 = np.strings.add(place_and_day, _padded(order, 3))
    check = _ID_CHECKS[_digits(first17, len(_ID_WEIGHTS)) @ _ID_WEIGHTS % 11]
    return np.strings.add(first17, check)


def phones(size: int) -> Words:
    """Make mobile numbers in the block that this library keeps for invented people.

    Examples
    --------
    >>> phones(2).tolist()
    ['13400000000', '13500007919']
    """
    row = np.arange(size)
    prefix = np.array(_PHONE_PREFIXES).astype(str)[row % len(_PHONE_PREFIXES)]
    tails = scattered(size // len(_PHONE_PREFIXES) + 1, _PHONE_TAILS)[row // len(_PHONE_PREFIXES)]
    tails = (tails + scattered(len(_PHONE_PREFIXES), _PHONE_TAILS)[row % len(_PHONE_PREFIXES)]) % _PHONE_TAILS
    return np.strings.add(np.strings.add(prefix, _PHONE_BLOCK), _padded(tails, 4))


def cards(size: int) -> Words:
    """Make card numbers of 16 digits in the simulators' range.

    Examples
    --------
    >>> cards(2).tolist()
    ['6200000000000005', '6200000000079199']
    """
    first15 = np.strings.add(_TEST_CARDS, _padded(scattered(size, 10**_CARD_DIGITS), _CARD_DIGITS))
    digits = _digits(first15, len(_TEST_CARDS) + _CARD_DIGITS)
    # Luhn (ISO/IEC 7812-1): from the right, the first digit before the check digit is doubled, and every second one on.
    doubled = 2 * digits[:, ::2]
    total = (doubled // 10 + doubled % 10).sum(axis=1) + digits[:, 1::2].sum(axis=1)
    return np.strings.add(first15, (-total % 10).astype(str))


def _rank_within(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count equal keys from 0 in the order in which they come."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.searchsorted(ordered, ordered, side="left")
    rank = np.empty_like(keys)
    rank[order] = np.arange(keys.size) - first
    return rank


def _padded(numbers: NDArray[np.int64], width: int) -> Words:
    return np.strings.zfill(numbers.astype(str), width)


def _digits(texts: Words, width: int) -> NDArray[np.int64]:
    """Take texts of digits, all of one width, apart: one row a text."""
    codes = texts.astype(f"U{width}").view(np.uint32).reshape(texts.size, width)
    return codes.astype(np.int64) - _ZERO
