"""A team's cases shared out, its progress against targets, and how its cases move between buckets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from arrears.api.basis import DEFAULT_PROFILE, as_day, basis
from arrears.operations.cases.ageing import age
from arrears.policy.records import Buckets
from arrears.tables.cases import to_internal, to_public
from arrears.units import yuan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction
    from pathlib import Path

    import pandas as pd

    from arrears.api.basis import Day
    from arrears.operations.assignment.sharing import Assignment, Holders
    from arrears.operations.progress.period import Events
    from arrears.policy import Policies


def assign(
    cases: pd.DataFrame,
    collectors: pd.DataFrame,
    *,
    as_of: Day,
    pins: Holders | None = None,
    previous: Holders | None = None,
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> Assignment:
    """Share cases out among collectors: fair in cases, value at risk, effort and stages, with few changes.

    Parameters
    ----------
    cases : DataFrame
        One row a case, with the contract's columns; ``needs_skill`` and ``language`` too where they are known.
    collectors : DataFrame
        ``collector``, and where they are known ``team``, ``share``, ``capacity``, ``skills``, ``languages``, ``regions``,
        ``conflicts``, ``absent_from``, ``absent_until``.
    as_of : date or ISO text
        The day of the assignment.
    pins, previous : mapping or DataFrame, optional
        Collector by case id: that the lead wants, and up to now (the cases' own column ``collector`` unless given).
    profile, house, policies
        Whose rules apply, as for `arrears.stage`.

    Returns
    -------
    Assignment
        ``cases``, ``loads`` (amounts in yuan), ``balance`` with bounds and gaps, ``problems``, ``moved``.

    Raises
    ------
    ValueError, PolicyError
        As `arrears.stage` does, and if the team's table is wrong or pins contradict each other.

    Examples
    --------
    >>> import pandas as pd
    >>> cases = pd.DataFrame({"case_id": ["A1", "A2"], "due_date": ["2026-01-31"] * 2, "principal": [1000, 2000]})
    >>> shared = assign(cases, pd.DataFrame({"collector": ["王芳", "李伟"]}), as_of="2026-03-10")
    >>> sorted(shared.cases["collector"]), shared.problems.empty
    (['李伟', '王芳'], True)
    """
    # The solver is loaded by those who assign, and by nobody else.
    from arrears.operations.assignment.sharing import assign as share_out  # noqa: PLC0415  # same

    day, in_force = basis(as_of, profile, house, policies)
    shared = share_out(age(to_internal(cases), day, in_force), collectors, in_force, day, pins=pins, previous=previous)
    return replace(shared, loads=to_public(shared.loads))


def progress(
    snapshots: pd.DataFrame,
    events: Events,
    *,
    as_of: Day,
    periods: Sequence[tuple[Day, Day]] | None = None,
    by: Sequence[str] = (),
    targets: Mapping[str, Fraction | float] | None = None,
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Measure recovery, cure, contact, promise, coverage, complaint and breach rates against targets, with their counts.

    Parameters
    ----------
    snapshots : DataFrame
        Staged cases of several days, as `arrears.stage` gives them, one below the other with a column ``date``.
    events : Events
        Payments, promises, contacts, lists and follow-ups: `arrears.Events`.
    as_of : date or ISO text
        The last day of which something is known: no period may end after it.
    periods : sequence of (first day, last day), optional
        Both included; the month of `as_of` up to that day unless given.
    by : sequence of str
        Some of ``team, collector, stage``.
    targets : mapping, optional
        Targets by measure in place of the policy's.
    profile, house, policies
        Whose targets and promise terms apply, as of each period's last day; as for `arrears.stage`.

    Returns
    -------
    DataFrame
        One row a period, group and measure that can be known: ``begin, end``, the groups, ``measure, measure_zh``, ``count,
        out_of`` (exact `Decimal` yuan for recovery), ``rows`` (cases, contacts or promises that it stands on), ``rate``, ``low, high``
        (Wilson's interval; none for recovery), ``small``, ``target``, ``met`` (missing without a target).

    Raises
    ------
    ValueError
        If a column is missing, a grouping is not known, no snapshot lies before a period's end, or a period ends after `as_of`.
    PolicyError
        If a rule was not in force.

    Examples
    --------
    >>> import pandas as pd
    >>> from arrears import Events, stage
    >>> case = {"case_id": ["A1"], "due_date": ["2026-01-31"], "principal": [1000]}
    >>> days = ["2026-02-28", "2026-03-31"]
    >>> snapshots = pd.concat([stage(pd.DataFrame(case), as_of=day).assign(date=day) for day in days])
    >>> paid = pd.DataFrame({"case_id": ["A1"], "date": ["2026-03-05"], "amount": ["250.00"]})
    >>> measured = progress(snapshots, Events(payments=paid), as_of="2026-03-31")
    >>> measured[["measure", "count", "out_of", "rate"]].astype(str).values.tolist()
    [['recovery', '250.00', '1000.00', '0.25'], ['cure', '0', '1', '0.0'], ['complaint', '0', '1', '0.0']]
    """
    from arrears.operations.progress.measures import progress as measured  # noqa: PLC0415  # loaded by those who ask for it

    day, in_force = basis(as_of, profile, house, policies)
    spans = [(date(day.year, day.month, 1), day)] if periods is None else [(as_day(a), as_day(b)) for a, b in periods]
    if late := [end for _, end in spans if end > day]:
        raise ValueError(
            f"a period ends on {late[0]}, after as_of {day}; take a later as_of, or end the period by then"
        )
    table = measured(snapshots, events, spans, in_force, by=by, targets=targets)
    if table.empty:
        return table
    is_money = table["measure"].eq("recovery")
    amounts = {key: table[key].astype(object).mask(is_money, table[key].map(yuan)) for key in ("count", "out_of")}
    return table.assign(**amounts)


def roll_rates(
    snapshots: pd.DataFrame,
    *,
    as_of: Day,
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Count and rate the moves between buckets over neighbouring snapshots, with intervals.

    Parameters
    ----------
    snapshots : DataFrame
        ``case_id``, ``date`` and ``bucket``, as `arrears.stage` gives it, one below the other.
    as_of : date or ISO text
        The day whose buckets apply.
    profile, house, policies
        Whose rules apply, as for `arrears.stage`.

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
    >>> roll_rates(pd.DataFrame(rows), as_of="2026-11-30")[["from", "to", "count", "small"]].values.tolist()
    [['M1', 'M2', 1, True]]
    """
    from arrears.operations.progress.movements import roll_rates as rolled  # noqa: PLC0415  # same
    from arrears.operations.progress.movements import with_intervals  # noqa: PLC0415  # same

    day, in_force = basis(as_of, profile, house, policies)
    return with_intervals(rolled(snapshots, in_force.get(Buckets, day).labels), in_force, day)
