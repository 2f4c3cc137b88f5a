"""A share that was counted little stays near the stated one; one that was counted often goes its own way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.shrunk_share import shrunk_share

COUNTS = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(sorted)


def test_nothing_counted_gives_the_stated_share():
    assert shrunk_share(0, 0, 0.3, 50, 1.645).share == pytest.approx(0.3)


def test_the_stated_share_counts_for_its_weight():
    assert shrunk_share(0, 50, 0.3, 50, 1.645).share == pytest.approx(0.15)


def test_a_vector_reckoned_by_hand():
    # 40 of 100 with a stated 0.2 for 100: 60 of 200 = 0.3; z = 1.96: middle (0.3 + 3.8416/400) / (1 + 3.8416/200).
    share, low, high = shrunk_share(40, 100, 0.2, 100, 1.96)
    assert (float(share), round(float(low), 4), round(float(high), 4)) == (0.3, 0.2407, 0.3668)


def test_columns_are_drawn_each_towards_its_own():
    assert shrunk_share([1, 9], [10, 10], [0.1, 0.9], 10, 1).share.tolist() == pytest.approx([0.1, 0.9])


def test_a_share_that_is_met_always_has_no_interval_above_one():
    assert float(shrunk_share(10**6, 10**6, 1.0, 1, 3).high) <= 1


@given(counts=COUNTS, stated=st.floats(0, 1), weight=st.floats(0.1, 1e6))
def test_a_share_lies_between_what_was_counted_and_what_was_stated_and_within_its_interval(counts, stated, weight):
    met, of = counts
    share, low, high = (float(each) for each in shrunk_share(met, of, stated, weight, 1.645))
    counted = met / of if of else stated
    assert min(counted, stated) - 1e-9 <= share <= max(counted, stated) + 1e-9
    assert -1e-12 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1 + 1e-12


def test_more_counts_make_a_narrower_interval():
    few, many = shrunk_share(3, 10, 0.3, 10, 1.645), shrunk_share(300, 1000, 0.3, 10, 1.645)
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(
    ("met", "of", "stated", "weight", "says"),
    [
        pytest.param(3, 2, 0.5, 1, "within 0 and what it is of", id="more met than there were"),
        pytest.param(-1, 2, 0.5, 1, "within 0 and what it is of", id="fewer than none"),
        pytest.param(1, 2, 1.1, 1, "stated share", id="stated above one"),
        pytest.param(1, 2, -0.1, 1, "stated share", id="stated below nothing"),
        pytest.param(1, 2, 0.5, 0, "weight is 0", id="a stated share that counts for nothing"),
    ],
)
def test_what_can_be_no_share_is_refused(met, of, stated, weight, says):
    with pytest.raises(ValueError, match=says):
        shrunk_share(np.array(met), np.array(of), stated, weight, 1.645)
