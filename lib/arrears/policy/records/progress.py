"""Record of how progress is measured and appraised."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Frozen, Rate, Record, Share
from arrears.policy.records.unfit import UnfitError

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
PROMISE_STEPS = ("stopped", "remind", "coming", "call", "rest", "plan")
"""What can be done next about a promise."""
FEWER_IS_BETTER = ("overdue", "complaint", "breach")
ADDS_UP = ("recovery", "cure", "coverage")
"""What adds up from day to day, so that a month's target is reached bit by bit; the others are shares that a day has as a month has."""


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
            raise UnfitError("measures", unknown=", ".join(unknown), measures=", ".join(MEASURES))
        if not self.least_other:
            raise UnfitError("least_other")
        return self


class PromiseStep(Frozen):
    """What is done next about a promise, in Chinese and in English."""

    key: str
    zh: str
    en: str


class PromiseSteps(Record):
    """What is done next about promises that are due, late or broken (HOUSE-PROMISE-STEPS)."""

    file: ClassVar[str] = "promises_due"

    ahead_days: int = Field(ge=0)
    """Days before the promised day from which a promise is shown as coming."""
    back_days: int = Field(ge=1)
    """Days after the promised day for which a promise that was not kept is shown."""
    broken_to_plan: int = Field(ge=1)
    """From so many promises not kept on, ability to pay is looked at before another promise is asked for."""
    steps: tuple[PromiseStep, ...]
    """One for each of ``stopped, remind, coming, call, rest, plan``."""

    @model_validator(mode="after")
    def _steps_are_whole(self) -> Self:
        keys = sorted(step.key for step in self.steps)
        if keys != sorted(PROMISE_STEPS):
            raise UnfitError("steps", steps=", ".join(PROMISE_STEPS), names=", ".join(keys))
        return self


class ReviewMark(Frozen):
    """What a reviewer can say of a contact."""

    key: str
    zh: str
    en: str


class QualityReview(Record):
    """How contacts are sampled for review, and by whom they may be reviewed (HOUSE-REVIEW)."""

    file: ClassVar[str] = "quality_review"

    back_days: int = Field(ge=1)
    """Days back from which contacts are sampled."""
    per_collector: int = Field(ge=1)
    """Contacts of each collector that wait for review at a time."""
    needs_other_person: bool
    """Whether nobody reviews a contact of one's own."""
    marks: tuple[ReviewMark, ...] = Field(min_length=1)
