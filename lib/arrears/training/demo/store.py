"""A store to try things out on: the invented portfolio with a year of invented history.

Month by month the case list is placed, people are called and written to, promise, pay or do not, some make a month good, some are cured and
leave, a few complain, and a few sign agreements. Who moves how is drawn by the virtual year's counted moves (`arrears.training.demo.lives`). Most of it keeps to the rules and a little does not, so that a check finds something.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from arrears.store import open_store
from arrears.store.state.case_list import place_cases
from arrears.training.demo.agreements import agreement_events
from arrears.training.demo.contacts import Paying, contact_events
from arrears.training.demo.lives import lives_of
from arrears.training.portfolio import DEMO_AS_OF, DEMO_SEED, make_portfolio

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from arrears.store import Store
    from arrears.store.secrets.keys import Keys

CASES, CURED = 800, 1_000
_MONTHS = 12
_HALF_TIME = 2
"""The collector who works half time."""


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
        Cases at the end; a quarter more again were cured during the year and are gone.
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
    days = [*_month_starts(as_of), as_of]
    lives = lives_of(cases, max(cases * CURED // CASES, 1), days, seed, store.policies)
    rng = np.random.default_rng(seed)
    for place, (day, until) in enumerate(zip(days, [*days[1:], as_of], strict=True)):
        table = lives.on_list(place)
        place_cases(store, table, actor="lead", as_of=day)
        if day < as_of:
            paid = Paying(_by_day(rng, lives.cured(place), day, until), lives.made_good(place))
            store.append(contact_events(rng, table, paid, (day, until), zone))
    # The beginning of the day: whatever the clock says, it is no time to come.
    now = datetime.combine(as_of, time(), zone)
    store.append(_leave_events(lives.gone(), now))
    store.append(agreement_events(rng, lives.on_list(len(days) - 1), now, store.policies))
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


def _month_starts(as_of: date) -> list[date]:
    months = np.arange(np.datetime64(as_of, "M") - _MONTHS + 1, np.datetime64(as_of, "M") + 1)
    return [day for day in months.astype("datetime64[D]").tolist() if day < as_of]


def _by_day(rng: np.random.Generator, cases: Sequence[str], day: date, until: date) -> dict[str, date]:
    """Say on which day between two lists each case is paid."""
    within = rng.integers(0, (until - day).days, len(cases)).tolist()
    return {case: day + timedelta(days=after) for case, after in zip(cases, within, strict=True)}


def _leave_events(cases: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    """Give nobody's name to what has left the lists."""
    return [
        {
            "kind": "assignment", "case_id": case, "happened_at": now, "actor": "lead", "key": f"demo-left-{case}",
            "collector": "", "reason": "已回正",
        }
        for case in cases
    ]  # fmt: skip
