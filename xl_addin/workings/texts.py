"""Masks, and working days."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from arrears.desk.calendars import working_calendar
from arrears.desk.masking import mask as masked
from arrears.rules.masking import KINDS
from arrears.rules.working_day import nth_working_day
from arrears.tables.dates import FIRST, LAST
from xl_addin.answers import as_is, as_serials, each
from xl_addin.cells import counts, days, texts, words
from xl_addin.workings.in_force import house

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.rules.working_day import Calendar
    from arrears.units import Dates, Days
    from xl_addin.answers import Result
    from xl_addin.columns import Cells

_KINDS = {kind: kind for kind in KINDS} | {
    "姓名": "name",
    "身份证": "id",
    "身份证号": "id",
    "手机": "phone",
    "手机号": "phone",
    "卡号": "card",
    "邮箱": "email",
    "地址": "address",
    "自动": "auto",
}
_MOST_DAYS = 2_500
"""Ten years of working days on or back: more is a slip."""
_YEARS_ROUND = 11


def mask(text: Cells, kind: Cells) -> Result:
    """Mask texts."""

    def cover(each_one: NDArray[Any], what: NDArray[Any]) -> NDArray[Any]:
        return masked(each_one, what[0], house=house())

    return each(cover, texts(text), words(kind, _KINDS).alone(), show=as_is)


def workday(day: Cells, n: Cells) -> Result:
    """Give the nth working day on."""

    def step(begin: Dates, steps: Days) -> Dates:
        return nth_working_day(begin, steps, _calendar())

    return each(step, days(day), counts(n).least(-_MOST_DAYS).most(_MOST_DAYS), show=as_serials)


@cache
def _calendar() -> Calendar:
    """Give one calendar for every day that a cell can hold, so that it is made once."""
    return working_calendar(FIRST.year - _YEARS_ROUND, LAST.year + _YEARS_ROUND)
