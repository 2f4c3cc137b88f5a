"""Hours of the day in which a person may be contacted (CBA-1, GBT-1, F-6, RBI-HOURS, CONC-7.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from arrears.units import Flags

Instants: TypeAlias = NDArray[np.datetime64]
"""``datetime64[us]``."""

BOUNDS = ("closed", "half_open")
_DAY = np.timedelta64(1, "D")


def in_hours(local: Instants, opens: np.timedelta64, closes: np.timedelta64, bounds: str) -> Flags:
    """Tell which local times are inside the permitted hours.

    Parameters
    ----------
    local : datetime64[us] array, any shape
        Wall-clock time where the contacted person is.
    opens, closes : timedelta64
        Since midnight; where `closes` is before `opens` the hours cross midnight.
    bounds : str
        ``closed``: both ends are permitted. ``half_open``: `opens` is, `closes` is not.

    Returns
    -------
    bool array of the same shape
        False for NaT.

    Raises
    ------
    ValueError
        If the bounds are unknown or the window is empty.

    Examples
    --------
    Contact is barred from 22:00 to 08:00: 22:00:00 itself is barred and 08:00:00 is not.

    >>> local = np.array(["2026-11-23T21:59:59", "2026-11-23T22:00", "2026-11-24T08:00"], dtype="datetime64[us]")
    >>> in_hours(local, np.timedelta64(8, "h"), np.timedelta64(22, "h"), "half_open")
    array([ True, False,  True])
    """
    if bounds not in BOUNDS:
        raise ValueError(f"bounds must be one of {', '.join(BOUNDS)}; they are {bounds!r} (contact_hours)")
    if opens == closes:
        raise ValueError(f"opens and closes must differ; both are {opens} after midnight (contact_hours)")
    since_midnight = local - local.astype("datetime64[D]")
    is_open = since_midnight >= opens
    is_not_closed = since_midnight <= closes if bounds == "closed" else since_midnight < closes
    inside: Flags = is_open | is_not_closed if closes < opens else is_open & is_not_closed
    return inside & ~np.isnat(local)


def next_in_hours(local: Instants, opens: np.timedelta64, closes: np.timedelta64, bounds: str) -> Instants:
    """Give the first permitted local time at or after each; parameters and errors as in `in_hours`.

    Examples
    --------
    >>> local = np.array(["2026-11-23T12:00", "2026-11-23T07:59", "2026-11-23T22:30"], dtype="datetime64[us]")
    >>> next_in_hours(local, np.timedelta64(8, "h"), np.timedelta64(22, "h"), "half_open").astype("datetime64[m]")
    array(['2026-11-23T12:00', '2026-11-23T08:00', '2026-11-24T08:00'],
          dtype='datetime64[m]')
    """
    day = local.astype("datetime64[D]")
    is_before = local - day < opens
    opening = np.where(is_before, day, day + _DAY).astype("datetime64[us]") + opens
    return np.where(in_hours(local, opens, closes, bounds), local, opening)
