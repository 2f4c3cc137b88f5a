import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.plan_options import OPTIONS, choose_options, fits

MONTHS = np.array([6, 12, 24, 12])
PAYMENT = np.array([[1000, 550, 300, 540]])
COST = np.array([[50, 90, 180, 95]])


def chosen(affordable, months=MONTHS, payment=PAYMENT, cost=COST):
    return choose_options(months, payment, cost, np.array([affordable]))[0].tolist()


@pytest.mark.parametrize(
    ("affordable", "expected"),
    [
        pytest.param(
            299, [-1, -1, 2], id="a fen short of the lowest instalment: nothing fits, the lowest is still shown"
        ),
        pytest.param(300, [2, 2, 2], id="the lowest instalment exactly"),
        pytest.param(540, [3, 3, 2], id="the shorter plan with the lower instalment"),
        pytest.param(550, [1, 1, 2], id="of two plans of one length the cheaper"),
        pytest.param(999, [1, 1, 2], id="a fen short of the shortest"),
        pytest.param(1000, [0, 0, 2], id="the shortest"),
    ],
)
def test_the_shortest_and_the_cheapest_must_fit_and_the_lowest_is_always_shown(affordable, expected):
    assert chosen(affordable) == expected


def test_the_shortest_need_not_be_the_cheapest():
    assert chosen(1000, cost=np.array([[99, 90, 180, 95]])) == [0, 1, 2]


def test_of_equal_costs_the_shorter_and_of_equal_instalments_the_shorter():
    same = np.array([[70, 70, 70, 70]])
    assert chosen(1000, cost=same) == [0, 0, 2]
    assert chosen(1000, payment=np.array([[300, 300, 300, 300]])) == [0, 0, 0]


def test_of_wholly_equal_plans_the_first():
    assert chosen(1000, np.array([12, 12]), np.array([[10, 10]]), np.array([[5, 5]])) == [0, 0, 0]


def test_each_household_has_its_own_choice():
    affordable = np.array([1000, 300, 299])
    table = choose_options(MONTHS, np.repeat(PAYMENT, 3, axis=0), np.repeat(COST, 3, axis=0), affordable)
    assert table.tolist() == [[0, 0, 2], [2, 2, 2], [-1, -1, 2]]


@pytest.mark.parametrize(
    ("months", "payment", "cost"),
    [
        (MONTHS, PAYMENT[:, :3], COST),
        (MONTHS, PAYMENT, COST[:, :3]),
        (MONTHS[:0], PAYMENT[:, :0], COST[:, :0]),
    ],
)
def test_plans_without_their_figures_are_refused(months, payment, cost):
    with pytest.raises(ValueError, match="give at least one plan, and payment and cost of each plan"):
        chosen(1, months, payment, cost)


def test_a_negative_amount_is_refused_and_nothing_is_allowed():
    with pytest.raises(ValueError, match="what can be paid must not be negative; one is -1 fen; give 0"):
        chosen(-1)
    assert chosen(0) == [-1, -1, 2]


ROW = st.lists(st.integers(0, 5), min_size=4, max_size=4)


@given(months=ROW, payment=ROW, cost=ROW, affordable=st.integers(0, 5))
def test_it_agrees_with_sorting(months, payment, cost, affordable):
    plans = range(4)
    able = [k for k in plans if payment[k] <= affordable]
    expected = [
        min(able, key=lambda k: (months[k], cost[k]), default=-1),
        min(able, key=lambda k: (cost[k], months[k]), default=-1),
        min(plans, key=lambda k: (payment[k], months[k])),
    ]
    assert chosen(affordable, np.array(months), np.array([payment]), np.array([cost])) == expected
    assert fits(np.array([payment]), np.array([affordable]))[0].tolist() == [k in able for k in plans]
    assert len(OPTIONS) == 3
