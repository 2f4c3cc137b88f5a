"""Why so much of a balance is at risk."""

from __future__ import annotations

import numpy as np

from arrears.policy.records import RollRates
from arrears.rules.bands import band
from arrears.rules.value_at_risk import value_at_risk
from arrears.why.explanation import Step
from arrears.why.registry import Call, Told, explains, given, ground, looked_up


@explains("AR_VALUE_AT_RISK")
def explain_value_at_risk(call: Call, total_due: object, dpd: object, roll_rate: object = None) -> Told:
    """Explain the value at risk of ``(total_due, dpd, [roll_rate])``."""
    balance, days = call.fen("total_due", total_due), call.whole("dpd", dpd)
    policy = call.get(RollRates)
    code = band(np.array([days]), policy.begins)
    rate = policy.to_loss[int(code[0])] if roll_rate is None else call.rate("roll_rate", roll_rate)
    at_risk = int(value_at_risk(np.array([balance]), np.array([0]), [rate], policy.loss)[0])
    named = given(
        "roll_rate", rate, "rate", f"逾期{days}天迁徙至损失的概率", f"probability of rolling to loss from day {days}"
    )
    steps = (
        looked_up(named, policy, "to_loss") if roll_rate is None else Step(named),
        looked_up(given("loss", policy.loss, "rate", "损失率", "part that is lost then"), policy, "loss"),
        Step(
            given("at_risk", at_risk, "fen", "风险金额", "value at risk"),
            (given("total_due", balance, "fen", "应还合计", "total due"),),
            "half_up(max(total_due, 0) * roll_rate * loss)",
            ground(policy, "loss"),
            "half_up",
        ),
    )
    return Told(at_risk, "fen", steps)
