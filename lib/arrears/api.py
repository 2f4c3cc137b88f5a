"""The public functions on tables: what people's notebooks pass in, and what they get back.

A table that comes in has the contract's column names (see `arrears.tables.columns`) with amounts in yuan as `Decimal`, whole
numbers, floats or text; what goes out has amounts as exact `Decimal` yuan.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from arrears.desk.ageing import age
from arrears.desk.follow_ups import follow_ups as rank
from arrears.policy import Policies
from arrears.policy.records import Capacity
from arrears.tables.cases import to_internal, to_public

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

Day = date | datetime | str


def as_day(day: Day) -> date:
    """Read a day from what people pass: a date, a timestamp, or text such as ``2026-01-31``.

    Raises
    ------
    ValueError
        If the text is no ISO date.

    Examples
    --------
    >>> as_day("2026-01-31")
    datetime.date(2026, 1, 31)
    """
    if isinstance(day, datetime):
        return day.date()
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except (TypeError, ValueError) as error:
        raise ValueError(f"as_of must be a day such as 2026-01-31; it is {day!r}") from error


def stage(cases: pd.DataFrame, as_of: Day, profile: str = "cn", house: Path | None = None) -> pd.DataFrame:
    """Stage cases: days past due, bucket, loan class, treatment stage and value at risk.

    Parameters
    ----------
    cases : DataFrame
        One row a case, with the contract's columns.
    as_of : date or ISO text
        The day that figures are for.
    profile : str
        ``cn``, ``cn_online``, ``us``, ``uk``, ``in`` or ``hk``.
    house : Path, optional
        A folder of the house's own policy files.

    Returns
    -------
    DataFrame
        The cases in the same order, and the columns that staging adds.

    Raises
    ------
    ValueError
        If a cell is bad: its row, column, the rule and the remedy.
    PolicyError
        If a rule was not in force on that day.
    """
    return to_public(age(to_internal(cases), as_day(as_of), Policies(profile, house)))


def follow_ups(
    cases: pd.DataFrame,
    as_of: Day,
    profile: str = "cn",
    *,
    capacity: int | None = None,
    lang: Literal["zh", "en"] = "zh",
    house: Path | None = None,
) -> pd.DataFrame:
    """Rank the follow-ups of each collector, with next action, channel, reason and what blocks it.

    Parameters
    ----------
    cases : DataFrame
        One row a case, with the contract's columns.
    as_of : date or ISO text
        The day that the list is for.
    profile : str
        The profile.
    capacity : int, optional
        Follow-ups a collector; the policy's unless you say.
    lang : str
        ``zh`` or ``en``: the language of reasons and actions.
    house : Path, optional
        A folder of the house's own policy files.

    Returns
    -------
    DataFrame
        The columns of `arrears.tables.follow_ups`; names and phones are masked.

    Raises
    ------
    ValueError, PolicyError
        As `stage` does.
    """
    day, policies = as_day(as_of), Policies(profile, house)
    aged = age(to_internal(cases), day, policies)
    room = capacity or policies.get(Capacity, day).cases_per_day
    return to_public(rank(aged, day, policies, lang=lang, capacity=room))
