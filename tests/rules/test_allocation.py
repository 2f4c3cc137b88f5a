import csv
from datetime import date
from pathlib import Path

import hypothesis.extra.numpy as npst
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.policy import Policies
from arrears.policy.records import Allocation
from arrears.rules.allocation import PARTS, allocate_card_payment, require_amounts, waterfall
from arrears.units import fen

CASES = list(
    csv.DictReader((Path(__file__).parents[1] / "cases" / "allocation.csv").read_text(encoding="utf-8").splitlines())
)
FEN = st.integers(0, 10**12)
DUE = npst.arrays(np.int64, npst.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=FEN)
CARD = Policies("cn").get(Allocation, on=date(2026, 11, 23))
SPLIT = ("to_interest", "to_fees", "to_principal", "left_over")


def column(name):
    return np.array([fen(case[name]) for case in CASES])


def split(payment, dpd, interest, fees, principal, rule=CARD):
    columns = [np.array([value]) for value in (payment, dpd, interest, fees, principal)]
    return allocate_card_payment(*columns, begins=rule.begins, orders=rule.orders).tolist()[0]


def test_the_least_of_several_amounts_is_named():
    with pytest.raises(ValueError, match="the least is -7 fen"):
        require_amounts(np.array([-7, -1, 5]))
    columns = [np.array([1, 1])] * 5
    columns[1] = np.array([-3, 9])
    with pytest.raises(ValueError, match=r"days past due must not be negative; the least is -3$"):
        allocate_card_payment(*columns, begins=(0,), orders=(PARTS,))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['case']} {case['what it shows']}")
def test_a_card_payment_is_split_as_an_expert_says(case):
    amounts = [fen(case[name]) for name in ("interest", "fees", "principal")]
    expected = [fen(case[name]) for name in SPLIT]
    assert split(fen(case["payment"]), int(case["days_past_due"]), *amounts) == expected


def test_all_cases_at_once_and_in_many_blocks():
    times = 2_000
    days = np.array([int(case["days_past_due"]) for case in CASES])
    columns = [column("payment"), days, column("interest"), column("fees"), column("principal")]
    found = allocate_card_payment(
        *(np.tile(values, times) for values in columns), begins=CARD.begins, orders=CARD.orders
    )
    assert found.dtype == np.int64
    assert (found == np.tile(np.stack([column(name) for name in SPLIT], axis=1), (times, 1))).all()


def test_the_general_order_is_costs_interest_principal():
    general = Policies("cn").get(Allocation, on=date(2026, 11, 23), name="allocation_general")
    assert (CARD.rule, general.rule) == ("CN-57", "CIV561")
    for dpd in (0, 90, 91):
        assert split(30_00, dpd, 40_00, 25_00, 200_00, general) == [5_00, 25_00, 0, 0]


@given(
    payment=FEN,
    dpd=st.integers(0, 200),
    due=st.tuples(FEN, FEN, FEN),
    orders=st.lists(st.permutations(PARTS), min_size=3, max_size=3),
)
def test_a_card_payment_agrees_with_one_taken_by_hand(payment, dpd, due, orders):
    begins, left, expected = (0, 31, 91), payment, {}
    order = orders[(dpd >= 31) + (dpd >= 91)]
    for part in order:
        expected[part] = min(left, due[PARTS.index(part)])
        left -= expected[part]
    columns = [np.array([value]) for value in (payment, dpd, *due)]
    found = allocate_card_payment(*columns, begins=begins, orders=orders).tolist()
    assert found == [[*(expected[part] for part in PARTS), left]]


def test_no_card_payments_are_no_rows():
    none = np.array([], dtype=np.int64)
    assert allocate_card_payment(none, none, none, none, none, begins=(0,), orders=(PARTS,)).shape == (0, 4)


@pytest.mark.parametrize(
    ("begins", "orders", "words"),
    [
        ((0,), (("interest", "fees"),), r"^an order must name interest, fees, principal once each; it is interest, fe"),
        ((0,), (("interest", "fees", "fees"),), "once each; it is interest, fees, fees$"),
        ((1,), (PARTS,), r"^bands must begin at day 0 and have one order each; \[1\] has 1 orders$"),
        ((0, 91), (PARTS,), r"\[0, 91\] has 1 orders$"),
    ],
)
def test_wrong_orders_are_refused(begins, orders, words):
    one = np.array([1])
    with pytest.raises(ValueError, match=words):
        allocate_card_payment(one, one, one, one, one, begins=begins, orders=orders)


@pytest.mark.parametrize("place", range(1, 5))
def test_columns_of_another_length_are_refused(place):
    columns = [np.array([1])] * 5
    columns[place] = np.array([1, 1])
    with pytest.raises(ValueError, match=r"^every column must have 1 rows, one a payment$"):
        allocate_card_payment(*columns, begins=(0,), orders=(PARTS,))


@pytest.mark.parametrize("place", range(5))
def test_negative_columns_are_refused(place):
    columns = [np.array([1])] * 5
    columns[place] = np.array([-1])
    words = "days past due must not be negative; the least is -1$" if place == 1 else "the least is -1 fen"
    with pytest.raises(ValueError, match=words):
        allocate_card_payment(*columns, begins=(0,), orders=(PARTS,))


@given(
    groups=st.lists(
        st.tuples(st.integers(0, 100), st.lists(st.integers(0, 50), max_size=6)),
        max_size=6,
    )
)
def test_each_group_runs_dry_on_its_own(groups):
    available = np.array([amount for amount, _ in groups], dtype=np.int64)
    group = np.array([place for place, (_, items) in enumerate(groups) for _ in items], dtype=np.int64)
    due = np.array([item for _, items in groups for item in items], dtype=np.int64)
    expected = []
    for amount, items in groups:
        left = amount
        for item in items:
            expected.append(min(left, item))
            left -= expected[-1]
    assert waterfall(available, group, due).tolist() == expected


def test_a_waterfall_refuses_what_it_cannot_do():
    with pytest.raises(ValueError, match=r"in the order of their groups; sort them by group first$"):
        waterfall(np.array([1, 1]), np.array([1, 0]), np.array([1, 1]))
    with pytest.raises(ValueError, match="the least is -1 fen"):
        waterfall(np.array([-1]), np.array([0]), np.array([1]))
    with pytest.raises(ValueError, match="the least is -1 fen"):
        waterfall(np.array([1]), np.array([0]), np.array([-1]))
    with pytest.raises(OverflowError, match=r"^all items together must stay below 2\^62 fen; check the amounts$"):
        waterfall(np.array([1]), np.array([0, 0]), np.array([2**61, 2**61]))
    with pytest.raises(OverflowError, match="all items together"):
        waterfall(np.array([1]), np.zeros(8, dtype=np.int64), np.full(8, 2**61))
    assert waterfall(np.array([2**61]), np.array([0]), np.array([2**61])).tolist() == [2**61]
