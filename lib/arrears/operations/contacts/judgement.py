"""One judgement of a contact: what is a breach, and what somebody should look into, for merge, panels, month-end and workbooks alike.

Of what a contact must be able to show, such as whether a call was recorded, a log says yes, no or nothing; and where it says nothing,
it was asked or not. Only no is a breach. What was asked and not answered is a matter to review; what nobody asked is neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.contacts.permission import breaches_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from arrears.policy import Policies

REVIEW = "review"
"""The severity of what somebody should look into, and what is no certain breach."""
TOLD = ("recorded", "id_shown", "entry_agreed", "notice_given", "opt_out_offered", "introduced")
"""What a contact must be able to show."""


def judge_contacts(
    log: pd.DataFrame,
    policies: Policies,
    states: pd.DataFrame,
    certain: pd.DataFrame | None = None,
    *,
    people: Mapping[str, str] | None = None,
    lang: str = "zh",
) -> pd.DataFrame:
    """Judge a contact log.

    Parameters
    ----------
    log : DataFrame
        As `arrears.check_contacts` takes it; ``asked`` lists of each contact what its collector was asked and could leave blank, out
        of `TOLD`; nothing was asked where it is missing.
    policies : Policies
        Whose rules apply.
    states : DataFrame
        What bears on contacts, from when to when.
    certain : DataFrame, optional
        The same with states whose hour is not known from the end of their day on: what is forbidden by `states` alone is a matter to
        review.
    people : mapping of str to str, optional
        Whose each case is: contacts are counted over all cards of a person (`arrears.check_contacts`).
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    DataFrame
        As `arrears.check_contacts` gives them, ``row`` being a row's place in the log.

    Raises
    ------
    ValueError
        As `arrears.check_contacts` does.

    Examples
    --------
    One call was recorded, one not; of a third nobody was asked, and of a fourth the question was left open.

    >>> from arrears.policy import Policies
    >>> log = pd.DataFrame({
    ...     "contact_id": list("abcd"), "case_id": list("ABCD"), "at": ["2026-11-23T10:00+08:00"] * 4, "channel": "call",
    ...     "outcome": "conversation", "time_zone": "Asia/Shanghai", "introduced": True, "recorded": [True, False, None, None], "asked": [None, None, None, ["recorded"]],
    ... })
    >>> judge_contacts(log, Policies("cn"), pd.DataFrame())[["contact_id", "severity"]].values.tolist()
    [['b', 'breach'], ['d', 'review']]
    """
    bare = log.drop(columns="asked", errors="ignore")
    asked = _asked(log)
    there = [name for name in TOLD if name in bare]
    silent = {name: bare[name].isna().to_numpy(dtype=np.bool_) for name in there}
    fair = bare.assign(**{name: bare[name].mask(silent[name] & ~asked[name], other=True) for name in there})
    kind = bare.assign(**{name: bare[name].mask(silent[name], other=True) for name in there})
    found = _checked(fair, policies, states, people, lang)
    some = any((silent[name] & asked[name]).any() for name in there)
    unsaid = (
        _missing(found, _checked(kind, policies, states, people, lang))
        if some
        else np.zeros(len(found), dtype=np.bool_)
    )
    untimed = np.zeros(len(found), dtype=np.bool_)
    if certain is not None and not certain.equals(states):
        untimed = _missing(found, _checked(fair, policies, certain, people, lang))
    return found.assign(severity=found["severity"].mask(unsaid | untimed, REVIEW))


def _checked(
    log: pd.DataFrame, policies: Policies, states: pd.DataFrame, people: Mapping[str, str] | None, lang: str
) -> pd.DataFrame:
    bears = None if states.empty else states
    return breaches_in(log, policies, states=bears, people=people, lang=lang)


def _asked(log: pd.DataFrame) -> dict[str, NDArray[np.bool_]]:
    """Tell of each question for which contacts it was asked."""
    lists = log["asked"] if "asked" in log else pd.Series([()] * len(log))
    sets = [frozenset(each) if isinstance(each, list | tuple | set | frozenset) else frozenset() for each in lists]
    return {name: np.array([name in each for each in sets], dtype=np.bool_) for name in TOLD}


def _missing(found: pd.DataFrame, other: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which breaches are not among others."""
    there = set(zip(other["row"], other["rule"], strict=True))
    return np.array([pair not in there for pair in zip(found["row"], found["rule"], strict=True)], dtype=np.bool_)
