"""Two hundred days with a holder who promises once, then refuses and cannot be reached: from the first reminder to the dossier.

Each morning's list says the next step, each step is in the log next day, and nothing goes to law before all the others were taken.
"""

import openpyxl
import pytest
from docx import Document
from story_desk import Desk

import arrears.store
from arrears.intake import read_cases
from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.store.state.case_list import linked_cases, place_cases

CASE = "A1001"
LIST = """案件编号,客户姓名,客户号,身份证号,手机号,地址,到期还款日,逾期本金,利息,违约金,币种,催收员
A1001,欧阳小明,K1,320102196503042115,13800138000,上海市黄浦区人民路1号,2026-11-26,10000,600,100,CNY,王芳
"""


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/nowhere")  # no LibreOffice: PDFs have a test of their own
    monkeypatch.setenv("COLUMNS", "200")
    desk = Desk(tmp_path, monkeypatch, capsys)
    (desk.folder / "cases.csv").write_text(LIST, encoding="utf-8")
    store(desk)
    return desk


def store(desk, *events):
    with arrears.store.open_store(desk.folder / "book.db") as opened:
        if not opened.head().count:
            place_cases(opened, read_cases(desk.folder / "cases.csv").table, actor="lead", as_of=desk.day)
        said = {"case_id": CASE, "actor": "王芳", "happened_at": desk.now, "key": f"k-{desk.now:%m%d%H%M}"}
        if events:
            opened.append([said | event for event in events])


def contact(desk, day, channel="call", outcome="no_answer", **more):
    desk.on(day)
    own = {"kind": "contact", "channel": channel, "outcome": outcome, "time_zone": "Asia/Shanghai", "collector": "王芳", "recorded": True, "introduced": True}  # fmt: skip
    store(desk, own | more)


def line(desk, day):
    """The case's line of a morning's list."""
    desk.on(day, 0)
    with arrears.store.open_store(desk.folder / "book.db") as opened:
        cases, _ = linked_cases(opened, desk.day)
        found = follow_ups(age(cases, desk.day, opened.policies), desk.day, opened.policies).iloc[0]
    return found["next_action"], found["channel"], found["queue"]


def test_from_the_first_reminder_to_the_dossier(desk):  # two hundred days
    # Before the due date: a reminder, given out and delivered.
    assert "提醒 1 条" in desk.type("remind", who="李组长")
    (desk.folder / "report.csv").write_text(f"案件编号,状态\n{CASE},已送达\n", encoding="utf-8")
    desk.type("remind", "returned", "report.csv", who="李组长")

    # Overdue: spoken to once; the promise of that day is broken, and the mildest step comes first.
    contact(desk, "2026-12-02", outcome="conversation", note="答应月中还款")
    store(desk, {"kind": "promise", "key": "p1", "amount_fen": 1000_00, "due_on": "2026-12-15"})
    assert line(desk, "2026-12-16")[0].endswith("违约后第1步（共4步）：短信")
    assert "提醒 1 条" in desk.on("2026-12-16").type("remind", "--out", "broken", who="李组长")
    (desk.folder / "report.csv").write_text(f"案件编号,状态\n{CASE},已送达\n", encoding="utf-8")
    desk.type("remind", "returned", "report.csv", who="李组长")
    assert line(desk, "2026-12-17")[0] == "近期已联系：暂不联系"
    assert line(desk, "2026-12-19")[:2] == (
        "承诺未履行：了解原因，重新约定日期或协商分期；违约后第2步（共4步）：电话",
        "电话",
    )
    for day in ("2026-12-19", "2026-12-23", "2026-12-28"):
        contact(desk, day)
    assert line(desk, "2027-01-05")[1:] == ("信函", "work")

    # Neither the law nor an assessment may come before the letter.
    assert "违约后尚未走完的步骤：信函（HOUSE-BREACH-STEPS）" in desk.on("2027-01-05").type(
        "escalate", "show", CASE, who="李组长", code=1
    )

    # The letter comes back, and was none; the next one arrives.
    letter = ("message", "--store", "book.db", "--kind", "letters", "--template", "middle")
    desk.type(*letter, "--out", "first", who="李组长")
    desk.type("letters", "sent", who="李组长")
    (desk.folder / "post.csv").write_text(f"函件编号,状态,备注\nXH-{CASE}-1,退回,查无此人\n", encoding="utf-8")
    desk.on("2027-01-11").type("letters", "returned", "post.csv", who="李组长")
    assert line(desk, "2027-01-12")[1] == "信函"
    desk.on("2027-01-12").type(*letter, "--out", "second", who="李组长")
    desk.type("letters", "sent", who="李组长")
    (desk.folder / "post.csv").write_text(f"函件编号,状态\nXH-{CASE}-2,妥投\n", encoding="utf-8")
    desk.on("2027-01-15").type("letters", "returned", "post.csv", who="李组长")

    # All steps are taken, but the case is too young; later its assessment is the lead's.
    assert line(desk, "2027-02-20")[2] == "work"
    assert line(desk, "2027-04-10") == (
        "违约后各步骤均已进行：提请风险评估；仍可协商分期，不直接进入法律程序",
        "组长",
        "lead",
    )
    contact(desk, "2027-04-10", outcome="conversation", note="表示不会还款")
    desk.type("household", CASE, "--unwilling", "--cause", "unwilling", who="王芳")

    # Assessed, heard, decided by a second person, brought to court; the dossier holds all of it.
    desk.on("2027-05-20")
    desk.type("escalate", "request", CASE, "--measure", "suit", "--reason", "多次催告未果", who="李组长")
    for department in ("risk", "legal", "consumers"):
        desk.type(
            "escalate",
            "consult",
            CASE,
            "--department",
            department,
            "--person",
            "钱一",
            "--opinion",
            "同意",
            who="李组长",
        )
    desk.type("escalate", "approve", CASE, who="陈经理")
    assert line(desk, "2027-05-21")[0].startswith("法务办理中")
    desk.on("2027-06-11").type("escalate", "step", CASE, "suit_filed", "--on", "2027-06-10", who="李组长")
    desk.type("dossier", CASE, "--out", "court", who="李组长")
    folder = desk.folder / "court" / f"{CASE}-dossier"
    book = openpyxl.load_workbook(folder / f"{CASE}-dossier.xlsx")
    rows = [list(row) for row in book["信函"].iter_rows(min_row=2, values_only=True)]
    assert [(row[0], row[2]) for row in rows] == [(f"XH-{CASE}-1", "已退回"), (f"XH-{CASE}-2", "已送达")]
    outcomes = [row[4] for row in book["联系记录"].iter_rows(min_row=2, values_only=True)]
    assert [outcomes.count(word) for word in ("有效沟通", "无人接听", "已发送", "发送失败")] == [2, 3, 3, 1]
    said = " ".join(part.text for part in Document(str(folder / f"{CASE}-dossier.docx")).paragraphs)
    assert "事实" in said
    desk.type("record", "verify", str(folder / f"{CASE}-dossier.docx"), "--store", "book.db")
