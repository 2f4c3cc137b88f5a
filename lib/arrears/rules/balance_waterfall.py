"""From the overdue balance at the beginning to that at the end: new, charged, paid, cured, rolled, left and written off."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.rules.bands import BandCodes
    from arrears.units import Codes, Fen, Flags

STEPS = ("opening", "new", "charged", "paid", "cured", "rolled", "left", "written_off", "closing")
"""Columns of a waterfall. Opening + new + charged - paid - cured + rolled - left - written off = closing."""


class Balances(NamedTuple):
    """The same accounts on two days, and what happened between.

    Attributes
    ----------
    opening, closing : int64 array of shape (n,)
        Balance in fen, 0 where the account is not there.
    band_before, band_after : int array of shape (n,)
        Band; 0 is not overdue, and -1 not there.
    paid, written_off : int64 array of shape (n,)
        In fen.
    """

    opening: Fen
    closing: Fen
    band_before: BandCodes | Codes
    band_after: BandCodes | Codes
    paid: Fen
    written_off: Fen


def balance_waterfall(accounts: Balances, bands: int) -> NDArray[np.int64]:
    """Explain the change of the overdue balance of each band, to the fen.

    Parameters
    ----------
    accounts : Balances
    bands : int
        How many bands there are, the first being not overdue.

    Returns
    -------
    int64 array of shape (bands, 9)
        One row a band, columns as in `STEPS`; row 0 is empty, as nothing in it is overdue. An account's payments, charges,
        cure, write-off and loss stand in the band that it began in, a new account's in the band that it is in at the end.
        ``charged`` is what balances grew by beside: interest, fees and purchases, or less where they were waived. ``left`` is
        what went off the list unpaid. ``rolled`` adds up to 0.

    Raises
    ------
    ValueError
        If a payment or write-off is negative, or an account that is not there has a balance.

    References
    ----------
    RULES, practice "measures".

    Examples
    --------
    100.00 overdue, of which 30.00 are paid and 1.00 interest is charged; it rolls from the first band to the second.

    >>> one = Balances(*(np.array([value]) for value in (10000, 7100, 1, 2, 3000, 0)))
    >>> balance_waterfall(one, bands=3)[:, [0, 2, 3, 5, 8]]
    array([[    0,     0,     0,     0,     0],
           [10000,   100,  3000, -7100,     0],
           [    0,     0,     0,  7100,  7100]])
    """
    _check(accounts)
    before, after = accounts.band_before.astype(np.int64), accounts.band_after.astype(np.int64)
    late_before, late_after = before > 0, after > 0
    out = accounts.paid + accounts.written_off
    rest = accounts.opening - out
    gone = late_before & (after < 0)
    still = late_before & (after >= 0)
    cured = late_before & (after == 0)
    new = late_after & ~late_before
    flow = np.zeros((bands, len(STEPS)), dtype=np.int64)

    def book(step: str, band: NDArray[np.int64], rows: Flags, amount: Fen) -> None:
        np.add.at(flow[:, STEPS.index(step)], band[rows], amount[rows])

    book("opening", before, late_before, accounts.opening)
    book("closing", after, late_after, accounts.closing)
    book("charged", before, still, accounts.closing - rest)
    # What was paid above the balance of an account that is gone must have been charged in between.
    book("charged", before, gone, np.maximum(-rest, 0))
    book("left", before, gone, np.maximum(rest, 0))
    book("cured", before, cured, accounts.closing)
    book("new", after, new, accounts.closing + out)
    for step, amount in (("paid", accounts.paid), ("written_off", accounts.written_off)):
        book(step, before, late_before, amount)
        book(step, after, new, amount)
    moved = late_before & late_after & (before != after)
    book("rolled", before, moved, -accounts.closing)
    book("rolled", after, moved, accounts.closing)
    return flow


def _check(accounts: Balances) -> None:
    if (accounts.paid < 0).any() or (accounts.written_off < 0).any():
        raise ValueError("payments and write-offs must not be negative; leave a reversed payment out")
    for balance, band in ((accounts.opening, accounts.band_before), (accounts.closing, accounts.band_after)):
        if balance[band < 0].any():
            raise ValueError("an account that is not there has no balance; give 0 for it, or its band")
