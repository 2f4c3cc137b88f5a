"""Cases staged, and the day's follow-ups of each collector."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING

from arrears.api.basis import DEFAULT_PROFILE, basis
from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups as rank
from arrears.policy.records import Capacity
from arrears.tables.cases import to_internal, to_public
from arrears.words import as_lang

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from arrears.api.basis import Day
    from arrears.policy import Policies
    from arrears.words import Lang


def stage(
    cases: pd.DataFrame,
    *,
    as_of: Day,
    pauses: pd.DataFrame | None = None,
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Stage cases: days past due, bucket, loan class, treatment stage and value at risk.

    Parameters
    ----------
    cases : DataFrame
        One row a case, with the contract's columns.
    as_of : date or ISO text
        The day that figures are for.
    pauses : DataFrame, optional
        Stretches that do not count as past due: ``case_id``, ``begin`` (first paused day), ``end`` (first day after).
    profile : str
        ``cn``, ``cn_online``, ``cn_cfc``, ``us``, ``uk``, ``in`` or ``hk``.
    house : path, optional
        A folder of the house's own policy files.
    policies : Policies, optional
        Rules that were read already, instead of `profile` and `house`.

    Returns
    -------
    DataFrame
        The cases in the same order, with ``days_past_due, in_grace, bucket, loan_class`` (and a column for each further
        scale, such as ``loan_class_2011``), ``stage`` (reminder, early, middle, late, recovery), ``total_due,
        value_at_risk`` (exact `Decimal` yuan) and ``score`` (0 to 100).

    Raises
    ------
    ValueError
        If a cell is bad: its row, column, the rule and the remedy.
    PolicyError
        If a rule was not in force on that day.

    Examples
    --------
    >>> import pandas as pd
    >>> cases = pd.DataFrame({"case_id": ["A1"], "due_date": ["2026-01-31"], "principal": ["1234.50"]})
    >>> staged = stage(cases, as_of="2026-03-10")
    >>> staged[["days_past_due", "bucket", "loan_class", "stage", "total_due"]].astype(str).values.tolist()
    [['38', 'M2', '关注', 'middle', '1234.50']]
    >>> paused = pd.DataFrame({"case_id": ["A1"], "begin": ["2026-02-01"], "end": ["2026-02-11"]})
    >>> stage(cases, as_of="2026-03-10", pauses=paused)["days_past_due"].tolist()
    [28]
    """
    day, in_force = basis(as_of, profile, house, policies)
    return to_public(age(to_internal(cases), day, in_force, pauses))


def follow_ups(
    cases: pd.DataFrame,
    *,
    as_of: Day,
    capacity: int | None = None,
    by_card: bool = False,
    lang: Lang = "zh",
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Rank the follow-ups of each collector, with next action, channel, reason and what blocks it.

    Parameters
    ----------
    cases : DataFrame
        One row a case, with the contract's columns.
    as_of : date or ISO text
        The day that the list is for.
    capacity : int, optional
        Follow-ups a collector, a whole number of 1 or more; the policy's unless you say. How many cases were left out is
        told by collector in ``attrs["dropped"]``.
    by_card : bool
        One line a card instead of one a person.
    lang : str
        ``zh`` or ``en``: the language of reasons and actions.
    profile, house, policies
        Whose rules apply, as for `stage`.

    Returns
    -------
    DataFrame
        One line a person, ranked in each queue of a collector (``queue``: ``work`` is followed up today, ``lead`` is for somebody
        else to decide, ``waiting`` waits for a day): the columns of `arrears.tables.follow_ups.FOLLOW_UP_COLUMNS`; names and
        phones are masked. ``attrs["dropped"]`` counts by collector what the capacity left out, which never is what somebody
        expects today; ``attrs["doubts"]`` tells of whom it is not certain who they are.

    Raises
    ------
    ValueError, PolicyError
        As `stage` does, and if `capacity` or `lang` is none of what it may be.

    Examples
    --------
    >>> import pandas as pd
    >>> cases = pd.DataFrame({"case_id": ["A1", "A2"], "due_date": ["2026-01-31"] * 2, "principal": [1000, 2000]})
    >>> listed = follow_ups(cases.assign(collector="王芳"), as_of="2026-03-10", capacity=1, lang="en")
    >>> listed[["rank", "case_id", "next_action"]].values.tolist()
    [[1, 'A2', 'Clarify ability and willingness to pay; offer instalments of up to five years']]
    >>> listed.attrs["dropped"]
    {'王芳': 1}
    """
    day, in_force = basis(as_of, profile, house, policies)
    most = in_force.get(Capacity, day).cases_per_day if capacity is None else _at_least_one(capacity)
    aged = age(to_internal(cases), day, in_force)
    return to_public(rank(aged, day, in_force, lang=as_lang(lang), capacity=most, by_card=by_card))


def _at_least_one(capacity: int) -> int:
    if isinstance(capacity, bool) or not isinstance(capacity, Integral) or capacity < 1:
        raise ValueError(
            f"capacity must be a whole number of 1 or more; it is {capacity!r}; leave it out for the policy's"
        )
    return int(capacity)
