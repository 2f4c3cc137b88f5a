"""Ways to spend the same calls a day on the same invented customers: at random, largest balance first, by the ladder, by what was learned.

Beside them stands who knew everybody's true chances, so that one sees what is left to gain. What a call brought in is what came in with it
less what would have come in without it: every account has the same chance numbers on all roads, so that nothing is counted that would
have come anyway. Everything here is invented (HOUSE-YEAR): a contest teaches whether what was learned is used well, and is no forecast
of what it brings in a house.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.cases.scores import at_risk, expected_values
from arrears.operations.experience.actions import Case, best_actions, lawful
from arrears.operations.experience.counting import COLUMNS as COUNTED
from arrears.operations.experience.rates import rates
from arrears.policy.records import BestAction, ExpectedValue
from arrears.training.year.moves import AGES
from arrears.training.year.simulating import Year

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Flags

    Counts = NDArray[np.int64]
    Floats = NDArray[np.float64]

WAYS = ("random", "balance", "ladder", "learned", "known")
"""By chance, the largest balance first, the house's own ladder, what was learned; and who knew everybody's true chances, beyond whom nobody gets."""
COLUMNS = ("way", "attempts", "conversations", "brought_fen", "cured", "complaints")
_WEEKDAY = 0
_BUCKETS = tuple(f"M{age}" if age < AGES - 1 else f"M{age}+" for age in range(AGES))


@dataclass
class _History:
    """What a house has seen of its customers so far: calls of each person by slot, days since the last one and the last answered one (-1: none), and what became of months."""

    tried: Counts
    met: Counts
    since: Counts
    silent: Counts
    rows: list[pd.DataFrame]

    def call(self, who: Counts, slot: Counts, answered: Flags) -> None:
        """Remember the calls of a day."""
        self.tried[who, slot] += 1
        self.met[who, slot] += answered
        for days, now in ((self.since, who), (self.silent, who[answered])):
            days[days >= 0] += 1
            days[now] = 0

    def end(self, year: Year, month: _Month, after: Counts) -> None:
        """Remember what became of a month."""
        table = pd.DataFrame(
            {
                "bucket": year.ages, "better": after < year.ages, "tried": month.attempts > 0, "talked": month.talks > 0,
                "owed": year.balance, "paid": year.paid(after),
            }
        )  # fmt: skip
        self.rows.append(table[year.ages > 0])

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


def contest(  # noqa: PLR0913  # what a contest consists of
    cases: int,
    seed: int,
    on: date,
    policies: Policies,
    *,
    coverage: float,
    learning: int = 6,
    months: int = 6,
    habits: bool = True,
    ways: Sequence[str] = WAYS,
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
    ways : sequence of str
        Which of `WAYS`.

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
    (['random', 'balance', 'ladder', 'learned', 'known'], 1)
    """
    desk = _Desk.new(cases, seed, on, policies, coverage, habits=habits)
    for month in range(1, learning + 1):
        desk.live("random", month)
    lived = range(learning + 1, learning + months + 1)
    return pd.DataFrame([_road(desk.twin(), way, lived) for way in ways], columns=list(COLUMNS))


@dataclass
class _Month:
    """The calls of a month: of each account how many were made and answered; and how much more often than an even day's they annoyed."""

    attempts: Counts
    talks: Counts
    annoyed: float = 0.0


def _road(desk: _Desk, way: str, months: Iterable[int]) -> dict[str, object]:
    """Let a way go on from what was lived through so far, and sum up what it brings."""
    total = dict.fromkeys(COLUMNS[1:], 0.0)
    for month in months:
        for key, value in desk.live(way, month).items():
            total[key] += value
    return {"way": way, **total}


@dataclass
class _Desk:
    """The customers of one road, and what is known of them."""

    year: Year
    answers: Floats
    history: _History
    policies: Policies
    on: date
    coverage: float

    @classmethod
    def new(cls, cases: int, seed: int, on: date, policies: Policies, coverage: float, *, habits: bool) -> _Desk:
        year = Year(cases, seed, on, policies)
        answers = _answers(year, seed, habits=habits)
        none, never = np.zeros(answers.shape, dtype=np.int64), np.full(cases, -1, dtype=np.int64)
        history = _History(none, none.copy(), never, never.copy(), [])
        return cls(year, answers, history, policies, on, coverage)

    def twin(self) -> _Desk:
        """Give the same customers and what is known of them, so that each way goes on from there by itself."""
        known = self.history
        history = _History(
            known.tried.copy(), known.met.copy(), known.since.copy(), known.silent.copy(), list(known.rows)
        )
        # A month puts a year's ages anew and changes nothing else of it.
        return replace(self, year=copy(self.year), history=history)

    def live(self, way: str, month: int) -> dict[str, float]:
        """Live through a month by a way of calling; every way meets the same chance of moving."""
        year, behaviour = self.year, self.year.behaviour
        rng, luck = (np.random.default_rng([year.seed, stream, month]) for stream in (4, 5))
        draw, gone, overdue = rng.random(year.cases), rng.random(year.cases), year.ages > 0
        each = behaviour.attempts_a_collector / behaviour.cases_a_collector
        calls = round(float(overdue.sum()) * each * self.coverage)
        made = _lived(_Order(way, self), calls, self.policies.get(BestAction, self.on).month_days, luck)
        after = year.moved_to(made.talks.astype(np.float64), draw)
        without = year.moved_to(np.zeros(year.cases), draw)
        self.history.end(year, made, after)
        complaint = float(behaviour.tones[0].complaints) * float(behaviour.reached)
        told = {
            "attempts": float(made.attempts.sum()), "conversations": float(made.talks.sum()),
            "brought_fen": float((year.paid(after) - year.paid(without))[overdue].sum()),
            "cured": float((overdue & (after == 0)).sum()) - float((overdue & (without == 0)).sum()),
            "complaints": made.annoyed * complaint,
        }  # fmt: skip
        year.ages = np.where((after == AGES - 1) & (gone < float(behaviour.written_off)), 0, after)
        return told


def _answers(year: Year, seed: int, *, habits: bool) -> Floats:
    """Give how many times as often as over the day each account answers in each slot."""
    each = year.behaviour.habits
    shares = [float(habit.share) for habit in each]
    whose = np.random.default_rng([seed, 3]).choice(len(each), size=year.cases, p=shares)
    table = np.array([[float(answer) for answer in habit.answers] for habit in each])
    return table[whose] if habits else np.ones((year.cases, table.shape[1]))


def _lived(order: _Order, calls: int, days: int, luck: np.random.Generator) -> _Month:
    """Make a month's calls, so many a day and one a day and account; who was spoken to as often as it helps is left alone by every way."""
    year, behaviour = order.year, order.year.behaviour
    month = _Month(np.zeros(year.cases, dtype=np.int64), np.zeros(year.cases, dtype=np.int64))
    reached = float(behaviour.reached)
    for day in range(days):
        free = np.flatnonzero((year.ages > 0) & (month.talks < behaviour.most_conversations))
        count = min(calls * (day + 1) // days - calls * day // days, free.size)
        value, slot = order.of(free, month, luck)
        first = np.argpartition(-value, count - 1)[:count] if count else np.empty(0, dtype=np.int64)
        who, when = free[first], slot[first]
        suits = order.answers[who, when]
        answered = luck.random(count) < np.minimum(suits * reached, 1.0)
        month.attempts[who] += 1
        month.talks[who] += answered
        month.annoyed += float((2 - suits).sum())
        order.history.call(who, when, answered)
    return month


class _Order:
    """In which order a way calls, and at which hour."""

    def __init__(self, way: str, desk: _Desk) -> None:
        self.way, self.year, self.answers, self.history = way, desk.year, desk.answers, desk.history
        self._policies, self._on = desk.policies, desk.on
        if way == "learned":
            counts = self.history.counts(self._policies.get(BestAction, self._on).hours)
            self._own = rates(counts, self._policies, self._on)
            self._free = lawful(self._own, self._policies, self._on)
        if way == "known":
            # What each number of conversations is expected to bring in, by the true chances.
            year, most = self.year, int(self.year.behaviour.most_conversations)
            self._brings = np.stack([year.expected(np.full(year.cases, float(talks))) for talks in range(most + 1)])

    def of(self, who: Counts, month: _Month, luck: np.random.Generator) -> tuple[Floats, Counts]:
        """Give the value by which some accounts are called, and the slot of each."""
        year, anywhen = self.year, luck.integers(0, self.answers.shape[1], who.size)
        if self.way == "random":
            return luck.random(who.size), anywhen
        if self.way == "balance":
            return year.balance[who].astype(np.float64), anywhen
        if self.way == "ladder":
            return self._ladder(who), anywhen
        if self.way == "known":
            slot = self.answers[who].argmax(axis=1)
            more = self._brings[month.talks[who] + 1, who] - self._brings[month.talks[who], who]
            return more * self.answers[who, slot], slot
        found = best_actions(self._case(who), self._own, self._policies.get(BestAction, self._on), self._free, _WEEKDAY)
        return found.net.astype(np.float64), found.slot.astype(np.int64)

    def _ladder(self, who: Counts) -> Floats:
        """Value the calls as a list does where too little was learned."""
        policy = self._policies.get(ExpectedValue, self._on)
        days = np.array(policy.begins, dtype=np.int64)[np.minimum(self.year.ages[who], len(policy.begins) - 1)]
        risk = at_risk(self.year.balance[who], days, self._policies, self._on)
        channel = np.zeros(who.size, dtype=np.intp)
        value = expected_values(risk, days, self.history.since[who], channel, ("call",), self._policies, self._on)
        return value.astype(np.float64)

    def _case(self, who: Counts) -> Case:
        own, silence = self._own, self._policies.get(ExpectedValue, self._on)
        since, full, at_once = self.history.silent[who], silence.silence_full_days, float(silence.silence_at_once)
        waited = np.where(since < 0, full, np.minimum(since, full)) / full
        by_call = np.zeros((who.size, len(own.channels)), dtype=np.bool_)
        by_call[:, own.channels.index("call")] = True
        return Case(
            self.year.balance[who], self.year.ages[who].astype(np.intp), at_once + (1 - at_once) * waited, by_call,
            self.history.tried[who], self.history.met[who],
        )  # fmt: skip
