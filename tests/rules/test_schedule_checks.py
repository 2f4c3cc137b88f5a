"""Plans that cannot be are refused with plan, value, rule and remedy; plans at the bounds are made."""

from dataclasses import replace

import numpy as np
import pytest
from schedule_helpers import LIMITS, WIDE, days, terms_of

from arrears.rules.month_step import StepUnit
from arrears.rules.schedule import (
    Method,
    Terms,
    build_schedules,
    equal_instalments,
    exact_rates,
)


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        pytest.param(
            terms_of("0", 0, 3),
            r"plan 1 of 1: the principal must be 0\.01 to 10000000000000 yuan; it is 0\.00",
            id="no debt",
        ),
        pytest.param(terms_of("-1", 0, 3), r"it is -1\.00", id="a negative debt"),
        pytest.param(terms_of("10000000000000.01", 0, 3), r"it is 10000000000000\.01", id="a fen too much"),
        pytest.param(terms_of(100, 0, 0), "at least one instalment; it has 0", id="no instalment"),
        pytest.param(
            terms_of(100, 0, 61),
            "61 instalments, one every 1 month.* 60 months that CN-70a allows; take fewer",
            id="61 months",
        ),
        pytest.param(terms_of(100, 0, 21, every=3), "21 instalments, one every 3 month", id="63 months by quarters"),
        pytest.param(
            terms_of(100, 0, 261, unit=StepUnit.WEEK), "261 instalments, one every 1 week.* 60 months", id="261 weeks"
        ),
        pytest.param(
            terms_of(100, "12", 3),
            r"annual_rate 12 is above the ceiling of 1 \(HOUSE-PLAN\); write 12 % as 0\.12",
            id="a rate in percent",
        ),
        pytest.param(
            terms_of(100, "1.000001", 3), "annual_rate 1 is above the ceiling of 1", id="just above the ceiling"
        ),
        pytest.param(
            terms_of(100, "-0.01", 3), r"annual_rate must not be negative; it is -0\.01", id="a negative rate"
        ),
        pytest.param(
            terms_of(100, 0, 3, fee_rate="0.6"),
            r"fee_rate 0\.6 is above the ceiling of 0\.05 .*write 0\.6 % as 0\.006",
            id="a fee in percent",
        ),
        pytest.param(
            terms_of(100, 0, 3, fee_rate="-0.006"), r"fee_rate must not be negative; it is -0\.006", id="a negative fee"
        ),
        pytest.param(
            terms_of(100, 0, 3, step_rate="5"), "step_rate 5 is above the ceiling of 1", id="a rise in percent"
        ),
        pytest.param(
            terms_of(100, 0, 3, step_rate="-0.1"), r"step_rate must not be negative; it is -0\.1", id="a fall"
        ),
        pytest.param(
            terms_of(100, 0, 3, "NaT"),
            "^plan 1 of 1: the first due date is missing; give one, such as 2026-01-31",
            id="no first due date",
        ),
        pytest.param(
            terms_of(100, 0, 3, start="2026-01-31"),
            "first due date 2026-01-31 must be after the start 2026-01-31",
            id="due on the start day",
        ),
        pytest.param(
            terms_of(100, 0, 3, start="2026-02-01"), "must be after the start 2026-02-01", id="due before the start"
        ),
        pytest.param(
            terms_of(100, 0, 3, down_payment=1),
            "^plan 1 of 1: a down payment is paid on the start day; give start",
            id="a down payment on no day",
        ),
        pytest.param(
            terms_of(100, 0, 3, down_payment="0.01"),
            "a down payment is paid on the start day; give start",
            id="a down payment of a fen on no day",
        ),
        pytest.param(
            terms_of(100, 0, 3, start="2026-01-01", down_payment=100),
            r"less than the principal of 100\.00; it is 100\.00",
            id="all paid down",
        ),
        pytest.param(
            terms_of(100, 0, 3, start="2026-01-01", down_payment=-1), r"it is -1\.00", id="a negative down payment"
        ),
        pytest.param(
            terms_of(100, 0, 3, grace=3),
            "grace must leave an instalment for the principal: 0 to 2; it is 3",
            id="grace to the end",
        ),
        pytest.param(terms_of(100, 0, 3, grace=-1), "0 to 2; it is -1", id="negative grace"),
        pytest.param(
            terms_of(100, 0, 3, interest_free=4),
            "interest-free instalments must be 0 to 3; they are 4",
            id="free beyond the end",
        ),
        pytest.param(terms_of(100, 0, 3, interest_free=-1), "0 to 3; they are -1", id="negative free"),
        pytest.param(
            terms_of(100, 0, 3, method=Method.BALLOON, balloon="100.01"),
            r"between 0 and the 100\.00 that is financed; it is 100\.01",
            id="a balloon above the debt",
        ),
        pytest.param(
            terms_of(100, 0, 3, method=Method.BALLOON, balloon="-1"), r"it is -1\.00", id="a negative balloon"
        ),
        pytest.param(
            terms_of(100, 0, 3, balloon="1"),
            "method equal_instalment leaves no balloon; it is 1.00; choose method balloon",
            id="a balloon of another method",
        ),
        pytest.param(terms_of(100, 0, 3, every=0), "'every': 0.*from 1 to 100000000", id="no step"),
        pytest.param(terms_of(100, 0, 3, level_multiple_fen=0), "'level_multiple_fen': 0", id="no unit"),
        pytest.param(
            terms_of(100, 0, 3, interest_multiple_fen=10**8 + 1),
            "'interest_multiple_fen': 100000001",
            id="a unit beyond a million yuan",
        ),
        pytest.param(terms_of(100, 0, 3, step_every=0), "'step_every': 0", id="no rise"),
        pytest.param(
            terms_of(100, 0, 3, unit=StepUnit.DAY),
            "^instalments fall due every so many months or weeks; unit is 'day'",
            id="daily",
        ),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_value_rule_and_remedy(terms, message):
    with pytest.raises(ValueError, match=message):
        build_schedules(terms, LIMITS)


@pytest.mark.parametrize(
    "terms",
    [
        pytest.param(terms_of("0.01", 0, 1), id="one fen once"),
        pytest.param(terms_of("10000000000000", "1", 60), id="the largest debt at the ceiling in 60 months"),
        pytest.param(terms_of(100, 0, 20, every=3), id="60 months by quarters"),
        pytest.param(terms_of(100, 0, 260, unit=StepUnit.WEEK), id="260 weeks"),
        pytest.param(terms_of(100, 0, 3, fee_rate="0.05"), id="a fee at the ceiling"),
        pytest.param(terms_of(100, 0, 3, start="2026-01-30"), id="due the day after the start"),
        pytest.param(terms_of(100, 0, 3, start="2026-01-01", down_payment="99.99"), id="all but a fen paid down"),
        pytest.param(terms_of(100, 0, 3, grace=2, interest_free=3), id="grace to the last but one, free to the end"),
        pytest.param(terms_of(100, 0, 3, method=Method.BALLOON, balloon="100"), id="a balloon of all"),
        pytest.param(terms_of(100, 0, 3, level_multiple_fen=10**8, interest_multiple_fen=10**8), id="the largest unit"),
    ],
)
def test_a_plan_at_its_bounds_is_made(terms):
    schedule = build_schedules(terms, LIMITS)
    assert schedule.principal_fen.sum() == terms.principal_fen[0]


def test_the_first_unsound_plan_of_many_is_named():
    terms = replace(terms_of(100, 0, 3), principal_fen=np.array([100, 0, -1]))
    with pytest.raises(ValueError, match=r"plan 2 of 3: the principal .* it is 0\.00"):
        build_schedules(terms, LIMITS)
    with pytest.raises(ValueError, match=r"plan 2 of 3: the principal .* it is 0\.00"):
        equal_instalments(np.array([100, 0, -1]), exact_rates(0), np.array([3]), LIMITS)


def test_terms_of_different_lengths_are_refused():
    terms = replace(terms_of(100, 0, 3), principal_fen=np.array([100, 200, 300]), periods=np.array([3, 4]))
    with pytest.raises(ValueError, match=r"one a plan \(3\); these have others: \{'periods': 2\}"):
        build_schedules(terms, LIMITS)
    rates = replace(terms_of(100, 0, 3), principal_fen=np.array([100, 200, 300]), fee_rate=exact_rates([0, 0]))
    with pytest.raises(ValueError, match="'fee_rate': 2"):
        build_schedules(rates, LIMITS)


def test_a_cap_of_another_house_names_its_own_rule():
    with pytest.raises(ValueError, match="more than the 24 months that HOUSE-X allows"):
        build_schedules(terms_of(100, 0, 25), LIMITS._replace(max_months=24, months_rule="HOUSE-X"))
    assert build_schedules(terms_of(100, 0, 361), WIDE).plan.size == 361


def test_no_plan_has_no_rows():
    none = np.array([], dtype=np.int64)
    terms = Terms(none, exact_rates(0), none, days())
    assert build_schedules(terms, LIMITS).plan.size == 0
    assert equal_instalments(none, exact_rates(0), none, LIMITS).size == 0


@pytest.mark.parametrize(
    ("n", "first_due", "start"),
    [
        pytest.param(60, "2026-02-28", "2026-01-31", id="60 months from a month's end"),
        pytest.param(59, "2026-02-28", "2026-01-28", id="a longer first period and one instalment less"),
        pytest.param(1, "2031-01-31", "2026-01-31", id="one instalment after five years"),
    ],
)
def test_a_plan_that_ends_five_years_after_its_start_is_made(n, first_due, start):
    assert build_schedules(terms_of(100, 0, n, first_due, start=start), LIMITS).plan.size == n


@pytest.mark.parametrize(
    ("n", "first_due", "start", "last"),
    [
        pytest.param(60, "2026-03-01", "2026-01-31", "2031-02-01", id="a day more than five years"),
        pytest.param(1, "2031-02-01", "2026-01-31", "2031-02-01", id="one instalment"),
        pytest.param(60, "2033-01-31", "2026-01-31", "2037-12-31", id="twelve years"),
    ],
)
def test_a_plan_that_ends_more_than_five_years_after_its_start_is_refused(n, first_due, start, last):
    with pytest.raises(ValueError, match=f"last due date {last} .* 60 months after the start 2026-01-31.* CN-70a"):
        build_schedules(terms_of(100, 0, n, first_due, start=start), LIMITS)
