"""Why an account is so many days past due."""

from __future__ import annotations

import numpy as np

from arrears.policy.records import DaysPastDue
from arrears.rules.days_past_due import days_past_due
from arrears.why.explanation import Step
from arrears.why.registry import Call, Told, explains, given, ground, looked_up, one_day


@explains("AR_DPD")
def explain_days_past_due(call: Call, due_date: object, as_of: object) -> Told:
    """Explain ``AR_DPD(due_date, as_of)``."""
    due, day = call.day("due_date", due_date), call.day("as_of", as_of)
    call.use_day(day)
    policy = call.get(DaysPastDue)
    days = int(days_past_due(one_day(due), np.datetime64(day, "D"), policy.due_day_counts)[0])
    counts = given("due_day_counts", policy.due_day_counts, "days", "到期日当天计", "the due day itself counts")
    steps = (
        looked_up(counts, policy, "due_day_counts"),
        Step(
            given("days_past_due", days, "days", "逾期天数", "days past due"),
            (
                given("due_date", due, "date", "最早未还到期日", "oldest unpaid due date"),
                given("as_of", day, "date", "统计日", "as of"),
            ),
            "max(as_of - due_date + due_day_counts, 0)",
            ground(policy, "due_day_counts"),
        ),
    )
    return Told(days, "days", steps)
