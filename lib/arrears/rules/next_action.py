"""Next action: the first situation that a case is in, most protected first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arrears.units import Codes, Flags

SITUATIONS = (
    # Somebody waits for an answer: checked before anything else.
    "complaint",
    "dispute",
    # Nothing is left to collect: the bank owes, or next to nothing is owed.
    "credit",
    "close",
    # Nobody is called; the case belongs to others or waits for proof.
    "deceased",
    "bankrupt",
    "legal",
    # It is with an outside agency: one calls, not two.
    "agency",
    # CN-70c: once signed, collection stops unless the agreement is breached.
    "breach",
    "instalment_due",
    "agreement",
    "vulnerable",
    "do_not_call",
    # Somebody decides before anybody is contacted: the customer refused, or may be a person who is stopped.
    "refused",
    "identity",
    # Who asked to be called back is called, and who says that it was paid is believed until that is checked.
    "call_back",
    "claim",
    # CBA-3: the debtor is out of contact.
    "locate",
    # A promise is reminded of on its days, also where nothing is overdue yet (guideline C6).
    "promise_due",
    # Before the due date there is a reminder or nothing.
    "due_soon",
    "not_due",
    # Guideline B6: every step after a breach was taken, and risk and consequences are assessed before anything else is done.
    "assess",
    # A promise is taken up when it is broken, and waited for (guideline A4).
    "promise_broken",
    "promise",
    # Patience: the stage's interval between contacts, and the days of grace.
    "interval",
    "grace",
    # Guideline B4, C4: who is ill or out of work is asked what can be paid, and offered relief.
    "hardship",
)
"""Every situation in the order in which it is looked for."""

CONTACT = "contact"
"""What is left: the case is contacted as its stage says."""

ACTIONS = (*SITUATIONS, CONTACT)

NEVER_CALLED = ("complaint", "dispute", "deceased", "bankrupt", "agreement", "vulnerable", "do_not_call")
"""Flags that rule out a call whatever else is true."""


def next_action(situations: Mapping[str, Flags]) -> Codes:
    """Give what each case asks for next.

    Parameters
    ----------
    situations : mapping of str to bool array of shape (n,)
        For every name in `SITUATIONS`, the cases that are in it; a case may be in many.

    Returns
    -------
    int array of shape (n,)
        Position in `ACTIONS`: the first situation that a case is in, `CONTACT` if it is in none.

    Raises
    ------
    ValueError
        If a situation is missing or unknown: a forgotten one would lead to calls.

    References
    ----------
    Guideline items A4, B2, B3, B5, C6; policy file next_actions.toml.

    Examples
    --------
    >>> none = np.array([False, False])
    >>> cases = dict.fromkeys(SITUATIONS, none) | {"complaint": np.array([True, False])}
    >>> [ACTIONS[code] for code in next_action(cases)]
    ['complaint', 'contact']
    """
    if situations.keys() != set(SITUATIONS):
        odd = sorted(situations.keys() ^ set(SITUATIONS))
        raise ValueError(f"situations must be given one and all; these differ: {', '.join(odd)}")
    conditions = [situations[name] for name in SITUATIONS]
    codes: Codes = np.select(conditions, np.arange(len(conditions)), default=len(conditions))
    return codes
