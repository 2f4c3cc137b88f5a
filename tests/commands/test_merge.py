"""From a case list over the store to the collectors' workbooks and back, as a person types it."""

import shutil

import openpyxl
import pandas as pd
import pytest
from desk_hand import FIRST, Hand, clock

from arrears.commands import run
from arrears.commands.merge import show
from arrears.returns.merge import Merged
from arrears.returns.words import Finding
from arrears.store import Head, open_store
from arrears.store.secrets.keys import VARIABLE

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
ROWS = "案件编号,客户姓名,手机号,到期还款日,逾期本金,催收员\nA1,王小芳,13800138000,2026-08-31,1000,李伟\nA2,张三,13800138001,2026-10-31,500,王芳\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, KEY)
    (tmp_path / "list.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def daily(*more):
    return run(["daily", *more, "--store", "book.db", "--as-of", "2026-11-20", "--out", "out", "--actor", "chen"])


def test_a_list_goes_out_to_the_desks_and_comes_back(place, capsys):
    assert daily("list.csv") == 0
    assert sorted(path.name for path in (place / "out" / "collectors").iterdir()) == ["李伟.xlsx", "王芳.xlsx"]
    hand = Hand(place / "out" / "collectors" / "李伟.xlsx")
    hand.put("today", FIRST, contact_at=clock(9, 0, day=20), contact_channel="电话", outcome="有效沟通")
    hand.put("today", FIRST, promise_amount=200, promise_due=clock(0, 0, day=22))
    hand.save(place / "back")
    assert run(["merge", "back", "--store", "book.db", "--lang", "en"]) == 0
    assert "head 6:" in capsys.readouterr().out
    assert run(["merge", "back", "--store", "book.db"]) == 0
    assert "没有新内容" in capsys.readouterr().out
    shutil.rmtree(place / "out")
    assert daily() == 0
    book = Hand(place / "out" / "collectors" / "李伟.xlsx")
    assert [book.get("contacts", FIRST, name) for name in ("case_id", "channel", "outcome")] == [
        "A1",
        "电话",
        "有效沟通",
    ]
    assert book.get("promises", FIRST, "amount") == 200
    assert openpyxl.load_workbook(place / "merge-report.xlsx").sheetnames == ["汇总", "冲突", "问题", "违规", "已入库"]


def test_the_same_list_again_places_nothing_twice(place):
    daily("list.csv")
    daily("list.csv")
    with open_store("book.db") as store:
        assert store.head().count == 4
        assert set(store.events()["actor"]) == {"chen"}


def test_findings_end_with_one_and_unreadable_files_with_two(place, capsys):
    daily("list.csv")
    Hand(place / "out" / "collectors" / "王芳.xlsx").call(case="A2", channel="电报").save(place / "back")
    assert run(["merge", "back", "--store", "book.db", "--lang", "en"]) == 1
    assert "电报" in capsys.readouterr().out
    (place / "bad.xlsx").write_bytes(b"PK\x03\x04")
    assert run(["merge", "bad.xlsx", "--store", "book.db"]) == 2
    assert run(["merge", "bad.xlsx", "back", "--store", "book.db"]) == 1


@pytest.mark.parametrize("words", [["merge"], ["merge", "none.xlsx"], ["daily"], ["daily", "--store", "none.db"]])
def test_what_cannot_be_done_is_said_in_one_line(place, capsys, words):
    (place / "book.db").touch()
    assert run(words) == 2
    error = capsys.readouterr().err
    assert error.startswith("arrears: ")
    assert error.count("\n") == 1


def test_without_a_key_nothing_is_placed_and_nothing_written(place, capsys, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr("arrears.store.secrets.keys._from_ring", _no_ring)
    assert daily("list.csv") == 2
    assert "arrears store key" in capsys.readouterr().err
    assert not (place / "out").exists()


def _no_ring(_ring):
    from arrears.store.secrets.keys import _no_key  # noqa: PLC0415

    raise _no_key()


def test_an_evening_of_twelve_books_is_a_line_for_each_collector_and_kind_of_mistake(capsys, monkeypatch, tmp_path):
    """Every collector has made six kinds of mistake, each thrice, on three sheets."""
    monkeypatch.setenv("COLUMNS", "100")
    codes = ["WORD_UNKNOWN", "REQUIRED", "DATE_FUTURE", "TIME_MISSING", "AMOUNT_INVALID", "OTHER_CASE"]
    sheets = ["联系记录", "承诺", "登记"]
    found = [
        Finding(f"催收员{who:02d}.xlsx", sheet, row, "渠道", "一段很长的内容" * 9, code, "电话、短信", f"A{row}")
        for who in range(12)
        for code in codes
        for row, sheet in enumerate(sheets, 5)
    ]
    table = pd.DataFrame(columns=["file", "sheet", "row", "case_id", "kind", "key"])
    breaches = pd.DataFrame(
        [
            (
                f"A{case}",
                f"催收员{who:02d}",
                "2026-11-20 21:30:00",
                "CBA-1",
                "breach",
                "电话",
                f"desk-{who}-{case}-contact",
            )
            for who in range(12)
            for case in range(20)
        ],
        columns=["case_id", "collector", "local_time", "rule", "severity", "happened", "contact_id"],
    ).assign(row=0)
    done = Merged((), 0, table, table, tuple(found), breaches, Head(1, "0" * 64))
    show(done, "zh")
    said = capsys.readouterr().out.splitlines()
    assert len(said) <= 90
    assert sum("催收员03.xlsx" in line for line in said) == 1 + len(codes)
    assert sum("催收员03 " in line and "CBA-1" in line for line in said) == 1
    assert any("联系记录 5, 承诺 6, 登记 7" in line and "×3" in line for line in said)
