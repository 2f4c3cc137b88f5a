"""Dates, periods and methods of schedules, in cases small enough to check by hand."""

from dataclasses import replace

import numpy as np
import pytest
from schedule_helpers import LIMITS, WIDE, days, made, rows, terms_of

from arrears.rules.day_count import DayCount
from arrears.rules.month_step import MissingDay, StepUnit
from arrears.rules.schedule import (
    GraceInterest,
    Method,
    Rounding,
    build_schedules,
)
from arrears.rules.working_day import Calendar, Roll


def dues(schedule):
    return schedule.due_date.astype(str).tolist()


def test_equal_instalments_of_a_small_plan():
    assert rows(made(300, "0.12", 3), "number", "opening", "payment", "principal", "interest", "fee", "closing") == [
        (1, "300.00", "102.01", "99.01", "3.00", "0.00", "200.99"),
        (2, "200.99", "102.01", "100.00", "2.01", "0.00", "100.99"),
        (3, "100.99", "102.00", "100.99", "1.01", "0.00", "0.00"),
    ]


def test_equal_principal_leaves_the_odd_fen_to_the_last_instalment():
    assert rows(made(100, "0.12", 3, method=Method.EQUAL_PRINCIPAL), "payment", "principal", "interest") == [
        ("34.33", "33.33", "1.00"),
        ("34.00", "33.33", "0.67"),
        ("33.67", "33.34", "0.33"),
    ]


def test_a_flat_fee_stays_the_same_while_the_balance_falls():
    """RULES V4: 800 yuan in 6 at 0.75 % a month are 133.33 + 6.00 each."""
    schedule = made(800, 0, 6, method=Method.FLAT_FEE, fee_rate="0.0075")
    assert rows(schedule, "principal", "interest", "fee", "payment")[::5] == [
        ("133.33", "0.00", "6.00", "139.33"),
        ("133.35", "0.00", "6.00", "139.35"),
    ]
    assert schedule.fee_fen.tolist() == [6_00] * 6


@pytest.mark.parametrize(
    ("rate", "fee"),
    [
        pytest.param("0.00005", 0, id="0.4999 fen is none"),
        pytest.param("0.0000500051", 1, id="half a fen is one"),
    ],
)
def test_a_fee_is_rounded_half_up(rate, fee):
    assert made("99.99", 0, 2, method=Method.FLAT_FEE, fee_rate=rate).fee_fen.tolist() == [fee, fee]


def test_interest_only_pays_all_principal_at_the_end():
    assert rows(made(1000, "0.06", 3, method=Method.INTEREST_ONLY), "payment", "principal", "interest") == [
        ("5.00", "0.00", "5.00"),
        ("5.00", "0.00", "5.00"),
        ("1005.00", "1000.00", "5.00"),
    ]


def test_a_balloon_comes_on_top_of_the_last_instalment():
    """1,000 at 1 % a month in 3, 400 left: (1000 - 400 / 1.01^3) / annuity = 208.01 + 4.00 = 212.01."""
    assert rows(made(1000, "0.12", 3, method=Method.BALLOON, balloon=400), "payment", "closing") == [
        ("208.01", "801.99"),
        ("208.01", "602.00"),
        ("608.02", "0.00"),
    ]


def test_a_balloon_of_all_is_interest_only():
    whole = made(1000, "0.12", 3, method=Method.BALLOON, balloon=1000)
    assert rows(whole, "payment") == [("10.00",), ("10.00",), ("1010.00",)]


@pytest.mark.parametrize(
    ("lent", "rate", "left", "instalment"),
    [
        pytest.param("1.00", 0, "0.01", 50, id="49.5 fen"),
        pytest.param("0.05", 6, "0.05", 3, id="2.5 fen: nine tenths of 5 less four tenths of 5"),
        pytest.param("0.15", 6, "0.10", 10, id="9.5 fen"),
    ],
)
def test_a_tie_before_a_balloon_is_rounded_up(lent, rate, left, instalment):
    schedule = made(lent, rate, 2, method=Method.BALLOON, balloon=left, limits=WIDE)
    assert schedule.payment_fen[0] == instalment


def test_a_step_up_plan_rises_from_the_rounded_instalment_before():
    schedule = made(1000, 0, 5, method=Method.STEP_UP, step_rate="0.1", step_every=2)
    # 2 + 2 * 1.1 + 1.21 = 5.41; 1000 / 5.41 = 184.84; then 203.32 and, last, what is left.
    assert rows(schedule, "payment") == [("184.84",), ("184.84",), ("203.32",), ("203.32",), ("223.68",)]


def test_a_tie_of_the_first_step_is_rounded_up():
    """1 + 1 + 2 + 2 = 6 of the first instalment: nine fen make one and a half."""
    schedule = made("0.09", 0, 4, method=Method.STEP_UP, step_rate=1, step_every=2)
    assert schedule.payment_fen.tolist() == [2, 2, 4, 1]


def test_a_step_up_plan_counts_its_steps_from_the_end_of_the_grace():
    schedule = made(1000, 0, 5, method=Method.STEP_UP, step_rate="0.1", step_every=2, grace=2)
    # 1000 / 3.1 = 322.58
    assert rows(schedule, "payment") == [("0.00",), ("0.00",), ("322.58",), ("322.58",), ("354.84",)]


def test_interest_that_a_first_step_does_not_cover_stays_owed_and_every_step_rises_as_agreed():
    schedule = made(1000, "0.9", 24, method=Method.STEP_UP, step_rate="0.3", step_every=2)
    first = schedule.payment_fen[0]
    assert schedule.interest_fen[0] == 7500
    assert schedule.principal_fen[0] == first - 7500 < 0
    assert schedule.payment_fen[2] == (first * 13 + 5) // 10
    assert schedule.principal_fen.sum() == 1000_00
    assert schedule.payment_fen[-1] == pytest.approx(schedule.payment_fen[-2], rel=0.01)


@pytest.mark.parametrize(
    ("lent", "rate", "first_due", "instalment"),
    [
        pytest.param(30_000, "0.1825", "2027-02-28", 790_75, id="a first period of three months"),
        pytest.param(1000, "0.12", "2027-07-31", 23_84, id="a first period of eight months"),
    ],
)
def test_instalments_stay_equal_and_none_is_empty_after_a_long_first_period(lent, rate, first_due, instalment):
    schedule = made(lent, rate, 60, first_due, start="2026-11-23", limits=WIDE)
    assert (schedule.payment_fen[:-1] == instalment).all()
    assert abs(schedule.payment_fen[-1] - instalment) < 60
    assert schedule.principal_fen.sum() == lent * 100
    assert schedule.principal_fen[0] == instalment - schedule.interest_fen[0] < 0


def test_grace_pays_interest_alone():
    schedule = made(1000, "0.12", 4, grace=2)
    assert rows(schedule, "payment", "principal", "closing") == [
        ("10.00", "0.00", "1000.00"),
        ("10.00", "0.00", "1000.00"),
        ("507.51", "497.51", "502.49"),
        ("507.51", "502.49", "0.00"),
    ]


def test_capitalised_grace_adds_its_interest_to_the_principal():
    schedule = made(1000, "0.12", 4, grace=2, grace_interest=GraceInterest.CAPITALISED)
    assert rows(schedule, "payment", "principal", "interest", "closing") == [
        ("0.00", "-10.00", "10.00", "1010.00"),
        ("0.00", "-10.10", "10.10", "1020.10"),
        ("517.71", "507.51", "10.20", "512.59"),
        ("517.72", "512.59", "5.13", "0.00"),
    ]


def test_a_grace_of_equal_principal_divides_by_what_is_left_of_the_plan():
    capitalised = made(
        1000, "0.12", 4, method=Method.EQUAL_PRINCIPAL, grace=2, grace_interest=GraceInterest.CAPITALISED
    )
    assert rows(capitalised, "principal") == [("-10.00",), ("-10.10",), ("510.05",), ("510.05",)]


def test_interest_free_periods_come_first_and_lower_the_instalment():
    schedule = made(1000, "0.12", 3, interest_free=1)
    # 1000 / (1 + 1/1.01 + 1/1.01^2) = 336.66
    assert rows(schedule, "payment", "interest") == [("336.66", "0.00"), ("336.66", "6.63"), ("336.64", "3.33")]


@pytest.mark.parametrize(
    ("principal", "rounding", "payments"),
    [
        pytest.param(102, Rounding.HALF_UP, ["35.00", "35.00", "34.04"], id="34.68 to the nearest yuan"),
        pytest.param(100, Rounding.HALF_UP, ["34.00", "34.00", "34.01"], id="34.002 to the nearest yuan"),
        pytest.param(101, Rounding.UP, ["35.00", "35.00", "33.01"], id="34.34 up to the next yuan"),
        pytest.param(102, Rounding.DOWN, ["34.00", "34.00", "36.07"], id="34.68 down to the yuan"),
    ],
)
def test_whole_yuan_leave_the_rest_to_the_last_instalment(principal, rounding, payments):
    schedule = made(principal, "0.12", 3, level_multiple_fen=100, level_rounding=rounding)
    assert [row[0] for row in rows(schedule, "payment")] == payments


def test_a_multiple_larger_than_the_debt_pays_it_at_once():
    schedule = made("0.60", 0, 3, level_multiple_fen=100, level_rounding=Rounding.UP)
    assert schedule.payment_fen.tolist() == [60, 0, 0]


def test_month_ends_keep_the_original_day():
    assert dues(made(100, 0, 4, "2024-01-31")) == ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]


def test_a_regular_start_names_the_day_of_all_due_dates():
    assert dues(made(100, 0, 3, "2025-02-28", start="2025-01-31")) == ["2025-02-28", "2025-03-31", "2025-04-30"]
    assert dues(made(100, 0, 3, "2025-02-28", start="2025-01-29")) == ["2025-02-28", "2025-03-29", "2025-04-29"]
    assert dues(made(100, 0, 3, "2025-02-28", start="2025-01-27")) == ["2025-02-28", "2025-03-28", "2025-04-28"]


def test_a_missing_day_may_become_the_first_of_the_next_month():
    schedule = made(100, 0, 3, "2025-03-01", start="2025-01-31", missing_day=MissingDay.FIRST_OF_NEXT)
    assert dues(schedule) == ["2025-03-01", "2025-03-31", "2025-05-01"]


def test_a_quarterly_plan_bears_a_quarter_of_the_years_rate():
    schedule = made(1000, "0.12", 2, "2026-01-31", every=3)
    assert dues(schedule) == ["2026-01-31", "2026-04-30"]
    assert schedule.interest_fen[0] == 30_00


def test_a_fortnightly_plan_counts_days():
    schedule = made(1000, "0.365", 3, "2026-01-15", unit=StepUnit.WEEK, every=2, day_count=DayCount.ACT_365F)
    assert dues(schedule) == ["2026-01-15", "2026-01-29", "2026-02-12"]
    assert schedule.interest_fen[0] == 14_00


def test_a_weekly_start_may_be_irregular():
    schedule = made(1000, "0.365", 2, "2026-01-15", start="2026-01-05", unit=StepUnit.WEEK, day_count=DayCount.ACT_365F)
    assert schedule.interest_fen[0] == 10_00
    assert dues(schedule) == ["2026-01-15", "2026-01-22"]


def test_a_weekly_plan_in_thirty_day_months_counts_thirty_day_months():
    schedule = made(1000, "0.36", 2, "2026-02-26", unit=StepUnit.WEEK, method=Method.INTEREST_ONLY)
    # The week to 5 March counts 9 days of 30-day months.
    assert schedule.interest_fen.tolist() == [7_00, 9_00]


@pytest.mark.parametrize(
    ("start", "interest"),
    [
        pytest.param("2025-12-31", 12_00, id="a regular month is a twelfth"),
        pytest.param("2025-12-30", 12_00, id="from the 30th the 31st counts as the 30th"),
        pytest.param("2025-12-29", 12_80, id="from the 29th to the 31st are 32 days"),
        pytest.param("2026-01-01", 12_00, id="30 days"),
        pytest.param("2026-01-21", 4_00, id="10 days"),
        pytest.param("2025-11-30", 24_00, id="two months"),
    ],
)
def test_an_irregular_first_period_counts_thirty_day_months(start, interest):
    schedule = made(1200, "0.12", 2, "2026-01-31", start=start, method=Method.INTEREST_ONLY)
    assert schedule.interest_fen.tolist() == [interest, 12_00]


@pytest.mark.parametrize(
    ("convention", "interest"),
    [
        pytest.param(DayCount.ACT_365F, [31_00, 28_00], id="days over 365"),
        pytest.param(DayCount.ACT_360, [31_43, 28_39], id="days over 360"),
        pytest.param(DayCount.EUROBOND, [30_42, 30_42], id="a month is a twelfth"),
    ],
)
def test_a_day_count_sets_the_interest_of_each_period(convention, interest):
    schedule = made(1000, "0.365", 2, "2026-01-31", method=Method.INTEREST_ONLY, day_count=convention)
    assert schedule.interest_fen.tolist() == interest


def test_a_leap_year_has_366_days_in_act_act():
    schedule = made(1000, "0.366", 1, "2024-01-31", start="2024-01-01", day_count=DayCount.ACT_ACT_ISDA)
    assert schedule.interest_fen.tolist() == [30_00]


def test_a_down_payment_is_instalment_0_on_the_start_day():
    schedule = made(1000, "0.12", 2, "2026-02-28", start="2026-01-31", down_payment=200, fee_rate="0.01")
    assert rows(schedule, "number", "due_date", "opening", "payment", "principal", "interest", "fee", "closing") == [
        (0, "2026-01-31", "1000.00", "200.00", "200.00", "0.00", "0.00", "800.00"),
        (1, "2026-02-28", "800.00", "414.01", "398.01", "8.00", "8.00", "401.99"),
        (2, "2026-03-31", "401.99", "414.01", "401.99", "4.02", "8.00", "0.00"),
    ]


def test_a_down_payment_is_due_on_the_start_day_of_an_odd_first_period_too():
    schedule = made(1000, "0.12", 2, "2026-02-28", start="2026-01-10", down_payment=200)
    assert schedule.due_date.astype(str).tolist() == ["2026-01-10", "2026-02-28", "2026-03-28"]


def test_a_down_payment_may_be_one_fen():
    schedule = made(1, 0, 1, "2026-02-28", start="2026-01-31", down_payment="0.01")
    assert rows(schedule, "number", "payment") == [(0, "0.01"), (1, "0.99")]


def test_a_down_payment_of_one_plan_moves_no_row_of_another():
    terms = replace(
        terms_of(1000, "0.12", 2),
        principal_fen=np.array([1000_00, 1000_00, 500_00]),
        periods=np.array([2, 3, 1]),
        start=days("NaT", "2025-12-31", "NaT"),
        down_payment_fen=np.array([0, 100_00, 0]),
    )
    schedule = build_schedules(terms, LIMITS)
    assert schedule.plan.tolist() == [0, 0, 1, 1, 1, 1, 2]
    assert schedule.number.tolist() == [1, 2, 0, 1, 2, 3, 1]
    assert dues(schedule)[2:4] == ["2025-12-31", "2026-01-31"]
    assert schedule.payment_fen.tolist() == [507_51, 507_51, 100_00, 306_02, 306_02, 306_02, 505_00]


def test_a_roll_moves_the_due_date_and_not_the_interest():
    calendar = Calendar(days("2026-02-02"), days())
    rolled = made(1000, "0.365", 2, roll=Roll.FOLLOWING, calendar=calendar, day_count=DayCount.ACT_365F)
    kept = made(1000, "0.365", 2, day_count=DayCount.ACT_365F)
    # 31 January 2026 is a Saturday and 28 February too; Monday 2 February is off.
    assert dues(rolled) == ["2026-02-03", "2026-03-02"]
    assert rolled.interest_fen.tolist() == kept.interest_fen.tolist()


def test_a_roll_needs_a_calendar():
    with pytest.raises(ValueError, match=r"following \(HOUSE-WORKDAY\), which needs a calendar"):
        made(1000, 0, 2, roll=Roll.FOLLOWING)


def test_more_plans_than_fit_one_block_are_all_made():
    count = 2 * 8192 + 1
    terms = replace(terms_of(100, "0.12", 3), principal_fen=np.arange(1, count + 1) * 100)
    schedule = build_schedules(terms, LIMITS)
    assert schedule.plan.tolist() == np.repeat(np.arange(count), 3).tolist()
    assert (schedule.opening_fen[::3] == terms.principal_fen).all()
    assert schedule.closing_fen[-1] == 0
