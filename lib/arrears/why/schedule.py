"""Why an instalment, and a whole schedule, is what it is."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.desk.plan_terms import Shape, plan_limits, read_terms
from arrears.desk.plans import schedules
from arrears.policy.records import PlanOptions, PlanTerms
from arrears.rules.schedule import equal_instalments, exact_rates
from arrears.rules.schedule.periods import period_fractions
from arrears.tables.schedules import day_count_of, method_of
from arrears.why.explanation import Step
from arrears.why.registry import Call, Told, explains, given, ground, looked_up

if TYPE_CHECKING:
    from collections.abc import Hashable

_ANNUITY = "half_up(principal * monthly_rate * (1 + monthly_rate) ** n / ((1 + monthly_rate) ** n - 1))"


@explains("AR_INSTALMENT")
def explain_instalment(call: Call, principal: object, annual_rate: object, n: object) -> Told:
    """Explain ``AR_INSTALMENT(principal, annual_rate, n)``."""
    owed, yearly, periods = call.fen("principal", principal), call.rate("annual_rate", annual_rate), call.whole("n", n)
    limits = plan_limits(call.policies, call.on)
    level = int(equal_instalments(np.array([owed]), exact_rates(yearly), np.array([periods]), limits)[0])
    terms = call.get(PlanTerms)
    steps = (
        cap_step(call),
        Step(
            given("monthly_rate", yearly / 12, "rate", "月利率", "monthly rate"),
            (given("annual_rate", yearly, "rate", "年利率", "annual rate"),),
            "annual_rate / 12",
            ground(terms, "day_count"),
        ),
        Step(
            given("instalment", level, "fen", "每期还款", "equal instalment"),
            (
                given("principal", owed, "fen", "本金", "principal"),
                given("n", periods, "instalments", "期数", "instalments"),
            ),
            _ANNUITY if yearly else "half_up(principal / n)",
            ground(terms, "level_multiple_fen"),
            "half_up",
        ),
    )
    return Told(level, "fen", steps)


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
    *,
    instalments: bool = False,
) -> Told:
    """Explain what ``AR_SCHEDULE`` asks to be paid in all; with ``instalments=True``, each instalment and its interest."""
    first = call.day("first_due", first_due)
    begin = None if start is None else call.day("start", start)
    call.use_day(begin or first)
    owed = call.fen("principal", principal)
    plan = pd.DataFrame(
        {
            "principal_fen": [owed],
            "annual_rate": pd.Series([call.rate("annual_rate", annual_rate)], dtype=object),
            "n": [call.whole("n", n)],
            "first_due": [pd.Timestamp(first)],
            "start": [pd.NaT if begin is None else pd.Timestamp(begin)],
            "method": [method_of(str(method or "equal_instalment"))],
            "fee_rate": pd.Series([call.rate("fee_rate", fee_rate or 0)], dtype=object),
        }
    )
    terms = call.get(PlanTerms)
    shape = Shape(day_count=None if day_count is None else str(day_count))
    made = schedules(plan, call.policies, call.on, shape)
    convention = given("day_count", day_count_of(shape.day_count or terms.day_count), "text", "计息基础", "day count")
    chosen = Step(convention, ground=None if day_count else ground(terms, "day_count"))
    lines = _lines(made, plan, call, shape) if instalments else ()
    return _told(made, owed, (cap_step(call), chosen, *lines))


def cap_step(call: Call) -> Step:
    """Give the step that names the longest plan and its rule."""
    policy = call.get(PlanOptions)
    longest = given("most_instalments", policy.most_instalments, "instalments", "期数上限", "most instalments")
    return looked_up(longest, policy, "most_instalments")


def _lines(made: pd.DataFrame, plan: pd.DataFrame, call: Call, shape: Shape) -> tuple[Step, ...]:
    terms = call.get(PlanTerms)
    upper, lower = period_fractions(read_terms(plan, call.policies, call.on, shape))
    rates = [Fraction(int(up), int(low)) for up, low in zip(upper[:, 0], lower[:, 0], strict=True)]
    pairs = zip(made.to_dict("records"), rates, strict=True)
    return tuple(step for row, rate in pairs for step in _line(row, rate, terms))


def _line(row: dict[Hashable, Any], rate: Fraction, terms: PlanTerms) -> tuple[Step, Step]:
    """Explain one instalment: its interest, and what is paid."""
    no = row["no"]
    interest = given(f"interest_{no}", row["interest_fen"], "fen", f"第{no}期利息", f"interest of instalment {no}")
    payment = given(f"payment_{no}", row["payment_fen"], "fen", f"第{no}期应还", f"instalment {no}")
    bears = (
        given(f"opening_{no}", row["opening_fen"], "fen", "期初余额", "opening balance"),
        given(f"rate_{no}", rate, "rate", "本期利率", "rate of the period"),
    )
    parts = (
        given(f"principal_{no}", row["principal_fen"], "fen", "本金", "principal"),
        given(f"fee_{no}", row["fee_fen"], "fen", "手续费", "fee"),
    )
    return (
        Step(interest, bears, f"half_up(opening_{no} * rate_{no})", ground(terms, "day_count"), "half_up"),
        Step(payment, parts, f"principal_{no} + interest_{no} + fee_{no}"),
    )


def _told(made: pd.DataFrame, owed: int, before: tuple[Step, ...]) -> Told:
    interest, fees, paid = (int(made[f"{key}_fen"].sum()) for key in ("interest", "fee", "payment"))
    total = given("total", paid, "fen", "还款总额", "paid in all")
    parts = (
        given("principal", owed, "fen", "本金", "principal"),
        given("interest", interest, "fen", "利息合计", "interest in all"),
        given("fees", fees, "fen", "手续费合计", "fees in all"),
    )
    return Told(paid, "fen", (*before, Step(total, parts, "principal + interest + fees")))
