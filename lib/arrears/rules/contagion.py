"""Contagion: one customer's bad accounts set the class of that customer's other accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from fractions import Fraction

    from arrears.rules.bands import BandCodes
    from arrears.units import Codes, Fen

_INT64_ROOM = 2**62


def spread_class(
    loan_class: BandCodes, customer: Codes, balance: Fen, from_class: int, share_of_total: Fraction
) -> BandCodes:
    """Let the worst class of a customer spread to all accounts of that customer.

    A class spreads if the accounts in it, or in a worse one, hold at least the policy's share of what the customer owes.

    Parameters
    ----------
    loan_class : int8 array of shape (n,)
        Position of each account's own class, mildest first; -1 where not known.
    customer : int array of shape (n,)
        Number of the customer, from 0; -1 where not known, and such an account stays by itself.
    balance : int64 array of shape (n,)
        What is owed on each account, in fen; a credit balance counts as nothing.
    from_class : int
        Mildest class that spreads.
    share_of_total : Fraction
        Policy value of 0 to 1; 0 lets any account of the class spread it.

    Returns
    -------
    int8 array of shape (n,)
        The class after spreading, never milder than the account's own.

    Raises
    ------
    ValueError
        If a customer's total is too large to be weighed exactly.

    References
    ----------
    Policy file contagion.toml (HOUSE-CONTAGION).

    Examples
    --------
    Two accounts of one customer, one of them substandard with a tenth of the total.

    >>> from fractions import Fraction
    >>> own = np.array([1, 2, 1], dtype=np.int8)
    >>> spread_class(own, np.array([0, 0, 1]), np.array([900_00, 100_00, 50_00]), 2, Fraction(1, 10))
    array([2, 2, 1], dtype=int8)
    """
    spread = loan_class.copy()
    known = np.flatnonzero(customer >= 0)
    if known.size == 0:
        return spread
    group, owed = customer[known], np.maximum(balance[known], 0)
    customers = int(group.max()) + 1
    if int(owed.sum(dtype=object)) * max(share_of_total.denominator, 1) >= _INT64_ROOM:
        raise ValueError("the customers' balances are too large to be weighed exactly; check their unit")
    total = _sum_by(group, owed, customers)
    # One step a class, of which a scale has five, not one a row.
    for level in range(from_class, int(loan_class.max()) + 1):
        bad = loan_class[known] >= level
        held = _sum_by(group[bad], owed[bad], customers)
        has_one = np.bincount(group[bad], minlength=customers) > 0
        spreads = has_one & (held * share_of_total.denominator >= total * share_of_total.numerator)
        spread[known] = np.where(spreads[group], np.maximum(spread[known], level), spread[known])
    return spread


def _sum_by(group: Codes, amount: Fen, groups: int) -> Fen:
    total = np.zeros(groups, dtype=np.int64)
    np.add.at(total, group, amount)
    return total
