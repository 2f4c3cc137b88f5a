"""Records of interest, fees, minimum payments, allocation and the dates that they rest on."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from arrears.policy.records.base import Rate, Record, Share  # pydantic reads them at run time
from arrears.policy.records.delinquency import Banded
from arrears.policy.records.unfit import UnfitError

Convention = Literal[
    "ACT/365F",
    "ACT/360",
    "ACT/365L",
    "ACT/ACT ISDA",
    "ACT/ACT AFB",
    "30/360 Bond Basis",
    "30/360 Eurobond",
    "30/360 ISDA",
    "30/360 USA",
]
"""How days are counted, in the words of `arrears.rules.day_count.DayCount`."""
CARD_PARTS = ("interest", "fees", "principal")
"""What a card payment is split over; costs count as fees."""
INSTALMENT_PARTS = ("penalty", "fee", "interest", "principal")
"""What an instalment consists of."""
STATUSES = ("past_due", "due", "in_advance")
"""Where a charge's own due date lies on the day of a payment."""


class DayCountPolicy(Record):
    """The day count of a plan's interest where its contract is silent."""

    file: ClassVar[str] = "day_count"

    convention: Convention


class MonthStep(Record):
    """Which day stands for one that a month lacks."""

    file: ClassVar[str] = "month_step"

    missing_day: Literal["last_day", "first_of_next"]


class WorkingDay(Record):
    """What happens to a due date that is no working day."""

    file: ClassVar[str] = "working_day"

    roll: Literal["none", "following", "modified_following", "preceding"]


class DailyRate(Record):
    """The daily rate of card interest where a contract states none, and the year of its annual rate (CN-P1)."""

    file: ClassVar[str] = "daily_rate"

    rate: Rate = Field(ge=0)
    year_days: Literal[360, 365]
    ceiling: Rate | None = None
    floor: Rate | None = None

    @model_validator(mode="after")
    def _rate_is_within_its_bounds(self) -> Self:
        below = self.floor is not None and self.rate < self.floor
        above = self.ceiling is not None and self.rate > self.ceiling
        if below or above:
            bounds = f"{float(self.floor or 0)} to {float(self.ceiling or 1)}"
            raise UnfitError("daily_rate", bounds=bounds, rate=float(self.rate))
        return self


class RateWarning(Record):
    """The yearly cost above which a warning is shown (CN-P7), or above which nothing may be charged (CN-ASSIST)."""

    file: ClassVar[str] = "rate_warning"

    yearly: Rate = Field(gt=0)
    binding: Literal["warning", "ceiling"] = "warning"
    """warning: a court may trim what is above it. ceiling: what is above it may not be charged at all."""


class LedgerPolicy(Record):
    """Which balance bears interest on a payment day, and whether interest is capitalised."""

    file: ClassVar[str] = "ledger"

    convention: Literal["payment_day", "end_day"]
    compounding: Literal["none", "monthly"]


class StatementInterest(Record):
    """On what interest runs when a statement was not paid in full (CN-P6)."""

    file: ClassVar[str] = "statement_interest"

    base: Literal["full_amount", "unpaid_part"]


class FeeInterest(Record):
    """Whether fees bear interest (CN-P2)."""

    file: ClassVar[str] = "fee_interest"

    fees_bear_interest: bool


class LateFee(Record):
    """The late fee (CN-P3, Z-52)."""

    file: ClassVar[str] = "late_fee"

    rate: Share
    least_fen: int = Field(ge=0)
    tolerance_fen: int = Field(ge=0)
    capped_at_minimum_payment: bool


class MinimumPayment(Record):
    """The shares that make a minimum payment (CN-P4), in the order of the columns of AR_MIN_PAYMENT."""

    file: ClassVar[str] = "minimum_payment"

    purchases: Share
    instalments_due: Share
    unpaid_minimum: Share
    over_limit: Share
    fees_interest: Share


class Grace(Record):
    """Days after a due date on which a payment still counts as in time (CN-P5)."""

    file: ClassVar[str] = "grace"

    days: int = Field(ge=0)


class Allocation(Banded):
    """The order in which a card payment is split, by days past due (CN-57, CIV561)."""

    file: ClassVar[str] = "allocation"

    orders: tuple[tuple[Literal["interest", "fees", "principal"], ...], ...]

    @model_validator(mode="after")
    def _one_whole_order_a_band(self) -> Self:
        self.one_a_band("orders")
        for order in self.orders:
            if sorted(order) != sorted(CARD_PARTS):
                raise UnfitError("card_order", parts=", ".join(CARD_PARTS), order=", ".join(order))
        return self


class InstalmentAllocation(Record):
    """The order in which a payment is split over the instalments of a plan."""

    file: ClassVar[str] = "instalment_allocation"

    order: tuple[str, ...]
    """``past_due_penalty`` and so on: each status with each part once, first paid first."""
    processing: Literal["instalment", "horizontal", "vertical"]
    future: Literal["next", "last", "evenly"]

    @field_validator("order")
    @classmethod
    def _names_each_charge_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if sorted(value) != sorted(f"{status}_{part}" for status in STATUSES for part in INSTALMENT_PARTS):
            raise UnfitError("instalment_order")
        return value
