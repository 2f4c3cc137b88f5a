"""Why a day is the nth working day on."""

from __future__ import annotations

from datetime import date

import numpy as np

from arrears.explain.explanation import Ground, Step
from arrears.explain.registry import Call, Derivation, explains, given, one_day
from arrears.operations.calendars import days_off, provisional, published_until, working_calendar, working_days_on
from arrears.words import both

_DAYS_IN_YEAR = 365


@explains("AR_WORKDAY")
def explain_working_day(call: Call, day: object, n: object = 1, profile: object = None) -> Derivation:
    """Explain ``AR_WORKDAY(date, n, [profile])``."""
    call.use_profile(profile)
    start, count = call.day("date", day), call.integer("n", n)
    # Two calendar days a working day are enough for any calendar that works half of the days.
    years = 1 + 2 * abs(count) // _DAYS_IN_YEAR
    country = call.policies.profile.currency[:2]
    calendar = working_calendar(start.year - years, start.year + years, country)
    found = working_days_on(one_day(start), np.array([count]), calendar)[0]
    first, last = sorted([np.datetime64(start, "D"), found])
    between = np.arange(first, last + 1)
    between = between[between != np.datetime64(start, "D")]
    off = int(days_off(between, calendar).sum())
    result = date.fromisoformat(str(found))
    source = "holidays library; for China the State Council's yearly notice on holidays and working weekends"
    source_zh = "holidays 程序库；中国内地依国务院办公厅每年的节假日安排通知"
    if provisional(np.array([first, last]), country):
        until = published_until(country)
        source += f"; provisional: the calendar is published up to {until}, working weekends of later years are not known yet and the day may move"
        source_zh += f"；暂定：节假日安排仅公布至{until}年，其后年份的调休尚未公布，日期可能变动"
    published = Ground(f"CALENDAR-{country}", date(start.year, 1, 1), source, "S", source_zh=source_zh)
    step = Step(
        given("workday", result, "date", *both("explain.working_day.working_day")),
        (
            given("date", start, "date", *both("explain.working_day.from")),
            given("n", count, "", *both("explain.working_day.working_days")),
            given("days_off", off, "days", *both("explain.working_day.days_off_way")),
        ),
        "date + n - days_off" if count < 0 else "date + n + days_off",
        published,
    )
    return Derivation(result, "date", (step,))
