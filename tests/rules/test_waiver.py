from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.waiver import REFUSALS, approval_level, refusal, waive

HALF, NONE, ALL = Fraction(1, 2), Fraction(0), Fraction(1)
LEVELS = [Fraction(1, 5), HALF, Fraction(4, 5)], [2_000_00, 10_000_00, 200_000_00]


def off(principal=0, interest=0, fees=0, interest_share=HALF, fee_share=HALF):
    result = waive(np.array([principal]), np.array([interest]), np.array([fees]), interest_share, fee_share)
    return [int(part[0]) for part in result]


@pytest.mark.parametrize(
    ("interest_share", "fee_share", "expected"),
    [
        pytest.param(NONE, NONE, [0, 0, 0, 1600], id="nothing is waived"),
        pytest.param(HALF, NONE, [200, 0, 200, 1400], id="half of the interest"),
        pytest.param(NONE, HALF, [0, 100, 100, 1500], id="half of the fees"),
        pytest.param(ALL, ALL, [400, 200, 600, 1000], id="everything but the principal"),
    ],
)
def test_shares_come_off_interest_and_fees_and_never_off_the_principal(interest_share, fee_share, expected):
    assert off(1000, 400, 200, interest_share, fee_share) == expected


def test_half_a_fen_is_waived():
    assert off(0, 1, 3) == [1, 2, 3, 1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"principal": -1}, "principal must not be negative; one is -1 fen"),
        ({"interest": -1}, "interest must not be negative; one is -1 fen"),
        ({"fees": -1}, "fees must not be negative; one is -1 fen"),
        ({"interest_share": Fraction(-1, 2)}, "share of interest waived must lie between 0 and 1; it is -1/2"),
        ({"interest_share": Fraction(3, 2)}, "share of interest waived must lie between 0 and 1; it is 3/2"),
        ({"fee_share": Fraction(3, 2)}, "share of fees waived must lie between 0 and 1; it is 3/2; 0.5 is half"),
    ],
)
def test_bad_input_is_refused_with_value_and_remedy(change, message):
    with pytest.raises(ValueError, match=message):
        off(**change)


@pytest.mark.parametrize(
    ("saved", "share", "level"),
    [
        pytest.param(2_000_00, Fraction(1, 5), 0, id="share and amount of the first level exactly"),
        pytest.param(2_000_01, Fraction(1, 5), 1, id="a fen more goes up a level"),
        pytest.param(1, Fraction(201, 1000), 1, id="a higher share goes up a level"),
        pytest.param(10_000_01, HALF, 2, id="a fen above the second level"),
        pytest.param(200_000_00, Fraction(4, 5), 2, id="the highest level exactly"),
        pytest.param(200_000_01, Fraction(4, 5), -1, id="a fen above the highest level"),
        pytest.param(1, Fraction(81, 100), -1, id="a share above the highest level"),
    ],
)
def test_the_lowest_level_that_may_approves(saved, share, level):
    assert approval_level(np.array([saved]), share, *LEVELS).tolist() == [level]


def test_each_case_goes_to_its_own_level():
    saved = np.array([2_000_01, 1, 200_000_01, 10_000_01])
    assert approval_level(saved, Fraction(1, 5), *LEVELS).tolist() == [1, 0, -1, 2]


def test_each_level_needs_share_and_amount_and_without_levels_nobody_may():
    with pytest.raises(ValueError, match="there are 1 shares for 2 amounts"):
        approval_level(np.array([1]), HALF, [HALF], [1, 2])
    assert approval_level(np.array([1]), HALF, [], []).tolist() == [-1]


def refused(days=90, interest_share=HALF, fee_share=HALF, level=0):
    codes = refusal(
        np.array([days]),
        interest_share,
        fee_share,
        np.array([level]),
        most_share=HALF,
        least_days_past_due=90,
    )
    return REFUSALS[codes[0]]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param({}, "", id="at every limit exactly"),
        pytest.param({"days": 89}, "too_early", id="a day too early"),
        pytest.param({"interest_share": Fraction(51, 100)}, "interest_share", id="too much of the interest"),
        pytest.param({"fee_share": Fraction(51, 100)}, "fee_share", id="too much of the fees"),
        pytest.param({"level": -1}, "amount", id="nobody may approve it"),
        pytest.param({"level": -1, "fee_share": ALL}, "fee_share", id="the share is named before the amount"),
        pytest.param({"level": -1, "days": 0}, "too_early", id="the age is named before all"),
        pytest.param({"days": 0, "interest_share": NONE, "fee_share": NONE}, "", id="nothing waived, nothing refused"),
        pytest.param({"days": 0, "interest_share": NONE}, "too_early", id="fees alone are a waiver too"),
        pytest.param({"days": 0, "fee_share": NONE}, "too_early", id="interest alone is a waiver too"),
    ],
)
def test_the_limit_that_refuses_is_named(change, why):
    assert refused(**change) == why


FEN = st.integers(0, 10**12)


@given(principal=FEN, interest=FEN, fees=FEN, of_interest=st.integers(0, 100), of_fees=st.integers(0, 100))
def test_it_agrees_with_decimal_arithmetic_and_loses_no_fen(principal, interest, fees, of_interest, of_fees):
    off_interest, off_fees, saved, left = off(
        principal, interest, fees, Fraction(of_interest, 100), Fraction(of_fees, 100)
    )
    assert off_interest == (Decimal(interest) * of_interest / 100).quantize(Decimal(1), ROUND_HALF_UP)
    assert off_fees == (Decimal(fees) * of_fees / 100).quantize(Decimal(1), ROUND_HALF_UP)
    assert saved == off_interest + off_fees
    assert left + saved == principal + interest + fees
    assert left >= principal
