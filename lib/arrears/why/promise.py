"""Why a promise is pending, kept, partial or broken."""

from __future__ import annotations

import numpy as np

from arrears.policy.records import Promise
from arrears.rules.promise import OUTCOMES, promise_outcome
from arrears.why.explanation import Step
from arrears.why.registry import Call, Told, explains, given, ground, looked_up, one_day

_FORMULA = (
    "'kept' if paid >= promised * threshold else "
    "'pending' if as_of <= due_on + grace_days else 'partial' if paid > 0 else 'broken'"
)


@explains("AR_PROMISE")
def explain_promise(call: Call, promised: object, due_on: object, paid: object, as_of: object) -> Told:
    """Explain ``AR_PROMISE(promised, due_on, paid, as_of)``."""
    amount, made = call.fen("promised", promised), call.fen("paid", paid)
    due, day = call.day("due_on", due_on), call.day("as_of", as_of)
    call.use_day(day)
    policy = call.get(Promise)
    code = promise_outcome(
        np.array([amount]),
        one_day(due),
        np.array([made]),
        np.datetime64(day, "D"),
        policy.grace_days,
        policy.threshold,
    )
    outcome = OUTCOMES[int(code[0])]
    steps = (
        looked_up(given("grace_days", policy.grace_days, "days", "宽限天数", "days of grace"), policy, "grace_days"),
        looked_up(given("threshold", policy.threshold, "rate", "履约比例", "share that keeps it"), policy, "threshold"),
        Step(
            given("outcome", outcome, "text", "承诺结果", "outcome"),
            (
                given("promised", amount, "fen", "承诺金额", "promised"),
                given("due_on", due, "date", "承诺日", "promised day"),
                given("paid", made, "fen", "已还", "paid"),
                given("as_of", day, "date", "统计日", "as of"),
            ),
            _FORMULA,
            ground(policy, "threshold"),
        ),
    )
    return Told(outcome, "text", steps)
