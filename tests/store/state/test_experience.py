"""What the house learns from is read from its store as it happened: where the person is, by whom, and what became of the months."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from arrears.operations.experience.counting import counted
from arrears.policy.records import BestAction
from arrears.store import open_store
from arrears.store.records import Contact, Flag, Payment, Placement, PolicyChange, Promise
from arrears.store.state.experience import last_use, own_calls, read_past, with_own_calls

DAY = date(2026, 11, 20)
PLACED = datetime(2026, 9, 1, 1, tzinfo=UTC)


def said(key, at, case="A1", actor="li"):
    return {"case_id": case, "happened_at": at, "actor": actor, "key": key}


def at(month, day, hour):
    """Give an instant by the clock in Shanghai."""
    return datetime(2026, month, day, hour, tzinfo=UTC) - timedelta(hours=8)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        from arrears.store.secrets.keys import VARIABLE, new_key  # noqa: PLC0415  # beside its use

        patch.setenv(VARIABLE, new_key())
        patch.setenv("ARREARS_STATE", str(tmp_path_factory.mktemp("state")))
        made = open_store(
            tmp_path_factory.mktemp("store") / "book.db", clock=lambda: datetime(2026, 11, 21, tzinfo=UTC)
        )
        details = {"due_date": "2026-08-10"}
        call = {"channel": "call", "collector": "王芳"}
        made.append(
            [
                Placement(**said("p1", PLACED), opening_fen=1000_00, details=details),
                Placement(**said("p2", PLACED, "A2"), opening_fen=2000_00, details=details),
                Contact(**said("c1", at(11, 2, 19)), outcome="conversation", **call),
                Contact(**said("c2", at(11, 3, 9)), outcome="no_answer", **call),
                Contact(**said("c3", at(11, 3, 19), "A2"), outcome="no_answer", time_zone="Asia/Urumqi", **call),
                # None of these is an attempt of the house's to reach a holder.
                Contact(**said("c4", at(11, 4, 9)), outcome="conversation", direction="in", **call),
                Contact(**said("c5", at(11, 4, 9)), outcome="planned", **call),
                Contact(**said("c6", at(11, 4, 9)), outcome="conversation", counterparty="third_party", **call),
                Contact(**said("c7", at(11, 4, 9)), outcome="conversation", purpose="legal_notice", **call),
                Promise(**said("h1", at(11, 2, 19)), amount_fen=1000_00, due_on=date(2026, 11, 6)),
                Promise(**said("h2", at(11, 18, 19), "A2"), amount_fen=500_00, due_on=date(2026, 12, 6)),
                Payment(**said("m1", at(11, 5, 12)), amount_fen=1000_00),
                Flag(**said("f1", at(11, 4, 12), "A2"), flag="complaint", on=True),
            ]
        )
        yield made
        made.close()


@pytest.fixture(scope="module")
def past(store):
    return read_past(store, DAY)


def test_attempts_are_those_of_the_house_at_the_hour_where_the_person_is(past):
    told = past.contacts.sort_values("at")[["case_id", "at", "outcome", "collector"]].to_numpy().tolist()
    assert told == [
        ["A1", pd.Timestamp("2026-11-02 19:00"), "conversation", "王芳"],
        ["A1", pd.Timestamp("2026-11-03 09:00"), "no_answer", "王芳"],
        ["A2", pd.Timestamp("2026-11-03 17:00"), "no_answer", "王芳"],
    ]


def test_only_promises_whose_day_is_over_are_counted_with_what_was_owed(past):
    row = past.promised.to_dict("records")
    assert [(one["case_id"], one["amount_fen"], one["owed_fen"], one["kept"]) for one in row] == [
        ("A1", 1000_00, 1000_00, True)
    ]


def test_a_complaint_of_a_case_follows_the_attempt_before_it(store, past):
    table = counted(past, store.policies.get(BestAction, DAY)).query("model == 'complaint'")
    assert table[["value", "of", "met"]].to_numpy().tolist() == [["call", 3, 1]]


def test_months_say_where_a_case_was_where_it_is_and_what_it_paid(past):
    months = past.spells.sort_values(["begin", "case_id"])[
        ["case_id", "begin", "bucket", "after", "owed_fen", "paid_fen"]
    ]
    told = [[case, str(begin.date()), *rest] for case, begin, *rest in months.to_numpy().tolist()]
    # On 21 October 72 days are past due, M3; a month later A1 owes nothing and A2 is at M4. On 21 September 42, M2.
    assert told == [
        ["A1", "2026-09-21", 2, 3, 1000_00, 0],
        ["A2", "2026-09-21", 2, 3, 2000_00, 0],
        ["A1", "2026-10-21", 3, 0, 1000_00, 1000_00],
        ["A2", "2026-10-21", 3, 4, 2000_00, 0],
    ]


def test_what_comes_later_is_not_seen(store):
    early = read_past(store, date(2026, 11, 2))
    assert (len(early.contacts), len(early.complaints), len(early.promised)) == (1, 0, 0)


def test_own_calls_are_counted_by_slot_and_a_case_without_any_has_none(store):
    table = own_calls(store, DAY)
    evening, morning = 5, 0
    assert table.loc["A1", [f"tried_{evening}", f"met_{evening}", f"tried_{morning}", f"met_{morning}"]].tolist() == [
        1,
        1,
        1,
        0,
    ]
    assert table.loc["A2", "tried_4"] == 1
    assert table["silent_days"].to_dict() == {"A1": (DAY - date(2026, 11, 2)).days, "A2": -1}
    cases = with_own_calls(pd.DataFrame({"case_id": ["A1", "A9"]}), store, DAY)
    assert cases["case_id"].tolist() == ["A1", "A9"]
    assert cases[f"tried_{evening}"].isna().tolist() == [False, True]


def test_an_empty_store_has_no_past(tmp_path):
    with open_store(tmp_path / "empty.db") as empty:
        assert read_past(empty, DAY).contacts.empty
        assert own_calls(empty, DAY).empty
        assert last_use(empty) is None


def test_the_last_use_of_what_was_learned_is_told_and_no_other_rule_s(store):
    for key, name in (("r1", "learned"), ("r2", "buckets")):
        change = PolicyChange(
            case_id="",
            happened_at=at(11, 10, 9),
            actor="chen",
            key=key,
            name=name,
            rule="R",
            effective=DAY,
            reason="学到的",
        )
        store.append(change)
    assert last_use(store) == ("2026-11-20", "chen")
