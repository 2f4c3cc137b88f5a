from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.rules.days_past_due import NOT_KNOWN, days_past_due, in_grace
from arrears.rules.pause import Pauses

DUE = np.array(["2026-01-10"], dtype="datetime64[D]")
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def on(day):
    return np.datetime64(day, "D")


def days_of(*days):
    return np.array(days, dtype="datetime64[D]")


@pytest.mark.parametrize(
    ("as_of", "due_day_0", "due_day_1"),
    [
        pytest.param("2026-01-09", 0, 0, id="the day before the due day"),
        pytest.param("2026-01-10", 0, 1, id="the due day itself"),
        pytest.param("2026-01-11", 1, 2, id="the day after"),
        pytest.param("2026-02-10", 31, 32, id="the same day of the next month"),
        pytest.param("2027-01-10", 365, 366, id="a year later"),
    ],
)
def test_the_due_day_counts_as_the_policy_says(as_of, due_day_0, due_day_1):
    assert days_past_due(DUE, on(as_of), 0).tolist() == [due_day_0]
    assert days_past_due(DUE, on(as_of), 1).tolist() == [due_day_1]


def test_a_leap_day_is_a_day():
    assert days_past_due(days_of("2024-02-28"), on("2024-03-01"), 0).tolist() == [2]
    assert days_past_due(days_of("2026-02-28"), on("2026-03-01"), 0).tolist() == [1]


def test_an_unknown_due_date_is_not_zero_days_past_due():
    assert days_past_due(days_of("NaT"), on("2026-01-31"), 0).tolist() == [NOT_KNOWN]


def test_an_unknown_day_is_refused():
    with pytest.raises(ValueError, match=r"^the day as of which days past due are counted is missing; give a date$"):
        days_past_due(DUE, np.datetime64("NaT"), 0)


def test_the_time_of_a_due_date_is_cut_off_and_the_caller_s_dates_stay():
    stamps = np.array(["2026-01-10T23:59:59"], dtype="datetime64[s]")
    before = stamps.copy()
    assert days_past_due(stamps, on("2026-01-11"), 0).tolist() == [1]
    assert (stamps == before).all()
    assert days_past_due(stamps, np.datetime64("2026-01-11T00:00:00"), 0).tolist() == [1]
    pause = Pauses(np.array([0]), days_of("2026-01-11"), days_of("2026-01-13"))
    assert days_past_due(stamps, on("2026-01-20"), 0, pause).tolist() == [8]
    due = DUE.copy()
    days_past_due(due, on("2026-01-11"), 0)
    assert (due == DUE).all()


@pytest.mark.parametrize(
    ("begin", "end", "days"),
    [
        pytest.param("2026-01-01", "2026-01-11", 21, id="a pause that ends with the due day takes nothing"),
        pytest.param("2026-01-01", "2026-01-12", 20, id="one that covers the first overdue day takes one"),
        pytest.param("2026-01-15", "2026-01-20", 16, id="one inside takes its length"),
        pytest.param("2026-01-31", "2026-03-01", 20, id="one that begins on the day itself takes that day"),
        pytest.param("2026-02-01", "2026-03-01", 21, id="one that begins later takes nothing"),
        pytest.param("2025-01-01", "2027-01-01", 0, id="one around all takes all"),
    ],
)
def test_a_pause_is_clipped_to_the_overdue_time(begin, end, days):
    pause = Pauses(np.array([0]), days_of(begin), days_of(end))
    assert days_past_due(DUE, on("2026-01-31"), 0, pause).tolist() == [days]


def test_overlapping_pauses_count_once_and_only_for_their_own_account():
    pauses = Pauses(np.array([1, 1]), days_of("2026-01-12", "2026-01-14"), days_of("2026-01-16", "2026-01-18"))
    assert days_past_due(np.repeat(DUE, 3), on("2026-01-31"), 0, pauses).tolist() == [21, 15, 21]


@settings(deadline=None)
@given(
    due=DAYS,
    as_of=DAYS,
    first=st.sampled_from([0, 1]),
    pauses=st.lists(st.tuples(DAYS, st.integers(0, 90)), max_size=4),
)
def test_days_are_those_a_person_would_count_on_a_calendar(due, as_of, first, pauses):
    counted = 0
    day = due + timedelta(days=1 - first)
    while day <= as_of:
        counted += not any(begin <= day < begin + timedelta(days=length) for begin, length in pauses)
        day += timedelta(days=1)
    flat = Pauses(
        np.zeros(len(pauses), dtype=np.intp),
        days_of(*(begin for begin, _ in pauses)),
        days_of(*(begin + timedelta(days=length) for begin, length in pauses)),
    )
    assert days_past_due(days_of(due), on(as_of), first, flat).tolist() == [counted]


@pytest.mark.parametrize(
    ("as_of", "within"),
    [
        pytest.param("2026-01-10", False, id="the due day is not overdue"),
        pytest.param("2026-01-11", True, id="the first day after"),
        pytest.param("2026-01-13", True, id="the last day of grace"),
        pytest.param("2026-01-14", False, id="the day after grace"),
    ],
)
def test_grace_is_kept_apart_from_the_raw_count(as_of, within):
    assert in_grace(DUE, on(as_of), 3).tolist() == [within]
    assert days_past_due(DUE, on(as_of), 0)[0] == (on(as_of) - DUE[0]).astype(int)


def test_nobody_is_in_grace_without_days_of_grace_or_without_a_due_date():
    assert not in_grace(DUE, on("2026-01-11"), 0).any()
    assert not in_grace(days_of("NaT"), on("2026-01-11"), 3).any()
