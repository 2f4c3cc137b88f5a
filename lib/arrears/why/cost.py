"""Why an instalment plan with a flat monthly fee costs so much a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.desk.plan_terms import plan_limits
from arrears.rules.cost import fee_plan_cost
from arrears.rules.schedule import Method, Terms, build_schedules, exact_rates
from arrears.why.explanation import Quantity, Step
from arrears.why.registry import Call, Told, explains, given
from arrears.why.schedule import cap_step

if TYPE_CHECKING:
    from fractions import Fraction

_WORTH = (
    "payment / monthly_rate * (1 - (1 / (1 + monthly_rate)) ** (n - 1)) + last_payment * (1 / (1 + monthly_rate)) ** n"
)


@explains("AR_APR")
def explain_apr(call: Call, principal: object, n: object, monthly_fee_rate: object) -> Told:
    """Explain ``AR_APR(principal, n, monthly_fee_rate)``."""
    return _told(call, principal, n, monthly_fee_rate, effective=False)


@explains("AR_EAR")
def explain_ear(call: Call, principal: object, n: object, monthly_fee_rate: object) -> Told:
    """Explain ``AR_EAR(principal, n, monthly_fee_rate)``."""
    return _told(call, principal, n, monthly_fee_rate, effective=True)


def _told(call: Call, principal: object, n: object, monthly_fee_rate: object, *, effective: bool) -> Told:
    owed, periods = call.fen("principal", principal), call.whole("n", n)
    fee_rate = call.rate("monthly_fee_rate", monthly_fee_rate)
    arrays = np.array([owed]), np.array([periods])
    limits = plan_limits(call.policies, call.on)
    cost = fee_plan_cost(*arrays, exact_rates(fee_rate), limits)
    payments = _payments(*arrays, call, fee_rate)
    monthly = float(cost.nominal[0]) / 12
    steps = [
        cap_step(call),
        Step(
            given("monthly_rate", monthly, "rate", "月内部收益率（求解）", "internal rate a month (solved)"),
            (
                given("fee_rate", fee_rate, "rate", "每期手续费率", "fee a month"),
                given("principal", owed, "fen", "本金", "principal"),
                given("n", periods, "instalments", "期数", "instalments"),
                *payments,
            ),
        ),
    ]
    if monthly > 0:
        worth = given("balances", True, "", "各期还款现值等于本金", "the payments are worth the principal")
        apart = f"max({_WORTH} - principal, principal - ({_WORTH}))"
        steps.append(Step(worth, formula=f"{apart} * 1000000000 <= principal"))
    if effective:
        gives = given("ear", float(cost.effective[0]), "rate", "年化实际利率（复利）", "effective annual rate")
        steps.append(Step(gives, formula="(1 + monthly_rate) ** 12 - 1"))
    else:
        gives = given("apr", float(cost.nominal[0]), "rate", "年化名义利率（单利）", "nominal annual rate")
        steps.append(Step(gives, formula="monthly_rate * 12"))
    return Told(gives.value, "rate", tuple(steps))


def _payments(principal: np.ndarray, periods: np.ndarray, call: Call, fee_rate: Fraction) -> tuple[Quantity, Quantity]:
    any_day = np.array(["2000-01-01"], dtype="datetime64[D]")
    terms = Terms(principal, exact_rates(0), periods, any_day, Method.FLAT_FEE, fee_rate=exact_rates(fee_rate))
    paid = build_schedules(terms, plan_limits(call.policies, call.on)).payment_fen
    return (
        given("payment", int(paid[0]), "fen", "每期还款", "each payment"),
        given("last_payment", int(paid[-1]), "fen", "末期还款", "last payment"),
    )
