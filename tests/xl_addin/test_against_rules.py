"""A column of random cells gives what the rules give, and one cell what it gives within a column."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.operations.account.allocation import split_payments
from arrears.policy import Policies
from arrears.policy.records import Buckets, DailyRate, DaysPastDue, LateFee, MinimumPayment, Promise
from arrears.rules.bands import band
from arrears.rules.days_past_due import days_past_due
from arrears.rules.interest import simple_interest
from arrears.rules.late_fee import late_fee
from arrears.rules.minimum_payment import minimum_payment
from arrears.rules.promise import OUTCOMES, promise_outcome
from xl_addin.context import today
from xl_addin.functions import ar_allocate, ar_bucket, ar_dpd, ar_interest, ar_late_fee, ar_min_payment, ar_promise

CN = Policies("cn")
TODAY = today(CN)
FEN = st.integers(0, 10**9)
DAYS = st.integers(0, 4000)
SERIAL = st.integers(43000, 47000)
FEW = settings(max_examples=40, deadline=None)


def columns(*elements):
    """Rows of as many cells as there are kinds of them."""
    return st.lists(st.tuples(*elements), min_size=1, max_size=12).map(lambda rows: list(zip(*rows, strict=True)))


def yuan(fen):
    return [[amount / 100] for amount in fen]


def cells(values):
    return [[value] for value in values]


@FEW
@given(columns(SERIAL), SERIAL)
def test_days_past_due(serials, as_of):
    zero = np.datetime64("1899-12-30", "D")
    counts = CN.get(DaysPastDue, TODAY).due_day_counts
    expected = days_past_due(zero + np.array(serials[0]), zero + as_of, counts).tolist()
    assert ar_dpd(cells(serials[0]), as_of) == cells(expected)
    assert [ar_dpd(serial, as_of) for serial in serials[0]] == expected


@FEW
@given(columns(DAYS))
def test_buckets(days):
    scale = CN.get(Buckets, TODAY)
    expected = [scale.labels[code] for code in band(np.array(days[0]), scale.begins)]
    assert ar_bucket(cells(days[0])) == cells(expected)


@FEW
@given(columns(FEN, FEN))
def test_late_fees(amounts):
    policy = CN.get(LateFee, TODAY)
    expected = late_fee(
        *map(np.array, amounts),
        rate=policy.rate,
        least_fen=policy.least_fen,
        tolerance_fen=policy.tolerance_fen,
        capped_at_minimum_payment=policy.capped_at_minimum_payment,
    )
    assert ar_late_fee(*map(yuan, amounts)) == yuan(expected.tolist())


@FEW
@given(columns(FEN, DAYS))
def test_interest(rows):
    expected = simple_interest(*map(np.array, rows), CN.get(DailyRate, TODAY).rate)
    assert ar_interest(yuan(rows[0]), cells(rows[1])) == yuan(expected.tolist())


@FEW
@given(columns(FEN, FEN, FEN, FEN, FEN))
def test_minimum_payments(parts):
    policy = CN.get(MinimumPayment, TODAY)
    names = ("purchases", "instalments_due", "unpaid_minimum", "over_limit", "fees_interest")
    expected = minimum_payment([np.array(part) for part in parts], [getattr(policy, name) for name in names])
    assert ar_min_payment(*map(yuan, parts)) == yuan(expected.tolist())


@FEW
@given(columns(FEN, DAYS, FEN, FEN, FEN))
def test_a_split_gives_every_fen_of_the_payment(rows):
    payment, days, *due = rows
    expected = split_payments(*map(np.array, rows), on=TODAY, policies=CN)
    answer = ar_allocate(yuan(payment), cells(days), *map(yuan, due))
    assert answer == (expected / 100).tolist()
    assert [round(sum(row) * 100) for row in answer] == list(payment)


@FEW
@given(columns(FEN.filter(bool), SERIAL, FEN), st.integers(46023, 47000))
def test_promises(rows, as_of):
    promised, due, paid = rows
    zero = np.datetime64("1899-12-30", "D")
    terms = CN.get(Promise, TODAY)
    codes = promise_outcome(
        np.array(promised),
        zero + np.array(due),
        np.array(paid),
        zero + as_of,
        terms.grace_days,
        terms.threshold,
    )
    expected = [OUTCOMES[code] for code in codes]
    assert ar_promise(yuan(promised), cells(due), yuan(paid), as_of) == cells(expected)
