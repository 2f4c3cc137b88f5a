"""Rates are the fractions that people mean, and stay exact in a schedule."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from schedule_helpers import LIMITS, days, made, terms_of

from arrears.rules.day_count import DayCount
from arrears.rules.schedule import (
    Method,
    Rates,
    build_schedules,
    equal_instalments,
    exact_rates,
)


@pytest.mark.parametrize(
    ("rate", "numerator", "denominator"),
    [
        (0.0824, 103, 1250),
        ("0.0824", 103, 1250),
        (Fraction(1, 3), 1, 3),
        (0.1 + 0.2, 30000000000000004 // 4, 10**17 // 4),
        (1, 1, 1),
        (0, 0, 1),
        (-0.5, -1, 2),
        (1e-9, 1, 10**9),
    ],
)
def test_a_rate_is_the_fraction_that_was_meant(rate, numerator, denominator):
    rates = exact_rates(rate)
    assert (rates.numerator.tolist(), rates.denominator.tolist()) == ([numerator], [denominator])


def test_rates_of_a_table_keep_their_order():
    rates = exact_rates([0.24, 1e-12, 0.24, 0.03])
    assert rates.numerator.tolist() == [6, 1, 6, 3]
    assert rates.denominator.tolist() == [25, 10**12, 25, 100]
    assert exact_rates(rates) is rates
    table = exact_rates([["0.24", "0.03"], ["0.03", "1"]])
    assert table.numerator.tolist() == [[6, 3], [3, 1]]
    assert table.denominator.tolist() == [[25, 100], [100, 1]]


def test_a_rate_of_more_than_18_digits_is_refused():
    assert exact_rates(Fraction(1, 10**18)).denominator.tolist() == [10**18]
    with pytest.raises(ValueError, match=r"at most 18 digits; round 1/1000000000000000001 to, say, 0\.000000000"):
        exact_rates(Fraction(1, 10**18 + 1))
    with pytest.raises(ValueError, match="finite number"):
        exact_rates(float("nan"))


def test_rates_compare_exactly_with_a_ceiling():
    rates = Rates(np.array([24, 24 * 10**16 + 1]), np.array([100, 10**18]))
    assert rates.above(Fraction(24, 100)).tolist() == [False, True]
    third = Rates(np.array([(10**18 + 2) // 3, (10**18 + 2) // 3]), np.array([10**18 + 2, 10**18 + 1]))
    assert third.above(Fraction(1, 3)).tolist() == [False, True]


def test_rates_of_eighteen_digits_give_exact_interest_and_fees():
    rate = Fraction(10**17 + 1, 10**18)
    schedule = made(1_000_000, rate, 2, method=Method.INTEREST_ONLY, fee_rate=Fraction(10**16 + 1, 10**18))
    assert schedule.interest_fen.tolist() == [833_333, 833_333]
    assert schedule.fee_fen.tolist() == [1_000_000, 1_000_000]
    irregular = made(1_000_000, rate, 2, start="2025-12-01", method=Method.INTEREST_ONLY, day_count=DayCount.BOND_BASIS)
    assert irregular.interest_fen.tolist() == [1_666_667, 833_333]
    # Only the days of the first period, or only the months of the regular ones, make the product pass 64 bits.
    long_first = made(1_000_000, Fraction(10**17 - 1, 10**17), 1, start="2025-10-01", method=Method.INTEREST_ONLY)
    assert long_first.interest_fen.tolist() == [33_333_333]
    yearly = Fraction(77 * 10**16 + 1, 10**18)
    short_first = made(1_000_000, yearly, 2, start="2026-01-29", every=12, method=Method.INTEREST_ONLY)
    assert short_first.interest_fen.tolist() == [427_778, 77_000_000]

    by_days = made(1_000_000, rate, 2, method=Method.INTEREST_ONLY, day_count=DayCount.ACT_ACT_ISDA)
    assert by_days.interest_fen.tolist() == [849_315, 767_123]
    stepped = made(1_000_000, 0, 2, method=Method.STEP_UP, step_rate=rate)
    assert stepped.payment_fen.tolist() == [47_619_048, 52_380_952]


def test_a_longer_first_period_of_one_plan_changes_no_other():
    terms = replace(
        terms_of(1_000_000, "0.1", 2, method=Method.INTEREST_ONLY), start=days("2025-12-31", "2025-12-01", "NaT")
    )
    interest = build_schedules(terms, LIMITS).interest_fen
    assert interest.reshape(3, 2).tolist() == [[833_333, 833_333], [1_666_667, 833_333], [833_333, 833_333]]


def test_a_denominator_times_its_unit_may_pass_64_bits():
    """12 times this denominator times the unit is 2 to the 64th and a little: wrapped, it would make interest."""
    schedule = made(
        100_000_000_000, Fraction(1, 15_372_286_729), 2, method=Method.INTEREST_ONLY, interest_multiple_fen=10**8
    )
    assert schedule.interest_fen.tolist() == [0, 0]


def test_equal_instalments_come_back_in_the_order_of_the_plans():
    found = equal_instalments(
        np.array([100_00, 100_00, 300_00]), exact_rates(["0", "0.12", "0"]), np.array([1, 2, 3]), LIMITS
    )
    assert found.tolist() == [100_00, 50_75, 100_00]
