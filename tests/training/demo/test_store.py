from datetime import date

import pytest

from arrears.store.secrets.keys import Keys, new_key
from arrears.store.state.case_list import stored_cases
from arrears.training.demo.store import demo_team, make_demo_store

DAY = date(2026, 11, 23)
KEY = new_key()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with make_demo_store(tmp_path_factory.mktemp("demo") / "demo.db", lambda: Keys(KEY), cases=120, as_of=DAY) as made:
        yield made


def test_it_has_a_year_of_lists_contacts_promises_payments_and_agreements(store):
    events = store.events()
    kinds = events["kind"].value_counts()
    assert {"placement", "contact", "promise", "payment", "agreement", "consent", "assignment", "flag"} <= set(
        kinds.index
    )
    lists = events.loc[events["kind"] == "placement", "happened_at"].dt.date.unique()
    assert len(lists) >= 12
    assert events["happened_at"].dt.date.max() <= DAY


def test_the_last_list_is_the_whole_portfolio_and_cured_cases_owe_nothing_and_are_nobodys(store):
    cases = stored_cases(store, DAY).set_index("case_id")
    cured = cases.index.str.startswith("AH")
    assert (~cured).sum() == 120
    assert cured.sum() > 20
    owed = cases[["principal_fen", "interest_fen", "late_fee_fen"]].fillna(0).sum(axis=1)
    assert (owed[cured] == 0).all()
    assert (owed[~cured] > 0).all()
    assert (cases.loc[cured, "collector"].fillna("") == "").all()


def test_promises_are_kept_and_broken(store):
    promises = store.promises()
    assert (promises["due_on"].notna()).all()
    assert 10 < len(promises) < 500


def test_the_chain_is_whole_and_the_same_seed_gives_the_same_history(store, tmp_path):
    assert store.verify().is_intact
    with make_demo_store(tmp_path / "again.db", lambda: Keys(KEY), cases=120, as_of=DAY) as again:
        told = [each.events()[["case_id", "kind", "happened_at", "key"]] for each in (store, again)]
    assert told[0].equals(told[1])


def test_its_collectors_are_the_ones_who_have_the_cases():
    team = demo_team(DAY, cases=120)
    assert len(team) == 12
    assert team["absent_from"].notna().sum() == 1
