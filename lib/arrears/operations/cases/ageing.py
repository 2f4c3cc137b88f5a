"""Age a case table: days past due, bucket, class, stage, total due, value at risk and score as of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.errors import PolicyError
from arrears.in_force import bands, days_past_due
from arrears.operations.cases.columns import amounts, dates, days_since, past_dates, plain_day
from arrears.operations.cases.scores import at_risk, scores
from arrears.operations.customers.people import people_of
from arrears.policy.records import Contagion, Grace, LoanClass, Tolerance
from arrears.rules.bands import BandCodes, band
from arrears.rules.contagion import spread_class
from arrears.rules.days_past_due import in_grace
from arrears.rules.pause import Pauses
from arrears.rules.tolerance import days_of_open
from arrears.rules.total_due import total_due

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Days, Fen

PAUSE_COLUMNS = ("case_id", "begin", "end")


def age(table: pd.DataFrame, as_of: date, policies: Policies, pauses: pd.DataFrame | None = None) -> pd.DataFrame:
    """Add to each case how old and how urgent it is as of a day.

    Parameters
    ----------
    table : DataFrame
        Cases in the internal form (`arrears.tables.columns`): dates, amounts as ``<key>_fen``.
    as_of : date
        The day; nothing is read from a clock, and what an earlier run added is replaced.
    policies : Policies
        Whose rules apply.
    pauses : DataFrame, optional
        Stretches that do not count as past due: case_id, begin (first paused day), end (first day after); those of other
        cases are passed over.

    Returns
    -------
    DataFrame
        The table with days_past_due (0 where no more than the tolerance is left, CN-P5), in_grace, bucket, loan_class (the profile's first scale that is in force; Chinese
        label, "" where the profile has none), one column for each further scale by its file name (``loan_class_2011``),
        stage (key), total_due_fen, value_at_risk_fen and score.

    Raises
    ------
    ValueError
        If a case has no due date, or neither principal nor statement balance, or was last contacted after that day.
    PolicyError
        If a rule is not in force on that day.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> cases = pd.DataFrame({"case_id": ["A1"], "due_date": pd.to_datetime(["2026-01-10"]), "principal_fen": [1000000]})
    >>> aged = age(cases, date(2026, 2, 24), Policies("cn"))
    >>> aged[["days_past_due", "bucket", "loan_class", "stage", "value_at_risk_fen"]].to_records(index=False)[0].item()
    (45, 'M2', '关注', 'middle', 170000)
    """
    day = plain_day(as_of)
    due_date = dates(table, "due_date")
    missing = np.flatnonzero(np.isnat(due_date))
    if missing.size:
        raise ValueError(f"{missing.size} cases have no due_date, the first is row {missing[0]}; fill it in")
    as_of_day = np.datetime64(day, "D")
    due = _total_due(table)
    counted = days_past_due.under(policies, day)(due_date, as_of_day, _pauses(table, pauses))
    days = days_of_open(counted, due, policies.get(Tolerance, day).residue_fen)
    value = at_risk(due, days, policies, day)
    since_contact = days_since(past_dates(table, "last_contact_date", day), day)
    return table.assign(
        days_past_due=days,
        in_grace=in_grace(due_date, as_of_day, policies.get(Grace, day).days),
        bucket=bands.buckets(policies, day)(days),
        **_loan_classes(table, days, due, policies, day),
        stage=bands.stages(policies, day)(days),
        total_due_fen=pd.array(due, dtype="Int64"),
        value_at_risk_fen=pd.array(value, dtype="Int64"),
        score=scores(value, days, since_contact, policies, day),
    )


def class_scales(policies: Policies, on: date) -> dict[str, LoanClass]:
    """Give the profile's loan class scales that are in force on a day, by their file names, the default first.

    Raises
    ------
    PolicyError
        If the profile has scales, but none in force on that day.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> [scale.rule for scale in class_scales(Policies("cn"), date(2026, 1, 31)).values()]
    ['CN-2023', 'CN-92']
    >>> [scale.rule for scale in class_scales(Policies("cn"), date(2022, 1, 31)).values()]
    ['CN-92']
    >>> class_scales(Policies("uk"), date(2026, 1, 31))
    {}
    """
    scales: dict[str, LoanClass] = {}
    refusal: PolicyError | None = None
    for name in policies.profile.class_scales:
        try:
            scales[name] = policies.get(LoanClass, on, name)
        except PolicyError as error:
            refusal = error
    if refusal is not None and not scales:
        raise refusal
    return scales


def _labels(labels: Sequence[str], codes: BandCodes) -> NDArray[np.object_]:
    return np.array(labels, dtype=object)[codes]


def _pauses(table: pd.DataFrame, pauses: pd.DataFrame | None) -> Pauses | None:
    if pauses is None:
        return None
    lacking = [column for column in PAUSE_COLUMNS if column not in pauses]
    if lacking:
        raise ValueError(f"pauses need the columns {', '.join(PAUSE_COLUMNS)}; missing: {', '.join(lacking)}")
    place = pd.Index(table["case_id"].astype(str)).get_indexer(pd.Index(pauses["case_id"].astype(str)))
    known = place >= 0
    begin, end = (
        pauses[name].to_numpy(dtype="datetime64[s]").astype("datetime64[D]")[known] for name in PAUSE_COLUMNS[1:]
    )
    return Pauses(plan=place[known], begin=begin, end=end)


def _total_due(table: pd.DataFrame) -> Fen:
    parts = [amounts(table, key) for key in ("principal", "interest", "late_fee")]
    statement, statement_known = amounts(table, "statement_balance")
    amount, known = (np.column_stack(columns) for columns in zip(*parts, strict=True))
    return total_due(amount, known, statement, statement_known)


def _loan_classes(
    table: pd.DataFrame, days: Days, due: Fen, policies: Policies, day: date
) -> dict[str, NDArray[np.object_]]:
    columns = {"loan_class": np.full(len(table), "", dtype=object)}
    contagion = policies.get(Contagion, day)
    for place, (name, scale) in enumerate(class_scales(policies, day).items()):
        codes = band(days, scale.begins)
        if contagion.applies and contagion.from_class in scale.labels_en:
            worst_from = scale.labels_en.index(contagion.from_class)
            codes = spread_class(
                codes, people_of(table, policies, day).first, due, worst_from, contagion.share_of_total
            )
        columns["loan_class" if place == 0 else name] = _labels(scale.labels_zh, codes)
    return columns
