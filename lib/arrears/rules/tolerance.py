"""What is left within the tolerance keeps no account open and makes none past due (policy ``tolerance``, rule CN-P5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from arrears.units import Days, Fen, Flags


def within_tolerance(owed: Fen, residue_fen: int) -> Flags:
    """Tell where no more is owed than keeps nothing open.

    Parameters
    ----------
    owed : int64 array of shape (n,)
        What is owed, in fen; a credit balance is below 0.
    residue_fen : int
        Policy value: what may be left.

    Returns
    -------
    bool array of shape (n,)

    Raises
    ------
    ValueError
        If the residue is negative.

    References
    ----------
    CN-P5: a tolerance of at least 10 yuan.

    Examples
    --------
    >>> within_tolerance(np.array([-1, 0, 10_00, 10_01]), 10_00)
    array([ True,  True,  True, False])
    """
    if residue_fen < 0:
        raise ValueError(f"the tolerance must not be negative; it is {residue_fen} fen; give 0 for none (CN-P5)")
    small: Flags = owed <= residue_fen
    return small


def days_of_open(days: Days, owed: Fen, residue_fen: int) -> Days:
    """Give the days past due of what is open: 0 where no more is left than the tolerance.

    Parameters
    ----------
    days : int64 array of shape (n,)
        Days past due by the due date; below 0 where they are not known, which stays so.
    owed : int64 array of shape (n,)
        What is owed, in fen.
    residue_fen : int
        Policy value: what may be left.

    Returns
    -------
    int64 array of shape (n,)

    Raises
    ------
    ValueError
        As `within_tolerance` does.

    Examples
    --------
    >>> days_of_open(np.array([72, 72, -1]), np.array([9_00, 10_01, 9_00]), 10_00)
    array([ 0, 72, -1])
    """
    return np.where(within_tolerance(owed, residue_fen), np.minimum(days, 0), days)
