"""Why these plans are put side by side, and why one fits or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.explain.explanation import Step
from arrears.explain.registry import Call, Derivation, explains, given, ground
from arrears.explain.schedule import cap_step
from arrears.operations.plans.options import plan_options
from arrears.operations.plans.schedules import schedules
from arrears.policy.records import PlanOptions
from arrears.tables.schedules import METHOD_WORDS
from arrears.words import Saying, both

if TYPE_CHECKING:
    from datetime import date


@explains("AR_PLAN_OPTIONS")
def explain_plan_options(
    call: Call, principal: object, annual_rate: object, affordable: object, first_due: object, profile: object = None
) -> Derivation:
    """Explain which plans of ``AR_PLAN_OPTIONS(principal, annual_rate, affordable, first_due, [profile])`` fit, row by row."""
    call.use_profile(profile)
    owed, can_pay = call.fen("principal", principal), call.fen("affordable", affordable)
    rate, first = call.rate("annual_rate", annual_rate), call.day("first_due", first_due)
    call.use_day(first)
    rates = np.array([rate], dtype=object)
    table = plan_options(np.array([owed]), rates, np.array([can_pay]), first, call.on, call.policies)
    policy = call.get(PlanOptions)
    steps = [cap_step(call), Step(given("affordable", can_pay, "fen", *both("explain.plan_options.can_paid_month")))]
    symbols = []
    for number, row in enumerate(table.to_dict("records"), start=1):
        named = both(
            "explain.plan_options.instalments",
            n=row["n"],
            option=Saying(row["option_zh"], row["option"]),
            method=Saying(METHOD_WORDS[row["method"]][0], row["method"].replace("_", " ")),
        )
        symbols.append(f"fits_{number}")
        steps.append(
            Step(
                given(
                    f"fits_{number}",
                    bool(row["fits"]),
                    "",
                    *both("explain.plan_options.fits", named=Saying(named[0], named[1])),
                ),
                (
                    given(
                        f"highest_{number}",
                        int(row["highest_fen"]),
                        "fen",
                        *both("explain.plan_options.highest_instalment"),
                    ),
                ),
                f"highest_{number} <= affordable",
                ground(policy, "most_instalments"),
            )
        )
        if "shortest" in row["option"] and row["n"] > policy.fewest_instalments:
            steps.append(_one_less(call, owed, rates, first, row["method"], row["n"] - 1))
    return Derivation(tuple(table["fits"].tolist()), "", tuple(steps), tuple(symbols))


def _one_less(call: Call, owed: int, rates: np.ndarray, first: date, method: str, n: int) -> Step:
    """Show that the plan with one instalment less does not fit."""
    plan = pd.DataFrame({"principal_fen": [owed], "n": [n], "first_due": [pd.Timestamp(first)], "method": [method]})
    highest = schedules(plan.assign(annual_rate=rates), call.policies, call.on)["payment_fen"].max()
    return Step(
        given("shorter_is_too_high", True, "", *both("explain.plan_options.instalments_would_too_high", n=n)),
        (given("shorter", int(highest), "fen", *both("explain.plan_options.highest_instalments", n=n)),),
        "shorter > affordable",
    )
