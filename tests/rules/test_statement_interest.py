from fractions import Fraction

import numpy as np
import pytest

from arrears.rules.ledger import Convention, Ledger
from arrears.rules.statement_interest import Base, statement_interest, without_fees

RATE = Fraction(5, 10_000)


def days(*texts):
    return np.array(texts, dtype="datetime64[D]")


def book(*entries):
    account, dates, amounts = zip(*entries, strict=True)
    return Ledger(np.array(account), days(*dates), np.array(amounts))


def interest(entries, base="full_amount", pay_by="2026-04-25", to_date="2026-05-01", **more):
    return statement_interest(
        book(*((0, *entry) for entry in entries)), days(pay_by), days(to_date), RATE, base=Base(base), **more
    ).tolist()[0]


CHARGE = ("2026-03-31", 10_000_00)


@pytest.mark.parametrize(
    ("entries", "full", "unpaid"),
    [
        pytest.param([CHARGE, ("2026-04-25", -10_000_00)], 0, 0, id="paid in full on the last day"),
        pytest.param([CHARGE, ("2026-04-25", -10_001_00)], 0, 0, id="more than paid"),
        pytest.param([CHARGE, ("2026-04-25", -9_000_00)], 132_50, 15_50, id="V1: a part is unpaid"),
        pytest.param([CHARGE, ("2026-04-26", -10_000_00)], 135_00, 135_00, id="paid in full a day late"),
        pytest.param([CHARGE], 155_00, 155_00, id="nothing paid"),
        pytest.param(
            [CHARGE, ("2026-04-20", -9_000_00), ("2026-04-28", -1_000_00)], 109_00, 14_50, id="the rest paid late"
        ),
        pytest.param(
            [("2026-04-10", 1_000_00), ("2026-03-31", 1_000_00), ("2026-04-25", -1_500_00)],
            # full: 1,000 for 10 days, 2,000 for 16 days, 500 for 5; unpaid: 500 of the later charge from 10 April.
            5_00 + 16_00 + 1_25,
            5_25,
            id="the oldest charge is paid first",
        ),
    ],
)
def test_full_amount_and_unpaid_part(entries, full, unpaid):
    assert (interest(entries), interest(entries, "unpaid_part")) == (full, unpaid)


@pytest.mark.parametrize(
    ("paid", "found"),
    [
        pytest.param(9_990_00, 0, id="ten yuan short is within the tolerance"),
        pytest.param(9_989_99, 130_03, id="a fen more is not"),
    ],
)
def test_a_shortfall_within_the_tolerance_counts_as_full(paid, found):
    assert interest([CHARGE, ("2026-04-25", -paid)], tolerance_fen=10_00) == found


def test_without_a_tolerance_a_fen_short_is_not_in_full():
    assert interest([CHARGE, ("2026-04-25", -9_999_99)]) == 130_00


def test_a_charge_of_one_fen_bears_interest():
    assert statement_interest(
        book((0, "2026-04-01", 1)), days("2026-04-25"), days("2026-04-10"), Fraction(1)
    ).tolist() == [9]


@pytest.mark.parametrize("base", Base)
def test_a_payment_before_its_charge_settles_it_to_the_fen(base):
    entries = book((0, "2026-04-01", -7), (0, "2026-04-03", 10))
    found = statement_interest(entries, days("2026-04-25"), days("2026-04-10"), Fraction(1), base=base)
    assert found.tolist() == [3 * 7]


def test_the_end_day_convention_reaches_the_ledger():
    entries = [CHARGE, ("2026-04-25", -9_000_00)]
    assert interest(entries, convention=Convention.END_DAY) == 128_50
    assert interest(entries, "unpaid_part", convention=Convention.END_DAY) == 16_00


def test_accounts_are_judged_one_by_one():
    entries = book((0, *CHARGE), (0, "2026-04-25", -10_000_00), (1, *CHARGE), (1, "2026-04-25", -9_000_00))
    pay_by, to_date = days("2026-04-25", "2026-04-25"), days("2026-05-01", "2026-05-01")
    assert statement_interest(entries, pay_by, to_date, RATE).tolist() == [0, 132_50]
    assert statement_interest(entries, pay_by, to_date, RATE, base=Base.UNPAID_PART).tolist() == [0, 15_50]
    assert statement_interest(entries, days("2026-04-24", "2026-04-25"), to_date, RATE).tolist() == [130_00, 132_50]


def test_fees_and_their_payments_are_left_out():
    entries = book((0, *CHARGE), (0, "2026-04-01", 30_00), (0, "2026-04-25", -30_00))
    purchases = without_fees(entries, np.array([False, True, True]))
    assert [column.tolist() for column in (purchases.account, purchases.amounts)] == [[0], [10_000_00]]
    assert purchases.dates.astype(str).tolist() == ["2026-03-31"]


def test_a_negative_tolerance_is_refused():
    with pytest.raises(ValueError, match=r"^the tolerance must not be negative; it is -1 fen$"):
        interest([CHARGE], tolerance_fen=-1)


def test_a_purchase_after_the_end_does_not_make_a_paid_statement_unpaid():
    paid = [("2026-03-31", 100_00), ("2026-04-20", -100_00)]
    assert interest([*paid, ("2026-05-10", 5_000_00)]) == 0
