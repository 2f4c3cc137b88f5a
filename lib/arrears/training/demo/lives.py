"""How each invented case came to where it stands: its months, drawn backwards by the virtual year's counted moves.

A portfolio stands at its last day with every stage in it. Going back month by month, where a case of an age came from is drawn by the
counted moves (policy `monthly_moves`) and the mix of ages that they settle in; who is current then is on no list. So cases fall behind,
make a month good, are cured and come back as card holders do of whom the moves were counted; but more of the old ones went on to fall behind,
since the last list holds far more of every late stage than a real one, so that each can be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.policy.records import MonthlyMoves, VirtualYear
from arrears.training.portfolio import make_portfolio
from arrears.training.year.moves import AGES, chances, drawn, settled_mix

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from arrears.policy import Policies

    Days = NDArray[np.datetime64]

_MONTH = 30
"""Days of an age: M1 is 1 to 30 days past due."""
_FIRST, _LAST = 3, 28
"""Within its age a case that is drawn is so many days past due."""
_STATED = 20
"""Days from a statement to its due date."""
_NOT_LISTED = np.datetime64("NaT", "D")
_PROMISED = (
    ("last_payment_date", "last_payment"),
    ("last_contact_date", None),
    ("promise_date", "promise_amount"),
    ("instalment_date", "instalment_amount"),
)


@dataclass(frozen=True)
class Lives:
    """Cases over a year of lists.

    Attributes
    ----------
    table : DataFrame
        A row a case, as `make_portfolio` writes it, as it is at the end.
    days : sequence of date
        The days of the lists.
    due : datetime64[D] array of shape (lists, cases)
        When each was due as of each list; NaT where it is not on it.
    """

    table: pd.DataFrame
    days: Sequence[date]
    due: Days

    def on_list(self, place: int) -> pd.DataFrame:
        """Give a day's case list: who was late then, with the interest of then, and what was not yet known left out."""
        day = self.days[place]
        listed = ~np.isnat(self.due[place])
        table: pd.DataFrame = self.table[listed].reset_index(drop=True)
        due = pd.Series(self.due[place][listed].astype("datetime64[s]"))
        table["due_date"] = due
        later = table["statement_date"] > pd.Timestamp(day)
        table.loc[later, "statement_date"] = due[later] - pd.Timedelta(days=_STATED)
        months = (self.table["due_date"].max() - pd.Timestamp(day)).days // _MONTH
        if months > 0:
            table["interest"] = [
                None if amount is None else round(amount * max(100 - 8 * months, 5) / 100, 2)
                for amount in table["interest"]
            ]
        for name, other in _PROMISED:
            # A promise of today is for a day to come, and was not yet made on an earlier list.
            later = table[name].notna() & (months > 0) if other == "promise_amount" else table[name] > pd.Timestamp(day)
            table.loc[later, name] = pd.NaT
            if other:
                table.loc[later, other] = None
        return table

    def cured(self, place: int) -> list[str]:
        """Give the ids of the cases that are on a list and not on the next."""
        return self._ids(~np.isnat(self.due[place]) & np.isnat(self.due[place + 1]))

    def made_good(self, place: int) -> dict[str, int]:
        """Say of the cases that are on a list and on the next how many months they made good, where they did."""
        with np.errstate(invalid="ignore"):
            moved = (self.due[place + 1] - self.due[place]).astype("timedelta64[D]")
        months = np.where(np.isnat(moved), 0, np.rint(moved.astype(np.float64) / _MONTH)).astype(np.int64)
        return dict(zip(self._ids(months > 0), months[months > 0].tolist(), strict=True))

    def gone(self) -> list[str]:
        """Give the ids of the cases that were on a list and are not on the last."""
        return self._ids(np.isnat(self.due[-1]))

    def _ids(self, chosen: NDArray[np.bool_]) -> list[str]:
        return [str(case) for case in self.table["case_id"].to_numpy()[chosen]]


def lives_of(cases: int, cured: int, days: Sequence[date], seed: int, policies: Policies) -> Lives:
    """Invent the cases that are there at the end, those that were cured on the way, and how each came to where it stands.

    Parameters
    ----------
    cases, cured : int
        How many stand on the last list, and how many more, at most, stood on one before.
    days : sequence of date
        The days of the lists: beginnings of months, then the last day.
    seed : int
        The same seed gives the same lives.
    policies : Policies
        Whose counted moves apply.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> lives = lives_of(30, 20, [date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 20)], 7, Policies())
    >>> len(lives.on_list(2)), len(lives.gone()), len(lives.on_list(1)) > 0
    (30, 10, True)
    """
    here = make_portfolio(cases, seed=seed, as_of=days[-1])
    rng = np.random.default_rng(seed + 1)
    back = _backwards(policies, days[-1])
    # Of those who are current at the end many were never late: of enough of them there are as many as are wanted who were.
    at_end = np.concatenate([here["due_date"].to_numpy(dtype="datetime64[D]"), np.full(cured * 8 + 50, _NOT_LISTED)])
    due = _due_before(at_end, days, back, rng)
    late_once = np.flatnonzero(~np.isnat(due[:, cases:]).all(axis=0))[:cured] + cases
    due = due[:, np.concatenate([np.arange(cases), late_once])]
    gone = make_portfolio(len(late_once), seed=seed + 1, as_of=days[-1])
    # All of a list's collectors are in one team, and a customer of the past is no customer of today.
    gone["collector"] = rng.permutation(np.resize(here["collector"].to_numpy(), len(gone)))
    gone["case_id"] = gone["case_id"].str.replace("AJ", "AH", regex=False)
    gone["customer_id"] = "G" + gone["customer_id"].astype("str")
    for name in ("promise_date", "instalment_date", "last_payment_date", "last_contact_date"):
        gone[name] = pd.NaT
    gone[["promise_amount", "instalment_amount", "last_payment", "flags"]] = None
    return Lives(pd.concat([here, gone.astype(here.dtypes.to_dict())], ignore_index=True), days, due)


def _backwards(policies: Policies, on: date) -> NDArray[np.float64]:
    """Give the chances of the age a month before, a row an age: by Bayes' rule, in the mix that the moves settle in."""
    given = chances(np.array(policies.get(MonthlyMoves, on).counts, dtype=np.int64))
    mix = settled_mix(given, float(policies.get(VirtualYear, on).written_off))
    joint = (mix[:, np.newaxis] * given).T
    back: NDArray[np.float64] = joint / joint.sum(axis=1, keepdims=True)
    return back


def _due_before(at_end: Days, days: Sequence[date], back: NDArray[np.float64], rng: np.random.Generator) -> Days:
    """Go back from list to list; gives when each case was due as of each."""
    lists = [np.datetime64(day, "D") for day in days]
    due = np.full((len(lists), len(at_end)), _NOT_LISTED)
    due[-1] = at_end
    # Between the beginning of the last month and its last day nothing moves but the calendar.
    due[-2] = np.where(at_end < lists[-2], at_end, _NOT_LISTED)
    for place in range(len(lists) - 3, -1, -1):
        day, after = lists[place], lists[place + 1]
        now = due[place + 1]
        past = np.where(np.isnat(now), 0, (after - now).astype(np.int64))
        age = np.minimum((past + _MONTH - 1) // _MONTH, AGES - 1)
        before = drawn(back[age], rng.random(len(now)))
        fresh = day - (_MONTH * (before - 1) + rng.integers(_FIRST, _LAST, len(now))).astype("timedelta64[D]")
        held = now - (_MONTH * (before - age + 1)).astype("timedelta64[D]")
        # Whoever stands in the last age has only grown older: the counts say little of it.
        held = np.where(age == AGES - 1, now, held)
        was_late = (before > 0) | (age == AGES - 1)
        earlier = np.where(age > 0, np.minimum(held, day - 1), fresh)
        # A case that was rolled here from the first age was not yet due a month before.
        too_young = (age > 0) & (held == now) & (now >= day)
        due[place] = np.where(was_late & ~too_young, earlier, _NOT_LISTED)
    return due
