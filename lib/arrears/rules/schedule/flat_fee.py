"""Flat fee, 手续费分期: equal principal with the same fee on what was financed in every instalment.

The fee is the terms' `fee_rate`; a card's instalment plan bears no interest besides (`annual_rate` 0).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.rules.schedule import equal_principal

if TYPE_CHECKING:
    from arrears.rules.schedule.block import Block
    from arrears.rules.schedule.target import Target


def target(block: Block) -> Target:
    """Give the principal that each plan aims at in each period."""
    return equal_principal.target(block)
