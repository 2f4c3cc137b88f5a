"""What became of a promise to pay: pending, kept, partial, broken or withdrawn (policy ``promise``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.rules.reversal import net_of_reversals, refuse_excess

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.units import Codes, Dates, Fen, Flags

OUTCOMES = ("pending", "kept", "partial", "broken", "withdrawn")
"""What a code of `promise_outcome` means."""
PENDING, KEPT, PARTIAL, BROKEN, WITHDRAWN = range(5)

_NEVER = np.datetime64("9999-12-31", "D")
_ALWAYS = np.datetime64("0001-01-01", "D")
_INT64_ROOM = 2**63


class Promises(NamedTuple):
    """Promises of many customers, one row a promise, in any order.

    Attributes
    ----------
    customer : int array of shape (n,)
        Position of the customer, from 0.
    amount : int64 array of shape (n,)
        What was promised, in fen.
    due_on : datetime64[D] array of shape (n,)
        The promised day.
    made_on : datetime64[D] array of shape (n,)
        Earlier payments do not count; ``NaT`` where the day is not known.
    withdrawn_on : datetime64[D] array of shape (n,)
        Later payments do not count; ``NaT`` while the promise stands.
    """

    customer: Codes
    amount: Fen
    due_on: Dates
    made_on: Dates
    withdrawn_on: Dates


class Received(NamedTuple):
    """Payments of many customers, one row a payment, in any order.

    Attributes
    ----------
    customer : int array of shape (k,)
        Position of the customer.
    day : datetime64[D] array of shape (k,)
        The day of the payment.
    amount : int64 array of shape (k,)
        In fen; below 0 what was taken back of earlier ones.
    reverses : intp array of shape (k,), optional
        As for `arrears.rules.reversal.net_of_reversals`.
    """

    customer: Codes
    day: Dates
    amount: Fen
    reverses: NDArray[np.intp] | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """What the payments did for the promises.

    Attributes
    ----------
    paid : int64 array of shape (n,)
        What was paid on each promise, in fen.
    unused : int64 array of shape (k,)
        What of each payment served no promise, in fen.
    """

    paid: Fen
    unused: Fen


def promise_outcome(
    promised: Fen, due_on: Dates, paid: Fen, as_of: np.datetime64, grace_days: int, threshold: Fraction
) -> Codes:
    """Judge promises by what was paid on them.

    Parameters
    ----------
    promised, paid : int64 array of shape (n,)
        In fen.
    due_on : datetime64[D] array of shape (n,)
        The promised days.
    as_of : datetime64[D]
        The day on which they are judged.
    grace_days : int
        Days after the promised day on which money still counts; up to the last of them a promise is pending.
    threshold : Fraction
        The share of the promised amount, 0 to 1, that keeps a promise.

    Returns
    -------
    int array of shape (n,)
        Positions in `OUTCOMES`.

    Raises
    ------
    ValueError
        If an amount is negative or nothing was promised, a day is missing, or the grace or the threshold is out of range.

    References
    ----------
    RULES: promise; grace and threshold are the house's (HOUSE-PROMISE).

    Examples
    --------
    >>> from fractions import Fraction
    >>> due = np.array(["2026-03-10"] * 4, "M8[D]")
    >>> codes = promise_outcome(
    ...     np.full(4, 100_00), due, np.array([0, 1, 99_99, 100_00]), np.datetime64("2026-03-11"), 0, Fraction(1)
    ... )
    >>> [OUTCOMES[code] for code in codes]
    ['broken', 'partial', 'partial', 'kept']
    """
    _check_terms(promised, due_on, grace_days, threshold)
    if (paid < 0).any():
        raise ValueError(f"what was paid must not be negative; one is {paid.min()} fen; book a refund apart")
    late: Flags = as_of > due_on + grace_days
    outcome: Codes = np.select([reaches(paid, promised, threshold), ~late, paid > 0], [KEPT, PENDING, PARTIAL], BROKEN)
    return outcome


def match_payments(promises: Promises, received: Received, as_of: np.datetime64, grace_days: int) -> Matched:
    """Match each customer's payments to the customer's promises, first in, first out.

    The promise that is due first is served first (of one day: the one made first), by the earliest payments that lie between
    the day on which it was made and the last day on which money counts for it. No fen serves two promises.

    Parameters
    ----------
    promises, received : Promises, Received
        Flat tables of all customers.
    as_of : datetime64[D]
        Payments after this day are not seen.
    grace_days : int
        Days after the promised day on which money still counts.

    Returns
    -------
    Matched
        Paid on each promise, and left over of each payment.

    Raises
    ------
    ValueError
        If nothing was promised, more is taken back than was paid, a day is missing, or the grace is negative.

    References
    ----------
    RULES: promise.

    Examples
    --------
    80.00 come in for two promises of 50.00: the second is 20.00 short.

    >>> none = np.array(["NaT", "NaT"], "M8[D]")
    >>> due = np.array(["2026-03-10", "2026-03-20"], "M8[D]")
    >>> two = Promises(np.array([0, 0]), np.array([50_00, 50_00]), due, none, none)
    >>> paid = Received(np.array([0]), np.array(["2026-03-09"], "M8[D]"), np.array([80_00]))
    >>> match_payments(two, paid, np.datetime64("2026-03-31"), 0).paid
    array([5000, 3000])
    """
    _check_terms(promises.amount, promises.due_on, grace_days)
    if np.isnat(received.day).any():
        raise ValueError("a payment has no day; give every payment its date")
    seen = np.where(received.day <= as_of, received.amount, 0)
    net = net_of_reversals(received.customer, received.day, seen, received.reverses)
    refuse_excess(net)
    if (promises.made_on > promises.due_on).any():
        place = int(np.flatnonzero(promises.made_on > promises.due_on)[0])
        raise ValueError(
            f"promise {place + 1} was made on {promises.made_on[place]}, after its due day {promises.due_on[place]}; correct one"
        )
    opens = np.where(np.isnat(promises.made_on), _ALWAYS, promises.made_on)
    ends = np.where(np.isnat(promises.withdrawn_on), _NEVER, promises.withdrawn_on)
    closes = np.minimum(np.minimum(promises.due_on + grace_days, ends), as_of)
    queue = np.lexsort((opens, promises.due_on, promises.customer))
    turn = _turn(promises.customer[queue])
    in_line = np.lexsort((received.day, received.customer))
    customer, day = received.customer[in_line], received.day[in_line]
    # What comes later is not seen: no promise is open for it.
    left = np.where(received.day <= as_of, net.left, np.maximum(received.amount, 0))[in_line]
    paid = np.zeros_like(promises.amount)
    # One round serves every customer's next promise at once; there are as many rounds as one customer has promises.
    for rank in range(int(turn.max(initial=-1)) + 1):
        now = queue[turn == rank]
        mine = np.flatnonzero(np.isin(customer, promises.customer[now]))
        served = now[np.searchsorted(promises.customer[now], customer[mine])]
        counts = (opens[served] <= day[mine]) & (day[mine] <= closes[served])
        offered = np.where(counts, left[mine], 0)
        before = _earlier_of_same(served, offered)
        taken = np.clip(promises.amount[served] - before, 0, offered)
        left[mine] -= taken
        np.add.at(paid, served, taken)
    unused = np.empty_like(left)
    unused[in_line] = left
    return Matched(paid=paid, unused=unused)


def promise_outcomes(
    promises: Promises, received: Received, as_of: np.datetime64, grace_days: int, threshold: Fraction
) -> tuple[Codes, Matched]:
    """Match payments to promises and judge every promise, withdrawn ones too.

    Parameters
    ----------
    promises, received, as_of, grace_days
        As `match_payments` takes them.
    threshold : Fraction
        As `promise_outcome` takes it.

    Returns
    -------
    outcome : int array of shape (n,)
        Positions in `OUTCOMES`; a promise that was kept before it was withdrawn stays kept.
    matched : Matched
        The money behind it.

    Raises
    ------
    ValueError
        As `match_payments` and `promise_outcome` do.

    Examples
    --------
    >>> from fractions import Fraction
    >>> day = lambda text: np.array([text], "M8[D]")
    >>> one = Promises(np.array([0]), np.array([50_00]), day("2026-03-10"), day("2026-03-01"), day("2026-03-05"))
    >>> none = Received(np.array([], int), np.array([], "M8[D]"), np.array([], np.int64))
    >>> codes, _ = promise_outcomes(one, none, np.datetime64("2026-03-31"), 0, Fraction(1))
    >>> OUTCOMES[codes[0]]
    'withdrawn'
    """
    matched = match_payments(promises, received, as_of, grace_days)
    outcome = promise_outcome(promises.amount, promises.due_on, matched.paid, as_of, grace_days, threshold)
    gone = (promises.withdrawn_on <= as_of) & (outcome != KEPT)
    return np.where(gone, WITHDRAWN, outcome), matched


def reaches(paid: Fen, promised: Fen, threshold: Fraction) -> Flags:
    """Tell where a payment reaches the share of a promise that keeps it; compared exactly, without rounding.

    Examples
    --------
    >>> from fractions import Fraction
    >>> reaches(np.array([89_99, 90_00]), np.array([100_00, 100_00]), Fraction(9, 10))
    array([False,  True])
    """
    largest = max(int(paid.max(initial=0)), int(promised.max(initial=0)))
    # Rare and large: Python's own integers do not overflow.
    kind = np.int64 if largest * threshold.denominator < _INT64_ROOM else object
    kept = paid.astype(kind) * threshold.denominator >= promised.astype(kind) * threshold.numerator
    return np.asarray(kept, dtype=np.bool_)


def _turn(customer: Codes) -> NDArray[np.intp]:
    """Give each promise's place in its customer's queue, from 0; the customers come sorted."""
    place = np.arange(customer.size)
    first = np.ones(customer.size, dtype=np.bool_)
    first[1:] = customer[1:] != customer[:-1]
    return place - np.maximum.accumulate(np.where(first, place, 0))


def _earlier_of_same(group: Codes, amount: Fen) -> Fen:
    """Give what earlier rows of the same group offered; a group's rows come together."""
    running = np.cumsum(amount) - amount
    first = np.ones(group.size, dtype=np.bool_)
    first[1:] = group[1:] != group[:-1]
    start = np.maximum.accumulate(np.where(first, np.arange(group.size), 0))
    earlier: Fen = running - running[start]
    return earlier


def _check_terms(promised: Fen, due_on: Dates, grace_days: int, threshold: Fraction | None = None) -> None:
    if (promised <= 0).any():
        raise ValueError(
            f"a promise must be of more than 0; one is of {promised.min()} fen; leave it out or correct it"
        )
    if np.isnat(due_on).any():
        raise ValueError("a promise has no promised day; give every promise its date")
    if grace_days < 0:
        raise ValueError(f"grace days must not be negative; they are {grace_days}; give 0 for no grace")
    if threshold is not None and not 0 < threshold <= 1:
        raise ValueError(f"the threshold must be above 0 and at most 1; it is {threshold}; 1 asks for the whole amount")
