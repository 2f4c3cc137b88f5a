"""A customer asks to be called back: from the cell through the merge to the head of the next day's list, and off it once she was called."""

from datetime import datetime
from pathlib import Path

import pytest
from desk_hand import Hand

from arrears.commands import run
from arrears.store.secrets.keys import VARIABLE, new_key

LIST = """case_id,customer_name,phone,due_date,principal,collector
A1,张三,13800138000,2026-10-01,90000,王芳
A2,李四,13900139000,2026-10-01,1000,王芳
A3,王五,13700137000,2026-10-01,50000,王芳
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, new_key())
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    return tmp_path


def daily(day, capacity):
    """Run a day and give the collector's workbook."""
    words = ["--store", "book.db", "--as-of", day, "--capacity", str(capacity)]
    assert run(["daily", "list.csv", *words]) == 0
    return Hand(Path("arrears-daily", "collectors", "王芳.xlsx"))


def at(day, hour):
    return datetime(2026, 11, day, hour)  # noqa: DTZ001  # a sheet's time has no zone


def first_row(hand):
    """The case on top of the day's list, and all that its row says."""
    row = hand.rows("today")[0]
    return hand.get("today", row, "case_id"), " ".join(str(cell.value) for cell in hand.sheet("today")[1][row])


def test_a_call_back_goes_from_the_cell_to_the_head_of_the_next_day_s_list_and_is_over_once_she_was_called(place):
    hand = daily("2026-11-09", 3)
    row = next(row for row in hand.rows("today") if hand.get("today", row, "case_id") == "A2")
    assert first_row(hand)[0] == "A1"
    hand.put("today", row, call_back=at(10, 15))
    assert run(["merge", str(hand.save(place / "back")), "--store", "book.db"]) == 0
    hand = daily("2026-11-10", 1)
    case, told = first_row(hand)
    assert (case, "15:00" in told) == ("A2", True)
    hand.call(case="A2", at=at(10, 15), outcome="有效沟通")
    assert run(["merge", str(hand.save(place / "back", "second.xlsx")), "--store", "book.db"]) == 0
    assert first_row(daily("2026-11-11", 1))[0] == "A1"
