"""An outside agency from the white list to its inspection: enrolled, inspected, given cases, its workbook taken, recalled, struck off."""

import openpyxl
import pytest
from desk_hand import Hand
from story_desk import Desk

import arrears.store
from arrears.intake import read_cases
from arrears.operations.cases.ageing import age
from arrears.operations.contacts.gate import Gate
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.store.state.case_list import linked_cases, place_cases
from arrears.workbooks.collector.layout import GUIDE_NAME, META

AGENCY = "诚信资产管理有限公司"
LIST = """案件编号,客户姓名,客户号,身份证号,手机号,地址,职业,到期还款日,逾期本金,利息,违约金,币种,催收员,标记
A1,欧阳小明,K1,320102196503042115,13800138000,上海市黄浦区人民路1号,司机,2026-06-20,10000,600,100,CNY,王芳,
A2,欧阳小明,K1,320102196503042115,13800138000,上海市黄浦区人民路1号,司机,2026-06-25,2000,20,10,CNY,王芳,
B1,张三丰,K2,110101199003070011,13900139000,北京市东城区1号,教师,2026-07-01,3000,60,10,CNY,王芳,
C1,李小红,K3,,13700137000,广州市1号,,2026-10-20,3000,60,10,CNY,李伟,
D1,赵六,K4,,13600136000,深圳市1号,,2026-06-20,3000,60,10,CNY,李伟,投诉
"""


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "200")
    desk = Desk(tmp_path, monkeypatch, capsys)
    (desk.folder / "cases.csv").write_text(LIST, encoding="utf-8")
    with arrears.store.open_store(desk.folder / "book.db") as opened:
        place_cases(opened, read_cases(desk.folder / "cases.csv").table, actor="lead", as_of=desk.day)
    return desk


def agency(desk, *words, code=0):
    return desk.type("agency", *words, who="李组长", code=code)


def inspected(desk, *, bad=""):
    """Fill in the sheet as an inspector does."""
    agency(desk, "inspect", AGENCY)
    path = next(desk.folder.glob("*检查表*.xlsx"))
    book = openpyxl.load_workbook(path)
    for row in book["检查表"].iter_rows(min_row=1):
        if row[3].value and row[3].value != "依据":
            row[4].value = "否" if row[0].value == bad else "是"
    book.save(path)
    return agency(desk, "inspect", AGENCY, "--filled", path.name, code=1 if bad else 0)


def record(desk, kind, case, key, **fields):
    with arrears.store.open_store(desk.folder / "book.db") as opened:
        own = {"kind": kind, "case_id": case, "actor": "王芳", "happened_at": desk.now, "key": key}
        opened.append(own | fields)


def listed(desk):
    """The morning's list by case: the queue, and what blocks it."""
    with arrears.store.open_store(desk.folder / "book.db") as opened:
        cases, _ = linked_cases(opened, desk.day)
        aged = age(cases, desk.day, opened.policies)
        table = follow_ups(aged, desk.day, opened.policies, by_card=True).set_index("case_id")
        verdict = Gate(opened.policies, desk.day).judge(aged, "sms")
    closed = dict(zip(aged["case_id"], verdict.rules, strict=True))
    return {case: (table.loc[case, "queue"], table.loc[case, "blocked_by"], closed[case]) for case in table.index}


def test_an_agency_from_the_white_list_to_its_inspection(desk):  # noqa: PLR0915  # half a year
    # Nothing goes to an agency that is not on the list, or was not inspected.
    assert f"名单内没有 {AGENCY}；现有：无" in agency(desk, "pack", AGENCY, "A1", "--until", "2027-02-20", code=2)
    assert "须填写统一社会信用代码" in agency(desk, "enrol", AGENCY, "--licence", " ", "--contact", "陈 020-1", code=2)
    assert "是催收员的姓名" in agency(desk, "enrol", "王芳", "--licence", "91X", "--contact", "陈", code=2)
    agency(desk, "enrol", AGENCY, "--licence", "91440101MA5CXXXX0X", "--contact", "陈经理")
    assert "已在名单内" in agency(desk, "enrol", AGENCY, "--licence", "91X", "--contact", "陈", code=2)
    assert "尚未检查，不能委托（CBA-4，每12个月检查一次）" in agency(
        desk, "pack", AGENCY, "A1", "--until", "2027-02-20", code=2
    )
    assert "检查不合格：未转委托" in inspected(desk, bad="no_sub_delegation")
    assert "最近一次检查不合格" in agency(desk, "pack", AGENCY, "A1", "--until", "2027-02-20", code=2)
    assert "检查合格，有效期至 2027-11-22" in inspected(desk)

    # Given for a time: what may not go is named, and the rest goes.
    assert "最晚至 2027-05-22" in agency(desk, "pack", AGENCY, "A1", "--until", "2027-12-31", code=2)
    (desk.folder / "out.txt").write_text("A1\nB1\nC1\nD1\nX9\n", encoding="utf-8")
    said = agency(desk, "pack", AGENCY, "--cases", "out.txt", "--until", "2027-02-20", code=1)
    for words in (
        "C1：逾期34天，未满91天",
        "D1：有标记：投诉（HOUSE-AGENCY）",
        "X9：没有该案件",
        "WW-2026-11-23-1：2件案件委托",
    ):
        assert words in said
    assert "A1：客户已委托" in agency(desk, "pack", AGENCY, "A1", "--until", "2027-02-20", code=1)

    # The pack: masked, with less in it than a collector's, the period, and what may be done and what not.
    pack = desk.folder / f"{AGENCY}.xlsx"
    book = Hand(pack).book
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    for secret in ("13800138000", "欧阳小明", "320102196503042115", "司机", "上海市黄浦区人民路1号"):
        assert not any(secret in cell for cell in cells)
    assert {"至2027-02-20（含当日）", "2027-02-26", "转委托他人（CN-PI）"} <= cells
    assert "CBA-1" in " ".join(str(row) for row in book[GUIDE_NAME[0]].iter_rows(values_only=True))
    assert Hand(pack).cases == ["A1", "B1"]

    # Shown so on the list of the house, on every card of the person, and nobody writes or calls meanwhile.
    desk.on("2026-11-24")
    told = listed(desk)
    assert told["A2"] == told["A1"] == ("waiting", f"委外：{AGENCY}，至2027-02-20", "HOUSE-AGENCY")
    assert told["C1"][0] == "work"

    # Its return is judged as a collector's workbook, and what it may not do is refused.
    hand = Hand(pack)
    hand.call(case="A1", at=desk.now.replace(hour=22, tzinfo=None), outcome="有效沟通")
    hand.call(case="B1", at=desk.now.replace(hour=11, tzinfo=None))
    row = hand.blank("records")
    hand.put("records", row, case_id="B1", item="标记：投诉", on=desk.now.replace(tzinfo=None), note="客户投诉")
    hand.book.save(pack)
    desk.on("2026-11-24", 16)
    said = agency(desk, "return", pack.name, code=1)
    assert f"{AGENCY}：已交回；本次新增3行，违规联系1次，投诉累计1起" in said
    assert "CBA-1" in said
    for line in hand.book[META].iter_rows():
        line[1].value = "王芳" if line[0].value == "collector" else line[1].value
    hand.book.save("other.xlsx")
    assert "other.xlsx 是 王芳 的工作簿，不是委外机构的" in agency(desk, "return", "other.xlsx", code=2)

    # The complaint brings the case back by itself; a contact of the agency after that, or of the house meanwhile, is a breach.
    desk.on("2026-11-25")
    told = listed(desk)
    assert (told["B1"][0], told["A1"][0]) == ("lead", "waiting")
    assert "B1：2026-11-24 从" in agency(desk, "list", "--cases")
    calls = {"channel": "call", "outcome": "no_answer", "time_zone": "Asia/Shanghai", "recorded": True}
    record(desk, "contact", "B1", "k1", **calls, actor=AGENCY, collector=AGENCY)
    record(desk, "contact", "A2", "k2", **calls, collector="王芳")
    with arrears.store.open_store(desk.folder / "book.db") as opened:
        from arrears.store.state.contact_states import judged  # noqa: PLC0415  # beside its use

        found = judged(opened, opened.contacts(), desk.day)
    own = found[found["rule"] == "HOUSE-AGENCY"]
    assert own[["case_id", "happened"]].values.tolist() == [
        ["B1", "电话：案件当日不在委外期间"],
        ["A2", "电话：案件委外期间由本机构联系"],
    ]

    # Recalled with a reason; the record of the case tells of it.
    assert "请用 --reason 写明理由" in agency(desk, "recall", AGENCY, "--reason", " ", code=2)
    assert "案件 B1 当前不在" in agency(desk, "recall", AGENCY, "B1", "--reason", "客户来电", code=2)
    assert "已收回1件：A1" in agency(desk, "recall", AGENCY, "--reason", "客户来电协商")
    assert ("委外" in listed(desk)["A1"][1], listed(desk)["A1"][2]) == (False, "")

    # The inspection sheet shows what counts against it; struck off, it gets nothing.
    desk.on("2026-11-26")
    agency(desk, "inspect", AGENCY, "--out", "next")
    sheet = openpyxl.load_workbook(next((desk.folder / "next").glob("*.xlsx")))
    facts = {row[1]: row[2] for row in sheet["检查表"].iter_rows(values_only=True) if row[1]}
    assert facts["违规联系"] == "2次（自上次检查）"
    assert facts["投诉"] == "1次（自上次检查）"
    assert facts["委托案件"] == "累计委托2件，目前在外0件"
    desk.on("2027-11-23")
    assert "检查已于 2027-11-22 到期" in agency(desk, "pack", AGENCY, "A1", "--until", "2027-12-20", code=2)
    agency(desk, "remove", AGENCY, "--reason", "合作终止")
    assert "已移出名单" in agency(desk, "pack", AGENCY, "A1", "--until", "2027-12-20", code=2)
