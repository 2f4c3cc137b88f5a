"""One account: every reader of a store gives the same balance of every case on every day, and it is the one reckoned by hand."""

import itertools
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.operations.cases.ageing import age
from arrears.returns.fill import stored_day
from arrears.store import open_store
from arrears.store.records import Adjustment, Claim, Payment, Placement, Reversal
from arrears.store.state.account import read_books
from arrears.store.state.case_list import stored_cases
from arrears.store.state.history import read_source

FIRST = date(2026, 3, 2)
DAYS = 6
NUMBERS = itertools.count()


def at(day, hour=10):
    """An instant of a day of the story, by the clock of the profile's zone."""
    return datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(days=day, hours=hour - 8)


def head(case, day, key, hour=10):
    return {"case_id": case, "happened_at": at(day, hour), "actor": "bank", "key": key}


def placed(case, day, yuan):
    fen = yuan * 100
    row = {"case_id": case, "due_date": "2026-01-31", "principal_fen": fen}
    return Placement(**head(case, day, f"place-{next(NUMBERS)}", 0), opening_fen=fen, principal_fen=fen, details=row)


def readings(store, day):
    """What each reader says of each case at the end of a day: owed in fen, and bucket where it gives one."""
    on = FIRST + timedelta(days=day)
    with store.reading() as connection:
        books = read_books(connection, store.policies.profile.time_zone)
    position = books.on(on, store.policies)
    listed = age(stored_cases(store, on), on, store.policies).set_index("case_id")
    workbook = age(stored_day(store, on).table, on, store.policies).set_index("case_id")
    board = read_source(store, on).snapshot(np.datetime64(on)).set_index("case_id")
    month_end = read_source(store, FIRST + timedelta(days=DAYS)).snapshot(np.datetime64(on)).set_index("case_id")
    tables = {"list": listed, "workbook": workbook, "board": board, "board looking back": month_end}
    owed = {name: table["total_due_fen"].clip(lower=0).astype("int64").to_dict() for name, table in tables.items()}
    ages = {name: table[["days_past_due", "bucket", "stage"]].to_dict("index") for name, table in tables.items()}
    assert len({str(sorted(each.items())) for each in ages.values()}) == 1, ages
    return {"account": position["owed_fen"].astype("int64").to_dict()} | owed


MOVE = st.tuples(
    st.sampled_from(["place", "pay", "bounce", "fee", "waive", "claim"]),
    st.sampled_from(["A", "B"]),
    st.integers(0, DAYS - 1),
    st.integers(1, 40).map(lambda tens: tens * 100 + 9),
)


def replay(moves, case, day):
    """What a case owes at the end of a day: one event after another, in yuan."""
    owed = None
    known = [move for move in moves if move[1] == case and move[2] <= day]
    # A list is of the beginning of its day.
    for what, _, _, yuan in sorted(known, key=lambda move: (move[2], move[0] != "place")):
        if what == "place":
            owed = yuan
        elif what in {"pay", "waive"}:
            owed -= yuan
        elif what in {"fee", "bounce"}:
            owed += yuan
    return max(owed, 0) * 100


def store_moves(store, moves):
    """Store the moves day by day; a bounce takes back the whole of an earlier payment of its amount."""
    events = []
    for what, case, day, yuan in moves:
        fen, number = yuan * 100, next(NUMBERS)
        if what == "place":
            events.append(placed(case, day, yuan))
        elif what == "pay":
            events.append(Payment(**head(case, day, f"pay-{number}"), amount_fen=fen))
        elif what == "bounce":
            key = next(
                one.key for one in events if one.kind == "payment" and one.amount_fen == fen and one.case_id == case
                and one.key not in {other.corrects for other in events}
            )  # fmt: skip
            events.append(
                Reversal(**head(case, day, f"back-{number}", 12), corrects=key, amount_fen=fen, reason="退票")
            )
        elif what == "claim":
            paid_on = FIRST + timedelta(days=day)
            events.append(Claim(**head(case, day, f"claim-{number}"), amount_fen=fen, paid_on=paid_on))
        else:
            signed = fen if what == "fee" else -fen
            events.append(
                Adjustment(**head(case, day, f"adjust-{number}"), amount_fen=signed, what="correction", reason="核对")
            )
    store.append(events)


def with_payments(moves):
    """Only bounces of what was paid before, the same case and amount, once each."""
    kept, open_payments = [], []
    for what, case, day, yuan in sorted(moves, key=lambda move: move[2]):
        if what == "bounce":
            fits = [one for one in open_payments if one[0] == case]
            if not fits:
                continue
            open_payments.remove(fits[0])
            kept.append(("bounce", case, day, fits[0][1]))
        else:
            if what == "pay":
                open_payments.append((case, yuan))
            kept.append((what, case, day, yuan))
    return kept


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(MOVE, max_size=14))
def test_every_reader_gives_the_same_balance_of_every_case_on_every_day(tmp_path, moves):
    history = [("place", "A", 0, 1000), ("place", "B", 0, 2000), *with_payments(moves)]
    store = open_store(tmp_path / f"one-{next(NUMBERS)}.db", clock=lambda: at(DAYS))
    store_moves(store, history)
    for day in (2, DAYS - 1):
        expected = {case: replay(history, case, day) for case in ("A", "B")}
        found = readings(store, day)
        assert found == dict.fromkeys(found, expected)
    left = store.cases().set_index("case_id")["balance_fen"].clip(lower=0).astype("int64").to_dict()
    assert left == {case: replay(history, case, DAYS) for case in ("A", "B")}
    store.close()


def test_a_payment_that_bounces_after_the_next_list_is_owed_again_everywhere(tmp_path):
    """1,000 placed, 400 paid, 600 placed, the 400 bounce."""
    store = open_store(tmp_path / "bounce.db", clock=lambda: at(DAYS))
    store_moves(store, [("place", "A", 0, 1000), ("pay", "A", 1, 400), ("place", "A", 2, 600), ("bounce", "A", 3, 400)])
    for day, yuan in ((0, 1000), (1, 600), (2, 600), (3, 1000), (4, 1000)):
        assert set(map(str, readings(store, day).values())) == {str({"A": yuan * 100})}
    assert store.cases()["balance_fen"].tolist() == [1000_00]
    store.close()


@pytest.mark.parametrize(("yuan", "days", "bucket"), [(9, 0, "M0"), (10, 0, "M0"), (11, 30, "M1")])
def test_a_rest_within_the_tolerance_has_one_age_everywhere(tmp_path, yuan, days, bucket):
    store = open_store(tmp_path / "rest.db", clock=lambda: at(DAYS))
    store_moves(store, [("place", "A", 0, yuan)])
    readings(store, 0)  # which compares the ages too
    listed = age(stored_cases(store, FIRST), FIRST, store.policies)
    assert listed[["days_past_due", "bucket"]].values.tolist() == [[days, bucket]]
    board = read_source(store, FIRST).snapshot(np.datetime64(FIRST))
    assert board[["days_past_due", "bucket"]].values.tolist() == [[days, bucket]]
    store.close()


def test_what_a_customer_says_was_paid_changes_no_balance(tmp_path):
    store = open_store(tmp_path / "claim.db", clock=lambda: at(DAYS))
    store_moves(store, [("place", "A", 0, 1000), ("claim", "A", 1, 99_999)])
    old = head("A", 1, "desk-R-old") | {"kind": "payment", "amount_fen": 500_00, "method": "customer report"}
    store.append(old)
    assert set(map(str, readings(store, 2).values())) == {str({"A": 1000_00})}
    with store.reading() as connection:
        claims = read_books(connection, "Asia/Shanghai").claims
    assert claims["amount_fen"].tolist() == [99_999_00, 500_00]
    assert claims["paid_on"].tolist() == [pd.Timestamp(FIRST + timedelta(days=1))] * 2
    store.close()
