"""Reminder runs: each payment is reminded of once a level, nobody who is protected, and what came back stands in the log."""

import csv

import pytest
from story_desk import Desk

import arrears.store
from arrears.intake import read_cases
from arrears.operations.follow_ups.reminders import OF_SITUATION
from arrears.store.state.case_list import place_cases
from arrears.words import both

LIST = """案件编号,客户姓名,客户号,身份证号,手机号,邮箱,到期还款日,逾期本金,币种,催收员
B1,欧阳小明,K1,320102196503042115,13800138000,a@example.com,2026-11-25,100,CNY,王芳
B2,欧阳小明,K1,320102196503042115,13800138000,a@example.com,2026-11-25,300,CNY,王芳
B3,张三丰,K2,110101199003070011,13900139000,,2026-11-25,100,CNY,王芳
B4,李四,K3,110101198003070032,,b@example.com,2026-11-25,100,CNY,李强
B5,王五,K4,110101197003070053,13700137000,,2026-09-01,900,CNY,李强
"""
ALL = ("case_id", "phone", "text")


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    desk = Desk(tmp_path, monkeypatch, capsys)
    (desk.folder / "cases.csv").write_text(LIST, encoding="utf-8")
    append(desk)
    return desk


def append(desk, *events):
    with arrears.store.open_store(desk.folder / "book.db") as store:
        if not store.head().count:
            place_cases(store, read_cases(desk.folder / "cases.csv").table, actor="lead", as_of=desk.day)
        if events:
            store.append([{"case_id": "B3", "actor": "lead", "happened_at": desk.now, **event} for event in events])


def remind(desk, *more, code=0):
    return desk.type("remind", *more, who="李组长", code=code)


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def test_one_reminder_a_person_a_payment_and_a_level_and_none_twice(desk):
    append(desk, {"kind": "flag", "key": "f", "flag": "do_not_call", "on": True})
    said = remind(desk)
    folder = desk.folder / "reminders-2026-11-23"
    sent = rows(folder / "messages.csv")
    assert [(row[0], row[1]) for row in sent] == [("B2", "13800138000")]
    unsent = {row[0]: row[1] for row in rows(folder / "not-sent.csv")}
    assert "B2" in unsent["B1"]
    assert "B3" not in unsent
    assert [(row[0], row[4]) for row in rows(folder / "call-list.csv")] == [("B4", "没有手机号")]
    assert "提醒 1 条" in said
    assert "B5" not in str(sent) + str(unsent)

    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with arrears.store.open_store(desk.folder / "book.db") as store:
        kept = len(store.events(kind=("note", "contact")))
    assert "提醒 0 条" in remind(desk, "--out", "again")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    with arrears.store.open_store(desk.folder / "book.db") as store:
        assert len(store.events(kind=("note", "contact"))) == kept

    # On the due day there is another level.
    desk.on("2026-11-25")
    assert "提醒 1 条" in remind(desk)


def test_what_came_back_is_a_contact_and_a_failure_is_called(desk):
    remind(desk)
    (desk.folder / "report.csv").write_text("案件编号,状态\nB2,失败\nB3,DELIVRD\nB9,已送达\n", encoding="utf-8")
    said = remind(desk, "returned", "report.csv", code=1)
    assert "送达 1，失败 1" in said
    assert "案件 B9 没有待回执的提醒" in said
    with arrears.store.open_store(desk.folder / "book.db") as store:
        told = store.contacts().set_index("case_id")
        assert told[["channel", "outcome", "purpose"]].T.to_dict("list") == {
            "B2": ["sms", "failed", "reminder"], "B3": ["sms", "sent", "reminder"],
        }  # fmt: skip
    assert "送达 0，失败 0" in remind(desk, "returned", "report.csv", code=1)
    (desk.folder / "other.csv").write_text("案件编号,状态\nB3,失败\nB2,怪\n", encoding="utf-8")
    said = remind(desk, "returned", "other.csv", code=1)
    assert "B3 的提醒已有不同回执" in said
    assert "“怪”无法识别" in said
    remind(desk, "--out", "again")
    assert ("B2", "短信发送失败") in {(row[0], row[4]) for row in rows(desk.folder / "again" / "call-list.csv")}


def test_a_broken_promise_is_reminded_of_once_and_then_called(desk):
    promise = {"kind": "promise", "key": "p", "case_id": "B5", "amount_fen": 500_00, "due_on": "2026-11-24"}
    append(desk, promise)
    desk.on("2026-11-23").later()
    remind(desk, "--out", "first")
    assert "B5" in {row[0] for row in rows(desk.folder / "first" / "messages.csv")}
    desk.on("2026-11-26")
    remind(desk, "--out", "missed")
    assert "B5" in {row[0] for row in rows(desk.folder / "missed" / "messages.csv")}
    desk.on("2026-11-27")
    remind(desk, "--out", "called")
    assert ("B5", "已提醒，款项仍未到") in {(row[0], row[4]) for row in rows(desk.folder / "called" / "call-list.csv")}


def test_before_the_hours_of_contact_the_run_says_from_when_on(desk):
    desk.on("2026-11-23", 0).on("2026-11-22", 22)
    assert "请勿早于" in remind(desk)


def test_calls_that_customers_asked_for_are_in_a_calendar_without_names(desk):
    append(desk, {"kind": "call_back", "key": "c", "wanted_at": "2026-11-24T15:30+08:00"})
    remind(desk)
    calendar = (desk.folder / "reminders-2026-11-23" / "call-backs.ics").read_text(encoding="utf-8")
    assert "DTSTART:20261124T073000Z\n" in calendar.replace("\r", "")
    assert "张三丰" not in calendar


@pytest.mark.parametrize("situation", OF_SITUATION)
def test_every_situation_in_which_somebody_is_reminded_has_words_for_the_call_list(situation):
    assert all(both(f"reminders.situations.{situation}"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--on", "2026-11-01"), "已过"),
        (("--role", "auditor"), "无权登记 note"),
        (("returned", "none.csv"), "none.csv"),
    ],
)
def test_what_cannot_be_is_refused(desk, words, told):
    assert told in remind(desk, *words, code=2)


def test_english_and_e_mail(desk):
    assert "2 reminders" in remind(desk, "--kind", "emails", "--lang", "en")
    assert len(list((desk.folder / "reminders-2026-11-23").glob("*.eml"))) == 2
