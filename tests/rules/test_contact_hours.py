import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.contact_hours import in_hours, next_in_hours

DAY = "2026-11-23T"
NEXT = "2026-11-24T"


def times(*texts):
    return np.array(texts, dtype="datetime64[us]")


def hours(opens, closes):
    return np.timedelta64(opens, "h"), np.timedelta64(closes, "h")


@pytest.mark.parametrize(
    ("clock", "half_open", "closed"),
    [
        ("07:59:59.999999", False, False),
        ("08:00:00", True, True),
        ("08:00:00.000001", True, True),
        ("21:59:59.999999", True, True),
        ("22:00:00", False, True),
        ("22:00:00.000001", False, False),
        ("00:00:00", False, False),
        ("23:59:59.999999", False, False),
    ],
)
def test_each_end_is_in_or_out_to_the_microsecond(clock, half_open, closed):
    local = times(DAY + clock)
    assert in_hours(local, *hours(8, 22), "half_open").tolist() == [half_open]
    assert in_hours(local, *hours(8, 22), "closed").tolist() == [closed]


@pytest.mark.parametrize(
    ("clock", "half_open", "closed"),
    [
        ("17:59:59.999999", False, False),
        ("18:00:00", True, True),
        ("23:59:59", True, True),
        ("00:00:00", True, True),
        ("01:59:59.999999", True, True),
        ("02:00:00", False, True),
        ("02:00:00.000001", False, False),
    ],
)
def test_hours_may_cross_midnight(clock, half_open, closed):
    local = times(DAY + clock)
    assert in_hours(local, *hours(18, 2), "half_open").tolist() == [half_open]
    assert in_hours(local, *hours(18, 2), "closed").tolist() == [closed]


@pytest.mark.parametrize(
    ("clock", "opening"),
    [
        ("00:00:00", DAY + "08:00"),
        ("07:59:59.999999", DAY + "08:00"),
        ("08:00:00", DAY + "08:00"),
        ("12:00:00.5", DAY + "12:00:00.5"),
        ("22:00:00", NEXT + "08:00"),
        ("23:59:59", NEXT + "08:00"),
    ],
)
def test_the_next_permitted_time_is_now_today_or_tomorrow(clock, opening):
    assert next_in_hours(times(DAY + clock), *hours(8, 22), "half_open").tolist() == times(opening).tolist()


@pytest.mark.parametrize(
    ("clock", "opening"), [("02:00:00", DAY + "18:00"), ("01:59:59", DAY + "01:59:59"), ("20:00", DAY + "20:00")]
)
def test_the_next_permitted_time_of_hours_that_cross_midnight_is_the_same_evening(clock, opening):
    assert next_in_hours(times(DAY + clock), *hours(18, 2), "half_open").tolist() == times(opening).tolist()


def test_a_missing_time_is_not_inside():
    assert in_hours(times("NaT"), *hours(8, 22), "closed").tolist() == [False]
    assert np.isnat(next_in_hours(times("NaT"), *hours(8, 22), "closed")).all()


def test_unknown_bounds_and_an_empty_window_are_refused():
    with pytest.raises(ValueError, match="closed, half_open; they are 'open'"):
        in_hours(times(DAY + "08:00"), *hours(8, 22), "open")
    with pytest.raises(ValueError, match="must differ; both are 8 hours"):
        in_hours(times(DAY + "08:00"), *hours(8, 8), "closed")


CLOCK = st.integers(0, 86_400_000_000 - 1)


@given(local=CLOCK, opens=CLOCK, closes=CLOCK, bounds=st.sampled_from(["closed", "half_open"]))
def test_the_next_permitted_time_is_permitted_and_nothing_before_it_is(local, opens, closes, bounds):
    if opens == closes:
        closes = (closes + 1) % 86_400_000_000
    window = np.timedelta64(opens, "us"), np.timedelta64(closes, "us"), bounds
    now = times(DAY + "00:00") + np.timedelta64(local, "us")
    found = next_in_hours(now, *window)
    assert in_hours(found, *window).all()
    assert (found >= now).all()
    if (found > now).any():
        assert not in_hours(found - np.timedelta64(1, "us"), *window).any()
        assert not in_hours(now, *window).any()
