from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.working_day import Calendar, Roll, is_working_day, nth_working_day, roll_date


def days(*texts):
    return np.array(texts, dtype="datetime64[D]")


# The State Council's calendar of the Spring Festival of 2026: off 15 to 23 February, worked 14 and 28 February.
SPRING_2026 = Calendar(
    days("2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-23"),
    days("2026-02-14", "2026-02-28"),
)
PLAIN = Calendar(days(), days())
DATES = st.dates(date(2026, 1, 1), date(2026, 4, 30))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        pytest.param("2026-02-13", True, id="Friday"),
        pytest.param("2026-02-14", True, id="a Saturday that is worked"),
        pytest.param("2026-02-15", False, id="Sunday"),
        pytest.param("2026-02-16", False, id="a Monday that is off"),
        pytest.param("2026-02-23", False, id="the last day off"),
        pytest.param("2026-02-24", True, id="the first day after"),
        pytest.param("2026-02-28", True, id="the other Saturday that is worked"),
        pytest.param("2026-03-01", False, id="the Sunday after it"),
        pytest.param("NaT", False, id="no date"),
    ],
)
def test_chinas_working_weekends_are_worked(day, worked):
    assert is_working_day(days(day), SPRING_2026).tolist() == [worked]


def test_each_day_of_a_plain_week():
    week = np.arange("2026-11-23", "2026-11-30", dtype="datetime64[D]")
    assert is_working_day(week, PLAIN).tolist() == [True] * 5 + [False] * 2
    assert is_working_day(week, Calendar(days(), days(), weekend=(4, 5))).tolist() == [True] * 4 + [False] * 2 + [True]


def test_dates_before_1970_have_their_weekday():
    assert is_working_day(days("1969-12-26", "1969-12-27"), PLAIN).tolist() == [True, False]


def test_a_working_weekend_wins_over_a_holiday_of_the_same_day():
    both = Calendar(days("2026-02-14"), days("2026-02-14"))
    assert is_working_day(days("2026-02-14"), both).tolist() == [True]


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        pytest.param("2026-02-13", 0, "2026-02-13", id="no step stays"),
        pytest.param("2026-02-15", 0, "2026-02-24", id="no step from a day off: the next working day"),
        pytest.param("2026-02-13", 1, "2026-02-14", id="the working Saturday is next"),
        pytest.param("2026-02-14", 1, "2026-02-24", id="then the festival is passed over"),
        pytest.param("2026-02-15", 1, "2026-02-24", id="from a day off, the first working day is the first"),
        pytest.param("2026-02-13", 2, "2026-02-24", id="two on"),
        pytest.param("2026-02-24", -1, "2026-02-14", id="one back"),
        pytest.param("2026-02-23", -1, "2026-02-14", id="one back from a day off"),
        pytest.param("2026-02-24", -2, "2026-02-13", id="two back"),
        pytest.param("2026-02-27", 1, "2026-02-28", id="the working Saturday after the festival"),
        pytest.param("2026-02-27", 2, "2026-03-02", id="and Monday"),
        pytest.param("NaT", 3, "NaT", id="no date stays none"),
    ],
)
def test_the_nth_working_day_in_the_spring_festival(start, n, expected):
    assert nth_working_day(days(start), n, SPRING_2026).astype(str).tolist() == [expected]


def test_steps_are_taken_row_by_row():
    found = nth_working_day(days("2026-02-13", "2026-02-24", "NaT"), np.array([2, -2, 1]), SPRING_2026)
    assert found.astype(str).tolist() == ["2026-02-24", "2026-02-13", "NaT"]


def test_far_and_near_steps_go_together():
    found = nth_working_day(days("2026-11-23", "2026-11-23", "2026-11-23"), np.array([1, 500, -500]), PLAIN)
    assert found.astype(str).tolist() == ["2026-11-24", "2028-10-23", "2024-12-23"]


def test_the_conventions_are_called_as_in_policy_files():
    assert [str(roll) for roll in Roll] == ["none", "following", "modified_following", "preceding"]


def test_long_runs_of_days_off_are_crossed():
    long_break = Calendar(np.arange("2026-01-01", "2026-03-01", dtype="datetime64[D]"), days())
    assert nth_working_day(days("2025-12-31"), 1, long_break).astype(str).tolist() == ["2026-03-02"]
    assert nth_working_day(days("2026-03-02"), -1, long_break).astype(str).tolist() == ["2025-12-31"]


@given(start=DATES, n=st.integers(-60, 60))
def test_working_days_are_counted_one_by_one(start, n):
    if n == 0 and not is_working_day(days(start), SPRING_2026)[0]:
        n = 1
    day, left = start, abs(n)
    while left:
        day += timedelta(days=1 if n > 0 else -1)
        left -= bool(is_working_day(days(day), SPRING_2026)[0])
    assert nth_working_day(days(start), n, SPRING_2026).tolist() == [day]


@pytest.mark.parametrize(
    ("day", "none", "following", "modified", "preceding"),
    [
        pytest.param("2026-02-14", "2026-02-14", "2026-02-14", "2026-02-14", "2026-02-14", id="a working Saturday"),
        pytest.param("2026-02-18", "2026-02-18", "2026-02-24", "2026-02-24", "2026-02-14", id="in the festival"),
        pytest.param("2026-01-31", "2026-01-31", "2026-02-02", "2026-01-30", "2026-01-30", id="the month would change"),
        pytest.param("2026-03-01", "2026-03-01", "2026-03-02", "2026-03-02", "2026-02-28", id="first of the month"),
        pytest.param("NaT", "NaT", "NaT", "NaT", "NaT", id="no date"),
    ],
)
def test_a_due_date_rolls_by_its_convention(day, none, following, modified, preceding):
    rolled = [roll_date(days(day), roll, SPRING_2026).astype(str).tolist() for roll in Roll]
    assert rolled == [[none], [following], [modified], [preceding]]


def test_rolling_gives_new_arrays():
    day = days("2026-02-18")
    assert not np.shares_memory(roll_date(day, Roll.NONE, PLAIN), day)
    assert not np.shares_memory(nth_working_day(day, 0, PLAIN), day)


def test_dates_too_far_apart_are_refused():
    with pytest.raises(ValueError, match=r"at most 400 years; these reach from 1[56]\d\d-.* to 2100-"):
        nth_working_day(days("1600-01-01", "2100-01-01"), 1, PLAIN)
    assert nth_working_day(days("1701-01-01", "2100-01-01"), 1, PLAIN).astype(str).tolist() == [
        "1701-01-03",
        "2100-01-04",
    ]


def test_a_week_without_a_working_day_is_refused():
    with pytest.raises(ValueError, match=r"^no day of the week is worked; a calendar's weekend may not have all seven"):
        nth_working_day(days("2026-01-01"), 1, Calendar(days(), days(), weekend=tuple(range(7))))
