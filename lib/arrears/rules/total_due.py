"""What is due on a case in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from arrears.units import Fen, Flags

_LARGEST = 2**61


def total_due(parts: Fen, parts_known: Flags, statement_balance: Fen, statement_known: Flags) -> Fen:
    """Add principal, interest and late fee; where the principal is not known, take the statement's balance.

    Parameters
    ----------
    parts : int64 array of shape (n, 3)
        Principal, interest and late fee in fen.
    parts_known : bool array of shape (n, 3)
        Where a part is known; an unknown interest or fee counts as nothing.
    statement_balance : int64 array of shape (n,)
        Balance of the statement in fen, which has interest and fees in it.
    statement_known : bool array of shape (n,)
        Where it is known.

    Returns
    -------
    int64 array of shape (n,)
        Total due in fen.

    Raises
    ------
    ValueError
        If neither principal nor statement balance is known, or an amount is beyond what can be added exactly;
        the message counts the rows and names the first, from 0.

    Examples
    --------
    >>> parts = np.array([[1000_00, 20_00, 5_00], [0, 20_00, 0]])
    >>> known = np.array([[True, True, False], [False, True, True]])
    >>> total_due(parts, known, np.array([0, 800_00]), np.array([False, True]))
    array([102000,  80000])
    """
    has_principal = parts_known[:, 0]
    neither = np.flatnonzero(~has_principal & ~statement_known)
    if neither.size:
        raise ValueError(
            f"{neither.size} rows have neither principal nor statement balance, the first is row {neither[0]}; fill in one"
        )
    counted = np.where(parts_known, parts, 0)
    statement = np.where(statement_known, statement_balance, 0)
    extremes = [int(f(a, initial=0)) for a in (counted, statement) for f in (np.max, np.min)]
    if max(map(abs, extremes)) >= _LARGEST:
        raise ValueError(f"an amount of {max(extremes, key=abs)} fen is too large to be added exactly; check its unit")
    total: Fen = np.where(has_principal, counted.sum(axis=1, dtype=np.int64), statement)
    return total
