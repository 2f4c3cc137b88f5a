"""In which order plans are offered: the household's own wish, then by the chance that they are kept times what they bring; none above stress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.experience.counting import kept_traits
from arrears.operations.experience.rates import in_force, kept_chance
from arrears.policy.records import BestAction, Learned
from arrears.words import Saying, both

if TYPE_CHECKING:
    from arrears.operations.plans.working import Household, Wanted
    from arrears.policy import Policies

COLUMNS = ("kept", "kept_low", "kept_high", "worth_fen", "offer")


def with_chances(ladder: pd.DataFrame, wanted: Wanted, home: Household | None, policies: Policies) -> pd.DataFrame:
    """Add to plans how likely each is kept, and in which order they are offered.

    Parameters
    ----------
    ladder : DataFrame
        From `arrears.operations.plans.ladder.plan_ladder`.
    wanted : Wanted
        The debt and the terms.
    home : Household or None
        What the household can pay; None where it is not known.
    policies : Policies
        Whose bands and stated values apply, and what the house has learned.

    Returns
    -------
    DataFrame
        The table with `COLUMNS`: the chance and its interval, ``worth_fen`` (the chance times what is paid in all), and ``offer``: 1 for what
        is offered first, 0 for what is not. A plan that the household could not bear after the smallest fall of income that the
        policy tests is offered to nobody; where nothing is known of the household, nothing is ranked.

    Examples
    --------
    >>> from datetime import date
    >>> from fractions import Fraction
    >>> from arrears.operations.plans.ladder import plan_ladder
    >>> from arrears.operations.plans.working import Wanted, household
    >>> from arrears.policy import Policies
    >>> day, cn = date(2026, 11, 23), Policies("cn")
    >>> terms = Wanted(12_000_00, Fraction(0), Fraction(0), date(2026, 12, 23), day, "equal_instalment")
    >>> home = household(5_000_00, 3_000_00, 1_000_00, day, cn)
    >>> table = with_chances(plan_ladder(terms, home, cn, wish_months=36), terms, home, cn)
    >>> table[["n", "offer"]].values.tolist()
    [[6, 0], [12, 0], [14, 0], [24, 0], [36, 1], [60, 2]]
    """
    policy, count = policies.get(BestAction, wanted.on), len(ladder)
    traits = kept_traits(
        pd.DataFrame(
            {
                "amount_fen": ladder["highest_fen"],
                "can_pay_fen": np.full(count, np.nan if home is None else float(home.amount)),
                "owed_fen": np.full(count, wanted.principal_fen),
                "made_on": np.full(count, np.datetime64(wanted.on, "s")),
                "due_on": pd.to_datetime(ladder["first_due"]).to_numpy("datetime64[s]"),
                "instalments": ladder["n"],
                "history": np.full(count, np.nan),
            }
        )
    )
    chance = kept_chance(in_force(policies, wanted.on), traits, policy)
    worth = np.rint(chance.share * ladder["paid_fen"].to_numpy(dtype=np.int64)).astype(np.int64)
    stress = [] if home is None else [top for _, top in sorted(home.stress)[:1]]
    bearable = np.zeros(count, dtype=bool)
    if home is not None:
        bearable = (ladder["highest_fen"] <= min([home.amount, *stress])).to_numpy(dtype=bool)
    wished = ladder["ground"].str.split(", ").map(lambda grounds: "wish" in grounds).to_numpy(dtype=bool)
    order = np.lexsort([ladder["n"].to_numpy(), -worth, ~wished])
    offer = np.zeros(count, dtype=np.int64)
    offered = order[bearable[order]]
    offer[offered] = np.arange(1, offered.size + 1)
    return ladder.assign(kept=chance.share, kept_low=chance.low, kept_high=chance.high, worth_fen=worth, offer=offer)


def basis(policies: Policies, wanted: Wanted) -> Saying:
    """Say what the chances rest on: how many promises and plans the house has counted, or the policy's values."""
    counted = sum(
        one.of for one in policies.get(Learned, wanted.on).counts if (one.model, one.trait) == ("kept", "all")
    )
    if counted < policies.get(BestAction, wanted.on).least_seen:
        return both("operations.experience.offers.stated", count=counted)
    return both("operations.experience.offers.counted", count=counted)
