"""Split payments over the instalments of plans (policy ``instalment_allocation``, rule HOUSE-INSTALMENTS).

Each charge (penalty, fee, interest or principal of an instalment) has its own due date, which decides whether it is past
due, due or paid in advance. Whole fen are moved and nothing is rounded; where a payment in advance is spread evenly, the
fen that do not divide go to the earliest instalments. What no charge takes is left over.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.rules.allocation import waterfall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from arrears.units import Codes, Dates, Fen, Flags

INSTALMENT_PARTS = ("penalty", "fee", "interest", "principal")
"""What an instalment consists of; `Charges.part` holds positions in it."""
STATUSES = ("past_due", "due", "in_advance")
"""Where a charge's due date lies on the day of a payment; `charge_status` gives positions in it."""
_IN_ADVANCE = 2


class Processing(StrEnum):
    """What is finished first."""

    INSTALMENT = "instalment"
    """One instalment after the other, whether due or not."""
    HORIZONTAL = "horizontal"
    """All that is past due, then all that is due, then what is in advance; in each, one instalment after the other."""
    VERTICAL = "vertical"
    """One place of the order after the other, over all instalments."""


class Future(StrEnum):
    """Which instalments a payment in advance settles."""

    NEXT = "next"
    LAST = "last"
    EVENLY = "evenly"


class Charges(NamedTuple):
    """Unpaid charges of many accounts, one row a charge, in any order.

    Attributes
    ----------
    account : int64 array of shape (m,)
        Position of the account among the payments, 0 to n - 1.
    instalment : int64 array of shape (m,)
        Number of the instalment, rising with time.
    part : int array of shape (m,)
        Position in `INSTALMENT_PARTS`.
    due_date : datetime64[D] array of shape (m,)
        The charge's own due date.
    due : int64 array of shape (m,)
        What is unpaid, in fen.
    """

    account: NDArray[np.int64]
    instalment: NDArray[np.int64]
    part: Codes
    due_date: Dates
    due: Fen


def order_ranks(order: Sequence[str]) -> NDArray[np.int64]:
    """Give the place of each status and part in an order.

    Parameters
    ----------
    order : sequence of str
        Either the four parts (the status does not matter), or each status with each part, such as
        ``past_due_penalty``; first paid first.

    Returns
    -------
    int64 array of shape (3, 4)
        Place by status and part, 0 first.

    Raises
    ------
    ValueError
        If the order does not name each once.

    Examples
    --------
    >>> order_ranks(("penalty", "fee", "interest", "principal"))[0]
    array([0, 1, 2, 3])
    """
    full = [f"{status}_{part}" for status in STATUSES for part in INSTALMENT_PARTS]
    if sorted(order) == sorted(INSTALMENT_PARTS):
        places = [order.index(part) for part in INSTALMENT_PARTS] * len(STATUSES)
    elif sorted(order) == sorted(full):
        places = [order.index(name) for name in full]
    else:
        raise ValueError(
            f"an order must name {', '.join(INSTALMENT_PARTS)} once each, or each of them as past_due_, due_ and "
            f"in_advance_; it is {', '.join(order)}"
        )
    return np.array(places, dtype=np.int64).reshape(len(STATUSES), len(INSTALMENT_PARTS))


def charge_status(due_date: Dates, paid_on: Dates) -> Codes:
    """Tell whether charges are past due, due or in advance on a day.

    Parameters
    ----------
    due_date, paid_on : datetime64[D] arrays of one shape
        Each charge's own due date, and the day of payment.

    Returns
    -------
    int array of the same shape
        Positions in `STATUSES`.

    Examples
    --------
    >>> days = np.array(["2026-01-09", "2026-01-10", "2026-01-11"], dtype="datetime64[D]")
    >>> charge_status(days, np.full(3, np.datetime64("2026-01-10")))
    array([0, 1, 2])
    """
    status: Codes = (due_date >= paid_on).astype(np.intp) + (due_date > paid_on)
    return status


def allocate_to_instalments(
    payment: Fen,
    paid_on: Dates,
    charges: Charges,
    ranks: NDArray[np.int64],
    processing: Processing = Processing.HORIZONTAL,
    future: Future = Future.NEXT,
) -> Fen:
    """Split one payment an account over the account's unpaid charges.

    Parameters
    ----------
    payment : int64 array of shape (n,)
        Payment of each account, in fen.
    paid_on : datetime64[D] array of shape (n,)
        Day of each payment.
    charges : Charges
        The unpaid charges.
    ranks : int64 array of shape (3, 4) or (n, 3, 4)
        The order, as `order_ranks` gives it; one for all or one an account.
    processing : Processing
        What is finished first.
    future : Future
        Which instalments a payment in advance settles; only ``next`` goes with one instalment after the other.

    Returns
    -------
    int64 array of shape (m,)
        What each charge gets, in fen, in the order of `charges`; the rest of a payment is left over.

    Raises
    ------
    ValueError
        If an amount is negative, a date is missing, an account has no payment, or the settings contradict each other.

    References
    ----------
    HOUSE-INSTALMENTS; the strategies are those of Apache Fineract's payment allocation.

    Examples
    --------
    100.00 of principal fall due on 1 January and on 1 February; 150.00 is paid on 10 January.

    >>> days = np.array(["2026-01-01", "2026-02-01"], dtype="datetime64[D]")
    >>> principal = Charges(np.array([0, 0]), np.array([1, 2]), np.array([3, 3]), days, np.array([100_00, 100_00]))
    >>> order = order_ranks(("penalty", "fee", "interest", "principal"))
    >>> allocate_to_instalments(np.array([150_00]), np.array(["2026-01-10"], dtype="datetime64[D]"), principal, order)
    array([10000,  5000])
    """
    _require(payment, paid_on, charges)
    if processing == Processing.INSTALMENT and future != Future.NEXT:
        raise ValueError(f"one instalment after the other goes with future = next; it is {future}")
    status = charge_status(charges.due_date, paid_on[charges.account])
    by_account = np.broadcast_to(ranks, (len(payment), len(STATUSES), len(INSTALMENT_PARTS)))
    rank = by_account[charges.account, status, charges.part]
    stage = _stage(processing, by_account, charges, status, rank)
    backwards = (status == _IN_ADVANCE) & (future == Future.LAST)
    turn = np.where(backwards, -charges.instalment, charges.instalment)
    order = np.lexsort((charges.due_date, rank, turn, stage, charges.account))
    account, due = charges.account[order], charges.due[order]
    paid = waterfall(payment, account, due)
    if future == Future.EVENLY:
        later = status[order] == _IN_ADVANCE
        keys = np.stack([account[later], stage[order][later], charges.instalment[order][later]])
        paid[later] = _spread_stages(paid[later], keys, due[later])
    result = np.empty_like(paid)
    result[order] = paid
    return result


def spread_evenly(amount: Fen, group: NDArray[np.int64], most: Fen) -> Fen:
    """Spread one amount a group evenly over its members, none above its most.

    Parameters
    ----------
    amount : int64 array of shape (g,)
        Amount of each group, in fen.
    group : int64 array of shape (m,)
        Group of each member, 0 to g - 1, rising.
    most : int64 array of shape (m,)
        The most that each member takes, in fen; what it cannot take goes to the others.

    Returns
    -------
    int64 array of shape (m,)
        What each member gets, in fen; fen that do not divide go to the first members.

    Examples
    --------
    >>> spread_evenly(np.array([100]), np.array([0, 0, 0]), np.array([50, 20, 50]))
    array([40, 20, 40])
    >>> spread_evenly(np.array([11]), np.array([0, 0]), np.array([50, 50]))
    array([6, 5])
    """
    order = np.lexsort((most, group))
    cap = most[order]
    first, after = (np.searchsorted(group, group, side=side) for side in ("left", "right"))
    before = np.cumsum(cap) - cap
    # From the smallest up: a member is filled if an even share of what remains would fill it.
    filled = cap * (after - np.arange(len(group))) <= amount[group] - (before - before[first])
    full = np.empty(len(group), dtype=np.bool_)
    full[order] = filled
    settled, takers = np.zeros_like(amount), np.zeros_like(amount)
    np.add.at(settled, group[full], most[full])
    np.add.at(takers, group[~full], 1)
    share, rest = np.divmod(amount - settled, np.maximum(takers, 1))
    open_before: Fen = np.cumsum(~full) - ~full
    has_odd_fen: Flags = open_before - open_before[first] < rest[group]
    return np.where(full, most, share[group] + has_odd_fen)


def _stage(
    processing: Processing, by_account: NDArray[np.int64], charges: Charges, status: Codes, rank: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Give what is finished before any of the next is paid."""
    if processing == Processing.INSTALMENT:
        return np.zeros_like(rank)
    if processing == Processing.VERTICAL:
        return rank
    # An order that names no status finishes what is past due, then what is due, then what is in advance.
    stage: NDArray[np.int64] = by_account.min(axis=2)[charges.account, status] * len(STATUSES) + status
    return stage


def _spread_stages(paid: Fen, keys: NDArray[np.int64], due: Fen) -> Fen:
    """Spread what each stage of each account got over its instalments; then over each instalment's charges in order.

    `keys` has a row each for account, stage and instalment, sorted.
    """
    if not len(paid):
        return paid
    new_instalment = np.append(True, (keys[:, 1:] != keys[:, :-1]).any(axis=0))
    new_stage = np.append(True, (keys[:2, 1:] != keys[:2, :-1]).any(axis=0))
    starts = np.flatnonzero(new_instalment)
    stage_of_instalment = (np.cumsum(new_stage) - 1)[starts]
    shares = spread_evenly(
        np.add.reduceat(paid, np.flatnonzero(new_stage)), stage_of_instalment, np.add.reduceat(due, starts)
    )
    return waterfall(shares, np.cumsum(new_instalment) - 1, due)


def _require(payment: Fen, paid_on: Dates, charges: Charges) -> None:
    if len({len(column) for column in charges}) != 1:
        raise ValueError("the columns of charges must have one length, one row a charge")
    if np.isnat(paid_on).any() or np.isnat(charges.due_date).any():
        raise ValueError("a date is missing (NaT); every payment needs its day and every charge its due date")
    unknown: Flags = (charges.account < 0) | (charges.account >= len(payment))
    if unknown.any():
        raise ValueError(f"account {charges.account[unknown][0]} has no payment; there are {len(payment)}")
