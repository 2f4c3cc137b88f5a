"""The public functions on tables: what people's notebooks pass in, and what they get back.

A table that comes in has the contract's column names (see `arrears.tables.columns`) with amounts in yuan as `Decimal`, whole
numbers, floats or text; what goes out has amounts as exact `Decimal` yuan.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from numbers import Integral
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from arrears.desk.ageing import age
from arrears.desk.allocation import split_payments
from arrears.desk.follow_ups import follow_ups as rank
from arrears.desk.plan_tables import amounts
from arrears.policy import Policies
from arrears.policy.records import Buckets, Capacity
from arrears.rules.allocation import PARTS
from arrears.tables.cases import to_internal, to_public

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction
    from pathlib import Path

    from arrears.desk.assignment import Assignment, Holders
    from arrears.desk.progress_period import Events
    from arrears.units import Days

Day = date | datetime | np.datetime64 | str


def as_day(day: Day) -> date:
    """Read a day from what people pass: a date, a timestamp, or text such as ``2026-01-31``.

    Raises
    ------
    ValueError
        If the text is no ISO date, or the day is not known (``NaT``).

    Examples
    --------
    >>> as_day("2026-01-31"), as_day(np.datetime64("2026-01-31T08:00"))
    (datetime.date(2026, 1, 31), datetime.date(2026, 1, 31))
    """
    moment = pd.Timestamp(day) if isinstance(day, np.datetime64) else day
    if isinstance(moment, date) and not pd.isna(moment):
        return date(moment.year, moment.month, moment.day)
    try:
        return date.fromisoformat(day)  # type: ignore[arg-type]  # what is no text is refused like a bad one
    except (TypeError, ValueError) as error:
        raise ValueError(f"as_of must be a day such as 2026-01-31; it is {day!r}") from error


def stage(
    cases: pd.DataFrame,
    as_of: Day,
    profile: str = "cn",
    house: str | Path | None = None,
    *,
    pauses: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Stage cases: days past due, bucket, loan class, treatment stage and value at risk.

    Parameters
    ----------
    cases : DataFrame
        One row a case, with the contract's columns.
    as_of : date or ISO text
        The day that figures are for.
    profile : str
        ``cn``, ``cn_online``, ``us``, ``uk``, ``in`` or ``hk``.
    house : path, optional
        A folder of the house's own policy files.
    pauses : DataFrame, optional
        Stretches that do not count as past due: ``case_id``, ``begin`` (first paused day), ``end`` (first day after).

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
    >>> cases = pd.DataFrame({"case_id": ["A1"], "due_date": ["2026-01-31"], "principal": ["1234.50"]})
    >>> staged = stage(cases, "2026-03-10")
    >>> staged[["days_past_due", "bucket", "loan_class", "stage", "total_due"]].astype(str).values.tolist()
    [['38', 'M2', '关注', 'middle', '1234.50']]
    >>> paused = pd.DataFrame({"case_id": ["A1"], "begin": ["2026-02-01"], "end": ["2026-02-11"]})
    >>> stage(cases, "2026-03-10", pauses=paused)["days_past_due"].tolist()
    [28]
    """
    return to_public(age(to_internal(cases), as_day(as_of), Policies(profile, house), pauses))


def follow_ups(
    cases: pd.DataFrame,
    as_of: Day,
    profile: str = "cn",
    *,
    capacity: int | None = None,
    lang: Literal["zh", "en"] = "zh",
    house: str | Path | None = None,
) -> pd.DataFrame:
    """Rank the follow-ups of each collector, with next action, channel, reason and what blocks it.

    Parameters
    ----------
    cases : DataFrame
        One row a case, with the contract's columns.
    as_of : date or ISO text
        The day that the list is for.
    profile : str
        The profile.
    capacity : int, optional
        Follow-ups a collector, a whole number of 1 or more; the policy's unless you say. How many cases were left out is
        told by collector in ``attrs["dropped"]``.
    lang : str
        ``zh`` or ``en``: the language of reasons and actions.
    house : path, optional
        A folder of the house's own policy files.

    Returns
    -------
    DataFrame
        One row a case, ranked for each collector: ``rank, collector, case_id, customer_name, phone, stage, bucket,
        days_past_due, loan_class, total_due, value_at_risk, score, next_action, channel, reason, due_on, due_amount,
        blocked_by, rule_ids``; names and phones are masked.

    Raises
    ------
    ValueError, PolicyError
        As `stage` does, and if `capacity` or `lang` is none of what it may be.

    Examples
    --------
    >>> cases = pd.DataFrame({"case_id": ["A1", "A2"], "due_date": ["2026-01-31"] * 2, "principal": [1000, 2000]})
    >>> listed = follow_ups(cases.assign(collector="王芳"), "2026-03-10", capacity=1, lang="en")
    >>> listed[["rank", "case_id", "next_action"]].values.tolist()
    [[1, 'A2', 'Clarify ability and willingness to pay; offer instalments of up to five years']]
    >>> listed.attrs["dropped"]
    {'王芳': 1}
    """
    if lang not in {"zh", "en"}:
        raise ValueError(f"lang must be zh or en; it is {lang!r}")
    day, policies = as_day(as_of), Policies(profile, house)
    aged = age(to_internal(cases), day, policies)
    room = policies.get(Capacity, day).cases_per_day if capacity is None else _whole(capacity)
    return to_public(rank(aged, day, policies, lang=lang, capacity=room))


def _whole(capacity: int) -> int:
    if isinstance(capacity, bool) or not isinstance(capacity, Integral) or capacity < 1:
        raise ValueError(
            f"capacity must be a whole number of 1 or more; it is {capacity!r}; leave it out for the policy's"
        )
    return int(capacity)


def allocate(payments: pd.DataFrame, on: Day, profile: str = "cn", house: str | Path | None = None) -> pd.DataFrame:
    """Split payments over what is due on each account, in the order that its days past due ask for.

    Parameters
    ----------
    payments : DataFrame
        One row a payment: ``payment``, and what is due before it as ``interest``, ``fees`` and ``principal``, all in yuan,
        and ``days_past_due``. Further columns are kept.
    on : date or ISO text
        The day of the payments: the order in force then applies.
    profile : str
        The profile.
    house : path, optional
        A folder of the house's own policy files.

    Returns
    -------
    DataFrame
        The same rows with ``to_interest, to_fees, to_principal, left_over``, exact `Decimal` yuan that add up to the
        payment.

    Raises
    ------
    ValueError
        If a column is missing, an amount is none or negative, or the days past due are not known.
    PolicyError
        If the rule was not in force on that day.

    Examples
    --------
    >>> import pandas as pd
    >>> due = {"interest": [40, 40], "fees": [25, 25], "principal": [200, 200], "days_past_due": [90, 91]}
    >>> split = allocate(pd.DataFrame({"payment": [50, 50], **due}), "2026-11-23")
    >>> split[["to_interest", "to_fees", "to_principal"]].astype(str).values.tolist()
    [['40.00', '10.00', '0.00'], ['0.00', '0.00', '50.00']]
    """
    columns = [amounts(payments, key) for key in ("payment", *PARTS)]
    if "days_past_due" not in payments or payments["days_past_due"].isna().any():
        raise ValueError("every payment needs its days_past_due, which decide the order (CN-57); ar.stage gives them")
    paid, interest, fees, principal = columns
    days = _whole_days(payments["days_past_due"])
    split = split_payments(paid, days, interest, fees, principal, on=as_day(on), policies=Policies(profile, house))
    names = [*(f"to_{part}_fen" for part in PARTS), "left_over_fen"]
    return payments.assign(**to_public(pd.DataFrame(split, columns=names, index=payments.index)))


def _whole_days(days: pd.Series) -> Days:
    numbers = pd.to_numeric(days, errors="coerce")
    wrong = days[numbers.isna() | (numbers % 1 != 0) | (numbers < 0)]
    if len(wrong):
        raise ValueError(
            f"days_past_due must be whole days, 0 or more; row {wrong.index[0]} has {wrong.iloc[0]!r}; ar.stage gives them"
        )
    return numbers.to_numpy(dtype="int64")


def assign(
    cases: pd.DataFrame,
    collectors: pd.DataFrame,
    on: Day,
    profile: str = "cn",
    *,
    pins: Holders | None = None,
    previous: Holders | None = None,
    house: str | Path | None = None,
) -> Assignment:
    """Share cases out among collectors: fair in cases, value at risk, effort and stages, with few changes.

    Parameters
    ----------
    cases : DataFrame
        One row a case, with the contract's columns; ``needs_skill`` and ``language`` too where they are known.
    collectors : DataFrame
        ``collector``, and where they are known ``team``, ``share``, ``capacity``, ``skills``, ``languages``, ``regions``,
        ``conflicts``, ``absent_from``, ``absent_until``.
    on : date or ISO text
        The day of the assignment.
    profile : str
        The profile.
    pins, previous : mapping or DataFrame, optional
        Collector by case id: that the lead wants, and up to now (the cases' own column ``collector`` unless given).
    house : path, optional
        A folder of the house's own policy files.

    Returns
    -------
    Assignment
        ``cases``, ``loads`` (amounts in yuan), ``balance`` with bounds and gaps, ``problems``, ``moved``.

    Raises
    ------
    ValueError, PolicyError
        As `stage` does, and if the team's table is wrong or pins contradict each other.

    Examples
    --------
    >>> import pandas as pd
    >>> cases = pd.DataFrame({"case_id": ["A1", "A2"], "due_date": ["2026-01-31"] * 2, "principal": [1000, 2000]})
    >>> shared = assign(cases, pd.DataFrame({"collector": ["王芳", "李伟"]}), "2026-03-10")
    >>> sorted(shared.cases["collector"]), shared.problems.empty
    (['李伟', '王芳'], True)
    """
    # The solver is loaded by those who assign, and by nobody else.
    from arrears.desk.assignment import assign as share_out  # noqa: PLC0415  # same

    day, policies = as_day(on), Policies(profile, house)
    shared = share_out(age(to_internal(cases), day, policies), collectors, policies, day, pins=pins, previous=previous)
    return replace(shared, loads=to_public(shared.loads))


def progress(
    snapshots: pd.DataFrame,
    events: Events,
    periods: Sequence[tuple[Day, Day]],
    profile: str = "cn",
    *,
    by: Sequence[str] = (),
    targets: Mapping[str, Fraction | float] | None = None,
    house: str | Path | None = None,
) -> pd.DataFrame:
    """Measure recovery, cure, contact, promise, coverage, complaint and breach rates against targets, with their counts.

    Parameters
    ----------
    snapshots : DataFrame
        Staged cases of several days, as `stage` gives them, one below the other with a column ``date``.
    events : Events
        Payments, promises, contacts, lists and follow-ups: `arrears.Events`.
    periods : sequence of (first day, last day)
        Both included.
    profile : str
        The profile.
    by : sequence of str
        Some of ``team, collector, stage``.
    targets : mapping, optional
        Targets by measure in place of the policy's.
    house : path, optional
        A folder of the house's own policy files.

    Returns
    -------
    DataFrame
        As `arrears.desk.progress.progress` gives it.

    Raises
    ------
    ValueError, PolicyError
        As `arrears.desk.progress.progress` does.

    Examples
    --------
    >>> import pandas as pd
    >>> from arrears import Events
    >>> case = {"case_id": ["A1"], "due_date": ["2026-01-31"], "principal": [1000]}
    >>> days = ["2026-02-28", "2026-03-31"]
    >>> snapshots = pd.concat([stage(pd.DataFrame(case), day).assign(date=day) for day in days])
    >>> paid = pd.DataFrame({"case_id": ["A1"], "date": ["2026-03-05"], "amount": ["250.00"]})
    >>> progress(snapshots, Events(payments=paid), [("2026-03-01", "2026-03-31")])[["measure", "rate"]].values.tolist()
    [['recovery', 0.25], ['cure', 0.0], ['complaint', 0.0]]
    """
    from arrears.desk.progress import progress as measured  # noqa: PLC0415  # loaded by those who ask for it

    return measured(snapshots, events, periods, Policies(profile, house), by=by, targets=targets)


def roll_rates(snapshots: pd.DataFrame, on: Day, profile: str = "cn", house: str | Path | None = None) -> pd.DataFrame:
    """Count and rate the moves between buckets over neighbouring snapshots, with intervals.

    Parameters
    ----------
    snapshots : DataFrame
        ``case_id``, ``date`` and ``bucket``, as `stage` gives it, one below the other.
    on : date or ISO text
        The day whose buckets apply.
    profile : str
        The profile.
    house : path, optional
        A folder of the house's own policy files.

    Returns
    -------
    DataFrame
        ``from, to, count, out_of, rate, low, high, small``; ``gone`` where a case is not there.

    Raises
    ------
    ValueError
        If there are fewer than two snapshots, or a bucket is not known.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = {"case_id": ["A", "A"], "date": ["2026-10-31", "2026-11-30"], "bucket": ["M1", "M2"]}
    >>> roll_rates(pd.DataFrame(rows), "2026-11-30")[["from", "to", "count", "small"]].values.tolist()
    [['M1', 'M2', 1, True]]
    """
    from arrears.desk.progress_tables import roll_rates as rolled  # noqa: PLC0415  # same
    from arrears.desk.progress_tables import with_intervals  # noqa: PLC0415  # same

    day, policies = as_day(on), Policies(profile, house)
    return with_intervals(rolled(snapshots, policies.get(Buckets, day).labels), policies, day)
