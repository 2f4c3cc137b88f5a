"""What a list merely restates is one event for all cases, and every reader knows it as it knows a placement."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from arrears.store import StoreError, open_store
from arrears.store.records import Payment, Restatement, Reversal
from arrears.store.state.account import read_books
from arrears.store.state.case_list import place_cases, place_list, stored_cases, unmasked_cases
from arrears.store.state.history import read_source
from arrears.store.state.listed import last_listed
from arrears.training.portfolio import make_portfolio

FIRST = date(2026, 11, 2)
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def store(store_url):
    with open_store(store_url, clock=lambda: NOW) as opened:
        yield opened


def listed(interest=(50, 60), principal=(1000, 2000), **changes):
    return pd.DataFrame(
        {
            "case_id": ["A1", "A2"],
            "customer_name": ["王小芳", "李雷"],
            "due_date": ["2026-08-31", "2026-09-30"],
            "principal": principal,
            "interest": interest,
            "collector": ["李伟", "李伟"],
            "逾期天数": ["60", "30"],
        }
        | changes
    )


def place(store, day, table):
    return place_list(store, table, actor="lead", as_of=FIRST + timedelta(days=day))


def kinds(store):
    return store.events()["kind"].value_counts().to_dict()


def owed(store, day):
    """What the list, the account and the board say is owed on each case at the end of a day."""
    on = FIRST + timedelta(days=day)
    table = stored_cases(store, on)
    cases = table.set_index("case_id")
    with store.reading() as connection:
        zone = store.policies.profile.time_zone
        whole = read_books(connection, zone).on(on, store.policies)["owed_fen"]
        until = np.datetime64(on + timedelta(days=1), "us")
        last = read_books(connection, zone, last_listed(connection, zone, until)).on(on, store.policies)["owed_fen"]
    board = read_source(store, FIRST + timedelta(days=20)).snapshot(np.datetime64(on))
    found = (
        (cases["principal_fen"] + cases["interest_fen"]).to_dict(),
        whole.to_dict(),
        last.to_dict(),
        board.set_index("case_id")["total_due_fen"].to_dict(),
    )
    assert all({k: int(v) for k, v in each.items()} == {k: int(v) for k, v in found[0].items()} for each in found)
    return {case: int(fen) // 100 for case, fen in found[0].items()}


def test_interest_that_runs_on_is_no_placement(store):
    place(store, 0, listed())
    place(store, 1, listed(interest=(51, 62), 逾期天数=["61", "31"]))
    place(store, 2, listed(interest=(52, 64), 逾期天数=["62", "32"]))
    found = kinds(store)
    lists = 2 if store.engine.dialect.name == "sqlite" else 4
    assert (found["placement"], found["restatement"], found["assignment"]) == (2, lists, 2)
    assert [owed(store, day)["A2"] for day in range(4)] == [2060, 2062, 2064, 2064]
    rows = unmasked_cases(store, FIRST + timedelta(days=2))
    assert rows[["customer_name", "逾期天数"]].values.tolist() == [["王小芳", "62"], ["李雷", "32"]]


def test_the_same_list_again_says_nothing(store):
    place(store, 0, listed())
    place(store, 1, listed(interest=(51, 62)))
    head = store.head()
    assert place(store, 1, listed(interest=(51, 62))).receipt.stored == 0
    assert place(store, 2, listed(interest=(51, 62))).receipt.stored == 0
    assert store.head() == head


def test_a_list_that_goes_back_and_forth_within_a_day_counts_as_it_was_read_last(store):
    place(store, 0, listed())
    for interest in ((51, 62), (50, 60), (51, 62)):
        place(store, 1, listed(interest=interest))
    assert owed(store, 1) == {"A1": 1051, "A2": 2062}


@pytest.mark.parametrize(
    "changes",
    [
        {"due_date": ["2026-08-31", "2026-10-31"]},
        {"customer_name": ["王小芳", "李蕾"]},
        {"collector": ["李伟", "赵敏"]},
        {"逾期天数": ["60", "13800138000"]},
        {"flags": ["", "dispute"]},
    ],
)
def test_a_row_that_says_anything_else_is_placed_with_all_that_it_says(store, changes):
    place(store, 0, listed())
    place(store, 1, listed(interest=(50, 62), **changes))
    assert (kinds(store)["placement"], kinds(store).get("restatement", 0)) == (3, 0)
    place(store, 2, listed(interest=(50, 63), **changes))
    assert kinds(store)["placement"] == 3
    assert owed(store, 2) == {"A1": 1050, "A2": 2063}


def test_a_payment_before_a_restatement_is_in_its_figure_and_bounces_out_of_it(store):
    place(store, 0, listed())
    head = {"case_id": "A1", "actor": "bank"}
    paid = datetime(2026, 11, 3, 2, tzinfo=UTC)
    store.append(Payment(**head, happened_at=paid, key="p", amount_fen=400_00))
    place(store, 2, listed(principal=(600, 2000), interest=(51, 60)))
    back = datetime(2026, 11, 5, 2, tzinfo=UTC)
    store.append(Reversal(**head, happened_at=back, key="r", corrects="p", amount_fen=400_00, reason="退票"))
    assert [owed(store, day)["A1"] for day in range(5)] == [1050, 650, 651, 1051, 1051]


def test_a_later_placement_counts_over_an_earlier_restatement_and_an_older_list_is_refused(store):
    place(store, 0, listed())
    place(store, 3, listed(interest=(53, 66)))
    with pytest.raises(StoreError, match="later list"):
        place(store, 2, listed(interest=(52, 64)))
    place(store, 4, listed(interest=(54, 66), customer_name=["王小芳", "李蕾"]))
    assert owed(store, 4) == {"A1": 1054, "A2": 2066}
    with store.reading() as connection:
        last = last_listed(connection, "Asia/Shanghai", np.datetime64("2026-11-04"))
        said = read_books(connection, "Asia/Shanghai").account.placements
    assert last["opening_fen"].tolist() == [1050_00, 2060_00]
    assert sorted(said["opening_fen"]) == [1050_00, 1053_00, 1054_00, 2060_00, 2066_00, 2066_00]


def test_a_case_that_is_still_listed_is_kept_from_its_last_list_on(store):
    place(store, 0, listed())
    place(store, 9, listed(interest=(59, 60)))
    last = store.retention(NOW.date()).set_index("case_id")["last_activity"].astype(str).to_dict()
    assert last == {"A1": "2026-11-11", "A2": "2026-11-02"}


def test_place_cases_restates_as_well(store):
    place_cases(store, listed(), actor="lead", as_of=FIRST)
    place_cases(store, listed(interest=(51, 60)), actor="lead", as_of=FIRST + timedelta(days=1))
    assert kinds(store)["placement"] == 2
    assert store.cases()["balance_fen"].tolist() == [1051_00, 2060_00]


def test_an_event_names_each_placement_once_and_has_an_entry_for_each():
    head = {"case_id": "", "happened_at": NOW, "actor": "lead", "key": "k"}
    for named, stated, cells in (([1], [1, 2], {}), ([1, 1], [1, 2], {}), ([1], [1], {"interest_fen": []})):
        with pytest.raises(ValueError, match=r"one entry a placement|once only"):
            Restatement(**head, placements=named, openings=stated, cells=cells)


def test_a_day_of_interest_takes_little_room(tmp_path):
    """8 MB a day at 20,000 cases are 400 bytes a case; a row placed anew takes five times as much."""
    cases = make_portfolio(cases=500, collectors=3, seed=3).assign(interest=lambda table: table["interest"].fillna(1))
    url = tmp_path / "room.db"
    with open_store(url, clock=lambda: NOW) as store:
        place_list(store, cases, actor="lead", as_of=FIRST)
        before = url.stat().st_size
        for day in range(1, 4):
            more = cases.assign(interest=cases["interest"] + day)
            place_list(store, more, actor="lead", as_of=FIRST + timedelta(days=day))
        assert kinds(store)["placement"] == 500
        assert (url.stat().st_size - before) / 3 / 500 < 200
