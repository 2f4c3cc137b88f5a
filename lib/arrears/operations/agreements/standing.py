"""Individual instalment agreements: what one still lacks before it comes into force, and where each stands (items A3, A4).

An agreement goes from its draft over the holder's consent, and a second person's approval where the house asks for it, into
force; from then on collection stops, until its plan is paid, settled or broken (CN-70).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.agreements.findings import consent_findings, draft_findings
from arrears.operations.agreements.tables import drafts, lives, optional_days, reviews, texts
from arrears.operations.plans.status import plan_statuses
from arrears.operations.plans.tables import Day, days, one_day, plain_date
from arrears.policy.records import AgreementConsent, PlanBreach
from arrears.rules.agreement import BREACHED, KEPT, SETTLED, STATES, agreement_state, collection_stopped
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from arrears.operations.agreements.findings import Finding
    from arrears.policy import Policies
    from arrears.units import Codes, Flags

STATE_WORDS: dict[str, tuple[str, str]] = {
    "none": both("operations.agreements.standing.not_drafted"),
    "draft": both("operations.agreements.standing.draft"),
    "consented": both("operations.agreements.standing.consented"),
    "in_force": both("operations.agreements.standing.force"),
    "kept": both("operations.agreements.standing.kept"),
    "settled": both("operations.agreements.standing.settled_early"),
    "breached": both("operations.agreements.standing.breached"),
    "withdrawn": both("operations.agreements.standing.withdrawn"),
    "refused": both("operations.agreements.standing.refused"),
    "returned": both("operations.agreements.standing.returned_question"),
}
"""What each state is called in Chinese and in English."""

_PLAN_FIGURES = ("overdue_fen", "unpaid_fen", "missed", "delinquent_days", "next_due_date", "next_amount_fen")


def missing_for_draft(agreements: pd.DataFrame, instalments: pd.DataFrame, on: Day, policies: Policies) -> pd.DataFrame:
    """Name what drafts lack: contents (CN-70b) and conditions (CN-70a), all at once.

    Parameters
    ----------
    agreements : DataFrame
        ``agreement_id``, ``case_id``; the contents that the policy ``agreement_contents`` names, amounts in fen (``balance_fen``);
        ``affordable_fen`` a month and ``willing``; ``annual_cost`` in per cent ("24.00%") where it is known.
    instalments : DataFrame
        ``agreement_id``, ``due_date``, ``payment`` (yuan) or ``payment_fen``.
    on : date or text
        The day on which they are to come into force.
    policies : Policies
        Whose rules apply.

    Returns
    -------
    DataFrame
        One row a finding: ``agreement_id, code, rule, zh, en``; empty where nothing is missing.

    Raises
    ------
    ValueError
        If a cell is bad, an agreement has no number of its own, or an instalment belongs to none.
    PolicyError
        If a rule was not in force on the day.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> draft = pd.DataFrame({"agreement_id": ["G1"], "case_id": ["A1"], "willing": [True], "balance_fen": [5000_00]})
    >>> none = pd.DataFrame({"agreement_id": [], "due_date": [], "payment": []})
    >>> found = missing_for_draft(draft, none, "2026-11-23", Policies("cn"))
    >>> found.loc[found["code"] == "instalments", ["rule", "en"]].values.tolist()
    [['CN-70b', 'dates and amounts of the instalments: not stated or not in order; complete the draft']]
    """
    return _table(draft_findings(drafts(agreements, instalments), one_day(on), policies), agreements)


def missing_for_force(agreements: pd.DataFrame, instalments: pd.DataFrame, on: Day, policies: Policies) -> pd.DataFrame:
    """Name what keeps agreements from coming into force on a day: what drafts lack, consent, its evidence, approval.

    Parameters
    ----------
    agreements, instalments : DataFrame
        As `missing_for_draft` takes them, and ``drafted_on, drafted_by, consented_on, consent_way, consent_evidence, consent_by,
        approved_on, approved_by``.
    on, policies
        Likewise.

    Returns
    -------
    DataFrame
        Likewise; empty where all may come into force.

    Raises
    ------
    ValueError, PolicyError
        As `missing_for_draft` does.
    """
    held, day = drafts(agreements, instalments), one_day(on)
    return _table(draft_findings(held, day, policies) + consent_findings(agreements, day, policies), agreements)


def agreement_table(
    agreements: pd.DataFrame,
    instalments: pd.DataFrame,
    payments: pd.DataFrame,
    as_of: Day,
    policies: Policies,
    pauses: pd.DataFrame | None = None,
    grace_days: int = 0,
) -> pd.DataFrame:
    """Tell where each agreement stands on a day, and whether it stops collection.

    Parameters
    ----------
    agreements, instalments : DataFrame
        As `missing_for_force` takes them; ``in_force_on, settled_on, breached_on, withdrawn_on`` where they are known.
    payments : DataFrame
        ``agreement_id`` or ``case_id``, ``date``, ``amount`` or ``amount_fen``. A case's payment counts for the agreement that came
        into force last, on its day or before; one from before any counts for none.
    as_of : date or text
        The day; what comes later is not seen.
    policies : Policies
        Whose rules say what a breach is.
    pauses : DataFrame, optional
        ``agreement_id``, ``begin``, ``end``: days on which its plan does not grow older.
    grace_days : int
        Days after a due date that do not make it delinquent.

    Returns
    -------
    DataFrame
        One row an agreement in the same order: ``agreement_id, case_id, state, state_zh, state_en, collection_stopped, rule,
        reason_zh, reason_en, until`` (the day on which it ended), and its plan's figures.

    Raises
    ------
    ValueError, PolicyError
        As `missing_for_force` does.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> days = {"drafted_on": "2026-01-05", "consented_on": "2026-01-06", "in_force_on": "2026-01-07"}
    >>> one = pd.DataFrame([{"agreement_id": "G1", "case_id": "A1"} | days])
    >>> dues = pd.DataFrame({"agreement_id": ["G1"], "due_date": ["2026-02-07"], "payment": [100]})
    >>> paid = pd.DataFrame({"case_id": [], "date": [], "amount": []})
    >>> for day in ("2026-03-09", "2026-03-10"):
    ...     agreement_table(one, dues, paid, day, Policies("cn"))[["state", "collection_stopped"]].values.tolist()
    [['in_force', True]]
    [['breached', False]]
    """
    held, day = drafts(agreements, instalments), one_day(as_of)
    plans = _plans(agreements, instalments, payments, pauses, day, grace_days, policies)
    broken = plans["state"].eq("broken").to_numpy(dtype=np.bool_)
    happened = lives(agreements)
    paid = plans["state"].eq("settled").to_numpy(dtype=np.bool_)
    codes = agreement_state(happened, broken, paid, day, reviews(agreements))
    told = pd.DataFrame(
        {
            "agreement_id": texts(held.table, "agreement_id"),
            "case_id": texts(held.table, "case_id"),
            "state": _words(codes, None),
            "state_zh": _words(codes, 0),
            "state_en": _words(codes, 1),
            "collection_stopped": collection_stopped(codes),
            **_reasons(codes, plans, optional_days(agreements, "breached_on") <= day, plain_date(day), policies),
            "until": _until(codes, agreements, day),
        },
        index=agreements.index,
    )
    return told.join(plans[list(_PLAN_FIGURES)].set_axis(agreements.index))


def _plans(
    agreements: pd.DataFrame,
    instalments: pd.DataFrame,
    payments: pd.DataFrame,
    pauses: pd.DataFrame | None,
    day: np.datetime64,
    grace_days: int,
    policies: Policies,
) -> pd.DataFrame:
    """Give the plan of each agreement, in their order; one without instalments stands nowhere."""
    names = pd.Index(texts(agreements, "agreement_id"))
    owned = payments if "agreement_id" in payments else _by_case(payments, agreements)
    plan = {"agreement_id": "plan"}
    paused = None if pauses is None else pauses.rename(columns=plan)
    told = plan_statuses(
        instalments.rename(columns=plan), owned.rename(columns=plan), day, policies, paused, grace_days
    )
    return told.reindex(names)


def _by_case(payments: pd.DataFrame, agreements: pd.DataFrame) -> pd.DataFrame:
    codes, cases = pd.factorize(texts(agreements, "case_id"))
    begun = pd.DataFrame(
        {
            "case": codes,
            "agreement_id": texts(agreements, "agreement_id"),
            "day": optional_days(agreements, "in_force_on").astype("datetime64[s]"),
        }
    )
    payer = pd.Index(cases).get_indexer(pd.Index(texts(payments, "case_id")))
    paid = payments.assign(case=payer, day=days(payments, "date").astype("datetime64[s]"))
    begun = begun[begun["day"].notna()].sort_values("day", kind="stable")
    owned = pd.merge_asof(paid.sort_values("day", kind="stable"), begun, on="day", by="case")
    return owned[owned["agreement_id"].notna()]


def _words(codes: Codes, language: int | None) -> NDArray[np.object_]:
    words = [name if language is None else STATE_WORDS[name][language] for name in STATES]
    return np.array(words, dtype=object)[codes]


def _reasons(
    codes: Codes, plans: pd.DataFrame, recorded: Flags, on: date, policies: Policies
) -> dict[str, NDArray[np.object_]]:
    """Give the rule by which each agreement stops collection or not, and say why a breach is one."""
    breach, consent = policies.get(PlanBreach, on), policies.get(AgreementConsent, on)
    shown = (codes == BREACHED) & ~recorded
    ended = shown | (codes == BREACHED)
    late, missed = (plans[key].fillna(0).astype(int).to_numpy() for key in ("delinquent_days", "missed"))
    counts = pd.DataFrame({"late": late, "missed": missed})
    zh = "逾期" + counts["late"].astype(str) + "天，欠" + counts["missed"].astype(str) + "期"
    en = counts["late"].astype(str) + " days past due, " + counts["missed"].astype(str) + " instalments missed"
    limits = breach.ground("days_allowed").rule
    return {
        "rule": np.where(ended, breach.rule, consent.rule).astype(object),
        "reason_zh": np.select([shown, ended], [zh + f"（{limits}）", "已登记违约"], "").astype(object),
        "reason_en": np.select([shown, ended], [en + f" ({limits})", "a breach is recorded"], "").astype(object),
    }


def _until(codes: Codes, agreements: pd.DataFrame, day: np.datetime64) -> NDArray[np.datetime64]:
    """Give the day on which each agreement ended: as recorded, else the day on which its plan is seen to have ended it."""
    settled, breached = (optional_days(agreements, key) for key in ("settled_on", "breached_on"))
    recorded = np.select(
        [codes == SETTLED, codes == BREACHED], [settled, np.fmin(breached, day)], np.datetime64("NaT", "D")
    )
    return np.where(codes == KEPT, day, recorded).astype("datetime64[s]")


def _table(findings: Sequence[Finding], agreements: pd.DataFrame) -> pd.DataFrame:
    """Give findings as a table, agreement by agreement."""
    at = [np.flatnonzero(finding.at) for finding in findings]
    row = np.concatenate(at)
    number = np.repeat(np.arange(len(findings)), [rows.size for rows in at])
    order = np.lexsort((number, row))
    columns = {
        key: np.array([getattr(finding, key) for finding in findings], dtype=object)[number[order]]
        for key in ("code", "rule", "zh", "en")
    }
    return pd.DataFrame({"agreement_id": texts(agreements, "agreement_id")[row[order]], **columns})
