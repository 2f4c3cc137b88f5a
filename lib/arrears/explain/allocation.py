"""Why a card payment is split as it is: the order of its days past due, then one part after the other."""

from __future__ import annotations

import numpy as np

from arrears.explain.explanation import Step
from arrears.explain.registry import Call, Derivation, explains, given, ground
from arrears.in_force import allocation
from arrears.in_force.allocation import PARTS
from arrears.words import Saying, both

_NAMES = {
    "interest": both("explain.allocation.interest"),
    "fees": both("explain.allocation.fees"),
    "principal": both("explain.allocation.principal"),
}


@explains("AR_ALLOCATE")
def explain_allocation(  # the arguments of AR_ALLOCATE
    call: Call,
    payment: object,
    dpd: object,
    interest: object = 0,
    fees: object = 0,
    principal: object = 0,
    profile: object = None,
) -> Derivation:
    """Explain ``AR_ALLOCATE(payment, dpd, interest, fees, principal, [profile])``."""
    call.use_profile(profile)
    paid, days = call.fen("payment", payment), call.integer("dpd", dpd)
    due = {key: call.fen(key, value) for key, value in zip(PARTS, (interest, fees, principal), strict=True)}
    rule = allocation.under(call.policies, call.on)
    policy = rule.policy
    row = rule(np.array([paid]), np.array([days]), *(np.array([amount]) for amount in due.values()))[0].tolist()
    begins, order = rule.order(days)
    split = dict(zip(PARTS, row, strict=False))
    zh, en = (f"（{'、'.join(_NAMES[key][0] for key in order)}）", f" ({', '.join(_NAMES[key][1] for key in order)})")
    band_step = Step(
        given("band_from", begins, "days", *both("explain.allocation.order_applies_from_day", what=Saying(zh, en))),
        ground=ground(policy, "orders"),
    )
    first = Step(given("left_0", paid, "fen", *both("explain.allocation.payment")))
    steps = [band_step, first]
    for place, key in enumerate(order):
        left = paid - sum(split[other] for other in order[: place + 1])
        steps += [
            Step(
                given(
                    f"to_{key}",
                    split[key],
                    "fen",
                    *both("explain.allocation.to", value=Saying(_NAMES[key][0], _NAMES[key][1])),
                ),
                (
                    given(
                        key,
                        due[key],
                        "fen",
                        *both("explain.allocation.due", value=Saying(_NAMES[key][0], _NAMES[key][1])),
                    ),
                ),
                f"min(left_{place}, {key})",
                ground(policy, "orders"),
            ),
            Step(
                given(f"left_{place + 1}", left, "fen", *both("explain.allocation.left_over")),
                formula=f"left_{place} - to_{key}",
            ),
        ]
    return Derivation(tuple(row), "fen", tuple(steps), (*(f"to_{key}" for key in PARTS), f"left_{len(order)}"))
