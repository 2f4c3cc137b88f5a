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
    # Python's own integers: a rate of many digits times an instalment may not fit 64 bits.
    upper = (rate.numerator + rate.denominator).astype(object)
    lower = rate.denominator.astype(object) * terms.level_multiple_fen
    steps = [level_payment(block)]
    for _ in range((len(block.live) - 1) // terms.step_every):
        risen = quotient(steps[-1] * upper, lower, terms.level_rounding) * terms.level_multiple_fen
        # An instalment above twice the principal pays all that is left: more would only run out of 64 bits.
        steps.append(np.minimum(risen, 2 * terms.financed_fen).astype(np.int64))
    paying = np.arange(len(block.live))[:, np.newaxis] - terms.grace
    step = np.maximum(paying, 0) // terms.step_every
    return Target(np.take_along_axis(np.stack(steps), step, axis=0), holds_interest=True)
