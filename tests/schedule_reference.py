"""One plan's schedule in exact fractions, row by row: slow, plain, and written apart from the rules that it checks."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple


class Plan(NamedTuple):
    lent: int
    rates: list[Fraction]
    method: str = "equal_instalment"
    fee_rate: Fraction = Fraction(0)
    grace: int = 0
    capitalised: bool = False
    balloon: int = 0
    step_rate: Fraction = Fraction(0)
    step_every: int = 1
    multiple: int = 1
    rounding: str = "half_up"
    interest_multiple: int = 1
    interest_rounding: str = "half_up"


def whole(amount: Fraction, how: str, multiple: int = 1) -> int:
    units = amount / multiple
    if how == "up":
        return ceil(units) * multiple
    if how == "down":
        return floor(units) * multiple
    return floor(units + Fraction(1, 2)) * multiple


def interest_of(plan: Plan, balance: int, k: int) -> int:
    return whole(balance * plan.rates[k], plan.interest_rounding, plan.interest_multiple)


def balance_after_grace(plan: Plan) -> int:
    balance = plan.lent
    for k in range(plan.grace if plan.capitalised else 0):
        balance += interest_of(plan, balance, k)
    return balance


def first_instalment(plan: Plan) -> int:
    """The first level instalment by present values, where the rule uses values at the end."""
    worth, discount = Fraction(0), Fraction(1)
    for k in range(plan.grace, len(plan.rates)):
        discount /= 1 + plan.rates[k]
        rises = (k - plan.grace) // plan.step_every if plan.method == "step_up" else 0
        worth += discount * (1 + plan.step_rate) ** rises
    balloon = plan.balloon if plan.method == "balloon" else 0
    return whole((balance_after_grace(plan) - balloon * discount) / worth, plan.rounding, plan.multiple)


def instalments(plan: Plan) -> list[int]:
    level = first_instalment(plan)
    amounts = []
    for k in range(len(plan.rates)):
        amounts.append(level)
        if plan.method == "step_up" and k >= plan.grace and (k - plan.grace + 1) % plan.step_every == 0:
            level = min(whole(level * (1 + plan.step_rate), plan.rounding, plan.multiple), 2 * plan.lent)
    return amounts


def principal_of(plan: Plan, k: int, balance: int, interest: int, amounts: list[int]) -> int:
    n = len(plan.rates)
    if k == n - 1:
        return balance
    if k < plan.grace:
        return -interest if plan.capitalised else 0
    if plan.method == "interest_only":
        return 0
    if plan.method in {"equal_principal", "flat_fee"}:
        part = whole(Fraction(balance_after_grace(plan), n - plan.grace), plan.rounding, plan.multiple)
        return min(part, balance)
    return min(amounts[k] - interest if amounts[k] else 0, balance)


def reference(plan: Plan) -> list[dict[str, Any]]:
    balance, table = plan.lent, []
    fee = whole(plan.lent * plan.fee_rate, "half_up")
    amounts = instalments(plan)
    for k in range(len(plan.rates)):
        interest = interest_of(plan, balance, k)
        principal = principal_of(plan, k, balance, interest, amounts)
        closing = balance - principal
        table.append(
            {
                "opening": balance,
                "payment": principal + interest + fee,
                "principal": principal,
                "interest": interest,
                "fee": fee,
                "closing": closing,
            }
        )
        balance = closing
    return table
