"""An invented person goes through every path; that name and those numbers must stand in no file and on no screen in clear.

The one file that may hold what was written is ``rejected.xlsx``: it gives refused rows back to who sent them, to be corrected.
"""

import io
import json
import logging
import traceback
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import keyring.backends.fail
import pandas as pd
import pytest
from sqlalchemy import text

from arrears.commands import run
from arrears.intake import read_cases
from arrears.policy.records import ClockSkew
from arrears.store import open_store
from arrears.store.access.viewing import SignedIn
from arrears.store.log import writing
from arrears.store.log.backup import back_up
from arrears.store.secrets.keys import VARIABLE, KeyMissingError, new_key

NAME, PHONE, CARD, ID = "金丝雀", "13900007531", "6200000075310008", "110101199003077539"
CANARIES = (NAME, PHONE, CARD, ID)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SAID = f"{NAME}说改打{PHONE}，卡{CARD}，证件{ID}"
HELD_ON_PURPOSE = ("rejected.xlsx",)


def in_all_forms(word):
    """A canary as UTF-8, UTF-16 and escaped as JSON writes it."""
    return word.encode(), word.encode("utf-16-le"), json.dumps(word)[1:-1].encode()


def sung(content):
    return [word for word in CANARIES for form in in_all_forms(word) if form in content]


def contents(path):
    """A file's bytes, and those of its parts where it is a zip."""
    raw = path.read_bytes()
    yield path.name, raw
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            yield from ((f"{path.name}/{part}", parts.read(part)) for part in parts.namelist())


def hits(folder):
    files = [path for path in Path(folder).rglob("*") if path.is_file() and path.name not in HELD_ON_PURPOSE]
    assert files
    return [(name, word) for path in files for name, content in contents(path) for word in sung(content)]


def event(kind, key, case_id="A1", **fields):
    return {"kind": kind, "case_id": case_id, "happened_at": NOW, "actor": "u01", "key": key} | fields


EVENTS = [
    event(
        "placement",
        "e0",
        opening_fen=100,
        source=f"{NAME}.xlsx",
        details={"customer_name": NAME, "id_number": ID, "phone": PHONE, "card_number": CARD, "assets_note": SAID},
    ),
    event("assignment", "e1", collector="u01", reason=SAID),
    event("contact", "e2", channel="call", outcome="conversation", contact_point=PHONE, person=NAME, note=SAID),
    event("note", "e3", text=SAID),
    event("promise", "e4", amount_fen=100, due_on="2026-12-01", note=SAID),
    event("consent", "e5", about="G1", given=True, person=NAME, evidence=f"REC-{PHONE}", terms={"holder": NAME}),
    event("agreement", "e6", agreement_id="G1", state="drafted", terms={"holder": [NAME, ID, CARD]}, note=SAID),
    event("flag", "e7", flag="dispute", on=True, person=NAME, reason=SAID),
    event("escalation", "e8", escalation_id="X1", step="legal", state="requested", risk=SAID, consulted=SAID),
    event("payment", "e9", amount_fen=100, reference=CARD, method=f"转账{PHONE}"),
    event("reversal", "e10", corrects="e9", amount_fen=1, reason=SAID),
    event("void", "e11", corrects="e3", reason=SAID),
]


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "book.db", clock=lambda: NOW) as made:
        made.append(EVENTS)
        yield made


def test_the_search_finds_a_canary_that_is_there(tmp_path):
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-16-le")
    (tmp_path / "b.json").write_text(json.dumps(SAID), encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", SAID)
    assert {(name.partition("/")[0], word) for name, word in hits(tmp_path)} == {
        (name, word) for name in ("a.txt", "b.json", "c.xlsx") for word in CANARIES
    }


def test_no_file_of_a_store_holds_a_canary(store, tmp_path):
    assert hits(tmp_path) == []
    assert SAID in str(store.events("A1")["payload"].tolist())


def test_neither_do_the_files_of_a_transaction_that_is_still_open(store, tmp_path):
    later = [event("note", f"late-{n}", text=f"{SAID}{n}") for n in range(500)]
    with store.engine.connect() as connection, connection.begin() as transaction:
        skew = store.policies.get(ClockSkew, NOW.date())
        writing.append(connection, writing.drafts(later), NOW, skew)
        connection.exec_driver_sql("PRAGMA cache_spill = 1")
        names = {path.name for path in tmp_path.iterdir()}
        assert names & {"book.db-journal", "book.db-wal"}
        assert hits(tmp_path) == []
        transaction.rollback()
    assert hits(tmp_path) == []


def test_a_backup_holds_none(store, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    back_up(store.engine, folder / "monday.db")
    assert hits(folder) == []


def test_without_a_key_personal_content_is_refused_and_figures_are_taken(store, tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr("arrears.store.secrets.keys._system_ring", keyring.backends.fail.Keyring)
    with open_store(tmp_path / "bare.db", clock=lambda: NOW) as bare:
        for each in EVENTS:
            if each["kind"] in {"reversal", "void"}:
                continue
            with pytest.raises(KeyMissingError, match="nothing is stored in clear"):
                bare.append(each)
        assert bare.head().count == 0
        assert bare.append(event("payment", "p1", amount_fen=100)).stored == 1
        assert bare.events()["payload"].tolist() == [{"amount_fen": 100}]
    with open_store(tmp_path / "book.db", clock=lambda: NOW) as locked, pytest.raises(KeyMissingError):
        locked.events()
    assert hits(tmp_path) == []


def wrong_uses(store, monkeypatch):
    """Everything a person may do wrong with a canary in hand."""
    yield lambda: store.append(event("note", "e3", text=f"{SAID}!"))
    yield lambda: store.append(event("note", "w1", text=SAID, phone=PHONE))
    yield lambda: store.append(event("contact", "w2", channel=PHONE, outcome=CARD, contact_point=PHONE))
    yield lambda: store.append(event("payment", "w3", amount_fen=CARD))
    yield lambda: store.append(event("reversal", "w4", corrects="e2", amount_fen=1, reason=SAID))
    yield lambda: store.append(event(SAID, "w5"))
    yield lambda: SignedIn(store, "u01", "collector").append(event("payment", "w6", amount_fen=1, reference=CARD))
    yield lambda: SignedIn(store, "u01", "trainer").reveal("A1", SAID)
    yield lambda: SignedIn(store, "u01", "collector").export(pd.DataFrame({"phone": [PHONE]}), SAID)
    yield lambda: SignedIn(store, "u01", "lead").export_full(
        pd.DataFrame({"phone": [PHONE]}), SAID, Path("canary.xlsx"), lambda *_: None
    )

    def broken():
        with store.engine.begin() as connection:
            connection.execute(text("INSERT INTO payloads VALUES (1, :salt, :body)"), {"salt": NAME, "body": SAID})

    yield broken

    def other_key():
        monkeypatch.setenv(VARIABLE, new_key())
        with open_store(store.engine.url) as other:
            other.events()

    yield other_key


def test_no_error_and_no_log_repeats_a_canary(store, monkeypatch, caplog, capsys, recwarn):
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "sqlalchemy.engine"):
        for use in wrong_uses(store, monkeypatch):
            with pytest.raises(Exception) as caught:  # noqa: PT011  # whatever it is, it must not tell
                use()
            told = "".join(traceback.format_exception(caught.value)) + str(getattr(caught.value, "zh", ""))
            # The test's own lines, which a traceback quotes, hold no canary in clear.
            assert sung(told.encode()) == [], type(caught.value)
    screen = capsys.readouterr()
    assert sung((caplog.text + screen.out + screen.err).encode()) == []
    assert sung("".join(str(each.message) for each in recwarn).encode()) == []


def test_a_changed_row_is_named_and_not_quoted(store, caplog):
    with store.engine.begin() as connection:
        body = connection.execute(text("SELECT body FROM payloads WHERE seq = 3")).scalar()
        connection.execute(text("DROP TRIGGER payloads_no_update"))
        connection.execute(text("UPDATE payloads SET body = :body WHERE seq = 4"), {"body": body})
    assert 4 not in store.events()["seq"].tolist()
    assert "1 events cannot be read (4)" in caplog.text
    assert sung(caplog.text.encode()) == []


def test_what_leaves_masked_holds_none_and_what_is_revealed_is_not_kept(store, tmp_path):
    signed_in = SignedIn(store, "u01", "lead")
    shown = signed_in.events("A1")
    assert set(shown) >= {"note", "text", "reason", "risk", "consulted", "person", "source"}
    out = tmp_path / "out"
    out.mkdir()
    for name, table in (("events", shown), ("cases", signed_in.export(CASES))):
        table.assign(**{c: table[c].astype(str) for c in table if "_at" in c}).to_excel(out / f"{name}.xlsx")
        table.to_csv(out / f"{name}.csv")
    signed_in.reveal("A1", "call back")
    assert hits(out) == []
    assert hits(tmp_path) == []


CASES = pd.DataFrame(
    {
        "案件编号": ["A1", "A2"],
        "客户姓名": [NAME, NAME],
        "身份证号": [ID, ID],
        "手机号": [PHONE, PHONE],
        "卡号": [CARD, CARD],
        "到期还款日": ["2026-09-01", "2026-13-45"],
        "逾期本金": [1000, 1000],
        "催收员": ["u01", "u01"],
        "邮箱": [f"{PHONE}@example.com", f"{PHONE}@example.com"],
    }
)


def test_the_daily_run_shows_and_writes_none_but_in_the_rejected_rows(tmp_path, capsys, caplog):
    book, out = tmp_path / "in" / "cases.xlsx", tmp_path / "out"
    book.parent.mkdir()
    bad = CASES.iloc[[1]].assign(案件编号="A3", 手机号=f"12{PHONE}", 卡号=CARD[:-1] + "9", 身份证号=ID[:-1] + "1")
    pd.concat([CASES, bad]).astype(str).to_excel(book, index=False)
    with caplog.at_level(logging.DEBUG):
        assert run(["daily", str(book), "--as-of", "2026-11-23", "--out", str(out)]) == 1
    screen = capsys.readouterr()
    assert sung((screen.out + screen.err + caplog.text).encode()) == []
    assert {path.name for path in out.rglob("*") if path.is_file()} >= {
        "follow-ups.xlsx",
        "rejected.xlsx",
        "summary.html",
    }
    assert hits(out) == []


def test_a_file_that_cannot_be_used_is_refused_without_quoting_it(tmp_path, capsys):
    for name, table in (("heading.csv", "姓名,手机\n"), ("other.csv", f"{NAME},{PHONE},{CARD}\n")):
        (tmp_path / name).write_text(table + SAID, encoding="utf-8")
        assert run(["check", str(tmp_path / name)]) != 0
    screen = capsys.readouterr()
    assert sung((screen.out + screen.err).encode()) == []


def test_the_messages_of_refused_rows_name_the_cell_and_never_what_it_holds(tmp_path):
    book = tmp_path / "cases.xlsx"
    wrong = {
        "手机号": f"12{PHONE}",
        "卡号": CARD[:-1] + "9",
        "身份证号": ID[:-1] + "1",
        "邮箱": f"{NAME}@@{PHONE}",
    }
    bad = [
        CASES.iloc[[0]].assign(**{"案件编号": f"B{at}", column: value})
        for at, (column, value) in enumerate(wrong.items())
    ]
    pd.concat([CASES, *bad]).astype(str).to_excel(book, index=False)
    intake = read_cases(book)
    told = [*intake.rejects["message"], *intake.warnings["message"]]
    assert len(intake.rejects) + len(intake.warnings) >= len(wrong)
    altered = [*CANARIES, *(value for value in wrong.values())]
    assert [word for word in altered for message in told if word in message] == []
