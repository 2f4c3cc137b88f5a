"""What is owed now: the last placement's opening, less what was paid since, plus what was taken back since."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_samples import LATER, NOON, envelope, payment, placement, reversal

from arrears.operations.account.position import Account
from arrears.store import open_store
from arrears.store.records import Void
from arrears.store.state.account import balances

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


@pytest.fixture
def store(store_url):
    with open_store(store_url, clock=lambda: LATER) as opened:
        yield opened


def money(store):
    row = store.cases().set_index("case_id").loc["A1"]
    return tuple(row[["opening_fen", "paid_fen", "reversed_fen", "balance_fen"]])


def test_a_later_placement_states_anew_what_is_owed(store):
    store.append([placement("p1", 1000_00, at=NOON - DAY), payment("b1", 300_00, at=NOON - DAY)])
    assert money(store) == (1000_00, 300_00, 0, 700_00)
    store.append(placement("p2", 720_00, at=NOON))
    assert money(store) == (720_00, 0, 0, 720_00)
    store.append(payment("b2", 20_00, at=NOON))
    assert money(store) == (720_00, 20_00, 0, 700_00)


@pytest.mark.parametrize(
    ("at", "balance"),
    [
        pytest.param(NOON - TICK, 1000_00, id="paid just before the placement: in its figure already"),
        pytest.param(NOON, 900_00, id="paid at its instant"),
        pytest.param(NOON + TICK, 900_00, id="paid just after"),
    ],
)
def test_a_payment_counts_from_the_placements_instant_on(store, at, balance):
    store.append([placement("p1", 1000_00, at=NOON), payment("b1", 100_00, at=at)])
    assert money(store)[3] == balance


def test_a_payment_that_bounces_after_a_new_placement_is_owed_again(store):
    store.append(
        [placement("p1", 1000_00, at=NOON - DAY), payment("b1", 300_00, at=NOON - DAY), placement("p2", 700_00)]
    )
    store.append(reversal("r1", "b1", 300_00, at=NOON + TICK))
    assert money(store) == (700_00, 0, 300_00, 1000_00)


def test_an_older_list_that_is_stored_later_restates_nothing(store):
    store.append([placement("p2", 700_00, at=NOON), placement("p1", 1000_00, at=NOON - DAY)])
    assert money(store)[0] == 700_00


def test_of_two_placements_of_one_instant_the_last_stored_counts(store):
    store.append([placement("p1", 700_00), placement("p2", 800_00)])
    assert money(store)[0] == 800_00


def test_a_corrected_or_void_placement_counts_no_longer(store):
    store.append([placement("p1", 700_00), placement("p2", 71_00, at=NOON + TICK)])
    store.append(placement("p3", 710_00, at=NOON + TICK, corrects="p2"))
    assert money(store)[0] == 710_00
    store.append(Void(**envelope("v1"), corrects="p3", reason="另一客户的名单"))
    assert money(store)[0] == 700_00


def test_a_case_that_was_never_placed_has_no_balance(store):
    store.append(payment("b1", 100_00))
    row = store.cases().iloc[0]
    assert row["paid_fen"] == 100_00
    assert row[["opening_fen", "balance_fen"]].isna().all()


STEP = st.tuples(st.sampled_from(["place", "pay", "take back"]), st.integers(0, 3), st.integers(1, 10**9))


@given(steps=st.lists(STEP, max_size=12))
def test_no_fen_is_made_or_lost_in_whatever_order_events_come_in(steps):
    import pandas as pd  # noqa: PLC0415

    def table(kind, column):
        rows = [("A1", pd.Timestamp(NOON + day * DAY), fen) for what, day, fen in steps if what == kind]
        typed = pd.DataFrame(rows, columns=["case_id", "at", column]).assign(key="", reverses="")
        typed["at"] = pd.to_datetime(typed["at"], utc=True).dt.tz_localize(None)
        return typed.astype({column: "int64", "at": "datetime64[us]"})

    account = Account(
        table("place", "opening_fen"),
        table("pay", "amount_fen"),
        table("take back", "amount_fen"),
        table("none", "amount_fen"),
    )
    found = balances(account, pd.Index(["A1"])).iloc[0]
    placed = [(day, number) for number, (what, day, _) in enumerate(steps) if what == "place"]
    if not placed:
        assert pd.isna(found["balance_fen"])
        return
    since, number = max(placed)
    moved = sum({"pay": -fen, "take back": fen}.get(what, 0) for what, day, fen in steps if day >= since)
    assert found["balance_fen"] == steps[number][2] + moved
