import sqlite3
import sys
from datetime import UTC, datetime

import pytest

from arrears.store import StoreError, open_store
from arrears.store.secrets.file_encryption import encrypted_store
from arrears.store.secrets.keys import Keys, new_key

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OLD, NEW = new_key(), new_key()
NOTE = {"kind": "note", "case_id": "CASE-77", "happened_at": NOW, "actor": "li", "key": "n1", "text": "called"}


@pytest.fixture
def cipher():
    """SQLCipher, which is an extra."""
    return pytest.importorskip("sqlcipher3")


def opened(path, key):
    return open_store(f"sqlcipher:///{path}", clock=lambda: NOW, keys=lambda: Keys(key))


def test_nothing_of_the_file_can_be_read_and_its_key_opens_it(cipher, tmp_path):
    path = tmp_path / "book.db"
    with opened(path, OLD) as store:
        store.append(NOTE)
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith(".heads"))
    for word in (b"SQLite format", b"CASE-77", b"events", b"note", OLD.encode()):
        assert word not in content
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT count(*) FROM events")
    with opened(path, OLD) as store:
        assert store.events()["payload"].tolist() == [{"text": "called"}]


def test_another_key_or_none_is_refused_in_one_line(cipher, tmp_path):
    path = tmp_path / "book.db"
    opened(path, OLD).close()
    with pytest.raises(StoreError, match=r"book\.db is no store, is damaged, or none of the keys opens it"):
        opened(path, NEW)
    with pytest.raises(StoreError, match=r"book\.db is no store, is damaged, or is encrypted with another key"):
        open_store(path)


def test_a_file_moves_to_a_new_key(cipher, tmp_path):
    path = tmp_path / "book.db"
    with opened(path, OLD) as store:
        store.append(NOTE)
    for _ in range(2):
        with opened(path, f"{NEW},{OLD}") as store:
            assert store.events()["payload"].tolist() == [{"text": "called"}]
    with pytest.raises(StoreError, match="none of the keys opens it"):
        opened(path, OLD)


def damaged_pages(cipher, path):
    connection = cipher.connect(str(path))
    encrypted_store(path, Keys(OLD))["unlock"](connection)
    found = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    connection.close()
    return found


def test_a_flipped_bit_is_found(cipher, tmp_path):
    path = tmp_path / "book.db"
    with opened(path, OLD) as store:
        store.append(NOTE)
    assert damaged_pages(cipher, path) == []
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert len(damaged_pages(cipher, path)) == 1


def test_without_sqlcipher_it_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    with pytest.raises(StoreError, match=r"pip install arrears\[sqlcipher\]"):
        encrypted_store(tmp_path / "book.db", Keys(OLD))
