import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.agreement_terms import CONDITIONS, Limits, Proposals, adds_up, periods, unmet_conditions
from arrears.rules.instalments import Instalments
from arrears.rules.month_step import add_months

CN = Limits(
    needs_debt_above_capacity=True,
    capacity_months=1,
    needs_willingness=True,
    most_days_to_first_due=62,
    most_months=60,
    needs_affordable=False,
)
AFFORDABLE = CN._replace(needs_affordable=True)


def flat(*plans):
    """Instalments of plans, each given as its days or as pairs of day and fen."""
    rows = [(at, *((row, 100) if isinstance(row, str) else row)) for at, plan in enumerate(plans) for row in plan]
    plan, due, amount = zip(*rows, strict=True) if rows else ((), (), ())
    return Instalments(np.array(plan, np.intp), np.array(due, "M8[D]"), np.array(amount, np.int64)), len(plans)


def monthly(number, first="2026-02-15", every=1):
    days = add_months(np.array([first], "M8[D]"), np.arange(number) * every)
    return [str(day) for day in days]


def unmet(
    plan=("2026-02-15",), *, limits=CN, debt=1000_00, affordable=999_99, willing=True, cycle=1, begins="2026-01-15"
):
    proposals = Proposals(
        np.array([debt]), np.array([affordable]), np.array([willing]), np.array([cycle]), np.array([begins], "M8[D]")
    )
    found = unmet_conditions(proposals, periods(*flat(plan)), limits)
    assert found.shape == (1, len(CONDITIONS))
    return [CONDITIONS[at] for at in np.flatnonzero(found[0])]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({}, [], id="a fen above capacity, willing, in time"),
        pytest.param({"willing": False}, ["unwilling"], id="an unwilling holder"),
        pytest.param({"debt": 999_99}, ["within_capacity"], id="a debt as high as the capacity"),
        pytest.param({"debt": 999_98}, ["within_capacity"], id="a debt below the capacity"),
        pytest.param({"affordable": 0}, [], id="a holder who can pay nothing now"),
        pytest.param({"debt": 0, "affordable": 0}, ["within_capacity"], id="no debt exceeds no capacity"),
        pytest.param({"plan": monthly(60)}, [], id="60 monthly instalments are five years"),
        pytest.param({"plan": monthly(61)}, ["too_long"], id="the 61st instalment is too long"),
        pytest.param({"plan": monthly(60, "2026-01-31")}, [], id="60 instalments at month ends"),
        pytest.param({"plan": monthly(60, "2026-02-28")}, [], id="60 instalments from the end of February"),
        pytest.param({"plan": monthly(20, every=3), "cycle": 3}, [], id="20 quarterly instalments are five years"),
        pytest.param({"plan": monthly(21, every=3), "cycle": 3}, ["too_long"], id="21 quarterly ones are longer"),
        pytest.param(
            {"plan": monthly(21, every=2), "cycle": 3}, ["too_long"], id="21 quarterly ones squeezed into 41 months"
        ),
        pytest.param(
            {"plan": [*monthly(59), "2031-01-20"], "cycle": 1}, [], id="a last instalment later in the 60th month"
        ),
        pytest.param({"plan": [*monthly(59), "2031-02-01"]}, ["too_long"], id="a last instalment in the 61st month"),
        pytest.param({"plan": ["2026-02-15", "2031-01-31"]}, [], id="two instalments five years apart"),
        pytest.param({"plan": ["2026-02-15", "2031-02-01"]}, ["too_long"], id="two instalments, a day longer"),
        pytest.param(
            {"plan": [*monthly(60), "2026-02-16"]}, ["too_long"], id="61 monthly instalments squeezed into 60 months"
        ),
        pytest.param({"plan": ["2026-01-15"]}, [], id="the first instalment on the first day"),
        pytest.param({"plan": ["2026-01-14"]}, ["first_due_past"], id="the first instalment a day before"),
        pytest.param({"plan": ["2026-03-18"]}, [], id="the first instalment after 62 days"),
        pytest.param({"plan": ["2026-03-19"]}, ["first_due_late"], id="the first instalment after 63 days"),
        pytest.param({"plan": []}, [], id="without instalments their term is not judged"),
        pytest.param({"plan": [], "cycle": 61}, [], id="not even with a long cycle"),
        pytest.param(
            {"willing": False, "debt": 0, "plan": monthly(61, "2026-04-01")},
            ["unwilling", "within_capacity", "too_long", "first_due_late"],
            id="all that is not met is named at once",
        ),
    ],
)
def test_the_conditions_of_an_agreement(change, expected):
    assert unmet(**change) == expected


def test_what_a_policy_does_not_ask_for_is_not_asked_for():
    lenient = CN._replace(needs_debt_above_capacity=False, needs_willingness=False)
    assert unmet(limits=lenient, willing=False, debt=1) == []


@pytest.mark.parametrize(("debt", "expected"), [(2000_01, []), (2000_00, ["within_capacity"])])
def test_capacity_is_as_many_months_as_the_policy_says(debt, expected):
    assert unmet(limits=CN._replace(capacity_months=2), debt=debt, affordable=1000_00) == expected


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"debt": -1}, "the debt must not be negative; one is -1 fen (CN-70a)"),
        ({"affordable": -1}, "what can be paid must not be negative; one is -1 fen"),
        ({"cycle": 0}, "a cycle is at least one month (CN-70a); one is 0; give 1"),
    ],
)
def test_bad_input_is_refused_with_value_rule_and_remedy(change, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        unmet(**change)


@pytest.mark.parametrize(
    ("plan", "number", "first", "last", "in_order"),
    [
        pytest.param([], 0, "NaT", "NaT", False, id="none is not in order"),
        pytest.param([("2026-02-15", 1)], 1, "2026-02-15", "2026-02-15", True, id="one of a fen"),
        pytest.param([("2026-02-15", 0)], 1, "2026-02-15", "2026-02-15", False, id="one of nothing"),
        pytest.param([("2026-02-15", -1)], 1, "2026-02-15", "2026-02-15", False, id="one below nothing"),
        pytest.param([("NaT", 1)], 1, "NaT", "NaT", False, id="one without a day"),
        pytest.param(
            [("NaT", 1), ("2026-02-15", 1)], 2, "2026-02-15", "2026-02-15", False, id="a day is missing among others"
        ),
        pytest.param(["2026-03-15", "2026-02-15"], 2, "2026-02-15", "2026-03-15", True, id="in any order"),
        pytest.param(["2026-02-15", "2026-02-15"], 2, "2026-02-15", "2026-02-15", False, id="two on one day"),
        pytest.param(["2026-03-15", "2026-03-15"], 2, "2026-03-15", "2026-03-15", False, id="two on a later day"),
    ],
)
def test_instalments_in_short(plan, number, first, last, in_order):
    short = periods(*flat(["2026-02-15"], plan, ["2026-02-15"]))
    told = short.number[1], str(short.first_due[1]), str(short.last_due[1]), short.in_order[1]
    assert told == (number, first, last, in_order)
    assert short.in_order[[0, 2]].all()


def test_each_agreement_has_its_own_first_and_last_day():
    short = periods(*flat(["2026-02-15"], ["2026-04-15", "2026-03-15"]))
    assert short.first_due.astype(str).tolist() == ["2026-02-15", "2026-03-15"]
    assert short.last_due.astype(str).tolist() == ["2026-02-15", "2026-04-15"]


@pytest.mark.parametrize(
    ("balance", "parts", "right"),
    [
        pytest.param(300, (200, 60, 40), True, id="to the fen"),
        pytest.param(301, (200, 60, 40), False, id="a fen more"),
        pytest.param(299, (200, 60, 40), False, id="a fen less"),
        pytest.param(0, (0, 0, 0), False, id="nothing is owed"),
        pytest.param(1, (1, 0, 0), True, id="a fen of principal alone"),
        pytest.param(1, (0, 1, 0), True, id="a fen of interest alone"),
        pytest.param(100, (-1, 61, 40), False, id="negative principal"),
        pytest.param(100, (61, -1, 40), False, id="negative interest"),
        pytest.param(100, (61, 40, -1), False, id="negative fees"),
    ],
)
def test_a_structure_adds_up(balance, parts, right):
    assert adds_up(np.array([balance]), *(np.array([part]) for part in parts)).tolist() == [right]


@given(number=st.integers(1, 70), first=st.dates().map(str), most=st.integers(1, 65))
def test_a_monthly_agreement_is_too_long_exactly_above_the_cap(number, first, most):
    # Dates up to the year 9999 step past what a calendar holds; numpy's days do not mind.
    found = unmet(monthly(number, first), limits=CN._replace(most_months=most), begins=first)
    assert found == (["too_long"] if number > most else [])


@pytest.mark.parametrize(
    ("highest", "limits", "expected"),
    [
        pytest.param(999_99, AFFORDABLE, [], id="the highest instalment is what can be paid"),
        pytest.param(1000_00, AFFORDABLE, ["above_affordable"], id="a fen above what can be paid"),
        pytest.param(1000_00, CN, [], id="where the house does not ask for it"),
    ],
)
def test_no_instalment_is_above_what_can_be_paid(highest, limits, expected):
    assert unmet([("2026-02-15", 500_00), ("2026-03-15", highest)], limits=limits, debt=5000_00) == expected
