"""Balloon: equal instalments that leave a part of the principal to the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.rules.schedule.level import level_payment
from arrears.rules.schedule.target import Target

if TYPE_CHECKING:
    from arrears.rules.schedule.block import Block


def target(block: Block) -> Target:
    """Give the instalment before the balloon; the last one, which takes what is left, holds the balloon too."""
    return Target.the_same(level_payment(block), block, holds_interest=True)
