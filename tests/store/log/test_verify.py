"""Any change, insertion or cut is found and located, even by somebody who takes the guards off and makes the hashes anew."""

import pytest
from sqlalchemy import text
from store_samples import LATER, contact, note, tamper

from arrears.store import Head, StoreError, open_store
from arrears.store.log.anchors import read_anchors, write_anchor
from arrears.store.log.canonical import event_hash
from arrears.store.log.schema import HASHED
from arrears.store.log.verify import verify


@pytest.fixture
def store(store_url):
    with open_store(store_url, clock=lambda: LATER) as opened:
        opened.append([contact("c1"), note("n2"), contact("c3")])
        opened.append([contact("c4"), note("n5")])
        yield opened


def found(store, anchors=()):
    return [(finding.code, finding.first, finding.last) for finding in verify(store.engine, anchors).findings]


@pytest.mark.parametrize("column", [name for name in HASHED if name not in {"seq", "previous_hash"}])
def test_a_change_of_any_field_is_located(store, column):
    tamper(store, f"UPDATE events SET {column} = '2020-01-01' WHERE seq = 2")  # noqa: S608  # a name of our own
    assert ("CHANGED", 2, 2) in found(store)


def test_a_changed_payload_is_located(store):
    tamper(store, "UPDATE payloads SET body = '{}' WHERE seq = 2")
    assert found(store) == [("PAYLOAD_CHANGED", 2, 2)]


def test_two_payloads_that_changed_places_are_located(store):
    tamper(
        store,
        "UPDATE payloads SET body = (SELECT body FROM payloads WHERE seq = 5), salt = (SELECT salt FROM payloads WHERE seq = 5) WHERE seq = 2",
    )
    assert found(store) == [("PAYLOAD_CHANGED", 2, 2)]


def test_a_payload_that_was_deleted_without_an_erasure_is_located(store):
    tamper(store, "INSERT INTO erasures VALUES (2, 2)", "DELETE FROM payloads WHERE seq = 2")
    assert ("PAYLOAD_MISSING", 2, 2) in found(store)
    assert ("ERASURE_STRANGE", 2, 2) in found(store)


def test_a_deleted_event_is_located(store):
    tamper(store, "DELETE FROM payloads WHERE seq = 3", "DELETE FROM events WHERE seq = 3")
    assert found(store) == [("MISSING", 3, 3)]


def test_a_deleted_event_whose_gap_was_closed_is_located(store):
    tamper(
        store,
        "DELETE FROM payloads WHERE seq >= 4",
        "DELETE FROM events WHERE seq = 4",
        "UPDATE events SET seq = 4 WHERE seq = 5",
    )
    assert {("UNLINKED", 4, 4), ("CHANGED", 4, 4)} <= set(found(store))


def test_a_cut_end_shows_against_an_anchor_and_only_there(store):
    anchor = store.head()
    tamper(store, "DELETE FROM payloads WHERE seq > 3", "DELETE FROM events WHERE seq > 3")
    assert found(store) == []
    assert found(store, [anchor]) == [("CUT", 4, 5)]


def test_a_history_made_anew_with_all_its_hashes_is_located_between_two_anchors(store):
    with store.reading() as connection:
        rows = [
            list(row)
            for row in connection.execute(text(f"SELECT {', '.join(HASHED)}, hash FROM events ORDER BY seq"))  # noqa: S608  # same
        ]
    anchors = [Head(row[0], row[-1]) for row in rows if row[0] in {3, 5}]
    rows[3][5] = "mallory"
    statements = []
    for row, before in zip(rows[3:], rows[2:], strict=False):
        row[-2] = before[-1]
        row[-1] = event_hash(tuple(row[:-1]))
        statements.append(
            f"UPDATE events SET actor = '{row[5]}', previous_hash = '{row[-2]}', hash = '{row[-1]}' WHERE seq = {row[0]}"  # noqa: S608  # same
        )
    tamper(store, *statements)
    assert found(store) == []
    assert found(store, anchors) == [("REWRITTEN", 4, 5)]


def test_a_store_under_another_name_is_found(store):
    tamper(store, "UPDATE store_meta SET value = 'other' WHERE key = 'store_id'")
    assert found(store) == [("GENESIS", 0, 0)]


def test_every_submit_leaves_an_anchor_beside_a_sqlite_store(tmp_path):
    with open_store(tmp_path / "book.db") as store:
        heads = [store.append(contact(key)).head for key in ("c1", "c2")]
        store.append(contact("c2"))
    assert read_anchors(tmp_path / "book.db.heads") == (heads, 0)


def test_a_torn_line_of_anchors_is_counted_and_the_others_are_read(tmp_path):
    good = Head(2, "ab" * 32)
    (tmp_path / "heads").write_text(f"{good}\n" + '{"count": 3, "ha', encoding="utf-8")
    assert read_anchors(tmp_path / "heads") == ([good], 1)
    # The next head is not lost with it.
    write_anchor(tmp_path / "heads", Head(4, "cd" * 32), "2026-11-20T04:05:00.000000Z")
    assert read_anchors(tmp_path / "heads") == ([good, Head(4, "cd" * 32)], 1)


def test_what_is_no_head_is_refused():
    with pytest.raises(StoreError, match="count:hash"):
        Head.read("12:xyz")
