"""Everything that the progress panel shows of one period and one choice of team, collector and stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from arrears.operations.plans.tables import plain_date
from arrears.operations.progress.funnel import period_funnel, steps_taken
from arrears.operations.progress.measures import DIMENSIONS, added_up, rated, tallied
from arrears.operations.progress.movements import roll_rates, vintages, waterfall, with_intervals
from arrears.operations.progress.period import Events, Period
from arrears.operations.progress.work_calendar import work_calendar
from arrears.policy.records import Buckets, ProgressTerms

if TYPE_CHECKING:
    from arrears.store.state.history import Source
    from arrears.units import Dates


_FUNNEL = ("step", "zh", "en", "cases", "owed_fen", "beside")


@dataclass(frozen=True)
class Choice:
    """What is looked at.

    Attributes
    ----------
    begin, end : datetime64[D]
        First and last day of the period.
    team, collector, stage : str
        Only cases that belonged there when the period began; "" for all.
    currency : str
        Amounts of different currencies are never added up.
    """

    begin: np.datetime64
    end: np.datetime64
    team: str = ""
    collector: str = ""
    stage: str = ""
    currency: str = "CNY"

    @property
    def groups(self) -> dict[str, str]:
        """The dimensions that are narrowed, with what to."""
        return {key: getattr(self, key) for key in DIMENSIONS if getattr(self, key)}


@dataclass(frozen=True)
class Board:
    """Tables of one choice; amounts in fen. A table that cannot be made of what is known has no rows.

    Attributes
    ----------
    rates : DataFrame
        As `arrears.operations.progress.measures.progress` gives them, over all that is chosen.
    by : dict of str to DataFrame
        The same by team, collector and stage.
    roll : DataFrame
        Moves between buckets with counts and intervals.
    flow : DataFrame
        The waterfall of the overdue balance.
    vintages, funnel, calendar : DataFrame
        As the tasks of the desk give them.
    cases : int
        At the period's beginning or end.
    undated : int
        Cases that have no due date and are therefore in no figure.
    """

    choice: Choice
    cases: int
    undated: int
    rates: pd.DataFrame
    by: dict[str, pd.DataFrame]
    roll: pd.DataFrame
    flow: pd.DataFrame
    vintages: pd.DataFrame
    funnel: pd.DataFrame
    calendar: pd.DataFrame


class Facts(NamedTuple):
    """What is worked out once for a period and a currency, whatever is then narrowed to."""

    days: Dates
    snapshots: pd.DataFrame
    period: Period
    cube: pd.DataFrame
    taken: dict[str, set[str]]


def facts_of(source: Source, choice: Choice) -> Facts:
    """Count a period's events by team, collector and stage.

    Raises
    ------
    ValueError
        If there is no case in the currency by the period's end.
    PolicyError
        If a rule was not in force.
    """
    days = _snapshot_days(source, choice)
    snapshots = pd.concat([source.snapshot(day) for day in days], ignore_index=True)
    snapshots = snapshots[snapshots["currency"] == choice.currency]
    if snapshots.empty:
        raise ValueError(f"no case is placed in {choice.currency} by {choice.end}; choose another period")
    period = Period.of(snapshots, choice.begin, choice.end, days[0])
    cube = tallied(period, source.events, source.policies, DIMENSIONS)
    return Facts(days, snapshots, period, cube, steps_taken(period, source.events))


def make_board(source: Source, choice: Choice, facts: Facts | None = None) -> Board:
    """Work out all tables of a choice.

    Parameters
    ----------
    source : Source
        What happened.
    choice : Choice
        Its period must not end before the first case was placed.
    facts : Facts, optional
        Of the same period and currency, where they are known already.

    Raises
    ------
    ValueError, PolicyError
        As `facts_of` does.
    """
    days, snapshots, period, cube, taken = facts_of(source, choice) if facts is None else facts
    cases = set(period.cases.index[_matches(period.cases, choice)])
    chosen = snapshots[snapshots["case_id"].isin(cases)]
    narrow = Period.of(chosen, choice.begin, choice.end, days[0]) if choice.groups and cases else period
    cube = cube[_matches(cube, choice)]
    terms = source.policies.get(ProgressTerms, plain_date(choice.end))
    return Board(
        choice=choice,
        cases=len(cases),
        undated=int(source.snapshot(days[-1]).attrs["undated"]),
        rates=rated(added_up(cube), period, source.policies),
        by={key: rated(added_up(cube, [key]), period, source.policies, [key]) for key in DIMENSIONS},
        roll=_roll(chosen, source, choice),
        flow=_flow(chosen, days, source),
        vintages=_vintages(source, choice, terms.late_from),
        funnel=period_funnel(narrow, source.events, taken) if cases else pd.DataFrame(columns=list(_FUNNEL)),
        calendar=work_calendar(plain_date(choice.end), _dated(source.events, cases)),
    )


def _snapshot_days(source: Source, choice: Choice) -> Dates:
    """Give the days of the case lists that bound the period, and the month ends within it."""
    opening = max(choice.begin - 1, source.first_day)
    months = np.arange(opening.astype("datetime64[M]") + 1, choice.end.astype("datetime64[M]") + 1)
    days: Dates = np.unique([opening, *(months.astype("datetime64[D]") - 1), choice.end])
    return days[(days >= opening) & (days <= choice.end)]


def _matches(table: pd.DataFrame, choice: Choice) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found = np.ones(len(table), dtype=np.bool_)
    for key, wanted in choice.groups.items():
        found &= (table[key] == wanted).to_numpy(dtype=np.bool_)
    return found


def _roll(snapshots: pd.DataFrame, source: Source, choice: Choice) -> pd.DataFrame:
    if snapshots["date"].nunique() < 2:  # noqa: PLR2004  # a move has two ends
        return pd.DataFrame(columns=["from", "to", "count", "out_of", "rate", "low", "high", "small"])
    labels = source.policies.get(Buckets, plain_date(choice.end)).labels
    return with_intervals(roll_rates(snapshots, labels, owed="total_due_fen"), source.policies, plain_date(choice.end))


def _flow(snapshots: pd.DataFrame, days: Dates, source: Source) -> pd.DataFrame:
    """Explain the change of the overdue balance from the first of the lists to the last."""
    opening, closing = (snapshots[snapshots["date"] == day] for day in (days[0], days[-1]))
    end = plain_date(days[-1])
    cases = set(opening["case_id"]) | set(closing["case_id"])
    off = source.history.written_off
    off = off[_within(off, days) & off["case_id"].isin(set(opening["case_id"]) - set(closing["case_id"])).to_numpy()]
    paid = source.received
    paid = paid[_within(paid, days) & paid["case_id"].isin(cases).to_numpy() & _placed_before(paid, source)]
    rest = opening.set_index("case_id")["total_due_fen"].sub(paid.groupby("case_id")["amount_fen"].sum(), fill_value=0)
    lost = off.assign(amount_fen=np.maximum(rest.reindex(off["case_id"]).fillna(0).to_numpy(), 0).astype(np.int64))
    return waterfall(opening, closing, paid, source.policies, end, written_off=lost)


def _within(table: pd.DataFrame, days: Dates) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    day = table["at"].to_numpy("datetime64[us]").astype("datetime64[D]")
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]] = (day > days[0]) & (day <= days[-1])
    return inside


def _placed_before(paid: pd.DataFrame, source: Source) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Leave out what was paid before a case was placed: its opening amount knows it."""
    first = source.history.first.set_index("case_id")["at"].reindex(paid["case_id"]).to_numpy("datetime64[us]")
    since: np.ndarray[tuple[int], np.dtype[np.bool_]] = paid["at"].to_numpy("datetime64[us]") >= first
    return since


def _vintages(source: Source, choice: Choice, late_from: int) -> pd.DataFrame:
    """Follow the cases of each month from the first list on; by whom they belonged to when they were placed."""
    months = np.arange(source.first_day.astype("datetime64[M]") + 1, choice.end.astype("datetime64[M]") + 1)
    days = np.unique([*(months.astype("datetime64[D]") - 1), choice.end])
    table = pd.concat([source.snapshot(day) for day in days], ignore_index=True)
    table = table[table["currency"] == choice.currency]
    first = table.drop_duplicates("case_id")
    groups = {key: wanted for key, wanted in choice.groups.items() if key != "stage"}
    for key, wanted in groups.items():
        first = first[first[key] == wanted]
    table = table[table["case_id"].isin(set(first["case_id"]))]
    if table.empty:
        return pd.DataFrame(columns=["vintage", "age", "cases_placed", "cases", "late", "late_rate", "balance_rate"])
    return vintages(table, late_from, _opened(source))


def _opened(source: Source) -> pd.DataFrame:
    """Give what each case owed when it was first placed: money of its first month is progress too."""
    first = source.history.first
    # A credit balance is nothing due.
    return first[["case_id"]].assign(amount_fen=np.maximum(first["opening_fen"].to_numpy(dtype=np.int64), 0))


def _dated(events: Events, cases: set[str]) -> dict[str, pd.DataFrame]:
    """Give what the work calendar counts."""
    found: dict[str, pd.DataFrame] = {}
    if events.contacts is not None:
        made = events.contacts[(events.contacts["direction"] == "out") & (events.contacts["outcome"] != "planned")]
        day = made["at"].dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
        found["contacts"] = made[["case_id"]].assign(date=day)
    if events.promises is not None:
        due = pd.to_datetime(events.promises["due_on"]).astype("datetime64[s]")
        found["promises"] = events.promises[["case_id", "amount_fen"]].assign(date=due)
    if events.follow_ups is not None:
        found["follow_ups"] = events.follow_ups[["case_id"]].assign(date=events.follow_ups["due_on"])
    if events.payments is not None:
        found["payments"] = events.payments[["case_id", "date", "amount_fen"]]
    return {name: table[table["case_id"].isin(cases)] for name, table in found.items()}
