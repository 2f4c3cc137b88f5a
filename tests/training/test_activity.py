from datetime import date

import pandas as pd
import pytest

from arrears.store import open_store
from arrears.store.case_list import stored_cases
from arrears.store.keys import Keys, new_key
from arrears.training.activity import fill_store
from arrears.training.portfolio import DEMO_AS_OF


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    key = new_key()
    with open_store(tmp_path_factory.mktemp("team") / "team.db", keys=lambda: Keys(key)) as filled:
        fill_store(filled, cases=150, collectors=3, months=2)
        yield filled


def test_nothing_happens_after_the_last_day(store):
    assert store.events()["happened_at"].max().date() <= DEMO_AS_OF


def test_there_is_some_of_everything_that_a_team_does(store):
    kinds = set(store.events()["kind"])
    assert kinds >= {"placement", "assignment", "contact", "promise", "payment", "agreement", "consent"}


def test_nobody_pays_more_than_is_owed(store):
    assert (store.cases()["balance_fen"].dropna() >= 0).all()


def test_the_same_seed_gives_the_same_work(store, tmp_path):
    key = new_key()
    with open_store(tmp_path / "again.db", keys=lambda: Keys(key)) as again:
        fill_store(again, cases=150, collectors=3, months=2)
        columns = ["case_id", "kind", "happened_at", "actor", "key"]
        pd.testing.assert_frame_equal(again.events()[columns], store.events()[columns])


def test_the_store_s_case_list_can_be_read_back(store):
    assert len(stored_cases(store, date(2026, 11, 23))) == store.events(kind="placement")["case_id"].nunique()
