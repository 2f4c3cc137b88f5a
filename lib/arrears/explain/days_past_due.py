"""Why an account is so many days past due."""

from __future__ import annotations

import numpy as np

from arrears.explain.explanation import Step
from arrears.explain.registry import Call, Derivation, explains, given, ground, looked_up, one_day
from arrears.in_force import days_past_due
from arrears.words import both


@explains("AR_DPD")
def explain_days_past_due(call: Call, due_date: object, as_of: object) -> Derivation:
    """Explain ``AR_DPD(due_date, as_of)``."""
    due, day = call.day("due_date", due_date), call.day("as_of", as_of)
    call.use_day(day)
    rule = days_past_due.under(call.policies, call.on)
    policy, days = rule.policy, int(rule(one_day(due), np.datetime64(day, "D"))[0])
    counts = given(
        "due_day_counts", policy.due_day_counts, "days", *both("explain.days_past_due.due_day_itself_counts")
    )
    steps = (
        looked_up(counts, policy, "due_day_counts"),
        Step(
            given("days_past_due", days, "days", *both("explain.days_past_due.days_past_due")),
            (
                given("due_date", due, "date", *both("explain.days_past_due.oldest_unpaid_due_date")),
                given("as_of", day, "date", *both("explain.days_past_due.as_of")),
            ),
            "max(as_of - due_date + due_day_counts, 0)",
            ground(policy, "due_day_counts"),
        ),
    )
    return Derivation(days, "days", steps)
