"""What became of claims 客户称已还款: the money came, it may still come, or it did not; a claim itself changes nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.policy.records import Claims
from arrears.rules.promise import KEPT, PENDING, Promises, Received, promise_outcomes
from arrears.words import both

if TYPE_CHECKING:
    from datetime import date

    from arrears.policy import Policies

_ALL = Fraction(1)
CLAIM_STATES: dict[str, tuple[str, str]] = {
    "waiting": both("operations.account.claims.verified"),
    "found": both("operations.account.claims.money_came"),
    "part_found": both("operations.account.claims.part_came"),
    "not_found": both("operations.account.claims.no_money_came"),
}
"""What each state is called in Chinese and in English."""


def claim_table(claims: pd.DataFrame, payments: pd.DataFrame, as_of: date, policies: Policies) -> pd.DataFrame:
    """Judge claims by the money that came in.

    The claim of the earliest day is served first, by what came from some days before the day that the customer names until the time
    for verifying is over.

    Parameters
    ----------
    claims : DataFrame
        ``case_id, at, amount_fen, paid_on``; those made after the day are left out.
    payments : DataFrame
        What is left of the payments: ``case_id, date, amount_fen``.
    as_of : date
        The day.
    policies : Policies
        How long a claim waits (HOUSE-CLAIM).

    Returns
    -------
    DataFrame
        The claims with ``verify_until`` (the last day on which the chase rests), ``found_fen``, ``state`` (a key of `CLAIM_STATES`)
        and ``rule``.

    Raises
    ------
    PolicyError
        If the rule was not in force on the day.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> at = pd.to_datetime(["2026-11-26", "2026-11-26"])
    >>> claims = pd.DataFrame({"case_id": ["A", "B"], "at": at, "paid_on": at, "amount_fen": [500_00, 500_00]})
    >>> paid = pd.DataFrame({"case_id": ["A"], "date": at[:1], "amount_fen": [500_00]})
    >>> [
    ...     claim_table(claims, paid, date(2026, 11, day), Policies("cn"))["state"].tolist() for day in (29, 30)
    ... ]
    [['found', 'waiting'], ['found', 'not_found']]
    """
    terms = policies.get(Claims, as_of)
    made = claims["at"].to_numpy("datetime64[D]")
    known = claims[made <= np.datetime64(as_of)].reset_index(drop=True)
    made = known["at"].to_numpy("datetime64[D]")
    paid_on = known["paid_on"].to_numpy("datetime64[s]").astype("datetime64[D]")
    # Whoever says today that it was paid last week has it looked for from today on.
    until = np.maximum(paid_on, made) + terms.verify_days
    case, cases = pd.factorize(known["case_id"])
    payer = pd.Index(cases).get_indexer(pd.Index(payments["case_id"]))
    mine = payments[payer >= 0]
    asked = Promises(
        case,
        known["amount_fen"].to_numpy(dtype=np.int64),
        until,
        np.minimum(paid_on, made) - terms.early_days,
        np.full(len(known), np.datetime64("NaT", "D")),
    )
    received = Received(
        payer[payer >= 0],
        mine["date"].to_numpy("datetime64[s]").astype("datetime64[D]"),
        mine["amount_fen"].to_numpy(dtype=np.int64),
    )
    outcome, matched = promise_outcomes(asked, received, np.datetime64(as_of), 0, _ALL)
    state = np.select(
        [outcome == KEPT, outcome == PENDING, matched.paid > 0], ["found", "waiting", "part_found"], "not_found"
    )
    return known.assign(
        verify_until=until.astype("datetime64[s]"), found_fen=matched.paid, state=state.astype(object), rule=terms.rule
    )


def open_claims(judged: pd.DataFrame) -> pd.DataFrame:
    """Give each case's last claim that is not answered by money: ``case_id`` with what `claim_table` gives.

    Examples
    --------
    >>> at = pd.to_datetime(["2026-11-26", "2026-11-27"])
    >>> judged = pd.DataFrame({"case_id": ["A", "A"], "at": at, "state": ["not_found", "waiting"]})
    >>> open_claims(judged)["state"].tolist()
    ['waiting']
    """
    last = judged.sort_values("at", kind="stable").drop_duplicates("case_id", keep="last")
    return last[last["state"] != "found"]
