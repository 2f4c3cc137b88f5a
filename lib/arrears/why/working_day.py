"""Why a day is the nth working day on."""

from __future__ import annotations

from datetime import date

import numpy as np

from arrears.desk.calendars import working_calendar
from arrears.rules.working_day import is_working_day, nth_working_day
from arrears.why.explanation import Ground, Step
from arrears.why.registry import Call, Told, explains, given, one_day

_DAYS_IN_YEAR = 365


@explains("AR_WORKDAY")
def explain_working_day(call: Call, day: object, n: object = 1) -> Told:
    """Explain ``AR_WORKDAY(date, n)``."""
    start, count = call.day("date", day), call.whole("n", n)
    # Two calendar days a working day are enough for any calendar that works half of the days.
    years = 1 + 2 * abs(count) // _DAYS_IN_YEAR
    country = call.policies.profile.currency[:2]
    calendar = working_calendar(start.year - years, start.year + years, country)
    found = nth_working_day(one_day(start), count, calendar)[0]
    first, last = sorted([np.datetime64(start, "D"), found])
    between = np.arange(first, last + 1)
    between = between[between != np.datetime64(start, "D")]
    days_off = int((~is_working_day(between, calendar)).sum())
    result = date.fromisoformat(str(found))
    source = "holidays library; for China the State Council's yearly notice on holidays and working weekends"
    source_zh = "holidays 程序库；中国内地依国务院办公厅每年的节假日安排通知"
    published = Ground(f"CALENDAR-{country}", date(start.year, 1, 1), source, "S", source_zh=source_zh)
    step = Step(
        given("workday", result, "date", "工作日", "working day"),
        (
            given("date", start, "date", "起始日", "from"),
            given("n", count, "", "第几个工作日", "working days on"),
            given("days_off", days_off, "days", "期间休息日", "days off on the way"),
        ),
        "date + n + days_off" if count >= 0 else "date + n - days_off",
        published,
    )
    return Told(result, "date", (step,))
