"""Look ahead with the engine that looks back: what blocks planned contacts, and from when on nothing does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from arrears.operations.contacts.checks import findings
from arrears.operations.contacts.scene import Finding, Scene
from arrears.rules.contact_stops import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arrears.operations.contacts.log import ContactLog
    from arrears.operations.contacts.states import States
    from arrears.policy import Policies
    from arrears.rules.contact_frequency import Clock


def blocking(scene: Scene) -> Iterator[Finding]:
    """Give the findings that forbid planned contacts; what is only to be looked at forbids nothing."""
    for finding in findings(scene):
        planned = scene.planned[finding.rows]
        if finding.severity == "breach" and planned.any():
            yield replace(
                finding,
                rows=finding.rows[planned],
                free_from=finding.free_from[planned],
                zh=finding.zh[planned],
                en=finding.en[planned],
            )


def permitted_from(log: ContactLog, states: States, policies: Policies) -> Clock:
    """Give the earliest instant, at or after its own, at which every rule permits each planned contact.

    Each rule names the instant from which it permits a contact; the latest of them is asked again until no rule objects, for
    a rule may open while another has closed. `NEVER` where waiting alone does not help.
    """
    at = log.instant
    never = np.zeros(at.size, dtype=bool)
    while True:
        later = at.copy()
        for finding in blocking(Scene.of(log.moved(at), states, policies)):
            np.maximum.at(later, finding.rows, finding.free_from)
        never |= later == NEVER
        moves = (later > at) & ~never
        if not moves.any():
            return np.where(never, NEVER, at)
        at = np.where(moves, later, at)
