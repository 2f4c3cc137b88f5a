"""Equal instalments, 等额本息: principal and interest together stay the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.rules.schedule.level import level_payment
from arrears.rules.schedule.target import Target

if TYPE_CHECKING:
    from arrears.rules.schedule.block import Block


def target(block: Block) -> Target:
    """Give the instalment that each plan aims at in each period."""
    return Target.the_same(level_payment(block), block, holds_interest=True)
