"""A hardship call becomes an agreement, is kept, broken, reopened and settled: through files and commands, day by day."""

from datetime import date

import pytest
from desk_hand import Hand
from story_desk import CASE, OTHER, Desk

import arrears.store


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/nowhere")  # no LibreOffice: the PDF has a test of its own
    return Desk(tmp_path, monkeypatch, capsys)


def test_a_hardship_call_becomes_an_agreement_that_is_broken_reopened_and_settled(desk):  # noqa: PLR0915  # half a year
    # Day 1, the collector calls, hears of the job loss, and fills in the workbook.
    hand = desk.hand(desk.morning("cases.csv"))
    hand.household(
        case_id=CASE, willing="是", cause="失业或停工", cause_note="九月被裁员", proof="离职证明", income=5200, fixed=2600,
        flexible=1400, adults=2, children=1, occupation="仓库管理员", assets="自住房一套", purpose="制定还款协议",
    )  # fmt: skip
    hand.record("起草还款协议", case_id=CASE, amount=1000, first_due=date(2026, 12, 23))
    hand.record("请组长协助", case_id=CASE, note="客户问能否免除违约金？")
    returned = hand.save(desk.folder / "back")
    desk.on("2026-11-23", 10)
    desk.type("merge", str(returned), code=0)

    # The same minute the lead sees the question and the draft; the collector may not approve, nobody consents before the statement.
    assert "客户问能否免除违约金？" in desk.type("assist", "list", who="李组长")
    assert "XY-A1001-1" in desk.type("agreement", "list", who="李组长")
    assert "尚未向持卡人出示综合融资成本说明" in desk.type(
        "agreement", "consent", CASE, "--way", "oral", "--evidence", "REC-1", who="王芳", code=2
    )
    desk.type("assist", "answer", CASE, "可申请减免，上限见权限表；先谈分期", "--keep", who="李组长")

    # Day 2: what was told and answered stands in the workbook and on the list; the statement is read, the consent recorded.
    book = desk.on("2026-11-24").morning()
    case = desk.row(book, "cases", CASE)
    assert (case["cause"], case["occupation"], case["assets_note"]) == ("失业或停工", "仓库管理员", "自住房一套")
    assert (case["willing"], case["monthly_income"], case["living_costs"], case["affordable"]) == (
        "是",
        5200,
        4000,
        1080,
    )
    assert case["agreement"] == "草稿"
    assert "可申请减免，上限见权限表；先谈分期" in case["matter"]
    assert "组长答复" in str(desk.row(book, "today", CASE)["reason"])
    told = desk.type("agreement", "statement", CASE, "--out", "papers", who="王芳")
    assert "综合融资成本说明" in told
    assert (desk.folder / "papers" / "XY-A1001-1-cost-statement.docx").is_file()
    desk.type("agreement", "consent", CASE, "--way", "oral", "--evidence", "REC-1", who="王芳")
    assert "须重新取得客户同意" in desk.type("agreement", "draft", CASE, "--months", "24", who="王芳", code=2)
    assert "不得由同一人批准" in desk.type("agreement", "approve", CASE, "--role", "lead", who="王芳", code=2)

    # The lead looks at it, returns it with a question, and approves once it is answered.
    shown = desk.type("agreement", "show", CASE, who="李组长")
    for words in ("欧***", "12期", "1,000.00元" if "1,000.00元" in shown else "每期", "收入下降10%时可还", "失业或停工 · 九月被裁员 · 离职证明", "没有缺项", "本方案的履行概率", "首选方案"):  # fmt: skip
        assert words in shown
    desk.type("agreement", "return", CASE, "--question", "离职证明核对过原件吗？", who="李组长")
    assert "尚未答复" in desk.type("agreement", "approve", CASE, who="李组长", code=2)
    book = desk.on("2026-11-25").morning()
    assert "离职证明核对过原件吗？" in desk.row(book, "cases", CASE)["matter"]
    hand = desk.hand(book).record("答复复核问题", case_id=CASE, note="已核对原件")
    desk.on("2026-11-25", 10)
    desk.type("merge", str(hand.save(desk.folder / "back")))
    desk.type("agreement", "approve", CASE, who="李组长")

    # In force: collection stops, the first instalment is reminded of and paid.
    book = desk.on("2026-12-21").morning()
    assert desk.row(book, "cases", CASE)["agreement"] == "履行中"
    assert "提醒" in str(desk.row(book, "today", CASE)["next_action"])
    desk.on("2026-12-23", 3).paid(1_200, "T-1")
    assert "履行中" in desk.type("agreement", "show", CASE, who="李组长")

    # Two instalments are missed: it is broken, collection may resume, and the customer asks to go on.
    desk.on("2027-02-25")
    assert "已违约" in desk.type("agreement", "list", who="李组长")
    book = desk.morning()
    assert desk.row(book, "cases", CASE)["agreement"] == "已违约"
    desk.type("agreement", "breach", CASE, who="李组长")
    assert "不得由同一人" in desk.type(
        "agreement", "reopen", CASE, "--first-due", "2027-03-10", "--way", "oral", "--evidence", "REC-2",
        "--role", "lead", who="王芳", code=2,
    )  # fmt: skip
    desk.type(
        "agreement", "reopen", CASE, "--first-due", "2027-03-10", "--way", "oral", "--evidence", "REC-2", who="李组长"
    )
    assert "履行中" in desk.type("agreement", "show", CASE, who="李组长")

    # What is left is paid at once: settled, with its confirmation.
    desk.on("2027-03-09")
    assert "仍欠" in desk.type("agreement", "settle", CASE, "--out", "papers", who="李组长", code=2)
    desk.paid(9_500, "T-2")
    desk.type("agreement", "settle", CASE, "--out", "papers", who="李组长")
    assert (desk.folder / "papers" / "XY-A1001-1-settlement.docx").is_file()
    with arrears.store.open_store(desk.folder / "book.db") as store:
        states = store.current("agreement").query("case_id == @CASE")["state"].tolist()
        assert states == [
            "drafted", "statement", "returned", "answered", "approved", "signed", "breached", "reopened", "settled",
        ]  # fmt: skip
        assert store.verify().is_intact


def test_a_waiver_goes_by_the_same_road_and_lowers_what_is_owed(desk):
    desk.morning("cases.csv")
    assert "HOUSE-WAIVER" in desk.type(
        "waiver", "ask", OTHER, "--interest", "50%", "--reason", "困难", who="王芳", code=2
    )
    asked = desk.type("waiver", "ask", CASE, "--fees", "20%", "--reason", "失业", who="王芳")
    assert "费用20.00元，须由 team_lead 审批" in asked
    number = asked.split("减免 ")[1].split("：")[0]
    assert "不得由同一人审批" in desk.type("waiver", "approve", number, "--role", "lead", who="王芳", code=2)
    desk.type("waiver", "approve", number, who="李组长")
    book = desk.on("2026-11-24").morning()
    assert "减免已批准（利息0.00元、费用20.00元）" in desk.row(book, "cases", CASE)["matter"]
    with arrears.store.open_store(desk.folder / "book.db") as store:
        assert store.cases().set_index("case_id").loc[CASE, "balance_fen"] == 10_680_00


def test_an_agreement_that_could_not_name_the_customer_is_refused_before_anything_is_stored(desk):
    lines = (desk.folder / "cases.csv").read_text("utf-8").splitlines()
    place = lines[0].split(",").index("customer_name" if "customer_name" in lines[0] else "客户姓名")
    nameless = [[*cells[:place], "", *cells[place + 1 :]] for cells in (line.split(",") for line in lines[1:])]
    (desk.folder / "nameless.csv").write_text("\n".join([lines[0], *map(",".join, nameless)]), "utf-8")
    desk.morning("nameless.csv")
    desk.type("household", CASE, "--willing", "--income", "5200", "--fixed", "2600", "--flexible", "1400", who="王芳")
    assert "没有客户姓名，无法载明协议当事人" in desk.type(
        "agreement", "draft", CASE, "--months", "24", who="王芳", code=2
    )
    with arrears.store.open_store(desk.folder / "book.db") as store:
        assert store.events(kind="agreement").empty


def test_a_wish_that_no_plan_can_meet_is_refused_with_the_cap(desk):
    desk.morning("cases.csv")
    desk.type("household", CASE, "--willing", "--income", "5200", "--fixed", "2600", "--flexible", "1400", who="王芳")
    said = desk.type("agreement", "draft", CASE, "--wish", "50", who="王芳", code=2)
    assert "60期以内（CN-70a）没有每期不高于该金额的方案" in said
    shown = desk.type("agreement", "options", CASE, "--wish", "500", who="王芳")
    for words in ("6", "12", "24", "36", "60", "客户意愿", "收入-10%", "收入-20%", "建议第 1 位", "客户本人的意愿"):
        assert words in shown


def test_an_english_workbook_has_the_sheet_and_takes_it_back(desk):
    desk.type("daily", "cases.csv", "--store", "book.db", "--as-of", "2026-11-23", "--out", "en", "--lang", "en")
    hand = Hand(desk.folder / "en" / "collectors" / "王芳.xlsx", lang="en")
    hand.household(case_id=CASE, willing="yes", cause="reduced income", income=5000, fixed=2000, flexible=1000)
    hand.record("draft an agreement", case_id=CASE, count=12)
    desk.on("2026-11-23", 10).type("merge", str(hand.save(desk.folder / "back")), "--lang", "en")
    shown = desk.type("agreement", "show", CASE, "--lang", "en", who="lead")
    assert "12 instalments, equal instalment" in shown
    assert "reduced income" in shown
    desk.on("2026-11-24")
    desk.type("daily", "--store", "book.db", "--as-of", "2026-11-24", "--out", "en2", "--lang", "en")
    hand = Hand(desk.folder / "en2" / "collectors" / "王芳.xlsx", lang="en")
    row = next(row for row in hand.rows("cases") if hand.get("cases", row, "case_id") == CASE)
    assert [hand.get("cases", row, name) for name in ("cause", "willing", "agreement")] == [
        "reduced income",
        "yes",
        "draft",
    ]
