"""Progress of collection by team, collector, stage and period, against targets, every rate with its counts (items A6, B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.plans.tables import Day, one_day, plain_date
from arrears.operations.progress.pace import month_share
from arrears.operations.progress.period import DIMENSIONS, Events, Period, Tally
from arrears.operations.progress.tallies import of_cases, of_contacts, of_promises
from arrears.policy.records import ProgressTerms
from arrears.policy.records.progress import ADDS_UP, FEWER_IS_BETTER, MEASURES
from arrears.rules.proportion import wilson_interval
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from arrears.policy import Policies

__all__ = ["DIMENSIONS", "MEASURE_WORDS", "Events", "added_up", "progress", "rated", "tallied"]

MEASURE_WORDS: dict[str, tuple[str, str]] = {
    "recovery": both("operations.progress.measures.recovered_balance_beginning"),
    "cure": both("operations.progress.measures.cured_overdue_cases"),
    "contact": both("operations.progress.measures.conversations_attempts"),
    "right_party": both("operations.progress.measures.right_party_conversations_attempts"),
    "promise": both("operations.progress.measures.cases_promise_cases_reached"),
    "kept": both("operations.progress.measures.promises_kept_those_due"),
    "coverage": both("operations.progress.measures.cases_attempted_list"),
    "overdue": both("operations.progress.measures.follow_ups_late_those_due"),
    "complaint": both("operations.progress.measures.cases_complaint"),
    "breach": both("operations.progress.measures.contacts_breach_rule"),
}
"""What each measure is called in Chinese, and what it is of what in English."""
_COUNTS = ["count", "out_of", "rows"]
_RATES = ["rate", "low", "high", "small", "target", "met"]


def progress(
    snapshots: pd.DataFrame,
    events: Events,
    periods: Sequence[tuple[Day, Day]],
    policies: Policies,
    *,
    by: Sequence[str] = (),
    targets: Mapping[str, Fraction | float] | None = None,
) -> pd.DataFrame:
    """Measure progress in each period, altogether or by team, collector or stage.

    Parameters
    ----------
    snapshots : DataFrame
        Aged cases of several days: ``case_id, date, days_past_due, total_due_fen`` (or ``total_due`` in yuan), and ``collector,
        team, stage, flags`` where they are known. A case belongs to whom it belonged to at the beginning.
    events : Events
        Payments, promises, contacts, lists and follow-ups.
    periods : sequence of (first day, last day)
        The last snapshot up to the first day opens a period (or else the first one in it); the last up to its last day closes it.
    policies : Policies
        Whose targets and promise terms apply, as of each period's last day.
    by : sequence of str
        Some of ``team, collector, stage``; a contact's own collector goes before its case's.
    targets : mapping, optional
        Targets by measure in place of the policy's.

    Returns
    -------
    DataFrame
        One row a period, group and measure that can be known: ``begin, end``, the groups, ``measure, measure_zh``, ``count,
        out_of`` (fen for recovery), ``rows`` (cases, contacts or promises that it stands on), ``rate``, ``low, high`` (Wilson's
        interval; none for recovery), ``small``, ``target`` (the policy's is a month's: of what adds up from day to day, the part that
        the working days of a shorter period have), ``met`` (missing without a target).

    Raises
    ------
    ValueError
        If a column is missing, a grouping is not known, or no snapshot lies before a period's end.
    PolicyError
        If a rule was not in force.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> rows = {"case_id": ["A", "B", "A", "B"], "date": ["2026-10-31"] * 2 + ["2026-11-30"] * 2,
    ...         "days_past_due": [5, 40, 0, 70], "total_due_fen": [10000, 30000, 0, 31000]}
    >>> paid = pd.DataFrame({"case_id": ["A"], "date": ["2026-11-03"], "amount": [100]})
    >>> found = progress(pd.DataFrame(rows), Events(payments=paid), [("2026-11-01", "2026-11-30")], Policies("cn"))
    >>> found[["measure", "count", "out_of", "rate", "small"]].values.tolist()
    [['recovery', 10000, 40000, 0.25, True], ['cure', 1, 2, 0.5, True], ['complaint', 0, 2, 0.0, True]]
    """
    unknown = [key for key in by if key not in DIMENSIONS]
    if unknown:
        raise ValueError(f"progress is grouped by {', '.join(DIMENSIONS)}, not by {unknown[0]!r}; choose some of them")
    parts = []
    for begin, end in periods:
        period = Period.of(snapshots, one_day(begin), one_day(end))
        counted = tallied(period, events, policies, by)
        parts.append(rated(counted, period, policies, by, targets))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def tallied(period: Period, events: Events, policies: Policies, by: Sequence[str] = ()) -> pd.DataFrame:
    """Count each measure of one period, group by group; the groups add up to the whole.

    Parameters
    ----------
    period : Period
        Cases at both ends.
    events, policies, by
        As `progress` takes them.

    Returns
    -------
    DataFrame
        The groups, ``measure, count, out_of, rows``: what `rated` takes, also after rows were left out or added up.
    """
    tallies = [
        *of_cases(period, events),
        *of_contacts(period, events, policies),
        *of_promises(period, events, policies),
    ]
    parts = [
        _grouped(tally, period.cases, tuple(by))
        for tally in sorted(tallies, key=lambda each: MEASURES.index(each.measure))
    ]
    return pd.concat(parts, ignore_index=True)


def added_up(counted: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Add up counts over all groups but some, such as a cube by team, collector and stage to one line a collector.

    Examples
    --------
    >>> cube = pd.DataFrame({"team": ["a", "b"], "measure": ["cure"] * 2, "count": [1, 2], "out_of": [3, 4], "rows": [3, 4]})
    >>> added_up(cube)[["measure", "count", "out_of"]].values.tolist()
    [['cure', 3, 7]]
    """
    order = pd.CategoricalDtype(list(MEASURES), ordered=True)
    summed = (
        counted.astype({"measure": order})
        .groupby(["measure", *by], sort=True, observed=True)[_COUNTS]
        .sum()
        .reset_index()
    )
    return summed.astype({"measure": object})[[*by, *_COUNTS, "measure"]]


def rated(
    counted: pd.DataFrame,
    period: Period,
    policies: Policies,
    by: Sequence[str] = (),
    targets: Mapping[str, Fraction | float] | None = None,
) -> pd.DataFrame:
    """Give the rates of counts, with interval, target and whether it was met: the table that `progress` describes."""
    terms = policies.get(ProgressTerms, plain_date(period.end))
    aim = target_by(period.begin, period.end, policies) if targets is None else dict(targets)
    target = counted["measure"].map({key: float(value) for key, value in aim.items()}).astype(float)
    count, out_of = (counted[key].to_numpy(dtype=np.int64) for key in ("count", "out_of"))
    rate = np.divide(count, out_of, out=np.full(count.size, np.nan), where=out_of > 0)
    share = (counted["measure"] != "recovery").to_numpy()
    low, high = wilson_interval(np.where(share, count, 0), np.where(share, out_of, 0), float(terms.deviations))
    fewer = counted["measure"].isin(FEWER_IS_BETTER).to_numpy()
    met = np.where(fewer, rate <= target, rate >= target).astype(object)
    met[np.isnan(rate) | target.isna().to_numpy()] = None
    table = counted.assign(
        begin=str(period.begin),
        end=str(period.end),
        measure_zh=[MEASURE_WORDS[key][0] for key in counted["measure"]],
        rate=rate,
        low=low,
        high=high,
        small=counted["rows"].to_numpy() < terms.small,
        target=target,
        met=met,
    )
    return table[["begin", "end", *by, "measure", "measure_zh", *_COUNTS, *_RATES]]


def target_by(begin: np.datetime64, end: np.datetime64, policies: Policies) -> dict[str, float]:
    """Give what a period is asked for of each measure that has a target: a month's, in proportion to its working days where it adds up.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> half = target_by(np.datetime64("2026-11-01"), np.datetime64("2026-11-23"), Policies("cn"))
    >>> round(half["recovery"], 4), half["kept"]
    (0.0762, 0.6)
    """
    terms = policies.get(ProgressTerms, plain_date(end))
    gone, whole = month_share(begin, end, policies.profile.country)
    part = gone / whole if whole else 1.0
    return {key: float(value) * (part if key in ADDS_UP else 1.0) for key, value in terms.targets.items()}


def counted_cases(period: Period, events: Events, policies: Policies) -> pd.DataFrame:
    """Give case by case what each measure counts, so that a figure leads to its cases.

    Returns
    -------
    DataFrame
        ``measure, case_id, count, out_of``: one row a measure and case that it stands on; they add up to what `tallied` counts.
    """
    parts = [
        pd.DataFrame(
            {
                "measure": tally.measure,
                "case_id": np.asarray(tally.case, dtype=object),
                "count": np.asarray(tally.hits, dtype=np.int64),
                "out_of": np.asarray(tally.out_of, dtype=np.int64),
            }
        )
        for tally in (
            *of_cases(period, events),
            *of_contacts(period, events, policies),
            *of_promises(period, events, policies),
        )
    ]
    table = (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=["measure", "case_id", "count", "out_of"])
    )
    summed = table.groupby(["measure", "case_id"], sort=False)[["count", "out_of"]].sum().reset_index()
    stands: pd.DataFrame = summed[summed["out_of"] > 0].reset_index(drop=True)
    return stands


def _grouped(tally: Tally, cases: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    out_of = np.asarray(tally.out_of, dtype=np.int64)
    table = pd.DataFrame(
        {"count": np.asarray(tally.hits, dtype=np.int64), "out_of": out_of, "rows": (out_of > 0).astype(np.int64)}
    )
    if not by:
        return table.sum().to_frame().T.assign(measure=tally.measure)
    owner = cases.reindex(tally.case)
    for key in by:
        own = owner[key].fillna("").to_numpy(dtype=object)
        table[key] = np.where(tally.who != "", tally.who, own) if key == "collector" and tally.who is not None else own
    return table.groupby(list(by), sort=True)[_COUNTS].sum().reset_index().assign(measure=tally.measure)
