"""A holder who cannot be moved: asked in vain, relief tried, assessed, heard, decided by a second person, brought to court and watched."""

from io import BytesIO

import openpyxl
import pytest
from docx import Document
from msoffcrypto import OfficeFile
from story_desk import CASE, OTHER, Desk

import arrears.store
from arrears.intake import read_cases
from arrears.panels.daily_report.model import DailyReport
from arrears.panels.shell.session import Session
from arrears.store.state.case_list import place_cases, stored_cases

WORDS_OF_A_VERDICT = ("诈骗", "犯罪", "恶意透支", "crime", "fraud")


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/nowhere")  # no LibreOffice: the PDF has a test of its own
    monkeypatch.setenv("COLUMNS", "200")
    desk = Desk(tmp_path, monkeypatch, capsys)
    with arrears.store.open_store(desk.folder / "book.db") as store:
        place_cases(store, read_cases(desk.folder / "cases.csv").table, actor="lead", as_of=desk.day)
    return desk


def asked_for(desk, day, outcome="conversation", channel="call"):
    """The holder is asked for payment at ten o'clock."""
    contact = {
        "kind": "contact", "case_id": CASE, "actor": "王芳", "channel": channel, "outcome": outcome, "collector": "王芳",
        "recorded": True, "introduced": True, "time_zone": "Asia/Shanghai", "key": f"c-{day}", "happened_at": f"{day}T10:00+08:00",
        "note": "客户称暂不还款",
    }  # fmt: skip
    desk.on(day, 3)
    with arrears.store.open_store(desk.folder / "book.db") as store:
        store.append(contact)


def escalate(desk, *words, who="李组长", code=0):
    return desk.type("escalate", *words, who=who, code=code)


def tasks(desk):
    with arrears.store.open_store(desk.folder / "book.db") as store:
        return {task.en: task.count for task in DailyReport(Session(store, "李组长", as_of=desk.day)).tasks()}


def test_a_refusing_holder_from_the_first_demand_to_the_dossier(desk):  # noqa: PLR0915  # two hundred days
    # Too early, nobody was asked, no relief was tried: each named with its rule and remedy.
    said = escalate(desk, "show", OTHER, code=1)
    for words in ("未满120天（HOUSE-ESCALATION）", "有效催告0次", "尚未尝试协商或纾困"):
        assert words in said
    assert "暂不能申请法律措施" in escalate(desk, "request", OTHER, "--measure", "suit", "--reason", "拒绝", code=2)
    assert "没有进行中的升级" in escalate(desk, "approve", CASE, code=2)

    # Asked twice, forty days apart; what was told is on record; a waiver of the fee was offered.
    asked_for(desk, "2026-11-24")
    asked_for(desk, "2027-01-05", "sent", "letter")
    desk.type(
        "household",
        CASE,
        "--unwilling",
        "--cause",
        "unwilling",
        "--assets",
        "自住房一套",
        "--purpose",
        "legal",
        who="王芳",
    )
    desk.on("2027-01-08", 3)
    shown = escalate(desk, "show", CASE)
    for words in (
        "10,000.00元", "2030-01-05", "登记客户情况", "自住房一套",
        "2026-11-24、2027-01-05", "67.50元", "COURT-FEES", "CRIM", "条件具备",
    ):  # fmt: skip
        assert words in shown

    # Asked for by one, decided by another, and only once every department was heard.
    assert "没有法律措施" in escalate(desk, "request", CASE, "--measure", "seize", "--reason", "拒绝还款", code=2)
    assert "SJ-A1001-1" in escalate(desk, "request", CASE, "--measure", "payment_order", "--reason", "多次催告未果")
    assert "已有升级" in escalate(desk, "request", CASE, "--measure", "suit", "--reason", "再次", code=2)
    assert tasks(desk)["escalations wait for a decision"] == 1
    assert "尚未征求意见：风险管理、法律合规、消费者权益保护" in escalate(desk, "approve", CASE, who="陈经理", code=2)
    for department, person in (("risk", "钱一"), ("法律合规", "孙二"), ("consumers", "李三")):
        escalate(
            desk,
            "consult",
            CASE,
            "--department",
            department,
            "--person",
            person,
            "--opinion",
            "同意，注意留存生活必需费用",
        )
    assert "没有部门" in escalate(
        desk, "consult", CASE, "--department", "sales", "--person", "x", "--opinion", "y", code=2
    )
    assert "不得由同一人决定" in escalate(desk, "approve", CASE, code=2)
    assert "未获批准" in desk.type("dossier", CASE, who="李组长", code=2)
    assert "未获批准" in escalate(desk, "step", CASE, "order_applied", "--on", "2027-01-08", code=2)
    escalate(desk, "approve", CASE, who="陈经理")
    assert "已由 陈经理 决定" in escalate(desk, "refuse", CASE, "--reason", "改变主意", who="陈经理", code=2)
    with arrears.store.open_store(desk.folder / "book.db") as store:
        assert stored_cases(store, desk.day).set_index("case_id").loc[CASE, "flags"] == "legal"

    # The court's steps: entered, their terms counted by law or named by the court, and on the home page while they are near.
    assert "早于批准日" in escalate(desk, "step", CASE, "order_applied", "--on", "2027-01-01", code=2)
    assert "2027-01-13 法院通知是否受理" in escalate(
        desk, "step", CASE, "order_applied", "--on", "2027-01-08", "--note", "(2027)沪01号"
    )
    assert tasks(desk)["legal terms are near"] == 1
    desk.on("2027-02-10", 3)
    assert "晚于今天" in escalate(desk, "step", CASE, "order_served", "--on", "2027-03-01", code=2)
    assert "2027-02-20 异议期届满" in escalate(desk, "step", CASE, "order_served", "--on", "2027-02-05")
    listed = escalate(desk, "list")
    assert "已批准" in listed
    assert "2027-02-20 案件 A1001 支付令已送达：异议期届满" in listed
    assert "2027-01-13" not in listed

    # In full: whatever stands in the folder opens with the password alone, an agreement's papers too.
    desk.type("dossier", CASE, "--out", "full", "--full", "--reason", "court file", who="李组长")
    full = sorted((desk.folder / "full" / f"{CASE}-dossier").iterdir())
    assert {path.suffix for path in full} == {".xlsx", ".docx"}
    assert [path.name for path in full if not OfficeFile(BytesIO(path.read_bytes())).is_encrypted()] == []

    # The dossier: facts alone, masked, whole, and known to the log.
    said = desk.type("dossier", CASE, "--out", "court", who="李组长")
    folder = desk.folder / "court" / f"{CASE}-dossier"
    book = openpyxl.load_workbook(folder / f"{CASE}-dossier.xlsx")
    assert book.sheetnames[:6] == ["法律案卷", "风险评估", "部门意见和决定", "计算说明", "时效计算", "诉讼日程"]
    sheets = {
        sheet.title: [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book
    }
    assert ["2027-02-05", "向法院提出"] not in sheets["时效计算"]
    assert ["2027-01-08", "向法院提出"] in sheets["时效计算"]
    assert any("AR_DPD" in row[0] and "HOUSE-DPD" in row[1] for row in sheets["计算说明"])
    assert [row[:3] for row in sheets["诉讼日程"][1:]] == [
        ["已申请支付令", "2027-01-08", "2027-01-13"], ["支付令已送达", "2027-02-05", "2027-02-20"],
    ]  # fmt: skip
    assert {row[2] for row in sheets["部门意见和决定"]} >= {"钱一", "孙二", "李三", "李组长", "陈经理"}
    text = str(sheets) + " ".join(part.text for part in Document(str(folder / f"{CASE}-dossier.docx")).paragraphs)
    assert [word for word in WORDS_OF_A_VERDICT if word in text] == []
    assert "欧阳小明" not in text
    assert "李组长" in desk.type("record", "verify", str(folder / f"{CASE}-dossier.xlsx"), "--store", "book.db")
    assert "SHA-256" in said

    # Paid: closed, and back with the collectors.
    escalate(desk, "close", CASE, "--reason", "已还清")
    with arrears.store.open_store(desk.folder / "book.db") as store:
        assert "legal" not in str(stored_cases(store, desk.day).set_index("case_id").loc[CASE, "flags"])
        assert store.verify().is_intact


def test_an_old_assessment_and_what_has_come_since_stop_the_decision(desk):
    asked_for(desk, "2026-11-24")
    asked_for(desk, "2027-01-05")
    desk.type("household", CASE, "--unwilling", who="王芳")
    escalate(desk, "request", CASE, "--measure", "suit", "--reason", "拒绝还款")
    for department in ("risk", "legal", "consumers"):
        escalate(desk, "consult", CASE, "--department", department, "--person", "x", "--opinion", "y")
    with arrears.store.open_store(desk.folder / "book.db") as store:
        flag = {"kind": "flag", "case_id": CASE, "actor": "lead", "flag": "complaint", "happened_at": desk.now}
        store.append(flag | {"key": "f1", "on": True})
        assert "有标记：投诉" in escalate(desk, "approve", CASE, who="陈经理", code=2)
        desk.later()
        store.append(flag | {"key": "f2", "on": False, "happened_at": desk.now})
    desk.on("2027-02-10", 3)
    assert "评估已过36天，有效期30天" in escalate(desk, "approve", CASE, who="陈经理", code=2)
    assert "不得由同一人决定" in escalate(desk, "refuse", CASE, "--reason", "x", code=2)
    assert "须写明理由" in escalate(desk, "refuse", CASE, "--reason", " ", who="陈经理", code=2)
    assert "未批准" in escalate(desk, "refuse", CASE, "--reason", "先谈分期", who="陈经理")
    assert "SJ-A1001-2" in escalate(desk, "request", CASE, "--measure", "suit", "--reason", "仍拒绝")


def test_english_says_the_same(desk):
    shown = escalate(desk, "show", OTHER, "--lang", "en", code=1)
    for words in ("Amounts", "Facts that a provision lists (facts only, no conclusion)", "no relief was tried"):
        assert words in shown
