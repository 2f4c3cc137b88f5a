from datetime import UTC, datetime

import keyring.backends.fail
import pytest
from sqlalchemy import text

from arrears.store import StoreError, open_store
from arrears.store.log.verify import verify
from arrears.store.records import KINDS, Event
from arrears.store.secrets.crypto import OtherKeyError
from arrears.store.secrets.keys import VARIABLE, KeyMissingError, Keys, new_key
from arrears.store.secrets.sealing import NOT_PERSONAL, Payload, Sealer

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OLD, NEW = new_key(), new_key()
NOTE = {"kind": "note", "case_id": "A1", "happened_at": NOW, "actor": "li", "text": "called"}
FREE = {
    "note",
    "text",
    "reason",
    "risk",
    "consulted",
    "cause",
    "terms",
    "evidence",
    "person",
    "contact_point",
    "details",
    "reference",
    "method",
}


@pytest.fixture
def keys(monkeypatch):
    """Set the keys of the process."""
    return lambda texts: monkeypatch.setenv(VARIABLE, texts)


def rows(store):
    with store.engine.connect() as connection:
        return connection.execute(text("SELECT salt, body FROM payloads ORDER BY seq")).fetchall()


def test_fields_that_people_fill_freely_count_as_personal():
    payload = {name for kind in KINDS.values() for name in kind.model_fields.keys() - Event.model_fields.keys()}
    assert payload >= FREE
    assert not FREE & NOT_PERSONAL
    assert payload | {"early", "first_to_last"} >= NOT_PERSONAL


def test_salt_and_body_are_sealed_so_that_nobody_can_try_out_numbers_against_the_hash(tmp_path, keys):
    keys(NEW)
    with open_store(tmp_path / "b.db", clock=lambda: NOW) as store:
        store.append(
            [
                NOTE | {"key": "n1"},
                {"kind": "payment", "case_id": "A1", "happened_at": NOW, "actor": "li", "key": "p", "amount_fen": 1},
            ]
        )
        assert all(value.startswith(f"ar1.{Keys(NEW).ids[0]}.") for row in rows(store) for value in row)


def test_keys_are_changed_while_the_store_is_in_use(tmp_path, keys):
    path = tmp_path / "b.db"
    keys(OLD)
    with open_store(path, clock=lambda: NOW) as store:
        store.append(NOTE | {"key": "n1"})
    keys(f"{NEW},{OLD}")
    with open_store(path, clock=lambda: NOW) as store:
        assert store.append(NOTE | {"key": "n1"}).stored == 0
        assert store.append(NOTE | {"key": "n2"}).stored == 1
        assert store.events()["payload"].tolist() == [{"text": "called"}] * 2
        assert verify(store.engine).is_intact
        made_with = [body.split(".")[1] for _, body in rows(store)]
    assert made_with == [Keys(OLD).ids[0], Keys(NEW).ids[0]]
    keys(NEW)
    with open_store(path, clock=lambda: NOW) as store:
        with pytest.raises(OtherKeyError, match=f"what event 1 says: .* needs another key than {Keys(NEW).ids[0]}"):
            store.events()
        assert [(each.code, each.first, each.what) for each in verify(store.engine).findings] == [
            ("OTHER_KEY", 1, Keys(OLD).ids[0])
        ]
        with pytest.raises(StoreError, match=f"key {Keys(OLD).ids[0]} is this store's own and only not at hand"):
            store.repair(actor="zhao", reason="x")


@pytest.mark.parametrize("column", ["salt", "body"])
def test_a_verification_finds_a_sealed_value_that_was_changed_or_moved(tmp_path, keys, column):
    keys(NEW)
    with open_store(tmp_path / "b.db", clock=lambda: NOW) as store:
        store.append([NOTE | {"key": f"n{number}"} for number in range(4)])
        with store.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER payloads_no_update"))
            connection.execute(
                text(f"UPDATE payloads SET {column} = (SELECT {column} FROM payloads WHERE seq = 1) WHERE seq = 3")  # noqa: S608  # names of our own
            )
        assert [(finding.code, finding.first) for finding in verify(store.engine).findings] == [("PAYLOAD_CHANGED", 3)]


def test_the_keyring_is_asked_once(monkeypatch):
    asked = []

    def load():
        asked.append(1)
        raise KeyMissingError("no key")

    sealer = Sealer(load)
    for _ in range(3):
        payload = Payload(1, "00", '{"amount_fen":1}')
        assert sealer.seal(payload) == payload
        with pytest.raises(KeyMissingError):
            sealer.seal(payload._replace(body='{"text":"called"}'))
        with pytest.raises(KeyMissingError):
            sealer.seal(payload._replace(body='{"amount_fen":1,"text":"called"}'))
    assert len(asked) == 1


def test_a_key_of_ones_own_goes_before_the_environment(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("arrears.store.secrets.keys._system_ring", keyring.backends.fail.Keyring)
    with open_store(tmp_path / "b.db", clock=lambda: NOW, keys=lambda: Keys(NEW)) as store:
        store.append(NOTE | {"key": "n1"})
        assert store.events()["payload"].tolist() == [{"text": "called"}]
