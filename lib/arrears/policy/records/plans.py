"""Records of the terms of repayment plans."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from arrears.policy.records.base import Rate, Record, Share  # pydantic reads them at run time
from arrears.policy.records.money import Convention  # noqa: TC001  # same


class PlanTerms(Record):
    """Terms of a repayment plan where its contract is silent, and what its rates must keep (HOUSE-PLAN)."""

    file: ClassVar[str] = "plan_terms"

    day_count: Convention
    annual_rate_ceiling: Rate = Field(gt=0)
    """A higher yearly rate was most likely typed in percent."""
    fee_rate_ceiling: Rate = Field(gt=0)
    """The same for the fee of one instalment."""
    balloon_share: Share
    """Part of what is financed that a balloon plan leaves to the last instalment."""
    step_rate: Share
    """By how much a step-up plan's instalment rises."""
    step_every: int = Field(ge=1)
    """After how many instalments it rises."""
    gentler_steps: tuple[Share, ...] = ()
    """Rises that are tried in turn where the step-up plan of the house's own shape would let the debt grow."""
    level_multiple_fen: int = Field(ge=1)
    """The instalment, or its principal, is a multiple of this; 100 gives whole yuan."""
    longest_calculation: int = Field(ge=1)
    """So many months an equal instalment is computed for as a figure, whether or not a plan may last so long."""
