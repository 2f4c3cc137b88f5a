"""Record of how progress is measured and appraised."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Rate, Record, Share

MEASURES = (
    "recovery",
    "cure",
    "contact",
    "right_party",
    "promise",
    "kept",
    "coverage",
    "overdue",
    "complaint",
    "breach",
)
"""What progress is measured by."""
FEWER_IS_BETTER = ("overdue", "complaint", "breach")


class ProgressTerms(Record):
    """Targets, what counts as small, and how much of an appraisal must rest on other things than recovery (CN-66)."""

    file: ClassVar[str] = "progress"

    targets: dict[str, Share]
    """For some of `MEASURES`: reached from it on, or up to it where fewer is better."""
    small: int = Field(ge=1)
    """A rate over fewer than so many is marked as small."""
    deviations: Rate = Field(gt=0)
    """Width of an interval in standard deviations, such as 1.96 for 95 %."""
    least_other: Share
    """Least part of a score that measures other than recovery and cure must have."""
    follow_up_days: int = Field(ge=0)
    """Working days after the promised day within which a promise that was not kept is followed up."""
    late_from: int = Field(ge=1)
    """Days past due from which a vintage's cases count as late."""
    weights: dict[str, Rate]
    """Of a collector's score, for some of `MEASURES`."""

    @model_validator(mode="after")
    def _measures_are_known(self) -> Self:
        unknown = sorted({*self.targets, *self.weights} - set(MEASURES))
        if unknown:
            raise ValueError(f"{', '.join(unknown)} is no measure; measures are {', '.join(MEASURES)}")
        if not self.least_other:
            raise ValueError("least_other must be above 0: recovery may not be the only measure (CN-66)")
        return self
