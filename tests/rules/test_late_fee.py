from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.policy import Policies
from arrears.policy.records import LateFee
from arrears.rules.late_fee import late_fee

FIVE = Fraction(5, 100)
FEN = st.integers(0, 10**12)


def fee(minimum, paid, **keys):
    keys = {"rate": FIVE, "least_fen": 30_00} | keys
    return late_fee(np.array([minimum]), np.array([paid]), **keys).tolist()[0]


@pytest.mark.parametrize(
    ("minimum", "paid", "expected"),
    [
        pytest.param(1_000_00, 1_000_00, 0, id="the minimum was paid"),
        pytest.param(1_000_00, 1_000_01, 0, id="more than the minimum was paid"),
        pytest.param(1_000_00, 999_99, 30_00, id="a fen short costs the least fee"),
        pytest.param(600_00, 0, 30_00, id="5 % are just the least fee"),
        pytest.param(600_10, 0, 30_01, id="half a fen above it is rounded up"),
        pytest.param(600_09, 0, 30_00, id="less than half a fen is not"),
        pytest.param(1_000_00, 0, 50_00, id="nothing paid"),
        pytest.param(0, 0, 0, id="nothing due"),
    ],
)
def test_five_percent_of_the_unpaid_minimum_at_least_thirty_yuan(minimum, paid, expected):
    assert fee(minimum, paid) == expected


@pytest.mark.parametrize(
    ("minimum", "expected"),
    [
        pytest.param(29_99, 29_99, id="a minimum payment below the least fee caps it"),
        pytest.param(30_00, 30_00, id="equal"),
        pytest.param(30_01, 30_00, id="above it the fee stays"),
    ],
)
def test_the_fee_may_not_exceed_the_minimum_payment_where_the_profile_caps_it(minimum, expected):
    assert fee(minimum, 0, capped_at_minimum_payment=True) == expected
    assert fee(minimum, 0) == 30_00


def test_a_shortfall_within_the_tolerance_costs_nothing():
    assert fee(100_00, 90_00, tolerance_fen=10_00) == 0
    assert fee(100_00, 89_99, tolerance_fen=10_00) == 30_00


@given(minimum=FEN, paid=FEN)
def test_the_fee_agrees_with_decimals(minimum, paid):
    unpaid = max(minimum - paid, 0)
    share = int((Decimal(unpaid) * Decimal("0.05")).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert fee(minimum, paid) == (max(share, 30_00) if unpaid else 0)


@pytest.mark.parametrize(
    "keys",
    [{"minimum": -1}, {"paid": -1}, {"least_fen": -1}, {"tolerance_fen": -1}],
)
def test_negative_amounts_are_refused(keys):
    with pytest.raises(ValueError, match="amounts must not be negative, the least is -1 fen"):
        fee(**({"minimum": 1, "paid": 1} | keys))


def test_a_negative_rate_is_refused():
    with pytest.raises(ValueError, match="a rate must not be negative"):
        fee(1, 0, rate=-FIVE)


@pytest.mark.parametrize(
    ("profile", "rule", "expected"),
    [
        pytest.param("cn", "CN-P3", [30_00, 50_00], id="China: at least 30 yuan"),
        pytest.param("us", "Z-52", [50, 50_00], id="United States: never above the minimum payment"),
    ],
)
def test_the_policies_of_the_profiles(profile, rule, expected):
    policy = Policies(profile).get(LateFee, on=date(2026, 11, 23))
    assert policy.rule == rule
    found = late_fee(
        np.array([10_01, 1_000_00]),
        np.array([0, 0]),
        rate=policy.rate,
        least_fen=policy.least_fen,
        tolerance_fen=policy.tolerance_fen,
        capped_at_minimum_payment=policy.capped_at_minimum_payment,
    )
    assert found.tolist() == expected


@pytest.mark.parametrize(
    ("paid", "fee"),
    [
        pytest.param(990_00, 0, id="ten yuan short is within the tolerance of CN-P5"),
        pytest.param(989_99, 30_00, id="a fen more is not"),
    ],
)
def test_china_charges_nothing_for_what_is_within_the_tolerance(paid, fee):
    policy = Policies("cn").get(LateFee, on=date(2026, 11, 23))
    found = late_fee(
        np.array([1_000_00]),
        np.array([paid]),
        rate=policy.rate,
        least_fen=policy.least_fen,
        tolerance_fen=policy.tolerance_fen,
        capped_at_minimum_payment=policy.capped_at_minimum_payment,
    )
    assert found.tolist() == [fee]
