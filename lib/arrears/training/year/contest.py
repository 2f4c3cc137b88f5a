"""Three ways to spend the same calls on the same invented customers: at random, the largest balances first, and by what was learned.

What a call brought in is what came in with it less what would have come in without it: every account has the same chance numbers on all
roads, so that nothing is counted that would have come anyway. Everything here is invented (HOUSE-YEAR): a contest teaches whether what
was learned is used well, and is no forecast of what it brings in a house.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.experience.actions import Case, best_actions, lawful
from arrears.operations.experience.counting import COLUMNS as COUNTED
from arrears.operations.experience.rates import rates
from arrears.policy.records import BestAction
from arrears.training.year.moves import AGES
from arrears.training.year.simulating import Year

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from arrears.operations.experience.rates import Rates
    from arrears.policy import Policies

    Counts = NDArray[np.int64]
    Floats = NDArray[np.float64]

WAYS = ("random", "balance", "learned")
COLUMNS = ("way", "attempts", "conversations", "brought_fen", "cured", "complaints")
_WEEKDAY = 0
_BUCKETS = tuple(f"M{age}" if age < AGES - 1 else f"M{age}+" for age in range(AGES))


@dataclass
class _History:
    """What a house has seen of its customers so far: calls of each person by slot, and what became of months."""

    tried: Counts
    met: Counts
    rows: list[pd.DataFrame]

    def add(self, year: Year, attempts: Counts, slot: Counts, met: Counts, after: Counts) -> None:
        np.add.at(self.tried, (np.arange(slot.size), slot), attempts)
        np.add.at(self.met, (np.arange(slot.size), slot), met)
        overdue = year.ages > 0
        table = pd.DataFrame(
            {
                "bucket": year.ages, "better": after < year.ages, "tried": attempts > 0, "talked": met > 0,
                "owed": year.balance, "paid": year.paid(after),
            }
        )  # fmt: skip
        self.rows.append(table[overdue])

    def counts(self, hours: tuple[int, ...]) -> pd.DataFrame:
        """Give them as the house's own store would be counted."""
        table = pd.concat(self.rows, ignore_index=True)
        label = np.array(_BUCKETS, dtype=object)[table["bucket"].to_numpy()]
        found = [
            ("reach", "channel", "call", int(self.tried.sum()), int(self.met.sum())),
            *(
                ("reach", "hour", f"call:{hour}", int(self.tried[:, place].sum()), int(self.met[:, place].sum()))
                for place, hour in enumerate(hours[:-1])
            ),
        ]
        traits = {
            "bucket": np.ones(len(table), dtype=bool),
            "talked": table["talked"],
            "tried": table["tried"] & ~table["talked"],
        }
        for trait, rows in traits.items():
            sums = table.assign(label=label)[rows].groupby("label")["better"].agg(["size", "sum"])
            found += [("cure", trait, str(name), int(of), int(met)) for name, of, met in sums.itertuples()]
        for trait, rows in (("better", table["better"]), ("else", ~table["better"])):
            sums = table.assign(label=label)[rows].groupby("label")[["owed", "paid"]].sum()
            found += [("money", trait, str(name), int(of), int(met)) for name, of, met in sums.itertuples()]
        return pd.DataFrame(found, columns=list(COUNTED))


def contest(
    cases: int,
    seed: int,
    on: date,
    policies: Policies,
    *,
    coverage: float,
    learning: int = 6,
    months: int = 6,
    habits: bool = True,
) -> pd.DataFrame:
    """Let each way spend the same calls.

    Parameters
    ----------
    cases : int
        Accounts, current ones included.
    seed : int
        The same seed gives the same people and the same luck.
    on, policies
        Whose behaviour, costs and weights apply, and the day.
    coverage : float
        Times the calls that the default's collectors make.
    learning : int
        Months before the contest in which calls are made at random; what was learned is learned from them.
    months : int
        Months of the contest.
    habits : bool
        Whether customers answer at hours of their own; else every hour is alike, and only the age tells them apart.

    Returns
    -------
    DataFrame
        `COLUMNS`, one row a way; ``brought_fen`` and ``cured`` beyond what no call at all would have brought.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> table = contest(2_000, 7, date(2026, 11, 28), Policies(), coverage=0.2, learning=1, months=1)
    >>> table["way"].tolist(), table["attempts"].nunique()
    (['random', 'balance', 'learned'], 1)
    """
    return pd.DataFrame(
        [_road(way, cases, seed, on, policies, coverage, learning, months, habits=habits) for way in WAYS],
        columns=list(COLUMNS),
    )


def _road(  # noqa: PLR0913  # what a road consists of
    way: str,
    cases: int,
    seed: int,
    on: date,
    policies: Policies,
    coverage: float,
    learning: int,
    months: int,
    *,
    habits: bool,
) -> dict[str, object]:
    year, policy = Year(cases, seed, on, policies), policies.get(BestAction, on)
    answers = _answers(year, seed, habits=habits)
    slots = answers.shape[1]
    history = _History(np.zeros((cases, slots), dtype=np.int64), np.zeros((cases, slots), dtype=np.int64), [])
    complaint = float(year.behaviour.tones[0].complaints) * float(year.behaviour.reached)
    total = dict.fromkeys(COLUMNS[1:], 0.0)
    for month in range(1, learning + months + 1):
        rng, luck = np.random.default_rng([seed, 4, month]), np.random.default_rng([seed, 5, month, WAYS.index(way)])
        draw, gone = rng.random(cases), rng.random(cases)
        learns = month <= learning
        calls = round(
            float((year.ages > 0).sum())
            * year.behaviour.attempts_a_collector
            / year.behaviour.cases_a_collector
            * coverage
        )
        own = rates(history.counts(policy.hours), policies, on) if way == "learned" and not learns else None
        attempts, slot = _spent(
            "random" if learns else way, year, calls, luck if not learns else rng, slots, own, history, policies, on
        )
        suits = answers[np.arange(cases), slot]
        met = (
            luck.binomial(attempts, np.minimum(suits * float(year.behaviour.reached), 1.0))
            if not learns
            else rng.binomial(attempts, np.minimum(suits * float(year.behaviour.reached), 1.0))
        )
        talks = np.minimum(met, float(year.behaviour.most_conversations))
        after, without = year.moved_to(talks, draw), year.moved_to(np.zeros(cases), draw)
        history.add(year, attempts, slot, met, after)
        if not learns:
            overdue = year.ages > 0
            total["attempts"] += int(attempts.sum())
            total["conversations"] += int(met.sum())
            total["brought_fen"] += int((year.paid(after) - year.paid(without))[overdue].sum())
            total["cured"] += int((overdue & (after == 0)).sum()) - int((overdue & (without == 0)).sum())
            total["complaints"] += float((attempts * complaint * (2 - suits)).sum())
        written_off = (after == AGES - 1) & (gone < float(year.behaviour.written_off))
        year.ages = np.where(written_off, 0, after)
    return {"way": way, **total}


def _answers(year: Year, seed: int, *, habits: bool) -> Floats:
    """Give how many times as often as over the day each account answers in each slot."""
    each = year.behaviour.habits
    shares = [float(habit.share) for habit in each]
    whose = np.random.default_rng([seed, 3]).choice(len(each), size=year.cases, p=shares)
    table = np.array([[float(answer) for answer in habit.answers] for habit in each])
    return table[whose] if habits else np.ones((year.cases, table.shape[1]))


def _spent(  # noqa: PLR0913, PLR0917  # what calls are spent by
    way: str,
    year: Year,
    calls: int,
    rng: np.random.Generator,
    slots: int,
    own: Rates | None,
    history: _History,
    policies: Policies,
    on: date,
) -> tuple[Counts, Counts]:
    """Give the calls of each account and the slot in which it is called: the first of a way's order until two conversations are likely."""
    overdue = np.flatnonzero(year.ages > 0)
    slot = rng.integers(0, slots, year.cases)
    reach = np.full(year.cases, float(year.behaviour.reached))
    if way == "random":
        order = rng.permutation(overdue)
        most = np.ones(year.cases)  # everybody alike, one call after the other
    else:
        value = year.balance.astype(np.float64)
        if own is not None:
            found = best_actions(
                _calls(year, own, history), own, policies.get(BestAction, on), lawful(own, policies, on), _WEEKDAY
            )
            slot, reach, value = (
                found.slot.astype(np.int64),
                np.maximum(found.reach, 0.01),
                found.net.astype(np.float64),
            )
        order = overdue[np.argsort(-value[overdue], kind="stable")]
        most = np.ceil(year.behaviour.most_conversations / reach)
    attempts = np.zeros(year.cases, dtype=np.int64)
    left = calls
    while left > 0 and order.size:
        before = np.cumsum(most[order]) - most[order]
        more = np.clip(left - before, 0, most[order]).astype(np.int64)
        attempts[order] += more
        left -= int(more.sum())
    return attempts, slot


def _calls(year: Year, own: Rates, history: _History) -> Case:
    by_call = np.zeros((year.cases, len(own.channels)), dtype=np.bool_)
    by_call[:, own.channels.index("call")] = year.ages > 0
    return Case(year.balance, year.ages.astype(np.intp), np.ones(year.cases), by_call, history.tried, history.met)
