"""What is left of payments after reversals: each takes back the payment that it names, else the one that it fits, else the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Codes, Dates, Fen

UNNAMED = -1
"""The place of the payment that a reversal takes back, where it names none."""


class Net(NamedTuple):
    """What came of payments and reversals, row by row.

    Attributes
    ----------
    left : int64 array of shape (n,)
        What is left of each payment, in fen; 0 for a reversal.
    excess : int64 array of shape (n,)
        What each reversal takes back beyond everything that was paid before it, in fen; 0 for a payment.
    """

    left: Fen
    excess: Fen


def net_of_reversals(owner: Codes, day: Dates, amount: Fen, reverses: NDArray[np.intp] | None = None) -> Net:
    """Take reversals off the payments of each owner.

    A reversal that names its payment takes that one back. One that names none takes back the latest payment of exactly its amount,
    or else the money that came last. Of one day, payments come before reversals.

    Parameters
    ----------
    owner : int array of shape (n,)
        Whose each row is: a case, a customer or a plan.
    day : datetime64[D] array of shape (n,)
        The day of each row.
    amount : int64 array of shape (n,)
        In fen; a reversal is below 0.
    reverses : intp array of shape (n,), optional
        The place of the payment that each reversal names; `UNNAMED` where it names none, and for payments.

    Returns
    -------
    Net

    Raises
    ------
    ValueError
        If a reversal names a row that is no payment of the same owner.

    References
    ----------
    Booking practice of issuers: a returned payment is booked as a payment of a negative amount.

    Examples
    --------
    400.00 and 100.00 are paid; 400.00 bounce.

    >>> day = np.array(["2026-03-01", "2026-03-02", "2026-03-05"], "M8[D]")
    >>> net_of_reversals(np.array([0, 0, 0]), day, np.array([400_00, 100_00, -400_00])).left
    array([    0, 10000,     0])
    """
    left, back = np.maximum(amount, 0), np.maximum(-amount, 0)
    if not back.any():
        return Net(left, back)
    if reverses is not None:
        _take_named(owner, left, back, reverses)
    for group in (_code(owner, np.maximum(left, back)), owner):
        order = np.lexsort((np.arange(amount.size), amount < 0, day, group))
        order = order[(left[order] > 0) | (back[order] > 0)]
        stays, excess = _last_in_first_out(group[order], left[order], back[order])
        left[order], back[order] = stays, excess
    return Net(left, back)


def refuse_excess(net: Net) -> None:
    """Refuse reversals of more than was paid.

    Raises
    ------
    ValueError
        If a reversal takes back more than was paid before it; the message names the first, counted from 1.

    Examples
    --------
    >>> refuse_excess(Net(np.array([0]), np.array([0])))
    """
    if net.excess.any():
        row = int(np.argmax(net.excess > 0))
        raise ValueError(
            f"the payment in row {row + 1} takes back {net.excess[row] / 100:.2f} more than was paid up to its day; "
            "add the payment that it reverses, or correct its amount or day"
        )


def _take_named(owner: Codes, left: Fen, back: Fen, reverses: NDArray[np.intp]) -> None:
    named = np.flatnonzero((reverses != UNNAMED) & (back > 0))
    target = reverses[named]
    wrong = (owner[target] != owner[named]) | (left[target] == 0)
    if wrong.any():
        raise ValueError(
            f"the reversal in row {named[wrong][0]} names a row that is no payment of the same case; correct what it reverses"
        )
    wanted = np.zeros_like(left)
    np.add.at(wanted, target, back[named])
    over = np.maximum(wanted - left, 0)
    left -= wanted - over
    # What several reversals of one payment take beyond it stands with the last of them.
    last = np.zeros(left.size, dtype=np.intp)
    np.maximum.at(last, target, named)
    back[named] = 0
    back[last[over > 0]] = over[over > 0]


def _code(owner: Codes, amount: Fen) -> NDArray[np.intp]:
    """Give each pair of owner and amount a number."""
    _, by_amount = np.unique(amount, return_inverse=True)
    code: NDArray[np.intp] = owner.astype(np.intp) * (int(by_amount.max(initial=0)) + 1) + by_amount
    return code


def _last_in_first_out(group: NDArray[np.intp], left: Fen, back: Fen) -> tuple[Fen, Fen]:
    """Take what goes back from what came last, in each group; rows come sorted by group and in time.

    The sum that stands after each row falls no lower than 0. What is left of a payment lies between the sum before it and the lowest
    sum that ever stands after it.
    """
    first = np.ones(group.size, dtype=np.bool_)
    first[1:] = group[1:] != group[:-1]
    begins = np.maximum.accumulate(np.where(first, np.arange(group.size), 0))
    running = np.cumsum(left - back)
    running -= (running - (left - back))[begins]
    lowest = np.minimum(_accumulated(running, first), 0)
    level = running - lowest
    excess = -np.diff(lowest, prepend=0)
    excess[first] = -lowest[first]
    before = np.where(first, 0, np.concatenate(([0], level[:-1])))
    last = np.ones(group.size, dtype=np.bool_)
    last[:-1] = first[1:]
    after = _accumulated(level[::-1], last[::-1])[::-1]
    return np.clip(after - before, 0, left), np.where(back > 0, excess, 0)


def _accumulated(values: Fen, first: NDArray[np.bool_]) -> Fen:
    """Give the running minimum of each group of rows."""
    if not values.size:
        return values
    # Ranks lower by group keep each group's minima below those of all groups before it.
    ranks = np.unique(values, return_inverse=True)
    step = np.cumsum(first) * (ranks[0].size + 1)
    lowest = np.minimum.accumulate(ranks[1] - step) + step
    found: Fen = ranks[0][lowest]
    return found
