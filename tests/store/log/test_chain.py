"""A store takes a batch whole or not at all, never twice, and gives it back as it was; on SQLite and on PostgreSQL alike."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import text
from store_samples import LATER, NOON, contact, envelope, note, payment, placement, reversal

from arrears.store import StoreError, open_store
from arrears.store.records import Assignment, Flag, Promise, Void


@pytest.fixture
def store(store_url):
    with open_store(store_url, clock=lambda: LATER) as opened:
        yield opened


def test_a_new_store_is_empty_and_whole(store):
    assert store.head().count == 0
    assert store.verify().is_intact
    assert store.events().empty


def test_events_come_back_in_order_with_what_they_said(store):
    store.append([placement("p0", 1000_00), contact("c1", note="无人接听"), payment("b1")])
    found = store.events("A1")
    assert found["seq"].tolist() == [1, 2, 3]
    assert found["kind"].tolist() == ["placement", "contact", "payment"]
    assert found["payload"][1]["note"] == "无人接听"
    assert str(found["happened_at"][0]) == "2026-11-20 12:00:00+08:00"
    assert store.events("A2").empty
    assert store.events(kind="payment")["key"].tolist() == ["b1"]


def test_the_receipt_is_the_head(store):
    receipt = store.append([contact("c1"), contact("c2")])
    assert receipt.head == store.head()
    assert (receipt.head.count, receipt.stored, receipt.recorded_at) == (2, 2, LATER)


def test_the_same_submit_again_gets_the_same_receipt_and_stores_nothing(store):
    first = store.append([contact("c1"), payment("b1")])
    store.append(contact("c2"))
    again = store.append([contact("c1"), payment("b1")])
    assert again == first
    assert again.stored == 0
    assert store.head().count == 3


def test_a_key_twice_in_one_batch_counts_once(store):
    assert store.append([payment("b1"), payment("b1")]).stored == 1


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(payment("b1", 500_01), id="another amount"),
        pytest.param(payment("b1", case_id="A2"), id="another case"),
        pytest.param(payment("b1", at=NOON - timedelta(microseconds=1)), id="another instant"),
        pytest.param(note("b1"), id="another kind"),
    ],
)
def test_a_key_with_other_content_is_refused_by_name_and_the_batch_with_it(store, other):
    store.append(payment("b1", 500_00))
    with pytest.raises(StoreError, match="'b1' was used before"):
        store.append([contact("c1"), other])
    assert store.head().count == 1


def test_events_since_an_instant_are_those_recorded_from_then_on(store_url):
    times = iter([LATER, LATER + timedelta(seconds=1)])
    with open_store(store_url, clock=lambda: next(times)) as store:
        store.append(contact("c1"))
        store.append(contact("c2"))
        assert store.events(since=LATER + timedelta(seconds=1))["key"].tolist() == ["c2"]
        assert store.events(since=LATER)["key"].tolist() == ["c1", "c2"]
        with pytest.raises(StoreError, match="no time zone"):
            store.events(since="2026-11-20T12:00")


def test_a_reopened_store_goes_on_where_it_was(store_url):
    with open_store(store_url) as store:
        head = store.append(contact("c1")).head
    with open_store(store_url) as store:
        assert store.head() == head
        store.append(contact("c2"))
        assert store.verify([head]).is_intact


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET actor = 'x'",
        "UPDATE events SET hash = 'x' WHERE seq = 1",
        "DELETE FROM events",
        "UPDATE payloads SET body = '{}'",
        "DELETE FROM payloads",
        "UPDATE store_meta SET value = 'x'",
        "DELETE FROM store_meta",
        "INSERT INTO events SELECT seq + 7, case_id, kind, happened_at, recorded_at, actor, 'new', corrects, payload_hash, hash, 'x' FROM events",
        "INSERT INTO events SELECT seq + 1, case_id, kind, happened_at, recorded_at, actor, 'new', corrects, payload_hash, 'other', 'x' FROM events",
    ],
)
def test_the_database_itself_refuses_to_rewrite_history(store, statement):
    store.append(contact("c1"))
    with pytest.raises(Exception, match="arrears:"), store.engine.begin() as connection:
        connection.execute(text(statement))
    assert store.verify().is_intact


def test_a_row_cannot_be_replaced(store):
    store.append([contact("c1"), contact("c2")])
    row = "SELECT seq, case_id, kind, happened_at, recorded_at, 'mallory', key, corrects, payload_hash, previous_hash, hash FROM events WHERE seq = 2"
    if store.engine.dialect.name == "sqlite":
        statement = f"INSERT OR REPLACE INTO events {row}"
    else:
        statement = f"INSERT INTO events {row} ON CONFLICT (seq) DO UPDATE SET actor = excluded.actor"
    with pytest.raises(Exception, match="arrears:"), store.engine.begin() as connection:
        connection.execute(text(statement))
    with pytest.raises(Exception, match=r"arrears:|payloads_pkey|syntax"), store.engine.begin() as connection:
        connection.execute(text("INSERT OR REPLACE INTO payloads VALUES (1, 'x', '{}')"))
    assert store.verify().is_intact


def test_writers_at_once_never_fork_the_chain(store_url):
    open_store(store_url).close()

    def write(name):
        with open_store(store_url) as store:
            for number in range(10):
                store.append([contact(f"{name}-{number}-a"), contact(f"{name}-{number}-b")])

    threads = [Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_store(store_url) as store:
        assert store.head().count == 80
        assert store.verify().is_intact
        keys = store.events()["key"].tolist()
    assert all(keys[i][:-1] == keys[i + 1][:-1] for i in range(0, 80, 2)), "a batch was torn apart"


@pytest.mark.parametrize(
    ("seconds", "warned"),
    [
        pytest.param(120, False, id="two minutes ahead"),
        pytest.param(121, True, id="a second more"),
        pytest.param(3600, True, id="an hour ahead"),
    ],
)
def test_a_clock_ahead_is_warned_of(store, seconds, warned):
    receipt = store.append(contact("c1", at=LATER + timedelta(seconds=seconds)))
    assert bool(receipt.warnings) is warned


def test_more_than_an_hour_ahead_is_refused(store):
    with pytest.raises(StoreError, match="HOUSE-CLOCK"):
        store.append(contact("c1", at=LATER + timedelta(seconds=3601)))
    assert store.head().count == 0


def test_a_clock_that_goes_back_is_warned_of_and_changes_no_order(store_url):
    times = iter([LATER, LATER - timedelta(minutes=3)])
    with open_store(store_url, clock=lambda: next(times)) as store:
        store.append(contact("c1"))
        assert "gone back" in store.append(contact("c2")).warnings[0]
        assert store.events()["key"].tolist() == ["c1", "c2"]


def test_a_correction_takes_the_place_of_what_it_corrects(store):
    due = datetime(2026, 12, 1, tzinfo=UTC).date()
    store.append(Promise(**envelope("p1"), amount_fen=100_00, due_on=due))
    store.append(Promise(**envelope("p2"), corrects="p1", amount_fen=200_00, due_on=due))
    assert store.promises()["amount_fen"].tolist() == [200_00]
    assert store.events(kind="promise")["key"].tolist() == ["p1", "p2"]
    with pytest.raises(StoreError, match="replaced by 'p2'"):
        store.append(Promise(**envelope("p3"), corrects="p1", amount_fen=1, due_on=due))


def test_what_is_declared_void_no_longer_shows(store):
    store.append([contact("c1"), contact("c2"), Void(**envelope("v1"), corrects="c1", reason="登错案件")])
    assert store.contacts()["contact_id"].tolist() == ["c2"]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        pytest.param(reversal("r1", "nothing"), "no event 'nothing'", id="of nothing"),
        pytest.param(reversal("r1", "b1", case_id="A2"), "another case", id="of another case"),
        pytest.param(reversal("r1", "c1"), "no payment", id="of a contact"),
        pytest.param(reversal("r1", "b1", 500_01), "more than is left", id="a fen too much"),
        pytest.param(
            reversal("r1", "b1", at=NOON - timedelta(microseconds=1)),
            "before payment 'b1'",
            id="before the payment itself",
        ),
        pytest.param(payment("b2").model_copy(update={"corrects": "c1"}), "of kind contact", id="across kinds"),
        pytest.param(Void(**envelope("v1"), corrects="b1", reason="x"), "by a reversal", id="a void payment"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(store, event, why):
    store.append([payment("b1", 500_00), contact("c1")])
    with pytest.raises(StoreError, match=why):
        store.append(event)
    assert store.head().count == 2


def test_reversals_take_back_a_payment_to_the_fen_and_no_further(store):
    store.append([placement("p0", 1000_00), payment("b1", 500_00), reversal("r1", "b1", 499_99)])
    assert store.cases()["balance_fen"].tolist() == [999_99]
    with pytest.raises(StoreError, match="more than is left"):
        store.append(reversal("r2", "b1", 2))
    store.append(reversal("r3", "b1", 1))
    assert store.cases()["balance_fen"].tolist() == [1000_00]
    with pytest.raises(StoreError, match="has reversals"):
        store.append(payment("b2").model_copy(update={"corrects": "b1"}))


def test_a_case_shows_its_collector_and_the_flags_that_are_set(store):
    store.append(
        [
            Assignment(**envelope("s1"), collector="li"),
            Assignment(**envelope("s2"), collector="wang"),
            Flag(**envelope("f1"), flag="complaint", on=True),
            Flag(**envelope("f2"), flag="dispute", on=True),
            Flag(**envelope("f3"), flag="dispute", on=False),
            Flag(**envelope("f4"), flag="legal", on=True, until=LATER),
        ]
    )
    row = store.cases().iloc[0]
    assert (row["collector"], row["flags"]) == ("wang", "complaint")
    assert store.assignments()["collector"].tolist() == ["wang"]
    assert store.flags()["flag"].tolist() == ["complaint"]


def test_errors_never_quote_what_an_event_says(store):
    canary = "13800138000"
    with pytest.raises(StoreError) as caught:
        store.append(
            [{**envelope("c1"), "kind": "contact", "channel": canary, "outcome": "sent", canary[:0] + "x": canary}]
        )
    assert canary not in str(caught.value)
    assert caught.value.__cause__ is None
    store.append(note("n1", canary))
    with pytest.raises(StoreError) as caught:
        store.append(note("n1", canary + "0"))
    assert canary not in caught.value.message + caught.value.zh + repr(note("n1", canary))
    with pytest.raises(Exception, match="arrears:") as raised, store.engine.begin() as connection:
        connection.execute(text("UPDATE payloads SET body = :body"), {"body": canary})
    assert canary not in str(raised.value)


def test_a_contact_in_a_time_zone_that_does_not_exist_is_refused_and_nothing_is_stored(store):
    contact = {"kind": "contact", "case_id": "A1", "actor": "li", "key": "c-1", "channel": "call", "outcome": "busy"}
    with pytest.raises(StoreError, match=r"Mars/Base.*IANA"):
        store.append(contact | {"happened_at": "2026-11-20T10:00+08:00", "time_zone": "Mars/Base"})
    with pytest.raises(StoreError, match="happened_at"):
        store.append(contact | {"happened_at": "2026-11-20T10:00"})
    assert store.head().count == 0


def test_outside_china_a_contact_must_say_its_time_zone(tmp_path):
    said = {"kind": "contact", "case_id": "A1", "actor": "li", "channel": "call", "outcome": "busy"}
    said["happened_at"] = "2026-11-20T10:00-05:00"
    with open_store(tmp_path / "us.db", profile="us") as store:
        with pytest.raises(StoreError, match=r"contact c-1 has no time_zone"):
            store.append(said | {"key": "c-1"})
        assert store.head().count == 0
        assert store.append(said | {"key": "c-1", "time_zone": "America/Chicago"}).head.count == 1
