from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.policy import Policies
from arrears.policy.records import MinimumPayment
from arrears.rules.minimum_payment import minimum_payment

SHARES = [Fraction(1, 10), *[Fraction(1)] * 4]
FEN = st.integers(0, 10**12)


def minimum(*amounts, shares=SHARES):
    return minimum_payment([np.array([amount]) for amount in amounts], shares).tolist()[0]


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        pytest.param((1_000_00, 0, 0, 0, 0), 100_00, id="a tenth of purchases"),
        pytest.param((0, 500_00, 0, 0, 0), 500_00, id="instalments due in full"),
        pytest.param((0, 0, 80_00, 0, 0), 80_00, id="the unpaid minimum of before in full"),
        pytest.param((0, 0, 0, 7_00, 0), 7_00, id="what is over the limit in full"),
        pytest.param((0, 0, 0, 0, 12_34), 12_34, id="fees and interest in full"),
        pytest.param((1_000_00, 500_00, 80_00, 7_00, 12_34), 699_34, id="all together"),
        pytest.param((4, 0, 0, 0, 0), 0, id="less than half a fen"),
        pytest.param((5, 0, 0, 0, 0), 1, id="half a fen is rounded up"),
        pytest.param((0, 0, 0, 0, 0), 0, id="nothing owed"),
    ],
)
def test_the_minimum_payment_adds_its_parts(amounts, expected):
    assert minimum(*amounts) == expected


def test_no_accounts_have_no_minimum_payments():
    assert minimum_payment([np.zeros(0, dtype=np.int64)] * 5, SHARES).tolist() == []


def test_nothing_owed_is_never_too_large():
    assert minimum(0, shares=[Fraction(2**62)]) == 0


def test_two_half_fen_are_added_before_rounding():
    assert minimum(5, 5, shares=[Fraction(1, 10)] * 2) == 1
    assert minimum(1, 1, shares=[Fraction(1, 4), Fraction(1, 6)]) == 0
    assert minimum(1, 2, shares=[Fraction(1, 4), Fraction(1, 6)]) == 1


@given(purchases=FEN, fees=FEN)
def test_the_minimum_payment_agrees_with_decimals(purchases, fees):
    expected = (Decimal(purchases) * Decimal("0.1") + fees).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert minimum(purchases, 0, 0, 0, fees) == int(expected)


def test_the_shares_are_those_of_the_policy():
    policy = Policies("cn").get(MinimumPayment, on=date(2026, 11, 23))
    shares = [policy.purchases, policy.instalments_due, policy.unpaid_minimum, policy.over_limit, policy.fees_interest]
    assert (policy.rule, shares) == ("CN-P4", SHARES)


def test_wrong_parts_are_refused():
    with pytest.raises(ValueError, match=r"^every part needs its share; there are 1 parts and 5 shares$"):
        minimum(1)
    with pytest.raises(ValueError, match="there are 0 parts and 0 shares"):
        minimum(shares=[])
    with pytest.raises(ValueError, match="amounts must not be negative, the least is -1 fen"):
        minimum(-1, 0, 0, 0, 0)
    with pytest.raises(ValueError, match="a rate must not be negative"):
        minimum(1, shares=[Fraction(-1, 10)])


def test_a_sum_beyond_64_bits_is_refused():
    assert minimum(2**61, 2**61 - 1, shares=[Fraction(1)] * 2) == 2**62 - 1
    with pytest.raises(OverflowError, match=r"parts of a fen; check the amounts$"):
        minimum(2**60, 0, shares=[Fraction(1), Fraction(1, 4)])
    with pytest.raises(OverflowError, match=r"^a minimum payment must stay below 2\^62 parts of a fen"):
        minimum(2**61, 2**61, shares=[Fraction(1)] * 2)
