"""Rates made of counts: each drawn towards the policy's value as firmly as little was counted, with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.operations.experience.counting import band_of, table_of
from arrears.policy.records import BestAction, Buckets, Learned, MonthlyMoves
from arrears.rules.common_odds import CommonOdds, common_odds, odds_multiplier, shrunk_odds, with_odds
from arrears.rules.shrunk_share import Shrunk, shrunk_share
from arrears.tables.contacts import CHANNELS
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    import pandas as pd
    from numpy.typing import NDArray

    from arrears.policy import Policies

    Floats = NDArray[np.float64]

DAYS_OF_WEEK = 7


class Brings(NamedTuple):
    """Part of what is owed that one conversation brings in within a month, one a bucket, and its interval."""

    share: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Rates:
    """What is expected of an attempt; the first axis of `reach` is the channel, the second the slot of the day, the third the weekday.

    Attributes
    ----------
    channels, hours, buckets : tuples
        Names of channels, the hours at which slots begin (and the last one's end), labels of buckets.
    reach : Shrunk
        Of shape (channels, slots, 7).
    reach_of : Shrunk
        Of the channels over all hours.
    complaint : Shrunk
        Of the channels.
    cure, roll : Shrunk
        Of the buckets: an account is younger, or older, a month later.
    talk : CommonOdds
        What a conversation does to the odds of a cure.
    brings : Brings
        What that means in money.
    kept : Shrunk
        Of all promises and plans.
    kept_odds : mapping of str to float arrays
        By trait, one a band: how many times the odds are those of all.
    unseen : tuple of str
        Buckets and channels that were hardly seen: the stated value is used.
    """

    channels: tuple[str, ...]
    hours: tuple[int, ...]
    buckets: tuple[str, ...]
    reach: Shrunk
    reach_of: Shrunk
    complaint: Shrunk
    cure: Shrunk
    roll: Shrunk
    talk: CommonOdds
    brings: Brings
    kept: Shrunk
    kept_odds: Mapping[str, Floats]
    unseen: tuple[str, ...]


def rates(counts: pd.DataFrame, policies: Policies, on: date) -> Rates:
    """Make rates of counts.

    Parameters
    ----------
    counts : DataFrame
        As `arrears.operations.experience.counting.counted` gives them.
    policies, on
        Whose stated values and weights apply, and the day.

    Examples
    --------
    Nothing was counted: the policy's values stand.

    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> from arrears.operations.experience.counting import COLUMNS
    >>> import pandas as pd
    >>> stated = rates(pd.DataFrame(columns=list(COLUMNS)), Policies(), date(2026, 11, 29))
    >>> float(stated.reach_of.share[0].round(2)), stated.brings.share.round(4).tolist()[:3]
    (0.3, [0.0, 0.0098, 0.0109])
    """
    policy, labels = policies.get(BestAction, on), policies.get(Buckets, on).labels
    seen = _Seen(counts)
    deviations = float(policy.deviations)
    channels = tuple(way.channel for way in policy.ways)
    reach_of = _of(
        seen, "reach", "channel", channels, [way.reached for way in policy.ways], policy.weight_reach, deviations
    )
    cure, roll = _moves(seen, labels, policies, on)
    talk = _talk(seen, labels, policy)
    gain, low, high = (
        np.maximum(with_odds(cure.share, [odds]) - cure.share, 0) for odds in (talk.ratio, talk.low, talk.high)
    )
    better, other = (
        _of(seen, "money", trait, labels, [stated] * len(labels), policy.weight_money, deviations).share
        for trait, stated in (("better", policy.paid_better), ("else", policy.paid_else))
    )
    worth = np.maximum(better - other, 0)
    kept = _of(seen, "kept", "all", ("",), [policy.kept], policy.weight_kept, deviations)
    return Rates(
        channels=channels,
        hours=policy.hours,
        buckets=tuple(labels),
        reach=_by_hour(seen, reach_of, channels, policy),
        reach_of=reach_of,
        complaint=_of(
            seen, "complaint", "channel", channels, [way.complaints for way in policy.ways], policy.weight_complaint, deviations
        ),
        cure=cure,
        roll=roll,
        talk=talk,
        brings=Brings(gain * worth, low * worth, high * worth),
        kept=Shrunk(*(each[0] for each in kept)),
        kept_odds=_kept_odds(seen, float(kept.share[0]), policy),
        unseen=_unseen(seen, labels, channels, policy.least_seen),
    )  # fmt: skip


def in_force(policies: Policies, on: date) -> Rates:
    """Give the rates that the house has learned and put in force."""
    return rates(table_of(policies.get(Learned, on).counts), policies, on)


def lacking(learned: Learned, policy: BestAction) -> list[Saying]:
    """Say what there is too little of for the house's own history to decide; empty where it decides."""
    return too_few(learned, policy) if learned.counts else [both("operations.experience.nothing_learned")]


def too_few(learned: Learned, policy: BestAction) -> list[Saying]:
    """Say of what was counted, be it nothing, where it is too little to decide; empty where it decides."""
    found = [
        ("days", learned.days, policy.least_days),
        ("attempts", learned.attempts, policy.least_attempts),
        ("collectors", learned.collectors, policy.least_collectors),
    ]
    return [
        both(f"operations.experience.too_few.{key}", count=count, least=least)
        for key, count, least in found
        if count < least
    ]


def names_of(unseen: Sequence[str]) -> Saying:
    """Name ages and channels for people; an age is called the same in every language.

    >>> names_of(("M2", "sms"))
    Saying(zh='M2、短信', en='M2, sms')
    """
    words = [CHANNELS.get(one, (one, one)) for one in unseen]
    return Saying("、".join(each[0] for each in words), ", ".join(each[1] for each in words))


def kept_chance(own: Rates, traits: pd.DataFrame, policy: BestAction) -> Shrunk:
    """Give the chance that each promise or plan is kept, with an interval.

    Parameters
    ----------
    own : Rates
        The house's.
    traits : DataFrame
        As `arrears.operations.experience.counting.kept_traits` gives them.
    policy : BestAction
        Its bands.
    """
    multipliers = []
    for bands in policy.kept_bands:
        code = band_of(traits[bands.trait].to_numpy(dtype=np.float64), bands.begins)
        odds = own.kept_odds[bands.trait]
        multipliers.append(np.where(code < 0, 1.0, odds[np.maximum(code, 0)]))
    return Shrunk(*(with_odds(np.full(len(traits), float(each)), multipliers) for each in own.kept))


class _Seen:
    """Counts, looked up by model, trait and value."""

    def __init__(self, counts: pd.DataFrame) -> None:
        columns = (counts[name].tolist() for name in ("model", "trait", "value", "of", "met"))
        self.counts = {(model, trait, value): (of, met) for model, trait, value, of, met in zip(*columns, strict=True)}

    def __call__(self, model: str, trait: str, values: Sequence[str]) -> tuple[Floats, Floats]:
        """Give of how many how many were met, one a value."""
        pairs = np.array([self.counts.get((model, trait, value), (0, 0)) for value in values], dtype=np.float64)
        of, met = pairs.reshape(len(values), 2).T
        return of, met


def _of(
    seen: _Seen,
    model: str,
    trait: str,
    values: Sequence[str],
    stated: Sequence[Fraction],
    weight: Fraction,
    deviations: float,
) -> Shrunk:
    of, met = seen(model, trait, values)
    return shrunk_share(met, of, [float(each) for each in stated], float(weight), deviations)


def _by_hour(seen: _Seen, reach_of: Shrunk, channels: Sequence[str], policy: BestAction) -> Shrunk:
    """Combine channel, hour and weekday: the odds of each hour and weekday, drawn towards those of its channel, multiply."""
    begins, weight, deviations = policy.hours[:-1], float(policy.weight_reach), float(policy.deviations)
    shares: list[Floats] = []
    lows: list[Floats] = []
    highs: list[Floats] = []
    for place, channel in enumerate(channels):
        base = float(reach_of.share[place])
        of, met = seen("reach", "hour", [f"{channel}:{hour}" for hour in begins])
        hour = shrunk_share(met, of, base, weight, deviations)
        of, met = seen("reach", "weekday", [f"{channel}:{day}" for day in range(DAYS_OF_WEEK)])
        day = odds_multiplier(shrunk_share(met, of, base, weight, deviations).share, base)
        for into, each in ((shares, hour.share), (lows, hour.low), (highs, hour.high)):
            into.append(with_odds(each[:, np.newaxis], [day[np.newaxis, :]]))
    return Shrunk(np.array(shares), np.array(lows), np.array(highs))


def _moves(seen: _Seen, labels: Sequence[str], policies: Policies, on: date) -> tuple[Shrunk, Shrunk]:
    """Draw the counted moves between buckets towards those of the policy's accounts."""
    policy, stated = policies.get(BestAction, on), np.array(policies.get(MonthlyMoves, on).counts, dtype=np.float64)
    size = len(stated)
    place = np.minimum(np.arange(len(labels)), size - 1)
    before, after = np.indices(stated.shape)
    total = stated.sum(axis=1)
    made = []
    for model, moved in (("cure", after < before), ("roll", after > before)):
        share = ((stated * moved).sum(axis=1) / total)[place]
        of, met = seen(model, "bucket", labels)
        made.append(shrunk_share(met, of, share, float(policy.weight_cure), float(policy.deviations)))
    return made[0], made[1]


def _talk(seen: _Seen, labels: Sequence[str], policy: BestAction) -> CommonOdds:
    """Compare cases that were spoken to with those that were tried and not reached, bucket by bucket."""
    deviations = float(policy.deviations)
    (with_of, with_met), (of, met) = (seen("cure", trait, labels) for trait in ("talked", "tried"))
    found = common_odds(with_met, with_of, met, of, deviations)
    return shrunk_odds(found, float(policy.talk_odds), float(policy.weight_talk), deviations)


def _kept_odds(seen: _Seen, base: float, policy: BestAction) -> dict[str, Floats]:
    odds = {}
    for bands in policy.kept_bands:
        of, met = seen("kept", bands.trait, [str(code) for code in range(len(bands.begins))])
        stated = with_odds(base, [np.array([float(each) for each in bands.odds])])
        own = shrunk_share(met, of, stated, float(policy.weight_kept), float(policy.deviations)).share
        odds[bands.trait] = odds_multiplier(own, base)
    return odds


def _unseen(seen: _Seen, labels: Sequence[str], channels: Sequence[str], least: int) -> tuple[str, ...]:
    (ages, _), (ways, _) = seen("cure", "bucket", labels), seen("reach", "channel", channels)
    # Nobody becomes younger than not overdue: the first bucket has nothing to learn.
    rare = [label for label, of in list(zip(labels, ages, strict=True))[1:] if of < least]
    return (*rare, *(channel for channel, of in zip(channels, ways, strict=True) if of < least))
