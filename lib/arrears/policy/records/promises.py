"""Records of what is asked of a promise and of a repayment plan once it is agreed."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from arrears.policy.records.base import Record, Share


class Promise(Record):
    """When a promise to pay is kept (RULES: promise)."""

    file: ClassVar[str] = "promise"

    grace_days: int = Field(ge=0)
    """Days after the promised day on which money still counts."""
    threshold: Share = Field(gt=0)
    """The share of the promised amount that keeps it."""
    most_days: int | None = Field(default=None, ge=1)
    """Days within which the promised day lies; a later one is asked about, and taken all the same."""


class PlanBreach(Record):
    """How far a plan may fall behind before it is broken and collection resumes (CN-70c)."""

    file: ClassVar[str] = "plan_breach"

    days_allowed: int = Field(ge=0)
    """Days past due, grace and pauses taken off, that do not break it yet."""
    instalments_allowed: int = Field(ge=0)
    """Missed instalments that do not break it yet."""


class Settlement(Record):
    """What is owed when a plan is settled before its end."""

    file: ClassVar[str] = "settlement"

    future_fees_share: Share
    """The share of the fees of instalments not yet due that is still owed."""
