"""What `arrears store` says of the log: its head, what was erased, and what an older backup lacks."""

import pytest
from sqlalchemy import delete, text

from arrears.commands import run
from arrears.store import Head, open_store
from arrears.store.log.schema import CUSTOMER_INDEX
from arrears.store.secrets.keys import VARIABLE, new_key

PHONE = "13800138000"


def note(key):
    at = {"happened_at": "2026-11-20T10:00+08:00", "actor": "li", "case_id": "A1"}
    return at | {"kind": "note", "key": key, "text": f"改打{PHONE}"}


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, new_key())
    with open_store(tmp_path / "book.db") as store:
        store.append([note("n1"), note("n2")])
    return str(tmp_path / "book.db")


def test_the_head_is_printed_alone_on_a_line(book, capsys):
    assert run(["store", "head", "--store", book]) == 0
    with open_store(book) as store:
        assert Head.read(capsys.readouterr().out) == store.head()


def test_a_store_that_is_not_there_is_not_made(tmp_path, capsys):
    assert run(["store", "head", "--store", str(tmp_path / "none.db")]) == 2
    assert "none.db" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_case_is_erased_early_only_if_asked_for_and_the_log_stays_whole(book, capsys):
    command = [
        "store",
        "erase",
        "A1",
        "--reason",
        "误收",
        "--basis",
        "PIPL 47",
        "--actor",
        "zhao",
        "--store",
        book,
        "--lang",
        "en",
    ]
    assert run(command) == 2
    assert "must be kept until" in capsys.readouterr().err
    assert run([*command, "--early"]) == 0
    assert "the content of case A1 is erased, head 3:" in capsys.readouterr().out
    assert run(["store", "verify", "--store", book, "--lang", "en"]) == 0
    assert "whole: 3 events, 2 heads compared, 2 contents lawfully erased." in capsys.readouterr().out


def test_a_backup_that_is_older_than_the_heads_tells_what_it_lacks(book, tmp_path, capsys):
    assert run(["store", "backup", str(tmp_path / "monday.db"), "--store", book]) == 0
    with open_store(book) as store:
        store.append(note("n3"))
    (tmp_path / "book.db").unlink()
    assert run(["store", "restore", str(tmp_path / "monday.db"), "--store", book, "--lang", "en"]) == 1
    assert "tells of events 3–3, which this backup does not hold" in capsys.readouterr().out
    (tmp_path / "book.db.heads").unlink()
    (tmp_path / "book.db").unlink()
    assert run(["store", "restore", str(tmp_path / "monday.db"), "--store", book, "--lang", "en"]) == 0


def test_a_backup_says_what_its_store_has_lost_that_it_has_itself(book, tmp_path, capsys):
    with open_store(book) as store, store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER events_no_update"))
    assert run(["store", "backup", str(tmp_path / "friday.db"), "--store", book, "--lang", "en"]) == 1
    told = capsys.readouterr().out
    assert "the backup is whole, but the store has 1 faults around it" in told
    assert "trigger events_no_update" in told
    with open_store(tmp_path / "friday.db", create=False) as backup:
        assert not [one for one in backup.verify().findings if one.code == "GUARDS"]


def test_the_index_of_customers_is_made_anew(book, capsys):
    with open_store(book) as store:
        at = {"happened_at": "2026-11-20T10:00+08:00", "actor": "li", "case_id": "A1"}
        called = {"channel": "call", "outcome": "no_answer", "time_zone": "Asia/Shanghai", "contact_point": PHONE}
        store.append(at | called | {"kind": "contact", "key": "c1"})
        with store.engine.begin() as connection:
            connection.execute(delete(CUSTOMER_INDEX))
        assert store.find_customer(phone=PHONE).empty
    assert run(["store", "reindex", "--store", book, "--lang", "en"]) == 0
    assert "it holds 1 numbers." in capsys.readouterr().out
    with open_store(book) as store:
        assert store.find_customer(phone=PHONE)["case_id"].tolist() == ["A1"]
