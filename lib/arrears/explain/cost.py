"""Why an instalment plan with a flat monthly fee costs so much a year."""

from __future__ import annotations

import numpy as np

from arrears.explain.explanation import Quantity, Step
from arrears.explain.registry import Call, Derivation, explains, given
from arrears.explain.schedule import cap_step
from arrears.in_force import instalments
from arrears.words import both

_WORTH = (
    "payment / monthly_rate * (1 - (1 / (1 + monthly_rate)) ** (n - 1)) + last_payment * (1 / (1 + monthly_rate)) ** n"
)


@explains("AR_APR")
def explain_apr(
    call: Call, principal: object, n: object, monthly_fee_rate: object, profile: object = None
) -> Derivation:
    """Explain ``AR_APR(principal, n, monthly_fee_rate, [profile])``."""
    call.use_profile(profile)
    return _derivation(call, principal, n, monthly_fee_rate, effective=False)


@explains("AR_EAR")
def explain_ear(
    call: Call, principal: object, n: object, monthly_fee_rate: object, profile: object = None
) -> Derivation:
    """Explain ``AR_EAR(principal, n, monthly_fee_rate, [profile])``."""
    call.use_profile(profile)
    return _derivation(call, principal, n, monthly_fee_rate, effective=True)


def _derivation(call: Call, principal: object, n: object, monthly_fee_rate: object, *, effective: bool) -> Derivation:
    owed, periods = call.fen("principal", principal), call.integer("n", n)
    fee_rate = call.rate("monthly_fee_rate", monthly_fee_rate)
    arrays = np.array([owed]), np.array([periods])
    rule = instalments.under(call.policies, call.on)
    cost = rule.yearly_cost(*arrays, fee_rate)
    payments = _payments(*rule.fee_plan_payments(*arrays, fee_rate))
    monthly = float(cost.nominal[0]) / 12
    steps = [
        cap_step(call),
        Step(
            given("monthly_rate", monthly, "rate", *both("explain.cost.internal_rate_month_solved")),
            (
                given("fee_rate", fee_rate, "rate", *both("explain.cost.fee_month")),
                given("principal", owed, "fen", *both("explain.cost.principal")),
                given("n", periods, "instalments", *both("explain.cost.instalments")),
                *payments,
            ),
        ),
    ]
    if monthly > 0:
        worth = given("balances", True, "", *both("explain.cost.payments_worth_principal"))
        apart = f"max({_WORTH} - principal, principal - ({_WORTH}))"
        steps.append(Step(worth, formula=f"{apart} * 1000000000 <= principal"))
    if effective:
        gives = given("ear", float(cost.effective[0]), "rate", *both("explain.cost.effective_annual_rate"))
        steps.append(Step(gives, formula="(1 + monthly_rate) ** 12 - 1"))
    else:
        gives = given("apr", float(cost.nominal[0]), "rate", *both("explain.cost.nominal_annual_rate"))
        steps.append(Step(gives, formula="monthly_rate * 12"))
    return Derivation(gives.value, "rate", tuple(steps))


def _payments(each: int, last: int) -> tuple[Quantity, Quantity]:
    return (
        given("payment", each, "fen", *both("explain.cost.each_payment")),
        given("last_payment", last, "fen", *both("explain.cost.last_payment")),
    )
