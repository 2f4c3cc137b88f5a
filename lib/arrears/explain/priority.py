"""Why a case has its priority score."""

from __future__ import annotations

import numpy as np

from arrears.explain.explanation import Step
from arrears.explain.registry import Call, Derivation, explains, given, ground, looked_up
from arrears.explain.value_at_risk import explain_value_at_risk
from arrears.in_force import priority
from arrears.words import Saying, both

_WEIGHTS = {
    "value_weight": both("explain.priority.value_risk"),
    "age_weight": both("explain.priority.age"),
    "silence_weight": both("explain.priority.silence"),
}


@explains("AR_PRIORITY")
def explain_priority(
    call: Call,
    total_due: object,
    dpd: object,
    roll_rate: object = None,
    days_since_contact: object = None,
    profile: object = None,
) -> Derivation:
    """Explain ``AR_PRIORITY(total_due, dpd, [roll_rate], [days_since_contact], [profile])``."""
    call.use_profile(profile)
    at_risk = explain_value_at_risk(call, total_due, dpd, roll_rate)
    days = call.integer("dpd", dpd)
    rule = priority.under(call.policies, call.on)
    policy = rule.policy
    silence = (
        policy.silence_full_days
        if days_since_contact is None
        else call.integer("days_since_contact", days_since_contact)
    )
    score = int(rule(np.array([at_risk.result]), np.array([days]), np.array([silence]))[0])
    looked = [
        looked_up(
            given(key, getattr(policy, key), "points", *both("explain.priority.points", what=Saying(zh, en))),
            policy,
            key,
        )
        for key, (zh, en) in _WEIGHTS.items()
    ]
    percent = rule.percent_of_age(days)
    total = Step(
        given("score", score, "points", *both("explain.priority.score")),
        (
            given("value_full", policy.value_full_fen, "fen", *both("explain.priority.value_gets_all_points")),
            given(
                "age_percent",
                percent,
                "",
                *both("explain.priority.per_cent_points_age_day", days=days),
            ),
            given("silence", silence, "days", *both("explain.priority.days_since_last_contact")),
            given("silence_full", policy.silence_full_days, "days", *both("explain.priority.silence_gets_all_points")),
        ),
        "half_up(value_weight * min(at_risk, value_full) / value_full + age_weight * age_percent / 100"
        " + silence_weight * min(silence, silence_full) / silence_full)",
        ground(policy, "value_weight"),
        "half_up_point",
    )
    return Derivation(score, "points", (*at_risk.steps, *looked, total))
