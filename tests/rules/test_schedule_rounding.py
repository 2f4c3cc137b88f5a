"""Whole numbers of any size, and how near a float lies to where its rounding would change."""

import numpy as np
import pytest

from arrears.rules.schedule.rounding import Rounding, exact_product, nearest_whole


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        pytest.param(2**61 - 1, 1, np.int64, id="one below the room that 64 bits leave for doubling"),
        pytest.param(2**61, 1, object, id="all of that room"),
        pytest.param(2**31, 2**30, object, id="a product of all of that room"),
        pytest.param(0, 2**62, np.int64, id="nothing times anything"),
        pytest.param(2**62, 0, np.int64, id="anything times nothing"),
    ],
)
def test_a_product_is_exact_and_small_where_it_can_be(left, right, kind):
    for factor in (right, np.array([right])):
        product = exact_product(np.array([left]), factor)
        assert (product.tolist(), product.dtype) == ([left * right], kind)


def test_nothing_to_multiply_gives_nothing():
    nothing = np.zeros(0, dtype=np.int64)
    assert exact_product(nothing, nothing).tolist() == []
    assert exact_product(nothing, 5).tolist() == []


@pytest.mark.parametrize(
    ("amount", "rounding", "whole", "distance"),
    [
        pytest.param(1.25, Rounding.HALF_UP, 1, 0.25, id="a quarter below the tie"),
        pytest.param(1.5, Rounding.HALF_UP, 2, 0, id="the tie"),
        pytest.param(1.75, Rounding.HALF_UP, 2, 0.25, id="a quarter above the tie"),
        pytest.param(1.25, Rounding.UP, 2, 0.25, id="up, a quarter above a whole number"),
        pytest.param(1.75, Rounding.DOWN, 1, 0.25, id="down, a quarter below a whole number"),
    ],
)
def test_the_distance_is_that_to_where_the_result_would_change(amount, rounding, whole, distance):
    found = nearest_whole(np.array([amount]), rounding)
    assert [part.tolist() for part in found] == [[whole], [distance]]
