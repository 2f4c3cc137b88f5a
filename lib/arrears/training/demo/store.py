"""A store to try things out on: the invented portfolio with a year of invented history.

Month by month the case list is placed, people are called and written to, promise, pay or do not, some are cured and leave, a few
complain, and a few sign agreements. Most of it keeps to the rules and a little does not, so that a check finds something.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from arrears.store import open_store
from arrears.store.state.case_list import place_cases
from arrears.training.demo.agreements import agreement_events
from arrears.training.demo.contacts import contact_events
from arrears.training.portfolio import DEMO_AS_OF, DEMO_SEED, make_portfolio

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from arrears.store import Store
    from arrears.store.secrets.keys import Keys

CASES, CURED = 800, 480
_MONTHS = 12
_HALF_TIME = 2
"""The collector who works half time."""


class Life(NamedTuple):
    """A year's cases: their rows as they are at the end, and when each was on the list."""

    table: pd.DataFrame
    entered: np.ndarray[Any, np.dtype[np.datetime64]]
    left: np.ndarray[Any, np.dtype[np.datetime64]]


def make_demo_store(
    path: Path, keys: Callable[[], Keys], *, cases: int = CASES, as_of: date = DEMO_AS_OF, seed: int = DEMO_SEED
) -> Store:
    """Make a store with a year of invented history.

    Parameters
    ----------
    path : Path
        The new SQLite file.
    keys : function
        Gives the key that its invented people are sealed with.
    cases : int
        Cases at the end; about three fifths as many were cured during the year.
    as_of : date
        The last day of the year.
    seed : int
        The same seed gives the same store.

    Returns
    -------
    Store
        Open.

    Raises
    ------
    StoreError
        If there is something at the path already that is no store.
    """
    store = open_store(path, keys=keys)
    zone = ZoneInfo(store.policies.profile.time_zone)
    life = _life(cases, as_of, seed)
    rng = np.random.default_rng(seed)
    days = [*_month_starts(as_of), as_of]
    for day, until in zip(days, [*days[1:], as_of], strict=True):
        table = _list_of(life, day)
        place_cases(store, table, actor="lead", as_of=day)
        if day < as_of:
            store.append(contact_events(rng, table, _leaving(life, day, until), (day, until), zone))
    # The beginning of the day: whatever the clock says, it is no time to come.
    now = datetime.combine(as_of, time(), zone)
    store.append(_leave_events(life, now))
    store.append(agreement_events(rng, _list_of(life, as_of), now, store.policies))
    return store


def demo_team(as_of: date = DEMO_AS_OF, *, cases: int = CASES, seed: int = DEMO_SEED) -> pd.DataFrame:
    """Give the demonstration's collectors: two teams, some with skills, one half time, one away.

    Parameters
    ----------
    as_of, cases, seed
        As for `make_demo_store`.

    Examples
    --------
    >>> team = demo_team()
    >>> len(team), team[["team", "share", "capacity"]].head(2).values.tolist()
    (12, [['一组', 1.0, 110], ['一组', 1.0, 110]])
    """
    names = sorted(set(make_portfolio(cases, seed=seed, as_of=as_of)["collector"]))
    count = len(names)
    usual = (cases * 3 // (count * 2) // 10 + 1) * 10
    away = [as_of if place == count - 1 else None for place in range(count)]
    back = [as_of + timedelta(days=6) if day else None for day in away]
    skills = ("hardship;complaints", "legal;hardship", "", "complaints;legal")
    return pd.DataFrame(
        {
            "collector": names,
            "team": ["一组" if place < count // 2 else "二组" for place in range(count)],
            "share": [0.5 if place == _HALF_TIME else 1.0 for place in range(count)],
            "capacity": [usual // 2 if place == _HALF_TIME else usual for place in range(count)],
            "skills": [skills[place % len(skills)] for place in range(count)],
            "absent_from": pd.to_datetime(pd.Series(away)),
            "absent_until": pd.to_datetime(pd.Series(back)),
        }
    )


def _life(cases: int, as_of: date, seed: int) -> Life:
    """Invent the cases that are there at the end, and those that were cured on the way."""
    here = make_portfolio(cases, seed=seed, as_of=as_of)
    gone_count = max(cases * CURED // CASES, 1)
    rng = np.random.default_rng(seed + 1)
    gone = make_portfolio(gone_count, seed=seed + 1, as_of=as_of)
    # All of a list's collectors are in one team, and a customer of the past is no customer of today.
    gone["collector"] = rng.permutation(np.resize(here["collector"].to_numpy(), gone_count))
    gone["case_id"] = gone["case_id"].str.replace("AJ", "AH", regex=False)
    gone["customer_id"] = "G" + gone["customer_id"].astype("str")
    late = rng.integers(3, 90, gone_count)
    left = np.datetime64(as_of, "D") - rng.integers(1, 30 * _MONTHS, gone_count)
    due = left - late
    for name, days in (("due_date", due), ("statement_date", due - 20)):
        gone[name] = pd.Series(days.astype("datetime64[s]"))
    for name in ("promise_date", "instalment_date", "last_payment_date", "last_contact_date"):
        gone[name] = pd.NaT
    gone[["promise_amount", "instalment_amount", "last_payment", "flags"]] = None
    table = pd.concat([here, gone.astype(here.dtypes.to_dict())], ignore_index=True)
    # What is not yet due on the last day is on the last list all the same, as in any portfolio.
    entered = np.minimum(table["due_date"].to_numpy(dtype="datetime64[D]") + 1, np.datetime64(as_of, "D"))
    never = np.full(cases, np.datetime64(as_of, "D") + 3650)
    return Life(table, entered, np.concatenate([never, left]))


def _month_starts(as_of: date) -> list[date]:
    months = np.arange(np.datetime64(as_of, "M") - _MONTHS + 1, np.datetime64(as_of, "M") + 1)
    return [day for day in months.astype("datetime64[D]").tolist() if day < as_of]


def _list_of(life: Life, day: date) -> pd.DataFrame:
    """Give the case list of a day: who was late then, with the interest of then and what was not yet known left out."""
    at = np.datetime64(day, "D")
    table = life.table[(life.entered <= at) & (life.left > at)].copy()
    months = (life.table["due_date"].max() - pd.Timestamp(day)).days // 30
    if months > 0:
        table["interest"] = [
            None if amount is None else round(amount * max(100 - 8 * months, 5) / 100, 2)
            for amount in table["interest"]
        ]
        later = table["statement_date"] > pd.Timestamp(day)
        table.loc[later, "statement_date"] = table.loc[later, "due_date"] - pd.Timedelta(days=20)
    for date_name, other in (
        ("last_payment_date", "last_payment"),
        ("last_contact_date", None),
        ("promise_date", "promise_amount"),
        ("instalment_date", "instalment_amount"),
    ):
        future = (
            table[date_name] > pd.Timestamp(day)
            if other != "promise_amount"
            else table[date_name].notna() & (months > 0)
        )
        table.loc[future, date_name] = pd.NaT
        if other:
            table.loc[future, other] = None
    return table.reset_index(drop=True)


def _leaving(life: Life, day: date, until: date) -> dict[str, date]:
    """Say which cases are cured before the next list, and when."""
    first, last = np.datetime64(day, "D"), np.datetime64(until, "D")
    rows = np.flatnonzero((life.left > first) & (life.left <= last) & (life.entered <= first))
    ids = life.table["case_id"].to_numpy()
    return {str(ids[row]): life.left[row].item() for row in rows}


def _leave_events(life: Life, now: datetime) -> list[dict[str, Any]]:
    """Give nobody's name to what has left the lists."""
    left = life.table.loc[life.left <= np.datetime64(now.date(), "D"), "case_id"]
    return [
        {
            "kind": "assignment", "case_id": str(case), "happened_at": now, "actor": "lead", "key": f"demo-left-{case}",
            "collector": "", "reason": "已回正",
        }
        for case in left
    ]  # fmt: skip
