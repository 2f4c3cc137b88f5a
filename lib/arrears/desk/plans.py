"""Schedules of whole tables of repayment plans, and the schedule of one plan (guideline items B4, C5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.desk.plan_terms import Shape, plan_limits, read_methods, read_terms, require_fees
from arrears.desk.reading import amounts
from arrears.policy import Policies
from arrears.rules.schedule import Method, Schedules, build_schedules
from arrears.tables.cases import to_public
from arrears.tables.dates import parse_date
from arrears.tables.faults import Fault
from arrears.tables.schedules import SCHEDULE_COLUMNS
from arrears.units import fen

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from fractions import Fraction
    from pathlib import Path

    from numpy.typing import NDArray

    from arrears.units import Fen

    Number = float | str | Decimal
    Rate = float | str | Decimal | Fraction


def schedules(plans: pd.DataFrame, policies: Policies, on: date, shape: Shape | None = None) -> pd.DataFrame:
    """Make the schedules of a table of plans.

    Parameters
    ----------
    plans : DataFrame
        One row a plan: ``principal_fen, annual_rate, n, first_due``; where given also ``case_id, method, start, fee_rate,
        down_payment_fen, grace, interest_free, balloon_fen``. `grace` counts the first instalments without principal,
        `interest_free` those whose period bears no interest; both are instalments of `n`.
    policies : Policies
        The rules of a profile.
    on : date
        The day of the agreement: the rules in force then apply.
    shape : Shape, optional
        What the plans share.

    Returns
    -------
    DataFrame
        One row an instalment, in the order of the plans: ``case_id`` if given, ``plan`` (position from 0), ``no,
        due_date, opening_fen, payment_fen, principal_fen, interest_fen, fee_fen, closing_fen``. Instalment 0 is a
        down payment.

    Raises
    ------
    ValueError
        Naming the first plan that cannot be, its value, the rule and the remedy.

    Examples
    --------
    >>> from datetime import date
    >>> plans = pd.DataFrame({"principal_fen": [2500_00], "annual_rate": [0.0824], "n": [12],
    ...                       "first_due": pd.to_datetime(["2026-01-31"])})
    >>> made = schedules(plans, Policies("cn"), date(2026, 1, 1))
    >>> made.loc[1, ["payment_fen", "interest_fen"]].to_list()
    [21775, 1579]
    """
    terms = read_terms(plans, policies, on, shape or Shape())
    limits = plan_limits(policies, on)
    methods = read_methods(plans)
    require_fees(plans, methods, terms)
    given_balloon, _ = amounts(plans, "balloon")
    parts = []
    for method in dict.fromkeys(methods.tolist()):
        rows = np.flatnonzero(methods == method)
        own = replace(terms.of(rows), method=Method(method))
        if method != Method.BALLOON:
            # The policy's share is a balloon plan's alone; an amount that was given is the rule's to refuse.
            own = replace(own, balloon_fen=given_balloon[rows])
        parts.append(_table(build_schedules(own, limits), rows))
    if not parts:
        parts = [_table(Schedules.empty(0), np.empty(0, dtype=np.intp))]
    table = parts[0] if len(parts) == 1 else pd.concat(parts).sort_values("plan", kind="stable", ignore_index=True)
    if "case_id" in plans:
        table.insert(0, "case_id", plans["case_id"].to_numpy()[table["plan"]])
    return table


def schedule(  # noqa: PLR0913  # the arguments of AR_SCHEDULE, and what a notebook may add by name
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
    profile: str = "cn",
    house: Path | None = None,
    lang: str = "en",
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
        First due date; the rules in force on `start`, or else on this day, apply.
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
    profile, house
        Whose rules apply.
    lang : str
        Language of the headings, ``en`` or ``zh``.

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
    if lang not in {"en", "zh"}:
        raise ValueError(f"headings are in English or Chinese: lang must be 'en' or 'zh'; it is {lang!r}")
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
    made = schedules(pd.DataFrame(columns), Policies(profile, house), start_day or first_day, shape).drop(
        columns="plan"
    )
    return to_public(made).set_axis([column.heading(lang) for column in SCHEDULE_COLUMNS], axis=1)


def _table(made: Schedules, plans: NDArray[np.intp]) -> pd.DataFrame:
    amounts_fen: dict[str, Fen] = {
        f"{key}_fen": getattr(made, f"{key}_fen")
        for key in ("opening", "payment", "principal", "interest", "fee", "closing")
    }
    days = made.due_date.astype("datetime64[s]")
    return pd.DataFrame({"plan": plans[made.plan], "no": made.number, "due_date": days, **amounts_fen}, copy=False)


def _day(name: str, value: date | str) -> date:
    day = parse_date(value)
    if isinstance(day, Fault):
        raise ValueError(f"{name} must be a day such as 2026-01-31; it is {value!r}")  # noqa: TRY004  # a value, not a type
    return day
