from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.value_at_risk import value_at_risk

RATES = [Fraction(5, 1000), Fraction(45, 100), Fraction(1)]
LOSS = Fraction(85, 100)


@pytest.mark.parametrize(
    ("balance", "band", "expected"),
    [
        pytest.param(10_000_00, 0, 42_50, id="0.5 % roll, 85 % is lost"),
        pytest.param(10_000_00, 1, 3_825_00, id="45 % roll"),
        pytest.param(10_000_00, 2, 8_500_00, id="all roll"),
        pytest.param(10_000_00, -1, 0, id="no band, nothing at risk"),
        pytest.param(-10_000_00, 2, 0, id="a credit balance has nothing at risk"),
        pytest.param(117, 0, 0, id="0.497 fen is rounded down"),
        pytest.param(118, 0, 1, id="0.5015 fen is rounded up"),
        pytest.param(10, 2, 9, id="8.5 fen is rounded up: once, half up"),
    ],
)
def test_balance_times_roll_times_loss(balance, band, expected):
    assert value_at_risk(np.array([balance]), np.array([band], dtype=np.int8), RATES, LOSS).tolist() == [expected]


@pytest.mark.parametrize(("rates", "loss"), [([Fraction(-1)], LOSS), ([Fraction(2)], LOSS), (RATES, Fraction(11, 10))])
def test_a_rate_outside_zero_and_one_is_refused(rates, loss):
    with pytest.raises(ValueError, match="within 0 and 1"):
        value_at_risk(np.array([1]), np.array([0]), rates, loss)


def test_rates_of_nothing_and_of_all_are_rates():
    assert value_at_risk(np.array([100, 100]), np.array([0, 1]), [Fraction(0), Fraction(1)], Fraction(1)).tolist() == [
        0,
        100,
    ]
    assert value_at_risk(np.array([100]), np.array([0]), [Fraction(1)], Fraction(0)).tolist() == [0]


def test_a_band_without_a_rate_is_refused():
    with pytest.raises(ValueError, match="band 3 has no roll rate; there are 3"):
        value_at_risk(np.array([1]), np.array([3]), RATES, LOSS)


@given(balance=st.integers(0, 10**15), bands=st.lists(st.integers(0, 2), min_size=1, max_size=5))
def test_no_more_is_at_risk_than_is_owed_and_more_where_more_rolls(balance, bands):
    risk = value_at_risk(np.full(len(bands), balance), np.array(bands), RATES, LOSS)
    assert ((risk >= 0) & (risk <= balance)).all()
    assert (np.diff(risk[np.argsort(bands, kind="stable")]) >= 0).all()
    exact = [Fraction(balance) * RATES[band] * LOSS for band in bands]
    assert all(abs(Fraction(int(got)) - want) <= Fraction(1, 2) for got, want in zip(risk, exact, strict=True))
