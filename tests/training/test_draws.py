import numpy as np
import pytest

from arrears.training.draws import draw, scattered


def test_a_weight_of_nothing_is_never_drawn():
    assert set(draw(np.random.default_rng(0), [0, 1, 0, 1, 0], 5_000)) == {1, 3}


def test_weights_are_kept_in_the_long_run():
    drawn = draw(np.random.default_rng(0), [1, 3], 20_000)
    assert drawn.mean() == pytest.approx(0.75, abs=0.02)


def test_scattered_numbers_meet_every_number_before_any_comes_again():
    numbers = scattered(1_001, 1_000)
    assert sorted(numbers[:1_000]) == list(range(1_000))
    assert numbers[1_000] == numbers[0]
