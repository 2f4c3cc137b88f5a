"""When a holder is out of contact, so that somebody else may be asked for contact details (CBA-3, GBT-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.contact_stops import NEVER

if TYPE_CHECKING:
    from arrears.rules.contact_frequency import Clock
    from arrears.units import Codes, Flags


def out_of_contact_from(
    case: Codes,
    at: Clock,
    day: Clock,
    *,
    failed: Flags,
    invalid: Flags,
    reached: Flags,
    failed_dials: int | None,
    unreachable_days: int | None,
) -> Clock:
    """Give from which day on the holder of the case counts as out of contact, by the contacts before each one.

    A conversation with the holder starts everything anew.

    Parameters
    ----------
    case : intp array of shape (n,)
        The case of each contact.
    at, day : int64 arrays of shape (n,)
        Instant and local day's number of each contact.
    failed, invalid, reached : bool arrays of shape (n,)
        A failed dial to the holder, one that shows the number to be invalid, a conversation with the holder.
    failed_dials : int or None
        Failed dials in a row that suffice; None: they do not.
    unreachable_days : int or None
        Days since the first failed dial in that row that suffice: a dial failed on the 1st, so from the 4th for 3 days.

    Returns
    -------
    int64 array of shape (n,)
        The contact's own day where the holder is out of contact by then; a later day where it takes only waiting;
        `contact_stops.NEVER` where it takes further dials.

    Examples
    --------
    Three failed dials, then a relative; a talk with the holder, then the relative again.

    >>> failed = np.array([True, True, True, False, False, False])
    >>> reached = np.array([False, False, False, False, True, False])
    >>> none = np.zeros(6, dtype=bool)
    >>> at = np.arange(6)
    >>> day = np.full(6, 20)
    >>> found = out_of_contact_from(np.zeros(6, dtype=np.intp), at, day, failed=failed, invalid=none, reached=reached,
    ...                             failed_dials=3, unreachable_days=3)
    >>> np.where(found == NEVER, -1, found)
    array([-1, 23, 23, 20, 20, -1])
    """
    order = np.lexsort((at, case))
    cases, days = case[order], day[order]
    places = np.arange(order.size)
    talks = np.where(reached[order], places, -1)
    # The row's own talk does not reset it: only what came before counts.
    last_talk = np.maximum.accumulate(np.concatenate(([-1], talks)))[:-1] if order.size else talks
    start = np.maximum(np.searchsorted(cases, cases), last_talk)
    fails = failed[order]
    is_out = _since(invalid[order], start) > 0
    if failed_dials is not None:
        is_out |= _since(fails, start) >= failed_dials
    permitted = np.where(is_out, days, NEVER)
    if unreachable_days is not None:
        failures = np.concatenate((np.flatnonzero(fails), [order.size]))
        first = failures[np.searchsorted(failures, start)]
        waits = first < places
        by_waiting = np.maximum(days[first[waits]] + unreachable_days, days[waits])
        permitted[waits] = np.minimum(permitted[waits], by_waiting)
    out = np.empty_like(permitted)
    out[order] = permitted
    return out


def _since(happened: Flags, start: Codes) -> Codes:
    """Count what happened from each row's start up to the row before it."""
    before = np.concatenate(([0], np.cumsum(happened)))[:-1] if happened.size else np.zeros(0, dtype=np.intp)
    return before - before[start]
