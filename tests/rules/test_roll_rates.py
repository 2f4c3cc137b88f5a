import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.roll_rates import roll_counts


@given(pairs=st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3)), max_size=60))
def test_every_account_is_counted_once_in_its_cell(pairs):
    before, after = (np.array([pair[end] for pair in pairs], dtype=np.int64) for end in (0, 1))
    counts = roll_counts(before, after, 4)
    assert counts.sum() == len(pairs)
    for row in range(-1, 4):
        for column in range(-1, 4):
            assert counts[row, column] == pairs.count((row, column))


def test_a_band_that_is_not_on_the_scale_is_refused_and_the_last_one_is_not():
    assert roll_counts(np.array([3]), np.array([-1]), 4)[3, 4] == 1
    with pytest.raises(ValueError, match="bands are 0 to 3"):
        roll_counts(np.array([4]), np.array([0]), 4)


def test_two_days_of_different_accounts_are_refused():
    with pytest.raises(ValueError, match="there are 1 and 2"):
        roll_counts(np.array([1]), np.array([1, 2]), 4)
