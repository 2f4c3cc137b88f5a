"""Run a virtual year: month by month the portfolio moves, and money, law, complaints and people follow from what was decided.

Everybody in it is invented. Every account has the same chance numbers whatever is decided, so that two roads of one seed differ by
their decisions alone. At the house's default nothing tilts the counted moves, so that the simulated ones agree with them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.policy.records import MonthlyMoves, RollRates, VirtualYear
from arrears.training.year.moves import AGES, chances, drawn, settled_mix, tilted
from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.training.year.deciding import Decision

FEW = 5
"""Of fewer expected moves a standard error says little."""
MONEY = (
    "recovered_fen",
    "overdue_fen",
    "risk_fen",
    "staff_fen",
    "relief_fen",
    "harm_fen",
    "written_off_fen",
    "cost_fen",
)
COUNTS = ("overdue", "conversations", "breaches", "complaints", "cured", "helped", "written_off")
COLUMNS = ("month", "strategy", "tone", "offer", "collectors", "left", "load", *COUNTS, *MONEY)
"""What a month is told by; amounts in fen. ``cost_fen`` is what the month cost the house: staff, relief, harm, write-offs, and by how much the
value at risk grew. What is recovered is told beside it and not in it: whoever lets arrears grow has more to recover."""


@dataclass
class Year:
    """A portfolio on one road.

    Parameters
    ----------
    cases : int
        Accounts, current ones included.
    seed : int
        The same seed gives the same people and the same luck.
    on : date
        Whose policies apply: counted moves and behaviour.
    policies : Policies
        Where they stand.
    counts : int64 array of shape (8, 8), optional
        Counted moves of one's own, in place of the policy's.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> from arrears.training.year.deciding import usual
    >>> year = Year(1_000, 7, date(2026, 11, 28), Policies())
    >>> year.run([usual(year.behaviour)] * 3)["month"].tolist()
    [1, 2, 3]
    """

    cases: int
    seed: int
    on: date
    policies: Policies
    counts: NDArray[np.int64] | None = None
    months: list[dict[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.behaviour = self.policies.get(VirtualYear, self.on)
        own = self.policies.get(MonthlyMoves, self.on).counts if self.counts is None else self.counts
        self.counted = np.array(own, dtype=np.int64)
        self.given = chances(self.counted)
        self.moved = np.zeros((AGES, AGES), dtype=np.int64)
        rng = np.random.default_rng([self.seed, 0])
        behaviour = self.behaviour
        mix = settled_mix(self.given, float(behaviour.written_off))
        self.ages = rng.choice(AGES, size=self.cases, p=mix).astype(np.int64)
        median = behaviour.median_balance_yuan * FEN_IN_YUAN
        self.balance = np.rint(median * np.exp(rng.normal(0, float(behaviour.spread), self.cases))).astype(np.int64)
        self.hardship = rng.random(self.cases) < float(behaviour.hardship)
        self.trust = np.zeros(self.cases)
        self.staff = self._asked()
        self._hired: list[tuple[int, float]] = []
        self.risk = self._risk(self.ages, np.zeros(self.cases, dtype=bool))

    def run(self, decisions: Sequence[Decision]) -> pd.DataFrame:
        """Live through months, and tell them all.

        Returns
        -------
        DataFrame
            A row a month so far: `COLUMNS`.
        """
        for decision in decisions:
            self.step(decision)
        return self.table

    @property
    def table(self) -> pd.DataFrame:
        """The months so far: `COLUMNS`."""
        return pd.DataFrame(self.months, columns=list(COLUMNS))

    def step(self, decision: Decision) -> dict[str, object]:
        """Live through one month."""
        behaviour, month = self.behaviour, len(self.months) + 1
        rng = np.random.default_rng([self.seed, 2, month])
        draw = rng.random(self.cases)
        tone = next(each for each in behaviour.tones if each.key == decision.tone)
        offer = next(each for each in behaviour.offers if each.key == decision.offer)
        collectors, left = self._staffed(decision, month, float(tone.strain))
        talks = self._conversations(decision, collectors)
        overdue = self.ages > 0
        lift = self._lift(talks, float(tone.lift), float(offer.lift)) * overdue
        after = drawn(tilted(self.given[self.ages], self.ages, lift), draw)
        np.add.at(self.moved, (self.ages, after), 1)
        paid = self.paid(after)
        improved = after < self.ages
        helped = improved & self.hardship & (float(offer.relief) > 0)
        cost_of = np.rint(self.balance * float(behaviour.monthly_cost)).astype(np.int64)
        relief = int(np.rint(cost_of[helped].sum() * float(offer.relief)))
        spoken = float(talks.sum())
        complaints, breaches = (int(rng.poisson(spoken * float(share))) for share in (tone.complaints, tone.breaches))
        harm = complaints * behaviour.complaint_cost_yuan + breaches * behaviour.breach_cost_yuan
        staff_fen = round(collectors * behaviour.salary_yuan) * FEN_IN_YUAN
        gone = (after == AGES - 1) & (rng.random(self.cases) < float(behaviour.written_off))
        written = int(self.balance[gone].sum())
        told: dict[str, object] = {
            "month": month, "strategy": decision.strategy, "tone": decision.tone, "offer": decision.offer,
            "collectors": round(collectors, 1), "left": round(left, 1),
            "load": round(float(overdue.sum()) / collectors, 1) if collectors else float("nan"),
            "overdue": int(overdue.sum()), "conversations": round(spoken), "breaches": breaches, "complaints": complaints,
            "cured": int((overdue & (after == 0)).sum()), "helped": int(helped.sum()), "written_off": int(gone.sum()),
            "recovered_fen": int(paid[overdue].sum()), "staff_fen": staff_fen, "relief_fen": relief, "harm_fen": harm * FEN_IN_YUAN,
            "written_off_fen": written, "overdue_fen": int(self.balance[overdue].sum()),
        }  # fmt: skip
        told["risk_fen"] = risk = self._risk(after, gone)
        told["cost_fen"] = staff_fen + relief + harm * FEN_IN_YUAN + written + risk - self.risk
        self.risk = risk
        # Trust is gained or lost where somebody was spoken to.
        self.trust += float(tone.later) * np.minimum(talks, 1.0)
        self.ages = np.where(gone, 0, after)
        self.trust[gone] = 0.0
        self.months.append(told)
        return told

    def agreement(self) -> pd.DataFrame:
        """Put the simulated moves beside the given ones.

        Returns
        -------
        DataFrame
            ``before, after, counted`` (in the source), ``given`` and ``simulated`` shares, ``moves`` (simulated, of the row), ``error`` (one
            standard error of the simulated share) and ``deviations`` (how many of these it is away).
        """
        totals = self.moved.sum(axis=1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            simulated = self.moved / totals
            error = np.where(totals > 0, np.sqrt(self.given * (1 - self.given) / totals), np.nan)
            deviations = np.where(error > 0, (simulated - self.given) / error, 0.0)
        before, after = (place.ravel() for place in np.indices((AGES, AGES)))
        table = pd.DataFrame(
            {
                "before": [_age(int(age)) for age in before], "after": [_age(int(age)) for age in after], "counted": self.counted.ravel(),
                "given": self.given.ravel(), "simulated": simulated.ravel(), "moves": np.repeat(totals.ravel(), AGES),
                "error": error.ravel(), "deviations": deviations.ravel(),
            }
        )  # fmt: skip
        return table[(table["counted"] > 0) | (table["simulated"] > 0)].reset_index(drop=True)

    def farthest(self) -> tuple[float, int]:
        """Give how many standard errors the farthest simulated move is away, and of how many; those with few expected are left out."""
        table = self.agreement()
        enough = table[table["given"] * table["moves"] >= FEW]
        return float(enough["deviations"].abs().max()) if len(enough) else 0.0, len(enough)

    def moved_to(self, talks: NDArray[np.float64], draw: NDArray[np.float64]) -> NDArray[np.int64]:
        """Give the ages at the month's end after so many conversations each, in the default's tone and with its offer; nothing is lived through."""
        tone, offer = self.behaviour.tones[0], self.behaviour.offers[0]
        lift = self._lift(talks, float(tone.lift), float(offer.lift)) * (self.ages > 0)
        return drawn(tilted(self.given[self.ages], self.ages, lift), draw)

    def expected(self, talks: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give what is expected to come in from each account this month after so many conversations each, by its true chances."""
        tone, offer = self.behaviour.tones[0], self.behaviour.offers[0]
        lift = self._lift(talks, float(tone.lift), float(offer.lift)) * (self.ages > 0)
        rows = tilted(self.given[self.ages], self.ages, lift)
        paid = np.stack([self.paid(np.full(self.cases, age)) for age in range(AGES)], axis=1)
        brings: NDArray[np.float64] = (rows * paid).sum(axis=1)
        return brings

    # --- behaviour --------------------------------------------------------------------------------------------------

    def _asked(self) -> float:
        """Give the collectors that the load asks for."""
        return float((self.ages > 0).sum()) / self.behaviour.cases_a_collector

    def _staffed(self, decision: Decision, month: int, strain: float) -> tuple[float, float]:
        """Give who works this month, and who left: leavers at the default's rate are replaced in time, those of strain are not."""
        behaviour = self.behaviour
        if decision.collectors is None:
            # By the load: who the load asks for is there, but for those whom the tone has driven away for a while.
            self.staff = self._asked() * decision.coverage * (1 - strain * behaviour.hire_months)
            self._hired = []
            return self.staff, self.staff * (float(behaviour.leave) + strain)
        self.staff += sum(count for when, count in self._hired if when == month)
        self._hired = [(when, count) for when, count in self._hired if when > month]
        self.staff = min(self.staff, float(decision.collectors))
        missing = decision.collectors - self.staff - sum(count for _, count in self._hired)
        if missing > 0 and behaviour.hire_months:
            self._hired.append((month + behaviour.hire_months, missing))
        elif missing > 0:
            self.staff += missing
        here = self.staff
        self.staff -= here * strain
        return here, here * (float(behaviour.leave) + strain)

    def _conversations(self, decision: Decision, collectors: float) -> NDArray[np.float64]:
        """Share out the month's attempts by the strategy; give the conversations expected of each account."""
        behaviour = self.behaviour
        overdue = self.ages > 0
        talks = np.zeros(self.cases)
        if not overdue.any():
            return talks
        possible = collectors * behaviour.attempts_a_collector * float(behaviour.reached)
        most = float(behaviour.most_conversations)
        if decision.strategy == "even":
            talks[overdue] = min(possible / float(overdue.sum()), most)
            return talks
        rank = {"early": self.ages, "late": -self.ages, "large": -self.balance}[decision.strategy]
        places = np.flatnonzero(overdue)
        order = places[np.argsort(rank[places], kind="stable")]
        talks[order] = np.clip(possible - most * np.arange(len(order)), 0, most)
        return talks

    def _lift(self, talks: NDArray[np.float64], tone: float, offer: float) -> NDArray[np.float64]:
        """Give what decisions and trust add to the odds of improving, beside the default's."""
        behaviour = self.behaviour
        usual = min(
            behaviour.attempts_a_collector * float(behaviour.reached) / behaviour.cases_a_collector,
            float(behaviour.most_conversations),
        )
        lift = float(behaviour.contact_lift) * (talks - usual) + self.trust
        lift += np.where(self.hardship, offer - float(behaviour.offers[0].lift), 0.0)
        spoken = np.minimum(talks, 1.0)
        return lift + np.where(self.hardship, 0.0, (tone - float(behaviour.tones[0].lift)) * spoken)

    def _risk(self, ages: NDArray[np.int64], gone: NDArray[np.bool_]) -> int:
        """Give the value at risk of what is overdue, in fen: balance, chance of loss by age, loss (HOUSE-ROLL)."""
        rates = self.policies.get(RollRates, self.on)
        chance = np.array([float(share) for share in rates.to_loss])[np.minimum(ages, len(rates.to_loss) - 1)]
        at_risk = self.balance * chance * float(rates.loss)
        return int(np.rint(at_risk[(ages > 0) & ~gone].sum()))

    def paid(self, after: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give what each move means in money: a minimum payment for each month that was made good, and this month's."""
        least = np.rint(self.balance * float(self.behaviour.minimum_share)).astype(np.int64)
        paid: NDArray[np.int64] = np.minimum(np.maximum(self.ages - after + 1, 0) * least, self.balance)
        return paid


def _age(age: int) -> str:
    return f"M{age}" if age < AGES - 1 else f"M{age}+"
