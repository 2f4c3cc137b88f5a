import csv
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.tables.dates import FIRST, LAST, parse_date
from arrears.tables.faults import Fault

CASES = Path(__file__).parents[1] / "cases" / "dates_read.csv"
ROWS = [
    pytest.param(row["cell"], row["day"], row["error"], id=row["sentence"])
    for row in csv.DictReader(CASES.read_text("utf-8").splitlines())
]


@pytest.mark.parametrize(("cell", "day", "error"), ROWS)
def test_text_becomes_the_right_day_or_an_error(cell, day, error):
    read = parse_date(cell)
    assert (read.code if isinstance(read, Fault) else str(read)) == (error or day)


@pytest.mark.parametrize(
    ("number", "epoch_1904", "day"),
    [
        pytest.param(45322.0, False, date(2024, 1, 31), id="a serial number"),
        pytest.param(45322.99, False, date(2024, 1, 31), id="the evening of a serial number"),
        pytest.param(43860.0, True, date(2024, 1, 31), id="a serial number of a workbook that counts from 1904"),
        pytest.param(43860.0, False, date(2020, 1, 30), id="the same number in one that counts from 1900"),
        pytest.param(32874, False, date(1990, 1, 1), id="the first day of all"),
        pytest.param(32873, False, None, id="the day before the first"),
        pytest.param(73050, False, date(2099, 12, 31), id="the last day of all"),
        pytest.param(73051, False, None, id="the day after the last"),
        pytest.param(20240131.0, False, date(2024, 1, 31), id="eight digits in a number cell"),
        pytest.param(20240230.0, False, None, id="eight digits that are no day"),
        pytest.param(20240131.5, False, None, id="eight digits and a half"),
        pytest.param(60.0, False, None, id="the leap day that 1900 did not have"),
        pytest.param(-1.0, False, None, id="a negative number"),
        pytest.param(1e300, False, None, id="a huge number"),
    ],
)
def test_numbers_are_serials_or_eight_digits(number, epoch_1904, day):
    assert parse_date(number, epoch_1904=epoch_1904) == (day or Fault("DATE_OUT_OF_RANGE"))


@given(st.dates(FIRST, LAST))
def test_every_day_is_read_alike_in_all_forms(day):
    serial = (day - date(1899, 12, 30)).days
    forms = [day, datetime.combine(day, time(23, 59)), day.isoformat(), f"{day:%Y%m%d}", float(serial)]
    forms += [f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}"]
    assert {parse_date(form) for form in forms} == {day}
    assert parse_date(float(serial - 1462), epoch_1904=True) == day


def test_a_timestamp_with_a_zone_is_a_day_in_shanghai():
    at = datetime(2024, 1, 31, 12, tzinfo=timezone(-timedelta(hours=5)))
    assert parse_date(at) == date(2024, 2, 1)


@given(st.one_of(st.text(), st.floats(), st.booleans()))
def test_anything_gives_a_day_in_range_or_a_fault(cell):
    read = parse_date(cell)
    assert isinstance(read, Fault) or FIRST <= read <= LAST
