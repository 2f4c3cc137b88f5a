"""Letters have a life: made under a number, sent, delivered or returned, and whoever reads the store next day knows it."""

import pytest
from docx import Document
from story_desk import CASE, OTHER, Desk

import arrears.store
from arrears.intake import read_cases
from arrears.store.state.case_list import place_cases, stored_cases
from arrears.store.state.escalations import Escalations
from arrears.store.state.matters import matters


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/nowhere")  # no LibreOffice: PDFs have a test of their own
    monkeypatch.setenv("COLUMNS", "200")
    desk = Desk(tmp_path, monkeypatch, capsys)
    listed = read_cases(desk.folder / "cases.csv").table
    with arrears.store.open_store(desk.folder / "book.db") as store:
        place_cases(store, listed.assign(address="上海市黄浦区人民路1号"), actor="lead", as_of=desk.day)
    return desk


def write(desk, out="out", *more, code=0):
    return desk.type("message", "--store", "book.db", "--kind", "letters", "--out", out, *more, who="李组长", code=code)


def letters(desk, *words, code=0):
    return desk.type("letters", *words, who="李组长", code=code)


def told(desk, case=CASE):
    """What the store says next day: contacts, the last contact of the list, and the matters of the case sheet."""
    with arrears.store.open_store(desk.folder / "book.db") as store:
        log = store.contacts()
        last = stored_cases(store, desk.day).set_index("case_id").loc[case, "last_contact_date"]
        said = matters(store, desk.day).set_index("case_id")["matter_zh"].get(case, "")
        reached = Escalations(store, "x").assess(case).figures["reached"]
    return log.loc[log["case_id"] == case, "outcome"].tolist(), str(last)[:10], said, reached


def test_a_letter_is_made_once_sent_and_returned_and_the_store_knows(desk):
    assert "XH-A1001-1" in write(desk)
    made = Document(desk.folder / "out" / f"XH-{CASE}-1.docx")
    assert "XH-A1001-1" in made.sections[0].footer.paragraphs[0].text
    # One that lies there is not made a second time.
    write(desk, "again", code=1)
    assert "XH-A1001-1 已制作，尚未寄出" in (desk.folder / "again" / "not-sent.csv").read_text("utf-8-sig")
    assert "待寄出" in letters(desk, "--waiting")
    for words, said in (
        (("list",), "存储库中没有案件 list"),
        (("sent", "XH-A1001-9"), "没有函件 XH-A1001-9"),
        (("sent", f"XH-{CASE}-1", "--on", "2027-01-01"), "晚于今天"),
        (("sent", f"XH-{CASE}-1", "--on", "2026-11-01"), "制作于 2026-11-01 之后"),
        (("sent", "--role", "trainer"), "无权"),
    ):
        assert said in letters(desk, *words, code=2)
    assert told(desk) == ([], "NaT", "", 0)

    desk.on("2026-11-24", 5)
    assert "寄出 1 件" in letters(desk, "sent", f"XH-{CASE}-1", "--tracking", "EMS123")
    assert "已寄出或已取消" in letters(desk, "sent", f"XH-{CASE}-1", code=2)
    outcomes, last, said, reached = told(desk)
    assert (outcomes, last, reached) == (["sent"], "2026-11-24", 1)
    assert "《催收函（后期）》XH-A1001-1 于 2026-11-24 寄出" in said

    desk.on("2026-11-30")
    report = desk.folder / "post.csv"
    report.write_text(
        f"函件编号,状态,日期,备注\nXH-{CASE}-1,退回,2026-11-29,查无此人\nXH-{OTHER}-1,妥投,,\nXH-B-1,妥投,,\n",
        encoding="utf-8",
    )
    found = letters(desk, "returned", "post.csv", code=1)
    assert "送达 0，退回 1" in found
    assert "XH-A1002-1 尚未登记寄出" in found
    assert "没有函件 XH-B-1" in found
    # What came back reached nobody: neither an escalation nor limitation counts it.
    outcomes, last, said, reached = told(desk)
    assert (outcomes, reached) == (["failed"], 0)
    assert "XH-A1001-1 于 2026-11-29 退回：请核实地址" in said
    assert "送达 0，退回 0" in letters(desk, "returned", "post.csv", code=1)
    report.write_text(f"函件编号,状态\nXH-{CASE}-1,妥投\n", encoding="utf-8")
    assert "已有不同回执" in letters(desk, "returned", "post.csv", code=1)

    desk.type("record", CASE, "--out", "r", who="李组长")
    document = Document(desk.folder / "r" / f"{CASE}-record.docx")
    lines = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert any(
        line[:4] == ["XH-A1001-1", "催收函（后期）", "已退回", "2026-11-23"] and "查无此人" in line for line in lines
    )


def test_what_was_written_before_a_stop_or_before_the_money_came_is_not_sent(desk):
    write(desk)
    flag = {"kind": "flag", "case_id": OTHER, "actor": "lead", "key": "f", "flag": "complaint", "on": True}
    with arrears.store.open_store(desk.folder / "book.db") as store:
        store.append(flag | {"happened_at": desk.now})
    desk.paid("10700", "P1")
    said = letters(desk, "sent", code=1)
    assert "寄出 0 件" in said
    assert "XH-A1002-1：现在不得寄出：客户处于“投诉”状态，不得联系（HOUSE-STOP-COMPLAINT）" in said
    assert "XH-A1001-1：欠款已还清" in said
    assert "须写明原因" in letters(desk, "withdraw", f"XH-{CASE}-1", code=2)
    letters(desk, "withdraw", f"XH-{CASE}-1", "--reason", "已还清")
    assert "没有符合条件" not in letters(desk)
    assert "已取消" in letters(desk, CASE)
    # Paid: the confirmation is a letter of its own, and may go out.
    assert "XH-A1001-2" in write(desk, "settled", "--template", "settled", CASE)
    assert "寄出 1 件" in letters(desk, "sent", f"XH-{CASE}-2")
