"""What holds for every schedule: no fen made or lost, and the same figures as exact fractions give row by row."""

import decimal
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schedule_helpers import LIMITS, WIDE, days, made, terms_of
from schedule_reference import Plan, first_instalment, reference

from arrears.rules.schedule import (
    GraceInterest,
    Method,
    Rates,
    Rounding,
    Terms,
    build_schedules,
    equal_instalments,
    exact_rates,
)

PARTS = ("opening", "payment", "principal", "interest", "fee", "closing")
METHODS = st.sampled_from(list(Method))
FEN = st.integers(1, 10**9)
RATES = st.fractions(0, 1, max_denominator=10_000)


@st.composite
def plans(draw):
    """Give the same plan as the reference has it and as terms."""
    n = draw(st.integers(1, 60))
    grace = draw(st.integers(0, n - 1) | st.just(0))
    free = draw(st.integers(0, n) | st.just(0))
    method = draw(METHODS)
    lent = draw(FEN)
    rate = draw(RATES)
    plan = Plan(
        lent=lent,
        rates=[Fraction(0) if k < free else rate / 12 for k in range(n)],
        method=method.value,
        fee_rate=draw(st.fractions(0, Fraction(1, 20), max_denominator=1000)),
        grace=grace,
        capitalised=draw(st.booleans()),
        balloon=draw(st.integers(0, lent)) if method == Method.BALLOON else 0,
        step_rate=draw(st.fractions(0, Fraction(1, 2), max_denominator=100)),
        step_every=draw(st.integers(1, 12)),
        multiple=draw(st.sampled_from([1, 100, 10_000])),
        rounding=draw(st.sampled_from(["half_up", "up", "down"])),
        interest_multiple=draw(st.sampled_from([1, 1, 100])),
        interest_rounding=draw(st.sampled_from(["half_up", "up", "down"])),
    )
    terms = Terms(
        np.array([lent]),
        exact_rates(rate),
        np.array([n]),
        days("2026-01-31"),
        method,
        fee_rate=exact_rates(plan.fee_rate),
        grace=np.array([grace]),
        grace_interest=GraceInterest.CAPITALISED if plan.capitalised else GraceInterest.PAID,
        interest_free=np.array([free]),
        balloon_fen=np.array([plan.balloon]),
        step_rate=exact_rates(plan.step_rate),
        step_every=plan.step_every,
        level_multiple_fen=plan.multiple,
        level_rounding=Rounding(plan.rounding),
        interest_multiple_fen=plan.interest_multiple,
        interest_rounding=Rounding(plan.interest_rounding),
    )
    return plan, terms


@given(case=plans())
@settings(max_examples=200, deadline=None)
def test_any_plan_has_the_rows_that_exact_fractions_give(case):
    plan, terms = case
    schedule = build_schedules(terms, LIMITS)
    expected = reference(plan)
    for part in PARTS:
        assert (part, getattr(schedule, f"{part}_fen").tolist()) == (part, [row[part] for row in expected])


@given(case=plans())
@settings(max_examples=100, deadline=None)
def test_no_fen_is_made_or_lost(case):
    plan, terms = case
    schedule = build_schedules(terms, LIMITS)
    assert schedule.principal_fen.sum() == plan.lent
    assert (schedule.opening_fen[0], schedule.closing_fen[-1]) == (plan.lent, 0)
    assert (schedule.opening_fen[1:] == schedule.closing_fen[:-1]).all()
    parts = schedule.principal_fen + schedule.interest_fen + schedule.fee_fen
    assert (schedule.payment_fen == parts).all()
    assert (schedule.payment_fen >= 0).all()


SHARED = (
    "method",
    "grace_interest",
    "step_every",
    "level_multiple_fen",
    "level_rounding",
    "interest_multiple_fen",
    "interest_rounding",
)
AMOUNTS = ("principal_fen", "periods", "grace", "interest_free")
RATE_TERMS = ("annual_rate", "fee_rate", "step_rate")


@given(cases=st.lists(plans(), min_size=2, max_size=6))
@settings(max_examples=30, deadline=None)
def test_plans_side_by_side_are_as_each_alone(cases):
    shared = {name: getattr(cases[0][1], name) for name in SHARED} | {"balloon_fen": np.array([0])}
    own = [replace(terms, **shared) for _, terms in cases]
    amounts = {name: np.concatenate([getattr(terms, name) for terms in own]) for name in AMOUNTS}
    rates = {name: exact_rates([_fraction(getattr(terms, name)) for terms in own]) for name in RATE_TERMS}
    together = build_schedules(replace(own[0], **amounts, **rates), LIMITS)
    alone = [build_schedules(terms, LIMITS) for terms in own]
    assert together.plan.tolist() == [at for at, one in enumerate(alone) for _ in one.plan]
    for part in ("number", "due_date", *(f"{part}_fen" for part in PARTS)):
        assert (getattr(together, part) == np.concatenate([getattr(one, part) for one in alone])).all(), part


def _fraction(rates):
    return Fraction(int(rates.numerator[0]), int(rates.denominator[0]))


@given(lent=st.integers(10_00, 10**8), rate=RATES, n=st.integers(2, 59))
@settings(deadline=None)
def test_a_longer_plan_has_no_higher_instalment_and_no_less_interest(lent, rate, n):
    terms = Terms(np.array([lent, lent]), exact_rates(rate), np.array([n, n + 1]), days("2026-01-31"))
    schedule = build_schedules(terms, LIMITS)
    first = schedule.number == 1
    shorter, longer = schedule.payment_fen[first]
    assert longer <= shorter
    shorter_interest, longer_interest = (schedule.interest_fen[schedule.plan == plan].sum() for plan in (0, 1))
    # Rounding moves each instalment's interest by half a fen at most.
    assert longer_interest >= shorter_interest - n


@given(lent=FEN, n=st.integers(1, 60), method=METHODS)
def test_without_interest_only_the_principal_is_paid(lent, n, method):
    schedule = made(Decimal(lent) / 100, 0, n, method=method)
    assert schedule.payment_fen.sum() == lent
    assert not schedule.interest_fen.any()


@given(lent=FEN, rate=RATES, method=METHODS)
def test_one_period_pays_all_with_one_months_interest(lent, rate, method):
    schedule = made(Decimal(lent) / 100, rate, 1, method=method)
    interest = (lent * rate / 12 + Fraction(1, 2)).__floor__()
    assert schedule.payment_fen.tolist() == [lent + interest]


def random_plans(count, seed=20261123):
    rng = np.random.default_rng(seed)
    return (
        rng.integers(1_00, 1_000_000_00, count),
        rng.integers(0, 3600, count),
        rng.integers(1, 61, count),
        np.datetime64("2026-01-01") + rng.integers(0, 366, count),
    )


def test_a_hundred_thousand_instalments_are_the_exact_annuity_rounded_half_up():
    lent, basis_points, n, _ = random_plans(100_000)
    found = equal_instalments(lent, exact_rates(basis_points / 10_000), n, LIMITS)
    assert found.tolist() == [
        _annuity(*plan) for plan in zip(lent.tolist(), basis_points.tolist(), n.tolist(), strict=True)
    ]


def _annuity(lent, basis_points, n):
    with decimal.localcontext(prec=60):
        rate = Decimal(basis_points) / 120_000
        exact = lent * rate / (1 - (1 + rate) ** -n) if basis_points else Decimal(lent) / n
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize("method", list(Method))
def test_a_hundred_thousand_schedules_sum_exactly(method):
    lent, basis_points, n, first_due = random_plans(100_000)
    terms = Terms(
        lent, exact_rates(basis_points / 10_000), n, first_due, method, step_rate=exact_rates(0.05), step_every=3
    )
    schedule = build_schedules(terms, LIMITS)
    starts = np.flatnonzero(schedule.number == 1)
    assert schedule.plan.size == n.sum()
    assert (np.add.reduceat(schedule.principal_fen, starts) == lent).all()
    assert (np.diff(np.append(starts, schedule.plan.size)) == n).all()
    last = np.append(starts[1:], schedule.plan.size) - 1
    assert (schedule.closing_fen[last] == 0).all()
    assert (schedule.due_date[starts] == first_due).all()


@pytest.mark.parametrize(
    ("lent", "rate", "n", "instalment"),
    [
        pytest.param("0.50", "0.12", 1, 51, id="50.5 fen after one month at 12 %"),
        pytest.param("0.01", "0", 2, 1, id="half a fen"),
        pytest.param("0.05", "6", 2, 5, id="4.5 fen: nine tenths of five"),
        pytest.param("0.04", "6", 2, 4, id="3.6 fen"),
        pytest.param("100000000000.05", "6", 2, 9_000_000_000_005, id="half a fen where a float has no room to see it"),
    ],
)
def test_a_tie_is_rounded_up(lent, rate, n, instalment):
    terms = terms_of(lent, rate, n)
    found = equal_instalments(terms.principal_fen, terms.annual_rate, terms.periods, WIDE)
    assert found.tolist() == [instalment]


@pytest.mark.parametrize(
    ("method", "n", "grace", "balloon", "multiple"),
    [
        pytest.param(Method.EQUAL_INSTALMENT, 2, 0, 0, 1, id="two instalments"),
        pytest.param(Method.EQUAL_INSTALMENT, 12, 0, 0, 1, id="a year"),
        pytest.param(Method.EQUAL_INSTALMENT, 60, 6, 0, 1, id="five years with a grace"),
        pytest.param(Method.BALLOON, 12, 0, 10**13, 1, id="a balloon"),
        pytest.param(Method.STEP_UP, 25, 0, 0, 1, id="rising, the last time in the last period"),
        pytest.param(Method.STEP_UP, 26, 5, 0, 1, id="rising after a grace"),
        pytest.param(Method.STEP_UP, 24, 0, 0, 7, id="rising in units of 7 fen"),
    ],
)
def test_where_floats_are_a_fen_off_the_instalment_is_exact(method, n, grace, balloon, multiple):
    rng = np.random.default_rng(20261123)
    lent, points = rng.integers(10**14, 10**15, 250), rng.integers(1, 10_000, 250)
    step = Fraction(1, 20)
    terms = Terms(
        lent,
        Rates(points, np.full(250, 10_000)),
        np.full(250, n),
        days("2026-01-31").repeat(250),
        method,
        grace=np.full(250, grace),
        balloon_fen=np.full(250, balloon),
        step_rate=exact_rates(step),
        step_every=3,
        level_multiple_fen=multiple,
    )
    schedule = build_schedules(terms, LIMITS)
    expected = [
        first_instalment(
            Plan(
                money,
                [Fraction(rate, 120_000)] * n,
                method.value,
                grace=grace,
                balloon=balloon,
                step_rate=step,
                step_every=3,
                multiple=multiple,
            )
        )
        for money, rate in zip(lent.tolist(), points.tolist(), strict=True)
    ]
    assert schedule.payment_fen[schedule.number == grace + 1].tolist() == expected


def test_a_debt_that_grows_beyond_64_bits_while_nothing_is_paid_stays_exact():
    """1.00 yuan at 83 % a month, 50 months of it added to the debt."""
    rate = Fraction(9999, 1000)
    plan = Plan(100, [rate / 12] * 51, grace=50, capitalised=True)
    schedule = made(1, rate, 51, grace=50, grace_interest=GraceInterest.CAPITALISED, limits=WIDE)
    for part in ("interest", "payment", "closing"):
        assert getattr(schedule, f"{part}_fen").tolist() == [row[part] for row in reference(plan)]


@given(
    lent=st.integers(10**12, 10**15),
    rate=st.fractions(0, 1, max_denominator=10**9),
    n=st.integers(1, 60),
    method=METHODS,
    step=st.fractions(0, Fraction(1, 2), max_denominator=1000),
    share=st.integers(0, 100),
    data=st.data(),
)
@settings(max_examples=80, deadline=None)
def test_amounts_and_rates_beyond_64_bits_stay_exact(lent, rate, n, method, step, share, data):
    balloon = lent // 100 * share if method == Method.BALLOON else 0
    grace = data.draw(st.integers(0, n - 1) | st.just(0))
    plan = Plan(lent, [rate / 12] * n, method.value, grace=grace, balloon=balloon, step_rate=step, step_every=3)
    terms = Terms(
        np.array([lent]),
        exact_rates(rate),
        np.array([n]),
        days("2026-01-31"),
        method,
        grace=np.array([grace]),
        balloon_fen=np.array([balloon]),
        step_rate=exact_rates(step),
        step_every=3,
    )
    schedule = build_schedules(terms, LIMITS)
    expected = reference(plan)
    assert schedule.interest_fen.tolist() == [row["interest"] for row in expected]
    assert schedule.payment_fen.tolist() == [row["payment"] for row in expected]
