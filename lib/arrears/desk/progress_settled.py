"""When a case owed nothing any more: from then on no broken promise of it is to be followed up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from arrears.units import Dates


def settled_spells(placements: pd.DataFrame, payments: pd.DataFrame, residue_fen: int = 0) -> pd.DataFrame:
    """Give the spells in which cases owed nothing.

    Parameters
    ----------
    placements : DataFrame
        ``case_id, at, opening_fen``; a later one of a case states anew what is owed.
    payments : DataFrame
        ``case_id, at, amount_fen``; those before a case's first placement are in its figure already.
    residue_fen : int
        A rest of as much as this keeps no case open (CN-P5).

    Returns
    -------
    DataFrame
        ``case_id, since, until``: days as ``datetime64[s]``; ``until`` is the day of the placement that ends the spell, missing
        where none does. Sorted by ``since``.

    Examples
    --------
    >>> at = pd.to_datetime(["2026-10-01T09:00", "2026-10-05T10:00", "2026-10-09T10:00"])
    >>> placed = pd.DataFrame({"case_id": ["A"], "at": at[:1], "opening_fen": [100_00]})
    >>> paid = pd.DataFrame({"case_id": ["A", "A"], "at": at[1:], "amount_fen": [60_00, 40_00]})
    >>> settled_spells(placed, paid)["since"].astype(str).tolist()
    ['2026-10-09']
    """
    rows = pd.concat(
        [
            placements[["case_id", "at"]].assign(change=placements["opening_fen"].astype("int64"), placed=True),
            payments[["case_id", "at"]].assign(change=-payments["amount_fen"].astype("int64"), placed=False),
        ],
        ignore_index=True,
    )
    # What is paid at the very instant of a placement comes after it.
    rows = rows.sort_values(["case_id", "at", "placed"], ascending=[True, True, False], kind="stable")
    rows = rows.assign(round=rows.groupby("case_id")["placed"].cumsum())
    rows = rows[rows["round"] > 0]
    owed = rows.groupby(["case_id", "round"])["change"].cumsum()
    spells = rows[owed <= residue_fen].drop_duplicates(["case_id", "round"])
    begun = rows[rows["placed"].to_numpy(dtype=bool)].assign(round=lambda table: table["round"] - 1)
    ended = spells.merge(begun[["case_id", "round", "at"]], how="left", on=["case_id", "round"], suffixes=("", "_next"))
    days = {"since": _day(ended["at"]), "until": _day(ended["at_next"])}
    return pd.DataFrame({"case_id": ended["case_id"], **days}).sort_values("since", kind="stable", ignore_index=True)


def settled_after(case: np.ndarray, day: Dates, spells: pd.DataFrame) -> Dates:
    """Give the first day, from a day of each case on, on which the case owed nothing; NaT where it always owed something.

    Parameters
    ----------
    case : object array of shape (rows,)
        Case numbers.
    day : datetime64[D] array of shape (rows,)
        The days.
    spells : DataFrame
        As `settled_spells` gives them.
    """
    asked = pd.DataFrame({"case": case, "at": day.astype("datetime64[s]"), "place": np.arange(day.size)})
    last = np.datetime64("9999-12-31", "s")
    found = pd.DataFrame(
        {
            "case": spells["case_id"],
            "since": spells["since"].astype("datetime64[s]"),
            "at": spells["until"].astype("datetime64[s]").fillna(last),
        }
    )
    both = pd.merge_asof(
        asked.astype({"case": "str"}).sort_values("at", kind="stable"),
        found.astype({"case": "str"}).sort_values("at", kind="stable"),
        on="at",
        by="case",
        direction="forward",
        allow_exact_matches=False,
    ).sort_values("place")
    since = both["since"].to_numpy("datetime64[s]").astype("datetime64[D]")
    return np.where(np.isnat(since), since, np.maximum(since, day.astype("datetime64[D]")))


def _day(instants: pd.Series) -> pd.Series:
    days: pd.Series = pd.to_datetime(instants).dt.normalize().astype("datetime64[s]")
    return days
