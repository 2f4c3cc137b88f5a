"""Why a late fee is what it is."""

from __future__ import annotations

import numpy as np

from arrears.policy.records import LateFee
from arrears.rules.late_fee import late_fee
from arrears.units import times_fraction_half_up
from arrears.why.explanation import Step
from arrears.why.registry import Call, Told, explains, given, ground, looked_up


@explains("AR_LATE_FEE")
def explain_late_fee(call: Call, minimum_payment: object, paid: object = 0) -> Told:
    """Explain ``AR_LATE_FEE(minimum_payment, paid)``."""
    least, made = call.fen("minimum_payment", minimum_payment), call.fen("paid", paid)
    policy = call.get(LateFee)
    due, capped = np.array([least]), policy.capped_at_minimum_payment
    fee = late_fee(
        due,
        np.array([made]),
        rate=policy.rate,
        least_fen=policy.least_fen,
        tolerance_fen=policy.tolerance_fen,
        capped_at_minimum_payment=capped,
    )
    unpaid = max(least - made, 0)
    share = int(times_fraction_half_up(np.array([unpaid]), policy.rate)[0])
    charged = "min(max(by_share, least_fee), minimum_payment)" if capped else "max(by_share, least_fee)"
    steps = (
        Step(
            given("unpaid", unpaid, "fen", "未还部分", "unpaid part"),
            (
                given("minimum_payment", least, "fen", "最低还款额", "minimum payment"),
                given("paid", made, "fen", "已还", "paid"),
            ),
            "max(minimum_payment - paid, 0)",
        ),
        looked_up(given("rate", policy.rate, "rate", "违约金比例", "rate of the late fee"), policy, "rate"),
        Step(
            given("by_share", share, "fen", "按比例计算", "by the rate"),
            formula="half_up(unpaid * rate)",
            ground=ground(policy, "rate"),
            rounding="half_up",
        ),
        looked_up(given("least_fee", policy.least_fen, "fen", "最低收取", "least fee"), policy, "least_fen"),
        looked_up(given("tolerance", policy.tolerance_fen, "fen", "容差", "tolerance"), policy, "tolerance_fen"),
        Step(
            given("late_fee", int(fee[0]), "fen", "违约金", "late fee"),
            formula=f"{charged} if unpaid > tolerance else 0",
            ground=ground(policy, "capped_at_minimum_payment" if capped else "rate"),
        ),
    )
    return Told(int(fee[0]), "fen", steps)
