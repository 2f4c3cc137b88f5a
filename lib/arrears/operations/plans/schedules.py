"""Schedules of whole tables of repayment plans (guideline items B4, C5)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.cases.columns import amounts
from arrears.operations.plans.feasible import require_instalments, without_growth
from arrears.operations.plans.terms import Shape, plan_limits, read_methods, read_terms, require_fees
from arrears.policy.records import PlanTerms
from arrears.rules.schedule import Method, Schedules, build_schedules
from arrears.rules.schedule.periods import period_fractions

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.units import Fen


def schedules(
    plans: pd.DataFrame, policies: Policies, on: date, shape: Shape | None = None, *, refuse_empty: bool = True
) -> pd.DataFrame:
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
    refuse_empty : bool
        Whether a plan of which an instalment rounds to nothing is refused.

    Returns
    -------
    DataFrame
        One row an instalment, in the order of the plans: ``case_id`` if given, ``plan`` (position from 0), ``no,
        due_date, opening_fen, payment_fen, principal_fen, interest_fen, fee_fen, closing_fen``. Instalment 0 is a
        down payment. A step-up plan of the house's own step rises by less where the debt would grow otherwise.

    Raises
    ------
    ValueError
        Naming the first plan that cannot be, its value, the rule and the remedy.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
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
        made = build_schedules(own, limits)
        if method == Method.STEP_UP:
            given = (shape or Shape()).step_rate is not None
            own, made = without_growth(own, made, limits, () if given else policies.get(PlanTerms, on).gentler_steps)
        if refuse_empty:
            require_instalments(own, made, limits)
        parts.append(_table(made, rows))
    if not parts:
        parts = [_table(Schedules.empty(0), np.empty(0, dtype=np.intp))]
    table = parts[0] if len(parts) == 1 else pd.concat(parts).sort_values("plan", kind="stable", ignore_index=True)
    if "case_id" in plans:
        table.insert(0, "case_id", plans["case_id"].to_numpy()[table["plan"]])
    return table


def period_rates(plan: pd.DataFrame, policies: Policies, on: date, shape: Shape | None = None) -> list[Fraction]:
    """Give the rate of each period of one plan, exactly, by its day count; arguments as `schedules` takes them."""
    upper, lower = period_fractions(read_terms(plan, policies, on, shape or Shape()))
    return [Fraction(int(up), int(low)) for up, low in zip(upper[:, 0], lower[:, 0], strict=True)]


def _table(made: Schedules, plans: NDArray[np.intp]) -> pd.DataFrame:
    amounts_fen: dict[str, Fen] = {
        f"{key}_fen": getattr(made, f"{key}_fen")
        for key in ("opening", "payment", "principal", "interest", "fee", "closing")
    }
    days = made.due_date.astype("datetime64[s]")
    return pd.DataFrame({"plan": plans[made.plan], "no": made.number, "due_date": days, **amounts_fen}, copy=False)
