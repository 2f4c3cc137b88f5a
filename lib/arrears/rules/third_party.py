"""When a holder is out of contact, so that somebody else may be asked for contact details (CBA-3, GBT-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.rules.contact_stops import NEVER

if TYPE_CHECKING:
    from arrears.rules.contact_frequency import Clock
    from arrears.units import Codes, Flags


class Silence(NamedTuple):
    """What makes a holder out of contact, besides an invalid number.

    Attributes
    ----------
    failed_dials : int or None
        Failed dials in a row that suffice; None: they do not.
    wait_days : int
        Days from the last of them to the first day on which the holder is out of contact: 1 for the next day.
    unreachable_days : int or None
        Days since the first failed dial in the row that suffice: a dial failed on the 1st, so from the 4th for 3 days.
    unanswered_days : int or None
        Days in a row, each with a failed dial and none with a conversation, that suffice from the next day on: dials failed
        on the 1st, 2nd and 3rd, so from the 4th for 3 days. A day without a dial breaks the row.
    """

    failed_dials: int | None = None
    wait_days: int = 0
    unreachable_days: int | None = None
    unanswered_days: int | None = None


def out_of_contact_from(
    case: Codes,
    at: Clock,
    day: Clock,
    *,
    failed: Flags,
    invalid: Flags,
    reached: Flags,
    silence: Silence,
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
    silence : Silence
        What suffices.

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
    ...                             silence=Silence(3, unreachable_days=3))
    >>> np.where(found == NEVER, -1, found)
    array([-1, 23, 23, 20, 20, -1])

    The same three dials open a third party from the next day only.

    >>> found = out_of_contact_from(np.zeros(6, dtype=np.intp), at, day, failed=failed, invalid=none, reached=reached,
    ...                             silence=Silence(3, wait_days=1))
    >>> np.where(found == NEVER, -1, found)
    array([-1, -1, -1, 21, 21, -1])
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
    permitted = np.where(is_out, days, NEVER)
    if silence.failed_dials is not None:
        enough = _since(fails, start) >= silence.failed_dials
        # The dial that completes the row: the last one needed after the last talk.
        nth = np.flatnonzero(fails)
        completing = np.searchsorted(nth, start[enough]) + silence.failed_dials - 1
        by_dials = np.maximum(days[nth[completing]] + silence.wait_days, days[enough])
        permitted[enough] = np.minimum(permitted[enough], by_dials)
    if silence.unreachable_days is not None:
        failures = np.concatenate((np.flatnonzero(fails), [order.size]))
        first = failures[np.searchsorted(failures, start)]
        waits = first < places
        by_waiting = np.maximum(days[first[waits]] + silence.unreachable_days, days[waits])
        permitted[waits] = np.minimum(permitted[waits], by_waiting)
    if silence.unanswered_days is not None and order.size:
        by_days = _after_days_in_a_row(cases, days, fails, reached[order], start, silence.unanswered_days)
        permitted = np.minimum(permitted, np.maximum(by_days, days))
    out = np.empty_like(permitted)
    out[order] = permitted
    return out


def _after_days_in_a_row(cases: Codes, days: Clock, fails: Flags, talks: Flags, start: Codes, needed: int) -> Clock:
    """Give the day after so many days in a row with a failed dial and no answer since each row's start, or `NEVER`."""
    out = np.full(days.size, NEVER)
    is_new = np.ones(days.size, dtype=bool)
    is_new[1:] = (cases[1:] != cases[:-1]) | (days[1:] != days[:-1])
    day_of = np.cumsum(is_new) - 1
    dialled, answered = (np.bincount(day_of, weights=which) > 0 for which in (fails, talks))
    counts = dialled & ~answered
    case, day = cases[is_new], days[is_new]
    linked = np.zeros(day.size, dtype=bool)
    linked[1:] = counts[1:] & counts[:-1] & (case[1:] == case[:-1]) & (day[1:] == day[:-1] + 1)
    place = np.arange(day.size)
    length = place - np.maximum.accumulate(np.where(linked, 0, place)) + 1
    complete = np.flatnonzero(counts & (length >= needed))
    # No such row of days holds a day with a talk: one that is complete after a row's start began after it.
    chosen = np.searchsorted(complete, day_of[start])
    has = np.flatnonzero(chosen < complete.size)
    last = complete[chosen[has]]
    first_dial = np.full(day.size, days.size)
    np.minimum.at(first_dial, day_of[fails], np.flatnonzero(fails))
    is_past = (case[last] == cases[has]) & (first_dial[last] < has)
    out[has[is_past]] = day[last[is_past]] + 1
    return out


def _since(happened: Flags, start: Codes) -> Codes:
    """Count what happened from each row's start up to the row before it."""
    before = np.concatenate(([0], np.cumsum(happened)))[:-1] if happened.size else np.zeros(0, dtype=np.intp)
    return before - before[start]
