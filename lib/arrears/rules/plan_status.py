"""Where a repayment plan stands on a day: paid, due, overdue, days past due, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.days_past_due import days_past_due, paused_of_counted
from arrears.rules.instalments import apply_payments, sum_by_plan

if TYPE_CHECKING:
    from arrears.rules.instalments import Instalments, Payments, Settled
    from arrears.rules.pause import Pauses
    from arrears.units import Codes, Dates, Days, Fen, Flags

_NAT = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class PlanPosition:
    """Where each of n plans stands; every array has shape (n,), amounts are fen.

    Attributes
    ----------
    paid, due, overdue, unpaid, overpaid : int64
        Paid so far; instalments due up to the day itself; unpaid of those due before it; unpaid in all; paid beyond
        the plan's sum.
    missed : int64
        Instalments due before the day that are not paid in full.
    oldest_unpaid : datetime64[D]
        Due date of the oldest instalment that is past due by the count of days; ``NaT`` if there is none.
    days_past_due : int64
        Days from that due date to the day, as `arrears.rules.days_past_due` counts them.
    paused : int64
        Paused days among the counted days of the stretch of arrears that leads to the day.
    delinquent_days : int64
        Days past due without grace days and paused days; never below 0.
    next_due : datetime64[D]
        The next due date on or after the day with anything left to pay; ``NaT`` if there is none.
    next_amount : int64
        What is left to pay then.
    """

    paid: Fen
    due: Fen
    overdue: Fen
    unpaid: Fen
    overpaid: Fen
    missed: Days
    oldest_unpaid: Dates
    days_past_due: Days
    paused: Days
    delinquent_days: Days
    next_due: Dates
    next_amount: Fen


def plan_position(
    instalments: Instalments,
    payments: Payments,
    pauses: Pauses,
    as_of: np.datetime64,
    plans: int,
    grace_days: int = 0,
    *,
    due_day_counts: int,
) -> PlanPosition:
    """Tell where each plan stands on a day.

    Days past due run from the due date of the oldest instalment that is not paid in full: a partial payment does
    not reset them. Grace days and paused days are taken off apart, so both figures stay visible. A pause counts where it covers
    counted days of the unbroken stretch, up to and with the day itself, on which some instalment was past due.

    Parameters
    ----------
    instalments, payments, pauses : Instalments, Payments, Pauses
        Flat tables of all plans.
    as_of : datetime64[D]
        The day; later payments are not seen.
    plans : int
        How many plans there are.
    grace_days : int
        Days after a due date that do not make a plan delinquent.
    due_day_counts : {0, 1}
        Policy value, as for `arrears.rules.days_past_due.days_past_due`. Amounts are overdue from the day after the due day by
        either count.

    Returns
    -------
    PlanPosition
        Arrays of shape (plans,).

    Raises
    ------
    ValueError
        If an amount is negative, a day is missing, a position is none of the plans, or the grace is negative.

    References
    ----------
    RULES: DPD (Apache Fineract's definition), CN-70c.

    Examples
    --------
    The first of two instalments is unpaid 35 days after its due date.

    >>> from arrears.rules.instalments import Instalments, Payments
    >>> from arrears.rules.pause import Pauses
    >>> days = np.array(["2026-01-31", "2026-02-28"], "M8[D]")
    >>> plan = Instalments(np.array([0, 0]), days, np.array([100_00, 100_00]))
    >>> nothing = np.array([], dtype=np.int64)
    >>> never = np.array([], dtype="M8[D]")
    >>> position = plan_position(
    ...     plan,
    ...     Payments(nothing, never, nothing),
    ...     Pauses(nothing, never, never),
    ...     np.datetime64("2026-03-07"),
    ...     plans=1,
    ...     grace_days=3,
    ...     due_day_counts=0,
    ... )
    >>> int(position.days_past_due[0]), int(position.delinquent_days[0]), int(position.overdue[0])
    (35, 32, 20000)
    """
    if grace_days < 0 or grace_days != int(grace_days):
        raise ValueError(f"grace days must be whole and not negative; they are {grace_days}; give 0 for no grace")
    settled = apply_payments(instalments, payments, as_of, plans)
    plan, due_date = instalments.plan, instalments.due_date
    behind = (settled.unpaid > 0) & (due_date < as_of)
    ahead = (settled.unpaid > 0) & (due_date >= as_of)
    counted = (settled.unpaid > 0) & (due_date < as_of + due_day_counts)
    oldest = _first_day(plan, due_date, counted, plans)
    past_due = np.maximum(days_past_due(oldest, as_of, due_day_counts), 0)
    since = _arrears_since(instalments, settled, oldest, plans)
    known = np.flatnonzero(~np.isnat(since))
    paused = np.zeros(plans, dtype=np.int64)
    paused[known] = paused_of_counted(pauses, known, since[known], as_of, due_day_counts)
    next_due = _first_day(plan, due_date, ahead, plans)
    paid = sum_by_plan(*_paid_by(payments, as_of), plans)
    unpaid = sum_by_plan(plan, settled.unpaid, plans)
    return PlanPosition(
        paid=paid,
        due=sum_by_plan(plan, np.where(due_date <= as_of, instalments.payment, 0), plans),
        overdue=sum_by_plan(plan, np.where(behind, settled.unpaid, 0), plans),
        unpaid=unpaid,
        overpaid=paid + unpaid - sum_by_plan(plan, instalments.payment, plans),
        missed=sum_by_plan(plan, behind.astype(np.int64), plans),
        oldest_unpaid=oldest,
        days_past_due=past_due,
        paused=paused,
        delinquent_days=np.maximum(past_due - grace_days - paused, 0),
        next_due=next_due,
        next_amount=sum_by_plan(plan, np.where(due_date == next_due[plan], settled.unpaid, 0), plans),
    )


def breached(delinquent_days: Days, missed: Days, days_allowed: int, instalments_allowed: int) -> Flags:
    """Tell which plans are broken, so that collection may resume.

    Parameters
    ----------
    delinquent_days, missed : int64 array of shape (n,)
        From `plan_position`.
    days_allowed, instalments_allowed : int
        A plan is broken when it is more days behind, or has missed more instalments, than the policy allows.

    Returns
    -------
    bool array of shape (n,)

    References
    ----------
    CN-70c: once signed, collection stops unless the agreement is breached; what is a breach is a house policy.

    Examples
    --------
    >>> breached(np.array([30, 31, 5]), np.array([1, 1, 2]), days_allowed=30, instalments_allowed=1)
    array([False,  True,  True])
    """
    behind: Flags = (delinquent_days > days_allowed) | ((missed > instalments_allowed) & (delinquent_days > 0))
    return behind


def instalment_days(
    instalments: Instalments, settled: Settled, pauses: Pauses, as_of: np.datetime64, due_day_counts: int
) -> Days:
    """Give each instalment's own days past due, without the paused days among them.

    Parameters
    ----------
    instalments, settled, pauses : Instalments, Settled, Pauses
        Flat tables of all plans; `settled` has the order of `instalments`.
    as_of : datetime64[D]
        The day.
    due_day_counts : {0, 1}
        Policy value, as for `arrears.rules.days_past_due.days_past_due`.

    Returns
    -------
    int64 array of shape (m,)
        0 for what is paid or not yet due.

    References
    ----------
    The cases DQ022 to DQ038 of Apache Fineract, which take off no grace days here.

    Examples
    --------
    >>> from arrears.rules.instalments import Instalments, Payments
    >>> from arrears.rules.pause import Pauses
    >>> days = np.array(["2026-01-31", "2026-02-28"], "M8[D]")
    >>> plan = Instalments(np.array([0, 0]), days, np.array([100_00, 100_00]))
    >>> none, never = np.array([], dtype=np.int64), np.array([], dtype="M8[D]")
    >>> settled = apply_payments(plan, Payments(none, never, none), np.datetime64("2026-03-07"), 1)
    >>> instalment_days(plan, settled, Pauses(none, never, never), np.datetime64("2026-03-07"), due_day_counts=0)
    array([35,  7])
    """
    age = days_past_due(instalments.due_date, as_of, due_day_counts)
    late = np.flatnonzero((settled.unpaid > 0) & (age > 0))
    days = np.zeros_like(age)
    paused = paused_of_counted(pauses, instalments.plan[late], instalments.due_date[late], as_of, due_day_counts)
    days[late] = age[late] - paused
    return days


def _paid_by(payments: Payments, as_of: np.datetime64) -> tuple[Codes, Fen]:
    seen = payments.day <= as_of
    return payments.plan[seen], payments.amount[seen]


def _first_day(plan: Codes, day: Dates, wanted: Flags, plans: int) -> Dates:
    never = np.iinfo(np.int64).max
    first = np.full(plans, never)
    np.minimum.at(first, plan[wanted], day[wanted].astype("M8[D]").astype(np.int64))
    days: Dates = np.where(first == never, _NAT, np.where(first == never, 0, first).astype("M8[D]"))
    return days


def _arrears_since(instalments: Instalments, settled: Settled, oldest: Dates, plans: int) -> Dates:
    """Give the day on which the unbroken stretch of arrears began that leads to the oldest unpaid due date.

    One instalment's arrears run into the next one's if it was settled on the next due date or later.
    """
    order = np.lexsort((instalments.due_date, instalments.plan))
    plan, due_date = instalments.plan[order], instalments.due_date[order]
    begins = np.ones(order.size, dtype=np.bool_)
    # While the one before is unpaid its day is NaT and the comparison false: the stretch goes on.
    begins[1:] = (plan[1:] != plan[:-1]) | (settled.settled_on[order][:-1] < due_date[1:])
    stretch = np.maximum.accumulate(np.where(begins, np.arange(order.size), 0))
    is_oldest = due_date == oldest[plan]
    return _first_day(plan, due_date[stretch], is_oldest, plans)
