"""Which promises are due, coming, late or broken, and what is done next about each (items A4, C5, C6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.cases.columns import texts
from arrears.operations.plans.tables import days as days_of
from arrears.operations.plans.tables import one_day, plain_date
from arrears.policy.records import PromiseSteps
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Collection

    from arrears.operations.plans.tables import Day
    from arrears.policy import Policies

PROMISE_GROUPS: dict[str, tuple[str, str]] = {
    "today": both("operations.promises.steps.due_today"),
    "late": both("operations.promises.steps.late_followed_up"),
    "broken": both("operations.promises.steps.not_kept_followed_up"),
    "coming": both("operations.promises.steps.coming"),
}
"""The groups in the order in which they are looked at."""


def promise_steps(
    judged: pd.DataFrame, follow_ups: pd.DataFrame, stopped: Collection[str], as_of: Day, policies: Policies
) -> pd.DataFrame:
    """Sort out the promises that ask for something.

    Parameters
    ----------
    judged : DataFrame
        As `arrears.operations.promises.outcomes.promise_table` gives them as of the day.
    follow_ups : DataFrame
        As `arrears.operations.progress.follow_ups.promise_follow_ups` gives them: in the order of those that were not kept.
    stopped : collection of str
        Cases on which collection is stopped.
    as_of : date or text
        The day.
    policies : Policies
        How far is looked ahead and back, and the words of each step.

    Returns
    -------
    DataFrame
        The promises with ``group`` (a key of `PROMISE_GROUPS`), ``days_late``, ``follow_up_on`` and ``followed_on`` (missing where
        there is none), ``missed`` (promises of the case that were not kept), ``step, step_zh, step_en, rule``; kept, withdrawn,
        far and old ones are left out. Groups stand in order, the most overdue first.

    Raises
    ------
    PolicyError
        If the rule was not in force on the day.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> judged = pd.DataFrame({"case_id": ["A", "B"], "due_on": ["2026-11-23", "2026-11-20"], "amount_fen": [100, 100],
    ...                        "paid_fen": [0, 40], "outcome": ["pending", "partial"]})
    >>> due = pd.DataFrame({"case_id": ["B"], "due_on": ["2026-11-23"], "done_on": [None]})
    >>> promise_steps(judged, due, (), "2026-11-23", Policies("cn"))[["case_id", "group", "step", "days_late"]].values.tolist()
    [['A', 'today', 'remind', 0], ['B', 'late', 'rest', 3]]
    """
    day = one_day(as_of)
    terms = policies.get(PromiseSteps, plain_date(day))
    outcome = texts(judged, "outcome")
    missed = np.isin(outcome, ["partial", "broken"])
    late = (day - days_of(judged, "due_on")).astype(np.int64)
    due_on, done_on = (_spread(follow_ups, key, missed) for key in ("due_on", "done_on"))
    often = pd.Series(missed).groupby(texts(judged, "case_id")).transform("sum").to_numpy(dtype=np.int64)
    pending = outcome == "pending"
    group = np.select(
        [pending & (late == 0), missed & np.isnat(done_on), missed, pending & (late < 0)],
        ["today", "late", "broken", "coming"],
        "late",
    )
    step = np.select(
        [
            np.isin(texts(judged, "case_id"), list(stopped)),
            group == "coming",
            group == "today",
            often >= terms.broken_to_plan,
        ],
        ["stopped", "coming", "remind", "plan"],
        np.where(outcome == "partial", "rest", "call"),
    )
    words = {each.key: each for each in terms.steps}
    table = judged.assign(
        group=group.astype(object),
        days_late=late,
        follow_up_on=due_on.astype("datetime64[s]"),
        followed_on=done_on.astype("datetime64[s]"),
        missed=often,
        step=step.astype(object),
        step_zh=[words[key].zh for key in step],
        step_en=[words[key].en for key in step],
        rule=terms.rule,
    )
    kept = (missed | pending) & (late >= -terms.ahead_days) & (late <= terms.back_days)
    rank = pd.Series(group).map({key: place for place, key in enumerate(PROMISE_GROUPS)}).to_numpy(dtype=np.int64)
    order = np.lexsort((-late, rank))
    sorted_out: pd.DataFrame = table.iloc[order[kept[order]]].reset_index(drop=True)
    return sorted_out


def _spread(follow_ups: pd.DataFrame, key: str, missed: np.ndarray) -> np.ndarray:
    """Give each promise its follow-up's day; those that need none have none."""
    found = np.full(missed.size, np.datetime64("NaT", "D"))
    found[missed] = pd.to_datetime(follow_ups[key]).to_numpy("datetime64[s]").astype("datetime64[D]")
    return found
