"""Agreements of the demonstration: some in force, some that wait for a second person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from arrears.operations.agreements.events import approval_event, consent_event, draft_event, step_event
from arrears.operations.plans.facts import household_event
from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np

    from arrears.policy import Policies

_COUNT, _INSTALMENTS = 10, 12
_CAUSES = (
    ("job_loss", "九月公司裁员", "离职证明"),
    ("illness", "住院手术，病休两个月", "出院小结"),
    ("income_fall", "行业淡季，提成减少", ""),
    ("business", "门店停业整改", "停业通知"),
)


def agreement_events(
    rng: np.random.Generator, cases: pd.DataFrame, now: datetime, policies: Policies
) -> list[dict[str, Any]]:
    """Give the steps of a few agreements: drafted and consented to all of them, approved every third one.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    cases : DataFrame
        The case list of the day.
    now : datetime
        When the last of them happens.
    policies : Policies
        Whose currency applies.
    """
    plain = cases[cases["flags"].isna()].reset_index(drop=True)
    events: list[dict[str, Any]] = []
    for number, row in enumerate(sorted(rng.choice(len(plain), min(_COUNT, len(plain)), replace=False).tolist())):
        case = plain.iloc[row]
        balance = int((case["principal"] + case["interest"] + case["late_fee"]) * FEN_IN_YUAN)
        at = now - timedelta(days=1 + number, hours=2)
        agreement, name, collector = f"XY{now:%y%m}-{number + 1:03d}", str(case["case_id"]), str(case["collector"])
        affordable = balance // _INSTALMENTS + 100_00
        terms = {
            "agreement_id": agreement, "case_id": name, "willing": True, "balance_fen": balance,
            "principal_fen": int(case["principal"] * FEN_IN_YUAN), "interest_fen": int(case["interest"] * FEN_IN_YUAN),
            "fees_fen": int(case["late_fee"] * FEN_IN_YUAN), "affordable_fen": affordable,
            "currency": policies.profile.currency, "repayment_currency": policies.profile.currency, "cycle_months": 1,
            "method": "等额还款", "interest_accrues": False, "fees_accrue": False, "no_new_card": True,
            "rights": "按约还款期间停止催收；客户可随时提前结清", "breach_terms": "连续两期未足额还款的，协议终止", "other": "无",
            "total_cost_fen": 0, "annual_cost": "0.00%",
        }  # fmt: skip
        told = _household(number, affordable)
        earlier = at - timedelta(minutes=10)
        events.append(household_event(name, collector, earlier, told, policies, key=f"household-{agreement}"))
        events.append(draft_event(terms, _instalments(balance, now), collector, at))
        later = at + timedelta(minutes=20)
        shown = {"draft_sha256": events[-1]["document_sha256"]}
        events.append(
            step_event(
                agreement,
                name,
                "statement",
                collector,
                at + timedelta(minutes=10),
                sha256=events[-1]["document_sha256"],
                terms=shown,
            )
        )
        events.append(consent_event(agreement, name, collector, later, way="oral", evidence=f"录音 {agreement}"))
        if number % 3 == 0:
            events.append(approval_event(agreement, name, "lead", at + timedelta(hours=1)))
    return sorted(events, key=lambda event: event["happened_at"])


def _household(number: int, affordable: int) -> dict[str, Any]:
    """Give what a customer tells who can pay about so much: a tenth of what is left stays with the household."""
    fixed, flexible = 2_600_00 + number * 100_00, 1_400_00 + number * 50_00
    cause, words, proof = _CAUSES[number % len(_CAUSES)]
    return {
        "willing": True,
        "cause": cause,
        "cause_note": words,
        "proof": proof,
        "amounts": {"income": fixed + flexible + affordable * 10 // 9 + 100, "fixed": fixed, "flexible": flexible},
        "adults": 1 + number % 2,
        "children": number % 3,
    }


def _instalments(balance: int, now: datetime) -> pd.DataFrame:
    months = pd.date_range(now.date().replace(day=15), periods=_INSTALMENTS + 1, freq="MS")[1:] + pd.Timedelta(days=9)
    part = balance // _INSTALMENTS
    amounts = [part] * (_INSTALMENTS - 1) + [balance - part * (_INSTALMENTS - 1)]
    return pd.DataFrame({"due_date": months.strftime("%Y-%m-%d")[:_INSTALMENTS], "payment_fen": amounts[: len(months)]})
