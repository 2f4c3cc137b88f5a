"""Why a case has its priority score."""

from __future__ import annotations

import numpy as np

from arrears.policy.records import Priority
from arrears.rules.bands import band
from arrears.rules.priority import Weights, priority
from arrears.why.explanation import Step
from arrears.why.registry import Call, Told, explains, given, ground, looked_up
from arrears.why.value_at_risk import explain_value_at_risk

_WEIGHTS = {
    "value_weight": ("风险金额", "value at risk"),
    "age_weight": ("账龄", "age"),
    "silence_weight": ("未联系", "silence"),
}


@explains("AR_PRIORITY")
def explain_priority(
    call: Call, total_due: object, dpd: object, roll_rate: object = None, days_since_contact: object = None
) -> Told:
    """Explain ``AR_PRIORITY(total_due, dpd, [roll_rate], [days_since_contact])``."""
    at_risk = explain_value_at_risk(call, total_due, dpd, roll_rate)
    days = call.whole("dpd", dpd)
    policy = call.get(Priority)
    silence = (
        policy.silence_full_days if days_since_contact is None else call.whole("days_since_contact", days_since_contact)
    )
    code = band(np.array([days]), policy.begins)
    weights = Weights(
        policy.value_weight, policy.age_weight, policy.silence_weight, policy.value_full_fen, policy.silence_full_days
    )
    score = int(priority(np.array([at_risk.result]), code, np.array([silence]), policy.age_percent, weights)[0])
    looked = [
        looked_up(given(key, getattr(policy, key), "points", f"{zh}满分", f"points for {en}"), policy, key)
        for key, (zh, en) in _WEIGHTS.items()
    ]
    percent = policy.age_percent[int(code[0])]
    total = Step(
        given("score", score, "points", "优先分", "score"),
        (
            given("value_full", policy.value_full_fen, "fen", "满分风险金额", "value that gets all its points"),
            given(
                "age_percent",
                percent,
                "",
                f"逾期{days}天账龄得分百分比",
                f"per cent of the points for age on day {days}",
            ),
            given("silence", silence, "days", "未联系天数", "days since the last contact"),
            given(
                "silence_full", policy.silence_full_days, "days", "满分未联系天数", "silence that gets all its points"
            ),
        ),
        "half_up(value_weight * min(at_risk, value_full) / value_full + age_weight * age_percent / 100"
        " + silence_weight * min(silence, silence_full) / silence_full)",
        ground(policy, "value_weight"),
        "half_up_point",
    )
    return Told(score, "points", (*at_risk.steps, *looked, total))
