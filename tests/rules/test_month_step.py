import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.month_step import MissingDay, StepUnit, add_months, add_weeks, due_dates

# Due dates from Apache Fineract's feature files (Apache-2.0); each row names its source.
CASES = list(
    csv.DictReader((Path(__file__).parents[1] / "cases" / "month_step.csv").read_text(encoding="utf-8").splitlines())
)
MISSING = {"last day of month": MissingDay.LAST_DAY, "first day of next month": MissingDay.FIRST_OF_NEXT}
DATES = st.dates(date(1600, 1, 1), date(2400, 12, 31))


def days(*texts):
    return np.array(texts, dtype="datetime64[D]")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_due_dates_agree_with_published_cases(case):
    due = case["due"].split()
    found = due_dates(days(case["starts"]), len(due) + 1, missing_day=MISSING[case["missing_day"]])
    assert found[0, 1:].astype(str).tolist() == due


@pytest.mark.parametrize(
    ("start", "months", "last", "first_of_next"),
    [
        pytest.param("2025-01-28", 1, "2025-02-28", "2025-02-28", id="the 28th is in every month"),
        pytest.param("2025-01-29", 1, "2025-02-28", "2025-03-01", id="the 29th is missing in a common February"),
        pytest.param("2024-01-29", 1, "2024-02-29", "2024-02-29", id="and there in a leap February"),
        pytest.param("2024-01-30", 1, "2024-02-29", "2024-03-01", id="the 30th is missing in any February"),
        pytest.param("2025-03-31", 1, "2025-04-30", "2025-05-01", id="the 31st is missing in April"),
        pytest.param("2025-03-31", -1, "2025-02-28", "2025-03-01", id="backwards"),
        pytest.param("2025-11-30", 3, "2026-02-28", "2026-03-01", id="over the new year"),
        pytest.param("2024-02-29", 12, "2025-02-28", "2025-03-01", id="a leap day's anniversary"),
        pytest.param("2025-12-31", 0, "2025-12-31", "2025-12-31", id="no step"),
        pytest.param("NaT", 1, "NaT", "NaT", id="a missing date stays missing"),
    ],
)
def test_a_missing_day_becomes_the_last_or_the_first_of_the_next(start, months, last, first_of_next):
    assert add_months(days(start), months).astype(str).tolist() == [last]
    assert add_months(days(start), months, MissingDay.FIRST_OF_NEXT).astype(str).tolist() == [first_of_next]


@given(start=DATES, months=st.lists(st.integers(-2400, 2400), min_size=1, max_size=20))
def test_months_step_as_dateutil_steps(start, months):
    found = add_months(days(start), np.array(months))
    assert found.tolist() == [start + relativedelta(months=n) for n in months]


@given(start=DATES, months=st.integers(-2400, 2400))
def test_the_first_of_the_next_month_differs_only_where_the_day_is_missing(start, months):
    expected = start + relativedelta(months=months)
    if expected.day != start.day:
        expected += relativedelta(days=1)
    assert add_months(days(start), months, MissingDay.FIRST_OF_NEXT).tolist() == [expected]


@given(start=DATES, weeks=st.integers(-5000, 5000))
def test_weeks_step_as_dateutil_steps(start, weeks):
    assert add_weeks(days(start), weeks).tolist() == [start + relativedelta(weeks=weeks)]


def test_a_series_keeps_the_day_of_its_first_date():
    found = due_dates(days("2024-01-31", "2025-05-15"), 4)
    assert found.astype(str).tolist() == [
        ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"],
        ["2025-05-15", "2025-06-15", "2025-07-15", "2025-08-15"],
    ]


def test_a_contract_day_comes_back_after_a_first_date_in_a_short_month():
    first = days("2025-02-28", "2025-02-28")
    assert add_months(first, 1, original_day=np.array([31, 30])).astype(str).tolist() == ["2025-03-31", "2025-03-30"]
    assert add_months(first[:1], 0, original_day=1).astype(str).tolist() == ["2025-02-01"]


@pytest.mark.parametrize(
    ("unit", "every", "expected"),
    [
        (StepUnit.MONTH, 3, ["2025-01-31", "2025-04-30", "2025-07-31"]),
        (StepUnit.WEEK, 2, ["2025-01-31", "2025-02-14", "2025-02-28"]),
        (StepUnit.DAY, 15, ["2025-01-31", "2025-02-15", "2025-03-02"]),
    ],
)
def test_a_series_steps_by_months_weeks_or_days(unit, every, expected):
    assert due_dates(days("2025-01-31"), 3, unit=unit, every=every).astype(str).tolist() == [expected]


@pytest.mark.parametrize("day", [0, 32])
def test_a_day_that_no_month_has_is_refused(day):
    with pytest.raises(ValueError, match=rf"^a day of the month must be 1 to 31; it is {day}$"):
        add_months(days("2025-01-31"), 1, original_day=day)
    with pytest.raises(ValueError, match=rf"it is {day}$"):
        add_months(days("2025-01-31", "2025-01-31"), 1, original_day=np.array([31, day]))


@pytest.mark.parametrize(("count", "every"), [(0, 1), (1, 0)])
def test_an_empty_series_is_refused(count, every):
    with pytest.raises(ValueError, match=rf"one due date and one step; count is {count} and every is {every}$"):
        due_dates(days("2025-01-31"), count, every=every)


def test_the_choices_are_called_as_in_policy_files():
    assert [str(choice) for choice in (*MissingDay, *StepUnit)] == ["last_day", "first_of_next", "month", "week", "day"]


def test_one_due_date_is_a_series():
    assert due_dates(days("2025-01-31"), 1).astype(str).tolist() == [["2025-01-31"]]
