"""``arrears doctor`` looks at every part, says what is wrong with the remedy, and changes nothing."""

import sys

import pytest

from arrears.commands import doctor, run
from arrears.store import open_store
from arrears.store.secrets.keys import VARIABLE, new_key
from arrears.words import texts


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_part_has_its_line(capsys, monkeypatch, lang):
    monkeypatch.delenv("ARREARS_STORE", raising=False)
    assert run(["doctor", "--lang", lang]) == 0
    shown = capsys.readouterr().out
    for name in texts("commands.doctor.parts", lang).values():
        assert name in shown


def test_a_store_that_opens_is_counted_and_one_that_is_not_there_is_a_fault(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv(VARIABLE, new_key())
    with open_store(tmp_path / "book.db"):
        pass
    assert run(["doctor", "--store", str(tmp_path / "book.db"), "--lang", "en"]) == 0
    assert "opens, 0 events" in capsys.readouterr().out
    assert run(["doctor", "--store", str(tmp_path / "none.db"), "--lang", "en"]) == 1
    assert "1 to be put right" in capsys.readouterr().out
    assert not (tmp_path / "none.db").exists()


def test_a_missing_extra_is_told_with_the_command_that_brings_it(capsys, monkeypatch):
    monkeypatch.setattr(doctor, "EXTRAS", {"excel": ("no_such_module_here",)})
    run(["doctor", "--lang", "en"])
    assert "pip install 'arrears[excel]'" in capsys.readouterr().out


def test_an_old_python_is_a_fault(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 9, "final", 0))
    assert next(doctor.checks(None)).state == "fault"


def test_the_key_itself_is_never_shown(capsys, monkeypatch):
    key = new_key()
    monkeypatch.setenv(VARIABLE, key)
    run(["doctor"])
    assert key not in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_to_is_a_fault(monkeypatch):
    def refuse(**_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    found = {each.part: each for each in doctor.checks(None)}
    assert found["folder"].state == "fault"
    assert "--out" in found["folder"].found.en
