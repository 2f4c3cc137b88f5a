"""What an agreement stops: the flag that the follow-up list knows, and the state that the contact check knows (CN-70c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.agreements.tables import optional_days, texts
from arrears.tables.columns import FLAG_WORDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Dates

_FLAG = "agreement"


def mark_cases(cases: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Set the flag ``agreement`` on cases whose agreement is in force, and lift it where their agreement has ended.

    The follow-up list and the contact rules know the flag, so collection stops and resumes with it (CN-70c).

    Parameters
    ----------
    cases : DataFrame
        Internal table of cases with ``case_id`` and ``flags``.
    told : DataFrame
        From `agreement_table`.

    Returns
    -------
    DataFrame
        The cases with new ``flags``; a case of which no agreement is told keeps what it has.

    Examples
    --------
    >>> cases = pd.DataFrame({"case_id": ["A1", "A2"], "flags": ["dispute", "agreement;dispute"]})
    >>> told = pd.DataFrame({"case_id": ["A1", "A2"], "collection_stopped": [True, False]})
    >>> mark_cases(cases, told)["flags"].tolist()
    ['dispute;agreement', 'dispute']
    """
    stopped = told.groupby("case_id")["collection_stopped"].any()
    known = cases["case_id"].isin(stopped.index).to_numpy(dtype=np.bool_)
    stops = cases["case_id"].isin(stopped.index[stopped]).to_numpy(dtype=np.bool_)
    words = {word.casefold() for word in FLAG_WORDS[_FLAG]}
    parts = [
        [part for part in text.split(";") if part and part.casefold() not in words] for text in texts(cases, "flags")
    ]
    others = np.array([";".join(part) for part in parts], dtype=object)
    joined = np.where(others == "", _FLAG, others + f";{_FLAG}")
    return cases.assign(flags=np.where(known, np.where(stops, joined, others), texts(cases, "flags")))


def contact_states(agreements: pd.DataFrame, told: pd.DataFrame, policies: Policies) -> pd.DataFrame:
    """Give the states that the contact check takes: each agreement from the day it came into force to the day it ended.

    One that was broken and reopened has two stretches; between them collection was allowed.

    Parameters
    ----------
    agreements, told : DataFrame
        As `agreement_table` takes and gives them, in one order.
    policies : Policies
        Days begin at midnight of the profile's time zone.

    Returns
    -------
    DataFrame
        ``case_id, state, since, until`` in UTC, ``until`` empty while it is in force.
    """
    begun = optional_days(agreements, "in_force_on")
    ran = ~np.isnat(begun) & (told["collection_stopped"] | told["until"].notna()).to_numpy(dtype=np.bool_)
    zone, names = policies.profile.time_zone, texts(agreements, "case_id")
    lapsed, reopened = optional_days(agreements, "lapsed_on"), optional_days(agreements, "reopened_on")
    again = ran & ~np.isnat(reopened)
    ended = told["until"].to_numpy("datetime64[D]")
    stretches = [
        (ran & ~again, begun, ended),
        (again, begun, lapsed),
        (again, reopened, ended),
    ]
    parts = [
        pd.DataFrame(
            {
                "case_id": names[at],
                "state": _FLAG,
                "since": _midnight(since[at], zone),
                "until": _midnight(until[at], zone),
            }
        )
        for at, since, until in stretches
    ]
    return pd.concat(parts, ignore_index=True)


def _midnight(days: Dates, zone: str) -> NDArray[np.object_]:
    """Give the first instant of days as text in UTC; empty for a day that is not known."""
    instants = pd.DatetimeIndex(days.astype("datetime64[s]")).tz_localize(zone).tz_convert("UTC")
    return np.array(instants.strftime("%Y-%m-%dT%H:%M:%SZ").fillna(""), dtype=object)
