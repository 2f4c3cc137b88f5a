from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.ledger import Convention, Ledger, compound_interest, ledger_interest, ledger_steps

RATE = Fraction(5, 10_000)
START = date(2026, 1, 1)
ENTRIES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 40), st.integers(-(10**7), 10**7)), max_size=20)


def days(*texts):
    return np.array(texts, dtype="datetime64[D]")


def ledger(*entries):
    """Make a ledger of (account, date, fen)."""
    account, dates, amounts = zip(*entries, strict=True) if entries else ((), (), ())
    return Ledger(np.array(account, dtype=np.int64), days(*dates), np.array(amounts, dtype=np.int64))


V1 = ledger((0, "2026-03-31", 10_000_00), (0, "2026-04-25", -9_000_00))


@pytest.mark.parametrize(
    ("convention", "interest"),
    [
        pytest.param("payment_day", 132_50, id="V1: 130.00 + 2.50, the payment day at the old balance"),
        pytest.param("end_day", 128_50, id="125.00 + 3.50, the payment day at the new balance and the end date too"),
    ],
)
def test_the_issuers_example_in_both_conventions(convention, interest):
    assert ledger_interest(V1, days("2026-05-01"), RATE, Convention(convention)).tolist() == [interest]


def test_the_payment_day_convention_is_the_default():
    assert ledger_interest(V1, days("2026-05-01"), RATE).tolist() == [132_50]


@pytest.mark.parametrize(
    ("convention", "first_days", "lengths"),
    [
        ("payment_day", ["2026-03-31", "2026-04-26"], [26, 5]),
        ("end_day", ["2026-03-31", "2026-04-25"], [25, 7]),
    ],
)
def test_the_steps_name_each_stretch(convention, first_days, lengths):
    steps = ledger_steps(V1, days("2026-05-01"), Convention(convention))
    assert steps.first_day.astype(str).tolist() == first_days
    assert steps.days.tolist() == lengths
    assert steps.balance.tolist() == [10_000_00, 1_000_00]
    assert steps.account.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("entries", "to_date", "payment_day", "end_day"),
    [
        pytest.param([("2026-03-01", 100_00)], "2026-03-01", 0, 5, id="a charge on the end date"),
        pytest.param([("2026-03-01", 100_00)], "2026-03-02", 5, 10, id="one day"),
        pytest.param([("2026-03-02", 100_00)], "2026-03-01", 0, 0, id="a charge after the end date"),
        pytest.param([("2026-03-01", 100_00), ("2026-03-01", -100_00)], "2026-03-11", 5, 0, id="paid on its day"),
        pytest.param([("2026-03-01", 100_00), ("2026-03-03", -200_00)], "2026-03-11", 15, 10, id="a credit bears none"),
        pytest.param(
            [("2026-03-01", -50_00), ("2026-03-05", 100_00)], "2026-03-07", 5, 8, id="a credit lowers a later charge"
        ),
        pytest.param([("2026-03-05", 60_00), ("2026-03-01", 40_00)], "2026-03-07", 18, 23, id="in any order"),
        pytest.param([("2024-02-28", 100_00)], "2024-03-01", 10, 15, id="a leap day counts"),
    ],
)
def test_each_day_counts_once(entries, to_date, payment_day, end_day):
    book = ledger(*((0, day, amount) for day, amount in entries))
    found = [ledger_interest(book, days(to_date), RATE, convention).tolist() for convention in Convention]
    assert found == [[payment_day], [end_day]]


def test_many_accounts_with_and_without_entries():
    book = ledger((0, "2026-03-01", 100_00), (2, "2026-03-05", 100_00), (2, "2026-03-01", 100_00))
    to_date = days("2026-03-11", "2026-03-11", "2026-03-11")
    assert ledger_interest(book, to_date, RATE).tolist() == [50, 0, 80]
    assert ledger_interest(ledger(), to_date, RATE).tolist() == [0, 0, 0]
    assert ledger_interest(ledger(), days(), RATE).tolist() == []


def test_interest_counts_from_a_day_on():
    found = [ledger_interest(V1, days("2026-05-01"), RATE, from_date=days(day)).tolist()[0] for day in ("2026-03-01",)]
    assert found == [132_50]
    assert ledger_interest(V1, days("2026-05-01"), RATE, from_date=days("2026-04-25")).tolist() == [5_00 + 2_50]
    assert ledger_interest(V1, days("2026-05-01"), RATE, from_date=days("2026-04-26")).tolist() == [2_50]
    assert ledger_interest(V1, days("2026-05-01"), RATE, from_date=days("2026-05-01")).tolist() == [0]


def by_day(entries, to_date, convention):
    """Count interest day by day, in decimals: what the words of each convention say."""
    total, day = Decimal(0), min([when for when, _ in entries], default=to_date)
    while day < to_date or (convention == Convention.END_DAY and day == to_date):
        if convention == Convention.END_DAY:
            balance = sum(amount for when, amount in entries if when <= day)
        else:
            balance = sum(amount for when, amount in entries if when < day or (when == day and amount > 0))
        total += max(balance, 0) * Decimal("0.0005")
        day += timedelta(days=1)
    return int(total.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@given(entries=ENTRIES, length=st.integers(0, 50), convention=st.sampled_from(Convention))
def test_the_ledger_agrees_with_counting_day_by_day(entries, length, convention):
    entries = sorted((account, START + timedelta(days=day), amount) for account, day, amount in entries)
    end = START + timedelta(days=length)
    found = ledger_interest(ledger(*entries), days(end, end, end), RATE, convention).tolist()
    own = [[entry[1:] for entry in entries if entry[0] == account] for account in range(3)]
    assert found == [by_day(some, end, convention) for some in own]


def test_interest_joins_the_balance_on_statement_dates():
    book = ledger((0, "2026-01-01", 10_000_00))
    on = days("2026-02-01", "2026-03-01", "2026-04-01").reshape(1, 3)
    # 31 days: 155.00; 28 days on 10,155.00: 142.17; 31 days on 10,297.17: 159.61 (159.606), each rounded once.
    assert compound_interest(book, on[:, :1], days("2026-02-01"), RATE).tolist() == [155_00]
    assert compound_interest(book, on, days("2026-03-01"), RATE).tolist() == [155_00 + 142_17]
    assert compound_interest(book, on, days("2026-04-01"), RATE).tolist() == [155_00 + 142_17 + 159_61]
    assert compound_interest(book, on[:, :0], days("2026-04-01"), RATE).tolist() == [450_00]


def test_capitalisation_on_the_end_day_counts_no_day_twice():
    book = ledger((0, "2026-01-01", 10_000_00))
    on = days("2026-01-31").reshape(1, 1)
    # 1 to 31 January: 155.00; 1 to 28 February on 10,155.00: 142.17.
    assert compound_interest(book, on, days("2026-02-28"), RATE, Convention.END_DAY).tolist() == [155_00 + 142_17]


def test_payments_between_statement_dates_lower_what_is_compounded():
    book = ledger((0, "2026-01-01", 10_000_00), (0, "2026-01-31", -10_000_00), (1, "2026-02-01", 100_00))
    on = np.tile(days("2026-02-01"), (2, 1))
    # Account 0 owes only its interest of 155.00 from February on: 28 days make 2.17.
    assert compound_interest(book, on, days("2026-03-01", "2026-03-01"), RATE).tolist() == [155_00 + 2_17, 1_40]


def test_statement_dates_may_be_a_day_apart():
    on = days("2026-01-02", "2026-01-03").reshape(1, 2)
    found = compound_interest(ledger((0, "2026-01-01", 100)), on, days("2026-01-04"), Fraction(1))
    assert found.tolist() == [100 + 200 + 400]


def test_statement_dates_must_rise():
    book = ledger((0, "2026-01-01", 10_000_00))
    for second in ("2026-02-01", "2026-01-31"):
        with pytest.raises(ValueError, match=r"^the statement dates of an account must rise; sort them"):
            compound_interest(book, days("2026-02-01", second).reshape(1, 2), days("2026-03-01"), RATE)


@pytest.mark.parametrize(
    ("book", "to_date", "words"),
    [
        (
            Ledger(np.array([0]), days(), np.array([1])),
            days("2026-01-01"),
            "^account, dates and amounts of a ledger must have one length, one row an entry$",
        ),
        (Ledger(np.array([0]), days("2026-01-01"), np.array([1, 2])), days("2026-01-01"), "must have one length"),
        (
            ledger((0, "NaT", 1)),
            days("2026-01-01"),
            r"^a date of a ledger is missing \(NaT\); every entry needs its day and",
        ),
        (ledger((0, "2026-01-01", 1)), days("NaT"), r"a date of a ledger is missing \(NaT\)"),
        (ledger((1, "2026-01-01", 1), (0, "2026-01-01", 1)), days("2026-01-01", "2026-01-01"), "rise from 0 to 1;"),
        (ledger((-1, "2026-01-01", 1)), days("2026-01-01"), "must rise from 0 to 0; sort its rows by account"),
        (ledger((1, "2026-01-01", 1)), days("2026-01-01"), "must rise from 0 to 0;"),
    ],
)
def test_a_wrong_ledger_is_refused(book, to_date, words):
    with pytest.raises(ValueError, match=words):
        ledger_interest(book, to_date, RATE)


def test_a_negative_rate_is_refused():
    with pytest.raises(ValueError, match="a rate must not be negative"):
        ledger_interest(V1, days("2026-05-01"), -RATE)


def test_a_sum_beyond_64_bits_is_refused():
    book = ledger((0, "2026-01-01", 2**60), (0, "2026-01-04", -(2**60)), (1, "2026-01-01", 1))
    assert ledger_interest(book, days("2026-01-04", "2026-01-04"), Fraction(1, 2**60)).tolist() == [3, 0]
    book = ledger((0, "2026-01-01", 2**60), (1, "2026-01-01", 2**60))
    with pytest.raises(OverflowError, match=r"^balance times days must add up to less than 2\^62 fen days; check the"):
        ledger_interest(book, days("2026-01-03", "2026-01-03"), RATE)
    assert ledger_interest(book, days("2026-01-02", "2026-01-03"), Fraction(1, 2**60)).tolist() == [1, 2]
    book = ledger(*((account, "2026-01-01", 2**61) for account in range(8)))
    with pytest.raises(OverflowError, match="must add up to less than"):
        ledger_interest(book, days(*["2026-01-02"] * 8), RATE)
