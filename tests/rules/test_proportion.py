import numpy as np
import pytest

from arrears.rules.proportion import wilson_interval


@pytest.mark.parametrize(
    ("count", "out_of", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, table I, method 3.
        pytest.param(81, 263, 0.2553, 0.3662, id="81 of 263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15 of 148"),
        pytest.param(0, 20, 0.0, 0.1611, id="none of 20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1 of 29"),
    ],
)
def test_published_intervals(count, out_of, low, high):
    found = wilson_interval(np.array([count]), np.array([out_of]), 1.959964)
    assert [round(float(end[0]), 4) for end in found] == [low, high]


def test_nothing_counted_has_no_interval():
    assert np.isnan(wilson_interval(np.array([0]), np.array([0]), 1.96)).all()


def test_more_than_all_is_refused():
    with pytest.raises(ValueError, match="within 0 and what it is out of"):
        wilson_interval(np.array([3]), np.array([2]), 1.96)
