"""Plans that a household can follow: no debt that grows in silence, no instalment of nothing (HOUSE-PLAN)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.schedule import Limits, Method, Schedules, Terms, build_schedules, exact_rates
from arrears.rules.schedule.rates import exact_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from arrears.units import Flags

_PAID_EACH_TIME = (Method.EQUAL_INSTALMENT, Method.EQUAL_PRINCIPAL, Method.FLAT_FEE, Method.STEP_UP)
"""Methods whose every instalment is paid; interest alone and a balloon may rest on an instalment of 0 at a rate of 0."""


def without_growth(
    terms: Terms, made: Schedules, limits: Limits, gentler: Sequence[Fraction]
) -> tuple[Terms, Schedules]:
    """Give step-up plans whose debt never grows after the grace, by smaller rises where the first do not do.

    Parameters
    ----------
    terms : Terms
        Step-up plans.
    made : Schedules
        Their schedules.
    limits : Limits
        What every plan must keep.
    gentler : sequence of Fraction
        Rises that are tried in turn; without any, a plan whose debt grows is refused.

    Returns
    -------
    terms, made : Terms, Schedules
        The plans with the rises that they have in the end.

    Raises
    ------
    ValueError
        Naming the first plan whose debt grows whichever rise is tried, by how much, and the terms that fit.
    """
    for rise in gentler:
        grows = _grows(terms, made)
        if not grows.any():
            return terms, made
        rates = [rise if one else exact_at(terms.step_rate, row) for row, one in enumerate(grows)]
        terms = replace(terms, step_rate=exact_rates(np.array(rates, dtype=object)))
        made = build_schedules(terms, limits)
    grows = _grows(terms, made)
    if grows.any():
        row = int(np.argmax(grows))
        own = (made.plan == row) & (made.number > terms.grace[row])
        worst = int(made.principal_fen[own].min())
        n = int(terms.periods[row])
        fits = _most(n, lambda fewer: not _grows(*_with(terms, row, fewer, limits)).any())
        remedy = f"at most {fits} instalments fit, or take a smaller step" if fits else "take a smaller step"
        raise ValueError(
            f"plan {row + 1} of {grows.size}: {n} instalments that rise by {terms.step_rate.at(row):g} after every "
            f"{terms.step_every} do not cover the interest at first, so that the debt grows by {-worst / 100:.2f} in one of them "
            f"(HOUSE-PLAN); {remedy}"
        )
    return terms, made


def require_instalments(terms: Terms, made: Schedules, limits: Limits) -> None:
    """Refuse plans of which an instalment rounds to nothing.

    Raises
    ------
    ValueError
        Naming the first such plan, its instalments of 0.00, and the terms that fit.
    """
    empty = _empty(terms, made)
    if not empty.any():
        return
    row = int(np.argmax(empty))
    n, multiple = int(terms.periods[row]), terms.level_multiple_fen
    zero = np.flatnonzero((made.plan == row) & (made.payment_fen == 0) & (made.number > terms.grace[row]))
    numbers = made.number[zero]
    fits = _most(n, lambda fewer: not _empty(*_with(terms, row, fewer, limits)).any())
    remedy = f"at most {fits} instalments fit" if fits else "pay it at once"
    if multiple > 1:
        remedy += f", or round to less than {multiple / 100:.2f}"
    raise ValueError(
        f"plan {row + 1} of {empty.size}: {terms.financed_fen[row] / 100:.2f} over {n} instalments in multiples of "
        f"{multiple / 100:.2f} leaves {numbers.size} of 0.00 (from instalment {numbers[0]} on) (HOUSE-PLAN); {remedy}"
    )


def _with(terms: Terms, row: int, periods: int, limits: Limits) -> tuple[Terms, Schedules]:
    """Give one plan with fewer instalments."""
    own = terms.of(np.array([row]))
    own = replace(own, periods=np.array([periods]), grace=np.minimum(own.grace, periods - 1))
    own = replace(own, interest_free=np.minimum(own.interest_free, periods))
    return own, build_schedules(own, limits)


def _most(n: int, fits: Callable[[int], bool]) -> int:
    """Give the largest smaller number of instalments that fits, 0 if there is none."""
    return next((fewer for fewer in range(n - 1, 0, -1) if fits(fewer)), 0)


def _grows(terms: Terms, made: Schedules) -> Flags:
    """Tell which plans owe more after an instalment than before it, the grace left aside."""
    rows = (made.principal_fen < 0) & (made.number > terms.grace[made.plan])
    return np.bincount(made.plan[rows], minlength=terms.periods.size) > 0


def _empty(terms: Terms, made: Schedules) -> Flags:
    """Tell which plans have an instalment of nothing after their grace."""
    if terms.method not in _PAID_EACH_TIME:
        return np.zeros(terms.periods.size, dtype=bool)
    rows = (made.payment_fen == 0) & (made.number > terms.grace[made.plan])
    return np.bincount(made.plan[rows], minlength=terms.periods.size) > 0
