"""Champion and challenger: who is drawn for which, what came of both, and when it will be known."""

from __future__ import annotations

import hashlib
import math
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.rules.trial_difference import (
    Difference,
    mean_difference,
    people_needed,
    share_difference,
    watched_deviations,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    import pandas as pd
    from numpy.typing import NDArray

    from arrears.operations.experience.counting import Past
    from arrears.operations.experience.strategy import Strategy
    from arrears.policy.records import BestAction, TrialTerms

MEASURES = ("money", "cures", "complaints", "breaches")
ARMS = ("champion", "challenger")
STOPPING = ("complaints", "breaches", "found", "over")
"""What ends a trial: more of either with certainty, a difference in money far beyond chance before its time, its last day."""
_ROOM = 2**64


class Verdict(NamedTuple):
    """What is known of a trial on a day.

    Attributes
    ----------
    measures : dict of str to Difference
        `MEASURES`, challenger less champion: yuan a person, shares of persons.
    persons : (int, int)
        How many were drawn for each.
    known_on : date or None
        The day on which a difference worth knowing would be found; None while nothing can be said, or never.
    over : bool
        Whether the trial has come to its last day.
    early : Difference
        In money a person, with the wider interval that must lie off zero for an end before its time, since looking often finds more by chance.
    rules : dict of str to bool
        `STOPPING`, and whether each is met.
    stop : str
        Why it should end now: ``harm``, ``found``, ``over``; empty where it should go on.
    """

    measures: dict[str, Difference]
    persons: tuple[int, int]
    known_on: date | None
    over: bool
    early: Difference
    rules: dict[str, bool]
    stop: str


def drawn(persons: Iterable[str], seed: int, share: float) -> dict[str, bool]:
    """Tell of each person whether a seed draws her for the challenger; whoever else is there changes nothing.

    Examples
    --------
    >>> drawn(["A1", "A2"], 7, 1.0), drawn(["A1"], 7, 0.0)
    ({'A1': True, 'A2': True}, {'A1': False})
    """
    limit = round(share * _ROOM)
    return {
        person: int.from_bytes(hashlib.sha256(f"{seed}/{person}".encode()).digest()[:8], "big") < limit
        for person in sorted(set(persons))
    }


def verdict(
    arms: Mapping[str, str],
    people: Mapping[str, str],
    seen: pd.DataFrame,
    days: tuple[date, date, date],
    terms: TrialTerms,
) -> Verdict:
    """Compare both groups.

    Parameters
    ----------
    arms : mapping of str to str
        ``champion`` or ``challenger`` by case.
    people : mapping of str to str
        Whose each case is, as it was drawn.
    seen : DataFrame
        One row a case: ``case_id, paid_fen, overdue, cured, complaints, breaches`` since the first day.
    days : three dates
        The trial's first and last day, and the day on which it is looked at.
    terms : TrialTerms
        What counts as known, and when it ends.
    """
    own = seen[seen["case_id"].isin(arms.keys())]
    table = own.assign(arm=own["case_id"].map(dict(arms)), person=own["case_id"].map(dict(people)))
    sums = table.groupby(["arm", "person"], as_index=False)[
        ["paid_fen", "overdue", "cured", "complaints", "breaches"]
    ].sum()
    sides = [sums[sums["arm"] == arm] for arm in ARMS]
    first, last, on = days
    whole, spent = (last - first).days + 1, max((min(on, last) - first).days + 1, 0)
    deviations = float(terms.deviations)
    paid = [side["paid_fen"].to_numpy(dtype=np.float64) / 100 for side in sides]
    was_overdue = [side[side["overdue"] > 0] for side in sides]
    measures = {
        "money": mean_difference(paid[0], paid[1], deviations),
        "cures": _shares([(side["cured"] >= side["overdue"]) for side in was_overdue], deviations),
        "complaints": _shares([side["complaints"] > 0 for side in sides], deviations),
        "breaches": _shares([side["breaches"] > 0 for side in sides], deviations),
    }
    persons = (len(sides[0]), len(sides[1]))
    over, part = on >= last, min(max(spent, 1) / whole, 1.0)
    early = mean_difference(paid[0], paid[1], watched_deviations(deviations, part))
    rules = {
        "complaints": measures["complaints"].low > 0,
        "breaches": measures["breaches"].low > 0,
        "found": spent > 0 and not over and (early.low > 0 or early.high < 0),
        "over": over,
    }
    return Verdict(measures, persons, _known_on(paid, persons, days, spent, terms), over, early, rules, _stop(rules))


def _shares(met: list[pd.Series], deviations: float) -> Difference:
    return share_difference((int(met[0].sum()), int(met[1].sum())), (len(met[0]), len(met[1])), deviations)


def _known_on(
    paid: list[NDArray[np.float64]],
    persons: tuple[int, int],
    days: tuple[date, date, date],
    spent: int,
    terms: TrialTerms,
) -> date | None:
    """Give the day on which enough has come in to tell the least difference: noise falls with the time that money had to come."""
    both, (first, last, _) = np.concatenate(paid), days
    if spent <= 0 or both.size <= 1:
        return None
    needed = people_needed(
        float(both.mean()),
        float(both.std(ddof=1)),
        float(terms.least_difference),
        float(terms.deviations),
        float(terms.power_deviations),
    )
    # As many persons as two groups of equal size with the same certainty.
    there = 2 / (1 / persons[0] + 1 / persons[1]) if min(persons) else 0.0
    if not there or math.isinf(needed):
        return None
    day = first + timedelta(days=min(math.ceil(spent * needed / there) - 1, 36_500))
    return day if day <= last else None


def _stop(rules: Mapping[str, bool]) -> str:
    if rules["complaints"] or rules["breaches"]:
        return "harm"
    return next((rule for rule in ("over", "found") if rules[rule]), "")


def past_estimate(past: Past, strategy: Strategy, policy: BestAction) -> Difference:
    """Estimate from the past how many attempts at a strategy's channels and hours reach the person, beside all others; no proof.

    Whom a collector called at which hour was not drawn by lot: who is called in the evening may differ from who is called at noon.
    """
    log = past.contacts
    begins = np.array(policy.hours)
    hour = log["at"].dt.hour.to_numpy(dtype=np.int64)
    slot = begins[np.maximum(np.searchsorted(begins, hour, side="right") - 1, 0)]
    by_it = log["channel"].isin(strategy.channels).to_numpy() & np.isin(slot, strategy.hours)
    met = log["outcome"].isin(policy.reached_by).to_numpy()
    calls = log["channel"].eq("call").to_numpy() | log["channel"].eq("visit").to_numpy()
    sides = [calls & ~by_it, calls & by_it]
    return share_difference(
        (int(met[sides[0]].sum()), int(met[sides[1]].sum())),
        (int(sides[0].sum()), int(sides[1].sum())),
        float(policy.deviations),
    )
