"""Twelve collectors above capacity, one person with four cards, three currencies: list, workbooks, merge, and the list of the next day."""

from datetime import date

import pytest
from desk_hand import Hand, clock
from story_desk import Desk

from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.returns.fill import stored_day
from arrears.store import open_store

NAMES = ["王芳", "李雷", "韩梅", "赵军", "钱敏", "孙丽", "周涛", "吴倩", "郑凯", "冯雪", "陈刚", "卫青"]
HEAD = "案件编号,客户姓名,身份证号,到期还款日,逾期本金,币种,催收员"
PERSON = "320102196503042115"
"""Somebody with a card at each of the first four collectors."""
CAPACITY = 2


def rows():
    for place, collector in enumerate(NAMES):
        for number in range(4):
            own = PERSON if number == 0 and place < 4 else ""
            name = "张三" if own else f"客户{'甲乙丙丁'[number]}{collector}"
            currency = ("CNY", "USD", "HKD")[place % 3]
            yield f"C{place:02}{number},{name},{own},2026-09-{10 + number},{(place + 1) * 1000 + number * 100},{currency},{collector}"


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    made = Desk(tmp_path, monkeypatch, capsys)
    (tmp_path / "cases.csv").write_text("\n".join([HEAD, *rows()]) + "\n", encoding="utf-8")
    return made


def of_day(store, day):
    aged = age(stored_day(store, day).table, day, store.policies)
    listed = follow_ups(aged, day, store.policies, capacity=CAPACITY)
    return listed[listed["queue"] == "work"]


def test_what_twelve_collectors_hand_in_is_on_the_list_of_the_next_day(desk):
    desk.type(
        "daily", "cases.csv", "--store", "book.db", "--as-of", "2026-11-23", "--out", "day", "--capacity", str(CAPACITY)
    )
    books = desk.folder / "day" / "collectors"
    assert sorted(book.stem for book in books.iterdir()) == sorted(NAMES)
    with open_store(desk.folder / "book.db") as store:
        first = of_day(store, date(2026, 11, 23))
    # The person with four cards has one line, on one list; all others have room for two.
    led = first[first["cards"] == 4]
    assert led["other_cases"].str.count("C").tolist() == [3]
    assert led["person_total"].str.count("元|¥|HK|US|\\$").ge(1).all()
    assert first.groupby("collector").size().to_dict() == dict.fromkeys(NAMES, CAPACITY)
    assert not first["expected_value_fen"].duplicated().any()
    worked = {}
    for number, name in enumerate(NAMES[-3:]):
        hand = Hand(books / f"{name}.xlsx")
        case = hand.get("today", hand.rows("today")[0], "case_id")
        hand.call(case=case, outcome="有效沟通", at=clock(10, 5 * number))
        hand.promise(case_id=case, amount=300, due_on=date(2026, 11, 24), made_at=clock(10, 5 * number))
        hand.save(desk.folder / "back")
        worked[name] = case
    desk.later(600)
    # Amounts in dollars and yuan come back as they went out: nothing that she did not touch has changed.
    desk.type("merge", "back", "--store", "book.db")
    assert "没有新内容" in desk.type("merge", "back", "--store", "book.db")
    with open_store(desk.folder / "book.db") as store:
        second = of_day(store, date(2026, 11, 24))
        third = of_day(store, date(2026, 11, 26))
    # Who promised for today is on the list whatever the capacity; once the day has passed the promise is broken and comes first.
    for name, case in worked.items():
        assert case in second.loc[second["collector"] == name, "case_id"].tolist()
        assert third.loc[(third["collector"] == name) & (third["rank"] == 1), "case_id"].tolist() == [case]
    assert second.loc[second["case_id"].isin(worked.values()), "due_amount_fen"].tolist() == [300_00] * 3
    assert second.groupby("collector").size().ge(CAPACITY).all()
