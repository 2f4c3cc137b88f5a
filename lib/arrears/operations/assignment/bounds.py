"""How fair an assignment can be at all, one measure at a time: bounds that nobody beats, and loads that reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.operations.assignment.linear_program import Program

if TYPE_CHECKING:
    from arrears.operations.assignment.linear_program import Floats
    from arrears.units import Flags

_NEAR = 1e-7


def least_deviation(mass: Floats, eligible: Flags, share: Floats, most: Floats | None = None) -> float:
    """Give the smallest possible largest deviation from a fair load, over every assignment, whole or in parts.

    Only who may take whom matters to one measure alone, so that this small program is the exact relaxation.

    Parameters
    ----------
    mass : float64 array of shape (s,)
        Sum of the measure over the customers of each requirement.
    eligible : bool array of shape (s, k)
        Who may take them.
    share : float64 array of shape (k,)
        Fair part of each collector; 0 for the absent.
    most : float64 array of shape (k,), optional
        Most that each can take, in the unit of the mass.

    Returns
    -------
    float
        As a share of a fair load.

    Examples
    --------
    Two collectors; three quarters of the work need the first, who takes half as much again as is fair.

    >>> round(least_deviation(np.array([75.0, 25.0]), np.array([[True, False], [True, True]]), np.array([0.5, 0.5])), 6)
    0.5
    """
    placed = eligible.any(axis=1) & (mass > 0)
    total = float(mass[placed].sum())
    if total <= 0:
        return 0.0
    program = Program()
    row, who = np.nonzero(eligible & placed[:, np.newaxis])
    given = program.add_columns(np.zeros(row.size), np.inf)
    (largest,) = program.add_columns(np.ones(1))
    part = np.where(placed, mass / total, 0.0)
    whole = program.add_rows(part, part)
    program.add_entries(whole[row], given, 1.0)
    there = np.flatnonzero(share > 0)
    for sign in (1.0, -1.0):
        fair = program.add_rows(np.full(share.size, -np.inf), sign * share)
        program.add_entries(fair[who], given, sign)
        program.add_entries(fair[there], np.full(there.size, largest), -share[there])
    if most is not None:
        room = program.add_rows(np.full(share.size, -np.inf), most / total)
        program.add_entries(room[who], given, 1.0)
    return max(program.solve().cost, 0.0)


def fairest_loads(mass: Floats, eligible: Flags, share: Floats) -> Floats:
    """Give loads that are as fair as who may take what lets them be: the heaviest as light as can be, then the next.

    Where everybody may take enough of everything, that is each one's fair part. Where the only speakers of a language are
    overloaded, they are so equally, and all others share the rest.

    Parameters
    ----------
    mass, eligible, share
        As in `least_deviation`.

    Returns
    -------
    float64 array of shape (k,)
        They add up to the mass that somebody may take.

    Examples
    --------
    >>> may = np.array([[True, False, False], [True, True, True]])
    >>> fairest_loads(np.array([60.0, 40.0]), may, np.full(3, 1 / 3)).round(6)
    array([60., 20., 20.])
    """
    placed = eligible.any(axis=1) & (mass > 0)
    total = float(mass[placed].sum())
    fair, open_ones = np.zeros(share.size), share > 0
    if total <= 0:
        return fair
    part = np.where(placed, mass / total, 0.0)
    # Each round settles at least one collector, and mostly all of them.
    while open_ones.any():
        level = (1 - fair.sum()) / share[open_ones].sum()
        least, tight = _heaviest(part, eligible & placed[:, np.newaxis], share, fair, open_ones)
        if least <= level + _NEAR or not tight.any():
            tight, least = open_ones, level
        fair[tight] = least * share[tight]
        open_ones = open_ones & ~tight
    return fair * total


def _heaviest(part: Floats, may: Flags, share: Floats, fair: Floats, open_ones: Flags) -> tuple[float, Flags]:
    """Give the least possible heaviest load of those who are not settled, and who must bear it."""
    program = Program()
    row, who = np.nonzero(may)
    given = program.add_columns(np.zeros(row.size))
    (heaviest,) = program.add_columns(np.ones(1))
    whole = program.add_rows(part, part)
    program.add_entries(whole[row], given, 1.0)
    below = program.add_rows(np.full(share.size, -np.inf), np.where(open_ones, 0.0, fair + _NEAR))
    program.add_entries(below[who], given, 1.0)
    free = np.flatnonzero(open_ones)
    program.add_entries(below[free], np.full(free.size, heaviest), -share[free])
    solved = program.solve()
    return solved.cost, open_ones & (solved.prices[below] < -_NEAR)
