"""Why a household can pay so much a month."""

from __future__ import annotations

import numpy as np

from arrears.explain.explanation import Step
from arrears.explain.registry import Call, Derivation, explains, given, ground, looked_up
from arrears.in_force import affordability
from arrears.words import both


@explains("AR_AFFORDABLE")
def explain_affordable(
    call: Call,
    income: object,
    fixed_costs: object,
    flexible_costs: object = 0,
    savings_share: object = None,
    profile: object = None,
) -> Derivation:
    """Explain ``AR_AFFORDABLE(income, fixed_costs, flexible_costs, [savings_share], [profile])``."""
    call.use_profile(profile)
    names = ("income", "fixed_costs", "flexible_costs")
    fens = [call.fen(name, value) for name, value in zip(names, (income, fixed_costs, flexible_costs), strict=True)]
    rule = affordability.under(call.policies, call.on)
    policy = rule.policy
    share = policy.savings_share if savings_share is None else call.rate("savings_share", savings_share)
    arrays = [np.array([each]) for each in fens]
    month = rule(arrays[0], arrays[1], arrays[2], share)
    surplus, savings, amount = (int(each[0]) for each in (month.surplus, month.savings, month.amount))
    named = given("savings_share", share, "rate", *both("explain.affordability.share_surplus_saved"))
    saved = "half_up(max(surplus, 0) * savings_share)"
    steps = [
        Step(
            given("surplus", surplus, "fen", *both("explain.affordability.surplus")),
            tuple(
                given(name, each, "fen", zh, name.replace("_", " "))
                for name, each, zh in zip(names, fens, ("收入", "固定支出", "弹性支出"), strict=True)
            ),
            "income - fixed_costs - flexible_costs",
            ground(policy, "savings_share"),
        ),
        looked_up(named, policy, "savings_share") if savings_share is None else Step(named),
    ]
    if policy.savings_cap_fen is not None:
        cap = given("savings_cap", policy.savings_cap_fen, "fen", *both("explain.affordability.most_saved"))
        steps.append(looked_up(cap, policy, "savings_cap_fen"))
        saved = f"min({saved}, savings_cap)"
    steps += [
        Step(
            given("savings", savings, "fen", *both("explain.affordability.savings")),
            formula=saved,
            ground=ground(policy, "savings_share"),
            rounding="half_up",
        ),
        Step(
            given("affordable", amount, "fen", *both("explain.affordability.can_paid_month")),
            formula="max(surplus, 0) - savings",
            ground=ground(policy, "savings_share"),
        ),
    ]
    return Derivation(amount, "fen", tuple(steps))
