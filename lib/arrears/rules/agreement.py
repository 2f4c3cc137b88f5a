"""What state an individual instalment agreement is in, and whether its events are in order (CN-70c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Codes, Dates, Flags

STATES = ("none", "draft", "consented", "in_force", "kept", "settled", "breached", "withdrawn", "refused", "returned")
"""What a code of `agreement_state` means; ``none``: not drafted yet; ``returned``: the second person's question is open."""
NONE, DRAFT, CONSENTED, IN_FORCE, KEPT, SETTLED, BREACHED, WITHDRAWN, REFUSED, RETURNED = range(10)

FAULTS = ("consent_early", "approval_early", "no_consent", "no_approval", "end_early", "withdrawn_late")
"""What each column of `order_faults` means."""

_NEVER = np.datetime64("9999-12-31", "D")


class Lives(NamedTuple):
    """What happened to n agreements and when; each ``datetime64[D]`` of shape (n,), ``NaT`` where it has not happened.

    Attributes
    ----------
    drafted, consented, approved, in_force
        The way into force; a holder's consent and a second person's approval.
    settled, breached
        The ends of an agreement in force: paid off early, declared broken.
    withdrawn
        Given up by either side before it came into force; afterwards nobody can give it up alone.
    """

    drafted: Dates
    consented: Dates
    approved: Dates
    in_force: Dates
    settled: Dates
    breached: Dates
    withdrawn: Dates


class Reviews(NamedTuple):
    """What a second person decided of n agreements and when; each ``datetime64[D]`` of shape (n,), ``NaT`` where it has not happened.

    Attributes
    ----------
    refused
        The approval was refused.
    returned
        A question was asked that is not answered yet.
    lapsed, reopened
        An earlier breach, and the day from which the agreement goes on under new due dates.
    """

    refused: Dates
    returned: Dates
    lapsed: Dates
    reopened: Dates


def order_faults(lives: Lives, *, needs_second_person: bool) -> NDArray[np.bool_]:
    """Tell what happened to agreements out of its order.

    Parameters
    ----------
    lives : Lives
        Of n agreements.
    needs_second_person : bool
        Whether each needs an approval before it comes into force.

    Returns
    -------
    bool array of shape (n, 6)
        One column for each of `FAULTS`; events of one day are in order.

    References
    ----------
    CN-70c: agreement comes before signing. HOUSE-AGREEMENT: second person.

    Examples
    --------
    >>> day, never = np.array(["2026-01-15"], "M8[D]"), np.array(["NaT"], "M8[D]")
    >>> order_faults(Lives(day, never, never, day, never, never, never), needs_second_person=True)
    array([[False, False,  True,  True, False, False]])
    """
    drafted, consented, approved, begun = lives.drafted, lives.consented, lives.approved, lives.in_force
    # A comparison with a day that is not known is false: what has not happened came before nothing.
    columns = [
        ~np.isnat(consented) & ~(drafted <= consented),
        ~np.isnat(approved) & ~(drafted <= approved),
        ~np.isnat(begun) & ~(consented <= begun),
        ~np.isnat(begun) & ~(approved <= begun) & needs_second_person,
        (~np.isnat(lives.settled) & ~(begun <= lives.settled))
        | (~np.isnat(lives.breached) & ~(begun <= lives.breached))
        | (~np.isnat(lives.withdrawn) & ~(drafted <= lives.withdrawn)),
        begun <= lives.withdrawn,
    ]
    return np.stack(columns, axis=1)


def agreement_state(
    lives: Lives, broken: Flags, paid: Flags, as_of: np.datetime64, reviews: Reviews | None = None
) -> Codes:
    """Give the state of each agreement on a day.

    What was recorded goes before what its instalments show, and the first end that was recorded stays; on one day a settlement
    goes before a breach. An agreement in force whose plan is paid is kept; one whose plan is broken is breached, even before
    somebody records it. An end from before it was in force and a withdrawal from after are faults, and end nothing. Between an
    earlier breach and the day of its reopening it is breached.

    Parameters
    ----------
    lives : Lives
        Of n agreements; what happened after the day is not seen.
    broken, paid : bool array of shape (n,)
        Whether each plan is broken, and whether it is paid in full, on the day.
    as_of : datetime64[D]
        The day.
    reviews : Reviews, optional
        What a second person decided; nothing unless given.

    Returns
    -------
    int array of shape (n,)
        Positions in `STATES`.

    References
    ----------
    CN-70c; what breaks a plan is the policy ``plan_breach``.

    Examples
    --------
    >>> day, never = np.array(["2026-01-15"], "M8[D]"), np.array(["NaT"], "M8[D]")
    >>> lives, no = Lives(day, day, day, day, never, never, never), np.array([False])
    >>> [STATES[agreement_state(lives, no, no, np.datetime64(on))[0]] for on in ("2026-01-14", "2026-01-15")]
    ['none', 'in_force']
    """
    begun = lives.in_force <= as_of
    ends = np.stack([lives.settled, lives.breached])
    # A comparison with a day that is not known is false.
    ends = np.where((ends <= as_of) & (ends >= lives.in_force), ends, _NEVER)
    first = np.argmin(ends, axis=0)
    ended = ends.min(axis=0) < _NEVER
    never = np.full(lives.drafted.shape, np.datetime64("NaT", "D"))
    seen = reviews or Reviews(never, never, never, never)
    lapsed = begun & (seen.lapsed <= as_of) & ~(seen.reopened <= as_of)
    state: Codes = np.select(
        [
            ended & (first == 0),
            ended,
            lapsed,
            begun & paid,
            begun & broken,
            begun,
            lives.withdrawn <= as_of,
            seen.refused <= as_of,
            seen.returned <= as_of,
            lives.consented <= as_of,
            lives.drafted <= as_of,
        ],
        [SETTLED, BREACHED, BREACHED, KEPT, BREACHED, IN_FORCE, WITHDRAWN, REFUSED, RETURNED, CONSENTED, DRAFT],
        NONE,
    )
    return state


def collection_stopped(state: Codes) -> Flags:
    """Tell where an agreement stops collection: from the day it comes into force until the day on which it ends.

    Parameters
    ----------
    state : int array of shape (n,)
        From `agreement_state`.

    Returns
    -------
    bool array of shape (n,)

    References
    ----------
    CN-70c: once signed, collection stops unless the agreement is breached.

    Examples
    --------
    >>> collection_stopped(np.array([CONSENTED, IN_FORCE, BREACHED]))
    array([False,  True, False])
    """
    stopped: Flags = state == IN_FORCE
    return stopped
