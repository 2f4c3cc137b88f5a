"""Masks and working days."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from arrears.explain.masking import explain_mask
from arrears.explain.working_day import explain_working_day
from arrears.operations.calendars import working_calendar, working_days_on
from arrears.operations.contacts.masking import KIND_WORDS
from arrears.operations.contacts.masking import mask as masked
from arrears.tables.dates import FIRST, LAST
from xl_addin.cells.answers import as_is, as_serials, each
from xl_addin.cells.reading import counts, days, texts, words
from xl_addin.context import policies_of, profiles
from xl_addin.functions.declare import argument, worksheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.rules.working_day import Calendar
    from arrears.units import Dates, Days
    from xl_addin.cells.answers import Result
    from xl_addin.cells.columns import Cells

_MOST_DAYS = 2_500
"""Ten years of working days on or back: more is a slip."""
_YEARS_ROUND = 11


@worksheet(
    "same",
    "text",
    examples=((("张三", "name"), "张*"), (([["13800138000"], [None]], "手机"), [["138****8000"], [""]])),
    why=explain_mask,
    text=argument("text", "Text with personal data: a cell or a range.", "含个人信息的文本：单元格或区域。"),
    kind=argument(
        "word",
        "name, id, phone, card, email, address or auto.",
        "类型：姓名、身份证、手机、卡号、邮箱、地址或自动。",
        many=False,
    ),
)
def ar_mask(
    text: Cells,
    kind: Cells,
) -> Result:
    """Text with personal data covered; kind name, id, phone, card, email, address or auto.

    脱敏：kind 填 name 姓名、id 证件号、phone 手机、card 卡号、email、address 地址、auto 自动。
    """

    def cover(each_one: NDArray[Any], what: NDArray[Any]) -> NDArray[Any]:
        return masked(each_one, what[0], policies=policies_of())

    return each(cover, texts(text), words(kind, KIND_WORDS).alone(), show=as_is)


@worksheet(
    "same",
    "date",
    examples=((("2026-02-14", 1), 46077), ((46067, [[0], [-1]]), [[46067], [46066]])),
    why=explain_working_day,
    day=argument("day", "The day to count from.", "起算日期。"),
    n=argument(
        "count",
        "How many working days on; negative to count back, 0 for the day itself or the next working day.",
        "第几个工作日；负数为向前，0 为当日或其后首个工作日。",
    ),
)
def ar_workday(
    day: Cells,
    n: Cells,
    profile: Cells = None,
) -> Result:
    """The nth working day after a day, or before it if n is negative; China's working weekends are included.

    第 n 个工作日（n 为负则向前），已计入调休上班的周末。
    """

    def step(begin: Dates, steps: Days, whose: NDArray[Any]) -> Dates:
        # An ISO 4217 currency code begins with the ISO 3166 code of its country.
        return working_days_on(begin, steps, _calendar(policies_of(whose[0]).profile.currency[:2]))

    steps = counts(n).least(-_MOST_DAYS).most(_MOST_DAYS)
    return each(step, days(day), steps, profiles(profile), show=as_serials)


@cache
def _calendar(country: str) -> Calendar:
    """Give one calendar for every day that a cell can hold, so that it is made once."""
    return working_calendar(FIRST.year - _YEARS_ROUND, LAST.year + _YEARS_ROUND, country)
