"""Equal instalments, 等额本息: principal and interest together stay the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.schedule.block import make_block
from arrears.rules.schedule.checks import require_sound
from arrears.rules.schedule.level import level_payment
from arrears.rules.schedule.target import Target
from arrears.rules.schedule.terms import Terms

if TYPE_CHECKING:
    from arrears.rules.schedule.block import Block
    from arrears.rules.schedule.rates import Rates
    from arrears.rules.schedule.terms import Limits
    from arrears.units import Days, Fen


def target(block: Block) -> Target:
    """Give the instalment that each plan aims at in each period."""
    return Target.the_same(level_payment(block), block, holds_interest=True)


def equal_instalments(principal_fen: Fen, annual_rate: Rates, periods: Days, limits: Limits) -> Fen:
    """Give the equal monthly instalment of each plan, without its schedule.

    Parameters
    ----------
    principal_fen : int64 array of shape (n,)
        What is to be paid back.
    annual_rate : Rates
        Nominal interest a year, one a plan or one for all.
    periods : int64 array of shape (n,)
        Months.
    limits : Limits
        Policy values that every plan must keep.

    Returns
    -------
    int64 array of shape (n,)
        The exact annuity, rounded half up to the fen.

    Raises
    ------
    ValueError
        Naming the first plan that is not sound, its value, the rule and the remedy.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from arrears.rules.schedule import Limits, exact_rates
    >>> limits = Limits(60, "CN-70a", Fraction(1), Fraction(1, 20), "HOUSE-PLAN")
    >>> equal_instalments(np.array([2500_00, 800_00]), exact_rates(0.0824), np.array([12, 6]), limits)
    array([21775, 13656])
    """
    no_date = np.array(["NaT"], dtype="datetime64[D]")
    terms = Terms(principal_fen, annual_rate, periods, no_date).of_one_length()
    require_sound(terms, limits)
    longest_first = np.argsort(-terms.periods, kind="stable")
    instalments = np.empty(terms.periods.size, dtype=np.int64)
    if instalments.size:
        instalments[longest_first] = level_payment(make_block(terms.of(longest_first)))
    return instalments
