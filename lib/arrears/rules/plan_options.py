"""Which of the possible repayment plans are put side by side (policy ``plan_options``, rule CN-70a)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Codes, Days, Fen, Flags

OPTIONS = ("shortest", "lowest_cost", "lowest_payment")
"""What each column of `choose_options` stands for."""


def fits(highest_payment: Fen, affordable: Fen) -> Flags:
    """Tell which plans a household can pay: no instalment is above the amount.

    Parameters
    ----------
    highest_payment : int64 array of shape (n, k)
        The highest instalment of k plans for each of n households, in fen.
    affordable : int64 array of shape (n,)
        What each household can pay a month, in fen.

    Returns
    -------
    bool array of shape (n, k)

    Examples
    --------
    >>> fits(np.array([[500_00, 500_01]]), np.array([500_00]))
    array([[ True, False]])
    """
    payable: Flags = highest_payment <= affordable[:, np.newaxis]
    return payable


def choose_options(periods: Days, highest_payment: Fen, total_cost: Fen, affordable: Fen) -> Codes:
    """Choose three plans for each household out of k possible ones.

    Parameters
    ----------
    periods : int64 array of shape (k,)
        Instalments of each possible plan.
    highest_payment, total_cost : int64 array of shape (n, k)
        The highest instalment of each plan, and its interest and fees in all, in fen.
    affordable : int64 array of shape (n,)
        What each household can pay a month, in fen.

    Returns
    -------
    int array of shape (n, 3)
        Positions of the plans, in the order of `OPTIONS`: the shortest and the cheapest of the plans that fit, -1 where
        none does; and the plan with the lowest instalment, whether it fits or not. Of two equal ones the cheaper or
        shorter, then the first.

    Raises
    ------
    ValueError
        If there is no plan to choose from, the shapes do not agree, or an amount is negative.

    References
    ----------
    CN-70a limits how long a plan may be; guideline item C5.

    Examples
    --------
    A household that can pay 600.00 a month, and three plans.

    >>> months = np.array([6, 12, 24])
    >>> payment, cost = np.array([[1000_00, 550_00, 300_00]]), np.array([[50_00, 90_00, 180_00]])
    >>> choose_options(months, payment, cost, np.array([600_00]))
    array([[1, 1, 2]])
    """
    shape = (affordable.size, periods.size)
    if not periods.size or highest_payment.shape != shape or total_cost.shape != shape:
        raise ValueError(
            f"give at least one plan, and payment and cost of each plan for each household, of shape {shape}; "
            f"they have {highest_payment.shape} and {total_cost.shape}"
        )
    if (affordable < 0).any():
        raise ValueError(f"what can be paid must not be negative; one is {affordable.min()} fen; give 0 for nothing")
    payable = fits(highest_payment, affordable)
    months = np.broadcast_to(periods, shape)
    every = np.ones_like(payable)
    columns = [
        _first_least(payable, months, total_cost),
        _first_least(payable, total_cost, months),
        _first_least(every, highest_payment, months),
    ]
    return np.stack(columns, axis=1)


def _first_least(allowed: Flags, key: NDArray[np.int64], then: NDArray[np.int64]) -> Codes:
    """Give the first allowed position with the least key, and of those the least second key; -1 where none is allowed."""
    never = np.iinfo(np.int64).max
    least = np.where(allowed, key, never).min(axis=1, keepdims=True)
    tied = allowed & (key == least)
    return np.where(allowed.any(axis=1), np.argmin(np.where(tied, then, never), axis=1), -1)
