"""Record of who checks rules that were not read in their primary text, and until when."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from arrears.policy.records.base import Record


class PolicyCheck(Record):
    """Who compares such a rule with its text (HOUSE-CHECK)."""

    file: ClassVar[str] = "policy_check"

    reviewer: str = Field(min_length=1)
    reviewer_zh: str = Field(min_length=1)
    days_quoted: int = Field(ge=1)
    """Days from the day on which somebody last looked, for a rule seen quoted."""
    days_from_memory: int = Field(ge=1)
    """The same for one from memory."""
