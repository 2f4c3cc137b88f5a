"""A trial from its file to its end: drawn before the first contact, followed by the next day's list, compared, ended."""

import warnings
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from story_desk import Desk

import arrears.store
from arrears.store.records import Payment

pytestmark = pytest.mark.slow  # three days of commands, workbooks included

PERSONS = 120
HEAD = "案件编号,客户姓名,客户号,身份证号,手机号,到期还款日,逾期本金,币种,催收员"
GOOD = 'title = "晚间致电"\nchannels = ["call"]\nhours = [18]\n'


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "200")
    made = Desk(tmp_path, monkeypatch, capsys)
    rows = [
        f"A{number},客户{number},K{number},,1380000{number:04d},2026-10-01,{8000 + number},CNY,王芳"
        for number in range(PERSONS)
    ]
    (tmp_path / "cases.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    (tmp_path / "evenings.toml").write_text(GOOD, encoding="utf-8")
    return made


def listed(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl knows no extensions
        sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if "渠道" in row)
    place = {name: rows[top].index(name) for name in ("案件编号", "渠道")}
    return {row[place["案件编号"]]: str(row[place["渠道"]]) for row in rows[top + 1 :] if row[place["案件编号"]]}


def store_of(desk):
    return arrears.store.open_store(str(desk.folder / "book.db"), create=False)


def test_a_trial_is_drawn_followed_compared_and_ended(desk):
    desk.type("daily", "cases.csv", "--store", "book.db", "--as-of", "2026-11-23", "--out", "first")
    (desk.folder / "pigeons.toml").write_text(GOOD.replace('"call"', '"pigeon"'), encoding="utf-8")
    assert "pigeon 不可用" in desk.type("trial", "start", "pigeons.toml", code=2)
    assert "forbid call from 18:00" in desk.type(
        "trial", "start", "evenings.toml", "--profile", "in", "--lang", "en", code=2
    )
    assert "没有试验" in desk.type("trial", "show")
    told = desk.type("trial", "start", "evenings.toml", "--days", "30", who="李组长")
    assert "2026-11-24 至 2026-12-23" in told
    assert "试验 T1 进行至 2026-12-23" in desk.type("trial", "start", "evenings.toml", code=2)
    with store_of(desk) as store:
        event = store.events(kind="trial").iloc[0]
    challengers, champions = (set(event["payload"][name]) for name in ("challengers", "champions"))
    assert event["actor"] == "李组长"
    assert len(challengers | champions) == PERSONS
    assert not challengers & champions
    assert min(len(challengers), len(champions)) > PERSONS / 3

    # The next day's list follows it, and changes nobody's turn.
    desk.on("2026-11-24")
    options = ("--store", "book.db", "--as-of", "2026-11-24", "--capacity", str(PERSONS))
    screen = desk.type("daily", *options, "--out", "second")
    assert "试验 T1“晚间致电”进行至 2026-12-23" in screen
    channels = listed(desk.folder / "second" / "follow-ups.xlsx")
    assert {case for case, channel in channels.items() if "电话（18–20时）" in channel} == challengers
    before = listed(desk.folder / "first" / "follow-ups.xlsx")
    assert [case for case in channels if case in before] == [case for case in before if case in channels]

    # Everybody of the new group pays: that is far beyond chance before its time.
    paid = [
        Payment(
            case_id=case,
            happened_at=datetime(2026, 12, 1, tzinfo=UTC) + timedelta(minutes=number),
            actor="bank",
            key=f"p{number}",
            amount_fen=1000_00 + number,
        )
        for number, case in enumerate(sorted(challengers))
    ]
    desk.on("2026-12-20")
    with store_of(desk) as store:
        store.append(paid)
    shown = desk.type("trial", "show", "--lang", "en", code=1)
    assert "money a person (yuan) 0.00 1,000." in shown.replace("│ ", "")
    assert "far beyond chance" in shown
    assert "nothing to estimate from" in shown
    assert "已结束" in desk.type("trial", "end", "--reason", "差异明显", who="李组长")
    assert "差异明显" in desk.type("trial", "show")
    desk.on("2026-12-21")
    assert "试验 T1" not in desk.type("daily", "--store", "book.db", "--as-of", "2026-12-21", "--out", "third")
    assert "没有试验" in desk.type("trial", "end", "--reason", "再次", code=2)
