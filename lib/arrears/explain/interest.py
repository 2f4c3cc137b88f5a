"""Why simple daily interest is what it is, and where its daily rate comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.explain.explanation import Step
from arrears.explain.registry import Call, Derivation, explains, given, looked_up
from arrears.in_force import interest
from arrears.policy.records import DailyRate
from arrears.words import both

if TYPE_CHECKING:
    from fractions import Fraction


@explains("AR_INTEREST")
def explain_interest(
    call: Call, balance: object, days: object, daily_rate: object = None, profile: object = None
) -> Derivation:
    """Explain ``AR_INTEREST(balance, days, [daily_rate], [profile])``."""
    call.use_profile(profile)
    owed, count = call.fen("balance", balance), call.integer("days", days)
    rate, rate_step = daily_rate_step(call, daily_rate)
    borne = int(interest.under(call.policies, call.on)(np.array([owed]), np.array([count]), rate)[0])
    step = Step(
        given("interest", borne, "fen", *both("explain.interest.interest")),
        (
            given("balance", owed, "fen", *both("explain.interest.balance")),
            given("days", count, "days", *both("explain.interest.days_interest")),
        ),
        "half_up(balance * days * daily_rate)",
        rate_step.ground,
        "half_up",
    )
    return Derivation(borne, "fen", (rate_step, step))


def daily_rate_step(call: Call, daily_rate: object) -> tuple[Fraction, Step]:
    """Give the daily rate and the step that says where it comes from: the caller, or else the policy."""
    if daily_rate is not None:
        rate = call.rate("daily_rate", daily_rate)
        return rate, Step(given("daily_rate", rate, "rate", *both("explain.interest.daily_rate_given")))
    policy = call.get(DailyRate)
    return policy.rate, looked_up(
        given("daily_rate", policy.rate, "rate", *both("explain.interest.daily_rate")), policy, "rate"
    )
