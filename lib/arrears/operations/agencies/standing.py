"""How each agency stands on a day: on the white list, or why not; complaints and breaches that count against it (CBA-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from arrears.policy.records import AgencyInspection, AgencyTerms
from arrears.rules.month_step import add_months

if TYPE_CHECKING:
    from datetime import date

    from arrears.policy import Policies

STATES: Final = ("removed", "not_inspected", "failed", "expired", "complaints", "soon", "listed")
"""Struck off; never inspected; the last inspection not passed; over; too many complaints since; listed, to be inspected soon; listed."""
ON_LIST: Final = frozenset({"soon", "listed"})
STANDING_COLUMNS: Final = (
    "agency", "state", "licence", "reached_by", "enrolled_on", "inspected_on", "valid_until", "complaints", "breaches", "out",
    "returned_on", "return_due",
)  # fmt: skip


def standing(
    said: pd.DataFrame,
    table: pd.DataFrame,
    complaints: pd.DataFrame,
    breaches: pd.DataFrame,
    on: date,
    policies: Policies,
) -> pd.DataFrame:
    """Say how every agency stands.

    Parameters
    ----------
    said : DataFrame
        As `arrears.operations.agencies.commissions.agency_events` gives it.
    table : DataFrame
        As `arrears.operations.agencies.commissions.commissions` gives it.
    complaints, breaches : DataFrame
        ``agency, day`` of each complaint of somebody whose case it had, and of each breach by its contacts.
    on, policies
        The day, and whose terms apply.

    Returns
    -------
    DataFrame
        `STANDING_COLUMNS`, by name. ``complaints`` and ``breaches`` are counted since the last inspection that was passed, ``out`` is
        how many cases it has, ``return_due`` the day by which its workbook is to be back; ``NaT`` where none is.
    """
    terms, kept = policies.get(AgencyTerms, on), policies.get(AgencyInspection, on)
    today = pd.Timestamp(on)
    past = said[said["day"] <= today]
    rows = []
    for name, mine in past.groupby("agency", sort=True):
        enrolled = mine[mine["state"] == "enrolled"]
        inspected = mine[mine["state"] == "inspected"]
        passed = inspected[inspected["passed"].eq(other=True)]
        struck = mine[mine["state"].isin(["enrolled", "removed"])].iloc[-1:]["state"].eq("removed").any()
        last = passed["day"].max()
        until = pd.NaT if pd.isna(last) else _later(last, kept.every_months)
        since = pd.Timestamp.min if pd.isna(last) else last
        counts = {
            key: int((found["agency"].eq(name) & (found["day"] >= since) & (found["day"] <= today)).sum())
            for key, found in (("complaints", complaints), ("breaches", breaches))
        }
        returned = mine.loc[mine["state"] == "returned", "day"].max()
        own = table[table["agency"] == name]
        rows.append(
            {
                "agency": name,
                "state": _state(inspected, until, counts["complaints"], today, terms, kept, struck=bool(struck)),
                "licence": enrolled["licence"].iloc[-1],
                "reached_by": enrolled["reached_by"].iloc[-1],
                "enrolled_on": enrolled["day"].iloc[-1],
                "inspected_on": inspected["day"].max(),
                "valid_until": until,
                **counts,
                "out": int(((own["given_on"] <= today) & (today < own["back_on"])).sum()),
                "returned_on": returned,
                "return_due": _return_due(own, returned, terms.return_days),
            }
        )
    return pd.DataFrame(rows, columns=list(STANDING_COLUMNS))


def _state(
    inspected: pd.DataFrame,
    until: Any,  # noqa: ANN401  # a day, or none
    complaints: int,
    today: pd.Timestamp,
    terms: AgencyTerms,
    kept: AgencyInspection,
    *,
    struck: bool,
) -> str:
    if struck:
        return "removed"
    if inspected.empty:
        return "not_inspected"
    if not inspected["passed"].iloc[-1]:
        return "failed"
    if today > until:
        return "expired"
    if complaints >= terms.most_complaints:
        return "complaints"
    return "soon" if today > until - pd.Timedelta(days=kept.warn_days) else "listed"


def _later(day: pd.Timestamp, months: int) -> pd.Timestamp:
    """Give the last day on which an inspection holds."""
    return pd.Timestamp(add_months(day.to_numpy().astype("datetime64[D]").reshape(1), months)[0]) - pd.Timedelta(days=1)


def _return_due(own: pd.DataFrame, returned: Any, days: int) -> Any:  # noqa: ANN401  # days, or none
    """Give the first day by which a workbook is to be back: that of what came back from the agency since it last handed one in."""
    waiting = own if pd.isna(returned) else own[own["back_on"] > returned]
    return waiting["back_on"].min() + pd.Timedelta(days=days)
