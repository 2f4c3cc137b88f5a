"""Which contacts of a log were made in a period, and which of them reached whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arrears.operations.cases.columns import texts
from arrears.operations.contacts.log import read_log, with_keys
from arrears.tables.contacts import CONTACT_COLUMNS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from arrears.operations.progress.period import Period
    from arrears.units import Dates, Flags

SPOKEN = ("call", "visit")
"""Channels in which two people can talk."""


@dataclass(frozen=True)
class Made:
    """The contacts of a log, row by row.

    Attributes
    ----------
    case, collector : object array of shape (n,)
    day : datetime64[D] array of shape (n,)
        The day where the contacted person is.
    made : bool array of shape (n,)
        Outward, in the period, and not only planned.
    spoken, talk, right : bool array of shape (n,)
        Made by call or visit; with a conversation; with the holder or a guarantor.
    """

    case: NDArray[np.object_]
    collector: NDArray[np.object_]
    day: Dates
    made: Flags
    spoken: Flags
    talk: Flags
    right: Flags


def made_contacts(contacts: pd.DataFrame, period: Period) -> Made:
    """Read a log as to one period.

    Parameters
    ----------
    contacts : DataFrame
        As in `arrears.tables.contacts.CONTACT_COLUMNS`, by key or heading.
    period : Period
        Its first and last day are in.

    Raises
    ------
    ValueError
        If the log cannot be read; the rows are named.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from arrears.operations.progress.period import Period
    >>> rows = {"case_id": ["A"], "date": ["2026-10-31"], "days_past_due": [5], "total_due_fen": [10000]}
    >>> november = Period.of(pd.DataFrame(rows), np.datetime64("2026-11-01"), np.datetime64("2026-11-30"))
    >>> log = pd.DataFrame({"case_id": ["A", "A"], "channel": ["call", "sms"], "outcome": ["conversation", "sent"],
    ...                     "at": ["2026-10-31T16:00:00Z", "2026-11-02T02:00:00Z"], "time_zone": "Asia/Shanghai"})
    >>> made = made_contacts(log, november)
    >>> made.made.tolist(), made.right.tolist()
    ([True, True], [True, False])
    """
    log = with_keys(contacts, CONTACT_COLUMNS)
    read = read_log(log)
    day: Dates = read.local.astype("datetime64[D]")
    made = period.covers(day) & read.direction.isin(["out"]) & ~read.outcome.isin(["planned"])
    spoken = made & read.channel.isin(SPOKEN)
    talk = spoken & read.outcome.isin(["conversation"])
    right = talk & read.party.isin(["holder", "guarantor"])
    return Made(texts(log, "case_id"), texts(log, "collector"), day, made, spoken, talk, right)
