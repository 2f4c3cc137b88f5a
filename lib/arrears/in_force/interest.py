"""Simple daily interest, and the interest of a dated ledger (CN-P1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arrears.policy.records import DailyRate, LedgerPolicy, PlanTerms
from arrears.rules.interest import simple_interest
from arrears.rules.ledger import Convention, Ledger, ledger_interest, ledger_steps

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from arrears.policy import Policies
    from arrears.rules.ledger import Steps
    from arrears.units import Dates, Days, Fen

CONVENTIONS = {str(way): way for way in Convention}
"""Which days bear interest, by key."""


@dataclass(frozen=True, slots=True)
class InterestInForce:
    """The rules of interest with their figures.

    Attributes
    ----------
    policy : DailyRate
        The usual daily rate.
    ledger_policy : LedgerPolicy
        Which days of a ledger bear interest.
    terms : PlanTerms
        The ceiling of a year's rate.
    """

    policy: DailyRate
    ledger_policy: LedgerPolicy
    terms: PlanTerms

    @property
    def highest(self) -> Fraction:
        """The highest daily rate that is taken for one: 0.05 % typed as 0.05 would be 1,825 % a year."""
        return self.terms.annual_rate_ceiling / self.policy.year_days

    @property
    def convention(self) -> Convention:
        """Which days of a ledger bear interest."""
        return Convention(self.ledger_policy.convention)

    def rate(self, given: Fraction | None = None) -> Fraction:
        """Give the daily rate: the one that is given, else the usual one.

        Raises
        ------
        ValueError
            If it is too high to be meant.
        """
        if given is None:
            return self.policy.rate
        if given > self.highest:
            ceiling = float(self.terms.annual_rate_ceiling)
            raise ValueError(f"a daily rate of {float(given):g} is above {ceiling:.0%} a year; write 0.05 % as 0.0005")
        return given

    def __call__(self, balance: Fen, days: Days, rate: Fraction | None = None) -> Fen:
        """Give simple interest in fen, rounded half up."""
        return simple_interest(balance, days, self.rate(rate))

    def of_ledger(
        self,
        dates: Dates,
        amounts: Fen,
        to_date: np.datetime64,
        rate: Fraction | None = None,
        way: Convention | None = None,
    ) -> int:
        """Give the interest of one ledger up to a day, in fen."""
        ledger = one_ledger(dates, amounts)
        return int(ledger_interest(ledger, np.array([to_date]), self.rate(rate), way or self.convention)[0])

    def ledger_steps(self, dates: Dates, amounts: Fen, to_date: np.datetime64, way: Convention | None = None) -> Steps:
        """Give the stretches of one ledger with their balances and days."""
        return ledger_steps(one_ledger(dates, amounts), np.array([to_date]), way or self.convention)


def one_ledger(dates: Dates, amounts: Fen) -> Ledger:
    """Give the entries of one account as a ledger."""
    return Ledger(np.zeros(len(dates), dtype=np.int64), dates, amounts)


def under(policies: Policies, on: date) -> InterestInForce:
    """Bind the rules of interest to the figures of a profile on a day.

    Raises
    ------
    PolicyError
        If there are none on that day.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> under(Policies("cn"), date(2026, 1, 31))(np.array([10_000_00]), np.array([26]))
    array([13000])
    """
    return InterestInForce(*(policies.get(record, on) for record in (DailyRate, LedgerPolicy, PlanTerms)))  # type: ignore[arg-type]  # each of its record
