"""Why a minimum payment is what it is."""

from __future__ import annotations

import numpy as np

from arrears.policy.records import MinimumPayment
from arrears.rules.minimum_payment import minimum_payment
from arrears.why.explanation import Step
from arrears.why.registry import Call, Told, explains, given, ground, looked_up

_PARTS = {
    "purchases": ("消费", "purchases"),
    "instalments_due": ("到期分期", "instalments due"),
    "unpaid_minimum": ("上期未还最低还款额", "previously unpaid minimum"),
    "over_limit": ("超限金额", "over-limit amount"),
    "fees_interest": ("费用和利息", "fees and interest"),
}


@explains("AR_MIN_PAYMENT")
def explain_minimum_payment(  # the arguments of AR_MIN_PAYMENT
    call: Call,
    purchases: object,
    instalments_due: object = 0,
    unpaid_minimum: object = 0,
    over_limit: object = 0,
    fees_interest: object = 0,
) -> Told:
    """Explain ``AR_MIN_PAYMENT(purchases, instalments_due, unpaid_minimum, over_limit, fees_interest)``."""
    values = (purchases, instalments_due, unpaid_minimum, over_limit, fees_interest)
    parts = {key: call.fen(key, value) for key, value in zip(_PARTS, values, strict=True)}
    policy = call.get(MinimumPayment)
    shares = {key: getattr(policy, key) for key in _PARTS}
    due = int(minimum_payment([np.array([part]) for part in parts.values()], list(shares.values()))[0])
    steps = [
        looked_up(
            given(f"{key}_share", share, "rate", f"{_PARTS[key][0]}计入比例", f"share of {_PARTS[key][1]}"), policy, key
        )
        for key, share in shares.items()
    ]
    total = Step(
        given("minimum_payment", due, "fen", "最低还款额", "minimum payment"),
        tuple(given(key, part, "fen", *_PARTS[key]) for key, part in parts.items()),
        "half_up(" + " + ".join(f"{key} * {key}_share" for key in _PARTS) + ")",
        ground(policy, "purchases"),
        "half_up",
    )
    return Told(due, "fen", (*steps, total))
