"""Why simple daily interest is what it is, and where its daily rate comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.policy.records import DailyRate
from arrears.rules.interest import simple_interest
from arrears.why.explanation import Step
from arrears.why.registry import Call, Told, explains, given, looked_up

if TYPE_CHECKING:
    from fractions import Fraction


@explains("AR_INTEREST")
def explain_interest(call: Call, balance: object, days: object, daily_rate: object = None) -> Told:
    """Explain ``AR_INTEREST(balance, days, [daily_rate])``."""
    owed, count = call.fen("balance", balance), call.whole("days", days)
    rate, rate_step = daily_rate_step(call, daily_rate)
    interest = int(simple_interest(np.array([owed]), np.array([count]), rate)[0])
    step = Step(
        given("interest", interest, "fen", "利息", "interest"),
        (
            given("balance", owed, "fen", "余额", "balance"),
            given("days", count, "days", "计息天数", "days of interest"),
        ),
        "half_up(balance * days * daily_rate)",
        rate_step.ground,
        "half_up",
    )
    return Told(interest, "fen", (rate_step, step))


def daily_rate_step(call: Call, daily_rate: object) -> tuple[Fraction, Step]:
    """Give the daily rate and the step that says where it comes from: the caller, or else the policy."""
    if daily_rate is not None:
        rate = call.rate("daily_rate", daily_rate)
        return rate, Step(given("daily_rate", rate, "rate", "日利率（给定）", "daily rate (given)"))
    policy = call.get(DailyRate)
    return policy.rate, looked_up(given("daily_rate", policy.rate, "rate", "日利率", "daily rate"), policy, "rate")
