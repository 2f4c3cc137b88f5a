"""When an individual instalment agreement may be made, and whether its figures are in order (policy ``agreement_terms``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.rules.instalments import Instalments
    from arrears.units import Dates, Days, Fen, Flags

CONDITIONS = ("unwilling", "within_capacity", "too_long", "first_due_past", "first_due_late", "above_affordable")
"""What each column of `unmet_conditions` means."""


class Periods(NamedTuple):
    """The instalments of n agreements in short.

    Attributes
    ----------
    number : int64 array of shape (n,)
        How many there are.
    first_due, last_due : datetime64[D] array of shape (n,)
        ``NaT`` where there is none.
    in_order : bool array of shape (n,)
        Whether there are any, each has its own day, and each amount is positive.
    highest : int64 array of shape (n,)
        The highest instalment in fen; 0 where there is none.
    """

    number: Days
    first_due: Dates
    last_due: Dates
    in_order: Flags
    highest: Fen


class Proposals(NamedTuple):
    """What is proposed to n holders; every array has shape (n,).

    Attributes
    ----------
    debt, affordable : int64
        What is owed, and what the holder can pay a month, in fen.
    willing : bool
        Whether the holder said to be willing to pay.
    cycle_months : int64
        Months from one instalment to the next.
    begins : datetime64[D]
        The day on which it is to come into force.
    """

    debt: Fen
    affordable: Fen
    willing: Flags
    cycle_months: Days
    begins: Dates


class Limits(NamedTuple):
    """Policy values: the attributes of the records AgreementTerms and PlanOptions that have these names."""

    needs_debt_above_capacity: bool
    capacity_months: int
    needs_willingness: bool
    most_days_to_first_due: int
    most_months: int
    needs_affordable: bool


def periods(instalments: Instalments, agreements: int) -> Periods:
    """Give the instalments of each agreement in short.

    Parameters
    ----------
    instalments : Instalments
        Flat table of all agreements, in any order; ``plan`` is the agreement's position.
    agreements : int
        How many agreements there are.

    Returns
    -------
    Periods

    References
    ----------
    CN-70b: dates and amounts of repayment.

    Examples
    --------
    >>> from arrears.rules.instalments import Instalments
    >>> due = np.array(["2026-02-28", "2026-01-31", "2026-01-31"], "M8[D]")
    >>> short = periods(Instalments(np.array([0, 0, 1]), due, np.array([100, 100, 0])), 2)
    >>> short.number, short.last_due, short.in_order
    (array([2, 1]), array(['2026-02-28', '2026-01-31'], dtype='datetime64[D]'), array([ True, False]))
    """
    order = np.lexsort((instalments.due_date, instalments.plan))
    plan, due = instalments.plan[order], instalments.due_date[order]
    twice = np.zeros(plan.size, dtype=np.bool_)
    twice[1:] = (plan[1:] == plan[:-1]) & (due[1:] == due[:-1])
    bad = np.bincount(plan[twice | np.isnat(due) | (instalments.payment[order] <= 0)], minlength=agreements)
    count = np.bincount(plan, minlength=agreements).astype(np.int64)
    first, last = (np.full(agreements, np.datetime64("NaT"), dtype="M8[D]") for _ in range(2))
    # Sorted, so the last to be written is the agreement's last; backwards, its first. Days that are not known sort last.
    known = ~np.isnat(due)
    last[plan[known]] = due[known]
    first[plan[known][::-1]] = due[known][::-1]
    highest = np.zeros(agreements, dtype=np.int64)
    np.maximum.at(highest, instalments.plan, instalments.payment)
    return Periods(count, first, last, (count > 0) & (bad == 0), highest)


def adds_up(balance: Fen, principal: Fen, interest: Fen, fees: Fen) -> Flags:
    """Tell where the structure of a balance is its sum to the fen, and no part is negative.

    Parameters
    ----------
    balance, principal, interest, fees : int64 array of shape (n,)
        In fen.

    Returns
    -------
    bool array of shape (n,)

    References
    ----------
    CN-70b: balance and structure.

    Examples
    --------
    >>> adds_up(np.array([300, 300]), np.array([200, 200]), np.array([60, 60]), np.array([40, 39]))
    array([ True, False])
    """
    whole: Flags = (balance == principal + interest + fees) & (balance > 0)
    return whole & (principal >= 0) & (interest >= 0) & (fees >= 0)


def unmet_conditions(proposals: Proposals, short: Periods, limits: Limits) -> NDArray[np.bool_]:
    """Tell which conditions of an individual instalment agreement are not met.

    Its term runs from the beginning of the first period, one cycle before the first instalment, to the last, in whole
    months; so 60 monthly instalments are 60 months however the days of month ends fall.

    Parameters
    ----------
    proposals : Proposals
        Of n holders.
    short : Periods
        Their instalments.
    limits : Limits
        Policy values.

    Returns
    -------
    bool array of shape (n, 6)
        One column for each of `CONDITIONS`. Without instalments none of the last four is judged: `periods` tells.

    Raises
    ------
    ValueError
        If an amount is negative or a cycle is less than one month.

    References
    ----------
    CN-70a: at most five years, if the debt exceeds the holder's capacity and the holder is willing. HOUSE-AGREEMENT says what
    capacity is, how soon the first instalment is due, and that none is above what the holder can pay (C5).

    Examples
    --------
    >>> from arrears.rules.instalments import Instalments
    >>> day = np.array(["2026-01-15"], "M8[D]")
    >>> short = periods(Instalments(np.array([0]), np.array(["2026-02-15"], "M8[D]"), np.array([600_00])), 1)
    >>> proposals = Proposals(np.array([500_00]), np.array([500_00]), np.array([True]), np.array([1]), day)
    >>> unmet = unmet_conditions(proposals, short, Limits(True, 1, True, 62, 60, True))
    >>> [name for name, fails in zip(CONDITIONS, unmet[0], strict=True) if fails]
    ['within_capacity', 'above_affordable']
    """
    for what, amounts in (("the debt", proposals.debt), ("what can be paid", proposals.affordable)):
        if (amounts < 0).any():
            raise ValueError(f"{what} must not be negative; one is {amounts.min()} fen (CN-70a); correct the case")
    cycle = proposals.cycle_months
    if (cycle < 1).any():
        raise ValueError(
            f"a cycle is at least one month (CN-70a); one is {cycle.min()}; give 1 for monthly instalments"
        )
    known = ~np.isnat(short.first_due)
    months = np.where(known, (_month(short.last_due) - _month(short.first_due)).astype(np.int64) + cycle, 0)
    capacity = proposals.affordable * limits.capacity_months
    columns = [
        ~proposals.willing & limits.needs_willingness,
        (proposals.debt <= capacity) & limits.needs_debt_above_capacity,
        np.maximum(months, short.number * cycle) > limits.most_months,
        short.first_due < proposals.begins,
        short.first_due > proposals.begins + limits.most_days_to_first_due,
        (short.highest > proposals.affordable) & limits.needs_affordable,
    ]
    return np.stack(columns, axis=1)


def _month(days: Dates) -> Dates:
    return days.astype("datetime64[M]")
