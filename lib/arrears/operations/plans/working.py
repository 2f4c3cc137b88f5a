"""One household and one debt worked through: what can be paid, which plans fit, and one plan's schedule with its cost."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.errors import PolicyError
from arrears.operations.calendars import provisional
from arrears.operations.plans.costs import agreed_costs
from arrears.operations.plans.options import plan_options
from arrears.operations.plans.schedules import schedules
from arrears.policy.records import Affordability, DailyRate, MonthStep, PlanOptions, PlanTerms, RateWarning, WorkingDay
from arrears.rules.affordability import affordable, stressed
from arrears.rules.interest import yearly_rate
from arrears.rules.working_day import Roll

if TYPE_CHECKING:
    from datetime import date

    from arrears.policy import Policies
    from arrears.policy.records import Overlay, Record

FLAT_FEE = "flat_fee"
_GROUNDS: tuple[tuple[type[Record], str], ...] = (
    (PlanOptions, "most_instalments"),
    (PlanOptions, "methods"),
    (PlanTerms, "day_count"),
    (MonthStep, "missing_day"),
    (WorkingDay, "roll"),
    (RateWarning, "yearly"),
    (Affordability, "savings_share"),
)
"""The policy values behind a plan, in the order in which people ask for them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The debt and the terms under which it is to be paid back.

    Attributes
    ----------
    principal_fen : int
        What is to be paid back.
    annual_rate, fee_rate : Fraction
        Interest a year; fee of each instalment as a part of the principal.
    first_due, on : date
        First due date; the day of the agreement, whose rules apply.
    method : str
        A key of `arrears.tables.schedules.METHOD_WORDS`.
    """

    principal_fen: int
    annual_rate: Fraction
    fee_rate: Fraction
    first_due: date
    on: date
    method: str


@dataclass(frozen=True, slots=True)
class Household:
    """What a household can pay a month; amounts in fen.

    Attributes
    ----------
    income, fixed, flexible, surplus, savings, amount : int
        The sums; what is left; what is saved of it; what can be paid.
    stress : tuple of (Fraction, int)
        For each share by which the income falls: what could still be paid.
    rule : str
        Id of the policy.
    """

    income: int
    fixed: int
    flexible: int
    surplus: int
    savings: int
    amount: int
    stress: tuple[tuple[Fraction, int], ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Worked:
    """One plan's schedule and its cost; amounts in fen.

    Attributes
    ----------
    table : DataFrame
        As `arrears.operations.plans.schedules.schedules` gives it.
    interest, fees, paid : int
        Totals.
    highest : int
        The highest instalment.
    apr, ear : float
        Nominal and effective yearly cost (CN-13a).
    warning : str
        Id of the rule whose ceiling the cost exceeds, or blank.
    binding : str
        warning: a court may trim what is above it. ceiling: no more may be charged.
    provisional : bool
        Whether a due date was moved off a day of rest by a calendar that is not published yet, and may still move.
    """

    table: pd.DataFrame
    interest: int
    fees: int
    paid: int
    highest: int
    apr: float
    ear: float
    warning: str
    binding: str = "warning"
    provisional: bool = False


def usual_rate(policies: Policies, on: date) -> Fraction:
    """Give the yearly rate where no contract states one, from the policy's daily rate.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> float(usual_rate(Policies("cn"), date(2026, 11, 23)))
    0.1825
    """
    daily = policies.get(DailyRate, on)
    return yearly_rate(daily.rate, daily.year_days)


def household(income: int, fixed: int, flexible: int, on: date, policies: Policies) -> Household:
    """Give what a household can pay a month, as things are and under stress.

    Parameters
    ----------
    income, fixed, flexible : int
        Monthly sums in fen.
    on : date
        The day whose policy applies.
    policies : Policies
        Whose savings share and stress apply.

    Raises
    ------
    ValueError
        If an amount is negative.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> home = household(8000_00, 3000_00, 2000_00, date(2026, 11, 23), Policies("cn"))
    >>> home.amount, [amount for _, amount in home.stress]
    (270000, [198000, 126000])
    """
    policy = policies.get(Affordability, on)
    falls = (Fraction(0), *policy.income_falls)
    incomes = stressed(np.array([income], dtype=np.int64), falls)[0]
    fixed_costs, flexible_costs = (np.full(len(falls), cost, dtype=np.int64) for cost in (fixed, flexible))
    month = affordable(incomes, fixed_costs, flexible_costs, policy.savings_share, policy.savings_cap_fen)
    return Household(
        income=income,
        fixed=fixed,
        flexible=flexible,
        surplus=int(month.surplus[0]),
        savings=int(month.savings[0]),
        amount=int(month.amount[0]),
        stress=tuple(zip(policy.income_falls, month.amount[1:].tolist(), strict=True)),
        rule=policy.ground("savings_share").rule,
    )


def options(wanted: Wanted, affordable_fen: int, policies: Policies) -> pd.DataFrame:
    """Put plans side by side, as `arrears.operations.plans.options.plan_options` does for many debts."""
    each = np.array([wanted.principal_fen]), np.array([wanted.annual_rate], dtype=object), np.array([affordable_fen])
    return plan_options(*each, wanted.first_due, wanted.on, policies, start=wanted.on)


def worked(wanted: Wanted, months: int, policies: Policies) -> Worked:
    """Make one plan's schedule from the day of the agreement, and say what it costs.

    Raises
    ------
    ValueError
        Naming the value, the rule and the remedy.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> day = date(2026, 11, 23)
    >>> fee_plan = Wanted(10_000_00, Fraction(0), Fraction(6, 1000), date(2026, 12, 23), day, "flat_fee")
    >>> made = worked(fee_plan, 12, Policies("cn"))
    >>> made.fees, round(made.apr, 4), round(made.ear, 4)
    (72000, 0.1303, 0.1384)
    """
    plan = pd.DataFrame(
        {
            "principal_fen": [wanted.principal_fen],
            "annual_rate": pd.Series([wanted.annual_rate], dtype=object),
            "fee_rate": pd.Series([wanted.fee_rate], dtype=object),
            "n": [months],
            "first_due": pd.to_datetime([wanted.first_due]),
            "start": pd.to_datetime([wanted.on]),
            "method": [wanted.method],
        }
    )
    table = schedules(plan, policies, wanted.on)
    cost = agreed_costs(table, policies, wanted.on).iloc[0]
    return Worked(
        table=table,
        interest=int(table["interest_fen"].sum()),
        fees=int(table["fee_fen"].sum()),
        paid=int(table["payment_fen"].sum()),
        highest=int(table["payment_fen"].max()),
        apr=float(cost["apr"]),
        ear=float(cost["ear"]),
        warning=str(cost["warning"]),
        binding=policies.get(RateWarning, wanted.on).binding if cost["warning"] else "warning",
        provisional=_is_provisional(table, policies, wanted.on),
    )


def _is_provisional(table: pd.DataFrame, policies: Policies, on: date) -> bool:
    """Tell whether a due date follows a calendar that is not published: only where due dates are moved at all."""
    if policies.get(WorkingDay, on).roll == Roll.NONE.value:
        return False
    return provisional(table["due_date"].to_numpy().astype("datetime64[D]"), policies.profile.currency[:2])


def grounds(policies: Policies, on: date) -> list[Overlay]:
    """Give the rules that a plan's figures rest on, each once.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> [ground.rule for ground in grounds(Policies("cn"), date(2026, 11, 23))][:2]
    ['CN-70a', 'HOUSE-PLANS']
    """
    found: dict[str, Overlay] = {}
    records = dict(records_behind(policies, on))
    for kind, key in _GROUNDS:
        if kind.file in records:
            ground = records[kind.file].ground(key)
            found.setdefault(ground.rule, ground)
    return list(found.values())


def records_behind(policies: Policies, on: date) -> list[tuple[str, Record]]:
    """Give the policies that a plan's figures rest on, each with its name, as far as the profile has them."""
    found: list[tuple[str, Record]] = []
    for kind in dict.fromkeys(kind for kind, _ in _GROUNDS):
        try:
            found.append((kind.file, policies.get(kind, on)))
        except PolicyError:
            continue  # most profiles have no ceiling of cost: then no figure rests on one
    return found
