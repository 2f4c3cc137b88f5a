"""Why these plans are put side by side, and why one fits or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.desk.options import plan_options
from arrears.desk.plans import schedules
from arrears.policy.records import PlanOptions
from arrears.tables.schedules import METHOD_WORDS
from arrears.why.explanation import Step
from arrears.why.registry import Call, Told, explains, given, ground
from arrears.why.schedule import cap_step

if TYPE_CHECKING:
    from datetime import date


@explains("AR_PLAN_OPTIONS")
def explain_plan_options(
    call: Call, principal: object, annual_rate: object, affordable: object, first_due: object
) -> Told:
    """Explain which plans of ``AR_PLAN_OPTIONS(principal, annual_rate, affordable, first_due)`` fit, row by row."""
    owed, can_pay = call.fen("principal", principal), call.fen("affordable", affordable)
    rate, first = call.rate("annual_rate", annual_rate), call.day("first_due", first_due)
    call.use_day(first)
    rates = np.array([rate], dtype=object)
    table = plan_options(np.array([owed]), rates, np.array([can_pay]), first, call.on, call.policies)
    policy = call.get(PlanOptions)
    steps = [cap_step(call), Step(given("affordable", can_pay, "fen", "每月可还", "can be paid a month"))]
    symbols = []
    for number, row in enumerate(table.to_dict("records"), start=1):
        named = (
            f"{row['option_zh']}（{METHOD_WORDS[row['method']][0]}，{row['n']}期）",
            f"{row['option']} ({row['method'].replace('_', ' ')}, {row['n']} instalments)",
        )
        symbols.append(f"fits_{number}")
        steps.append(
            Step(
                given(f"fits_{number}", bool(row["fits"]), "", f"{named[0]}可行", f"{named[1]} fits"),
                (given(f"highest_{number}", int(row["highest_fen"]), "fen", "每期最高", "highest instalment"),),
                f"highest_{number} <= affordable",
                ground(policy, "most_instalments"),
            )
        )
        if "shortest" in row["option"] and row["n"] > policy.fewest_instalments:
            steps.append(_one_less(call, owed, rates, first, row["method"], row["n"] - 1))
    return Told(tuple(table["fits"].tolist()), "", tuple(steps), tuple(symbols))


def _one_less(call: Call, owed: int, rates: np.ndarray, first: date, method: str, n: int) -> Step:
    """Show that the plan with one instalment less does not fit."""
    plan = pd.DataFrame({"principal_fen": [owed], "n": [n], "first_due": [pd.Timestamp(first)], "method": [method]})
    highest = schedules(plan.assign(annual_rate=rates), call.policies, call.on)["payment_fen"].max()
    return Step(
        given("shorter_is_too_high", True, "", f"{n}期则超出可承受", f"{n} instalments would be too high"),
        (given("shorter", int(highest), "fen", f"{n}期的每期最高", f"highest of {n} instalments"),),
        "shorter > affordable",
    )
