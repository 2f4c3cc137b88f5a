"""Why so much of a balance is at risk."""

from __future__ import annotations

import numpy as np

from arrears.explain.explanation import Step
from arrears.explain.registry import Call, Derivation, explains, given, ground, looked_up
from arrears.in_force import priority
from arrears.words import both


@explains("AR_VALUE_AT_RISK")
def explain_value_at_risk(call: Call, total_due: object, dpd: object, roll_rate: object = None) -> Derivation:
    """Explain the value at risk of ``(total_due, dpd, [roll_rate])``."""
    balance, days = call.fen("total_due", total_due), call.integer("dpd", dpd)
    rule = priority.under(call.policies, call.on)
    policy = rule.roll
    rate = rule.to_loss(days) if roll_rate is None else call.rate("roll_rate", roll_rate)
    own = None if roll_rate is None else np.array([float(rate)])
    at_risk = int(rule.at_risk(np.array([balance]), np.array([days]), own)[0])
    named = given(
        "roll_rate", rate, "rate", *both("explain.value_at_risk.probability_rolling_loss_from_day", days=days)
    )
    steps = (
        looked_up(named, policy, "to_loss") if roll_rate is None else Step(named),
        looked_up(given("loss", policy.loss, "rate", *both("explain.value_at_risk.part_lost_then")), policy, "loss"),
        Step(
            given("at_risk", at_risk, "fen", *both("explain.value_at_risk.value_risk")),
            (given("total_due", balance, "fen", *both("explain.value_at_risk.total_due")),),
            "half_up(max(total_due, 0) * roll_rate * loss)",
            ground(policy, "loss"),
            "half_up",
        ),
    )
    return Derivation(at_risk, "fen", steps)
