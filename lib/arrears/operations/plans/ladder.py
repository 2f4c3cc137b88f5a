"""Plans beside each other by their length: the usual lengths, what the household can pay, what the customer wishes; each under stress (C5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.plans.costs import agreed_costs
from arrears.operations.plans.options import longest_within
from arrears.operations.plans.schedules import schedules
from arrears.operations.plans.terms import plan_limits
from arrears.policy.records import PlanOptions
from arrears.words import both

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.operations.plans.working import Household, Wanted
    from arrears.policy import Policies

GROUNDS = {
    "offered": both("operations.plans.ladder.usual_length"),
    "affordable": both("operations.plans.ladder.what_household_can_pay"),
    "wish": both("operations.plans.ladder.customer_s_wish"),
    "drafted": both("operations.plans.ladder.drafted"),
}
"""Why a plan is shown, in Chinese and in English."""


def plan_ladder(
    wanted: Wanted,
    home: Household | None,
    policies: Policies,
    *,
    wish_fen: int | None = None,
    wish_months: int | None = None,
    drafted: int | None = None,
) -> pd.DataFrame:
    """Put plans beside each other by their length.

    Parameters
    ----------
    wanted : Wanted
        The debt and the terms.
    home : Household or None
        What the household can pay; None where it is not known.
    policies : Policies
        Whose lengths and cap apply.
    wish_fen : int, optional
        What the customer wishes to pay a month: the shortest plan with no instalment above it.
    wish_months : int, optional
        Over how many months the customer wishes to pay.
    drafted : int, optional
        The length of a plan that is drafted already.

    Returns
    -------
    DataFrame
        One row a length, the shortest first: ``n, ground, ground_zh, ground_en, payment_fen`` (the first instalment),
        ``highest_fen, last_payment_fen, total_cost_fen, paid_fen, apr, ear, first_due, last_due, warning``; where the household is known
        ``fits``, and for each share by which the income falls ``fits_<per cent>``. A plan that is shown for two reasons is one row.

    Raises
    ------
    ValueError
        If a wish is above the cap, or no plan within the cap has instalments as low as wished; value, rule and remedy are named.

    Examples
    --------
    >>> from datetime import date
    >>> from fractions import Fraction
    >>> from arrears.operations.plans.working import Wanted, household
    >>> from arrears.policy import Policies
    >>> day, cn = date(2026, 11, 23), Policies("cn")
    >>> terms = Wanted(12_000_00, Fraction(0), Fraction(0), date(2026, 12, 23), day, "equal_instalment")
    >>> home = household(5_000_00, 3_000_00, 1_000_00, day, cn)
    >>> table = plan_ladder(terms, home, cn, wish_fen=500_00)
    >>> table[["n", "payment_fen", "fits", "fits_10", "ground_en"]].values.tolist()[:3]
    [[6, 200000, False, False, 'usual length'], [12, 100000, False, False, 'usual length'],
     [14, 85714, True, False, 'what the household can pay']]
    """
    policy, limits = policies.get(PlanOptions, wanted.on), plan_limits(policies, wanted.on)
    lengths, made = _all(wanted, policy.most_instalments, policies)
    by_plan = made.groupby("plan", sort=True)
    highest = by_plan["payment_fen"].max().to_numpy()
    grounds: list[tuple[int, str]] = [(min(n, int(lengths[-1])), "offered") for n in policy.offered]
    if home is not None and (fits := np.flatnonzero(highest <= home.amount)).size:
        grounds.append((int(lengths[fits[0]]), "affordable"))
    if wish_months is not None:
        if not 1 <= wish_months <= lengths[-1]:
            raise ValueError(
                f"{wish_months} months is not within 1 and {lengths[-1]} ({limits.months_rule}); choose a term in between"
            )
        grounds.append((wish_months, "wish"))
    if wish_fen is not None:
        fits = np.flatnonzero(highest <= wish_fen)
        if not fits.size:
            raise ValueError(
                f"no plan of at most {limits.max_months} months ({limits.months_rule}) has instalments of "
                f"{wish_fen / 100:,.2f} or less: the lowest is {highest.min() / 100:,.2f}; consider a waiver or the hardship path"
            )
        grounds.append((int(lengths[fits[0]]), "wish"))
    if drafted is not None and drafted <= lengths[-1]:
        grounds.append((drafted, "drafted"))
    each = pd.DataFrame(grounds, columns=["n", "ground"]).drop_duplicates()
    shown = each.groupby("n", sort=True)["ground"].agg(list).reset_index()
    kept = made[made["plan"].isin(shown["n"] - 1)]
    kept = kept.assign(plan=pd.factorize(kept["plan"], sort=True)[0])
    costs = agreed_costs(kept, policies, wanted.on)
    of_plan = kept[kept["no"] > 0].groupby("plan", sort=True)
    top = highest[shown["n"].to_numpy() - 1]
    table = pd.DataFrame(
        {
            "n": shown["n"],
            "ground": [", ".join(keys) for keys in shown["ground"]],
            "ground_zh": ["、".join(GROUNDS[key][0] for key in keys) for keys in shown["ground"]],
            "ground_en": [", ".join(GROUNDS[key][1] for key in keys) for keys in shown["ground"]],
            "payment_fen": costs["payment_fen"].to_numpy(),
            "highest_fen": top,
            "last_payment_fen": costs["last_payment_fen"].to_numpy(),
            "total_cost_fen": costs["total_cost_fen"].to_numpy(),
            "paid_fen": of_plan["payment_fen"].sum().to_numpy(),
            "apr": costs["apr"].to_numpy(),
            "ear": costs["ear"].to_numpy(),
            "first_due": of_plan["due_date"].first().to_numpy(),
            "last_due": of_plan["due_date"].last().to_numpy(),
            "warning": costs["warning"].to_numpy(),
        }
    )
    if home is None:
        return table
    stress = {f"fits_{float(share * 100):g}": top <= left for share, left in home.stress}
    return table.assign(fits=top <= home.amount, **stress)


def _all(wanted: Wanted, most: int, policies: Policies) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """Make the schedule of every length that ends within the cap and leaves no instalment of nothing."""
    due = pd.DataFrame({"first_due": pd.to_datetime([wanted.first_due]), "start": pd.to_datetime([wanted.on])})
    lengths = np.arange(1, min(most, int(longest_within(due, wanted.on, policies)[0])) + 1)
    count = lengths.size
    plans = pd.DataFrame(
        {
            "principal_fen": np.full(count, wanted.principal_fen, dtype=np.int64),
            "annual_rate": pd.Series([wanted.annual_rate] * count, dtype=object),
            "fee_rate": pd.Series([wanted.fee_rate] * count, dtype=object),
            "n": lengths,
            "first_due": pd.to_datetime([wanted.first_due] * count),
            "start": pd.to_datetime([wanted.on] * count),
            "method": [wanted.method] * count,
        }
    )
    made = schedules(plans, policies, wanted.on, refuse_empty=False)
    empty = made.loc[(made["no"] > 0) & (made["payment_fen"] == 0), "plan"]
    if len(empty):
        lengths = lengths[: int(empty.min())]
        made = made[made["plan"] < lengths.size].reset_index(drop=True)
    return lengths, made
