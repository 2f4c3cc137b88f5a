from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.affordability import affordable, over_trigger, stressed, trigger_figures

TENTH = Fraction(1, 10)


def month(income, fixed=0, flexible=0, share=TENTH, cap=None):
    result = affordable(np.array([income]), np.array([fixed]), np.array([flexible]), share, cap)
    return result.surplus[0], result.savings[0], result.amount[0]


@pytest.mark.parametrize(
    ("fixed", "flexible", "expected"),
    [
        pytest.param(3000_00, 2000_00, (3000_00, 300_00, 2700_00), id="a tenth of the surplus is saved"),
        pytest.param(5000_00, 2999_99, (1, 0, 1), id="a surplus of one fen: a tenth of it rounds to nothing"),
        pytest.param(5000_00, 3000_00, (0, 0, 0), id="costs equal the income"),
        pytest.param(5000_00, 3000_01, (-1, 0, 0), id="costs a fen above the income: nothing can be paid"),
    ],
)
def test_what_is_left_after_costs_and_savings_can_be_paid(fixed, flexible, expected):
    assert month(8000_00, fixed, flexible) == expected


@pytest.mark.parametrize(("surplus", "savings"), [(4, 0), (5, 1), (15, 2)])
def test_half_a_fen_of_savings_is_rounded_up(surplus, savings):
    assert month(surplus) == (surplus, savings, surplus - savings)


@pytest.mark.parametrize(("surplus", "savings"), [(199_99, 20_00), (200_00, 20_00), (200_10, 20_00)])
def test_savings_stop_at_the_cap(surplus, savings):
    assert month(surplus, cap=20_00)[1] == savings


@pytest.mark.parametrize(("share", "amount"), [(Fraction(0), 100), (Fraction(1), 0)])
def test_a_share_of_nothing_or_all_is_allowed(share, amount):
    assert month(100, share=share)[2] == amount


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"income": -1}, "income must not be negative; one is -1 fen"),
        ({"income": 0, "fixed": -2}, "fixed costs must not be negative; one is -2 fen"),
        ({"income": 0, "flexible": -3}, "flexible costs must not be negative; one is -3 fen; give costs as positive"),
        ({"income": 0, "share": Fraction(-1, 10)}, "between 0 and 1; it is -1/10"),
        ({"income": 0, "share": Fraction(11, 10)}, "between 0 and 1; it is 11/10"),
    ],
)
def test_bad_input_is_refused_with_value_and_remedy(change, message):
    with pytest.raises(ValueError, match=message):
        month(**change)


def test_a_stress_line_takes_the_share_off_the_income():
    assert stressed(np.array([8000_00, 15]), [TENTH, Fraction(1, 5)]).tolist() == [[7200_00, 6400_00], [13, 12]]
    assert stressed(np.array([1, 2]), []).shape == (2, 0)


@pytest.mark.parametrize("share", [Fraction(-1, 100), Fraction(101, 100)])
def test_an_income_cannot_fall_by_less_than_nothing_or_more_than_all(share):
    with pytest.raises(ValueError, match=f"falls by a share between 0 and 1; one is {share}"):
        stressed(np.array([1]), [TENTH, share])


def test_an_income_can_fall_by_nothing_and_by_all():
    assert stressed(np.array([7]), [Fraction(0), Fraction(1)]).tolist() == [[7, 0]]


def test_a_trigger_figure_adds_up_first_adult_further_adults_and_children():
    figures = np.array([[1500, 1000, 800], [10, 20, 30]])
    triggers = trigger_figures(np.array([1, 2, 3]), np.array([0, 1, 2]), figures)
    assert triggers.tolist() == [[1500, 10], [3300, 60], [5100, 110]]


@pytest.mark.parametrize(
    ("adults", "children", "message"),
    [(0, 0, "at least one adult; one has 0"), (1, -1, "children must not be negative; one household has -1")],
)
def test_an_impossible_household_is_refused(adults, children, message):
    with pytest.raises(ValueError, match=message):
        trigger_figures(np.array([adults]), np.array([children]), np.array([[1, 1, 1]]))


@pytest.mark.parametrize(("spent", "above"), [(3299_99, False), (3300_00, False), (3300_01, True)])
def test_a_group_is_above_its_trigger_from_the_first_fen_over_it(spent, above):
    assert over_trigger(np.array([[spent]]), np.array([[3300_00]])).tolist() == [[above]]


def test_each_group_needs_its_own_figure():
    with pytest.raises(ValueError, match=r"costs have shape \(1, 2\), figures \(1, 1\)"):
        over_trigger(np.array([[1, 2]]), np.array([[1]]))


FEN = st.integers(0, 10**12)


@given(income=FEN, fixed=FEN, flexible=FEN, percent=st.integers(0, 100), cap=st.none() | FEN)
def test_it_agrees_with_decimal_arithmetic_and_loses_no_fen(income, fixed, flexible, percent, cap):
    surplus, savings, amount = month(income, fixed, flexible, Fraction(percent, 100), cap)
    left = max(Decimal(income) - fixed - flexible, Decimal(0))
    saved = (left * percent / 100).quantize(Decimal(1), ROUND_HALF_UP)
    assert surplus == income - fixed - flexible
    assert savings == (saved if cap is None else min(saved, cap))
    assert savings + amount == left
