"""Repayment plans: schedules, what they cost, the plans that a customer can keep, and where a plan stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.api.basis import DEFAULT_PROFILE, as_day, basis, in_fen, rules
from arrears.operations.plans import costs, options, status
from arrears.operations.plans import schedules as tables
from arrears.operations.plans.tables import amounts, days, one_day
from arrears.operations.plans.terms import Shape
from arrears.rules.schedule import Method
from arrears.tables.cases import to_public
from arrears.tables.dates import parse_date
from arrears.tables.faults import Fault
from arrears.tables.schedules import SCHEDULE_COLUMNS
from arrears.units import fen, yuan
from arrears.words import as_lang

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from fractions import Fraction
    from pathlib import Path

    from arrears.api.basis import Day
    from arrears.operations.plans.status import State
    from arrears.operations.plans.tables import Pairs
    from arrears.policy import Policies
    from arrears.words import Lang

    Number = float | str | Decimal
    Rate = float | str | Decimal | Fraction

_AMOUNTS = ("opening", "payment", "principal", "interest", "fee", "closing")


def schedule(
    principal: Number,
    annual_rate: Rate,
    n: int,
    first_due: date | str,
    method: str = Method.EQUAL_INSTALMENT,
    start: date | str | None = None,
    day_count: str | None = None,
    fee_rate: Rate = 0,
    *,
    down_payment: Number = 0,
    grace: int = 0,
    interest_free: int = 0,
    balloon: Number | None = None,
    shape: Shape | None = None,
    lang: Lang = "en",
    as_of: Day | None = None,
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Make the schedule of one plan, in yuan.

    Parameters
    ----------
    principal : float, str or Decimal
        What is to be paid back, in yuan.
    annual_rate : float, str, Decimal or Fraction
        Nominal interest a year as a decimal, or in percent as text: 0.12 and "12%" are 12 %; 0 for a plan that bears fees alone.
    n : int
        Instalments.
    first_due : date or text
        First due date.
    method : str
        ``equal_instalment`` 等额本息, ``equal_principal`` 等额本金, ``flat_fee`` 手续费分期, ``interest_only`` 先息后本,
        ``balloon`` or ``step_up``.
    start : date or text, optional
        Day from which interest runs; one period before the first due date unless given.
    day_count : str, optional
        ``30/360`` (default of the policy), ``ACT/365``, ``ACT/360``, ``ACT/ACT`` …
    fee_rate : float, str, Decimal or Fraction
        Fee of each instalment as a part of the principal at the beginning.
    down_payment : float, str or Decimal
        Paid on the start day, in yuan.
    grace, interest_free : int
        First instalments without principal; first instalments whose periods bear no interest.
    balloon : float, str or Decimal, optional
        What a balloon plan leaves to the last instalment, in yuan; a share of the policy unless given.
    shape : Shape, optional
        Frequency, rounding, steps and roll.
    lang : str
        Language of the headings, ``en`` or ``zh``.
    as_of : date or ISO text, optional
        The day of the agreement, whose rules apply; `start` unless given, or else the first due date.
    profile, house, policies
        Whose rules apply, as for `arrears.stage`.

    Returns
    -------
    DataFrame
        ``no, due date, opening, payment, principal, interest, fee, closing``; amounts are `Decimal` yuan.

    Raises
    ------
    ValueError
        Naming the value, the rule and the remedy.

    Examples
    --------
    >>> plan = schedule(10000, 0, 12, "2026-01-31", "手续费分期", fee_rate=0.006)
    >>> plan[["due date", "payment", "principal", "fee"]].head(2)
        due date payment principal    fee
    0 2026-01-31  893.33    833.33  60.00
    1 2026-02-28  893.33    833.33  60.00
    """
    if n is None or isinstance(n, bool):
        raise ValueError(f"n must be a whole number of instalments, such as 12; it is {n!r}")
    lang = as_lang(lang)
    first_day = _day("first_due", first_due)
    start_day = None if start is None else _day("start", start)
    plan: dict[str, Any] = {
        "principal_fen": fen(principal),
        "annual_rate": annual_rate,
        "n": n,
        "method": method,
        "fee_rate": fee_rate,
        "down_payment_fen": fen(down_payment),
        "grace": grace,
        "interest_free": interest_free,
        "balloon_fen": None if balloon is None else fen(balloon),
    }
    columns = {name: pd.Series([value], dtype=object) for name, value in plan.items() if value is not None}
    columns |= {
        name: pd.to_datetime(pd.Series([day])) for name, day in {"first_due": first_day, "start": start_day}.items()
    }
    shape = shape or Shape()
    if day_count is not None:
        shape = replace(shape, day_count=day_count)
    on = start_day or first_day if as_of is None else as_day(as_of)
    made = tables.schedules(pd.DataFrame(columns), rules(profile, house, policies), on, shape).drop(columns="plan")
    return to_public(made).set_axis([column.heading(lang) for column in SCHEDULE_COLUMNS], axis=1)


def schedules(
    plans: pd.DataFrame,
    *,
    as_of: Day,
    shape: Shape | None = None,
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Make the schedules of a table of plans.

    Parameters
    ----------
    plans : DataFrame
        One row a plan: ``principal`` in yuan, ``annual_rate, n, first_due``; where given also ``case_id, method, start, fee_rate,
        down_payment, grace, interest_free, balloon``. `grace` counts the first instalments without principal, `interest_free`
        those whose period bears no interest; both are instalments of `n`.
    as_of : date or ISO text
        The day of the agreement: the rules in force then apply.
    shape : Shape, optional
        What the plans share.
    profile, house, policies
        Whose rules apply, as for `arrears.stage`.

    Returns
    -------
    DataFrame
        One row an instalment, in the order of the plans: ``case_id`` if given, ``plan`` (position from 0), ``no, due_date``, and
        ``opening, payment, principal, interest, fee, closing`` as exact `Decimal` yuan. Instalment 0 is a down payment. A step-up plan
        of the house's own step rises by less where the debt would grow otherwise.

    Raises
    ------
    ValueError
        Naming the first plan that cannot be, its value, the rule and the remedy.

    Examples
    --------
    >>> plans = pd.DataFrame({"principal": [2500], "annual_rate": [0.0824], "n": [12], "first_due": ["2026-01-31"]})
    >>> schedules(plans, as_of="2026-01-01").loc[1, ["payment", "interest"]].astype(str).to_list()
    ['217.75', '15.79']
    """
    day, in_force = basis(as_of, profile, house, policies)
    typed = in_fen(plans, "principal", known=("down_payment", "balloon"))
    return to_public(tables.schedules(_with_days(typed, "first_due", "start"), in_force, day, shape))


def plan_costs(
    schedules: pd.DataFrame,
    *,
    as_of: Day,
    start: Day | None = None,
    periods_in_year: int = 12,
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Give the cost of each plan of a table of schedules: total, APR, effective rate, saving, warning (CN-13a, CN-P7).

    Parameters
    ----------
    schedules : DataFrame
        What `arrears.schedules` gives.
    as_of : date or ISO text
        The day of the agreement.
    start : date or ISO text, optional
        The day from which all loans run: rates then go by days (XIRR); else every period counts the same.
    periods_in_year : int
        12 for months, 52 for weeks; not used with `start`.
    profile, house, policies
        Whose rules apply, as for `arrears.stage`.

    Returns
    -------
    DataFrame
        One row a plan: ``case_id`` if given, ``plan, n, payment`` (the first instalment), ``last_payment, total_cost, apr, ear,
        saved`` (against the dearest plan of the same case, or of all) and ``warning``: the id of the rule whose ceiling the APR
        exceeds, or blank.

    Raises
    ------
    ValueError
        If a column is missing or a cell is bad, or a plan has no rate at which it is paid back.

    Examples
    --------
    >>> plan = {"principal": [10_000], "annual_rate": [0], "n": [12], "fee_rate": [0.006], "method": ["手续费分期"]}
    >>> made = schedules(pd.DataFrame(plan).assign(first_due="2026-01-31"), as_of="2026-01-01")
    >>> costs = plan_costs(made, as_of="2026-01-01")
    >>> costs[["payment", "last_payment", "total_cost"]].astype(str).values.tolist(), costs[["apr", "ear"]].round(4).values.tolist()
    ([['893.33', '893.37', '720.00']], [[0.1303, 0.1384]])
    """
    day, in_force = basis(as_of, profile, house, policies)
    table = _with_days(in_fen(schedules, *_AMOUNTS), "due_date")
    starts = None if start is None else np.full(table["plan"].nunique(), one_day(start))
    return to_public(costs.plan_costs(table, in_force, day, starts, periods_in_year))


def plan_options(
    cases: pd.DataFrame,
    *,
    as_of: Day,
    start: Day | None = None,
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Put plans side by side for each case: the shortest and the cheapest that fit, and the lowest instalment.

    Every plan of the policy's methods and lengths is made, and three are chosen; a plan that is two of them is one row.
    A plan fits when none of its instalments is above what can be paid.

    Parameters
    ----------
    cases : DataFrame
        One row a case: ``principal`` (to be paid back) and ``affordable`` (what can be paid a month) in yuan, ``annual_rate``,
        ``first_due``; ``case_id`` where it is known.
    as_of : date or ISO text
        The day of the agreement: the rules in force then apply.
    start : date or text, optional
        Day from which interest runs, and from which the cap is counted; a month before the first due date unless given.
    profile, house, policies
        Whose cap and methods apply, as for `arrears.stage`.

    Returns
    -------
    DataFrame
        Rows of each case in the order of the options: ``case`` (position), ``case_id`` if given, ``option``, ``option_zh``, ``method``,
        ``n``, ``payment`` (the first instalment), ``highest``, ``last_payment``, ``total_cost``, ``apr``, ``ear``, ``fits``,
        ``verdict_zh``, ``verdict_en``, ``warning`` (rule of a cost ceiling that is passed) and ``rule`` of the cap.

    Raises
    ------
    ValueError
        Naming the first plan that cannot be, its value, the rule and the remedy.
    PolicyError
        If a rule was not in force on the day.

    Examples
    --------
    >>> case = {"case_id": ["A1"], "principal": [10_000], "annual_rate": ["0.12"], "affordable": [900], "first_due": ["2026-12-31"]}
    >>> table = plan_options(pd.DataFrame(case), as_of="2026-11-23")
    >>> table[["case_id", "option", "n", "payment", "fits"]].astype(str).values.tolist()
    [['A1', 'shortest, lowest cost', '12', '888.49', 'True'], ['A1', 'lowest payment', '60', '222.44', 'True']]
    """
    day, in_force = basis(as_of, profile, house, policies)
    if "annual_rate" not in cases:
        raise ValueError(
            f"the column annual_rate is missing; the table has {', '.join(map(str, cases.columns))}; give 0 for no interest"
        )
    found = options.plan_options(
        amounts(cases, "principal"),
        cases["annual_rate"].to_numpy(dtype=object),
        amounts(cases, "affordable"),
        days(cases, "first_due"),
        day,
        in_force,
        start=start,
    )
    if "case_id" in cases:
        found.insert(1, "case_id", cases["case_id"].to_numpy()[found["case"].to_numpy()])
    return to_public(found)


@dataclass(frozen=True, slots=True)
class PlanStatus:
    """Where one plan stands; amounts in yuan.

    Attributes
    ----------
    state : str
        ``settled``, ``on_track``, ``overdue`` or ``broken``, which means that collection may resume.
    paid, due, overdue_amount, unpaid, overpaid : Decimal
        Paid so far; due so far; due before the day and unpaid; unpaid in all; paid beyond the plan.
    missed : int
        Instalments due before the day that are not paid in full.
    oldest_unpaid_date, next_due_date : date or None
        Of the oldest of them; of the next one with anything left to pay.
    days_past_due, paused_days, delinquent_days : int
        From the oldest unpaid due date; paused days in that stretch of arrears; days without grace and pauses.
    next_amount : Decimal
        What is left to pay on the next due date.
    settlement : Decimal or None
        What settles the plan on the day; None where the schedule does not say what its instalments are made of.
    breach_rule : str
        Id of the rule by which it is or is not broken.
    """

    state: State
    paid: Decimal
    due: Decimal
    overdue_amount: Decimal
    unpaid: Decimal
    overpaid: Decimal
    missed: int
    oldest_unpaid_date: date | None
    days_past_due: int
    paused_days: int
    delinquent_days: int
    next_due_date: date | None
    next_amount: Decimal
    settlement: Decimal | None
    breach_rule: str

    def word(self, lang: str = "zh") -> str:
        """Give the state in a language, ``zh`` or ``en``."""
        return status.STATES[self.state][0 if lang == "zh" else 1]


def plan_status(
    schedule: Pairs,
    payments: Pairs,
    *,
    as_of: Day,
    pauses: Pairs = (),
    grace_days: int = 0,
    start: Day | None = None,
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> PlanStatus:
    """Tell where one plan stands on a day.

    Days past due run from the oldest instalment that is not paid in full; a partial payment does not reset them, and whether the
    due day itself counts is the policy's, as for `arrears.stage`. A pause counts only where it covers days that are counted in the
    unbroken stretch of arrears that leads to the day, the day itself included.

    Parameters
    ----------
    schedule : DataFrame or pairs of due date and amount
        As `arrears.schedule` gives it, or just what is due when.
    payments : DataFrame or pairs of day and amount
        Columns ``date`` and ``amount`` in yuan; later payments than `as_of` are not seen.
    as_of : date or text
        The day.
    pauses : DataFrame or pairs of first day and day after the last
        Columns ``begin`` and ``end``; days on which the plan does not grow older.
    grace_days : int
        Days after a due date that do not make it delinquent.
    start : date or text, optional
        First day of the first period, for the interest of an early settlement; one month before the first due date unless given.
    profile, house, policies
        Whose rules say when a plan is broken, as for `arrears.stage`.

    Returns
    -------
    PlanStatus

    Raises
    ------
    ValueError
        If a cell is bad (with row, value and remedy), or there is more than one plan: `arrears.plan_statuses` takes many.
    PolicyError
        If a rule was not in force on the day.

    Examples
    --------
    >>> due = [("2026-01-31", 100), ("2026-02-28", 100), ("2026-03-31", 100)]
    >>> found = plan_status(due, [("2026-02-20", 60)], as_of="2026-03-05", grace_days=3)
    >>> found.days_past_due, found.delinquent_days, str(found.overdue_amount), found.state
    (33, 30, '140.00', 'broken')
    >>> str(found.next_due_date), str(found.next_amount), found.breach_rule
    ('2026-03-31', '100.00', 'CN-70c')
    """
    in_force = rules(profile, house, policies)
    found = status.plan_statuses(schedule, payments, as_of, in_force, pauses, grace_days, start=start)
    if len(found) != 1:
        raise ValueError(f"the schedule holds {len(found)} plans; give one, or use arrears.plan_statuses")
    row = found.iloc[0]
    return PlanStatus(
        state=row["state"],
        paid=yuan(row["paid_fen"]),
        due=yuan(row["due_fen"]),
        overdue_amount=yuan(row["overdue_fen"]),
        unpaid=yuan(row["unpaid_fen"]),
        overpaid=yuan(row["overpaid_fen"]),
        missed=int(row["missed"]),
        oldest_unpaid_date=_date(row["oldest_unpaid_date"]),
        days_past_due=int(row["days_past_due"]),
        paused_days=int(row["paused_days"]),
        delinquent_days=int(row["delinquent_days"]),
        next_due_date=_date(row["next_due_date"]),
        next_amount=yuan(row["next_amount_fen"]),
        settlement=None if pd.isna(row["settlement_fen"]) else yuan(row["settlement_fen"]),
        breach_rule=row["breach_rule"],
    )


def plan_statuses(
    schedules: pd.DataFrame,
    payments: pd.DataFrame,
    *,
    as_of: Day,
    pauses: pd.DataFrame | None = None,
    grace_days: int = 0,
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Tell where many plans stand on a day.

    Parameters
    ----------
    schedules, payments, pauses : DataFrame
        As `arrears.plan_status` takes them, each with a column ``plan``.
    as_of, grace_days, profile, house, policies
        As `arrears.plan_status` takes them.

    Returns
    -------
    DataFrame
        One row a plan, in the order in which the schedule names them; the figures of `arrears.PlanStatus`.

    Raises
    ------
    ValueError, PolicyError
        As `arrears.plan_status` does.

    Examples
    --------
    >>> due = pd.DataFrame({"plan": ["P1", "P2"], "due_date": ["2026-01-31"] * 2, "payment": [100, 50]})
    >>> payments = pd.DataFrame({"plan": ["P2"], "date": ["2026-01-30"], "amount": [50]})
    >>> plan_statuses(due, payments, as_of="2026-02-03")[["state", "days_past_due", "unpaid"]].astype(str).values.tolist()
    [['overdue', '3', '100.00'], ['settled', '0', '0.00']]
    """
    in_force = rules(profile, house, policies)
    return to_public(status.plan_statuses(schedules, payments, as_of, in_force, pauses, grace_days))


def _with_days(table: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Give a table with its columns of days typed; a column that is not there, or is blank, stays so."""
    typed = {}
    for key in keys:
        if key in table:
            given = table[key].notna().to_numpy(dtype=np.bool_)
            column = np.full(len(table), np.datetime64("NaT", "s"))
            column[given] = days(table[given], key).astype("datetime64[s]")
            typed[key] = column
    return table.assign(**typed)


def _day(name: str, value: date | str) -> date:
    day = parse_date(value)
    if isinstance(day, Fault):
        raise ValueError(f"{name} must be a day such as 2026-01-31; it is {value!r}")  # noqa: TRY004  # a value, not a type
    return day


def _date(day: pd.Timestamp) -> date | None:
    return None if pd.isna(day) else day.date()
