"""What a method aims at in each period, before the last instalment takes what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from arrears.rules.schedule.block import Block
    from arrears.units import Fen


@dataclass(frozen=True, slots=True)
class Target:
    """The amounts that a method holds to.

    Attributes
    ----------
    amount : int64 array of shape (instalments, plans)
        Fen.
    holds_interest : bool
        Whether they are instalments with their interest, or principal alone.
    """

    amount: Fen
    holds_interest: bool

    @classmethod
    def the_same(cls, amount: Fen, block: Block, *, holds_interest: bool) -> Target:
        """Hold one amount a plan through all its periods."""
        return cls(np.broadcast_to(amount, (len(block.live), amount.size)), holds_interest)
