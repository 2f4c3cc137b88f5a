import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.total_due import total_due

AMOUNT = st.none() | st.integers(-(10**12), 10**12)


def due(principal, interest, late_fee, statement):
    parts = [principal, interest, late_fee]
    known = np.array([[part is not None for part in parts]])
    amounts = np.array([[part or 0 for part in parts]], dtype=np.int64)
    return total_due(amounts, known, np.array([statement or 0]), np.array([statement is not None])).tolist()


@pytest.mark.parametrize(
    ("principal", "interest", "late_fee", "statement", "expected"),
    [
        pytest.param(1000_00, 20_00, 5_00, None, 1025_00, id="principal, interest and late fee"),
        pytest.param(1000_00, None, None, None, 1000_00, id="an unknown interest counts as nothing"),
        pytest.param(1000_00, 20_00, 5_00, 9999_00, 1025_00, id="the parts go before the statement"),
        pytest.param(None, None, None, 800_00, 800_00, id="the statement where the principal is not known"),
        pytest.param(None, 20_00, 5_00, 800_00, 800_00, id="the statement has interest and fee in it"),
        pytest.param(0, 0, 5_00, 800_00, 5_00, id="a principal of nothing is known"),
    ],
)
def test_total_due(principal, interest, late_fee, statement, expected):
    assert due(principal, interest, late_fee, statement) == [expected]


def test_a_row_with_neither_is_refused_and_named():
    with pytest.raises(ValueError, match="1 rows have neither principal nor statement balance, the first is row 0"):
        due(None, 20_00, None, None)


@pytest.mark.parametrize("amount", [2**61, -(2**61)])
def test_an_amount_that_cannot_be_added_exactly_is_refused(amount):
    with pytest.raises(ValueError, match=f"^an amount of {amount} fen is too large"):
        due(amount, 0, 0, None)
    assert due(2**61 - 1, 2**61 - 1, 2**61 - 1, None) == [3 * (2**61 - 1)]


def test_each_row_is_added_by_itself():
    parts = np.array([[1000_00, 20_00, 5_00], [0, 7_00, 0], [1, 2, 3]])
    known = np.array([[True, True, True], [False, True, False], [True, False, True]])
    statement_known = np.array([False, True, False])
    assert total_due(parts, known, np.array([0, 800_00, 0]), statement_known).tolist() == [1025_00, 800_00, 4]


def test_no_rows_give_no_totals():
    none = np.zeros(0, dtype=np.int64)
    assert total_due(np.zeros((0, 3), dtype=np.int64), np.zeros((0, 3), bool), none, none > 0).tolist() == []


@given(principal=st.integers(-(10**12), 10**12), interest=AMOUNT, late_fee=AMOUNT, statement=AMOUNT)
def test_no_fen_is_made_or_lost(principal, interest, late_fee, statement):
    assert due(principal, interest, late_fee, statement) == [principal + (interest or 0) + (late_fee or 0)]
