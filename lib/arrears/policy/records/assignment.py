"""Record of how cases are shared out among collectors."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Rate, Record, Share
from arrears.policy.records.unfit import UnfitError

BALANCED = ("cases", "value_at_risk", "effort", "stage_mix")
"""What is balanced among collectors."""


class AssignmentTerms(Record):
    """Weights of an assignment, the effort that cases ask for, and the skills that they need."""

    file: ClassVar[str] = "assignment"

    weights: dict[str, Rate]
    """How much each of `BALANCED` counts."""
    continuity: Rate = Field(ge=0)
    """What moving every case would cost, on the scale of the weights."""
    tolerance: Share
    """Deviations up to this share of a fair load cost nothing, so that cases can stay where they are."""
    steep_from: Share
    """From this deviation on, a further one costs `steep` times as much."""
    steep: Rate = Field(ge=1)
    minutes_by_stage: dict[str, int]
    """Effort of a case in a month, by treatment stage."""
    minutes_by_flag: dict[str, int]
    """What a flag adds."""
    skills_by_stage: dict[str, str]
    skills_by_flag: dict[str, str]
    """The skill that a collector must have for cases of a stage, or with a flag."""
    default_language: str
    """The language of a case or a collector that names none."""

    @model_validator(mode="after")
    def _weights_are_known(self) -> Self:
        if set(self.weights) != set(BALANCED) or min(self.weights.values()) < 0 or not any(self.weights.values()):
            raise UnfitError("weights", balanced=", ".join(BALANCED))
        if self.steep_from < self.tolerance:
            raise UnfitError("steep_from", steep_from=self.steep_from, tolerance=self.tolerance)
        if min((*self.minutes_by_stage.values(), *self.minutes_by_flag.values()), default=0) < 0:
            raise UnfitError("minutes")
        return self
