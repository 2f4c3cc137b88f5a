import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.priority import Weights, priority

WEIGHTS = Weights(value=50, age=30, silence=20, value_full_fen=20_000_00, silence_full_days=30)
AGE_PERCENT = (10, 40, 100)


def score(at_risk, band, silence):
    return int(priority(np.array([at_risk]), np.array([band], np.int8), np.array([silence]), AGE_PERCENT, WEIGHTS)[0])


@pytest.mark.parametrize(
    ("at_risk", "band", "silence", "expected"),
    [
        pytest.param(0, 0, 0, 3, id="nothing at risk, contacted today: a tenth of the age points"),
        pytest.param(20_000_00, 2, 30, 100, id="all in full"),
        pytest.param(20_000_01, 2, 31, 100, id="above full stays full"),
        pytest.param(0, 2, 0, 30, id="age alone"),
        pytest.param(20_000_00, -1, 0, 50, id="an unknown age has no points"),
        pytest.param(0, -1, 3, 2, id="three of thirty days of silence"),
        pytest.param(0, -1, -1, 20, id="never contacted counts as full silence"),
        pytest.param(-5, -1, 0, 0, id="a negative value counts as nothing"),
        pytest.param(-20_000_00, 2, 30, 50, id="a credit balance takes no points off"),
        pytest.param(199_99, -1, 0, 0, id="a fen short of half a point"),
        pytest.param(200_00, -1, 0, 1, id="half a point is rounded up"),
        pytest.param(10_000_00, 1, 15, 47, id="25 + 12 + 10"),
    ],
)
def test_points_of_value_age_and_silence(at_risk, band, silence, expected):
    assert score(at_risk, band, silence) == expected


def test_nothing_at_risk_has_no_points_even_where_a_fen_would_have_one():
    weights = Weights(value=50, age=30, silence=20, value_full_fen=50, silence_full_days=30)
    no_band, today = np.array([-1, -1], np.int8), np.array([0, 0])
    assert priority(np.array([0, 1]), no_band, today, AGE_PERCENT, weights).tolist() == [0, 1]


def test_a_band_without_a_per_cent_is_refused():
    with pytest.raises(ValueError, match="band 3 has no age_percent; there are 3"):
        score(0, 3, 0)


@given(
    at_risk=st.integers(0, 10**13),
    more=st.integers(0, 10**10),
    band=st.integers(-1, 2),
    silence=st.integers(0, 10_000),
    longer=st.integers(0, 100),
)
def test_a_score_is_within_100_and_never_falls_with_value_or_silence(at_risk, more, band, silence, longer):
    base = score(at_risk, band, silence)
    assert 0 <= base <= 100
    assert score(at_risk + more, band, silence) >= base
    assert score(at_risk, band, silence + longer) >= base
