import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.balance_waterfall import STEPS, Balances, balance_waterfall

BANDS = 4
FEN = st.integers(0, 10**12)
ACCOUNT = st.tuples(FEN, FEN, st.integers(-1, BANDS - 1), st.integers(-1, BANDS - 1), FEN, FEN)
SIGNS = {"opening": 1, "new": 1, "charged": 1, "paid": -1, "cured": -1, "rolled": 1, "left": -1, "written_off": -1}


def accounts(rows):
    table = np.array(rows, dtype=np.int64).reshape(-1, 6)
    opening, closing, before, after, paid, lost = table.T
    return Balances(np.where(before < 0, 0, opening), np.where(after < 0, 0, closing), before, after, paid, lost)


@given(rows=st.lists(ACCOUNT, max_size=40))
def test_every_bucket_adds_up_to_the_fen_and_rolling_makes_no_money(rows):
    given_accounts = accounts(rows)
    flow = balance_waterfall(given_accounts, BANDS)
    total = sum(sign * flow[:, STEPS.index(step)] for step, sign in SIGNS.items())
    assert (total == flow[:, STEPS.index("closing")]).all()
    assert flow[:, STEPS.index("rolled")].sum() == 0
    late = given_accounts.band_after > 0
    assert flow[:, STEPS.index("closing")].sum() == given_accounts.closing[late].sum()
    assert flow[:, STEPS.index("opening")].sum() == given_accounts.opening[given_accounts.band_before > 0].sum()


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        pytest.param((100, 90, 1, 1, 10, 0), {"opening": 100, "paid": 10, "closing": 90}, id="a payment"),
        pytest.param((100, 0, 1, -1, 100, 0), {"opening": 100, "paid": 100}, id="paid in full and gone"),
        pytest.param((100, 0, 1, -1, 99, 0), {"opening": 100, "paid": 99, "left": 1}, id="gone with a fen unpaid"),
        pytest.param(
            (100, 0, 1, -1, 101, 0), {"opening": 100, "charged": 1, "paid": 101}, id="gone, a fen charged before"
        ),
        pytest.param(
            (100, 60, 1, 0, 40, 0), {"opening": 100, "paid": 40, "cured": 60}, id="cured, its balance goes on"
        ),
        pytest.param((0, 60, -1, 2, 40, 0), {"new": 100, "paid": 40, "closing": 60}, id="new, and paid on"),
        pytest.param((50, 60, 0, 2, 0, 0), {"new": 60, "closing": 60}, id="not overdue before"),
        pytest.param((100, 0, 3, -1, 0, 100), {"opening": 100, "written_off": 100}, id="written off"),
        pytest.param((50, 60, 0, 0, 5, 0), {}, id="never overdue"),
    ],
)
def test_one_account_s_way_through_the_waterfall(account, expected):
    total = balance_waterfall(accounts([account]), BANDS).sum(axis=0)
    assert {step: int(amount) for step, amount in zip(STEPS, total, strict=True) if amount} == expected


def test_a_negative_payment_and_a_balance_of_nobody_are_refused():
    one = np.array([1])
    with pytest.raises(ValueError, match="must not be negative"):
        balance_waterfall(Balances(one, one, one, one, -one, one), BANDS)
    with pytest.raises(ValueError, match="has no balance"):
        balance_waterfall(Balances(one, one, -one, one, one, one), BANDS)
