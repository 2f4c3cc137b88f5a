"""One period of collection: its cases at both ends, and what happened in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from arrears.operations.cases.columns import texts
from arrears.operations.plans.tables import amounts as fen_of
from arrears.operations.plans.tables import days as days_of
from arrears.operations.progress.movements import snapshot_days
from arrears.tables.cases import flag_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.units import Flags

DIMENSIONS = ("team", "collector", "stage")
"""What progress can be grouped by."""


@dataclass(frozen=True)
class Events:
    """What happened; a table that is not given is not measured.

    Attributes
    ----------
    payments : DataFrame, optional
        ``case_id, date, amount`` (yuan) or ``amount_fen``.
    promises : DataFrame, optional
        ``case_id, amount`` or ``amount_fen``, ``due_on, made_on``; needs payments too.
    contacts : DataFrame, optional
        As in `arrears.tables.contacts.CONTACT_COLUMNS`.
    listed : DataFrame, optional
        ``case_id`` of the follow-up lists, and ``date`` if they are of several days; overdue cases unless given.
    follow_ups : DataFrame, optional
        ``case_id, due_on, done_on`` (missing while open).
    states : DataFrame, optional
        As `arrears.check_contacts` takes them.
    breaches : DataFrame, optional
        What `arrears.check_contacts` found in these contacts, where it is known already; found anew unless given.
    """

    payments: pd.DataFrame | None = None
    promises: pd.DataFrame | None = None
    contacts: pd.DataFrame | None = None
    listed: pd.DataFrame | None = None
    follow_ups: pd.DataFrame | None = None
    states: pd.DataFrame | None = None
    breaches: pd.DataFrame | None = None


class Tally(NamedTuple):
    """One measure, row by row: the case, how many or how much of how many, and who did it where the event says."""

    measure: str
    case: NDArray[np.object_]
    hits: NDArray[np.int64] | Flags
    out_of: NDArray[np.int64] | Flags
    who: NDArray[np.object_] | None = None


@dataclass(frozen=True)
class Period:
    """One period, and its cases at both ends, one row a case.

    Attributes
    ----------
    begin, end : datetime64[D]
        First and last day.
    cases : DataFrame
        The cases, by id.
    two_ends : bool
        Whether the list that closes it is another than that which opens it.
    known : datetime64[D]
        The last day of which the opening list knows what was paid: it is off the balance already.
    """

    begin: np.datetime64
    end: np.datetime64
    cases: pd.DataFrame
    two_ends: bool
    known: np.datetime64

    @classmethod
    def of(
        cls,
        snapshots: pd.DataFrame,
        begin: np.datetime64,
        end: np.datetime64,
        opening: np.datetime64 | None = None,
    ) -> Period:
        """Take the snapshots that open and close a period.

        ``opening`` names the day of the snapshot that opens it, which is of the end of that day; otherwise the last one up to its
        first day does, or else the first.

        Raises
        ------
        ValueError
            If there is none up to its end, or it ends before it begins.
        """
        days = snapshot_days(snapshots)
        days = days[days <= end]
        if begin > end or not days.size:
            raise ValueError(f"no snapshot lies in {begin} to {end} or before; give one, or correct the period")
        first = opening
        if first is None:
            first = days[days <= begin][-1] if (days <= begin).any() else days[0]
        taken = days_of(snapshots, "date")
        ends = [_end(snapshots[taken == day]) for day in (first, days[-1])]
        cases = ends[0].add_suffix("_before").join(ends[1].add_suffix("_after"), how="outer")
        for key in DIMENSIONS:
            own = cases[f"{key}_before"]
            cases[key] = own.where(own.notna(), cases[f"{key}_after"])
        known = begin - 1 if opening is None else max(opening, begin - 1)
        return cls(begin, end, cases, bool(days[-1] > first), known)

    def covers(self, day: NDArray[np.datetime64]) -> Flags:
        """Tell which days lie in the period, its first and last day included."""
        inside: Flags = (day >= self.begin) & (day <= self.end)
        return inside


def _end(snapshot: pd.DataFrame) -> pd.DataFrame:
    flags = (
        flag_columns(snapshot["flags"])
        if "flags" in snapshot
        else {"complaint": np.zeros(len(snapshot), dtype=np.bool_)}
    )
    return pd.DataFrame(
        {
            **{key: texts(snapshot, key) for key in DIMENSIONS},
            "late": snapshot["days_past_due"].to_numpy(dtype=np.int64) > 0,
            "due": fen_of(snapshot, "total_due"),
            "complaint": flags["complaint"],
            "there": True,
        },
        index=pd.Index(texts(snapshot, "case_id"), name="case_id"),
    )
