"""What a command must not give away: passwords on its line, keys to the child that parses strangers' files."""

import os

import pytest

from arrears.commands import run
from arrears.intake import guard
from arrears.store import open_store
from arrears.store.log.memory import is_trusted


@pytest.mark.parametrize("words", [["--password", "hunter2"], ["--password=hunter2"]])
def test_a_password_on_the_command_line_is_warned_of_and_not_repeated(tmp_path, capsys, words):
    (tmp_path / "cases.csv").write_text("案件编号,逾期本金,到期还款日\nA1,100,2026-08-01\n", encoding="utf-8")
    run(["daily", str(tmp_path / "cases.csv"), "--out", str(tmp_path / "out"), "--as-of", "2026-11-23", *words])
    told = capsys.readouterr().err
    assert "ARREARS_PASSWORD" in told
    assert "hunter2" not in told


def test_the_child_that_parses_files_gets_no_key_and_no_password(monkeypatch):
    for name in ("ARREARS_KEY", "ARREARS_PASSWORD", "ARREARS_STORE", "PGPASSWORD"):
        monkeypatch.setenv(name, "secret")
    assert "secret" not in guard._environment().values()
    assert guard._environment()["PATH"] == os.environ["PATH"]


def test_a_folder_whose_store_a_person_has_named_is_remembered_and_no_other(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ARREARS_STATE", str(tmp_path / "state"))
    open_store(tmp_path / "arrears.db").close()
    assert not is_trusted(tmp_path)
    assert run(["store", "head", "--store", str(tmp_path / "arrears.db")]) == 0
    assert is_trusted(tmp_path)
    assert not is_trusted(tmp_path / "state")
    assert run(["store", "trust", str(tmp_path / "nowhere"), "--lang", "en"]) == 2
    assert "is no folder" in capsys.readouterr().err
