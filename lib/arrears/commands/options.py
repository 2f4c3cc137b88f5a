"""Options that several commands share."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from arrears.errors import ArrearsError
from arrears.words import Lang, both

if TYPE_CHECKING:
    from arrears.policy import Policies


ProfileOption = Annotated[
    str, Parameter(help="Rules of which country or sector: cn, cn_online, cn_cfc, us, uk, in, hk.")
]
HouseOption = Annotated[
    Path | None,
    Parameter(env_var="ARREARS_HOUSE", help="A folder of your own policy files, which have the last word."),
]
LangOption = Annotated[Lang | None, Parameter(help="zh or en; Chinese unless ARREARS_LANG says otherwise.")]
DayOption = Annotated[str | None, Parameter(help="A day such as 2026-11-23; today if left out.")]


def default_lang() -> Lang:
    """Chinese, unless the environment asks for English."""
    return "en" if os.environ.get("ARREARS_LANG", "").lower().startswith("en") else "zh"


def day(text: str | None, policies: Policies) -> date:
    """Read a day as people type it; today in the profile's own time zone if nothing is typed.

    >>> from arrears.policy import Policies
    >>> day("2026-02-28", Policies("cn"))
    datetime.date(2026, 2, 28)
    >>> day("2026-02-28T20:30Z", Policies("cn"))
    datetime.date(2026, 3, 1)
    """
    if text is None:
        return datetime.now(ZoneInfo(policies.profile.time_zone)).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        if at := _instant(text):
            # An instant is the day that it is where the profile is.
            return at.astimezone(ZoneInfo(policies.profile.time_zone)).date()
        raise ArrearsError(both("commands.options.not_day_write_like", text=text)) from error


def _instant(text: str) -> datetime | None:
    """Read a moment with its zone, such as 2026-02-28T20:30Z."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
