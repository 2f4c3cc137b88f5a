"""The trials of a store: begun before anybody is contacted by them, followed by the list, compared, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.experience.strategy import Strategy, Tried, allowed_by, faults, of_told
from arrears.operations.experience.trial import ARMS, Verdict, drawn, past_estimate, verdict
from arrears.policy.records import BestAction, TrialTerms
from arrears.store.records import Trial
from arrears.store.state.case_list import people_in
from arrears.store.state.experience import read_past
from arrears.store.state.history import read_source
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from arrears.rules.trial_difference import Difference
    from arrears.store.access.viewing import SignedIn
    from arrears.store.log.chain import Store

MOST_CASES = 2000
"""Cases that one event names at most: what one event says stays far below a megabyte."""


@dataclass(frozen=True)
class Running:
    """A trial as the log has it.

    Attributes
    ----------
    trial_id : str
        Its number.
    first, last : date
        Its days; the last one earlier where it was ended.
    seed : int
        Of the draw.
    strategy : Strategy
        What is tried.
    arms : mapping of str to str
        ``champion`` or ``challenger`` by case.
    ended : str
        Why it was ended; empty where it was not.
    """

    trial_id: str
    first: date
    last: date
    seed: int
    strategy: Strategy
    arms: Mapping[str, str]
    ended: str


class Told(NamedTuple):
    """What is known of a trial, and what the past says of its strategy, by which nobody was drawn: an estimate and no proof."""

    verdict: Verdict
    estimate: Difference


def trials(store: Store) -> list[Running]:
    """Give the trials of a store, the oldest first."""
    events = store.events(kind="trial")
    found: dict[str, Running] = {}
    for payload, at in zip(events["payload"], events["happened_at"], strict=True):
        number = str(payload["trial_id"])
        if payload["state"] == "ended":
            one = found[number]
            last = min(one.last, at.date())
            found[number] = Running(
                one.trial_id, one.first, last, one.seed, one.strategy, one.arms, str(payload.get("reason") or "–")
            )
            continue
        arms = {case: arm for arm in ARMS for case in payload.get(f"{arm}s") or ()}
        if number in found:
            arms = {**found[number].arms, **arms}
        tried = payload["strategy"]
        first, last = (date.fromisoformat(str(payload[name])) for name in ("first_day", "last_day"))
        strategy = Strategy(str(tried["title"]), tuple(tried["channels"]), tuple(tried["hours"]))
        found[number] = Running(number, first, last, int(payload["seed"]), strategy, arms, "")
    return list(found.values())


def running(store: Store, on: date) -> Running | None:
    """Give the trial that runs on a day."""
    return next(
        (one for one in trials(store) if one.first <= on <= one.last and not (one.ended and on > one.last)), None
    )


def begin(person: SignedIn, strategy: Strategy, on: date, seed: int, share: float | None, days: int | None) -> Running:
    """Draw the persons of a store and record who was drawn for what, before anybody is contacted by it: the first day is the next.

    Raises
    ------
    ArrearsError
        If a trial runs already, or there are too few persons for it to tell anything.
    """
    store = person.store
    terms = store.policies.get(TrialTerms, on)
    first = on + timedelta(days=1)
    last = first + timedelta(days=(days or terms.days) - 1)
    if (other := next((one for one in trials(store) if one.last >= first and not one.ended), None)) is not None:
        raise ArrearsError(both("operations.experience.trial.one_at_a_time", number=other.trial_id, day=other.last))
    people = people_in(store)
    whose = drawn(people.values(), seed, float(terms.share) if share is None else share)
    if len(whose) < terms.least_persons or len(set(whose.values())) == 1:
        raise ArrearsError(both("operations.experience.trial.too_few", count=len(whose), least=terms.least_persons))
    number = f"T{len(trials(store)) + 1}"
    arms = {case: ARMS[whose[people[case]]] for case in sorted(people)}
    cases = list(arms)
    events = [
        Trial(
            case_id="",
            happened_at=store.clock(),
            actor=person.login,
            key=f"trial-{number}-{part}",
            trial_id=number,
            state="begun",
            seed=seed,
            first_day=first,
            last_day=last,
            strategy=strategy.told,
            part=part,
            **{
                f"{arm}s": tuple(case for case in cases[start : start + MOST_CASES] if arms[case] == arm)
                for arm in ARMS
            },
        )
        for part, start in enumerate(range(0, len(cases), MOST_CASES))
    ]
    person.append(events)
    return Running(number, first, last, seed, strategy, arms, "")


def end(person: SignedIn, trial: Running, reason: str) -> None:
    """Record that a trial is over, and why: from then on every list is the house's own."""
    person.append(
        Trial(
            case_id="",
            happened_at=person.store.clock(),
            actor=person.login,
            key=f"trial-{trial.trial_id}-ended",
            trial_id=trial.trial_id,
            state="ended",
            reason=reason,
        )
    )


def tried_on(store: Store, cases: pd.Series[str], on: date) -> tuple[Tried | None, list[Saying]]:
    """Give which cases of a list are contacted by a strategy that is tried and what it names; and what is to be said of it.

    A strategy that the rules forbid by now is followed by nobody: the house's own ladder is used, and that is said.
    """
    trial = running(store, on)
    if trial is None:
        return None, []
    named = {"number": trial.trial_id, "title": trial.strategy.title, "day": trial.last}
    try:
        of_told(trial.strategy.told, store.policies, on, trial.trial_id)
    except ArrearsError as error:
        return None, [both("operations.experience.trial.unusable", number=trial.trial_id, why=str(error))]
    if found := faults(trial.strategy, store.policies, on):
        return None, [both("operations.experience.trial.unusable", number=trial.trial_id, why=found[0])]
    mine = cases.map(lambda case: trial.arms.get(case) == ARMS[1]).to_numpy(dtype=bool)
    tried = Tried(mine, allowed_by(trial.strategy, store.policies, on))
    return tried, [both("operations.experience.trial.runs", **named)]


def told(store: Store, trial: Running, on: date) -> Told:
    """Compare both groups of a trial as of a day, and estimate its strategy from what came before its first day."""
    past, policy = read_past(store, min(on, trial.first)), store.policies.get(BestAction, on)
    return Told(compared(store, trial, on), past_estimate(past, trial.strategy, policy))


def compared(store: Store, trial: Running, on: date) -> Verdict:
    """Compare both groups of a trial as of a day, by what the log says happened since its first day."""
    source = read_source(store, on)
    before, now = source.snapshot(np.datetime64(trial.first) - 1), source.snapshot(np.datetime64(min(on, trial.last)))
    overdue = set(before.loc[(before["days_past_due"] > 0) & (before["total_due_fen"] > 0), "case_id"])
    still = set(now.loc[(now["days_past_due"] > 0) & (now["total_due_fen"] > 0), "case_id"])
    there = set(now["case_id"]) | source.settled

    def within(at: pd.Series) -> NDArray[np.bool_]:
        day = at.to_numpy("datetime64[D]")
        inside: NDArray[np.bool_] = (day >= np.datetime64(trial.first)) & (day <= np.datetime64(trial.last))
        return inside

    received = source.received
    paid = received[within(received["date"])].groupby("case_id")["amount_fen"].sum()
    flags = source.history.flags
    said = flags["on"].astype(bool) & flags["is_new"].astype(bool) & flags["flag"].eq("complaint") & within(flags["at"])
    complaints = flags[said].groupby("case_id").size()
    found = source.events.breaches
    breaches = pd.Series(dtype="int64")
    if found is not None and len(found):
        breaches = found[within(pd.to_datetime(found["local_time"]))].groupby("case_id").size()
    cases = pd.Index(sorted(trial.arms), name="case_id")
    seen = pd.DataFrame(
        {
            "paid_fen": paid.reindex(cases).fillna(0).astype("int64"),
            "overdue": [int(case in overdue) for case in cases],
            "cured": [int(case in overdue and case in there and case not in still) for case in cases],
            "complaints": complaints.reindex(cases).fillna(0).astype("int64"),
            "breaches": breaches.reindex(cases).fillna(0).astype("int64"),
        },
        index=cases,
    ).reset_index()
    return verdict(
        trial.arms, people_in(store), seen, (trial.first, trial.last, on), store.policies.get(TrialTerms, on)
    )
