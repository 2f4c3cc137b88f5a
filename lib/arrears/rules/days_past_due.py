"""Days past due: from the oldest unpaid due date to a day, without the paused days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.pause import paused_days

if TYPE_CHECKING:
    from arrears.rules.pause import Pauses
    from arrears.units import Codes, Dates, Days, Flags

NOT_KNOWN = -1
"""Days past due where the due date is not known; every scale of bands gives it no band."""


def days_past_due(due_date: Dates, as_of: np.datetime64, due_day_counts: int, pauses: Pauses | None = None) -> Days:
    """Count the days that each account is past due as of a day.

    Parameters
    ----------
    due_date : datetime64 array of shape (n,)
        Oldest unpaid due date; a partial payment does not move it. ``NaT`` where it is not known; a time is cut off.
    as_of : datetime64[D]
        The day up to which, and with which, is counted.
    due_day_counts : {0, 1}
        Policy value: 0 if the day after the due day is day 1, 1 if the due day itself is.
    pauses : Pauses, optional
        Stretches taken off as far as they lie within the overdue time; their ``plan`` is the account's position.

    Returns
    -------
    int64 array of shape (n,)
        0 when not yet due; `NOT_KNOWN` for ``NaT``.

    Raises
    ------
    ValueError
        If `as_of` is ``NaT``, or a pause has no day or ends before it begins.

    References
    ----------
    RULES, practice "DPD"; policy file days_past_due.toml.

    Examples
    --------
    Due on 10 January; a breathing space of ten days, of which five fall into the overdue time.

    >>> due = np.array(["2026-01-10", "2026-02-28", "NaT"], dtype="datetime64[D]")
    >>> days_past_due(due, np.datetime64("2026-01-31"), due_day_counts=0)
    array([21,  0, -1])
    >>> from arrears.rules.pause import Pauses
    >>> pause = Pauses(np.array([0]), np.array(["2026-01-06"], "datetime64[D]"), np.array(["2026-01-16"], "datetime64[D]"))
    >>> days_past_due(due, np.datetime64("2026-01-31"), due_day_counts=0, pauses=pause)
    array([16,  0, -1])
    """
    if np.isnat(as_of):
        raise ValueError("the day as of which days past due are counted is missing; give a date")
    first_day, after = 1 - due_day_counts, int(as_of.astype("datetime64[D]").astype(np.int64)) + 1
    # One array of whole numbers serves from here on: a portfolio's worth of memory costs more time than the arithmetic.
    days: Days = due_date.astype("datetime64[D]").view(np.int64)
    np.subtract(after - first_day, days, out=days)
    np.maximum(days, 0, out=days)
    days[np.isnat(due_date)] = NOT_KNOWN
    if pauses is not None:
        overdue = np.flatnonzero(days > 0)
        days[overdue] -= paused_of_counted(pauses, overdue, due_date[overdue], as_of, due_day_counts)
    return days


def paused_of_counted(pauses: Pauses, plan: Codes, since: Dates, as_of: np.datetime64, due_day_counts: int) -> Days:
    """Count the paused days among the days that are counted as past due.

    Those are the days from the due date, or the day after it, to the day of the count, which is one of them: so a pause that begins
    today makes today no day past due, and one that begins on the due date takes off what was counted and no more.

    Parameters
    ----------
    pauses : Pauses
        Of all plans or accounts.
    plan : int array of shape (n,)
        The plan or account of each stretch.
    since : datetime64 array of shape (n,)
        The due date with which each stretch of arrears began.
    as_of : datetime64[D]
        The day up to which, and with which, is counted.
    due_day_counts : {0, 1}
        As for `days_past_due`.

    Returns
    -------
    int64 array of shape (n,)

    Raises
    ------
    ValueError
        As `paused_days` does.

    Examples
    --------
    Due on 31 January and paused from that day to 9 February: the due day is not counted, so nine of the ten days are taken off.

    >>> from arrears.rules.pause import Pauses
    >>> pause = Pauses(np.array([0]), np.array(["2026-01-31"], "M8[D]"), np.array(["2026-02-10"], "M8[D]"))
    >>> due = np.array(["2026-01-31"], "M8[D]")
    >>> paused_of_counted(pause, np.array([0]), due, np.datetime64("2026-03-05"), due_day_counts=0)
    array([9])
    """
    begin = since.astype("datetime64[D]") + (1 - due_day_counts)
    return paused_days(pauses, plan, begin, np.full(begin.shape, as_of.astype("datetime64[D]") + 1))


def in_grace(due_date: Dates, as_of: np.datetime64, grace_days: int) -> Flags:
    """Tell which accounts are overdue but within the days of grace; the raw count is not touched.

    Parameters
    ----------
    due_date : datetime64[D] array of shape (n,)
        Oldest unpaid due date.
    as_of : datetime64[D]
        The day.
    grace_days : int
        Policy value (CN-P5): days after the due date.

    Returns
    -------
    bool array of shape (n,)
        False where the due date is not known.

    Examples
    --------
    >>> due = np.array(["2026-01-10"], dtype="datetime64[D]")
    >>> [bool(in_grace(due, np.datetime64(f"2026-01-{day}"), grace_days=3)[0]) for day in (10, 11, 13, 14)]
    [False, True, True, False]
    """
    since_due = (as_of.astype("datetime64[D]") - due_date.astype("datetime64[D]")).astype(np.int64)
    within: Flags = (since_due > 0) & (since_due <= grace_days) & ~np.isnat(due_date)
    return within
