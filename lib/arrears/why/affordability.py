"""Why a household can pay so much a month."""

from __future__ import annotations

import numpy as np

from arrears.policy.records import Affordability
from arrears.rules.affordability import affordable
from arrears.why.explanation import Step
from arrears.why.registry import Call, Told, explains, given, ground, looked_up


@explains("AR_AFFORDABLE")
def explain_affordable(
    call: Call, income: object, fixed_costs: object, flexible_costs: object = 0, savings_share: object = None
) -> Told:
    """Explain ``AR_AFFORDABLE(income, fixed_costs, flexible_costs, [savings_share])``."""
    names = ("income", "fixed_costs", "flexible_costs")
    fens = [call.fen(name, value) for name, value in zip(names, (income, fixed_costs, flexible_costs), strict=True)]
    policy = call.get(Affordability)
    share = policy.savings_share if savings_share is None else call.rate("savings_share", savings_share)
    arrays = [np.array([each]) for each in fens]
    month = affordable(arrays[0], arrays[1], arrays[2], share, policy.savings_cap_fen)
    surplus, savings, amount = (int(each[0]) for each in (month.surplus, month.savings, month.amount))
    named = given("savings_share", share, "rate", "结余储蓄比例", "share of the surplus that is saved")
    saved = "half_up(max(surplus, 0) * savings_share)"
    steps = [
        Step(
            given("surplus", surplus, "fen", "结余", "surplus"),
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
        cap = given("savings_cap", policy.savings_cap_fen, "fen", "储蓄上限", "most that is saved")
        steps.append(looked_up(cap, policy, "savings_cap_fen"))
        saved = f"min({saved}, savings_cap)"
    steps += [
        Step(
            given("savings", savings, "fen", "储蓄", "savings"),
            formula=saved,
            ground=ground(policy, "savings_share"),
            rounding="half_up",
        ),
        Step(
            given("affordable", amount, "fen", "每月可还", "can be paid a month"),
            formula="max(surplus, 0) - savings",
            ground=ground(policy, "savings_share"),
        ),
    ]
    return Told(amount, "fen", tuple(steps))
