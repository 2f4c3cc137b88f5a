"""Household facts 客户情况: willingness, cause and proof, income and costs, dependants, occupation and assets of the selected case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.words import both
from arrears.workbooks.collector.layout import HOUSEHOLD
from xl_addin.macros.actions.desk_row import Fresh, Wanted, enter

if TYPE_CHECKING:
    from xl_addin.macros.books.protocol import Result
    from xl_addin.macros.scene import Scene

_WANTED = Wanted(HOUSEHOLD, "willing")


def run(scene: Scene) -> Result:
    """Put a row down for what the customer tells today, or store the one that is filled in; what is left blank was not told."""
    what = scene.say(*both("xl_addin.macros.actions.household.what_was_told"))
    return enter(scene, _WANTED, lambda _: Fresh({"on": scene.day}, what))
