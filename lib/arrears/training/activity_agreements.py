"""Invented instalment agreements in every state of their life: drafted, consented, waiting for approval, approved, in force."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.desk.agreement_events import approval_event, consent_event, draft_event

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

_HOW_MANY, _MONTHS, _LEAD = 18, 12, "组长"
_AGES = (60, 240)
"""Days past due of the cases that agreements are made for."""


def agreement_events(book: pd.DataFrame, ages: NDArray[np.int64], at: datetime) -> list[dict[str, Any]]:
    """Give the events of a few agreements.

    Parameters
    ----------
    book : DataFrame
        Cases with ``case_id``, ``collector``, ``flags`` and ``left_fen``.
    ages : int64 array of shape (n,)
        Days past due.
    at : datetime
        When the first is drafted, with a zone.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> book = pd.DataFrame({"case_id": ["A1"], "collector": ["li"], "flags": [None], "left_fen": [120_000]})
    >>> [event.get("state", event["kind"]) for event in agreement_events(book, np.array([90]), datetime(2026, 11, 14, tzinfo=UTC))]
    ['drafted', 'consent', 'approved', 'signed']
    """
    fit = (
        (ages >= _AGES[0])
        & (ages <= _AGES[1])
        & (book["left_fen"].to_numpy() > _MONTHS * 100)
        & book["flags"].isna().to_numpy()
    )
    events: list[dict[str, Any]] = []
    for number, row in enumerate(book[fit].head(_HOW_MANY).itertuples()):
        begun = at + timedelta(minutes=30 * number)
        events += _life(f"XY-{begun:%y%m}-{number + 1:03}", row, begun)[: 4 - number % 4]
    return events


def _life(number: str, row: Any, at: datetime) -> list[dict[str, Any]]:  # noqa: ANN401  # a row of a frame
    case, who = str(row.case_id), str(row.collector)
    steps = [at, *(at + timedelta(days=days) for days in (1, 2, 3))]
    approved = approval_event(number, case, _LEAD, steps[2])
    return [
        draft_event(_terms(number, case, int(row.left_fen)), _instalments(int(row.left_fen), at), who, steps[0]),
        consent_event(number, case, who, steps[1], way="oral", evidence=f"REC-{number}"),
        approved,
        approved | {"state": "signed", "key": f"agreement-{number}-signed", "happened_at": steps[3]},
    ]


def _terms(number: str, case: str, balance: int) -> dict[str, Any]:
    return {
        "agreement_id": number,
        "case_id": case,
        "balance_fen": balance,
        "principal_fen": balance,
        "interest_fen": 0,
        "fees_fen": 0,
        "currency": "CNY",
        "cycle_months": 1,
        "method": "等额本金",
        "repayment_currency": "CNY",
        "interest_accrues": False,
        "fees_accrue": False,
        "no_new_card": True,
        "rights": "见协议第五条",
        "breach_terms": "见协议第六条",
        "other": "无",
        "affordable_fen": balance // _MONTHS + 1,
        "willing": True,
    }


def _instalments(balance: int, at: datetime) -> pd.DataFrame:
    due = pd.date_range((at + timedelta(days=30)).date(), periods=_MONTHS, freq=pd.DateOffset(months=1))
    part = np.full(_MONTHS, balance // _MONTHS, dtype=np.int64)
    part[-1] += balance - int(part.sum())
    return pd.DataFrame({"due_date": due.astype(str), "payment_fen": part})
