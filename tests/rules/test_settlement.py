from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.settlement import Parts, settlement_amount

START = np.datetime64("2026-01-01")


def parts_of(*rows):
    """Rows of plan, begin, due, principal, interest, fee."""
    plan, begin, due, *amounts = zip(*rows, strict=True)
    fens = (np.array(column, np.int64) for column in amounts)
    return Parts(np.array(plan), np.array(begin, "M8[D]"), np.array(due, "M8[D]"), *fens)


TWO = parts_of(
    (0, "2026-01-01", "2026-01-31", 500_00, 10_00, 3_00),
    (0, "2026-01-31", "2026-03-02", 500_00, 5_00, 3_00),
)


def settle(as_of, paid=0, parts=TWO, share=Fraction(0)):
    return settlement_amount(parts, np.array([paid]), np.datetime64(as_of), share).tolist()


@pytest.mark.parametrize(
    ("as_of", "owed"),
    [
        pytest.param("2025-12-31", 1000_00, id="before the plan began only the principal"),
        pytest.param("2026-01-01", 1000_00, id="its first day bears no interest yet"),
        pytest.param("2026-01-02", 1000_33, id="a day of the first period: 10.00 / 30 = 0.333"),
        pytest.param("2026-01-30", 1009_67, id="the day before the first due date, without its fee: 10.00 * 29 / 30"),
        pytest.param("2026-01-31", 1013_00, id="the first due date, with its fee"),
        pytest.param("2026-02-03", 1013_50, id="three days of the second period: 5.00 * 3 / 30"),
        pytest.param("2026-03-02", 1021_00, id="the last due date: the whole plan"),
        pytest.param("2026-06-01", 1021_00, id="nothing grows after the plan's end"),
    ],
)
def test_interest_is_owed_by_days_and_fees_once_due(as_of, owed):
    assert settle(as_of) == [owed]


def test_the_share_of_future_fees_is_the_policys():
    assert settle("2026-01-31", share=Fraction(1)) == [1016_00]
    assert settle("2026-01-01", share=Fraction(1, 2)) == [1003_00]


@pytest.mark.parametrize(("paid", "left"), [(1012_99, 1), (1013_00, 0), (1013_01, 0)])
def test_what_was_paid_is_taken_off_and_an_overpaid_plan_owes_nothing(paid, left):
    assert settle("2026-01-31", paid) == [left]


def test_a_half_fen_of_accrued_interest_is_rounded_up():
    assert settle("2026-01-02", parts=parts_of((0, "2026-01-01", "2026-01-03", 100, 1, 0))) == [101]


@pytest.mark.parametrize(("as_of", "owed"), [("2025-12-31", 200), ("2026-01-01", 207)])
def test_a_down_payment_has_no_period_and_its_interest_is_owed_on_the_day(as_of, owed):
    assert settle(as_of, parts=parts_of((0, "2026-01-01", "2026-01-01", 200, 7, 0))) == [owed]


def test_interest_that_a_grace_adds_to_the_balance_is_owed_as_principal_later():
    grace = parts_of((0, "2026-01-01", "2026-01-31", -10, 10, 0), (0, "2026-01-31", "2026-03-02", 1010, 5, 0))
    assert settle("2026-01-31", parts=grace) == [1010]


def test_large_amounts_stay_exact_to_the_fen():
    assert settle("2026-01-02", parts=parts_of((0, "2026-01-01", "2026-01-31", 2**60 + 1, 0, 0))) == [2**60 + 1]


def test_the_message_names_the_period_that_is_wrong_and_not_a_down_payment():
    rows = (0, "2026-01-01", "2026-01-01", 1, 0, 0), (0, "2026-02-02", "2026-02-01", 1, 0, 0)
    with pytest.raises(ValueError, match="after its due date 2026-02-01; it begins on 2026-02-02"):
        settle("2026-01-31", parts=parts_of(*rows))


def test_plans_do_not_mix():
    both = parts_of((1, "2026-01-01", "2026-01-31", 100, 30, 2), (0, "2026-01-01", "2026-01-31", 200, 0, 0))
    owed = settlement_amount(both, np.array([50, 0]), np.datetime64("2026-01-31"), Fraction(0))
    assert owed.tolist() == [150, 132]


@pytest.mark.parametrize(
    ("row", "paid", "message"),
    [
        ((0, "2026-01-01", "2026-01-31", 0, -1, 0), 0, "interest must not be negative; one is -1 fen"),
        ((0, "2026-01-01", "2026-01-31", 0, 0, -1), 0, "fee must not be negative; one is -1 fen"),
        ((0, "2026-01-01", "2026-01-31", 0, 0, 0), -1, "paid must not be negative; one is -1 fen"),
        ((0, "2026-02-01", "2026-01-31", 0, 0, 0), 0, "after its due date 2026-01-31; it begins on 2026-02-01"),
    ],
)
def test_bad_parts_are_refused_with_value_and_remedy(row, paid, message):
    with pytest.raises(ValueError, match=message):
        settle("2026-01-31", paid, parts_of(row))


FEN = st.integers(0, 10**9)
ROW = st.tuples(st.integers(1, 31), FEN, FEN, FEN)


@given(rows=st.lists(ROW, min_size=1, max_size=6), today=st.integers(-5, 200), paid=FEN, share=st.integers(0, 4))
def test_it_agrees_with_decimal_arithmetic(rows, today, paid, share):
    begin, table = 0, []
    owed, future_fees = Decimal(0), Decimal(0)
    for length, principal, interest, fee in rows:
        table.append((0, START + begin, START + begin + length, principal, interest, fee))
        passed = min(max(today - begin, 0), length)
        owed += principal + (Decimal(interest) * passed / length).quantize(Decimal(1), ROUND_HALF_UP)
        if begin + length <= today:
            owed += fee
        else:
            future_fees += fee
        begin += length
    owed += (future_fees * share / 4).quantize(Decimal(1), ROUND_HALF_UP)
    got = settlement_amount(parts_of(*table), np.array([paid]), START + today, Fraction(share, 4))
    assert got[0] == max(owed - paid, 0)
