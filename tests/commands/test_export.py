"""``arrears export`` and ``arrears month-end`` as a person types them."""

import os
import subprocess
import sys
from datetime import date
from hashlib import sha256

import pytest

from arrears.commands import run
from arrears.store import open_store
from arrears.store.secrets.keys import VARIABLE, Keys
from arrears.training.demo.store import make_demo_store

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "book.db"
    make_demo_store(path, lambda: Keys(KEY), cases=60, as_of=date(2026, 11, 23)).close()
    return path


@pytest.fixture
def place(tmp_path, monkeypatch, store):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, KEY)
    monkeypatch.setenv("ARREARS_STORE", str(store))
    return tmp_path


def exported(*words):
    return run(["export", "--as-of", "2026-11-23", *words])


def last_export(store):
    with open_store(store) as opened:
        return opened.events(kind="export").iloc[-1]


def test_a_masked_export_is_recorded_and_says_what_it_is(place, store, capsys):
    assert exported("--out", "a.csv", "--login", "chen") == 0
    assert "脱敏不等于匿名" in capsys.readouterr().out
    text = (place / "a.csv").read_text(encoding="utf-8-sig")
    with open_store(store) as opened:
        from arrears.store.state.case_list import unmasked_cases  # noqa: PLC0415

        phones = unmasked_cases(opened, date(2026, 11, 23))["phone"].dropna()
    assert not any(phone in text for phone in phones)
    event = last_export(store)
    assert (event["actor"], event["payload"]["masked"], event["payload"]["role"]) == ("chen", True, "lead")


def test_a_full_export_is_encrypted_recorded_and_shows_its_password_once(place, store, capsys):
    assert exported("--out", "a.xlsx", "--full", "--reason", "监管检查", "--lang", "en") == 0
    said = capsys.readouterr()
    password = said.err.split(": ", 1)[1].strip()
    data = (place / "a.xlsx").read_bytes()
    assert data.startswith(b"\xd0\xcf\x11\xe0")
    assert [path.name for path in place.iterdir()] == ["a.xlsx"]
    event = last_export(store)
    assert event["payload"]["file_sha256"] == sha256(data).hexdigest()
    assert password not in str(event["payload"]) + said.out


def test_a_typed_password_is_asked_for_twice(place, monkeypatch, capsys):
    answers = iter(["一", "二", "一", "一"])
    monkeypatch.setattr("getpass.getpass", lambda _text: next(answers))
    words = ("--out", "a.xlsx", "--full", "--reason", "监管检查", "--type-password")
    assert exported(*words) == 2
    assert not (place / "a.xlsx").exists()
    assert exported(*words) == 0
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["--out", "a.pdf"], id="another format"),
        pytest.param(["--out", "a.csv", "--full", "--reason", "监管检查"], id="full values in the clear"),
        pytest.param(["--out", "a.xlsx", "--full"], id="full values without a reason"),
        pytest.param(["--out", "a.xlsx", "--full", "--reason", "x"], id="a reason of one letter"),
        pytest.param(["--out", "a.xlsx", "--role", "collector"], id="a role that may not"),
        pytest.param(["--out", "a.xlsx", "--role", "king"], id="no such role"),
    ],
)
def test_what_may_not_be_exported_is_refused_in_one_line(place, capsys, words):
    assert exported(*words) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list(place.iterdir()) == []


def test_a_case_list_is_masked_without_a_store(place, monkeypatch, capsys):
    monkeypatch.delenv("ARREARS_STORE")
    (place / "list.csv").write_text(
        "案件编号,客户姓名,手机号,到期还款日,逾期本金\nA1,王小芳,13800138000,2026-08-31,1\n", "utf-8"
    )
    assert exported("list.csv", "--out", "a.csv") == 0
    assert "138****8000" in (place / "a.csv").read_text(encoding="utf-8-sig")
    assert exported("--out", "b.csv") == 2
    assert exported("list.csv", "--out", "a.xlsx", "--full", "--reason", "监管检查") == 2


def test_the_month_end_pack_is_the_same_to_the_byte_in_another_process_place_and_time_zone(place):
    for number, zone in (("1", "UTC"), ("2", "America/New_York")):
        environment = os.environ | {"PYTHONHASHSEED": number, "TZ": zone}
        words = ["month-end", "--month", "2026-10", "--out", number]
        subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-c", "from arrears.commands import main; main()", *words],
            env=environment,
            check=True,
            capture_output=True,
        )
    first, second = (
        {path.name: sha256(path.read_bytes()).hexdigest() for path in (place / number).iterdir()} for number in "12"
    )
    assert first == second
    assert len(first) == 8


def test_each_month_end_workbook_names_the_store_s_head_and_the_policies(place, store):
    import openpyxl  # noqa: PLC0415

    assert run(["month-end", "--month", "2026-10", "--out", "en", "--lang", "en"]) == 0
    with open_store(store) as opened:
        head = str(opened.head())
    for path in (place / "en").iterdir():
        book = openpyxl.load_workbook(path)
        assert all(head in sheet["A2"].value for sheet in book)
        assert "CBA-1" in [cell.value for cell in book["Policies"]["A"]]


@pytest.mark.parametrize("month", ["2026-13", "October", "2026-1", "2999-01", "2001-01"])
def test_a_month_that_cannot_be_told_is_refused(place, capsys, month):
    assert run(["month-end", "--month", month, "--out", "x"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (place / "x").exists()
