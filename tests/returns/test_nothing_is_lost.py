"""What people do with files and tabs: whatever becomes of it is said, and nothing that was entered is lost unseen."""

from desk_hand import clock

from arrears.returns.merge import merge


def codes(merged):
    return sorted((one.file, one.code) for one in (*merged.findings, *merged.others))


def test_every_file_of_a_folder_is_named_with_what_became_of_it(house):
    hand = house.hand().call(note="家中无人")
    back = house.back
    hand.save(back, name="王芳.XLSX")
    house.hand(1).save(back)
    for name in ("notes.csv", "table.numbers", "~$王芳.xlsx", "old.bak", "scan.pdf", ".DS_Store"):
        (back / name).write_bytes(b"x")
    merged = merge(house.store, [back])
    assert len(merged.new) == 1
    assert codes(merged) == [
        ("notes.csv", "TABLE_PASSED_OVER"),
        ("old.bak", "TEMPORARY_FILE"),
        ("scan.pdf", "FILE_PASSED_OVER"),
        ("table.numbers", "TABLE_PASSED_OVER"),
        ("~$王芳.xlsx", "TEMPORARY_FILE"),
    ]
    assert merged.needs_a_look


def test_a_folder_without_a_workbook_is_a_finding_and_who_is_missing_is_said(house):
    assert [code for _, code in codes(merge(house.store, [house.back]))] == ["NOTHING_TAKEN"]
    house.hand().call().save(house.back)
    merged = merge(house.store, [house.back])
    other = house.books[1].stem
    assert (merged.findings, merged.missing) == ((), (other,))
    assert not merged.needs_a_look


def test_a_tab_that_was_copied_and_worked_on_is_read(house):
    hand = house.hand()
    sheet = hand.sheet("contacts")[1]
    copy = hand.book.copy_worksheet(sheet)
    copy.title = f"{sheet.title} (2)"
    row = hand.blank("contacts")
    cells = {
        "case_id": hand.cases[1],
        "at": clock(10, 30),
        "channel": "电话",
        "outcome": "无人接听",
        "note": "副本中登记",
    }
    for column, value in cells.items():
        copy.cell(row, hand.place("contacts", column)).value = value
    merged = merge(house.store, [hand.save(house.back)])
    assert merged.new["sheet"].tolist() == [copy.title]
    assert [code for _, code in codes(merged)] == ["TAB_READ"]
    again = merge(house.store, [house.back / house.books[0].name])
    assert (len(again.new), len(again.known)) == (0, 1)


def test_a_tab_made_by_hand_with_known_headings_is_read(house):
    hand = house.hand()
    tab = hand.book.create_sheet("我的记录")
    tab.append(["周一"])
    tab.append(["案件编号", "联系时间", "渠道", "结果", "沟通内容"])
    tab.append([hand.cases[1], clock(10, 30), "电话", "无人接听", "自己的表"])
    merged = merge(house.store, [hand.save(house.back)])
    assert (merged.new["sheet"].tolist(), merged.new["row"].tolist()) == (["我的记录"], [3])
    assert [code for _, code in codes(merged)] == ["TAB_READ"]
    assert house.store.current("contact")["note"].iloc[-1] == "自己的表"


def test_a_copy_of_today_s_list_with_an_outcome_in_it_is_read(house):
    hand = house.hand()
    sheet = hand.sheet("today")[1]
    copy = hand.book.copy_worksheet(sheet)
    copy.title = "备份"
    row = hand.rows("today")[0]
    for column, value in {"contact_at": clock(9, 15), "contact_channel": "电话", "outcome": "无人接听"}.items():
        copy.cell(row, hand.place("today", column)).value = value
    merged = merge(house.store, [hand.save(house.back)])
    assert merged.new["sheet"].tolist() == ["备份"]


def test_workbooks_in_which_nothing_was_entered_are_named(house):
    house.hand(0).call().save(house.back)
    house.hand(1).save(house.back)
    merged = merge(house.store, [house.back])
    assert merged.blank == (house.books[1].name,)


def test_one_call_on_two_sheets_with_two_notes_keeps_both_notes(house):
    first = {"contact_at": clock(10, 30), "contact_channel": "电话", "outcome": "无人接听", "note": "改日再打"}
    hand = house.hand()
    row = hand.rows("today")[0]
    case = hand.get("today", row, "case_id")
    hand.put("today", row, **first)
    hand.call(case=case, note="家属称出差")
    merged = merge(house.store, [hand.save(house.back)])
    stored = house.store.current("contact")
    notes = {*stored.loc[stored["case_id"] == case, "note"].dropna(), *house.store.current("note")["text"]}
    assert {"改日再打", "家属称出差"} <= notes
    assert [code for _, code in codes(merged)] == ["BOTH_NOTES"]
    assert merge(house.store, [house.back / house.books[0].name]).receipt is None


def test_a_claim_and_a_promise_above_what_is_owed_are_asked_about_and_stored(house):
    hand = house.hand().record("客户称已还款", amount="9,999,999")
    merged = merge(house.store, [hand.save(house.back)])
    assert [code for _, code in codes(merged)] == ["CLAIM_ABOVE"]
    assert merged.new["kind"].tolist() == ["claim"]
    assert merged.needs_a_look
