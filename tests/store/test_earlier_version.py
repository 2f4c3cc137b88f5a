"""A store that version 0.2.0 wrote is read whole: its events, its cases, and its chain."""

import gzip
import warnings
from datetime import date
from pathlib import Path

import pytest

from arrears.store import open_store
from arrears.store.secrets.keys import Keys
from arrears.store.state.case_list import stored_cases

WRITTEN = Path(__file__).parents[1] / "cases" / "store_0_2_0.db.gz"
# Of the demonstration of 24 invented cases that 0.2.0 made.
KEY = "GvoeMJooHHK4TImBdsyNHl819NEs09K1UpQeXlV9lVE="  # seals nobody
KINDS = {
    "contact": 99, "placement": 82, "assignment": 50, "payment": 22, "agreement": 14, "promise": 13, "consent": 10, "flag": 1,
}  # fmt: skip


@pytest.fixture
def store(tmp_path):
    (tmp_path / "book.db").write_bytes(gzip.decompress(WRITTEN.read_bytes()))
    with open_store(tmp_path / "book.db", keys=lambda: Keys(KEY)) as opened:
        yield opened


def test_no_event_is_left_out_and_the_chain_is_whole(store):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert store.events()["kind"].value_counts().to_dict() == KINDS
    assert [finding.code for finding in store.verify().findings if finding.code != "NO_HEADS"] == []


def test_its_cases_stand_on_the_list_with_what_they_owe(store):
    cases = stored_cases(store, date(2026, 11, 23))
    here = cases[cases["collector"].fillna("") != ""]
    assert len(here) == 24
    assert (here["principal_fen"] > 0).all()


def test_it_goes_on_to_be_written(store):
    before = store.head().count
    case = str(store.events()["case_id"].iloc[0])
    now = store.clock()
    store.append({"kind": "note", "case_id": case, "happened_at": now, "actor": "li", "key": "later", "text": "稍后"})
    assert store.head().count == before + 1
