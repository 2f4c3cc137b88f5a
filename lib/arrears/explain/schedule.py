"""Why an instalment, and a whole schedule, is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.explain.explanation import Step
from arrears.explain.registry import Call, Derivation, explains, given, ground, looked_up
from arrears.in_force import instalments as level_rule
from arrears.operations.plans.schedules import period_rates, schedules
from arrears.operations.plans.terms import Shape
from arrears.policy.records import PlanOptions, PlanTerms
from arrears.tables.schedules import day_count_of, method_of
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Hashable
    from fractions import Fraction

_ANNUITY = "half_up(principal * monthly_rate * (1 + monthly_rate) ** n / ((1 + monthly_rate) ** n - 1))"


@explains("AR_INSTALMENT")
def explain_instalment(
    call: Call, principal: object, annual_rate: object, n: object, profile: object = None
) -> Derivation:
    """Explain ``AR_INSTALMENT(principal, annual_rate, n, [profile])``, and whether a plan may last so long."""
    call.use_profile(profile)
    owed, yearly, periods = (
        call.fen("principal", principal),
        call.rate("annual_rate", annual_rate),
        call.integer("n", n),
    )
    rule = level_rule.under(call.policies, call.on)
    level = int(rule(np.array([owed]), yearly, np.array([periods]))[0])
    terms = rule.terms
    longest = rule.policy.most_instalments
    within = Step(
        given("within", periods <= longest, "", *both("explain.schedule.plan_may_last_so_long")),
        formula="n <= most_instalments",
        ground=ground(rule.policy, "most_instalments"),
    )
    steps = (
        cap_step(call),
        Step(
            given("monthly_rate", yearly / 12, "rate", *both("explain.schedule.monthly_rate")),
            (given("annual_rate", yearly, "rate", *both("explain.schedule.annual_rate")),),
            "annual_rate / 12",
            ground(terms, "day_count"),
        ),
        Step(
            given("instalment", level, "fen", *both("explain.schedule.equal_instalment")),
            (
                given("principal", owed, "fen", *both("explain.schedule.principal")),
                given("n", periods, "instalments", *both("explain.schedule.instalments")),
            ),
            _ANNUITY if yearly else "half_up(principal / n)",
            ground(terms, "level_multiple_fen"),
            "half_up",
        ),
        within,
    )
    return Derivation(level, "fen", steps, ("instalment",))


@explains("AR_SCHEDULE")
def explain_schedule(  # noqa: PLR0913, PLR0917  # the arguments of AR_SCHEDULE
    call: Call,
    principal: object,
    annual_rate: object,
    n: object,
    first_due: object,
    method: object = None,
    start: object = None,
    day_count: object = None,
    fee_rate: object = 0,
    profile: object = None,
    *,
    instalments: bool = False,
) -> Derivation:
    """Explain what ``AR_SCHEDULE`` asks to be paid in all; with ``instalments=True``, each instalment and its interest."""
    call.use_profile(profile)
    first = call.day("first_due", first_due)
    begin = None if start is None else call.day("start", start)
    call.use_day(begin or first)
    owed = call.fen("principal", principal)
    plan = pd.DataFrame(
        {
            "principal_fen": [owed],
            "annual_rate": pd.Series([call.rate("annual_rate", annual_rate)], dtype=object),
            "n": [call.integer("n", n)],
            "first_due": [pd.Timestamp(first)],
            "start": [pd.NaT if begin is None else pd.Timestamp(begin)],
            "method": [method_of(str(method or "equal_instalment"))],
            "fee_rate": pd.Series([call.rate("fee_rate", fee_rate or 0)], dtype=object),
        }
    )
    terms = call.get(PlanTerms)
    shape = Shape(day_count=None if day_count is None else str(day_count))
    made = schedules(plan, call.policies, call.on, shape)
    convention = given(
        "day_count", day_count_of(shape.day_count or terms.day_count), "text", *both("explain.schedule.day_count")
    )
    chosen = Step(convention, ground=None if day_count else ground(terms, "day_count"))
    chosen_steps = (chosen, *_rise(made, plan, call))
    lines = _lines(made, plan, call, shape) if instalments else ()
    return _derivation(made, owed, (cap_step(call), *chosen_steps, *lines))


def cap_step(call: Call) -> Step:
    """Give the step that names the longest plan and its rule."""
    policy = call.get(PlanOptions)
    longest = given(
        "most_instalments", policy.most_instalments, "instalments", *both("explain.schedule.most_instalments")
    )
    return looked_up(longest, policy, "most_instalments")


def _rise(made: pd.DataFrame, plan: pd.DataFrame, call: Call) -> tuple[Step, ...]:
    """Name by how much a step-up plan rises: less than the house's step where the debt would grow otherwise."""
    if plan["method"].iloc[0] != "step_up":
        return ()
    terms = call.get(PlanTerms)
    levels = made.loc[made["no"] > 0, "payment_fen"].to_numpy()
    if levels.size <= terms.step_every + 1:
        return ()
    # The rises of the policy are told apart by the second level: the one that gives it is the one that was taken.
    first, second = int(levels[0]), int(levels[terms.step_every])
    near = min((terms.step_rate, *terms.gentler_steps), key=lambda rate: abs(first * (1 + rate) - second))
    taken = given("step_rate", near, "rate", *both("explain.schedule.rise_instalment"))
    key = "step_rate" if near == terms.step_rate else "gentler_steps"
    return (Step(taken, ground=ground(terms, key)),)


def _lines(made: pd.DataFrame, plan: pd.DataFrame, call: Call, shape: Shape) -> tuple[Step, ...]:
    terms = call.get(PlanTerms)
    rates = period_rates(plan, call.policies, call.on, shape)
    pairs = zip(made.to_dict("records"), rates, strict=True)
    return tuple(step for row, rate in pairs for step in _line(row, rate, terms))


def _line(row: dict[Hashable, Any], rate: Fraction, terms: PlanTerms) -> tuple[Step, Step]:
    """Explain one instalment: its interest, and what is paid."""
    no = row["no"]
    interest = given(f"interest_{no}", row["interest_fen"], "fen", *both("explain.schedule.interest_instalment", no=no))
    payment = given(f"payment_{no}", row["payment_fen"], "fen", *both("explain.schedule.instalment", no=no))
    bears = (
        given(f"opening_{no}", row["opening_fen"], "fen", *both("explain.schedule.opening_balance")),
        given(f"rate_{no}", rate, "rate", *both("explain.schedule.rate_period")),
    )
    parts = (
        given(f"principal_{no}", row["principal_fen"], "fen", *both("explain.schedule.principal")),
        given(f"fee_{no}", row["fee_fen"], "fen", *both("explain.schedule.fee")),
    )
    return (
        Step(interest, bears, f"half_up(opening_{no} * rate_{no})", ground(terms, "day_count"), "half_up"),
        Step(payment, parts, f"principal_{no} + interest_{no} + fee_{no}"),
    )


def _derivation(made: pd.DataFrame, owed: int, before: tuple[Step, ...]) -> Derivation:
    interest, fees, paid = (int(made[f"{key}_fen"].sum()) for key in ("interest", "fee", "payment"))
    total = given("total", paid, "fen", *both("explain.schedule.paid_all"))
    parts = (
        given("principal", owed, "fen", *both("explain.schedule.principal")),
        given("interest", interest, "fen", *both("explain.schedule.interest_all")),
        given("fees", fees, "fen", *both("explain.schedule.fees_all")),
    )
    return Derivation(paid, "fen", (*before, Step(total, parts, "principal + interest + fees")))
