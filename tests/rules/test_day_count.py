import csv
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.day_count import DayCount, YearFraction, days_between, year_fraction
from arrears.units import exact_fraction, times_fraction_half_up

# Facts from the test suites of QuantLib and FinancePy; each row names its file and line.
CASES = list(
    csv.DictReader((Path(__file__).parents[1] / "cases" / "day_count.csv").read_text(encoding="utf-8").splitlines())
)
NAMES = {
    "30/360 BondBasis": DayCount.BOND_BASIS,
    "30/360 EurobondBasis": DayCount.EUROBOND,
    "30/360 USA": DayCount.USA,
    "30/360 ISDA": DayCount.ISDA_30E,
    "ACT/ACT ISDA": DayCount.ACT_ACT_ISDA,
    "ACT/ACT AFB": DayCount.ACT_ACT_AFB,
    "ACT/365F": DayCount.ACT_365F,
    "ACT/365L": DayCount.ACT_365L,
    "ACT/360": DayCount.ACT_360,
}
DATES = st.dates(date(1899, 1, 1), date(2120, 12, 31))
PAIRS = st.lists(st.tuples(DATES, DATES), min_size=1, max_size=20)


def days(*texts):
    return np.array(texts, dtype="datetime64[D]")


def part(start, end, convention):
    numerator, denominator = year_fraction(days(start), days(end), convention)
    return Fraction(int(numerator[0]), denominator)


@pytest.mark.parametrize("case", [case for case in CASES if case["days"]], ids=lambda case: case["case"])
def test_days_agree_with_published_cases(case):
    termination = days(case["termination"]) if case["termination"] else None
    counted = days_between(days(case["start"]), days(case["end"]), NAMES[case["convention"]], termination)
    assert counted.tolist() == [int(case["days"])]
    assert counted.dtype == np.int64


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["fraction"] and not case["termination"]], ids=lambda case: case["case"]
)
def test_year_fractions_agree_with_published_cases(case):
    places = len(case["fraction"].partition(".")[2])
    found = part(case["start"], case["end"], NAMES[case["convention"]])
    assert round(float(found), places) == float(case["fraction"])


def test_every_published_case_is_tested():
    assert {case["convention"] for case in CASES} - NAMES.keys() == {"ACT/ACT ISMA"}
    assert all(bool(case["days"]) != bool(case["fraction"]) for case in CASES)


@pytest.mark.parametrize(
    ("start", "end", "convention", "expected"),
    [
        pytest.param("2023-12-31", "2024-01-01", "ACT/ACT ISDA", (366, 365 * 366), id="31 December is the old year's"),
        pytest.param("2024-12-31", "2025-01-01", "ACT/ACT ISDA", (365, 365 * 366), id="the leap year's last day"),
        pytest.param("2023-01-01", "2025-01-01", "ACT/ACT ISDA", (2 * 365 * 366, 365 * 366), id="two whole years"),
        pytest.param("2000-02-28", "2000-03-01", "ACT/ACT ISDA", (2 * 365, 365 * 366), id="2000 is a leap year"),
        pytest.param("1900-02-28", "1900-03-01", "ACT/ACT ISDA", (366, 365 * 366), id="1900 is none"),
        pytest.param("2024-01-01", "2023-12-31", "ACT/ACT ISDA", (-366, 365 * 366), id="backwards"),
        pytest.param("2023-06-01", "2024-01-01", "ACT/365L", (214 * 365, 365 * 366), id="an end in a leap year"),
        pytest.param("2024-06-01", "2025-01-01", "ACT/365L", (214 * 366, 365 * 366), id="an end in a common year"),
        pytest.param("2024-02-29", "2024-03-01", "ACT/ACT AFB", (365, 365 * 366), id="29 February is within"),
        pytest.param("2024-03-01", "2024-03-02", "ACT/ACT AFB", (366, 365 * 366), id="29 February is just past"),
        pytest.param("2024-02-28", "2024-02-29", "ACT/ACT AFB", (366, 365 * 366), id="the last day does not count"),
        pytest.param("2024-02-28", "2025-02-28", "ACT/ACT AFB", (365 * 366, 365 * 366), id="a whole year"),
        pytest.param("2024-02-28", "2025-02-27", "ACT/ACT AFB", (365 * 365, 365 * 366), id="a day short of a year"),
        pytest.param(
            "2024-02-27", "2025-02-28", "ACT/ACT AFB", (365 * 366 + 366, 365 * 366), id="a year and a day before it"
        ),
        pytest.param("2023-02-28", "2024-02-29", "ACT/ACT AFB", (365 * 366, 365 * 366), id="29 Feb goes back to 28"),
        pytest.param("2000-02-01", "2001-01-01", "ACT/ACT AFB", (335 * 365, 365 * 366), id="29 February of 2000"),
        pytest.param("2000-01-01", "2000-12-31", "ACT/365F", (365, 365), id="fixed 365 in a leap year"),
        pytest.param("2000-01-01", "2000-12-31", "ACT/360", (365, 360), id="actual days over 360"),
        pytest.param("2000-01-30", "2000-02-29", "30/360 Bond Basis", (29, 360), id="30/360 keeps the end of February"),
        pytest.param("2001-01-31", "2002-03-31", "30/360 USA", (420, 360), id="fourteen months of 30"),
    ],
)
def test_a_year_fraction_is_exact(start, end, convention, expected):
    numerator, denominator = year_fraction(days(start), days(end), DayCount(convention))
    assert (numerator.tolist(), denominator) == ([expected[0]], expected[1])


@pytest.mark.parametrize(
    ("start", "end", "convention", "expected"),
    [
        pytest.param("2024-02-29", "2028-02-29", "30/360 USA", 1440, id="from end of February to end of February"),
        pytest.param("2024-02-28", "2028-02-29", "30/360 USA", 1441, id="from the day before it"),
        pytest.param("2023-02-28", "2024-02-28", "30/360 USA", 358, id="to a 28th that is not the end"),
        pytest.param("2024-01-29", "2024-03-31", "30/360 USA", 62, id="a 29th does not shorten the 31st"),
        pytest.param("2024-01-29", "2024-03-31", "30/360 Bond Basis", 62, id="nor by bond basis"),
        pytest.param("2024-01-30", "2024-03-31", "30/360 Bond Basis", 60, id="a 30th does"),
        pytest.param("2024-01-29", "2024-03-31", "30/360 Eurobond", 61, id="a Eurobond's 31st is always a 30th"),
        pytest.param("2023-02-28", "2024-02-29", "30/360 ISDA", 360, id="no termination: both ends of February are 30"),
        pytest.param("2024-03-28", "2025-03-28", "30/360 ISDA", 360, id="a 28 March is no end of February"),
        pytest.param("2024-03-31", "2024-02-29", "30/360 Eurobond", -31, id="backwards"),
    ],
)
def test_thirty_day_months_at_their_boundaries(start, end, convention, expected):
    assert days_between(days(start), days(end), DayCount(convention)).tolist() == [expected]


def test_the_last_day_of_a_contract_stays_an_end_of_february():
    start, end = days("2023-08-31", "2023-08-31"), days("2024-02-29", "2024-02-29")
    counted = days_between(start, end, DayCount.ISDA_30E, days("2024-02-29", "2024-03-01"))
    assert counted.tolist() == [179, 180]
    part = year_fraction(start, end, DayCount.ISDA_30E, days("2024-02-29", "2024-03-01"))
    assert (part.numerator.tolist(), part.denominator) == ([179, 180], 360)


def test_interest_of_17_days_at_a_yearly_rate_is_rounded_once():
    """RULES.md V8."""
    fraction, year = year_fraction(days("2026-03-01"), days("2026-03-18"), DayCount.ACT_365F)
    assert times_fraction_half_up(np.array([1724_29]) * fraction, exact_fraction("0.195") / year).tolist() == [15_66]


@given(pairs=PAIRS)
def test_act_act_isda_adds_the_days_of_each_calendar_year(pairs):
    pairs = [(min(pair), max(pair)) for pair in pairs]
    found = year_fraction(*(days(*dates) for dates in zip(*pairs, strict=True)), DayCount.ACT_ACT_ISDA)
    assert found == YearFraction(found.numerator, 133_590)
    for (start, end), numerator in zip(pairs, found.numerator.tolist(), strict=True):
        total = Fraction(0)
        for year in range(start.year, end.year + 1):
            first, after = date(year, 1, 1), date(year + 1, 1, 1)
            total += Fraction((min(end, after) - max(start, first)).days, (after - first).days)
        assert Fraction(numerator, 133_590) == total


@given(pairs=PAIRS)
def test_act_act_afb_agrees_with_the_words_of_the_rule(pairs):
    pairs = [(min(pair), max(pair)) for pair in pairs]
    found = year_fraction(*(days(*dates) for dates in zip(*pairs, strict=True)), DayCount.ACT_ACT_AFB)
    for (start, end), numerator in zip(pairs, found.numerator.tolist(), strict=True):
        years, rest_end = 0, end
        while (earlier := _a_year_before(end, years + 1)) >= start:
            years, rest_end = years + 1, earlier
        rest = [start + timedelta(days=d) for d in range((rest_end - start).days)]
        has_leap_day = any((day.month, day.day) == (2, 29) for day in rest)
        assert Fraction(numerator, 133_590) == years + Fraction(len(rest), 366 if has_leap_day else 365)


def _a_year_before(day, years):
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


@pytest.mark.parametrize("convention", DayCount)
def test_no_time_is_no_days_and_no_rows_are_no_rows(convention):
    same = days("2024-02-29", "2023-02-28", "2023-12-31")
    assert year_fraction(same, same, convention).numerator.tolist() == [0, 0, 0]
    assert days_between(days(), days(), convention).tolist() == []


@pytest.mark.parametrize(("start", "end"), [("NaT", "2024-01-01"), ("2024-01-01", "NaT")])
def test_a_missing_date_is_refused(start, end):
    with pytest.raises(ValueError, match=r"^a date is missing \(NaT\); leave such rows out before days are counted$"):
        days_between(days(start), days(end), DayCount.ACT_365F)


def test_two_shapes_are_refused():
    with pytest.raises(ValueError, match=r"^start and end must have one shape; they are \(1,\) and \(2,\)$"):
        days_between(days("2024-01-01"), days("2024-01-01", "2024-01-02"), DayCount.ACT_365F)
