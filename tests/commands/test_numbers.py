"""Telephone numbers in full: who is given them, behind which password, what is recorded, and what a lost file held."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from calc import CalcError

import arrears.policy
from arrears.commands import run
from arrears.intake import IntakeError
from arrears.intake.sheets import read_sheets
from arrears.panels.daily_report.model import DailyReport
from arrears.panels.shell.session import Session
from arrears.store import open_store
from arrears.store.access.releases import lost_since
from arrears.store.access.viewing import SignedIn
from arrears.store.secrets.keys import new_key

LIST = (
    "案件编号,客户姓名,手机号,到期还款日,逾期本金,标记,催收员\n"
    "A1,张三丰,13800138000,2026-10-01,1000,,wang\n"
    "A2,李四,13900139000,2026-11-10,500,投诉,wang\n"
    "A3,王五,13700137000,2026-11-10,500,,li\n"
)
DAY = ["--as-of", "2026-11-23"]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A day of which wang, who has a password, was given the numbers, and li, who has none, was not."""
    folder = tmp_path_factory.mktemp("numbers")
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("ARREARS_KEY", new_key())
        patch.setenv("ARREARS_STATE", str(folder / "state"))
        patch.setenv("ARREARS_STORE", "s.db")
        assert run(["daily", "list.csv", "--store", "s.db", *DAY]) == 0
        assert run(["store", "password", "wang", "--actor", "zhao"]) == 0
        assert run(["daily", "--store", "s.db", "--numbers", "呼叫今日名单", "--actor", "zhao", *DAY]) == 0
        yield folder


@pytest.fixture
def password(house):
    with open_store("s.db") as store:
        return store.events(kind="book_password")["payload"].iloc[0]["password"]


def cells(file, password=None):
    return {str(cell) for grid in read_sheets(file, password) for row in grid.rows for cell in row if cell}


def test_her_own_list_shows_the_number_behind_her_password_and_no_other_case_does(house, password):
    book = house / "arrears-daily" / "collectors" / "wang.xlsx"
    assert not zipfile.is_zipfile(book)
    with pytest.raises(IntakeError, match="password"):
        read_sheets(book)
    seen = cells(book, password)
    assert "13800138000" in seen
    assert "13900139000" not in seen  # the case is on hold: nobody is to dial it
    assert "139****9000" in seen


@pytest.mark.libreoffice
def test_libreoffice_opens_it_with_her_password_and_with_no_other(house, password, calc):
    book = house / "arrears-daily" / "collectors" / "wang.xlsx"
    with pytest.raises(CalcError):
        calc.open(book, "wrong")
    with calc.open(book, password) as opened:
        today = opened.read()["今日跟进"]["values"]
    assert "13800138000" in {str(cell) for row in today for cell in row}


def test_the_teams_list_and_who_has_no_password_stay_masked(house):
    for name in ("follow-ups.xlsx", "collectors/li.xlsx"):
        seen = cells(house / "arrears-daily" / name)
        assert not seen & {"13800138000", "13700137000"}
        assert "137****7000" in seen


def test_the_release_is_recorded_with_its_reason_and_a_password_is_in_no_view(house, password):
    with open_store("s.db") as store:
        said = store.events(kind="export")["payload"].iloc[0]
        shown = SignedIn(store, "zhao", "lead").events(kind="book_password")
    assert (said["recipient"], said["cases"], said["reason"]) == ("wang", ["A1"], "呼叫今日名单")
    assert password not in shown.to_csv()


def test_a_workbook_with_her_password_is_merged_without_asking_for_it(house, capsys):
    assert run(["merge", "arrears-daily/collectors"]) == 0
    assert "wang.xlsx" in capsys.readouterr().out


def test_a_lost_file_names_what_was_in_it_and_tomorrows_of_the_same_name_is_none(house, capsys):
    assert run(["store", "released"]) == 0
    assert run(["store", "lost", "no.xlsx", "gone"]) == 2
    assert run(["store", "lost", "wang.xlsx", "笔记本电脑被盗"]) == 1
    said = capsys.readouterr().out
    assert "A1" in said
    assert "A2" not in said
    assert run(["store", "released"]) == 1
    with open_store("s.db") as store:
        (task,) = [one for one in DailyReport(Session(store, "zhao")).tasks() if "wang.xlsx" in one.zh]
        assert task.count == 1
        assert lost_since(store, date.max) == []
    assert run(["daily", "--store", "s.db", "--numbers", "呼叫今日名单", "--as-of", "2026-11-24"]) == 0
    capsys.readouterr()
    run(["store", "released", "wang.xlsx", "--lang", "en"])
    first, _, second, _ = capsys.readouterr().out.splitlines()
    assert "LOST" in first
    assert "LOST" not in second


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["daily", "list.csv", "--numbers", "呼叫今日名单"], "--store"),
        (["daily", "--store", "s.db", "--numbers", "x"], "HOUSE-ACCESS"),
        (["store", "password", "wang"], "--renew"),
        (["store", "password", "nobody"], "nobody"),
    ],
)
def test_what_cannot_be_is_one_clear_line(house, capsys, words, said):
    assert run(words) == 2
    assert said in capsys.readouterr().err


def test_a_house_that_masks_all_numbers_gives_none(house, tmp_path, capsys):
    text = (Path(arrears.policy.__file__).parent / "house" / "access.toml").read_text(encoding="utf-8")
    (tmp_path / "access.toml").write_text(text.replace('"on_demand"', '"masked"', 1), encoding="utf-8")
    words = ["daily", "--store", "s.db", "--numbers", "呼叫今日名单", "--house", str(tmp_path)]
    assert run(words) == 2
    assert "HOUSE-ACCESS" in capsys.readouterr().err
