"""A backup is one file, whole or not there, and becomes a store again on either database."""

import pytest
from store_samples import LATER, contact, note, tamper

from arrears.store import StoreError, open_store
from arrears.store.log.anchors import read_anchors
from arrears.store.log.backup import back_up, restore


@pytest.fixture
def store(store_url):
    with open_store(store_url, clock=lambda: LATER) as opened:
        opened.append([contact("c1"), note("n2"), contact("c3", "A2")])
        opened.erase("A2", reason="误录", basis="个人信息保护法第47条", actor="zhao", early=True)
        yield opened


def test_a_backup_restores_to_the_same_head_and_goes_on(store, tmp_path):
    head = back_up(store.engine, tmp_path / "backup.db").head
    assert head == store.head()
    assert restore(tmp_path / "backup.db", tmp_path / "new.db") == head
    with open_store(tmp_path / "new.db") as new:
        assert new.store_id == store.store_id
        assert new.verify([head]).erased == [3]
        assert new.events().equals(store.events())
        new.append(contact("c9"))
        assert new.verify([head]).is_intact


def test_a_backup_moves_a_store_to_another_database(tmp_path, store_url):
    with open_store(tmp_path / "old.db") as old:
        old.append([contact("c1"), note("n2")])
        head = back_up(old.engine, tmp_path / "backup.db").head
    if store_url.startswith("sqlite"):
        store_url = tmp_path / "new.db"
    assert restore(tmp_path / "backup.db", store_url) == head


def test_a_backup_is_one_file_that_is_never_overwritten(store, tmp_path):
    (tmp_path / "out").mkdir()
    file = tmp_path / "out" / "backup.db"
    back_up(store.engine, file)
    assert list(file.parent.iterdir()) == [file]
    with pytest.raises(StoreError, match="there already"):
        back_up(store.engine, file)


def test_a_store_that_holds_something_is_never_restored_over(store, store_url, tmp_path):
    back_up(store.engine, tmp_path / "backup.db")
    with pytest.raises(StoreError, match="holds a store already"):
        restore(tmp_path / "backup.db", store_url)
    assert store.verify().is_intact


def test_a_store_that_is_not_whole_is_backed_up_as_it_stands_and_not_restored(store, tmp_path):
    back_up(store.engine, tmp_path / "backup.db")
    with open_store(tmp_path / "backup.db") as copy:
        tamper(copy, "UPDATE events SET actor = 'mallory' WHERE seq = 2")
    with pytest.raises(StoreError, match="event 2 was changed"):
        restore(tmp_path / "backup.db", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()
    tamper(store, "UPDATE events SET actor = 'mallory' WHERE seq = 2")
    assert [finding.code for finding in back_up(store.engine, tmp_path / "other.db").findings] == ["CHANGED"]
    with open_store(tmp_path / "other.db") as copy, copy.reading() as connection:
        told = connection.exec_driver_sql("SELECT value FROM store_meta WHERE key = 'backup'").scalar()
    assert told == "damaged: event 2 was changed"


def test_a_backup_that_is_older_than_the_heads_shows_what_is_missing(tmp_path):
    with open_store(tmp_path / "book.db", clock=lambda: LATER) as store:
        store.append([note("n1"), note("n2")])
        back_up(store.engine, tmp_path / "monday.db")
        store.append([note("n3"), note("n4")])
        heads = read_anchors(store.heads)[0]
    (tmp_path / "book.db").unlink()
    assert restore(tmp_path / "monday.db", tmp_path / "book.db") == heads[0]
    with open_store(tmp_path / "book.db", clock=lambda: LATER) as store:
        found = store.verify(heads).findings
        assert [(one.code, one.first, one.last) for one in found] == [("CUT", 3, 4)]
        store.append([note("n3"), note("n5")])
        later = store.verify(heads).findings
    assert [(one.code, one.first, one.last) for one in later] == [("REWRITTEN", 3, 4)]
