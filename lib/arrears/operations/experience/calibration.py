"""How well rates foretell what came later: foretold and seen, tenth by tenth; and whether the newest months differ from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from arrears.operations.experience.counting import counted, kept_traits, reached, slot_of, weekday_of
from arrears.operations.experience.rates import kept_chance, rates
from arrears.policy.records import BestAction
from arrears.rules.proportion import wilson_interval

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from arrears.operations.experience.counting import Past
    from arrears.operations.experience.rates import Rates
    from arrears.policy import Policies

COLUMNS = ("cases", "foretold", "met", "share", "low", "high")
GROUPS = 10
_OF_TIME = 4
"""Rates of the first four fifths of the time foretell the last."""


class Drift(NamedTuple):
    """A share before and in the last fifth of the time, with the interval of each, and whether they lie apart."""

    before: float
    before_low: float
    before_high: float
    now: float
    now_low: float
    now_high: float
    apart: bool


def by_tenths(
    foretold: NDArray[np.float64], met: NDArray[np.bool_], deviations: float, groups: int = GROUPS
) -> pd.DataFrame:
    """Put what was foretold beside what was seen, group by group of rising chances; equal chances stay together.

    Parameters
    ----------
    foretold : float64 array of shape (n,)
        Chances, 0 to 1.
    met : bool array of shape (n,)
        What came.
    deviations : float
        Standard deviations to each side of the interval of what was seen.
    groups : int
        Into how many groups of about equal size.

    Returns
    -------
    DataFrame
        `COLUMNS`, one row a group; fewer where chances are equal.

    Examples
    --------
    >>> by_tenths(np.array([0.1, 0.1, 0.9, 0.9]), np.array([False, False, True, False]), 1.645, 2)[["foretold", "share"]].values.tolist()
    [[0.1, 0.0], [0.9, 0.5]]
    """
    if not foretold.size:
        return pd.DataFrame(columns=list(COLUMNS))
    # Rounding makes chances that differ in the last bit alone one.
    chance = np.round(foretold, 9)
    edges = np.quantile(chance, np.arange(1, groups) / groups, method="higher")
    group = np.searchsorted(np.unique(edges), chance, side="right")
    table = pd.DataFrame({"group": group, "foretold": foretold, "met": met.astype(np.int64)})
    sums = table.groupby("group").agg(cases=("met", "size"), foretold=("foretold", "mean"), met=("met", "sum"))
    low, high = wilson_interval(sums["met"].to_numpy(), sums["cases"].to_numpy(), deviations)
    return sums.assign(share=sums["met"] / sums["cases"], low=low, high=high)[list(COLUMNS)].reset_index(drop=True)


def foretold_and_seen(past: Past, policies: Policies, on: date) -> dict[str, pd.DataFrame]:
    """Foretell the last fifth of the time from what came before it.

    Returns
    -------
    dict of str to DataFrame
        As `by_tenths`, by model: ``reach``, ``cure``, ``kept``; empty tables where there is nothing to foretell.
    """
    policy, day = policies.get(BestAction, on), _last_fifth(past)
    if day is None:
        return {model: pd.DataFrame(columns=list(COLUMNS)) for model in ("reach", "cure", "kept")}
    own = rates(counted(past.until(day), policy), policies, on)
    later, deviations = past.since(day), float(policy.deviations)
    return {
        "reach": by_tenths(*_reach(later, own, policy), deviations),
        "cure": by_tenths(*_cure(later, own), deviations),
        "kept": by_tenths(
            kept_chance(own, kept_traits(later.promised), policy).share,
            later.promised["kept"].to_numpy(dtype=bool),
            deviations,
        ),
    }


def drifts(past: Past, policy: BestAction) -> dict[str, Drift]:
    """Give for each model its share before the last fifth of the time and in it; a model without both is left out."""
    day = _last_fifth(past)
    if day is None:
        return {}
    sides = [counted(part, policy) for part in (past.until(day), past.since(day))]
    traits = {"reach": "channel", "cure": "bucket", "roll": "bucket", "kept": "all", "complaint": "channel"}
    found = {}
    for model, trait in traits.items():
        sums = [side.loc[(side["model"] == model) & (side["trait"] == trait), ["of", "met"]].sum() for side in sides]
        of, met = (np.array([int(one[key]) for one in sums]) for key in ("of", "met"))
        if (of == 0).any():
            continue
        low, high = wilson_interval(met, of, float(policy.deviations))
        share = met / of
        apart = bool(low[1] > high[0] or high[1] < low[0])
        (before, now), (before_low, now_low), (before_high, now_high) = (each.tolist() for each in (share, low, high))
        found[model] = Drift(before, before_low, before_high, now, now_low, now_high, apart)
    return found


def _last_fifth(past: Past) -> np.datetime64 | None:
    days = [past.contacts["at"], past.promised["made_on"], past.spells["begin"]]
    at = pd.concat([each for each in days if len(each)]) if any(len(each) for each in days) else None
    if at is None or at.min() == at.max():
        return None
    first, last = at.min().normalize(), at.max().normalize()
    return np.datetime64((first + (last - first) * _OF_TIME / (_OF_TIME + 1)).normalize(), "D")


def _reach(later: Past, own: Rates, policy: BestAction) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    log = later.contacts
    channel, slot = pd.Index(own.channels).get_indexer(pd.Index(log["channel"])), slot_of(log["at"], policy.hours)
    inside = (channel >= 0) & (slot >= 0)
    day = weekday_of(log["at"].to_numpy("datetime64[D]"))
    chance = own.reach.share[channel[inside], slot[inside], day[inside]]
    return chance, reached(log["outcome"], policy).to_numpy(dtype=bool)[inside]


def _cure(later: Past, own: Rates) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    bucket, after = (later.spells[name].to_numpy(dtype=np.int64) for name in ("bucket", "after"))
    return own.cure.share[bucket], after < bucket
