"""How two groups differ: by the papers' own examples, and honestly where little is known."""

import math

import numpy as np
import pytest

from arrears.rules.trial_difference import mean_difference, people_needed, share_difference, watched_deviations


def test_means_differ_by_welch_reckoned_by_hand():
    # Means 2 and 5, variances 2 and 8: the difference's is 2 / 2 + 8 / 2.
    found = mean_difference(np.array([1.0, 3.0]), np.array([3.0, 7.0]), 1.96)
    assert found[:3] == (2.0, 5.0, 3.0)
    assert (found.low, found.high) == pytest.approx((3 - 1.96 * math.sqrt(5), 3 + 1.96 * math.sqrt(5)))


@pytest.mark.parametrize(("first", "second"), [([], [1.0, 2.0]), ([1.0], [1.0, 2.0]), ([1.0, 2.0], [])])
def test_of_fewer_than_two_nothing_is_known(first, second):
    found = mean_difference(np.array(first), np.array(second), 1.96)
    assert (found.low, found.high) == (-math.inf, math.inf)


@pytest.mark.parametrize(
    ("met", "of", "low", "high"),
    [
        pytest.param((48, 56), (80, 70), 0.0524, 0.3339, id="56 of 70 against 48 of 80"),
        pytest.param((3, 9), (10, 10), 0.1705, 0.8090, id="9 of 10 against 3 of 10"),
        pytest.param((0, 10), (20, 10), 0.6791, 1.0, id="10 of 10 against none of 20"),
    ],
)
def test_shares_differ_as_newcombe_has_it(met, of, low, high):
    found = share_difference(met, of, 1.959964)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-4)


def test_a_group_of_nobody_leaves_everything_possible():
    assert share_difference((0, 3), (0, 10), 1.96)[3:] == (-1.0, 1.0)


def test_more_people_are_needed_for_a_smaller_difference():
    assert people_needed(100, 200, 0.05, 1.96, 0.84) == pytest.approx(4 * people_needed(100, 200, 0.1, 1.96, 0.84))


@pytest.mark.parametrize(("mean", "least"), [(0, 0.1), (-1, 0.1), (100, 0)])
def test_nothing_worth_knowing_is_never_known(mean, least):
    assert people_needed(mean, 1, least, 1.96, 0.84) == math.inf


@pytest.mark.parametrize("part", [0, -0.1, 1.1])
def test_a_part_of_a_trial_is_a_part(part):
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        watched_deviations(1.96, part)
