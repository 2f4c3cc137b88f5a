"""A collector's score, which never rests on recovery alone (CN-66)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.plans.tables import Day, one_day, plain_date
from arrears.operations.progress.measures import MEASURE_WORDS
from arrears.policy.records import ProgressTerms
from arrears.policy.records.progress import FEWER_IS_BETTER, MEASURES
from arrears.units import exact_fraction
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from arrears.policy import Policies

RECOVERED = ("recovery", "cure")
"""Both say how much came back, in money and in cases."""


class WeightsError(ArrearsError, ValueError):
    """Weights by which nobody may be measured, or which say nothing; the message names the rule and the remedy."""


def check_weights(weights: Mapping[str, float | str | Fraction], policies: Policies, on: Day) -> dict[str, Fraction]:
    """Give weights that add up to 1, or refuse those by which recovery alone, or nearly alone, would measure a person.

    Raises
    ------
    WeightsError
        If a measure is not known, a weight is negative, or recovery and cure weigh more than the policy lets them.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> cn = Policies("cn")
    >>> check_weights({"recovery": 1, "kept": 1}, cn, "2026-11-23")
    {'recovery': Fraction(1, 2), 'kept': Fraction(1, 2)}
    >>> check_weights({"recovery": 1}, cn, "2026-11-23")
    Traceback (most recent call last):
    ...
    arrears.operations.progress.score.WeightsError: measures other than recovery and cure weigh 0%; the amount recovered may not be the only measure of a
    collector's performance (CN-66), and they must weigh at least 50% (HOUSE-APPRAISAL): give weight to contact,
    right_party, promise, kept, coverage, overdue, complaint, breach
    """
    terms = policies.get(ProgressTerms, plain_date(one_day(on)))
    exact = {key: exact_fraction(weight) for key, weight in weights.items()}
    unknown = sorted(exact.keys() - set(MEASURES))
    total = sum(exact.values())
    if unknown or not total or min(exact.values()) < 0:
        what = f"{unknown[0]!r} is no measure" if unknown else "weights must not be negative, and one must be above 0"
        what_zh = f"“{unknown[0]}”不是指标" if unknown else "权重不得为负，且至少一项大于0"
        raise WeightsError(
            both(
                "operations.progress.score.measures",
                what=Saying(what_zh, what),
                value=Saying(_words(MEASURES), ", ".join(MEASURES)),
            )
        )
    other = sum(weight for key, weight in exact.items() if key not in RECOVERED) / total
    if other < terms.least_other:
        least, ground = f"{float(terms.least_other):.0%}", terms.ground("least_other").rule
        others = [measure for measure in MEASURES if measure not in RECOVERED]
        raise WeightsError(
            both(
                "operations.progress.score.measures_other_than_weigh_amount",
                other=float(other),
                least=least,
                ground=ground,
                value=Saying(_words(RECOVERED), " and ".join(RECOVERED)),
                others=Saying(_words(others), ", ".join(others)),
            ),
        )
    return {key: weight / total for key, weight in exact.items()}


def _words(measures: Iterable[str]) -> str:
    return "、".join(MEASURE_WORDS[measure][0] for measure in measures)


def scores(
    rates: pd.DataFrame, policies: Policies, on: Day, weights: Mapping[str, float | str | Fraction] | None = None
) -> pd.DataFrame:
    """Score each collector from the rates of `arrears.operations.progress.measures.progress` by collector.

    Parameters
    ----------
    rates : DataFrame
        Columns ``collector``, ``measure``, ``rate``, ``small``; one period.
    policies : Policies
        Whose least weight, and whose weights unless others are given, apply.
    on : date or text
        The day.
    weights : mapping, optional
        Weight of each measure.

    Returns
    -------
    DataFrame
        ``collector``, ``score`` (0 to 100; missing where too little but recovery is known), ``measured`` (part of the weight
        that is known), ``small`` (some rate stands on few), ``note_zh``, ``note``, ``rule``.

    Raises
    ------
    WeightsError
        As `check_weights` says.
    """
    terms = policies.get(ProgressTerms, plain_date(one_day(on)))
    exact = check_weights(terms.weights if weights is None else weights, policies, on)
    wide = rates.pivot_table(index="collector", columns="measure", values="rate", sort=True, dropna=False)
    rate = wide.reindex(columns=list(exact)).to_numpy(dtype=np.float64)
    good = np.where(np.isin(list(exact), FEWER_IS_BETTER), 1 - rate, np.minimum(rate, 1))
    weight = np.array([float(part) for part in exact.values()])
    known = ~np.isnan(good)
    other = known @ (weight * ~np.isin(list(exact), RECOVERED))
    measured = known @ weight
    # CN-66 holds for what was in fact measured, not only for the weights on paper.
    enough = (measured > 0) & (other >= float(terms.least_other) * measured - 1e-12)
    score = np.where(enough, 100 * np.nansum(good * weight, axis=1) / np.where(measured > 0, measured, 1), np.nan)
    small = rates[rates["measure"].isin(list(exact))].groupby("collector")["small"].any().reindex(wide.index)
    return pd.DataFrame(
        {
            "collector": wide.index.to_numpy(),
            "score": score.round(1),
            "measured": measured,
            "small": small.to_numpy(),
            "note_zh": np.where(enough, "", "除回收外的数据不足，不得仅凭回收评分（CN-66）"),
            "note": np.where(enough, "", "too little but recovery is known to score by (CN-66)"),
            "rule": terms.ground("least_other").rule,
        }
    )
