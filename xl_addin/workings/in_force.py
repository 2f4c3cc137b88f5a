"""Whose rules a worksheet asks, and of which day.

A function that is given a day (``as_of``, a first due date) takes the rules in force on that day. The others take today's, in
the profile's own time zone: the one place where a clock is read. A house's own policy folder is named once for all cells by
the environment variable ``ARREARS_HOUSE``, as on the command line.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from arrears.policy import PROFILES, Policies
from xl_addin.cells import words

if TYPE_CHECKING:
    import numpy as np

    from xl_addin.columns import Cells, Column

_PROFILES = {name: profile for profile in PROFILES for name in (profile, profile.replace("_", "-"))}


def profiles(cells: Cells) -> Column:
    """Read a profile's name; cn where none is given."""
    return words(cells, _PROFILES).alone().or_else(PROFILES[0])


def policies_of(profile: str = PROFILES[0]) -> Policies:
    """Give the rules of a profile, with the house's own on top."""
    return Policies(profile, house())


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
