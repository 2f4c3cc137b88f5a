"""A waiver is decided by a second person who does not have the case, whatever a collector's login records."""

from datetime import UTC, datetime

import pytest

from arrears.errors import ArrearsError
from arrears.operations.agreements.relief import KINDS, decision_event, own_decisions, waiver_table
from arrears.store import open_store
from arrears.store.secrets.keys import Keys, new_key

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ASKED = {
    "waiver_id": "W", "interest_fen": 500, "fees_fen": 0, "way": "plan", "interest_share": "1", "fee_share": "0",
    "level": "team_lead",
}  # fmt: skip


@pytest.fixture
def store(tmp_path):
    key = new_key()
    with open_store(tmp_path / "book.db", keys=lambda: Keys(key), clock=lambda: NOW) as opened:
        say(opened, "arrears", "placement", "p1", opening_fen=10_000)
        say(opened, "arrears", "assignment", "s1", collector="wang")
        yield opened


def say(store, actor, kind, key, **fields):
    store.append({"kind": kind, "case_id": "A1", "happened_at": NOW, "actor": actor, "key": key} | fields)


def step(store, actor, state, key):
    say(store, actor, "waiver", key, state=state, **ASKED)


def owed(store):
    return store.cases().set_index("case_id").loc["A1", "balance_fen"]


def test_who_asked_decides_nothing_and_neither_does_whose_the_case_is(store):
    step(store, "chen", "requested", "w1")
    say(store, "arrears", "assignment", "s2", collector="li")
    step(store, "li", "approved", "w2")
    step(store, "chen", "approved", "w3")
    assert owed(store) == 10_000
    events = store.events(kind=KINDS)
    assert own_decisions(events) == {"w2", "w3"}
    assert waiver_table(events)[["state", "collector"]].to_numpy().tolist() == [["requested", "li"]]
    with pytest.raises(ArrearsError, match="case A1 is li's own, who may not decide its waiver W"):
        decision_event(waiver_table(events), "W", "approved", "li", NOW, store.policies, level="team_lead")
    # Who had the case when it was decided counts, not who has it now; a decision that counts stands, whatever is said after it.
    step(store, "wang", "approved", "w4")
    step(store, "li", "refused", "w5")
    assert owed(store) == 9_500
    assert waiver_table(store.events(kind=KINDS))[["state", "decided_by"]].to_numpy().tolist() == [["approved", "wang"]]


def test_who_had_the_case_then_does_not_decide_though_it_has_moved_since(store):
    step(store, "chen", "requested", "w1")
    step(store, "wang", "approved", "w2")
    say(store, "arrears", "assignment", "s2", collector="li")
    assert owed(store) == 10_000
    say(store, "chen", "void", "v1", corrects="s2", reason="x")
    assert waiver_table(store.events(kind=KINDS))["collector"].tolist() == ["wang"]
