"""Why a minimum payment is what it is."""

from __future__ import annotations

import numpy as np

from arrears.explain.explanation import Step
from arrears.explain.registry import Call, Derivation, explains, given, ground, looked_up
from arrears.in_force import minimum_payment
from arrears.words import Saying, both

_PARTS = {
    "purchases": both("explain.minimum_payment.purchases"),
    "instalments_due": both("explain.minimum_payment.instalments_due"),
    "unpaid_minimum": both("explain.minimum_payment.previously_unpaid_minimum"),
    "over_limit": both("explain.minimum_payment.over_limit_amount"),
    "fees_interest": both("explain.minimum_payment.fees_interest"),
}


@explains("AR_MIN_PAYMENT")
def explain_minimum_payment(  # the arguments of AR_MIN_PAYMENT
    call: Call,
    purchases: object,
    instalments_due: object = 0,
    unpaid_minimum: object = 0,
    over_limit: object = 0,
    fees_interest: object = 0,
    profile: object = None,
) -> Derivation:
    """Explain ``AR_MIN_PAYMENT(purchases, instalments_due, unpaid_minimum, over_limit, fees_interest, [profile])``."""
    call.use_profile(profile)
    values = (purchases, instalments_due, unpaid_minimum, over_limit, fees_interest)
    parts = {key: call.fen(key, value) for key, value in zip(_PARTS, values, strict=True)}
    rule = minimum_payment.under(call.policies, call.on)
    policy, shares = rule.policy, rule.shares
    due = int(rule(*(np.array([part]) for part in parts.values()))[0])
    steps = [
        looked_up(
            given(
                f"{key}_share",
                share,
                "rate",
                *both("explain.minimum_payment.share", value=Saying(_PARTS[key][0], _PARTS[key][1])),
            ),
            policy,
            key,
        )
        for key, share in shares.items()
    ]
    total = Step(
        given("minimum_payment", due, "fen", *both("explain.minimum_payment.minimum_payment")),
        tuple(given(key, part, "fen", *_PARTS[key]) for key, part in parts.items()),
        "half_up(" + " + ".join(f"{key} * {key}_share" for key in _PARTS) + ")",
        ground(policy, "purchases"),
        "half_up",
    )
    return Derivation(due, "fen", (*steps, total))
