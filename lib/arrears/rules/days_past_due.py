"""Days past due: from the oldest unpaid due date to a day, without the paused days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Codes, Dates, Days, Flags

NOT_KNOWN = -1
"""Days past due where the due date is not known; every scale of bands gives it no band."""

_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Pauses:
    """Spells that do not count as past due, such as a breathing space: flat arrays with one entry a spell.

    Attributes
    ----------
    account : int array of shape (m,)
        Position of the account that the spell belongs to; an account may have many, overlapping ones too.
    first_day, last_day : datetime64[D] arrays of shape (m,)
        First and last day of the spell, both paused.
    """

    account: Codes
    first_day: Dates
    last_day: Dates


def days_past_due(due_date: Dates, as_of: np.datetime64, due_day_counts: int, pauses: Pauses | None = None) -> Days:
    """Count the days that each account is past due as of a day.

    Parameters
    ----------
    due_date : datetime64[D] array of shape (n,)
        Oldest unpaid due date; a partial payment does not move it. ``NaT`` where it is not known.
    as_of : datetime64[D]
        The day up to which, and with which, is counted.
    due_day_counts : {0, 1}
        Policy value: 0 if the day after the due day is day 1, 1 if the due day itself is.
    pauses : Pauses, optional
        Spells taken off, as far as they lie within the overdue time.

    Returns
    -------
    int64 array of shape (n,)
        0 when not yet due; `NOT_KNOWN` for ``NaT``.

    Raises
    ------
    ValueError
        If `as_of` is ``NaT``, or a pause ends before it begins or belongs to no account.

    References
    ----------
    RULES, practice "DPD"; policy file days_past_due.toml.

    Examples
    --------
    Due on 10 January; a breathing space of ten days, of which five fall into the overdue time.

    >>> due = np.array(["2026-01-10", "2026-02-28", "NaT"], dtype="datetime64[D]")
    >>> days_past_due(due, np.datetime64("2026-01-31"), due_day_counts=0)
    array([21,  0, -1])
    >>> pause = Pauses(np.array([0]), np.array(["2026-01-06"], "datetime64[D]"), np.array(["2026-01-15"], "datetime64[D]"))
    >>> days_past_due(due, np.datetime64("2026-01-31"), due_day_counts=0, pauses=pause)
    array([16,  0, -1])
    """
    if np.isnat(as_of):
        raise ValueError("the day as of which days past due are counted is missing; give a date")
    first_day: Dates = due_date.astype("datetime64[D]") + (1 - due_day_counts) * _DAY
    last_day = as_of.astype("datetime64[D]")
    days: Days = np.maximum((last_day - first_day).astype(np.int64) + 1, 0)
    if pauses is not None and pauses.account.size:
        days -= _paused_days(pauses, first_day, last_day)
    days[np.isnat(due_date)] = NOT_KNOWN
    return days


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


def _paused_days(pauses: Pauses, first_day: Dates, last_day: np.datetime64) -> Days:
    """Count the days of the overdue time that lie in at least one pause."""
    account, start, end = _checked(pauses, first_day.size)
    start = np.maximum(start, first_day.astype(np.int64)[account])
    end = np.minimum(end, last_day.astype(np.int64))
    inside = (start <= end) & ~np.isnat(first_day)[account]
    account, start, end = account[inside], start[inside], end[inside]
    order = np.lexsort((start, account))
    account, start, end = account[order], start[order], end[order]
    # Each account's days are moved to a stretch of their own, so that one running maximum serves all accounts.
    stretch = account * (int(np.ptp(np.concatenate((start, end)))) + 2 if account.size else 1)
    covered_to = np.maximum.accumulate(end + stretch) - stretch
    same = np.concatenate(([False], account[1:] == account[:-1]))[: account.size]
    covered_before = np.where(same, np.concatenate(([0], covered_to[:-1]))[: account.size], start - 1)
    fresh = np.maximum(end - np.maximum(start, covered_before + 1) + 1, 0)
    paused: Days = np.zeros(first_day.size, dtype=np.int64)
    np.add.at(paused, account, fresh)
    return paused


def _checked(pauses: Pauses, accounts: int) -> tuple[Codes, NDArray[np.int64], NDArray[np.int64]]:
    """Give the pauses with their days as whole numbers."""
    account = np.asarray(pauses.account, dtype=np.intp)
    start, end = (np.asarray(day, dtype="datetime64[D]") for day in (pauses.first_day, pauses.last_day))
    if np.isnat(start).any() or np.isnat(end).any() or (start > end).any():
        raise ValueError("a pause needs a first day that is not after its last day; correct the pauses")
    if (account < 0).any() or (account >= accounts).any():
        raise ValueError(f"a pause belongs to none of the {accounts} accounts; leave it out")
    return account, start.astype(np.int64), end.astype(np.int64)
