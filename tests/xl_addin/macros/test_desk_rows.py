"""What a collector can record by a macro is stored, refused and asked about as the returned workbook is: by one code."""

from datetime import date, datetime
from functools import partial

import pytest
from desk_hand import Hand
from macro_books import MORNING
from macro_desk import MacroDesk, read_values

from arrears.intake.grid import Grid
from arrears.returns.book import desk_file
from arrears.returns.merge import merge, merge_files
from arrears.store import open_store
from arrears.store.state.agreements import Agreements
from arrears.workbooks.collector.layout import CONTACTS, HOUSEHOLD, PROMISES, RECORDS
from xl_addin.macros import store_of
from xl_addin.macros.table import BY_ID

EVENING = datetime(2026, 11, 23, 12, tzinfo=MORNING.tzinfo)
TOLD = {
    "willing": "是", "cause": "失业或停工", "income": 9000, "fixed": 2500, "flexible": 1500, "purpose": "制定还款协议",
}  # fmt: skip
PROMISED = {"amount": 200, "due_on": date(2026, 11, 30)}
ROWS = {
    "household": (HOUSEHOLD, TOLD, "household"),
    "record_promise": (PROMISES, PROMISED, "promise"),
    "log_contact": (CONTACTS, {"outcome": "无人接听", "recorded": "是"}, "contact"),
    "claim": (RECORDS, {"amount": 300, "reference": "工行"}, "claim"),
    "ask_lead": (RECORDS, {"note": "能否延期？"}, "help"),
    "flag": (RECORDS, {"item": "标记：投诉", "note": "来电投诉"}, "flag"),
}
"""What is filled in, and which event it makes."""


@pytest.fixture(scope="module")
def values(pristine):
    return read_values(min((pristine / "desk").glob("*.xlsx")))


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")  # no LibreOffice: the PDF has a test of its own
    monkeypatch.setattr(store_of, "open_store", partial(open_store, clock=lambda: EVENING))


@pytest.fixture
def desk(house, values, clock):
    return MacroDesk(house.books[0], values)


def events(folder):
    """Give what people have recorded in a store, without the keys and numbers that each record has of its own."""
    with open_store(folder / "arrears.db", create=False) as store:
        table = store.events()
    told = table[table["key"].str.startswith("desk-")].to_dict("records")
    return [
        (one["kind"], one["case_id"], one["actor"], one["happened_at"], {**one["payload"], "help_id": ""})
        for one in told
    ]


@pytest.mark.parametrize("macro", ROWS)
def test_a_filled_in_row_is_stored_at_once_and_only_once(desk, house, macro):
    layout, cells, kind = ROWS[macro]
    assert "行已入库" in desk.record(macro, layout, **cells)
    found = events(house.folder)
    assert [one[:3] for one in found] == [(kind, desk.case, desk.path.stem)]
    assert desk.press(macro) == ""
    assert [answer for answer, _ in desk.asked["options"]] == ["keep", "new"]
    assert "没有再次登记" in desk.press(macro, {desk.asked["key"]: "keep"})
    assert "新入库 0 条，此前已入库 1 条" in desk.press("submit")
    assert events(house.folder) == found


def test_a_macro_and_a_returned_workbook_record_the_same(desk, house, tmp_path):
    hand = Hand(house.books[0])
    for macro, (layout, cells, _) in ROWS.items():
        desk.record(macro, layout, **cells)
        hand.put(layout.key, hand.blank(layout.key), **desk.row(layout))
    other = tmp_path / "other"
    other.mkdir()
    (other / "arrears.db").write_bytes(house.pristine.read_bytes())
    with open_store(other / "arrears.db", create=False, clock=lambda: EVENING) as store:
        assert [one.code for one in merge(store, [hand.save(tmp_path / "back")]).findings] == []
    of_macros = sorted(map(repr, events(house.folder)))
    assert len(of_macros) == len(ROWS)
    assert sorted(map(repr, events(other))) == of_macros


def test_an_entry_is_put_right_by_its_number_and_the_old_value_is_told(desk, house):
    desk.record("record_promise", PROMISES, **PROMISED)
    said = desk.on_case().press("correct")
    assert "本人登记的（编号填入“凭证或渠道”）" in said
    assert "承诺" in said
    assert desk.row(RECORDS)["choice"] == "承诺"
    assert "#" + desk.row(RECORDS)["reference"] in said
    assert "已更正：" in desk.put(RECORDS, amount=250, note="听错").press("correct")
    with open_store(house.folder / "arrears.db", create=False) as store:
        assert store.promises()["amount_fen"].tolist()[-1:] == [250_00]


def test_an_entry_is_taken_back_with_its_reason(desk, house):
    desk.record("ask_lead", RECORDS, note="问错")
    desk.record("claim", RECORDS, amount=300)
    assert "已作废：" in desk.record("take_back", RECORDS, note="登错案件")
    with open_store(house.folder / "arrears.db", create=False) as store:
        assert store.current("claim").empty


@pytest.mark.parametrize("macro", ["correct", "take_back"])
def test_where_there_is_nothing_to_put_right_no_row_is_put_down(desk, macro):
    before = str(desk.sheets)
    assert "没有本人登记的该类内容" in desk.press(macro)
    assert str(desk.sheets) == before


def test_a_draft_is_stated_and_consented_to_row_by_row(desk, house):
    desk.record("household", HOUSEHOLD, **TOLD)
    assert "XY-" in desk.record("agreement", RECORDS, count=60)
    assert "尚未向持卡人出示综合融资成本说明" in desk.record("consent", RECORDS, choice="口头同意", reference="REC-1")
    assert "行已入库" in desk.record("cost_statement", RECORDS)
    papers = sorted(path.name.split("-", 3)[-1] for path in desk.path.parent.glob("XY-*.docx"))
    assert papers == ["1-agreement.docx", "1-cost-statement.docx"]
    desk.on_case()
    asked = desk.press("consent") or desk.asked["key"]
    desk.press("consent", {asked: "go"})
    assert "行已入库" in desk.press("consent")
    assert "没有待答复的问题" in desk.record("answer_reviewer", RECORDS, note="原件已核对")
    with open_store(house.folder / "arrears.db", create=False, clock=lambda: EVENING) as store:
        agreements = Agreements(store, "lead")
        assert agreements.row(agreements.latest(desk.case))["state"] == "consented"
    assert "行已入库" in desk.record("withdraw_draft", RECORDS, note="客户改变主意")


REFUSED = [
    pytest.param("record_promise", PROMISES, {"amount": 100}, "“承诺还款日”为空（此列必填）；补填", id="no day"),
    pytest.param(
        "household", HOUSEHOLD, {"assets": "自住房"}, "HOUSE-FACTS", id="a fact that the purpose does not ask"
    ),
    pytest.param("claim", RECORDS, {"amount": "很多"}, "不是有效金额", id="no amount"),
    pytest.param("claim", RECORDS, {"amount": 5, "count": 3}, "“期数/比例%”不适用于该事项", id="a cell not opened"),
    pytest.param("cost_statement", RECORDS, {}, "没有还款协议", id="a statement of no agreement"),
    pytest.param("agreement", RECORDS, {"count": 61}, "（CN-70a）", id="above the cap"),
    pytest.param(
        "waiver", RECORDS, {"choice": "一次性结清", "count": 90, "note": "困难"}, "HOUSE-WAIVER", id="a waiver"
    ),
]


@pytest.mark.parametrize(("macro", "layout", "cells", "words"), REFUSED)
def test_what_is_refused_is_told_in_the_words_of_the_returned_workbook(desk, house, macro, layout, cells, words):
    said = desk.record(macro, layout, **cells)
    assert "行没有入库" in said
    assert words in said
    assert events(house.folder) == []
    file = desk_file(house.books[0].name, [Grid(name, rows) for name, rows in desk.sheets.items()])
    with open_store(house.folder / "arrears.db", create=False, clock=lambda: EVENING) as store:
        told = [one.words("zh") for one in merge_files(store, [file]).findings if one.kind != "note"]
    assert told
    assert all(part in said for one in told for part in (one.message, one.rule, one.remedy))


def test_a_row_that_somebody_began_is_asked_about_and_led_to(desk):
    desk.press("ask_lead")
    row = desk.place
    desk.put(RECORDS, note="能否延期？").on_case()
    assert desk.press("ask_lead") == ""
    key = desk.asked["key"]
    assert [answer for answer, _ in desk.asked["options"]] == ["go", "new"]
    assert "尚未入库" in desk.press("ask_lead", {key: "go"})
    assert desk.place == row
    desk.on_case().press("ask_lead", {key: "new"})
    assert desk.place == (row[0], row[1] + 1)
    assert desk.row(RECORDS)["item"] == "请组长协助"


def test_contacts_of_one_case_need_no_question_once_they_have_an_outcome(desk):
    desk.record("log_contact", CONTACTS, outcome="无人接听")
    assert "加一行" in desk.on_case().press("log_contact")
    assert desk.on_case().press("log_contact") == ""


def test_without_a_store_a_row_is_read_and_waits(desk, house):
    (house.folder / "arrears.db").unlink()
    said = desk.record("claim", RECORDS, amount=300)
    assert "填写无误，尚未入库" in said
    assert "ARREARS_STORE" in said
    assert "不是有效金额" in desk.put(RECORDS, amount=-1).press("claim")


def test_another_collectors_case_is_refused(desk, house):
    desk.press("claim")
    assert "只能登记本人名下案件" in desk.put(RECORDS, case_id="OTHER-1", amount=1).press("claim")
    assert events(house.folder) == []


@pytest.mark.parametrize("macro", [name for name, one in BY_ID.items() if one.group == "entries" or one.given])
def test_in_a_plain_list_nothing_is_recorded_that_nobody_reads(macro, tmp_path):
    desk = MacroDesk(
        tmp_path / "list.xlsx", {"案件": [[None] * 9] * 3 + [["", "案件编号", "到期还款日"], ["", "A1", 46296]]}
    )
    said = desk.press(macro)
    if macro in {"log_contact", "record_promise"}:
        assert "A1" in said  # check contacts and the daily report read these
        return
    assert "arrears daily" in said
    assert list(desk.sheets) == ["案件"]
