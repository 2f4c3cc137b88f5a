"""Records of what a follow-up list is ranked and cut by."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from arrears.policy.records.base import Record


class RollRates(Record):
    """P(roll to loss) by bucket, and loss given that (RULES: value at risk)."""

    file: ClassVar[str] = "roll_rates"

    buckets: tuple[str, ...]
    to_loss_ppm: tuple[int, ...]
    loss_ppm: int = Field(ge=0, le=1_000_000)


class Priority(Record):
    """How value at risk, age and days since the last contact make a score of 0 to 100."""

    file: ClassVar[str] = "priority"

    value_weight: int = Field(ge=0, le=100)
    age_weight: int = Field(ge=0, le=100)
    silence_weight: int = Field(ge=0, le=100)
    value_full_fen: int = Field(gt=0)
    age_full_days: int = Field(gt=0)
    silence_full_days: int = Field(gt=0)


class Capacity(Record):
    """How many follow-ups one collector is given a day."""

    file: ClassVar[str] = "capacity"

    cases_per_day: int = Field(gt=0)
