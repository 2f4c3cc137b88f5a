from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.contagion import spread_class

SUBSTANDARD = 2
TENTH = Fraction(1, 10)


def spread(classes, customers, balances, from_class=SUBSTANDARD, share=TENTH):
    codes = np.array(classes, dtype=np.int8)
    return spread_class(
        codes, np.array(customers, dtype=np.intp), np.array(balances, dtype=np.int64), from_class, share
    ).tolist()


@pytest.mark.parametrize(
    ("bad", "good", "expected"),
    [
        pytest.param(99_99, 900_01, [2, 1], id="a fen short of a tenth stays by itself"),
        pytest.param(100_00, 900_00, [2, 2], id="a tenth exactly spreads"),
        pytest.param(0, 0, [2, 2], id="a customer who owes nothing has one class"),
        pytest.param(-50_00, 900_00, [2, 1], id="a credit balance weighs nothing"),
        pytest.param(0, 5, [2, 1], id="a bad account on which nothing is owed weighs nothing"),
    ],
)
def test_a_bad_account_spreads_when_it_holds_the_policy_s_share(bad, good, expected):
    assert spread([2, 1], [0, 0], [bad, good]) == expected


def test_special_mention_does_not_spread():
    assert spread([1, 0], [0, 0], [900_00, 100_00]) == [1, 0]


def test_the_worst_class_that_is_heavy_enough_spreads():
    # Loss alone holds 5 %, with the doubtful account 15 %: doubtful spreads, loss stays with its own account.
    assert spread([4, 3, 0], [0, 0, 0], [5_00, 10_00, 85_00]) == [4, 3, 3]


def test_customers_do_not_touch_each_other_and_an_unknown_customer_is_alone():
    assert spread([4, 0, 4, 0], [0, 1, -1, -1], [1, 1, 1, 1]) == [4, 0, 4, 0]


def test_with_no_share_asked_for_any_bad_account_spreads():
    assert spread([4, 0], [0, 0], [1, 10**9], share=Fraction(0)) == [4, 4]


def test_the_whole_share_asks_that_all_is_bad():
    assert spread([4, 2], [0, 0], [1, 99], share=Fraction(1)) == [4, 2]
    assert spread([4, 1], [0, 0], [99, 1], share=Fraction(1)) == [4, 1]


def test_balances_too_large_to_weigh_exactly_are_refused():
    with pytest.raises(ValueError, match=r"^the customers' balances are too large to be weighed exactly"):
        spread([2, 1], [0, 0], [2**61, 2**61])
    with pytest.raises(ValueError, match="too large"):
        spread([2] * 8, [0] * 8, [2**61] * 8)
    with pytest.raises(ValueError, match="too large"):
        spread([2, 1], [0, 0], [2**61, 2**61], share=Fraction(0))
    assert spread([2, 1], [0, 0], [2**61, 2**61 - 1], share=Fraction(0)) == [2, 2]


ACCOUNT = st.tuples(st.integers(-1, 4), st.integers(-1, 3), st.integers(-100, 10_000))


@given(accounts=st.lists(ACCOUNT, max_size=20), share=st.fractions(0, 1, max_denominator=20))
def test_no_class_improves_and_no_class_is_new(accounts, share):
    classes, customers, balances = map(list, zip(*accounts, strict=True)) if accounts else ([], [], [])
    after = spread(classes, customers, balances, share=share)
    for own, new, customer in zip(classes, after, customers, strict=True):
        assert new >= own
        others = [code for code, other in zip(classes, customers, strict=True) if other == customer]
        assert new == own or (customer >= 0 and new in others and new >= SUBSTANDARD)
