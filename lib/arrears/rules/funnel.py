"""How many cases go from each step of collection to the next: listed, attempted, reached, promised, paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Fen, Flags


class Funnel(NamedTuple):
    """What is left at each step.

    Attributes
    ----------
    through : int64 array of shape (k,)
        Cases that took this step and every step before it; never more than at the step before.
    amount : int64 array of shape (k,)
        What is owed on them, in fen.
    beside : int64 array of shape (k,)
        Cases that took this step but left one before it out, such as who pays without having been reached.
    """

    through: NDArray[np.int64]
    amount: Fen
    beside: NDArray[np.int64]


def funnel(taken: Flags, owed: Fen) -> Funnel:
    """Count the cases that are left at each step.

    Parameters
    ----------
    taken : bool array of shape (n, k)
        Which case took which step, in the order of the steps.
    owed : int64 array of shape (n,)
        What is owed on each case, in fen.

    Returns
    -------
    Funnel

    Raises
    ------
    ValueError
        If the steps are not one row a case.

    References
    ----------
    RULES, practice "measures": contact, right party, promise, kept.

    Examples
    --------
    Two are called, one of them promises; the third pays by itself.

    >>> counted = funnel(np.array([[True, True, True], [True, True, False], [True, False, True]]), np.array([100, 200, 400]))
    >>> counted.through, counted.amount, counted.beside
    (array([3, 2, 1]), array([700, 300, 100]), array([0, 0, 1]))
    """
    if taken.ndim != 2 or taken.shape[0] != owed.shape[0]:  # noqa: PLR2004  # cases by steps
        raise ValueError(f"steps must have one row a case; they have the shape {taken.shape} for {owed.shape[0]} cases")
    through = np.logical_and.accumulate(taken, axis=1)
    return Funnel(
        through.sum(axis=0, dtype=np.int64),
        np.where(through, owed[:, np.newaxis], 0).sum(axis=0, dtype=np.int64),
        (taken & ~through).sum(axis=0, dtype=np.int64),
    )
