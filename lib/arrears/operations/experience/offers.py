"""In which order plans are offered: the household's own wish, then by the chance that they are kept times what they bring; none above stress."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from arrears.operations.experience.counting import kept_traits
from arrears.operations.experience.rates import in_force, kept_chance
from arrears.operations.plans.ladder import plan_ladder
from arrears.policy.records import BestAction, Learned
from arrears.units import yuan
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from arrears.operations.plans.working import Household, Wanted
    from arrears.policy import Policies

COLUMNS = ("kept", "kept_low", "kept_high", "owed_fen", "worth_fen", "offer")


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
        The table with `COLUMNS`: the chance and its interval, ``owed_fen``, ``worth_fen`` (the chance times that debt: the interest that a longer
        plan adds is not counted, so that nothing is offered because it costs more), and ``offer``: 1 for what is offered first, 0 for what
        is not; of plans worth the same the cheaper first. A plan that the household could not bear after the smallest fall of income that the
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
    worth = np.rint(chance.share * wanted.principal_fen).astype(np.int64)
    stress = [] if home is None else [top for _, top in sorted(home.stress)[:1]]
    bearable = np.zeros(count, dtype=bool)
    if home is not None:
        bearable = (ladder["highest_fen"] <= min([home.amount, *stress])).to_numpy(dtype=bool)
    wished = ladder["ground"].str.split(", ").map(lambda grounds: "wish" in grounds).to_numpy(dtype=bool)
    order = np.lexsort([ladder["total_cost_fen"].to_numpy(), -worth, ~wished])
    offer = np.zeros(count, dtype=np.int64)
    offered = order[bearable[order]]
    offer[offered] = np.arange(1, offered.size + 1)
    return ladder.assign(
        kept=chance.share, kept_low=chance.low, kept_high=chance.high,
        owed_fen=wanted.principal_fen, worth_fen=worth, offer=offer,
    )  # fmt: skip


def told(offered: pd.DataFrame, home: Household | None) -> list[Saying]:
    """Say of each plan how likely it is kept, what that brings and why it stands where it stands: what is offered first, first.

    Parameters
    ----------
    offered : DataFrame
        From `with_chances`.
    home : Household or None
        What the household can pay; None where it is not known.
    """
    last = len(offered) + 1
    ordered = offered.assign(place=offered["offer"].where(offered["offer"] > 0, last)).sort_values(["place", "n"])
    return [_line(row, known=home is not None) for row in ordered.to_dict("records")]


class Offers(NamedTuple):
    """Plans with their chances, and what is said of each, of the first, and of what it all rests on."""

    table: pd.DataFrame
    told: list[Saying]
    best: Saying
    basis: Saying

    @property
    def said(self) -> list[Saying]:
        """All of it for a screen: where nothing is offered that comes first."""
        nothing = [] if (self.table["offer"] > 0).any() else [self.best]
        return [*nothing, *self.told, self.basis]


def offers(wanted: Wanted, home: Household | None, policies: Policies, **asked: int | None) -> Offers:
    """Put plans beside each other in the order in which they are offered.

    Parameters
    ----------
    wanted, home, policies
        As `with_chances` takes them.
    **asked
        ``wish_fen``, ``wish_months``, ``drafted``, as `arrears.operations.plans.ladder.plan_ladder` takes them.

    Raises
    ------
    ValueError
        As `arrears.operations.plans.ladder.plan_ladder` does.
    """
    table = with_chances(plan_ladder(wanted, home, policies, **asked), wanted, home, policies)
    return Offers(table, told(table, home), best(table, home), basis(policies, wanted))


def best(offered: pd.DataFrame, home: Household | None) -> Saying:
    """Say which plan is offered first and why, or why none is."""
    if home is None:
        return both("operations.experience.offers.no_household")
    if not (offered["offer"] == 1).any():
        lines = [home.amount, *(left for _, left in sorted(home.stress)[:1])]
        return both("operations.experience.offers.none", line=f"{yuan(min(lines)):,.2f}")
    return told(offered, home)[0]


def _line(row: Mapping[Hashable, Any], *, known: bool) -> Saying:
    chance = {name: f"{row[name]:.0%}" for name in ("kept", "kept_low", "kept_high")}
    amounts = {name: f"{yuan(int(row[f'{name}_fen'])):,.2f}" for name in ("payment", "owed", "worth")}
    key = "not_ranked" if not known else "above_stress"
    if row["offer"]:
        key = "wished" if "wish" in str(row["ground"]).split(", ") else "offered"
    return both(f"operations.experience.offers.{key}", n=row["n"], place=row["offer"], **chance, **amounts)


def basis(policies: Policies, wanted: Wanted) -> Saying:
    """Say what the chances rest on: how many promises and plans the house has counted, or the policy's values."""
    counted = sum(
        one.of for one in policies.get(Learned, wanted.on).counts if (one.model, one.trait) == ("kept", "all")
    )
    if counted < policies.get(BestAction, wanted.on).least_seen:
        return both("operations.experience.offers.stated", count=counted)
    return both("operations.experience.offers.counted", count=counted)
