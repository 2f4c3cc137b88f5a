"""Why a late fee is what it is."""

from __future__ import annotations

import numpy as np

from arrears.explain.explanation import Step
from arrears.explain.registry import Call, Derivation, explains, given, ground, looked_up
from arrears.in_force import late_fee
from arrears.units import times_fraction_half_up
from arrears.words import both


@explains("AR_LATE_FEE")
def explain_late_fee(call: Call, minimum_payment: object, paid: object = 0, profile: object = None) -> Derivation:
    """Explain ``AR_LATE_FEE(minimum_payment, paid, [profile])``."""
    call.use_profile(profile)
    least, made = call.fen("minimum_payment", minimum_payment), call.fen("paid", paid)
    rule = late_fee.under(call.policies, call.on)
    policy, fee = rule.policy, rule(np.array([least]), np.array([made]))
    capped = policy.capped_at_minimum_payment
    unpaid = max(least - made, 0)
    share = int(times_fraction_half_up(np.array([unpaid]), policy.rate)[0])
    charged = "min(max(by_share, least_fee), minimum_payment)" if capped else "max(by_share, least_fee)"
    steps = (
        Step(
            given("unpaid", unpaid, "fen", *both("explain.late_fee.unpaid_part")),
            (
                given("minimum_payment", least, "fen", *both("explain.late_fee.minimum_payment")),
                given("paid", made, "fen", *both("explain.late_fee.paid")),
            ),
            "max(minimum_payment - paid, 0)",
        ),
        looked_up(given("rate", policy.rate, "rate", *both("explain.late_fee.rate_late_fee")), policy, "rate"),
        Step(
            given("by_share", share, "fen", *both("explain.late_fee.rate")),
            formula="half_up(unpaid * rate)",
            ground=ground(policy, "rate"),
            rounding="half_up",
        ),
        looked_up(
            given("least_fee", policy.least_fen, "fen", *both("explain.late_fee.least_fee")), policy, "least_fen"
        ),
        looked_up(
            given("tolerance", policy.tolerance_fen, "fen", *both("explain.late_fee.tolerance")),
            policy,
            "tolerance_fen",
        ),
        Step(
            given("late_fee", int(fee[0]), "fen", *both("explain.late_fee.late_fee")),
            formula=f"{charged} if unpaid > tolerance else 0",
            ground=ground(policy, "capped_at_minimum_payment" if capped else "rate"),
        ),
    )
    return Derivation(int(fee[0]), "fen", steps)
