"""Schedules of whole tables of repayment plans (guideline items B4, C5)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.operations.cases.columns import amounts
from arrears.operations.plans.feasible import require_instalments, without_growth
from arrears.operations.plans.terms import Shape, plan_limits, read_methods, read_terms, require_fees
from arrears.policy.records import PlanTerms
from arrears.rules.schedule import Method, Schedules, Terms, build_schedules
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
    terms, methods = read_terms(plans, policies, on, shape or Shape()), read_methods(plans)
    balloon, _ = amounts(plans, "balloon")
    steps = (shape or Shape()).step_rate is not None
    made = schedules_of(
        terms, methods, policies, on, balloon_fen=balloon, steps_are_given=steps, refuse_empty=refuse_empty
    )
    table = _table(made)
    if "case_id" in plans:
        table.insert(0, "case_id", plans["case_id"].to_numpy()[table["plan"]])
    return table


def schedules_of(
    terms: Terms,
    methods: NDArray[Any],
    policies: Policies,
    on: date,
    *,
    balloon_fen: Fen | None = None,
    steps_are_given: bool = False,
    refuse_empty: bool = True,
) -> Schedules:
    """Make the schedules of plans whose terms were read.

    Parameters
    ----------
    terms : Terms
        One entry a plan, without their methods.
    methods : array of str of shape (n,)
        Each plan's method by its key.
    policies : Policies
        The rules of a profile.
    on : date
        The day of the agreement.
    balloon_fen : int64 array of shape (n,), optional
        What is left at the end of plans that are none of balloons, for the rule to refuse; nothing unless given.
    steps_are_given : bool
        Whether the rise of step-up plans is not the house's own.
    refuse_empty : bool
        As for `schedules`, which says the rest.
    """
    limits = plan_limits(policies, on)
    require_fees(methods, terms)
    none = np.zeros(methods.size, dtype=np.int64)
    parts = []
    for method in dict.fromkeys(methods.tolist()):
        rows = np.flatnonzero(methods == method)
        own = replace(terms.of(rows), method=Method(method))
        if method != Method.BALLOON:
            # The policy's share is a balloon plan's alone; an amount that was given is the rule's to refuse.
            own = replace(own, balloon_fen=(none if balloon_fen is None else balloon_fen)[rows])
        made = build_schedules(own, limits)
        if method == Method.STEP_UP:
            gentler = () if steps_are_given else policies.get(PlanTerms, on).gentler_steps
            own, made = without_growth(own, made, limits, gentler)
        if refuse_empty:
            require_instalments(own, made, limits)
        parts.append((rows, made))
    return Schedules.joined(parts)


def period_rates(plan: pd.DataFrame, policies: Policies, on: date, shape: Shape | None = None) -> list[Fraction]:
    """Give the rate of each period of one plan, exactly, by its day count; arguments as `schedules` takes them."""
    upper, lower = period_fractions(read_terms(plan, policies, on, shape or Shape()))
    return [Fraction(int(up), int(low)) for up, low in zip(upper[:, 0], lower[:, 0], strict=True)]


def _table(made: Schedules) -> pd.DataFrame:
    amounts_fen: dict[str, Fen] = {
        f"{key}_fen": getattr(made, f"{key}_fen")
        for key in ("opening", "payment", "principal", "interest", "fee", "closing")
    }
    days = made.due_date.astype("datetime64[s]")
    return pd.DataFrame({"plan": made.plan, "no": made.number, "due_date": days, **amounts_fen}, copy=False)
