from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.interest import fen_days, require_rate, simple_interest, yearly_rate
from arrears.units import exact_fraction

RATE = Fraction(5, 10_000)
FEN = st.integers(0, 10**12)
DAYS = st.integers(0, 4_000)
RATES = st.decimals(0, Decimal("0.01"), places=6)


def fen(*amounts):
    return np.array(amounts, dtype=np.int64)


@pytest.mark.parametrize(
    ("balance", "days", "interest"),
    [
        pytest.param(10_000_00, 1, 5_00, id="five yuan a day on ten thousand"),
        pytest.param(10_000_00, 0, 0, id="no day, no interest"),
        pytest.param(0, 30, 0, id="no balance, no interest"),
        pytest.param(9_99, 1, 0, id="a thousandth below half a fen"),
        pytest.param(10_00, 1, 1, id="half a fen is rounded up"),
        pytest.param(29_99, 1, 1, id="just below one and a half"),
        pytest.param(30_00, 1, 2, id="one and a half is rounded up"),
    ],
)
def test_simple_interest_is_rounded_half_up_once(balance, days, interest):
    assert simple_interest(fen(balance), fen(days), RATE).tolist() == [interest]


@given(balance=FEN, days=DAYS, rate=RATES)
def test_simple_interest_agrees_with_decimals(balance, days, rate):
    expected = (Decimal(balance) * days * rate).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert simple_interest(fen(balance), fen(days), exact_fraction(rate)).tolist() == [int(expected)]


def test_one_balance_over_many_days():
    assert simple_interest(fen(10_000_00), fen(1, 2, 30), RATE).tolist() == [5_00, 10_00, 150_00]


@pytest.mark.parametrize(
    ("balance", "days", "rate", "words"),
    [
        (-1, 1, RATE, r"^an amount that bears interest must not be negative; the least is -1 fen$"),
        (1, -2, RATE, r"^days that bear interest must not be negative; the least is -2; check the dates$"),
        (1, 1, Fraction(-1, 100), r"^a rate must not be negative; it is -0\.01$"),
    ],
)
def test_what_is_negative_is_refused(balance, days, rate, words):
    with pytest.raises(ValueError, match=words):
        simple_interest(fen(0, balance), fen(0, days), rate)


def test_a_rate_of_zero_is_a_rate():
    require_rate(Fraction(0))
    assert simple_interest(fen(100), fen(5), Fraction(0)).tolist() == [0]


def test_balance_times_days_stays_within_64_bits():
    assert fen_days(fen(2**61), fen(1)).tolist() == [2**61]
    assert fen_days(fen(-5), fen(3)).tolist() == [-15]
    assert fen_days(fen(), fen()).tolist() == []
    with pytest.raises(OverflowError, match=rf"below 2\^62 fen days; it is up to {2**62}$"):
        fen_days(fen(2**61), fen(2))
    with pytest.raises(OverflowError, match="below 2"):
        fen_days(fen(-(2**61)), fen(2))


def test_the_yearly_rate_is_the_daily_rate_times_the_days_of_the_year():
    assert yearly_rate(RATE, 365) == Fraction(73, 400)
    assert yearly_rate(RATE, 360) == Fraction(18, 100)
    assert yearly_rate(RATE, 1) == RATE


def test_a_year_without_days_is_refused():
    with pytest.raises(ValueError, match=r"^a year must have days, such as 365 or 360; it has 0$"):
        yearly_rate(RATE, 0)
    with pytest.raises(ValueError, match="a rate must not be negative"):
        yearly_rate(-RATE, 365)
