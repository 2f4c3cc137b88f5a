"""What a household can pay a month, in the structure of the Standard Financial Statement (policy ``affordability``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arrears.units import times_fraction_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.units import Fen, Flags


@dataclass(frozen=True, slots=True)
class Affordable:
    """What is left of an income; every array has shape (n,), amounts are fen.

    Attributes
    ----------
    surplus : int64
        Income less fixed and flexible costs; below 0 where the costs are higher.
    savings : int64
        What stays with the household of a positive surplus.
    amount : int64
        What can be paid: the surplus less the savings, never below 0.
    """

    surplus: Fen
    savings: Fen
    amount: Fen


def affordable(
    income: Fen, fixed: Fen, flexible: Fen, savings_share: Fraction, savings_cap: int | None = None
) -> Affordable:
    """Give the monthly amount that can be paid.

    Parameters
    ----------
    income, fixed, flexible : int64 array of shape (n,)
        Monthly income, fixed costs and flexible costs, in fen.
    savings_share : Fraction
        The share of a positive surplus, 0 to 1, that the household keeps.
    savings_cap : int, optional
        What it keeps at most, in fen; no limit unless given.

    Returns
    -------
    Affordable
        Surplus, savings and the amount.

    Raises
    ------
    ValueError
        If an amount is negative, or the share is none of 0 to 1.

    References
    ----------
    RULES: affordability (Standard Financial Statement); HOUSE-SFS.

    Examples
    --------
    >>> from fractions import Fraction
    >>> month = affordable(np.array([8000_00]), np.array([3000_00]), np.array([2000_00]), Fraction(1, 10))
    >>> month.surplus, month.savings, month.amount
    (array([300000]), array([30000]), array([270000]))
    """
    for what, amounts in (("income", income), ("fixed costs", fixed), ("flexible costs", flexible)):
        if (amounts < 0).any():
            raise ValueError(f"{what} must not be negative; one is {amounts.min()} fen; give costs as positive amounts")
    if not 0 <= savings_share <= 1:
        raise ValueError(f"the savings share must lie between 0 and 1; it is {savings_share}; 0.1 keeps a tenth")
    surplus = income - fixed - flexible
    positive = np.maximum(surplus, 0)
    # HOUSE-SFS: the savings are rounded once, half up to the fen.
    savings = times_fraction_half_up(positive, savings_share)
    if savings_cap is not None:
        savings = np.minimum(savings, savings_cap)
    return Affordable(surplus=surplus, savings=savings, amount=positive - savings)


def stressed(income: Fen, shares: Sequence[Fraction]) -> Fen:
    """Give each income after it fell by each share.

    Parameters
    ----------
    income : int64 array of shape (n,)
        Monthly income, in fen.
    shares : sequence of Fraction
        By which shares it falls, each 0 to 1.

    Returns
    -------
    int64 array of shape (n, number of shares)
        In fen.

    Raises
    ------
    ValueError
        If a share is none of 0 to 1.

    References
    ----------
    HOUSE-SFS.

    Examples
    --------
    >>> from fractions import Fraction
    >>> stressed(np.array([8000_00]), [Fraction(1, 10), Fraction(1, 5)])
    array([[720000, 640000]])
    """
    outside = [share for share in shares if not 0 <= share <= 1]
    if outside:
        raise ValueError(f"an income falls by a share between 0 and 1; one is {outside[0]}; 0.1 is a tenth")
    columns = [income - times_fraction_half_up(income, share) for share in shares]
    falls: Fen = np.stack(columns, axis=1) if columns else np.empty((income.size, 0), dtype=np.int64)
    return falls


def trigger_figures(adults: NDArray[np.int64], children: NDArray[np.int64], figures: Fen) -> Fen:
    """Give the trigger figure of each group of flexible costs for each household.

    Parameters
    ----------
    adults, children : int64 array of shape (n,)
        People of the household; at least one adult.
    figures : int64 array of shape (k, 3)
        For each group, in fen: for the first adult, for each further adult, for each child.

    Returns
    -------
    int64 array of shape (n, k)
        In fen.

    Raises
    ------
    ValueError
        If a household has no adult or a negative number of children.

    References
    ----------
    RULES: affordability; trigger figures are a house table, never law.

    Examples
    --------
    >>> trigger_figures(np.array([2]), np.array([1]), np.array([[1500_00, 1000_00, 800_00]]))
    array([[330000]])
    """
    if (adults < 1).any():
        raise ValueError(f"a household has at least one adult; one has {adults.min()}; count the debtor too")
    if (children < 0).any():
        raise ValueError(f"children must not be negative; one household has {children.min()}; give 0 for none")
    people = np.stack([np.ones_like(adults), adults - 1, children], axis=1)
    triggers: Fen = people @ figures.T
    return triggers


def over_trigger(flexible: Fen, triggers: Fen) -> Flags:
    """Tell which groups of flexible costs lie above their trigger figure, so that a reason is asked for.

    Parameters
    ----------
    flexible, triggers : int64 array of shape (n, k)
        What each household spends on each group, and the group's trigger figure, in fen.

    Returns
    -------
    bool array of shape (n, k)
        A figure met exactly is not above it.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> over_trigger(np.array([[3300_00, 900_01]]), np.array([[3300_00, 900_00]]))
    array([[False,  True]])
    """
    if flexible.shape != triggers.shape:
        raise ValueError(
            f"there must be one trigger figure a group; costs have shape {flexible.shape}, figures {triggers.shape}"
        )
    above: Flags = flexible > triggers
    return above
