import numpy as np
import pytest

from arrears.operations.progress.measures import target_by
from arrears.operations.progress.pace import month_share, period_before, working_days
from arrears.policy import Policies

CN = Policies("cn")


def day(text):
    return np.datetime64(text)


def test_a_weekend_that_is_worked_counts_and_a_holiday_does_not():
    assert [str(one) for one in working_days(day("2026-10-07"), day("2026-10-11"))] == [
        "2026-10-08",
        "2026-10-09",
        "2026-10-10",
    ]
    assert working_days(day("2026-10-02"), day("2026-10-01")).size == 0


@pytest.mark.parametrize(
    ("begin", "end", "share"),
    [
        pytest.param("2026-11-01", "2026-11-01", (0, 21), id="a Sunday"),
        pytest.param("2026-11-01", "2026-11-02", (1, 21), id="the first working day"),
        pytest.param("2026-11-01", "2026-11-29", (20, 21), id="the evening before the last"),
        pytest.param("2026-11-01", "2026-11-30", (21, 21), id="the whole month"),
        pytest.param("2026-09-01", "2026-11-30", (21, 21), id="more than a month is asked for a month's target"),
    ],
)
def test_a_month_goes_by_its_working_days(begin, end, share):
    assert month_share(day(begin), day(end)) == share


@pytest.mark.parametrize(
    ("begin", "end", "first", "last"),
    [
        pytest.param("2026-11-01", "2026-11-02", "2026-10-01", "2026-10-08", id="the same part of the month before"),
        pytest.param("2026-11-01", "2026-11-01", "2026-10-01", "2026-10-01", id="none gone yet"),
        pytest.param("2026-11-01", "2026-11-30", "2026-10-01", "2026-10-31", id="the whole month before"),
        pytest.param("2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28", id="a shorter month before"),
        pytest.param("2026-11-23", "2026-11-23", "2026-11-22", "2026-11-22", id="a day with the day before"),
        pytest.param("2026-10-15", "2026-11-03", "2026-09-25", "2026-10-14", id="a span with the one before it"),
    ],
)  # fmt: skip
def test_a_period_is_compared_with_the_like_before_it(begin, end, first, last):
    assert [str(one) for one in period_before(day(begin), day(end))] == [first, last]


def test_what_adds_up_is_asked_for_bit_by_bit_and_a_share_as_it_is():
    whole = target_by(day("2026-11-01"), day("2026-11-30"), CN)
    third = target_by(day("2026-11-01"), day("2026-11-10"), CN)
    assert {key: pytest.approx(third[key]) for key in third} == {
        key: value * (7 / 21 if key in {"recovery", "cure", "coverage"} else 1) for key, value in whole.items()
    }
