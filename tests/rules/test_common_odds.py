"""Odds multiply where facts are independent, and are compared group by group so that unlike groups do not mislead."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.common_odds import CommonOdds, common_odds, odds_multiplier, shrunk_odds, with_odds

SHARES = st.floats(0.001, 0.999)
TIMES = st.floats(0.01, 100)


@given(share=SHARES, times=TIMES)
def test_multiplying_the_odds_and_asking_by_what_gives_the_multiplier_back(share, times):
    assert float(odds_multiplier(with_odds(share, [times]), share)) == pytest.approx(times, rel=1e-6)


def test_a_multiplier_of_one_changes_nothing_and_of_nothing_leaves_nothing():
    assert with_odds([0.2, 0.2], [[1.0, 0.0]]).tolist() == pytest.approx([0.2, 0.0])


def test_no_multiplier_leaves_the_share():
    assert float(with_odds(0.37, [])) == pytest.approx(0.37)


def test_a_multiplier_below_nothing_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        with_odds(0.5, [-1.0])


def test_groups_that_differ_do_not_mislead():
    # Within each group the fact does nothing; added up it would seem to halve the odds, as it is commoner where cures are rare.
    found = common_odds([45, 10], [50, 100], [90, 5], [100, 50], 1.645)
    assert found.ratio == pytest.approx(1.0)


def test_a_vector_with_its_interval_reckoned_by_hand():
    # One group: 20 of 50 against 10 of 50. Ratio (20 * 40) / (30 * 10); variance 1/20 + 1/30 + 1/10 + 1/40.
    found = common_odds([20], [50], [10], [50], 1.96)
    half = 1.96 * math.sqrt(1 / 20 + 1 / 30 + 1 / 10 + 1 / 40)
    assert found.ratio == pytest.approx(8 / 3)
    assert (found.low, found.high) == pytest.approx((8 / 3 * math.exp(-half), 8 / 3 * math.exp(half)))


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param(([0], [0], [0], [0]), id="no case at all"),
        pytest.param(([5], [5], [3], [3]), id="all improved"),
        pytest.param(([3], [9], [0], [0]), id="nobody to compare with"),
    ],
)
def test_where_nothing_can_be_compared_nothing_is_said(counts):
    assert common_odds(*counts, 1.645) == CommonOdds(1.0, 0.0, math.inf)


def test_more_met_than_there_were_is_refused():
    with pytest.raises(ValueError, match="within 0 and what it is of"):
        common_odds([3], [2], [1], [2], 1.645)


def test_what_nobody_knows_leaves_the_stated_ratio():
    assert shrunk_odds(CommonOdds(1.0, 0.0, math.inf), 1.5, 200, 1.645).ratio == pytest.approx(1.5)


def test_two_that_are_equally_sure_meet_in_the_middle_of_their_logarithms():
    # The stated ratio of 80 cases a side has a variance of 8 / 80; so has what was found.
    half = 1.645 * math.sqrt(8 / 80)
    found = CommonOdds(4.0, 4.0 * math.exp(-half), 4.0 * math.exp(half))
    assert shrunk_odds(found, 1.0, 80, 1.645).ratio == pytest.approx(2.0)


def test_the_interval_is_narrower_than_either():
    found = CommonOdds(2.0, 1.0, 4.0)
    drawn = shrunk_odds(found, 1.0, 80, 1.645)
    assert drawn.high / drawn.low < found.high / found.low


@pytest.mark.parametrize(("stated", "weight"), [(0, 10), (1, 0), (-1, 10)])
def test_a_stated_ratio_and_its_weight_are_above_nothing(stated, weight):
    with pytest.raises(ValueError, match="above 0"):
        shrunk_odds(CommonOdds(1, 0.5, 2), stated, weight, 1.645)
