"""Interest only, 先息后本: interest while the plan runs, all principal with the last instalment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.schedule.target import Target

if TYPE_CHECKING:
    from arrears.rules.schedule.block import Block


def target(block: Block) -> Target:
    """Give no principal before the last instalment."""
    return Target.the_same(np.zeros_like(block.terms.principal_fen), block, holds_interest=False)
