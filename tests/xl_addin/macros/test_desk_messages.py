"""In a collector's workbook nobody is written to, or ranked, against what the store knows."""

import csv
import io
from datetime import UTC, date, datetime
from functools import partial

import pytest
from macro_books import MORNING
from macro_desk import MacroDesk, read_values

from arrears.store import open_store
from arrears.store.state.case_list import linked_cases
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS
from xl_addin.macros import store_of

CHANNEL = next(column for column in FOLLOW_UP_COLUMNS if column.key == "channel")
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def values(pristine):
    return read_values(min((pristine / "desk").glob("*.xlsx")))


@pytest.fixture
def desk(house, values, monkeypatch):
    """A workbook of which the store has learned more since: each case says or hears something."""
    monkeypatch.setattr(store_of, "open_store", partial(open_store, clock=lambda: MORNING))
    desk = MacroDesk(house.books[0], values)
    desk.cases = [row[1] for row in values["案件"][4:] if row[1]]
    told = (
        {"kind": "promise", "amount_fen": 100_00, "due_on": date(2026, 11, 24)},
        {"kind": "promise", "amount_fen": 100_00, "due_on": date(2026, 12, 4)},
        {"kind": "claim", "amount_fen": 100_00, "paid_on": date(2026, 11, 20)},
    )
    with open_store(house.folder / "arrears.db", create=False, clock=lambda: MORNING) as store:
        store.append(
            [
                {"case_id": case, "actor": "li", "happened_at": AT, "key": f"told-{place}", **told[place % len(told)]}
                for place, case in enumerate(desk.cases)
            ]
        )
    return desk.at("说明", 0)


def texts(desk):
    """Give the text and the reason of each case on the sheet of messages."""
    rows = desk.sheets["短信"]
    top = next(place for place, row in enumerate(rows) if "案件编号" in row)
    places = [rows[top].index(name) for name in ("案件编号", "内容", "不发送的原因")]
    return {row[places[0]]: (row[places[1]] or "", row[places[2]] or "") for row in rows[top + 1 :] if row[places[0]]}


def test_messages_know_the_promises_and_claims_of_the_store(desk):
    desk.press("messages_letters", {"kind": "messages"})
    desk.press("follow_up_list", {"replace:待处理": "keep", "replace:等待中": "keep"})
    written = texts(desk)
    assert list(written) == desk.cases
    assert any("您曾表示将于2026年11月24日" in text for text, _ in written.values())
    assert not any(text for case, (text, _) in written.items() if desk.cases.index(case) % 3)
    rows = desk.sheets["跟进清单"]
    top = next(place for place, row in enumerate(rows) if "案件编号" in row)
    case, channel = (rows[top].index(name) for name in ("案件编号", CHANNEL.zh))
    listed = [row[case] for row in rows[top + 1 :] if row[case] and "短信" in str(row[channel])]
    assert listed
    assert [one for one in listed if not written[one][0]] == []


@pytest.mark.parametrize("macro", ["messages_letters", "follow_up_list", "message_files"])
def test_without_the_store_it_is_not_decided_whom_to_contact(desk, house, macro):
    (house.folder / "arrears.db").unlink()
    before = str(desk.sheets)
    said = desk.press(macro, {"kind": "messages", "which_files": "messages"})
    assert "请连接存储库，或按“今日跟进”页办理" in said
    assert "ARREARS_STORE" in said
    assert str(desk.sheets) == before


def test_figures_without_the_store_say_as_of_when_they_are(desk, house):
    (house.folder / "arrears.db").unlink()
    assert "按工作簿生成时的资料计算" in desk.press("stage_cases")


def test_what_the_store_knows_in_full_stays_masked_in_the_workbook(desk, house):
    with open_store(house.folder / "arrears.db", create=False) as store:
        names = {name for name in store.customer_names().values() if name}
    desk.on_case()
    for macro in ("messages_letters", "stage_cases", "agreement"):
        desk.press(macro, {"kind": "letters"})
    shown = str([rows for name, rows in desk.sheets.items() if name not in {"_arrears", "_lists"}])
    assert [name for name in names if name in shown] == []


def files(desk):
    (folder,) = (path for path in desk.path.parent.iterdir() if path.is_dir())
    return {path.name: path for path in folder.iterdir()}


def test_files_to_send_hold_the_numbers_of_the_store_and_their_release_is_recorded(desk, house):
    assert desk.press("message_files") == ""
    assert [answer for answer, _ in desk.asked["options"]] == ["messages", "others"]
    desk.press("messages_letters", {"kind": "messages"})
    said = desk.at("说明", 0).press("message_files", {"which_files": "messages"})
    assert "条短信（计费" in said
    rows = list(csv.DictReader(io.StringIO(files(desk)["messages.csv"].read_text(encoding="utf-8"))))
    assert {row["case_id"]: row["text"] for row in rows} == {
        case: text for case, (text, _) in texts(desk).items() if text
    }
    with open_store(house.folder / "arrears.db", create=False) as store:
        phones = linked_cases(store, MORNING.date())[0].set_index("case_id")["phone"]
        assert all(row["phone"] == phones[row["case_id"]] for row in rows)
        (release,) = store.events(kind="export").to_dict("records")
    assert release["actor"] == desk.path.stem
    assert sorted(release["payload"]["cases"]) == sorted(row["case_id"] for row in rows)
    emails = desk.press("message_files", {"which_files": "others", "which_others": "emails"})
    assert "封邮件草稿" in emails
    assert "HOUSE-ACCESS" in desk.press("message_files", {"which_files": "others", "which_others": "letters"})


def test_a_plain_list_gives_files_of_its_own_numbers_and_says_that_nothing_is_recorded(tmp_path):
    heads = ["案件编号", "客户姓名", "手机号", "到期还款日", "逾期本金"]
    rows = [["", "A1", "张三", "13800138000", 46296, 900], ["", "A2", "李四", "138****8001", 46296, 900]]
    desk = MacroDesk(tmp_path / "list.xlsx", {"案件": [[], [], [], ["", *heads], *rows]}).at("案件", 0)
    said = desk.press("message_files", {"which_files": "messages"})
    assert "此次使用没有登记" in said
    assert "A1,13800138000" in files(desk)["messages.csv"].read_text(encoding="utf-8")
    assert "A2" in files(desk)["not-sent.csv"].read_text(encoding="utf-8-sig")
