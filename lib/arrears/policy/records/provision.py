"""Record of a provision that binds people rather than figures: it is cited, shown and explained."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from arrears.policy.records.base import Record


class Provision(Record):
    """One provision of law or practice.

    Attributes
    ----------
    figures : dict of str to int
        Its numbers, each named with its unit, such as ``years``; empty where it has none.
    """

    file: ClassVar[str] = "provision"

    figures: dict[str, int] = Field(default_factory=dict)
