"""What a change of the rules means here: the same cases, contacts and plans judged by the rules of both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from arrears.operations.agreements.standing import missing_for_draft, missing_for_force
from arrears.operations.cases.ageing import age
from arrears.operations.contacts.judgement import judge_contacts
from arrears.operations.follow_ups.ranking import follow_ups

if TYPE_CHECKING:
    from datetime import date

    from arrears.policy import Policies
    from arrears.units import Flags
    from arrears.words import Lang

CASE_KEYS = ("bucket", "loan_class", "stage", "next_action", "channel", "blocked_by")
"""What is compared for each case: ages and classes, and what may be done next by which channel."""
CHANGED_COLUMNS = ("what", "case_id", "before", "after")
_AGREEMENT_COLUMNS = ("agreement_id", "code", "rule", "zh", "en", "running")


def changed_cases(cases: pd.DataFrame, on: date, before: Policies, after: Policies, lang: Lang = "zh") -> pd.DataFrame:
    """Give the cases whose age, class, stage or permitted contact differs by the rules of both sides on the same day.

    Parameters
    ----------
    cases : DataFrame
        A case list in the internal form.
    on : date
        The day that both sides are asked about.
    before, after : Policies
        The rules; those of a past day are `Policies.frozen_on` it.
    lang : {"zh", "en"}
        Language of actions and reasons.

    Returns
    -------
    DataFrame
        One row a case and figure that differs: ``what`` (one of `CASE_KEYS`), ``case_id``, ``before``, ``after``.

    Raises
    ------
    PolicyError
        If a rule that cases are staged by is not in force on one side.
    """
    old, new = (_judged(cases, on, policies, lang) for policies in (before, after))
    ids = old.index.union(new.index)
    old, new = (table.reindex(ids).fillna("").astype(str) for table in (old, new))
    parts = [
        pd.DataFrame({"what": key, "case_id": ids, "before": old[key].to_numpy(), "after": new[key].to_numpy()})
        for key in CASE_KEYS
    ]
    table = pd.concat(parts, ignore_index=True)
    return table[table["before"] != table["after"]].reset_index(drop=True)[list(CHANGED_COLUMNS)]


def _judged(cases: pd.DataFrame, on: date, policies: Policies, lang: Lang) -> pd.DataFrame:
    listed = follow_ups(age(cases, on, policies), on, policies, lang)
    return listed.set_index("case_id")[list(CASE_KEYS)]


def changed_breaches(
    contacts: pd.DataFrame,
    before: Policies,
    after: Policies,
    *,
    since: date,
    states: pd.DataFrame | None = None,
    lang: str = "zh",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the contacts since a day that only the rules of one side forbid.

    Parameters
    ----------
    contacts : DataFrame
        The whole log, because counts look back; columns as in `arrears.tables.contacts.CONTACT_COLUMNS`.
    before, after : Policies
        The rules of each side.
    since : date
        The first local day that is reported.
    states : DataFrame, optional
        What bears on the contacts.
    lang : str
        Language of what happened.

    Returns
    -------
    forbidden, permitted : DataFrame
        Findings of the later side that the earlier does not have, and the other way round; columns as in
        `arrears.tables.contacts.BREACH_COLUMNS`.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> calls = pd.DataFrame({"case_id": ["A1"] * 4, "channel": "call", "outcome": "conversation", "time_zone": "Asia/Shanghai",
    ...                       "at": [f"2026-11-23T0{hour}:00:00Z" for hour in range(1, 5)]})
    >>> cn = Policies("cn")
    >>> forbidden, _ = changed_breaches(calls, cn.frozen_on(date(2026, 1, 1)), cn, since=date(2026, 11, 1), lang="en")
    >>> forbidden[["row", "rule"]].values.tolist()
    [[3, 'HOUSE-CONVERSATIONS']]
    """
    bearing = pd.DataFrame() if states is None else states
    old, new = (_since(judge_contacts(contacts, policies, bearing, lang=lang), since) for policies in (before, after))
    return _without(new, old), _without(old, new)


def _since(found: pd.DataFrame, day: date) -> pd.DataFrame:
    return found[found["local_time"].astype(str) >= day.isoformat()].reset_index(drop=True)


def _without(found: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Leave out contacts that the other side forbids too, by whichever rule."""
    return found[~found["row"].isin(others["row"])].reset_index(drop=True)


def changed_agreements(
    agreements: pd.DataFrame, instalments: pd.DataFrame, running: Flags, on: date, before: Policies, after: Policies
) -> pd.DataFrame:
    """Give what agreements would lack by the later rules only: a term over a new cap, a cost over a ceiling, a statement.

    Parameters
    ----------
    agreements, instalments : DataFrame
        As `arrears.operations.agreements.standing.missing_for_force` takes them.
    running : bool array of shape (n,)
        Which are in force: of these the terms alone are judged, because consent and approval are behind them.
    on : date
        The day.
    before, after : Policies
        The rules of each side.

    Returns
    -------
    DataFrame
        One row a finding: ``agreement_id, code, rule, zh, en, case_id, running``.

    Raises
    ------
    PolicyError
        If a rule that agreements are judged by is not in force on one side.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> plan = pd.DataFrame({"agreement_id": ["G1"], "case_id": ["A1"], "annual_cost": ["30.00%"]})
    >>> dues = pd.DataFrame({"agreement_id": ["G1"], "due_date": ["2026-01-31"], "payment_fen": [100_00]})
    >>> online = Policies("cn_online")
    >>> old, new = (online.frozen_on(day) for day in (date(2025, 9, 30), date(2025, 10, 1)))
    >>> changed_agreements(plan, dues, pd.Series([True]).to_numpy(), date(2025, 10, 1), old, new)["rule"].tolist()
    ['CN-ASSIST']
    """
    parts = []
    for among, check in ((running, missing_for_draft), (~running, missing_for_force)):
        own = agreements[among].reset_index(drop=True)
        dues = instalments[instalments["agreement_id"].isin(own["agreement_id"])]
        if own.empty:
            continue
        old, new = (check(own, dues, on, policies) for policies in (before, after))
        known = set(zip(old["agreement_id"], old["code"], strict=True))
        keys = zip(new["agreement_id"], new["code"], strict=True)
        parts.append(new[[key not in known for key in keys]].assign(running=check is missing_for_draft))
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(_AGREEMENT_COLUMNS))
    return table.assign(case_id=table["agreement_id"].map(agreements.set_index("agreement_id")["case_id"]))
