"""Days past due, bucket, class, stage and score of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from arrears.desk.scores import at_risk, scores
from arrears.policy.records import Buckets, DaysPastDue, LoanClass, Stages
from arrears.rules.bands import band
from arrears.rules.days_past_due import days_past_due
from xl_addin.answers import as_is, each
from xl_addin.cells import amounts, days, numbers, spans, words
from xl_addin.workings.in_force import day_of, policies_of, profiles, today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from arrears.units import Dates, Days, Fen
    from xl_addin.answers import Result
    from xl_addin.columns import Cells

_SCALES = {"2023": "loan_class", "2011": "loan_class_2011"}


def dpd(due_date: Cells, as_of: Cells) -> Result:
    """Count days past due."""

    def count(due: Dates, day: Dates) -> Days:
        counting = policies_of().get(DaysPastDue, day_of(day[0]))
        return days_past_due(due, day[0], counting.due_day_counts)

    return each(count, days(due_date), days(as_of).alone(), show=as_is)


def bucket(dpd: Cells, profile: Cells) -> Result:
    """Give buckets."""

    def name(days: Days, whose: NDArray[Any]) -> NDArray[Any]:
        policies = policies_of(whose[0])
        scale = policies.get(Buckets, today(policies))
        return _labels(scale.labels, days, scale.begins)

    return each(name, spans(dpd), profiles(profile), show=as_is)


def loan_class(dpd: Cells, scale: Cells) -> Result:
    """Give loan classes."""

    def name(days: Days, file: NDArray[Any]) -> NDArray[Any]:
        policies = policies_of()
        classes = policies.get(LoanClass, today(policies), file[0])
        return _labels(classes.labels_zh, days, classes.begins)

    chosen = words(scale, _SCALES).alone().or_else(_SCALES["2023"])
    return each(name, spans(dpd), chosen, show=as_is)


def stage(dpd: Cells, profile: Cells) -> Result:
    """Give treatment stages by their keys, as `arrears.stage` does."""

    def name(days: Days, whose: NDArray[Any]) -> NDArray[Any]:
        policies = policies_of(whose[0])
        stages = policies.get(Stages, today(policies))
        return _labels(stages.keys, days, stages.begins)

    return each(name, spans(dpd), profiles(profile), show=as_is)


def priority(total_due: Cells, dpd: Cells, roll_rate: Cells, days_since_contact: Cells) -> Result:
    """Give scores; a roll rate that is blank is the policy's, and no days since contact mean that there was none."""

    def score(due: Fen, days: Days, rate: NDArray[np.float64], since: Days) -> Days:
        policies = policies_of()
        on = today(policies)
        value = at_risk(due, days, policies, on)
        own = np.flatnonzero(~np.isnan(rate))
        value[own] = at_risk(due[own], days[own], policies, on, rate[own])
        return scores(value, days, since, policies, on)

    rates = numbers(roll_rate).least(0).most(1).or_else(np.nan)
    since = spans(days_since_contact).or_else(-1)
    return each(score, amounts(total_due), spans(dpd), rates, since, show=as_is)


def _labels(labels: Sequence[str], days: Days, begins: Sequence[int]) -> NDArray[Any]:
    return np.array(labels, dtype=object)[band(days, begins)]
