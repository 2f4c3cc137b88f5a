"""What happened on a case these days is told next morning: payments, reversals, corrections, notes, adjustments."""

from datetime import UTC, date, datetime

import pytest

from arrears.store import open_store
from arrears.store.records import Claim, Contact, NoteEvent, Payment, Placement, Promise, Reversal
from arrears.store.state.correcting import adjust_account, correct_entry, entries, withdraw_entry
from arrears.store.state.matters import matters
from arrears.store.state.news import news

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def book(tmp_path):
    store = open_store(tmp_path / "book.db", clock=lambda: NOW)
    head = {"case_id": "A1", "actor": "lead"}
    store.append([Placement(**head, key="p", happened_at=NOW.replace(day=1), opening_fen=1000_00)])
    yield store
    store.close()


def at(day):
    return NOW.replace(day=day, hour=2)


def told(store, day=DAY, lang="zh"):
    return [said.zh if lang == "zh" else said.en for _, _, said in news(store, day)]


def test_payments_of_a_week_are_told_with_their_sum_and_last_day(book):
    for number, day in enumerate((13, 14, 20)):
        book.append(Payment(case_id="A1", actor="lead", key=f"k{number}", happened_at=at(day), amount_fen=100_00))
    assert told(book) == ["2026-11-20 入账 200.00 元（2 笔）"]
    assert told(book, date(2026, 11, 13)) == ["2026-11-13 入账 100.00 元（1 笔）"]
    assert told(book, lang="en") == ["200.00 came in by 2026-11-20 (2 payments)"]


def test_what_a_list_shows_and_what_bounced_are_told_apart(book):
    head = {"case_id": "A1", "actor": "lead"}
    book.append(
        [
            Payment(**head, key="k", happened_at=at(19), amount_fen=100_00),
            Payment(**head, key="seen", happened_at=at(19), amount_fen=5_00, source="list"),
            Reversal(**head, key="r", happened_at=at(20), corrects="k", amount_fen=100_00, reason="退票"),
        ]
    )
    assert told(book) == [
        "2026-11-19 入账 100.00 元（1 笔）",
        "2026-11-19 清单显示还款 5.00 元，待入账文件确认",
        "2026-11-20 冲正 100.00 元，已还款项被退回",
    ]


def test_a_note_that_stands_alone_comes_back_shortened(book):
    for key, text, topic in (("n1", "下周发工资", None), ("n2", "长" * 200, None), ("n3", "成本说明", "statement")):
        book.append(NoteEvent(case_id="A1", actor="王芳", key=key, happened_at=at(20), text=text, topic=topic))
    assert told(book) == ["2026-11-20 王芳备注：下周发工资", f"2026-11-20 王芳备注：{'长' * 80}…"]


def test_a_correction_tells_what_was_and_what_is_and_so_does_what_was_taken_back(book):
    head = {"case_id": "A1", "actor": "王芳"}
    book.append(
        [
            Promise(**head, key="pr", happened_at=at(1), amount_fen=500_00, due_on="2026-11-25"),
            Claim(**head, key="cl", happened_at=at(2), amount_fen=9_00, paid_on="2026-11-02"),
            Contact(**head, key="co", happened_at=at(3), channel="call", outcome="busy"),
        ]
    )
    seq = dict(entries(book, "A1")[["kind", "seq"]].itertuples(index=False))
    correct_entry(book, "A1", seq["promise"], {"amount_fen": 550_00}, reason="误输", actor="lead")
    withdraw_entry(book, "A1", seq["contact"], reason="记错", actor="王芳")
    assert told(book) == [
        "lead更正：承诺 2026-11-01 10:00 金额（元）500.00 → 550.00",
        "王芳作废：联系 2026-11-03 10:00 渠道 电话，联系对象 持卡人，联系结果 占线",
    ]
    assert told(book, lang="en")[0] == "lead corrected: promise 2026-11-01 10:00 Amount 500.00 → 550.00"


def test_an_adjustment_changes_what_is_owed_and_is_told(book):
    adjust_account(book, "A1", 12_50, "interest", reason="银行通知 11-20", actor="lead")
    assert told(book) == ["2026-11-20 调整 12.50 元（银行通知 11-20）"]
    assert book.cases().set_index("case_id").loc["A1", "balance_fen"] == 1012_50


def test_a_case_with_a_call_for_help_that_nobody_answered_has_its_other_matters(book):
    """A day that is not known stopped the whole day's list."""
    book.append(
        {
            "kind": "help",
            "case_id": "A1",
            "actor": "王芳",
            "key": "h",
            "happened_at": at(20),
            "help_id": "H-1",
            "state": "asked",
            "text": "客户要求减免",
        }
    )
    book.append(NoteEvent(case_id="A1", actor="王芳", key="n", happened_at=at(20), text="下周发工资"))
    assert matters(book, DAY)["matter_zh"].tolist() == ["2026-11-20 王芳备注：下周发工资"]
