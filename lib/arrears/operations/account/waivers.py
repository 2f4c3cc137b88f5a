"""Try out a waiver of interest and fees (减免): what it saves, what is left, who approves it, or which limit refuses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from arrears.operations.plans.tables import Day, one_day, plain_date
from arrears.policy.records import Waiver
from arrears.rules.waiver import REFUSALS, approval_level, refusal, waive
from arrears.units import exact_fraction
from arrears.words import Saying, both

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from arrears.policy import Policies
    from arrears.units import Days, Fen

    Share = float | str | Decimal | Fraction

Way = Literal["lump_sum", "plan"]


def try_waiver(
    owed: tuple[Fen, Fen, Fen],
    days_past_due: Days,
    shares: tuple[Share, Share],
    way: Way,
    on: Day,
    policies: Policies,
) -> pd.DataFrame:
    """Try out a waiver on many cases.

    Parameters
    ----------
    owed : three int64 arrays of shape (n,)
        Principal, interest and fees of each case, in fen.
    days_past_due : int64 array of shape (n,)
        Of each case.
    shares : two numbers
        The shares of interest and of fees to be waived, 0 to 1.
    way : str
        ``lump_sum`` when the rest is paid at once, ``plan`` when it is paid by instalments.
    on : date or text
        The day of the decision: the limits in force then apply.
    policies : Policies
        Whose limits apply.

    Returns
    -------
    DataFrame
        One row a case: ``waived_interest_fen, waived_fees_fen, saved_fen, left_fen``, ``allowed``, ``approver`` with
        ``approver_zh`` and ``approver_en`` ("" where it is refused), ``refused_zh, refused_en`` ("" where it is not), ``rule``.

    Raises
    ------
    ValueError
        If an amount or a share is out of range, or the way is none of the two.
    PolicyError
        If the limits were not in force on the day.

    Examples
    --------
    >>> from arrears.policy import Policies
    >>> owed = np.array([5000_00]), np.array([1000_00]), np.array([200_00])
    >>> tried = try_waiver(owed, np.array([120]), ("0.5", "0.5"), "lump_sum", "2026-11-23", Policies("cn"))
    >>> tried[["saved_fen", "left_fen", "allowed", "approver_en"]].values.tolist()
    [[60000, 560000, True, 'head of department']]
    """
    if way not in {"lump_sum", "plan"}:
        raise ValueError(f"a waiver goes with a lump_sum or a plan; it is {way!r}; name one of the two")
    policy = policies.get(Waiver, plain_date(one_day(on)))
    interest_share, fee_share = (exact_fraction(share) for share in shares)
    most = policy.most_share_lump_sum if way == "lump_sum" else policy.most_share_with_plan
    off = waive(*owed, interest_share, fee_share)
    levels = policy.approvals
    level = approval_level(
        off.saved,
        max(interest_share, fee_share),
        [each.share for each in levels],
        [each.amount_fen for each in levels],
    )
    refused = refusal(
        days_past_due,
        interest_share,
        fee_share,
        level,
        most_share=most,
        least_days_past_due=policy.least_days_past_due,
    )
    allowed = refused == 0
    words = _refusals(policy, most)
    who = np.where(allowed, level, -1)
    return pd.DataFrame(
        {
            "waived_interest_fen": off.interest,
            "waived_fees_fen": off.fees,
            "saved_fen": off.saved,
            "left_fen": off.left,
            "allowed": allowed,
            "approver": np.array([*(each.who for each in levels), ""], dtype=object)[who],
            "approver_zh": np.array([*(each.zh for each in levels), ""], dtype=object)[who],
            "approver_en": np.array([*(each.en for each in levels), ""], dtype=object)[who],
            "refused_zh": np.array([words[key][0] for key in REFUSALS], dtype=object)[refused],
            "refused_en": np.array([words[key][1] for key in REFUSALS], dtype=object)[refused],
            "rule": policy.rule,
        }
    )


def _refusals(policy: Waiver, most: Fraction) -> dict[str, tuple[str, str]]:
    percent, days, highest = f"{float(most * 100):g}", policy.least_days_past_due, policy.approvals[-1]
    rule, amount = policy.rule, f"{highest.amount_fen / 100:,.2f}"
    return {
        "": ("", ""),
        "too_early": both("operations.account.waivers.nothing_waived_below_days_past", days=days, rule=rule),
        "interest_share": both("operations.account.waivers.more_than_interest_lower_share", percent=percent, rule=rule),
        "fee_share": both("operations.account.waivers.more_than_fees_lower_share", percent=percent, rule=rule),
        "amount": both(
            "operations.account.waivers.above_what_may_approve_waive",
            value=float(highest.share * 100),
            amount=amount,
            rule=rule,
            what=Saying(highest.zh, highest.en),
        ),
    }
