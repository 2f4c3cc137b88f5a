"""From a store's own history to the next day's list: too little is said, enough is put to use, and the log has it."""

import re
import warnings
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from story_desk import Desk

import arrears.store
from arrears.store.records import Contact

pytestmark = pytest.mark.slow  # two days of commands, workbooks included

ANSWERED = 11
"""The hour of UTC, seven in the evening in Shanghai, at which customers answer."""


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    return Desk(tmp_path, monkeypatch, capsys)


def call_for_weeks(desk, calls=320, days=40):
    """Enter what two collectors did over weeks: one of two calls at that hour is answered, and none at ten in the morning."""
    first = datetime(2026, 10, 10, tzinfo=UTC)
    events = [
        Contact(
            case_id="A1001" if number % 3 else "A1002",
            happened_at=first
            + timedelta(days=number % days, hours=ANSWERED if number % 2 else 2, minutes=number // days),
            actor="王芳" if number % 5 else "李强",
            key=f"call-{number}",
            channel="call",
            outcome="conversation" if number % 4 == 1 else "no_answer",
        )
        for number in range(calls)
    ]
    with arrears.store.open_store(str(desk.folder / "book.db"), create=False) as store:
        store.append(events)


def cells(path, heading):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl knows no extensions
        sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    place, top = next((row.index(heading), number) for number, row in enumerate(rows) if heading in row)
    return [row[place] for row in rows[top + 1 :] if row[place]]


def test_what_is_learned_ranks_the_next_day_s_list(desk):
    (desk.folder / "house").mkdir()
    house = ("--house", "house")
    desk.morning("cases.csv")
    told = desk.type("learn", *house, code=1)
    assert "短信" in told
    assert not {"call", "sms", "letter"} & set(re.findall("[a-z]+", told))
    assert "0" in told.split("·")[1]
    assert "尚未从本机构历史中学习" not in told
    call_for_weeks(desk)
    told = desk.type("learn", *house)
    assert "320 次联系，2 件案件，2 名催收员，40 天" in told
    assert not (desk.folder / "house" / "learned.toml").exists()
    page = (desk.folder / "models.html").read_text(encoding="utf-8")
    assert "电话 18–20时" in page
    assert "欧阳" not in page
    assert "写入 house" not in told
    assert "用 --house" in desk.type("learn", "--use", code=2)
    desk.type("learn", "--use", *house, "--role", "collector", who="王芳", code=2)
    assert not (desk.folder / "house" / "learned.toml").exists()
    assert "自 2026-11-24 起生效" in desk.type("learn", "--use", *house, who="李组长")
    assert "已有自 2026-11-24 起的版本" in desk.type("learn", "--use", *house, who="李组长", code=2)
    with arrears.store.open_store(str(desk.folder / "book.db"), create=False) as store:
        change = store.events(kind="policy_change").iloc[0]
    assert (change["actor"], change["payload"]["name"], change["payload"]["effective"]) == (
        "李组长",
        "learned",
        "2026-11-24",
    )
    desk.on("2026-11-24")
    screen = desk.type("daily", "--store", "book.db", "--as-of", "2026-11-24", "--out", "next", *house)
    hardly = next(line for line in screen.splitlines() if "历史中几乎未出现，使用既定值" in line)
    assert not {"call", "sms", "letter"} & set(re.findall("[a-z]+", hardly))
    assert cells(desk.folder / "next" / "follow-ups.xlsx", "渠道")[0].startswith("电话（18–20时）")
    assert "预计净值" in cells(desk.folder / "next" / "follow-ups.xlsx", "原因")[0]
    assert "上一次启用：自 2026-11-24 起，由 李组长" in desk.type("learn", *house)
