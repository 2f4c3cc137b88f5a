"""The repayment plan of one case: what can be paid, plans side by side, and the one to propose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
from dateutil.relativedelta import relativedelta

from arrears.errors import ArrearsError
from arrears.operations.plans.working import Wanted, household, options, usual_rate, worked
from arrears.units import exact_fraction
from arrears.words import both

if TYPE_CHECKING:
    from arrears.operations.plans.working import Household, Worked
    from xl_addin.macros.scene import Scene


class CasePlan(NamedTuple):
    """One case's plan.

    Attributes
    ----------
    wanted : Wanted
        The debt and the terms proposed.
    home : Household
        What can be paid a month.
    options : DataFrame
        As `arrears.operations.plans.options.plan_options` gives them.
    plan : Worked
        The first option that fits, or else the one with the lowest instalment.
    """

    wanted: Wanted
    home: Household
    options: pd.DataFrame
    plan: Worked


def plan_of(case: pd.Series, scene: Scene) -> CasePlan:
    """Work out a case's plan from its income and living costs, first due in a month.

    Raises
    ------
    ArrearsError
        If nothing is owed, or income or living costs are not known.
    """
    owed = int(case["total_due_fen"])
    if owed <= 0:
        raise ArrearsError(
            both("xl_addin.macros.actions.case_plan.case_owes_nothing_plan_needs", case_id=case["case_id"]),
        )
    sums = [case["monthly_income_fen"], case["living_costs_fen"]]
    if any(pd.isna(amount) for amount in sums):
        raise ArrearsError(
            both("xl_addin.macros.actions.case_plan.income_living_costs_case_not", case_id=case["case_id"]),
        )
    day = scene.day
    home = household(int(sums[0]), int(sums[1]), 0, day, scene.policies)
    wanted = Wanted(
        owed, usual_rate(scene.policies, day), exact_fraction(0), day + relativedelta(months=1), day, "equal_instalment"
    )
    found = options(wanted, home.amount, scene.policies)
    row = found[found["fits"]].iloc[0] if found["fits"].any() else found.iloc[-1]
    chosen = replace(wanted, method=str(row["method"]))
    return CasePlan(chosen, home, found, worked(chosen, int(row["n"]), scene.policies))
