"""What the case list was at the end of any day, from placements, payments and what else happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.account.position import balances
from arrears.operations.account.stated import NOTHING_RESTATED, Restated, Stated
from arrears.operations.plans.tables import plain_date
from arrears.policy.records import Buckets, DaysPastDue, Stages, Tolerance
from arrears.rules.bands import band
from arrears.rules.days_past_due import days_past_due
from arrears.rules.tolerance import days_of_open

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.rules.bands import BandCodes
    from arrears.units import Dates, Days, Fen

SNAPSHOT_COLUMNS = (
    "case_id",
    "date",
    "days_past_due",
    "bucket",
    "stage",
    "total_due_fen",
    "collector",
    "team",
    "flags",
    "currency",
)


@dataclass(frozen=True)
class History:
    """What happened to the cases; ``at`` is the local wall-clock time as ``datetime64[us]``, rows in the order of the store.

    Attributes
    ----------
    placements : DataFrame
        ``case_id, at, opening_fen, due_date, currency``; a later one of a case restates what is owed.
    payments : DataFrame
        ``case_id, at, amount_fen``: what lowers what is owed above 0, what raises it, such as a reversal, below.
    assignments : DataFrame
        ``case_id, at, collector``.
    flags : DataFrame
        ``case_id, at, flag, on``, and ``is_new`` where it is known: not what a case came with.
    written_off : DataFrame
        ``case_id, at``: from then on the case is not there any more.
    closings : DataFrame, optional
        ``case_id, at, state``: from then on the case is not there, unless it is ``reopened``.
    restated : Restated, optional
        What later lists restate as owed; then `placements` has ``seq``, rising.
    """

    placements: pd.DataFrame
    payments: pd.DataFrame
    assignments: pd.DataFrame
    flags: pd.DataFrame
    written_off: pd.DataFrame
    closings: pd.DataFrame | None = None
    restated: Restated = NOTHING_RESTATED

    @cached_property
    def stated(self) -> Stated:
        """What was stated as owed, sorted once for all days."""
        return Stated(self.placements, self.restated)

    @cached_property
    def numbered(self) -> tuple[History, NDArray[np.object_]]:
        """The same with a number for each case, which many days are asked for, and the ids by number; -1 is a case never placed."""
        codes, ids = pd.factorize(self.placements["case_id"])
        index = pd.Index(ids)

        def by_number(table: pd.DataFrame) -> pd.DataFrame:
            return table.assign(case_id=index.get_indexer(pd.Index(table["case_id"])))

        history = replace(
            self,
            placements=self.placements.assign(case_id=codes),
            payments=by_number(self.payments),
            assignments=by_number(self.assignments),
            flags=by_number(self.flags),
            written_off=by_number(self.written_off),
            closings=None if self.closings is None else by_number(self.closings),
        )
        return history, np.asarray(ids, dtype=object)

    @cached_property
    def first(self) -> pd.DataFrame:
        """The first placement of each case, in the order of time."""
        return self.placements.sort_values("at", kind="stable").drop_duplicates("case_id").reset_index(drop=True)


def snapshot(
    history: History, day: np.datetime64, policies: Policies, teams: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Give the cases as they were at the end of a day.

    Parameters
    ----------
    history : History
        A payment that was taken back counts until then.
    day : datetime64[D]
        The day.
    policies : Policies
        Whose buckets, stages and tolerance apply on it.
    teams : mapping, optional
        Each collector's team.

    Returns
    -------
    DataFrame
        `SNAPSHOT_COLUMNS`, one row a case that was placed by then and not written off. What is owed is the last placement's opening
        amount less the payments since it; where no more is left than the tolerance, nothing is past due. A case without a due date
        cannot be aged and is left out; ``attrs["undated"]`` counts such cases.

    Raises
    ------
    PolicyError
        If a rule was not in force on the day.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> at = np.array(["2026-10-01T09:00"], "M8[us]")
    >>> none = pd.DataFrame({"case_id": [], "at": np.array([], "M8[us]"), "amount_fen": [], "collector": [], "flag": [], "on": []})
    >>> placed = pd.DataFrame({"case_id": ["A"], "at": at, "opening_fen": [10000], "due_date": ["2026-09-21"],
    ...                        "currency": ["CNY"]}).astype({"due_date": "M8[s]"})
    >>> paid = pd.DataFrame({"case_id": ["A"], "at": at + np.timedelta64(20, "D"), "amount_fen": [4000]})
    >>> history = History(placed, paid, none, none, none)
    >>> for day in ("2026-10-20", "2026-10-21"):
    ...     print(snapshot(history, np.datetime64(day), Policies("cn"))[["days_past_due", "bucket", "total_due_fen"]].values.tolist())
    [[29, 'M1', 10000]]
    [[30, 'M1', 6000]]
    """
    until = (day + 1).astype("datetime64[us]")
    history, ids = history.numbered
    placed = history.stated.before(until)
    gone = set(history.written_off["case_id"][_before(history.written_off, until)])
    if history.closings is not None:
        last = _last(history.closings, until)
        gone |= set(last.loc[last["state"] != "reopened", "case_id"])
    placed = placed[~placed["case_id"].isin(gone)]
    undated = int(placed["due_date"].isna().sum())
    placed = placed[placed["due_date"].notna()].reset_index(drop=True)
    # What the bank owes one customer settles no other's debt: a credit balance is nothing due.
    owed = np.maximum(balances(placed, history.payments, until), 0)
    table = _aged(placed["due_date"].to_numpy("datetime64[s]").astype("datetime64[D]"), owed, day, policies)
    collector = _collectors(placed, history.assignments, until)
    table = table.assign(
        case_id=ids[placed["case_id"].to_numpy(dtype=np.intp)],
        date=np.full(len(placed), day.astype("datetime64[s]")),
        total_due_fen=owed,
        collector=collector,
        team=_texts(pd.Series(collector, dtype=object).map(dict(teams or {}))),
        flags=_flags(placed, history.flags, until),
        currency=placed["currency"].to_numpy(dtype=object),
    )[list(SNAPSHOT_COLUMNS)]
    table.attrs["undated"] = undated
    return table


def _aged(due_date: Dates, owed: Fen, day: np.datetime64, policies: Policies) -> pd.DataFrame:
    on = plain_date(day)
    days: Days = days_past_due(due_date, day, policies.get(DaysPastDue, on).due_day_counts)
    days = days_of_open(days, owed, policies.get(Tolerance, on).residue_fen)
    buckets, stages = policies.get(Buckets, on), policies.get(Stages, on)
    return pd.DataFrame(
        {
            "days_past_due": days,
            "bucket": _named(buckets.labels, band(days, buckets.begins)),
            "stage": _named(stages.keys, band(days, stages.begins)),
        }
    )


def _named(labels: Sequence[str], codes: BandCodes) -> NDArray[np.object_]:
    return np.array(labels, dtype=object)[codes]


def _before(table: pd.DataFrame, until: np.datetime64) -> NDArray[np.bool_]:
    early: NDArray[np.bool_] = table["at"].to_numpy("datetime64[us]") < until
    return early


def _last(table: pd.DataFrame, until: np.datetime64, *by: str) -> pd.DataFrame:
    """Keep each case's last row before an instant; of rows at one instant the one that was stored last."""
    early = table[_before(table, until)].sort_values("at", kind="stable")
    return early.drop_duplicates(["case_id", *by], keep="last")


def _collectors(placed: pd.DataFrame, assignments: pd.DataFrame, until: np.datetime64) -> NDArray[np.object_]:
    """Give whom each case belonged to by its last assignment."""
    return _texts(placed["case_id"].map(_last(assignments, until).set_index("case_id")["collector"]))


def _flags(placed: pd.DataFrame, flags: pd.DataFrame, until: np.datetime64) -> NDArray[np.object_]:
    """Give the flags that were set and not lifted."""
    last = _last(flags, until, "flag")
    standing = last[last["on"].astype(bool)].groupby("case_id")["flag"].agg(lambda each: ";".join(sorted(each)))
    return _texts(placed["case_id"].map(standing))


def _texts(column: pd.Series) -> NDArray[np.object_]:
    """Give texts, "" where there is none; a column in which nothing was found has no type of text."""
    return column.astype(object).where(column.notna(), "").to_numpy(dtype=object)
