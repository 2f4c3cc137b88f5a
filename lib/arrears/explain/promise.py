"""Why a promise is pending, kept, partial or broken."""

from __future__ import annotations

import numpy as np

from arrears.explain.explanation import Step
from arrears.explain.registry import Call, Derivation, explains, given, ground, looked_up, one_day
from arrears.in_force import promises
from arrears.words import both

_FORMULA = (
    "'kept' if paid >= promised * threshold else "
    "'pending' if as_of <= due_on + grace_days else 'partial' if paid > 0 else 'broken'"
)


@explains("AR_PROMISE")
def explain_promise(
    call: Call, promised: object, due_on: object, paid: object, as_of: object, profile: object = None
) -> Derivation:
    """Explain ``AR_PROMISE(promised, due_on, paid, as_of, [profile])``."""
    call.use_profile(profile)
    amount, made = call.fen("promised", promised), call.fen("paid", paid)
    due, day = call.day("due_on", due_on), call.day("as_of", as_of)
    call.use_day(day)
    rule = promises.under(call.policies, call.on)
    policy = rule.policy
    outcome = str(rule(np.array([amount]), one_day(due), np.array([made]), np.datetime64(day, "D"))[0])
    steps = (
        looked_up(
            given("grace_days", policy.grace_days, "days", *both("explain.promise.days_grace")), policy, "grace_days"
        ),
        looked_up(
            given("threshold", policy.threshold, "rate", *both("explain.promise.share_keeps")), policy, "threshold"
        ),
        Step(
            given("outcome", outcome, "text", *both("explain.promise.outcome")),
            (
                given("promised", amount, "fen", *both("explain.promise.promised")),
                given("due_on", due, "date", *both("explain.promise.promised_day")),
                given("paid", made, "fen", *both("explain.promise.paid")),
                given("as_of", day, "date", *both("explain.promise.as_of")),
            ),
            _FORMULA,
            ground(policy, "threshold"),
        ),
    )
    return Derivation(outcome, "text", steps)
