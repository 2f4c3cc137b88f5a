"""Equal principal, 等额本金: every instalment pays back the same part; interest falls with the balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.schedule.rounding import quotient
from arrears.rules.schedule.target import Target

if TYPE_CHECKING:
    from arrears.rules.schedule.block import Block


def target(block: Block) -> Target:
    """Give the principal that each plan aims at in each period."""
    terms = block.terms
    parts = (terms.periods - terms.grace) * terms.level_multiple_fen
    part = quotient(block.amortised, parts, terms.level_rounding) * terms.level_multiple_fen
    return Target.the_same(part.astype(np.int64), block, holds_interest=False)
