from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.promise import (
    OUTCOMES,
    Promises,
    Received,
    match_payments,
    promise_outcome,
    promise_outcomes,
    reaches,
)

START = np.datetime64("2026-03-01")
ALL = Fraction(1)
END = np.datetime64("2026-12-31")


def outcome(promised, paid, as_of, due_on="2026-03-10", grace=0, threshold=ALL):
    codes = promise_outcome(
        np.array([promised]),
        np.array([due_on], "M8[D]"),
        np.array([paid]),
        np.datetime64(as_of),
        grace,
        threshold,
    )
    return OUTCOMES[codes[0]]


@pytest.mark.parametrize(
    ("paid", "as_of", "grace", "expected"),
    [
        pytest.param(0, "2026-03-09", 0, "pending", id="the day before"),
        pytest.param(0, "2026-03-10", 0, "pending", id="the promised day itself"),
        pytest.param(0, "2026-03-11", 0, "broken", id="the day after"),
        pytest.param(0, "2026-03-13", 3, "pending", id="the last day of grace"),
        pytest.param(0, "2026-03-14", 3, "broken", id="the day after the grace"),
        pytest.param(1, "2026-03-11", 0, "partial", id="a fen was paid"),
        pytest.param(99_99, "2026-03-10", 0, "pending", id="a fen is missing and there is time"),
        pytest.param(99_99, "2026-03-11", 0, "partial", id="a fen is missing"),
        pytest.param(100_00, "2026-03-11", 0, "kept", id="all of it"),
        pytest.param(100_00, "2026-03-01", 0, "kept", id="all of it before the day"),
        pytest.param(100_01, "2026-03-11", 0, "kept", id="more than all of it"),
    ],
)
def test_a_promise_is_judged_by_amount_and_day(paid, as_of, grace, expected):
    assert outcome(100_00, paid, as_of, grace=grace) == expected


@pytest.mark.parametrize(("paid", "expected"), [(89_99, "partial"), (90_00, "kept")])
def test_the_threshold_keeps_a_promise(paid, expected):
    assert outcome(100_00, paid, "2026-03-11", threshold=Fraction(9, 10)) == expected


@pytest.mark.parametrize(("paid", "kept"), [(33, False), (34, True)])
def test_the_threshold_is_compared_without_rounding(paid, kept):
    assert reaches(np.array([paid]), np.array([100]), Fraction(1, 3)).tolist() == [kept]


@pytest.mark.parametrize(("short", "kept"), [(0, True), (1, False)])
def test_the_threshold_is_exact_beyond_64_bits(short, kept):
    promised = 9 * 10**18
    share = Fraction(999, 1000)
    assert reaches(np.array([promised // 1000 * 999 - short]), np.array([promised]), share).tolist() == [kept]


def test_a_product_beyond_64_bits_does_not_turn_over():
    assert reaches(np.array([0]), np.array([10**16]), Fraction(999, 1000)).tolist() == [False]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"promised": 0}, "a promise must be of more than 0; one is of 0 fen"),
        ({"paid": -1}, "what was paid must not be negative; one is -1 fen; book a refund apart"),
        ({"due_on": "NaT"}, "^a promise has no promised day; give every promise its date$"),
        ({"grace": -1}, "grace days must not be negative; they are -1"),
        ({"threshold": Fraction(0)}, "the threshold must be above 0 and at most 1; it is 0"),
        ({"threshold": Fraction(11, 10)}, "at most 1; it is 11/10"),
    ],
)
def test_bad_terms_are_refused_with_value_and_remedy(change, message):
    with pytest.raises(ValueError, match=message):
        outcome(**({"promised": 100, "paid": 0, "as_of": "2026-03-11"} | change))


def promises_of(*rows):
    """Rows of customer, amount, due, made, withdrawn."""
    customer, amount, *days = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    return Promises(
        np.array(customer, int), np.array(amount, np.int64), *(np.array(column, "M8[D]") for column in days)
    )


def received_of(*rows):
    customer, day, amount = zip(*rows, strict=True) if rows else ((), (), ())
    return Received(np.array(customer, int), np.array(day, "M8[D]"), np.array(amount, np.int64))


ONE = promises_of((0, 50_00, "2026-03-10", "2026-03-01", "NaT"))


@pytest.mark.parametrize(
    ("day", "grace", "paid"),
    [
        pytest.param("2026-02-28", 0, 0, id="the day before it was made"),
        pytest.param("2026-03-01", 0, 50_00, id="the day on which it was made"),
        pytest.param("2026-03-10", 0, 50_00, id="the promised day"),
        pytest.param("2026-03-11", 0, 0, id="the day after"),
        pytest.param("2026-03-12", 2, 50_00, id="the last day of grace"),
        pytest.param("2026-03-13", 2, 0, id="the day after the grace"),
    ],
)
def test_money_counts_from_the_making_to_the_end_of_the_grace(day, grace, paid):
    matched = match_payments(ONE, received_of((0, day, 60_00)), END, grace)
    assert matched.paid.tolist() == [paid]
    assert matched.unused.tolist() == [60_00 - paid]


@pytest.mark.parametrize(("as_of", "paid"), [("2026-03-09", 50_00), ("2026-03-08", 0)])
def test_a_payment_after_the_day_is_not_seen(as_of, paid):
    assert match_payments(ONE, received_of((0, "2026-03-09", 50_00)), np.datetime64(as_of), 0).paid.tolist() == [paid]


def test_the_promise_that_is_due_first_is_served_first_and_of_one_day_the_one_made_first():
    three = promises_of(
        (0, 30, "2026-03-20", "2026-03-01", "NaT"),
        (0, 30, "2026-03-10", "2026-03-03", "NaT"),
        (0, 30, "2026-03-10", "2026-03-02", "NaT"),
    )
    assert match_payments(three, received_of((0, "2026-03-05", 70)), END, 0).paid.tolist() == [10, 30, 30]


def test_the_earliest_payment_is_used_first_and_other_customers_money_never():
    matched = match_payments(
        promises_of((1, 50, "2026-03-10", "NaT", "NaT"), (0, 10, "2026-03-10", "NaT", "NaT")),
        received_of((1, "2026-03-09", 40), (0, "2026-03-08", 100), (1, "2026-03-08", 40)),
        END,
        0,
    )
    assert matched.paid.tolist() == [50, 10]
    assert matched.unused.tolist() == [30, 90, 0]


def test_every_customers_promises_wait_their_turn():
    three = promises_of(
        (0, 10, "2026-03-10", "NaT", "NaT"), (1, 20, "2026-03-10", "NaT", "NaT"), (1, 30, "2026-03-11", "NaT", "NaT")
    )
    matched = match_payments(three, received_of((1, "2026-03-09", 45)), END, 0)
    assert (matched.paid.tolist(), matched.unused.tolist()) == ([0, 20, 25], [0])


def test_without_promises_there_is_nothing_to_judge():
    codes, matched = promise_outcomes(promises_of(), received_of((0, "2026-03-09", 45)), END, 0, ALL)
    assert (codes.tolist(), matched.paid.tolist(), matched.unused.tolist()) == ([], [], [45])


@pytest.mark.parametrize(
    ("paid_on", "paid", "expected"),
    [
        pytest.param("2026-03-05", 50_00, "kept", id="kept on the day of the withdrawal"),
        pytest.param("2026-03-06", 50_00, "withdrawn", id="money after the withdrawal does not count"),
        pytest.param("2026-03-04", 49_99, "withdrawn", id="a part before the withdrawal does not keep it"),
    ],
)
def test_a_withdrawn_promise_is_withdrawn_unless_it_was_kept_before(paid_on, paid, expected):
    one = promises_of((0, 50_00, "2026-03-10", "2026-03-01", "2026-03-05"))
    codes, _ = promise_outcomes(one, received_of((0, paid_on, paid)), END, 0, ALL)
    assert OUTCOMES[codes[0]] == expected


@pytest.mark.parametrize(("as_of", "expected"), [("2026-03-04", "pending"), ("2026-03-05", "withdrawn")])
def test_a_promise_is_withdrawn_from_the_day_of_the_withdrawal(as_of, expected):
    one = promises_of((0, 50_00, "2026-03-10", "2026-03-01", "2026-03-05"))
    codes, _ = promise_outcomes(one, received_of(), np.datetime64(as_of), 0, ALL)
    assert OUTCOMES[codes[0]] == expected


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            (0, "2026-03-01", -1),
            "the payment in row 1 takes back 0.01 more than was paid up to its day; add the payment",
        ),
        ((0, "NaT", 1), "^a payment has no day; give every payment its date$"),
    ],
)
def test_bad_payments_are_refused(rows, message):
    with pytest.raises(ValueError, match=message):
        match_payments(ONE, received_of(rows), END, 0)


def naive(promises, payments, today, grace):
    """Fen by fen in whole numbers of days: (customer, amount, due, made, withdrawn or None), (customer, day, amount)."""
    left = [amount for _, _, amount in payments]
    paid = [0] * len(promises)
    for i in sorted(range(len(promises)), key=lambda k: (promises[k][2], promises[k][3], k)):
        customer, amount, due, made, withdrawn = promises[i]
        last = min(due + grace, today, due + grace if withdrawn is None else withdrawn)
        for j in sorted(range(len(payments)), key=lambda k: (payments[k][1], k)):
            owner, day, _ = payments[j]
            if owner == customer and made <= day <= last:
                used = min(left[j], amount - paid[i])
                paid[i] += used
                left[j] -= used
    return paid, left


DAY = st.integers(0, 20)
WHO = st.integers(0, 2)
PROMISES = st.lists(st.tuples(WHO, st.integers(1, 50), DAY, DAY, st.none() | DAY), max_size=7)
PAYMENTS = st.lists(st.tuples(WHO, DAY, st.integers(0, 60)), max_size=7)


@given(promises=PROMISES, payments=PAYMENTS, today=DAY, grace=st.integers(0, 3))
def test_no_fen_serves_twice_and_none_is_lost(promises, payments, today, grace):
    promises = [(who, amount, due, min(made, due), gone) for who, amount, due, made, gone in promises]
    table = promises_of(
        *[
            (who, amount, START + due, START + made, "NaT" if gone is None else START + gone)
            for who, amount, due, made, gone in promises
        ]
    )
    money = received_of(*[(who, START + day, amount) for who, day, amount in payments])
    matched = match_payments(table, money, START + today, grace)
    paid, left = naive(promises, payments, today, grace)
    assert matched.paid.tolist() == paid
    assert matched.unused.tolist() == left
    assert matched.paid.sum() + matched.unused.sum() == money.amount.sum()


def test_a_promise_made_after_its_due_day_is_refused_with_its_place():
    table = promises_of((0, 100, START + 5, START + 5, "NaT"), (0, 100, START + 5, START + 6, "NaT"))
    with pytest.raises(ValueError, match="promise 2 was made on"):
        match_payments(table, received_of((0, START, 10)), START + 9, 0)
