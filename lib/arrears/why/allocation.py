"""Why a card payment is split as it is: the order of its days past due, then one part after the other."""

from __future__ import annotations

import numpy as np

from arrears.policy.records import Allocation
from arrears.rules.allocation import PARTS, allocate_card_payment
from arrears.rules.bands import band
from arrears.why.explanation import Step
from arrears.why.registry import Call, Told, explains, given, ground

_NAMES = {"interest": ("利息", "interest"), "fees": ("费用", "fees"), "principal": ("本金", "principal")}


@explains("AR_ALLOCATE")
def explain_allocation(  # the arguments of AR_ALLOCATE
    call: Call, payment: object, dpd: object, interest: object = 0, fees: object = 0, principal: object = 0
) -> Told:
    """Explain ``AR_ALLOCATE(payment, dpd, interest, fees, principal)``."""
    paid, days = call.fen("payment", payment), call.whole("dpd", dpd)
    due = {key: call.fen(key, value) for key, value in zip(PARTS, (interest, fees, principal), strict=True)}
    policy = call.get(Allocation)
    row = allocate_card_payment(
        np.array([paid]),
        np.array([days]),
        *(np.array([amount]) for amount in due.values()),
        begins=policy.begins,
        orders=policy.orders,
    )[0].tolist()
    code = int(band(np.array([days]), policy.begins)[0])
    order = policy.orders[code]
    split = dict(zip(PARTS, row, strict=False))
    zh, en = (f"（{'、'.join(_NAMES[key][0] for key in order)}）", f" ({', '.join(_NAMES[key][1] for key in order)})")
    band_step = Step(
        given("band_from", policy.begins[code], "days", f"适用顺序的起始天数{zh}", f"the order{en} applies from day"),
        ground=ground(policy, "orders"),
    )
    first = Step(given("left_0", paid, "fen", "还款金额", "payment"))
    steps = [band_step, first]
    for place, key in enumerate(order):
        left = paid - sum(split[other] for other in order[: place + 1])
        steps += [
            Step(
                given(f"to_{key}", split[key], "fen", f"冲抵{_NAMES[key][0]}", f"to {_NAMES[key][1]}"),
                (given(key, due[key], "fen", f"应还{_NAMES[key][0]}", f"{_NAMES[key][1]} due"),),
                f"min(left_{place}, {key})",
                ground(policy, "orders"),
            ),
            Step(
                given(f"left_{place + 1}", left, "fen", "剩余", "left over"),
                formula=f"left_{place} - to_{key}",
            ),
        ]
    return Told(tuple(row), "fen", tuple(steps), (*(f"to_{key}" for key in PARTS), f"left_{len(order)}"))
