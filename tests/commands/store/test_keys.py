import base64

import keyring.backends.fail
import psycopg
import pytest

from arrears.commands import run
from arrears.store import open_store
from arrears.store.secrets.keys import VARIABLE, new_key


class Ring:
    def __init__(self):
        self.kept = {}

    def get_password(self, service, name):
        return self.kept.get((service, name))

    def set_password(self, service, name, secret):
        self.kept[service, name] = secret


def test_a_key_is_printed_alone_and_what_to_do_with_it_beside_it(capsys):
    assert run(["store", "key"]) == 0
    screen = capsys.readouterr()
    assert len(base64.b64decode(screen.out.strip(), validate=True)) == 32
    assert "请设为环境变量 ARREARS_KEY" in screen.err
    assert screen.out.strip() not in screen.err
    assert run(["store", "key", "--lang", "en"]) == 0
    again = capsys.readouterr()
    assert again.out != screen.out
    assert "keep a printed copy in a safe" in again.err


def test_the_printed_key_opens_a_store_and_so_does_the_kept_one(capsys, monkeypatch, tmp_path):
    ring = Ring()
    monkeypatch.setattr("arrears.store.secrets.keys._system_ring", lambda: ring)
    monkeypatch.delenv(VARIABLE, raising=False)
    assert run(["store", "key", "--keep", "--lang", "en"]) == 0
    screen = capsys.readouterr()
    assert "The key is in the system's keyring" in screen.err
    note = {
        "kind": "note",
        "case_id": "A1",
        "happened_at": "2026-11-20T10:00+08:00",
        "actor": "li",
        "key": "n1",
        "text": "called",
    }
    with open_store(tmp_path / "b.db") as store:
        store.append(note)
    monkeypatch.setattr("arrears.store.secrets.keys._system_ring", keyring.backends.fail.Keyring)
    monkeypatch.setenv(VARIABLE, screen.out.strip())
    with open_store(tmp_path / "b.db") as store:
        assert store.events()["payload"].tolist() == [{"text": "called"}]


def test_where_there_is_no_keyring_the_key_is_not_lost_in_silence(capsys, monkeypatch):
    monkeypatch.setattr("arrears.store.secrets.keys._system_ring", keyring.backends.fail.Keyring)
    assert run(["store", "key", "--keep", "--lang", "en"]) == 2
    screen = capsys.readouterr()
    assert screen.out == ""
    assert "no keyring to keep the key in; set ARREARS_KEY" in screen.err


def test_a_sqlite_store_has_no_roles(capsys, tmp_path):
    assert run(["store", "grant", str(tmp_path / "b.db"), "--lang", "en"]) == 2
    assert "need PostgreSQL" in capsys.readouterr().err


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_roles_are_granted_and_logins_enrolled(store_url, capsys, monkeypatch):
    monkeypatch.setenv(VARIABLE, new_key())
    with psycopg.connect(store_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE cli_li LOGIN")
    assert run(["store", "grant", store_url, "--lang", "en"]) == 0
    assert run(["store", "enrol", store_url, "cli_li", "collector", "--lang", "en"]) == 0
    assert capsys.readouterr().out == (
        "Database roles and row-level security are up to date; 0 cases are somebody's.\ncli_li is collector now.\n"
    )
    assert run(["store", "enrol", store_url, "cli_li", "boss"]) == 2
    with psycopg.connect(store_url.replace("//arrears@", "//cli_li@")) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (0,)
