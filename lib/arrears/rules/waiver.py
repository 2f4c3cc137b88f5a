"""How much of interest and fees a waiver (减免) takes off, and who may approve it (policy ``waiver``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.units import times_fraction_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from arrears.units import Codes, Days, Fen

REFUSALS = ("", "too_early", "interest_share", "fee_share", "amount")
"""Why a waiver is refused; the first means that it is not."""
_GRANTED, _TOO_EARLY, _INTEREST_SHARE, _FEE_SHARE, _AMOUNT = range(5)


class Waived(NamedTuple):
    """What a waiver takes off and leaves, in fen, each of shape (n,).

    Attributes
    ----------
    interest, fees : int64
        Waived of each.
    saved : int64
        Both together.
    left : int64
        What is still to be paid: the whole principal, and the rest of interest and fees.
    """

    interest: Fen
    fees: Fen
    saved: Fen
    left: Fen


def waive(principal: Fen, interest: Fen, fees: Fen, interest_share: Fraction, fee_share: Fraction) -> Waived:
    """Take shares off interest and fees; principal is never waived.

    Parameters
    ----------
    principal, interest, fees : int64 array of shape (n,)
        What is owed, in fen.
    interest_share, fee_share : Fraction
        The shares waived of each, 0 to 1.

    Returns
    -------
    Waived

    Raises
    ------
    ValueError
        If an amount is negative or a share is none of 0 to 1.

    References
    ----------
    HOUSE-WAIVER.

    Examples
    --------
    >>> from fractions import Fraction
    >>> off = waive(np.array([5000_00]), np.array([300_01]), np.array([100_00]), Fraction(1, 2), Fraction(1))
    >>> off.interest, off.fees, off.left
    (array([15001]), array([10000]), array([515000]))
    """
    for what, amounts in (("principal", principal), ("interest", interest), ("fees", fees)):
        if (amounts < 0).any():
            raise ValueError(f"{what} must not be negative; one is {amounts.min()} fen; correct the case")
    for what, share in (("interest", interest_share), ("fees", fee_share)):
        if not 0 <= share <= 1:
            raise ValueError(f"the share of {what} waived must lie between 0 and 1; it is {share}; 0.5 is half")
    # HOUSE-WAIVER: what is waived is rounded once, half up to the fen, in the debtor's favour.
    off_interest = times_fraction_half_up(interest, interest_share)
    off_fees = times_fraction_half_up(fees, fee_share)
    saved = off_interest + off_fees
    return Waived(interest=off_interest, fees=off_fees, saved=saved, left=principal + interest + fees - saved)


def approval_level(
    saved: Fen, share: Fraction, level_shares: Sequence[Fraction], level_amounts: Sequence[int]
) -> Codes:
    """Give the lowest level that may approve each waiver.

    Parameters
    ----------
    saved : int64 array of shape (n,)
        What is waived, in fen.
    share : Fraction
        The higher of the shares waived.
    level_shares, level_amounts : sequences of one length
        Up to which share, and up to which amount in fen, each level may approve; lowest level first.

    Returns
    -------
    int array of shape (n,)
        Position of the level; -1 where no level may.

    Raises
    ------
    ValueError
        If there is not one amount a level.

    References
    ----------
    HOUSE-WAIVER.

    Examples
    --------
    >>> from fractions import Fraction
    >>> levels = [Fraction(1, 5), Fraction(1, 2)], [2000_00, 10000_00]
    >>> approval_level(np.array([2000_00, 2000_01, 10000_01]), Fraction(1, 5), *levels)
    array([ 0,  1, -1])
    """
    if len(level_shares) != len(level_amounts):
        raise ValueError(
            f"there are {len(level_shares)} shares for {len(level_amounts)} amounts; give one of each a level"
        )
    may = np.array([share <= limit for limit in level_shares], dtype=np.bool_)
    able = may[np.newaxis, :] & (saved[:, np.newaxis] <= np.array(level_amounts, dtype=np.int64))
    return np.where(able.any(axis=1), np.argmax(able, axis=1) if able.size else 0, -1)


def refusal(
    days_past_due: Days,
    interest_share: Fraction,
    fee_share: Fraction,
    level: Codes,
    *,
    most_share: Fraction,
    least_days_past_due: int,
) -> Codes:
    """Tell which waivers the limits refuse, and by which limit.

    Parameters
    ----------
    days_past_due : int64 array of shape (n,)
        Of each case.
    interest_share, fee_share : Fraction
        The shares waived.
    level : int array of shape (n,)
        From `approval_level`.
    most_share : Fraction
        The highest share of either that may be waived this way.
    least_days_past_due : int
        Earlier nothing is waived.

    Returns
    -------
    int array of shape (n,)
        Positions in `REFUSALS`; where nothing is to be waived there is nothing to refuse.

    References
    ----------
    HOUSE-WAIVER.

    Examples
    --------
    >>> from fractions import Fraction
    >>> half = Fraction(1, 2)
    >>> codes = refusal(
    ...     np.array([89, 90]), half, half, np.array([0, 0]), most_share=Fraction(4, 5), least_days_past_due=90
    ... )
    >>> [REFUSALS[code] for code in codes]
    ['too_early', '']
    """
    if interest_share == 0 and fee_share == 0:
        return np.full(days_past_due.shape, _GRANTED)
    by_share = _INTEREST_SHARE if interest_share > most_share else _FEE_SHARE if fee_share > most_share else _GRANTED
    by_level = np.where(level < 0, _AMOUNT, _GRANTED)
    within = by_level if by_share == _GRANTED else np.full(days_past_due.shape, by_share)
    return np.where(days_past_due < least_days_past_due, _TOO_EARLY, within)
