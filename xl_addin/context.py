"""Whose rules a worksheet asks, and of which day.

A function that is given a day (``as_of``, a first due date) takes the rules in force on that day. The others take today's, in
the profile's own time zone: the one place where a clock is read. A house's own policy folder is named once for all cells by
the environment variable ``ARREARS_HOUSE``, as on the command line.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar, cast
from zoneinfo import ZoneInfo

from arrears.policy import PROFILES, Policies
from arrears.policy.records import Record
from xl_addin.cells.reading import words

if TYPE_CHECKING:
    import numpy as np

    from arrears.policy.version import Version
    from xl_addin.cells.columns import Cells, Column

R = TypeVar("R", bound=Record)

_PROFILES = {name: profile for profile in PROFILES for name in (profile, profile.replace("_", "-"))}


def profiles(cells: Cells) -> Column:
    """Read a profile's name; cn where none is given."""
    return words(cells, _PROFILES).alone().or_else(PROFILES[0])


def currency_of(profile: Cells) -> str:
    """Give the currency of a profile, by which signs beside amounts are judged; the default's where none or no known one is given."""
    return policies_of(_known(profile)).profile.currency


def zone_of(profile: Cells) -> str:
    """Give the time zone of a profile, to which times that say another zone are taken."""
    return policies_of(_known(profile)).profile.time_zone


def _known(profile: Cells) -> str:
    if profile is None:
        return PROFILES[0]
    column = profiles(profile)
    return str(column.values[0]) if column.is_fine else PROFILES[0]


class _Remembered(Policies):
    """Policies that give the same version again without a look at the files."""

    def __init__(self, profile: str, house: Path | None) -> None:
        super().__init__(profile, house)
        self._given: dict[tuple[type[Record], date, str | None], Record] = {}
        self._stated: dict[tuple[Path, str], tuple[Version, ...]] = {}
        self._since: dict[tuple[type[Record], str | None], list[tuple[date, Record | None]]] = {}
        self._names: list[str] = []

    def _try(self, house: Path) -> None:
        """Leave a fault to the cells that need its rule: they say #N/A and AR_WHY says why, and the others go on."""

    def get(self, record: type[R], on: date, name: str | None = None) -> R:
        key = (record, on, name)
        if key not in self._given:
            self._given[key] = super().get(record, on, name)
        return cast("R", self._given[key])

    def versions_of(self, layer: Path, name: str) -> tuple[Version, ...]:
        key = (layer, name)
        if key not in self._stated:
            self._stated[key] = super().versions_of(layer, name)
        return self._stated[key]

    def since(self, record: type[R], name: str | None = None) -> list[tuple[date, R | None]]:
        key = (record, name)
        if key not in self._since:
            self._since[key] = list(super().since(record, name))
        return cast("list[tuple[date, R | None]]", self._since[key])

    def names(self) -> list[str]:
        self._names = self._names or super().names()
        return self._names


def policies_of(profile: str = PROFILES[0]) -> Policies:
    """Give the rules of a profile, with the house's own on top.

    Cells ask for the same rules thousands of times: they are read once for as long as the house's folder stays as it is. An edited
    file is seen a second later.
    """
    own = house()
    return _as_they_stand(profile, own, None if own is None else _state_of(own, int(monotonic())))


@lru_cache(maxsize=len(PROFILES))
def _as_they_stand(profile: str, house: Path | None, _state: object) -> Policies:
    return _Remembered(profile, house)


@lru_cache(maxsize=1)
def _state_of(house: Path, _second: int) -> tuple[tuple[str, int, int], ...]:
    """Give the name, the time and the size of each file of a house's folder."""
    with suppress(OSError), os.scandir(house) as entries:  # what cannot be read is told where its rules are asked for
        found = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(".toml")]
        return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in found))
    return ()


def house() -> Path | None:
    """Give the folder of the house's own policies, if one is named."""
    folder = os.environ.get("ARREARS_HOUSE")
    return Path(folder) if folder else None


def language() -> str:
    """Chinese, unless the environment asks for English, as on the command line."""
    return "en" if os.environ.get("ARREARS_LANG", "").lower().startswith("en") else "zh"


def today(policies: Policies) -> date:
    """Read the day in the profile's time zone."""
    return datetime.now(ZoneInfo(policies.profile.time_zone)).date()


def day_of(as_of: np.datetime64[Any]) -> date:
    """Give a day as Python's own date.

    >>> import numpy as np
    >>> day_of(np.datetime64("2026-01-31"))
    datetime.date(2026, 1, 31)
    """
    return date.fromisoformat(str(as_of))
