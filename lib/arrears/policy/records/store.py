"""Records of how a store keeps time and how long it keeps data."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Record
from arrears.policy.records.unfit import UnfitError


class ClockSkew(Record):
    """How far an event may lie ahead of the store's clock."""

    file: ClassVar[str] = "clock_skew"

    warn_seconds: int = Field(ge=0)
    refuse_seconds: int = Field(ge=0)

    @model_validator(mode="after")
    def _warned_before_refused(self) -> Self:
        if self.warn_seconds > self.refuse_seconds:
            raise UnfitError("seconds", warn=self.warn_seconds, refuse=self.refuse_seconds)
        return self


class Retention(Record):
    """How long records of collection must be kept: one file a law.

    ``retention`` itself is the house's period where no law states one; of ``retention_*`` all in force apply and the longest counts.
    """

    file: ClassVar[str] = "retention"

    years: int = Field(ge=0, le=100)
    days: int = Field(default=0, ge=0)
    counted_from: Literal["last_activity"] = "last_activity"


class Recordings(Record):
    """How long the recording of a call must be kept, from the day of the call; the record of the call itself falls under `Retention`."""

    file: ClassVar[str] = "recordings"

    years: int = Field(default=0, ge=0, le=100)
    days: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _is_a_period(self) -> Self:
        if not (self.years or self.days):
            raise UnfitError("period")
        return self


class Necessity(Record):
    """How soon personal content goes once no period keeps it (CN-PI: the shortest time necessary), and what holds it back."""

    file: ClassVar[str] = "necessity"

    erase_within_days: int = Field(ge=0)
    holds: tuple[str, ...]
    """Flags that show an open matter: while one is set nothing is erased."""
