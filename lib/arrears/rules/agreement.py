"""What state an individual instalment agreement is in, and whether its events are in order (CN-70c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Codes, Dates, Fen, Flags

STATES = ("none", "draft", "consented", "in_force", "kept", "settled", "breached", "withdrawn")
"""What a code of `agreement_state` means; ``none``: not drafted yet."""
NONE, DRAFT, CONSENTED, IN_FORCE, KEPT, SETTLED, BREACHED, WITHDRAWN = range(8)

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


def agreement_state(lives: Lives, broken: Flags, paid: Flags, as_of: np.datetime64) -> Codes:
    """Give the state of each agreement on a day.

    What was recorded goes before what its instalments show, and the first end that was recorded stays; on one day a settlement
    goes before a breach. An agreement in force whose plan is paid is kept; one whose plan is broken is breached, even before
    somebody records it. An end from before it was in force and a withdrawal from after are faults, and end nothing.

    Parameters
    ----------
    lives : Lives
        Of n agreements; what happened after the day is not seen.
    broken, paid : bool array of shape (n,)
        Whether each plan is broken, and whether it is paid in full, on the day.
    as_of : datetime64[D]
        The day.

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
    state: Codes = np.select(
        [
            ended & (first == 0),
            ended,
            begun & paid,
            begun & broken,
            begun,
            lives.withdrawn <= as_of,
            lives.consented <= as_of,
            lives.drafted <= as_of,
        ],
        [SETTLED, BREACHED, KEPT, BREACHED, IN_FORCE, WITHDRAWN, CONSENTED, DRAFT],
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


def recording_kept(oral: Flags, owed: Fen) -> Flags:
    """Tell which agreements' recordings must still be kept: those of oral consent, as long as anything is owed.

    Parameters
    ----------
    oral : bool array of shape (n,)
        Whether consent was given orally.
    owed : int64 array of shape (n,)
        What is still owed of the debt, in fen, whatever became of the agreement.

    Returns
    -------
    bool array of shape (n,)
        False sets nothing free: other rules of retention may ask for longer.

    References
    ----------
    CN-70c: a recording is kept at least until the debt is settled.

    Examples
    --------
    >>> recording_kept(np.array([True, True, False]), np.array([1, 0, 1]))
    array([ True, False, False])
    """
    kept: Flags = oral & (owed > 0)
    return kept
