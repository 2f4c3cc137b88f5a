"""A contact log with what bears on it, and what a rule finds there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from arrears.operations.contacts.zones import instants
from arrears.policy.records import Record
from arrears.tables.contacts import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from arrears.operations.contacts.log import ContactLog
    from arrears.operations.contacts.states import States
    from arrears.policy import Policies
    from arrears.rules.contact_frequency import Clock
    from arrears.rules.contact_hours import Instants
    from arrears.units import Codes, Flags

R = TypeVar("R", bound=Record)
PLANNED = {"planned"}


@dataclass(frozen=True)
class Finding:
    """Rows that one rule forbids, or wants looked at.

    Attributes
    ----------
    record : Record
        The rule.
    severity : str
        breach or review.
    rows : intp array
        Positions in the log.
    free_from : int64 array
        From when on the rule permits each, in microseconds; `NEVER` where waiting does not help.
    zh, en : object array
        What happened, in words.
    """

    record: Record
    severity: str
    rows: Codes
    free_from: Clock
    zh: NDArray[np.object_]
    en: NDArray[np.object_]


@dataclass(frozen=True)
class Scene:
    """A log with what bears on it."""

    log: ContactLog
    states: States
    policies: Policies
    local: Instants
    day: Clock
    out: Flags
    planned: Flags

    @classmethod
    def of(cls, log: ContactLog, states: States, policies: Policies) -> Scene:
        """Set the scene: local times and days are worked out once."""
        local = log.local
        day = local.astype("datetime64[D]").astype(np.int64)
        return cls(log, states, policies, local, day, log.direction.isin({"out"}), log.outcome.isin(PLANNED))

    def versions(self, record: type[R]) -> Iterator[tuple[R, Flags]]:
        """Give every version of every rule of a kind that was in force on a day of the log, with the rows of those days."""
        for name in self.policies.names():
            if name != record.file and not name.startswith(f"{record.file}_"):
                continue
            spans = self.policies.since(record, name)
            days = np.array([day for day, _ in spans], dtype="datetime64[D]").astype(np.int64)
            span = np.searchsorted(days, self.day, side="right") - 1
            for number in np.unique(span[span >= 0]):
                version = spans[number][1]
                if version is not None:
                    yield version, span == number

    def consents(self, to: str) -> Flags:
        """Tell which contacts the person agreed to."""
        return self.states.until_of(self.log, {to}) > self.log.instant

    def names(self, rows: Codes) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
        """Give the channels of some rows in Chinese and English."""
        codes = self.log.channel.codes[rows]
        forms = list(CHANNELS.values())
        zh, en = (np.array([form[i] for form in forms], dtype=object)[codes] for i in range(2))
        return zh, en


def group_of(log: ContactLog, per: tuple[str, ...]) -> Codes:
    """Give the number of the group that each contact belongs to: those that agree in all of these columns."""
    columns = {"case_id": log.case, "person": log.person, "contact_point": log.point}
    group = np.zeros(log.instant.size, dtype=np.intp)
    for key in per:
        group = group * len(columns[key].names) + columns[key].codes
    return group


def at_midnight(scene: Scene, rows: Codes, day: Clock) -> Clock:
    """Give the first instant of each local day, or the contact's own where it is on that day."""
    starts = instants(
        day.astype("datetime64[D]").astype("datetime64[us]"), scene.log.zone.codes[rows], scene.log.zone.names
    )
    return np.maximum(starts, scene.log.instant[rows])


def clock_text(local: Instants) -> NDArray[np.object_]:
    """Give wall-clock times as people write them, to the second."""
    if local.size == 0:  # numpy's replace knows no empty array
        return np.zeros(0, dtype=object)
    return np.strings.replace(np.datetime_as_string(local, unit="s"), "T", " ").astype(object)
