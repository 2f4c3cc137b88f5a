"""Step-up: instalments that rise by a rate after every so many, for an income that is expected to recover."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.schedule.level import level_payment
from arrears.rules.schedule.rounding import quotient
from arrears.rules.schedule.target import Target

if TYPE_CHECKING:
    from arrears.rules.schedule.block import Block


def target(block: Block) -> Target:
    """Give the rising instalments; each rise is reckoned from the rounded instalment before it."""
    terms, rate = block.terms, block.terms.step_rate
    factor = (rate.numerator + rate.denominator).astype(object)
    multiple = terms.level_multiple_fen
    steps = [level_payment(block)]
    for _ in range((len(block.live) - 1) // terms.step_every):
        # Python's own integers: a rate of many digits times an instalment may not fit 64 bits.
        risen = quotient(steps[-1] * factor, rate.denominator * multiple, terms.level_rounding) * multiple
        steps.append(np.minimum(risen, terms.financed_fen * 2).astype(np.int64))
    paying = np.arange(len(block.live))[:, np.newaxis] - terms.grace
    step = np.maximum(paying, 0) // terms.step_every
    return Target(np.take_along_axis(np.stack(steps), step, axis=0), holds_interest=True)
