"""The instalment that pays a balance back: float first, exact where a float cannot tell which way to round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from arrears.rules.schedule.rounding import nearest_whole, quotient

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.rules.schedule.block import Block
    from arrears.units import Fen, Flags

_ULP = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Value at the last due date, all times one scale: of 1 lent, of the instalments for each 1, and of 1 left over."""

    lent: NDArray[Any]
    instalments: NDArray[Any]
    scale: NDArray[Any]


def level_payment(block: Block) -> Fen:
    """Give the first instalment after the grace, rounded as the terms say.

    Its exact value is (lent - balloon) / instalments, all valued at the last due date with each period's simple
    rate. Floats carry a known relative error; a plan whose value lies nearer to a rounding boundary than that is
    computed again in whole numbers of any size.

    Returns
    -------
    int64 array of shape (plans,)
        Fen, a multiple of the terms' `level_multiple_fen`.
    """
    terms, every_plan = block.terms, np.arange(block.terms.periods.size)
    growth = _growth(block)
    sums = _sums(block, every_plan, growth, np.broadcast_to(1.0, growth.shape))
    balance = block.amortised.astype(np.float64)
    balloon = terms.balloon_fen.astype(np.float64)
    scale = sums.instalments * terms.level_multiple_fen
    whole, distance = nearest_whole((balance * sums.lent - balloon) / scale, terms.level_rounding)
    # Each step rounds at most three times; all terms but the balloon's are sums of positive numbers.
    error = (balance * sums.lent + balloon) / scale * _ULP * (6 * len(block.live) + 16)
    doubtful = np.flatnonzero(distance <= error)
    payment = whole.astype(np.int64)
    if doubtful.size:
        payment[doubtful] = _exactly(block, doubtful)
    level: Fen = payment * terms.level_multiple_fen
    return level


def _growth(block: Block) -> NDArray[np.float64]:
    # Periods that are all alike are views of one row: divide it once.
    rows = slice(1) if block.numerator.strides[0] == 0 else slice(None)
    rate = block.numerator[rows].astype(np.float64) / block.denominator[rows].astype(np.float64)
    return np.broadcast_to(1 + rate, block.numerator.shape)


def _exactly(block: Block, plans: NDArray[np.intp]) -> NDArray[Any]:
    terms = block.terms
    numerator = block.numerator[:, plans].astype(object)
    denominator = block.denominator[:, plans].astype(object)
    sums = _sums(block, plans, numerator + denominator, denominator)
    due = block.amortised[plans] * sums.lent - terms.balloon_fen[plans].astype(object) * sums.scale
    return quotient(due, sums.instalments * terms.level_multiple_fen, terms.level_rounding)


def _sums(block: Block, plans: NDArray[np.intp], upper: NDArray[Any], lower: NDArray[Any]) -> _Sums:
    """Run the periods' growth factors ``upper / lower`` through the plans, whose periods fall."""
    terms = block.terms
    periods, grace = terms.periods[plans], terms.grace[plans]
    lent, scale = (np.ones(plans.size, dtype=upper.dtype) for _ in range(2))
    instalments = np.zeros(plans.size, dtype=upper.dtype)
    rises, step_upper, step_lower = _steps(block, plans, upper.dtype)
    has_grace, rising = block.has_grace, block.rises
    if rising:
        lent *= step_lower**rises
    # Plans that have instalment k: the first ones, since their periods fall.
    for k, live in enumerate(np.searchsorted(-periods, -np.arange(int(periods.max()))).tolist()):
        growth, unit = upper[k, :live], lower[k, :live]
        pays: Flags | bool = True
        if has_grace:
            pays = grace[:live] <= k
            growth, unit = np.where(pays, growth, 1), np.where(pays, unit, 1)
        lent[:live] *= growth
        scale[:live] *= unit
        paid = scale[:live] * pays
        if rising:
            risen = np.maximum(k - grace[:live], 0) // terms.step_every
            paid *= step_upper[:live] ** risen * step_lower[:live] ** (rises[:live] - risen)
        instalments[:live] *= growth
        instalments[:live] += paid
    return _Sums(lent, instalments, scale)


def _steps(
    block: Block, plans: NDArray[np.intp], dtype: np.dtype[Any]
) -> tuple[NDArray[np.int64], NDArray[Any], NDArray[Any]]:
    """Give how often each plan's instalment rises, and the factor of one rise as two numbers."""
    rate, terms = block.terms.step_rate, block.terms
    rises = (terms.periods[plans] - terms.grace[plans] - 1) // terms.step_every
    upper = (rate.numerator + rate.denominator)[plans].astype(dtype)
    lower = rate.denominator[plans].astype(dtype)
    if dtype != np.dtype(object):
        upper, lower = upper / lower, np.ones_like(lower)
    return rises, upper, lower
