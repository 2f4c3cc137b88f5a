"""What the plans of a table cost, side by side: total, APR, effective rate, saving, warning (CN-13a, CN-P7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.errors import PolicyError
from arrears.policy.records import MonthStep, RateWarning
from arrears.rules.cost import exceeds, plan_cost, plan_cost_by_days
from arrears.rules.month_step import MissingDay, add_months
from arrears.rules.schedule import Schedules

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Dates

_AMOUNTS = ("opening", "payment", "principal", "interest", "fee", "closing")


def plan_costs(
    table: pd.DataFrame, policies: Policies, on: date, start: Dates | None = None, periods_in_year: int = 12
) -> pd.DataFrame:
    """Give the cost of each plan of a table of schedules.

    Parameters
    ----------
    table : DataFrame
        What `arrears.operations.plans.schedules.schedules` gives.
    policies : Policies
        The rules of a profile.
    on : date
        The day of the agreement.
    start : datetime64[D] array of shape (plans,), optional
        Day of each loan: rates then go by days (XIRR); else every period counts the same.
    periods_in_year : int
        12 for months, 52 for weeks; not used with `start`.

    Returns
    -------
    DataFrame
        One row a plan: ``case_id`` if given, ``plan, n, payment_fen`` (the first instalment), ``last_payment_fen,
        total_cost_fen, apr, ear, saved_fen`` (against the dearest plan of the same case, or of all) and ``warning``: the id
        of the rule whose ceiling the APR exceeds, or blank.

    Raises
    ------
    ValueError
        As for `arrears.rules.cost.internal_rate`.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.operations.plans.schedules import schedules
    >>> from arrears.policy import Policies
    >>> plan = {"principal_fen": [10_000_00], "annual_rate": [0], "n": [12], "fee_rate": [0.006],
    ...         "first_due": pd.to_datetime(["2026-01-31"]), "method": ["手续费分期"]}
    >>> day = date(2026, 1, 1)
    >>> costs = plan_costs(schedules(pd.DataFrame(plan), Policies("cn"), day), Policies("cn"), day)
    >>> costs[["payment_fen", "last_payment_fen", "total_cost_fen"]].to_numpy().tolist()
    [[89333, 89337, 72000]]
    >>> costs[["apr", "ear"]].round(4).to_numpy().tolist()
    [[0.1303, 0.1384]]
    """
    costs = costs_of(_made(table), policies, on, start, periods_in_year)
    warning = costs.pop("warning")
    case = np.zeros(len(costs))
    if "case_id" in table:
        case = table["case_id"].to_numpy()[np.flatnonzero(np.diff(table["plan"].to_numpy(), prepend=-1))]
        costs.insert(0, "case_id", case)
    costs["saved_fen"] = costs.groupby(case)["total_cost_fen"].transform("max") - costs["total_cost_fen"]
    costs["warning"] = warning
    return costs


def costs_of(
    made: Schedules, policies: Policies, on: date, start: Dates | None = None, periods_in_year: int = 12
) -> pd.DataFrame:
    """Give the cost of each plan of schedules, without what it saves; all else as `plan_costs`."""
    cost = plan_cost(made, periods_in_year) if start is None else plan_cost_by_days(made, start)
    paid = np.flatnonzero(made.number > 0)
    first = paid[np.flatnonzero(np.diff(made.plan[paid], prepend=-1))]
    last = paid[np.flatnonzero(np.diff(made.plan[paid], append=-1))]
    return pd.DataFrame(
        {
            "plan": np.arange(cost.total_fen.size),
            "n": made.number[last],
            "payment_fen": made.payment_fen[first],
            "last_payment_fen": made.payment_fen[last],
            "total_cost_fen": cost.total_fen,
            "apr": cost.nominal,
            "ear": cost.effective,
            "warning": _warnings(cost.nominal, policies, on),
        }
    )


def _made(table: pd.DataFrame) -> Schedules:
    return Schedules(
        table["plan"].to_numpy(),
        table["no"].to_numpy(),
        table["due_date"].to_numpy().astype("datetime64[D]"),
        *(table[f"{key}_fen"].to_numpy() for key in _AMOUNTS),
    )


def agreed_costs(table: pd.DataFrame, policies: Policies, on: date) -> pd.DataFrame:
    """Give the cost of monthly plans that all run from the day of the agreement.

    Parameters
    ----------
    table : DataFrame
        What `arrears.operations.plans.schedules.schedules` gives.
    policies : Policies
        The rules of a profile.
    on : date
        The day of the agreement, from which interest runs.

    Returns
    -------
    DataFrame
        As `plan_costs` gives it: a plan whose first due date is a month after the agreement by months, so that 24 % a
        year is shown as 24 %; any other by days.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.operations.plans.schedules import schedules
    >>> from arrears.policy import Policies
    >>> days = {"first_due": pd.to_datetime(["2026-12-23", "2028-11-23"]), "start": pd.to_datetime(["2026-11-23"] * 2)}
    >>> plans = pd.DataFrame({"principal_fen": [10_000_00] * 2, "annual_rate": [0.12] * 2, "n": [12] * 2} | days)
    >>> day = date(2026, 11, 23)
    >>> agreed_costs(schedules(plans, Policies("cn"), day), Policies("cn"), day)["apr"].round(3).tolist()
    [0.12, 0.11]
    """
    by_months = plan_costs(table, policies, on)
    return by_months.assign(**_by_agreement(_made(table), by_months, policies, on))


def agreed_costs_of(made: Schedules, policies: Policies, on: date) -> pd.DataFrame:
    """Give the cost of the plans of schedules, without what it saves; all else as `agreed_costs`."""
    by_months = costs_of(made, policies, on)
    return by_months.assign(**_by_agreement(made, by_months, policies, on))


def _by_agreement(
    made: Schedules, by_months: pd.DataFrame, policies: Policies, on: date
) -> dict[str, NDArray[np.object_] | NDArray[np.float64]]:
    first_due = made.due_date[made.number == 1]
    start = np.full(first_due.size, np.datetime64(on, "D"))
    by_days = costs_of(made, policies, on, start)
    a_month_on = add_months(start, 1, MissingDay(policies.get(MonthStep, on).missing_day)) == first_due
    return {key: np.where(a_month_on, by_months[key], by_days[key]) for key in ("apr", "ear", "warning")}


def _warnings(apr: NDArray[np.float64], policies: Policies, on: date) -> NDArray[np.object_]:
    try:
        ceiling = policies.get(RateWarning, on)
    except PolicyError:
        # Most profiles have no such ceiling, and none had one before its first day: then nothing is above it.
        return np.full(apr.size, "", dtype=object)
    return np.where(exceeds(apr, ceiling.yearly), ceiling.rule, "").astype(object)
