"""Between UTC and the local time of the place where a person is, whole columns at once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.rules.contact_frequency import Clock
    from arrears.rules.contact_hours import Instants
    from arrears.units import Codes


def check_zone(name: str) -> str:
    """Give the name back if it is one of the IANA list.

    Raises
    ------
    ValueError
        If it is not.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"there is no time zone {name!r}; give its IANA name, such as Asia/Shanghai (contact_hours)"
        ) from error
    return name


def local_time(at: Clock, zone: Codes, names: Sequence[str]) -> Instants:
    """Give the wall-clock time of each instant in its zone.

    Parameters
    ----------
    at : int64 array
        Microseconds since 1970 in UTC.
    zone : intp array of the same shape
        Position of the zone in `names`.
    names : sequence of str
        IANA names.

    Examples
    --------
    >>> noon = np.array(["2026-07-01T12:00"], dtype="datetime64[us]").astype(np.int64)
    >>> local_time(noon, np.array([0]), ["Asia/Kolkata"]).astype("datetime64[m]").tolist()
    [datetime.datetime(2026, 7, 1, 17, 30)]
    """
    out = np.empty(at.shape, dtype="datetime64[us]")
    for code, name in enumerate(names):
        own = zone == code
        there = pd.DatetimeIndex(at[own].astype("datetime64[us]")).tz_localize("UTC").tz_convert(name)
        out[own] = there.tz_localize(None).to_numpy(dtype="datetime64[us]")
    return out


def instants(local: Instants, zone: Codes, names: Sequence[str]) -> Clock:
    """Give the instant of each wall-clock time: the first of two, and the next that exists where the clock leaps.

    Examples
    --------
    >>> two = np.array(["2026-11-01T01:30", "2026-03-08T02:30"], dtype="datetime64[us]")
    >>> instants(two, np.array([0, 0]), ["America/New_York"]).astype("datetime64[us]").astype("datetime64[m]")
    array(['2026-11-01T05:30', '2026-03-08T07:00'],
          dtype='datetime64[m]')
    """
    out = np.empty(local.shape, dtype=np.int64)
    for code, name in enumerate(names):
        own = zone == code
        wall = pd.DatetimeIndex(local[own])
        is_first = np.ones(wall.size, dtype=bool)
        there = wall.tz_localize(name, ambiguous=is_first, nonexistent="shift_forward")
        out[own] = there.tz_convert("UTC").tz_localize(None).to_numpy(dtype="datetime64[us]").astype(np.int64)
    return out
