"""What every figure rests on: the day that it is for, and whose rules apply; and amounts on their way from yuan to fen."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from arrears.operations.plans.tables import amounts
from arrears.policy import PROFILES, Policies

if TYPE_CHECKING:
    from pathlib import Path

Day = date | datetime | np.datetime64 | str
DEFAULT_PROFILE = PROFILES[0]


class Basis(NamedTuple):
    """The day, and the rules of a profile and a house."""

    day: date
    policies: Policies


def basis(as_of: Day, profile: str, house: str | Path | None, policies: Policies | None) -> Basis:
    """Read the arguments that every public function takes by name.

    Raises
    ------
    ValueError
        If the day is none, or rules that were read are given along with a house folder.
    PolicyError
        If the profile is unknown or the folder is not there.

    Examples
    --------
    >>> basis("2026-01-31", "cn", None, None).day
    datetime.date(2026, 1, 31)
    """
    return Basis(as_day(as_of), rules(profile, house, policies))


def rules(profile: str, house: str | Path | None, policies: Policies | None) -> Policies:
    """Give the rules of a profile and a house, or those that were read already.

    Raises
    ------
    ValueError
        If both rules and a house folder, or rules and another profile, are given.
    """
    if policies is None:
        return Policies(profile, house)
    if house is not None or profile not in {DEFAULT_PROFILE, policies.name}:
        raise ValueError(
            f"policies of profile {policies.name} were given along with profile {profile!r} and house {house!r}; "
            "give either policies, or profile and house"
        )
    return policies


def as_day(day: Day) -> date:
    """Read a day from what people pass: a date, a timestamp, or text such as ``2026-01-31``.

    Raises
    ------
    ValueError
        If the text is no ISO date, or the day is not known (``NaT``).

    Examples
    --------
    >>> as_day("2026-01-31"), as_day(np.datetime64("2026-01-31T08:00"))
    (datetime.date(2026, 1, 31), datetime.date(2026, 1, 31))
    """
    moment = pd.Timestamp(day) if isinstance(day, np.datetime64) else day
    if isinstance(moment, date) and not pd.isna(moment):
        return date(moment.year, moment.month, moment.day)
    try:
        return date.fromisoformat(day)  # type: ignore[arg-type]  # what is no text is refused like a bad one
    except (TypeError, ValueError) as error:
        raise ValueError(f"as_of must be a day such as 2026-01-31; it is {day!r}") from error


def in_fen(table: pd.DataFrame, *needed: str, known: tuple[str, ...] = ()) -> pd.DataFrame:
    """Give a table with amounts in yuan as the one that tasks take, with ``<key>_fen``.

    Parameters
    ----------
    table : DataFrame
        Amounts in yuan as `Decimal`, whole numbers, floats or text.
    *needed : str
        Columns that must be there, without a blank.
    known : tuple of str
        Columns that may be missing, and may have blanks.

    Returns
    -------
    DataFrame
        The same rows and columns in the same order; amounts are whole fen, missing where blank.

    Raises
    ------
    ValueError
        If a column is missing or a cell is no amount: its row, column, value and remedy.

    Examples
    --------
    >>> in_fen(pd.DataFrame({"amount": ["12.30", 4], "note": "x"}), "amount").to_dict("list")
    {'amount_fen': [1230, 400], 'note': ['x', 'x']}
    """
    fen: dict[str, object] = {key: amounts(table, key) for key in needed}
    for key in known:
        if key in table:
            given = table[key].notna().to_numpy(dtype=np.bool_)
            column = pd.array([pd.NA] * len(table), dtype="Int64")
            column[given] = amounts(table[given], key)
            fen[key] = column
    names = {key: f"{key}_fen" for key in fen}
    return table.assign(**fen).rename(columns=names)  # type: ignore[arg-type]  # arrays
