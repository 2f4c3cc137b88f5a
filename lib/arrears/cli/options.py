"""Options that several commands share."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from arrears.errors import ArrearsError

if TYPE_CHECKING:
    from arrears.policy import Policies

Lang = Literal["zh", "en"]

ProfileOption = Annotated[str, Parameter(help="Rules of which country or sector: cn, cn_online, us, uk, in, hk.")]
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
    """
    if text is None:
        return datetime.now(ZoneInfo(policies.profile.time_zone)).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArrearsError(
            f"{text!r} is not a day; write it like 2026-11-23", f"“{text}”不是有效日期；请写成 2026-11-23 这样的形式"
        ) from error
