"""Assessments of staff (GBT-5): recorded in the store, and who is due for the next one."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.policy.records import Assessment as Terms
from arrears.store.records import Assessment
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from arrears.policy import Policies
    from arrears.store import Store
    from arrears.training.scenarios.class_results import ClassResults

STATES = ("due", "never", "soon", "valid")
"""How somebody stands: the last certificate has run out, there is none, it runs out soon, it holds."""
STANDING_COLUMNS = ("person", "state", "last", "until", "right", "of")


def assessment_event(  # noqa: PLR0913  # what one record holds
    person: str,
    right: int,
    of: int,
    *,
    actor: str,
    at: datetime,
    policies: Policies,
    scenarios: Iterable[str] = (),
    missed: Iterable[str] = (),
    note: str = "",
) -> Assessment:
    """Make the record of an assessment; the house's policy says whether it is passed.

    Raises
    ------
    ArrearsError
        If nobody is named, or the counts are none.
    """
    terms = policies.get(Terms, at.date())
    name = " ".join(person.split())
    if not name:
        raise ArrearsError(both("training.assessing.nobody"))
    if not 0 <= right <= of or of < 1:
        raise ArrearsError(both("training.assessing.counts", right=right, of=of))
    passed = of >= terms.least_answers and right >= terms.pass_share * of
    return Assessment(
        case_id="", happened_at=at, actor=actor, key=f"assessment-{uuid.uuid4()}", person=name, right=right, of=of, passed=passed,
        scenarios=tuple(scenarios), missed=tuple(missed), note=note or None,
    )  # fmt: skip


def class_events(results: ClassResults, *, actor: str, at: datetime, policies: Policies) -> list[Assessment]:
    """Make the records of a marked class: one a person, over all that was handed in."""
    events = []
    for person, answers in results.answers.groupby("who", sort=True):
        missed = sorted({rule for rules in answers.loc[~answers["ok"], "rules"] for rule in rules})
        events.append(
            assessment_event(
                str(person), int(answers["ok"].sum()), len(answers), actor=actor, at=at, policies=policies,
                scenarios=sorted(answers["scenario"].unique()), missed=missed,
            )
        )  # fmt: skip
    return events


def standing(assessments: pd.DataFrame, people: Iterable[str], on: date, policies: Policies) -> pd.DataFrame:
    """Say how each person stands on a day.

    Parameters
    ----------
    assessments : DataFrame
        Events of kind ``assessment``: ``person, happened_at, passed, right, of``.
    people : iterable of str
        Who ought to be assessed, such as all who hold cases; whoever was assessed is listed too.
    on : date
        The day.
    policies : Policies
        Whose terms apply.

    Returns
    -------
    DataFrame
        `STANDING_COLUMNS`, the most urgent first; ``last`` is the last that was passed, ``until`` the last day on which it holds.
    """
    terms = policies.get(Terms, on)
    table = (
        assessments if len(assessments) else pd.DataFrame(columns=["person", "happened_at", "passed", "right", "of"])
    )
    days = pd.to_datetime(table["happened_at"], utc=True).dt.tz_convert(policies.profile.time_zone).dt.date
    table = table.assign(day=days)
    table = table[table["day"] <= on]
    passed = (
        table[table["passed"].astype(bool)].sort_values("day", kind="stable").drop_duplicates("person", keep="last")
    )
    last = dict(zip(passed["person"], passed[["day", "right", "of"]].itertuples(index=False), strict=True))
    rows: list[tuple[Any, ...]] = []
    for person in sorted({str(each) for each in people if each} | set(table["person"].astype(str))):
        if person not in last:
            rows.append((person, "never", None, None, None, None))
            continue
        day, right, of = last[person]
        until = day + timedelta(days=terms.valid_days)
        state = "due" if on > until else "soon" if on > until - timedelta(days=terms.warn_days) else "valid"
        rows.append((person, state, day, until, right, of))
    found = pd.DataFrame(rows, columns=list(STANDING_COLUMNS))
    rank = found["state"].map({state: place for place, state in enumerate(STATES)})
    order = np.lexsort((found["person"].to_numpy(dtype=str), rank.to_numpy()))
    return found.iloc[order].reset_index(drop=True)


def standing_in(store: Store, on: date) -> pd.DataFrame:
    """Say how everybody stands who has cases in a store, or was assessed.

    Returns
    -------
    DataFrame
        As `standing` gives it.
    """
    given = store.current("assignment")
    names = set(given.sort_values("seq").drop_duplicates("case_id", keep="last")["collector"]) if len(given) else set()
    return standing(store.current("assessment"), names, on, store.policies)
