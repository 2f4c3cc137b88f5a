from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.expected_value import expected_value

SAVED, HALF, REACH = [Fraction(1, 10), Fraction(1, 5)], Fraction(1, 2), [Fraction(1), Fraction(1, 2)]


def value(at_risk, band=0, since=-1, action=0):
    args = (
        np.array([at_risk]),
        np.array([band], np.int8),
        SAVED,
        np.array([since]),
        (HALF, 30),
        np.array([action]),
        REACH,
    )
    return int(expected_value(*args)[0])


@pytest.mark.parametrize(
    ("given", "fen"),
    [
        pytest.param({"at_risk": 1000_00}, 100_00, id="never contacted: all of it"),
        pytest.param({"at_risk": 1000_00, "since": 0}, 50_00, id="contacted today: the share that counts at once"),
        pytest.param({"at_risk": 1000_00, "since": 15}, 75_00, id="half the silence"),
        pytest.param({"at_risk": 1000_00, "since": 31}, 100_00, id="a day beyond the full silence"),
        pytest.param({"at_risk": 1000_00, "band": 1, "action": 1}, 100_00, id="a message reaches half of a call"),
        pytest.param({"at_risk": 1000_00, "band": -1}, 0, id="an unknown age is worth nothing"),
        pytest.param({"at_risk": -5}, 0, id="a credit balance is worth nothing"),
        pytest.param({"at_risk": 5}, 1, id="half a fen is rounded up"),
    ],
)
def test_expected_value(given, fen):
    assert value(**given) == fen


@given(at_risk=st.integers(0, 10**12), more=st.integers(0, 10**9), since=st.integers(0, 40))
def test_it_never_falls_with_what_is_at_risk_or_with_silence(at_risk, more, since):
    assert value(at_risk + more, since=since) >= value(at_risk, since=since)
    assert value(at_risk, since=since + 1) >= value(at_risk, since=since)


def test_a_value_that_cannot_be_weighed_exactly_is_refused():
    with pytest.raises(ValueError, match="check its unit"):
        value(10**13)
