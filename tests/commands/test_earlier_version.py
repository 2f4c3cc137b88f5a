"""What version 0.2.0 left behind goes on: its house folder decides, and its collectors' filled workbooks come back."""

import gzip
import shutil
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from arrears.commands import run
from arrears.operations.follow_ups.ranking import ACTIONS
from arrears.policy import Policies
from arrears.policy.records import NextActions
from arrears.store import open_store
from arrears.store.secrets.keys import VARIABLE, Keys

CASES = Path(__file__).parents[1] / "cases"
# 0.2.0 placed three invented cases and wrote a desk, in which a call, a promise and a claim were filled in.
KEY = "GvoeMJooHHK4TImBdsyNHl819NEs09K1UpQeXlV9lVE="  # seals nobody


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, KEY)
    monkeypatch.setenv("ARREARS_ACTOR", "zhao")
    monkeypatch.setenv("ARREARS_STATE", str(tmp_path / "state"))
    (tmp_path / "book.db").write_bytes(gzip.decompress((CASES / "desk_0_2_0.db.gz").read_bytes()))
    (tmp_path / "back").mkdir()
    shutil.copy(CASES / "desk_0_2_0.xlsx", tmp_path / "back" / "王芳.xlsx")
    with zipfile.ZipFile(CASES / "house_0_2_0.zip") as archive:
        archive.extractall(tmp_path / "house")
    return tmp_path


def test_a_filled_workbook_comes_back_without_a_word_about_columns_that_it_never_had(place, capsys):
    assert run(["merge", "back", "--store", "book.db"]) == 0
    assert "找不到列" not in capsys.readouterr().out
    with open_store(place / "book.db", keys=lambda: Keys(KEY)) as store:
        kinds = store.events()["kind"].tail(3).tolist()
    assert sorted(kinds) == ["claim", "contact", "promise"]


def test_a_column_that_it_had_and_lost_is_told(place, capsys):
    book = openpyxl.load_workbook(place / "back" / "王芳.xlsx")
    book["登记"]["C4"] = None
    book.save(place / "back" / "王芳.xlsx")
    run(["merge", "back", "--store", "book.db"])
    assert "登记事项" in capsys.readouterr().out


def test_every_file_of_its_house_folder_is_in_force_together(place, capsys):
    assert (
        run(["daily", "--store", "book.db", "--as-of", "2026-11-24", "--house", "house", "--out", "out", "--desk"]) == 0
    )
    assert "OLD-2" not in capsys.readouterr().err
    assert {path.name for path in (place / "out" / "collectors").iterdir()} == {"王芳.xlsx", "李伟.xlsx"}


def test_situations_that_its_house_does_not_know_stand_as_the_product_has_them(place):
    day = date(2026, 11, 24)
    own = Policies("cn", house=place / "house").get(NextActions, day)
    shipped = {action.key: action for action in Policies("cn").get(NextActions, day).actions}
    assert {action.key for action in own.actions} >= set(ACTIONS)
    assert next(action for action in own.actions if action.key == "claim") == shipped["claim"]
    assert own.overlays[-1].keys[0] == "actions"
