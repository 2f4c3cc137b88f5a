"""Until when a claim can be brought to court: what interrupted the limitation period, from the log (LIM)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from arrears.policy.records import Limitation
from arrears.rules.month_step import add_months

if TYPE_CHECKING:
    from datetime import date

    from arrears.policy import Policies

ACKNOWLEDGED = ("payment", "promise", "agreement", "suit")
"""Grounds that stand by a paper of the bank or of the court, or by the holder's own words."""
_MONTHS_IN_YEAR = 12
_REACHED = ("conversation", "sent")
_DEMANDS = ("collection", "legal_notice")
_OF_A_COURT = ("order_applied", "suit_filed")


class Period(NamedTuple):
    """A limitation period.

    Attributes
    ----------
    grounds : DataFrame
        ``day, ground``: the beginning (``due``) and what interrupted it, each day once a ground, in order.
    ends_on : Timestamp
        The last day, counting every ground; ``NaT`` where nothing is known.
    certain_on : Timestamp
        The last day without demands, whose receipt may be disputed.
    rule : str
        The rule's number.
    """

    grounds: pd.DataFrame
    ends_on: pd.Timestamp
    certain_on: pd.Timestamp
    rule: str


def limitation_period(
    due_on: object,
    contacts: pd.DataFrame,
    dated: dict[str, pd.Series],
    on: date,
    policies: Policies,
) -> Period:
    """Find what began and interrupted a claim's limitation period up to a day.

    Parameters
    ----------
    due_on : day
        The oldest unpaid due date.
    contacts : DataFrame
        The case's contacts: ``day, direction, counterparty, outcome, purpose``. A demand counts where the holder or a guarantor was
        spoken to, or something was sent to the contact details on file.
    dated : dict of Series
        Days of payments, promises, agreements and suits, by `ACKNOWLEDGED`.
    on : date
        What came later is not seen.
    policies : Policies
        Whose period applies.

    Raises
    ------
    PolicyError
        If the profile has no such rule.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> paid = {"payment": pd.Series(pd.to_datetime(["2026-07-01"]))}
    >>> found = limitation_period("2026-06-20", pd.DataFrame(), paid, date(2026, 11, 23), Policies("cn"))
    >>> str(found.certain_on.date()), found.grounds["ground"].tolist()
    ('2029-07-01', ['due', 'payment'])
    """
    policy = policies.get(Limitation, on)
    parts = [("due", pd.Series([due_on])), *dated.items(), ("demand", _demands(contacts))]
    tables = [
        pd.DataFrame({"day": pd.to_datetime(days).astype("datetime64[s]"), "ground": ground}) for ground, days in parts
    ]
    table = pd.concat([each for each in tables if len(each)], ignore_index=True).dropna().drop_duplicates()
    table = table[table["day"] <= pd.Timestamp(on)].sort_values("day", kind="stable", ignore_index=True)
    certain = table[table["ground"] != "demand"]
    return Period(table, _end(table, policy.years), _end(certain, policy.years), policy.rule)


def _demands(contacts: pd.DataFrame) -> pd.Series:
    if contacts.empty:
        return pd.Series([], dtype="datetime64[s]")
    made = (
        contacts["direction"].eq("out")
        & contacts["counterparty"].isin(["holder", "guarantor"])
        & contacts["outcome"].isin(_REACHED)
        & contacts["purpose"].isin(_DEMANDS)
    )
    return contacts.loc[made, "day"]


def _end(grounds: pd.DataFrame, years: int) -> Any:  # noqa: ANN401  # a day, or NaT
    if grounds.empty:
        return pd.NaT
    last = grounds["day"].to_numpy("datetime64[D]")[-1:]
    return pd.Timestamp(add_months(np.asarray(last), years * _MONTHS_IN_YEAR)[0])


def suits(steps: pd.DataFrame) -> pd.Series:
    """Give the days on which a court was asked."""
    found: pd.Series = steps.loc[steps["step"].isin(_OF_A_COURT), "done_on"]
    return found
