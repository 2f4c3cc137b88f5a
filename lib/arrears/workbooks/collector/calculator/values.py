"""What the calculator of a collector's workbook shows when it is opened: one case worked through."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from dateutil.relativedelta import relativedelta

from arrears.explain import why
from arrears.explain.table import explanation_table
from arrears.operations.plans.affordability import affordable_amounts
from arrears.operations.plans.options import plan_options
from arrears.operations.plans.terms import plan_limits
from arrears.operations.plans.working import Wanted, usual_rate, worked
from arrears.tables.schedules import SCHEDULE_COLUMNS
from arrears.units import FEN_IN_YUAN
from arrears.workbooks.collector.places import serial

if TYPE_CHECKING:
    from datetime import date

    from arrears.operations.plans.working import Worked
    from arrears.policy import Policies

Rows = list[list[Any]]
_OPTIONS = ("payment", "last_payment", "total_cost")
OPTION_HEADINGS = ("method", "n", "payment", "last payment", "total cost", "APR", "fits")


@dataclass(frozen=True)
class Worksheet:
    """One case worked through; amounts in yuan, dates as serial numbers.

    Attributes
    ----------
    case_id, customer : str
        The case; blank where there is none.
    principal, income, living_costs : float or ""
        From the list; blank where it does not say.
    rate : float
        A year.
    on, first_due : date
        Day of the agreement, and the first due date.
    affordable : float or ""
        What can be paid a month.
    options, schedule, why_affordable, why_options : list of rows
        As the worksheet functions spill them, headings included; empty where there is no case.
    plan : Worked or None
        The plan chosen: the first that fits, or the one that asks least a month.
    """

    case_id: str
    customer: str
    principal: float | str
    income: float | str
    living_costs: float | str
    rate: float
    on: date
    first_due: date
    affordable: float | str
    options: Rows
    schedule: Rows
    why_affordable: Rows
    why_options: Rows
    plan: Worked | None

    @property
    def chosen(self) -> int:
        """The plan chosen, as a row of the options after their headings."""
        fits = [row[-1] for row in self.options[1:]]
        return fits.index(True) if True in fits else len(fits) - 1


def work_through(case: pd.Series | None, as_of: date, policies: Policies, lang: str) -> Worksheet:
    """Work one case through, as the calculator's formulas do.

    Parameters
    ----------
    case : Series, optional
        A row of the sheet of cases.
    as_of : date
        The day of the agreement.
    policies : Policies
        Whose rules.
    lang : str
        ``zh`` or ``en``.
    """
    rate, first_due = usual_rate(policies, as_of), as_of + relativedelta(months=1)
    if case is None:
        return Worksheet("", "", "", "", "", float(rate), as_of, first_due, "", [], [], [], [], None)
    fen = {key: _fen(case[f"{key}_fen"]) for key in ("total_due", "monthly_income", "living_costs")}
    income, costs = fen["monthly_income"], fen["living_costs"]
    payable, why_affordable = _affordable(income, costs, as_of, policies, lang)
    principal = int(fen["total_due"] or 0)
    made = plan_options(
        np.array([principal]), float(rate), np.array([payable or 0]), str(first_due), str(first_due), policies
    )
    options: Rows = [list(OPTION_HEADINGS)]
    for row in made.to_dict("records"):
        yuan = (float(row[f"{key}_fen"]) / FEN_IN_YUAN for key in _OPTIONS)
        options.append([str(row["method"]), int(row["n"]), *yuan, float(row["apr"]), bool(row["fits"])])
    fits = made["fits"].tolist()
    chosen = made.iloc[fits.index(True) if True in fits else -1]
    wanted = Wanted(principal, rate, Fraction(0), first_due, as_of, str(chosen["method"]))
    plan = worked(wanted, int(chosen["n"]), policies)
    asked = principal / FEN_IN_YUAN, float(rate), (payable or 0) / FEN_IN_YUAN, first_due
    return Worksheet(
        case_id=str(case["case_id"]),
        customer=str(case["customer_name"]),
        principal=principal / FEN_IN_YUAN,
        income=_yuan(income),
        living_costs=_yuan(costs),
        rate=float(rate),
        on=as_of,
        first_due=first_due,
        affordable=_yuan(payable),
        options=options,
        schedule=_schedule(plan),
        why_affordable=why_affordable,
        why_options=_explained("PLAN_OPTIONS", asked, policies, lang),
        plan=plan,
    )


def first_case(cases: pd.DataFrame, wanted: list[str]) -> pd.Series | None:
    """Give the first case of a list that owes something and is not on hold, or else any that owes something."""
    owing = cases[(cases["total_due_fen"].fillna(0) > 0).to_numpy()]
    if owing.empty:
        return None
    free = owing[(owing["blocked_by"] == "").to_numpy()]
    places = {case: place for place, case in enumerate(free["case_id"].astype(str))}
    named = next((places[case] for case in wanted if case in places), 0)
    return (owing if free.empty else free).iloc[named]


def longest(policies: Policies, on: date) -> int:
    """Give the most instalments that a plan may have."""
    return plan_limits(policies, on).max_months


def _affordable(
    income: int | None, costs: int | None, on: date, policies: Policies, lang: str
) -> tuple[int | None, Rows]:
    if income is None or costs is None:
        return None, []
    earned, fixed, flexible = (np.array([amount], dtype=np.int64) for amount in (income, costs, 0))
    payable = int(affordable_amounts(earned, fixed, flexible, on, policies)[0])
    return payable, _explained("AFFORDABLE", (income / FEN_IN_YUAN, costs / FEN_IN_YUAN, 0), policies, lang, on)


def _explained(name: str, arguments: tuple[object, ...], policies: Policies, lang: str, on: date | None = None) -> Rows:
    told = why(name, *arguments, lang=lang, house=policies.house, on=on)
    return [list(row) for row in explanation_table(told)]


def _schedule(plan: Worked) -> Rows:
    rows: Rows = [[column.en for column in SCHEDULE_COLUMNS]]
    for row in plan.table.to_dict("records"):
        yuan = (int(row[f"{column.key}_fen"]) / FEN_IN_YUAN for column in SCHEDULE_COLUMNS[2:])
        rows.append([int(row["no"]), serial(row["due_date"].date()), *yuan])
    return rows


def _fen(value: object) -> int | None:
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]


def _yuan(fen: int | None) -> float | str:
    return "" if fen is None else fen / FEN_IN_YUAN
