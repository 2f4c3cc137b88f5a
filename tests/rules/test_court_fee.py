"""What a court charges, at the borders of each part: 诉讼费用交纳办法 art. 13, 14."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.policy import Policies
from arrears.policy.records import CourtFees
from arrears.rules.court_fee import court_fee

POLICY = Policies("cn").get(CourtFees, date(2026, 11, 23))


def fee(kind, yuan):
    scale = getattr(POLICY, kind)
    return court_fee(
        np.array([round(yuan * 100)]),
        above=scale.above,
        rates=scale.rates,
        flat_fen=scale.flat_fen,
        most_fen=scale.most_fen,
    ).tolist()[0]


@pytest.mark.parametrize(
    ("kind", "yuan", "fen"),
    [
        pytest.param("suit", 0, 0, id="nothing is claimed"),
        pytest.param("suit", 10_000, 50_00, id="the flat fee up to 10,000"),
        pytest.param("suit", 10_000.40, 50_01, id="the first fen above it"),
        pytest.param("suit", 100_000, 2_300_00, id="2.5 % less 200 at 100,000"),
        pytest.param("suit", 200_000, 4_300_00, id="2 % plus 300 at 200,000"),
        pytest.param("suit", 500_000, 8_800_00, id="1.5 % plus 1,300 at 500,000"),
        pytest.param("suit", 1_000_000, 13_800_00, id="1 % plus 3,800 at a million"),
        pytest.param("suit", 20_000_000, 141_800_00, id="0.6 % plus 21,800 at twenty million"),
        pytest.param("suit", 30_000_000, 191_800_00, id="0.5 % plus 41,800 above"),
        pytest.param("enforcement", 10_000, 50_00, id="enforcement up to 10,000"),
        pytest.param("enforcement", 500_000, 7_400_00, id="enforcement: 1.5 % less 100"),
        pytest.param("enforcement", 5_000_000, 52_400_00, id="enforcement: 1 % plus 2,400"),
        pytest.param("preservation", 1_000, 30_00, id="preservation up to 1,000"),
        pytest.param("preservation", 100_000, 1_020_00, id="preservation: 1 % plus 20"),
        pytest.param("preservation", 2_000_000, 5_000_00, id="preservation: never above 5,000"),
    ],
)
def test_the_fee_at_each_border(kind, yuan, fen):
    assert fee(kind, yuan) == fen


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=6))
def test_who_claims_more_never_pays_less(amounts):
    ordered = np.sort(np.array(amounts, dtype=np.int64))
    scale = POLICY.suit
    fees = court_fee(ordered, above=scale.above, rates=scale.rates, flat_fen=scale.flat_fen)
    assert (np.diff(fees) >= 0).all()


def test_parts_that_do_not_rise_are_refused():
    with pytest.raises(ValueError, match="parts must rise"):
        court_fee(np.array([1]), above=(5, 5), rates=(Fraction(1), Fraction(1)), flat_fen=0)
