"""What plans cost a year, against published figures and against the definition of an internal rate."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schedule_helpers import LIMITS, days, made, terms_of

from arrears.rules import cost
from arrears.rules.cost import (
    amount_lent,
    exceeds,
    fee_plan_cost,
    internal_rate,
    plan_cost,
    plan_cost_by_days,
    total_cost,
)
from arrears.rules.schedule import Method, build_schedules, exact_rates


def rate_of(payments, times, lent_fen):
    zeros = np.zeros(len(payments), dtype=np.int64)
    return internal_rate(zeros, np.array(times, dtype=np.float64), np.array(payments), np.array([lent_fen]))[0]


def test_v5_a_fee_of_six_per_mille_a_month_costs_13_per_cent_a_year():
    found = fee_plan_cost(np.array([10_000_00]), np.array([12]), exact_rates("0.006"), LIMITS)
    assert found.total_fen.tolist() == [720_00]
    assert (round(found.nominal[0], 4), round(found.effective[0], 4)) == (0.1303, 0.1384)


def test_v4_a_fee_of_three_quarters_of_a_per_cent_costs_36_yuan_on_800():
    found = fee_plan_cost(np.array([800_00]), np.array([6]), exact_rates("0.0075"), LIMITS)
    assert found.total_fen.tolist() == [36_00]


def test_fee_plans_side_by_side_cost_what_each_costs():
    found = fee_plan_cost(np.array([10_000_00, 800_00]), np.array([12, 6]), exact_rates(["0.006", "0.0075"]), LIMITS)
    assert found.total_fen.tolist() == [720_00, 36_00]
    assert found.nominal.round(4).tolist() == [0.1303, 0.1527]


def test_a_fee_plan_above_the_cap_is_refused():
    with pytest.raises(ValueError, match="CN-70a"):
        fee_plan_cost(np.array([10_000_00]), np.array([61]), exact_rates("0.006"), LIMITS)


def test_an_annuity_costs_its_own_rate():
    found = plan_cost(made(1_000_000, "0.12", 60))
    assert found.nominal.round(6).tolist() == [0.12]
    assert found.effective.round(6).tolist() == [round(1.01**12 - 1, 6)]


def test_a_weekly_annuity_counts_52_periods():
    schedule = made(1_000_000, "0.12", 52)
    found = plan_cost(schedule, periods_in_year=52)
    assert found.nominal.round(6).tolist() == [0.52]
    assert found.effective.round(6).tolist() == [round(1.01**52 - 1, 6)]


def test_a_fee_and_a_down_payment_count_in_the_cost():
    schedule = made(1000, 0, 1, "2026-02-28", start="2026-01-31", down_payment=500, fee_rate="0.01")
    assert total_cost(schedule).tolist() == [5_00]
    assert amount_lent(schedule).tolist() == [1000_00]
    assert plan_cost(schedule).nominal.round(9).tolist() == [0.12]


def test_interest_and_fees_are_summed_by_plan():
    terms = replace(terms_of(1000, "0.12", 2, fee_rate="0.01"), principal_fen=np.array([1000_00, 2000_00]))
    assert total_cost(build_schedules(terms, LIMITS)).tolist() == [15_02 + 20_00, 30_05 + 40_00]


def test_no_plans_cost_nothing():
    none = np.array([], dtype=np.int64)
    assert fee_plan_cost(none, none, exact_rates(0), LIMITS).nominal.size == 0


def test_a_plan_by_days_costs_as_a_spreadsheet_xirr():
    """100,000 on 1 January 2026, back with 12,000 a year later, and 6,000 after half a year."""
    schedule = made(100_000, "0.12", 1, "2027-01-01", start="2026-01-01", every=12)
    found = plan_cost_by_days(schedule, days("2026-01-01"))
    assert found.effective.round(9).tolist() == [0.12]
    assert found.nominal.round(9).tolist() == [round(12 * (1.12 ** (1 / 12) - 1), 9)]
    assert found.total_fen.tolist() == [12_000_00]


def test_each_plan_is_counted_from_its_own_day():
    terms = replace(
        terms_of(100_000, "0.12", 1, "2027-01-01", every=12),
        start=days("2026-01-01", "2026-07-03"),
        method=Method.INTEREST_ONLY,
    )
    found = plan_cost_by_days(build_schedules(terms, LIMITS), days("2026-01-01", "2026-07-03"))
    assert found.effective.round(4).tolist() == [0.12, round((1 + 0.12 * 178 / 360) ** (365 / 182) - 1, 4)]


def test_the_plan_without_a_cost_is_named_and_not_the_first():
    with pytest.raises(ValueError, match=r"^plan 2 of 2: a cost needs an amount lent.*they are 0\.00 and 1\.00 yuan$"):
        internal_rate(np.array([0, 1]), np.ones(2), np.array([1_00, 1_00]), np.array([1_00, 0]))


def test_the_instalment_before_its_loan_is_named_and_not_one_on_the_day_of_the_loan():
    terms = replace(terms_of(1000, 0, 1), first_due=days("2026-01-31", "2026-01-30"))
    with pytest.raises(ValueError, match=r"^an instalment due on 2026-01-30 comes before its loan"):
        plan_cost_by_days(build_schedules(terms, LIMITS), days("2026-01-31", "2026-01-31"))


def test_an_instalment_before_its_loan_is_refused():
    with pytest.raises(ValueError, match="due on 2026-01-31 comes before its loan; give the day of the loan"):
        plan_cost_by_days(made(100, 0, 2), days("2026-02-01"))
    assert plan_cost_by_days(made(100, 0, 2), days("2026-01-31")).effective.round(9).tolist() == [0]


def test_one_payment_after_one_period_gives_the_rate_at_once():
    assert rate_of([110], [1], 100) == pytest.approx(0.1, abs=1e-12)


def test_less_than_was_lent_gives_a_negative_rate():
    assert rate_of([50, 40], [1, 2], 100) == pytest.approx(-0.0699, abs=1e-4)
    assert rate_of([1], [60], 10**9) == pytest.approx(10 ** (-9 / 60) - 1, abs=1e-9)


def test_a_rate_of_many_hundred_per_cent_is_found():
    assert rate_of([10_000, 10_000], [1, 2], 1000) == pytest.approx(9.916079783, abs=1e-6)


@pytest.mark.parametrize(
    ("payments", "times", "lent_fen", "message"),
    [
        pytest.param([100], [1], 0, r"plan 1 of 1: .* they are 0\.00 and 1\.00 yuan", id="nothing lent"),
        pytest.param([100], [1], -5, r"-0\.05 and 1\.00", id="a negative loan"),
        pytest.param(
            [0, 0], [1, 2], 100, r"payments after it, none below 0; they are 1\.00 and 0\.00", id="nothing paid back"
        ),
        pytest.param([150, -1], [1, 2], 100, "none below 0; they are 1.00 and 1.49", id="a negative payment"),
        pytest.param([100], [0], 100, r"1\.00 and 0\.00", id="all paid on the day of the loan"),
    ],
)
def test_a_plan_without_loan_or_payments_has_no_rate(payments, times, lent_fen, message):
    with pytest.raises(ValueError, match=message):
        rate_of(payments, times, lent_fen)


def test_payments_that_only_fall_out_of_order_are_refused():
    times, payments = np.array([1.0, 1.0]), np.array([100, 100])
    with pytest.raises(ValueError, match="sorted by plan, with at least one for each of the 2 plans"):
        internal_rate(np.array([1, 0]), times, payments, np.array([100, 100]))
    with pytest.raises(ValueError, match="each of the 3 plans"):
        internal_rate(np.array([0, 2]), times, payments, np.array([100, 100, 100]))


def test_a_search_that_does_not_end_names_the_plan(monkeypatch):
    monkeypatch.setattr(cost, "_MOST_STEPS", 1)
    times, payments = np.array([1.0, 1.0, 2.0]), np.array([100, 70, 70])
    with pytest.raises(ValueError, match="plan 2 of 2: no rate makes its payments worth what was lent; check them"):
        internal_rate(np.array([0, 1, 1]), times, payments, np.array([100, 100]))


def test_early_small_change_and_a_late_large_debt_do_not_overflow():
    assert rate_of([10**6, 1], [1, 60], 10**12) == pytest.approx(10 ** (-12 / 60) - 1, abs=1e-4)
    assert rate_of([10**12], [1 / 365], 1) == np.inf
    assert rate_of([0, 110, 0], [1, 2, 3], 100) == pytest.approx(1.1**0.5 - 1)


@given(
    lent_fen=st.integers(1_00, 10**9),
    rate=st.floats(0, 2),
    n=st.integers(1, 60),
)
@settings(deadline=None)
def test_the_rate_makes_payments_worth_what_was_lent(lent_fen, rate, n):
    payment = max(1, round(lent_fen * (1 / n + rate / 12)))
    times = np.arange(1, n + 1)
    found = rate_of([payment] * n, times, lent_fen)
    worth = (payment * (1 + found) ** -times).sum()
    assert worth == pytest.approx(lent_fen, rel=1e-9)


def test_a_hundred_thousand_rates_come_out_of_one_call():
    rng = np.random.default_rng(7)
    count = 100_000
    fees = rng.integers(0, 200, count)
    found = fee_plan_cost(
        rng.integers(1000_00, 10**7, count), rng.integers(1, 13, count), exact_rates(fees / 10_000), LIMITS
    )
    assert ((found.nominal > 0) == (fees > 0)).all() or (np.abs(found.nominal[fees == 0]) < 1e-9).all()
    assert (found.effective >= found.nominal - 1e-12).all()


@pytest.mark.parametrize(
    ("rate", "above"),
    [
        pytest.param(0.24, False, id="24 % itself is not above"),
        pytest.param(0.24004, False, id="24.00 % as it is shown"),
        pytest.param(0.24006, True, id="24.01 % as it is shown"),
        pytest.param(float("nan"), False, id="no rate"),
    ],
)
def test_the_warning_compares_the_rate_as_it_is_shown(rate, above):
    assert exceeds(np.array([rate]), Fraction(24, 100)).tolist() == [above]
