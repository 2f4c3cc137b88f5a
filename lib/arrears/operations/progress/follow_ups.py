"""Which follow-ups fell due because a promise was not kept, and when each was done (items A4, C6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.account.position import settled_after
from arrears.operations.calendars import working_calendar
from arrears.operations.cases.columns import texts
from arrears.operations.plans.tables import days as days_of
from arrears.operations.plans.tables import one_day, plain_date
from arrears.policy.records import ProgressTerms
from arrears.rules.working_day import nth_working_day

if TYPE_CHECKING:
    from arrears.operations.plans.tables import Day
    from arrears.policy import Policies
    from arrears.units import Dates


def promise_follow_ups(
    judged: pd.DataFrame,
    contacted: pd.DataFrame,
    as_of: Day,
    policies: Policies,
    settled: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Give a follow-up for each promise that was not kept.

    Parameters
    ----------
    judged : DataFrame
        Promises as `arrears.operations.promises.outcomes.promise_table` gives them.
    contacted : DataFrame
        ``case_id, date`` of outward contacts.
    as_of : date or text
        The day; later contacts are not seen.
    policies : Policies
        Within how many working days a follow-up is due.
    settled : DataFrame, optional
        When cases owed nothing, as `arrears.operations.account.position.settled_spells` gives it: then there is nothing left to follow up.

    Returns
    -------
    DataFrame
        ``case_id, promised_on`` (the day that was promised), ``due_on``, ``done_on`` (the first contact after the promised
        day, or the day on which the case owed nothing any more, if that was earlier; missing while there is neither).

    Raises
    ------
    PolicyError
        If the rule was not in force on the day.

    Examples
    --------
    Promised for a Friday, not paid: to be followed up by Monday, and done on Tuesday.

    >>> from arrears.policy import Policies
    >>> judged = pd.DataFrame({"case_id": ["A"], "due_on": ["2026-11-20"], "outcome": ["broken"]})
    >>> called = pd.DataFrame({"case_id": ["A", "A"], "date": ["2026-11-20", "2026-11-24"]})
    >>> promise_follow_ups(judged, called, "2026-11-30", Policies("cn"))[["due_on", "done_on"]].astype(str).values.tolist()
    [['2026-11-23', '2026-11-24']]
    """
    day = one_day(as_of)
    terms = policies.get(ProgressTerms, plain_date(day))
    missed = judged[judged["outcome"].isin(["partial", "broken"])]
    promised = days_of(missed, "due_on")
    case = texts(missed, "case_id")
    done = _first_after(case, promised, contacted, day)
    if settled is not None:
        paid_off = settled_after(case, promised, settled)
        # fmin takes the one that is there where the other is missing.
        done = np.fmin(done, np.where(paid_off <= day, paid_off, np.datetime64("NaT", "D")))
    return pd.DataFrame(
        {
            "case_id": case,
            "promised_on": promised.astype("datetime64[s]"),
            "due_on": _due(promised, terms.follow_up_days).astype("datetime64[s]"),
            "done_on": done.astype("datetime64[s]"),
        }
    )


def _due(promised: Dates, working_days: int) -> Dates:
    if not promised.size:
        return promised
    years = promised.astype("datetime64[Y]").astype(np.int64) + 1970
    return nth_working_day(promised, working_days, working_calendar(int(years.min()), int(years.max()) + 1))


def _first_after(case: np.ndarray, promised: Dates, contacted: pd.DataFrame, day: np.datetime64) -> Dates:
    """Give the day of each case's first contact after a day."""
    called = pd.DataFrame(
        {"case": texts(contacted, "case_id"), "at": days_of(contacted, "date").astype("datetime64[s]")}
    )
    # Inferred from no rows at all, the key would have no type of text.
    called = called.astype({"case": "str"})
    called = called[called["at"] <= day].sort_values("at", kind="stable").assign(found=lambda table: table["at"])
    asked = pd.DataFrame({"case": case, "at": promised.astype("datetime64[s]"), "place": np.arange(len(case))}).astype(
        {"case": "str"}
    )
    found = pd.merge_asof(
        asked.sort_values("at", kind="stable"),
        called,
        on="at",
        by="case",
        direction="forward",
        allow_exact_matches=False,
    ).sort_values("place")
    return found["found"].to_numpy("datetime64[s]").astype("datetime64[D]")
