"""What collectors enter becomes events once and only once; what contradicts is told, and nothing is lost."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from desk_hand import AT, DAY, EVENING, FIRST, Hand, clock, write_books
from store_samples import force_event

from arrears.operations.agreements.events import agreements_of, approval_event, consent_event, draft_event
from arrears.returns.book import read_desk_file
from arrears.returns.ids import spelt_as_stored
from arrears.returns.merge import merge
from arrears.returns.report import summary
from arrears.returns.sorting import Known
from arrears.store import open_store
from arrears.store.records import Payment, Reversal
from arrears.store.secrets.keys import VARIABLE
from arrears.store.state.case_list import linked_cases, place_cases
from arrears.training.portfolio import make_portfolio
from arrears.workbooks.collector.layout import CONTACTS, META

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def codes(merged):
    return sorted({finding.code for finding in merged.findings})


def kinds(merged):
    return sorted(merged.new["kind"])


def test_untouched_workbooks_store_nothing(house):
    head = house.store.head()
    merged = merge(house.store, house.books)
    assert (len(merged.new), merged.findings, merged.needs_a_look, house.store.head()) == (0, (), False, head)


def test_each_kind_of_entry_becomes_its_event(house):
    hand = house.hand().call(note="家中无人").promise(channel="电话").record("客户称已还款", amount="1,234.50")
    hand.record("标记：投诉", note="质疑利息").record("请组长协助", note="要求减免")
    hand.put(
        "today",
        FIRST,
        contact_at=AT,
        contact_channel="短信",
        outcome="已发送",
        promise_amount=88,
        promise_due=date(2026, 12, 1),
    )
    merged = merge(house.store, [hand.save(house.back)])
    assert merged.findings == ()
    assert kinds(merged) == ["claim", "contact", "contact, promise", "flag", "help", "promise"]
    by_kind = dict(house.store.events()[["kind", "payload"]].itertuples(index=False))
    assert by_kind["claim"] == {"amount_fen": 1234_50, "paid_on": "2026-11-23"}
    assert by_kind["flag"] == {"flag": "complaint", "on": True, "reason": "质疑利息"}
    asked = by_kind["help"]
    assert (asked["state"], asked["text"]) == ("asked", "要求减免")
    contact = house.store.contacts().iloc[-1]
    assert str(contact["at"]) == "2026-11-23 10:30:00+08:00"


def test_the_same_workbook_again_and_again_stores_nothing_more(house):
    path = house.hand().call().promise().record("标记：异议").save(house.back)
    first = merge(house.store, [path])
    again = [merge(house.store, paths) for paths in ([path], [house.back], [path, path])]
    assert len(first.new) == 3
    assert [(len(one.new), len(one.known), one.receipt, one.head) for one in again] == [(0, 3, None, first.head)] * 3


def test_a_note_alone_on_today_s_list_is_a_note(house):
    path = house.hand().put("today", FIRST, note="下午再打").save(house.back)
    assert kinds(merge(house.store, [path])) == ["note"]


def test_a_workbook_that_was_sorted_stores_the_same_rows(house):
    hand = house.hand().call().call(case=house.hand().cases[2], outcome="占线").promise()
    merge(house.store, [hand.save(house.back)])
    for key in ("today", "contacts", "promises", "cases"):
        hand.reverse(key)
    merged = merge(house.store, [hand.save(house.back, "sorted.xlsx")])
    assert (len(merged.new), len(merged.known), merged.findings) == (0, 3, ())


def test_rows_that_were_hidden_by_a_filter_are_read(house):
    hand = house.hand().call()
    sheet = hand.sheet("contacts")[1]
    sheet.row_dimensions[hand.rows("contacts")[1]].hidden = True
    assert len(merge(house.store, [hand.save(house.back)]).new) == 1


def test_rows_and_columns_that_were_inserted_do_not_matter(house):
    hand = house.hand().call()
    sheet = hand.sheet("contacts")[1]
    sheet.insert_rows(FIRST + 1, 2)
    sheet.insert_cols(4)
    sheet.insert_rows(1)
    merged = merge(house.store, [hand.save(house.back)])
    assert (len(merged.new), merged.findings) == (1, ())


def test_a_blank_row_that_was_deleted_does_not_matter(house):
    hand = house.hand()
    sheet = hand.sheet("contacts")[1]
    sheet.delete_rows(hand.blank("contacts"), 3)
    hand.call()
    merged = merge(house.store, [hand.save(house.back)])
    assert (len(merged.new), merged.findings) == (1, ())


def test_a_copied_row_is_a_row_of_its_own_and_stays_so(house):
    hand = house.hand().call()
    row = hand.rows("contacts")[1]
    copied = hand.rows("contacts")[-1] + 1
    key = hand.get("contacts", row, "key")
    hand.call(copied, key=key, at=AT.replace(hour=15))
    path = hand.save(house.back)
    assert len(merge(house.store, [path]).new) == 2
    again = merge(house.store, [hand.reverse("contacts").save(house.back)])
    assert (len(again.new), len(again.known), again.findings) == (0, 2, ())


def test_a_copy_of_a_past_row_with_another_time_is_a_new_contact(house):
    hand = house.hand()
    key = hand.get("contacts", FIRST, "key")
    hand.call(hand.rows("contacts")[-1] + 1, key=key, case=hand.get("contacts", FIRST, "case_id"))
    merged = merge(house.store, [hand.save(house.back)])
    assert (kinds(merged), merged.findings) == (["contact"], ())


def test_an_identical_copy_is_recorded_once_and_told(house):
    hand = house.hand().call()
    hand.call(hand.rows("contacts")[-1] + 1, key=hand.get("contacts", hand.rows("contacts")[1], "key"))
    merged = merge(house.store, [hand.save(house.back)])
    assert (len(merged.new), codes(merged), merged.needs_a_look) == (1, ["ROW_TWICE"], False)


def test_a_row_typed_below_the_table_without_a_key_is_stored_once(house):
    hand = house.hand()
    hand.call(hand.rows("contacts")[-1] + 1)
    path = hand.save(house.back)
    assert [len(merge(house.store, [path]).new) for _ in range(2)] == [1, 0]


def test_the_same_contact_on_two_sheets_is_one(house):
    hand = house.hand()
    case = hand.get("today", FIRST, "case_id")
    hand.call(case=case).put("today", FIRST, contact_at=AT, contact_channel="电话", outcome="无人接听")
    merged = merge(house.store, [hand.save(house.back)])
    assert (len(merged.new), codes(merged)) == (1, ["ALREADY_THERE"])
    assert merged.new["sheet"].tolist() == ["联系记录"]


def test_yesterday_s_rows_pasted_into_today_s_workbook_are_known(house):
    old = house.hand().call()
    merge(house.store, [old.save(house.back, "old.xlsx")])
    new = house.hand(0)
    rows = [row for row in old.values("contacts") if row[3]]
    below = new.rows("contacts")[-1] + 1
    new.write("contacts", [*new.values("contacts"), rows[1]])
    assert new.sheet("contacts")[1].cell(below, 1).value == rows[1][0]
    merged = merge(house.store, [new.save(house.back, "new.xlsx")])
    assert (len(merged.new), merged.needs_a_look) == (0, False)


@pytest.mark.parametrize(
    ("sheet", "cells"),
    [
        pytest.param("contacts", {"outcome": "拒接"}, id="a contact's outcome"),
        pytest.param("contacts", {"at": clock(11, 0, day=22)}, id="a contact's time"),
        pytest.param("promises", {"amount": 250}, id="a promise's amount"),
        pytest.param("promises", {"due_on": date(2026, 12, 25)}, id="a promise's day"),
    ],
)
def test_an_edited_past_row_is_a_conflict_and_stored_nowhere(house, sheet, cells):
    head = house.store.head()
    merged = merge(house.store, [house.hand().put(sheet, FIRST, **cells).save(house.back)])
    assert (codes(merged), merged.needs_a_look, house.store.head()) == (["PAST_EDITED"], True, head)


def test_a_past_row_that_was_deleted_is_told_and_stays_stored(house):
    hand = house.hand()
    hand.sheet("contacts")[1].delete_rows(FIRST)
    merged = merge(house.store, [hand.save(house.back)])
    assert codes(merged) == ["PAST_REMOVED"]
    assert len(house.store.contacts()) == 2


def test_a_row_that_changed_after_it_was_merged_is_a_conflict(house):
    hand = house.hand().call()
    merge(house.store, [hand.save(house.back)])
    head = house.store.head()
    hand.put("contacts", hand.rows("contacts")[1], outcome="有效沟通")
    merged = merge(house.store, [hand.save(house.back)])
    assert (codes(merged), house.store.head()) == (["MERGED_EDITED"], head)


def test_two_versions_of_a_row_in_two_files_are_both_held_back(house):
    mine = house.hand().call().save(house.back, "a.xlsx")
    theirs = house.hand().call(outcome="有效沟通").promise().save(house.back, "b.xlsx")
    for order in ([mine, theirs], [theirs, mine], [house.back]):
        merged = merge(house.store, order)
        assert codes(merged) == ["TWO_VERSIONS"]
        assert {finding.file for finding in merged.findings} == {"a.xlsx", "b.xlsx"}
    assert house.store.contacts()["contact_id"].str.startswith("desk-").sum() == 0
    assert len(merge(house.store, [mine]).new) == 1


def test_what_the_list_says_of_a_case_is_not_taken_from_a_workbook(house):
    hand = house.hand().put("cases", FIRST, principal=1).put("today", FIRST, note="照常")
    hand.put("today", FIRST, next_action="随便")
    merged = merge(house.store, [hand.save(house.back)])
    assert (codes(merged), len(merged.new)) == (["SHOWN_EDITED"], 1)
    assert {finding.sheet for finding in merged.findings} == {"案件", "今日跟进"}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        pytest.param({"at": "昨天"}, "DATE_INVALID", id="a time that is none"),
        pytest.param({"at": clock(9, 0, day=24)}, "DATE_FUTURE", id="tomorrow"),
        pytest.param({"at": date(2026, 11, 23)}, "TIME_MISSING", id="a day without an hour"),
        pytest.param({"at": None}, "REQUIRED", id="no time"),
        pytest.param({"channel": "电报"}, "WORD_UNKNOWN", id="an unknown channel"),
        pytest.param({"outcome": None}, "REQUIRED", id="no outcome"),
        pytest.param({"case": "ZZ-1"}, "OTHER_CASE", id="another collector's case"),
        pytest.param({"people": 0}, "COUNT_INVALID", id="nobody visited"),
        pytest.param({"outcome": "=1/0"}, "CELL_ERROR", id="a formula that was never calculated"),
        pytest.param({"note": "长" * 20_001}, "TEXT_INVALID", id="a novel"),
    ],
)
def test_a_row_that_cannot_be_read_is_listed_and_the_others_are_stored(house, cells, code):
    hand = house.hand().call(**cells).promise()
    merged = merge(house.store, [hand.save(house.back)])
    assert (codes(merged), kinds(merged), merged.needs_a_look) == ([code], ["promise"], True)
    (found,) = merged.findings
    assert (found.sheet, found.row) == ("联系记录", hand.rows("contacts")[1])
    assert all(words for lang in ("zh", "en") for words in found.words(lang))


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        pytest.param({"amount": "三百"}, "AMOUNT_INVALID", id="an amount in words"),
        pytest.param({"amount": 0}, "AMOUNT_INVALID", id="nothing"),
        pytest.param({"amount": -1}, "AMOUNT_INVALID", id="below nothing"),
        pytest.param({"amount": None}, "REQUIRED", id="no amount"),
        pytest.param({"due_on": date(2026, 11, 22)}, "DUE_BEFORE_MADE", id="a day before the promise"),
        pytest.param({"due_on": None}, "REQUIRED", id="no day"),
        pytest.param({"case_id": None}, "CASE_MISSING", id="nobody's promise"),
    ],
)
def test_a_promise_that_cannot_be_kept_is_listed(house, cells, code):
    merged = merge(house.store, [house.hand().promise(**cells).save(house.back)])
    assert (codes(merged), len(merged.new)) == ([code], 0)


@pytest.mark.parametrize(
    ("due_on", "found"),
    [
        pytest.param(date(2026, 12, 24), [], id="the last day of the policy"),
        pytest.param(date(2026, 12, 25), ["DUE_FAR"], id="a day further"),
        pytest.param(date(2099, 12, 31), ["DUE_FAR"], id="a slip in the year"),
    ],
)
def test_a_promise_for_a_far_day_is_stored_and_told(house, due_on, found):
    merged = merge(house.store, [house.hand().promise(due_on=due_on).save(house.back)])
    assert (codes(merged), len(merged.new), merged.needs_a_look) == (found, 1, bool(found))


def test_a_promise_for_the_day_itself_and_of_one_fen_is_right(house):
    merged = merge(house.store, [house.hand().promise(amount=0.01, due_on=date(2026, 11, 23)).save(house.back)])
    assert (merged.findings, len(merged.new)) == ((), 1)


def test_what_may_be_personal_is_covered_in_findings(house):
    merged = merge(house.store, [house.hand().call(outcome="13800138000").save(house.back)])
    assert merged.findings[0].value == "1***"


@pytest.mark.parametrize("typed", ["13800138000", "11010519491231002X", "欧阳小云", "someone@example.com"])
@pytest.mark.parametrize("without_hidden_sheet", [False, True])
def test_what_is_somebodys_and_no_case_is_covered_where_a_case_should_stand(house, typed, without_hidden_sheet):
    hand = house.hand().call(case=typed)
    if without_hidden_sheet:
        del hand.book[META]
    findings = merge(house.store, [hand.save(house.back)]).findings
    assert findings
    assert typed not in str(findings)


def test_a_row_of_the_list_whose_case_was_changed_is_listed(house):
    hand = house.hand().put("today", FIRST, note="x")
    hand.put("today", FIRST, case_id=hand.get("today", FIRST + 1, "case_id"))
    assert "KEY_OF_OTHER_CASE" in codes(merge(house.store, [hand.save(house.back)]))


def test_a_deleted_sheet_is_told_and_the_others_are_read(house):
    hand = house.hand().call()
    del hand.book[hand.sheet("promises")[1].title]
    merged = merge(house.store, [hand.save(house.back)])
    assert (codes(merged), len(merged.new)) == (["SHEET_MISSING"], 1)
    assert merged.findings[0].detail == "承诺"


def test_a_renamed_sheet_is_known_by_its_keys(house):
    hand = house.hand().call()
    hand.sheet("contacts")[1].title = "我的电话"
    merged = merge(house.store, [hand.save(house.back)])
    assert (merged.findings, len(merged.new)) == ((), 1)


def test_a_renamed_heading_is_known_by_its_place(house):
    hand = house.hand().call()
    hand.sheet("contacts")[1].cell(FIRST - 1, hand.place("contacts", "outcome")).value = "怎么样"
    merged = merge(house.store, [hand.save(house.back)])
    assert (codes(merged), len(merged.new), merged.needs_a_look) == (["COLUMN_RENAMED"], 1, False)


def test_a_deleted_column_is_told_and_what_is_left_is_read(house):
    hand = house.hand().call(note="要找的内容")
    hand.sheet("contacts")[1].delete_cols(hand.place("contacts", "people"))
    merged = merge(house.store, [hand.save(house.back)])
    assert (codes(merged), len(merged.new)) == (["COLUMN_MISSING"], 1)


@pytest.mark.parametrize("key", ["", "C-BROKEN", 42, "=ROW()"])
def test_a_row_with_a_broken_key_is_stored_once(house, key):
    hand = house.hand().call()
    hand.put("contacts", hand.rows("contacts")[1], key=key)
    path = hand.save(house.back)
    assert [len(merge(house.store, [path]).new) for _ in range(2)] == [1, 0]


def test_without_its_hidden_sheet_every_filled_row_is_listed_and_none_stored(house):
    hand = house.hand().call().promise()
    del hand.book[META]
    merged = merge(house.store, [hand.save(house.back)])
    listed = [finding for finding in merged.findings if finding.code == "NO_META" and finding.row]
    # Two past rows of each sheet say something too: nobody can tell them from new ones.
    assert {finding.sheet for finding in listed} == {"联系记录", "承诺"}
    assert (len(merged.new), merged.needs_a_look) == (0, True)


def test_a_newer_version_s_workbook_is_read_as_far_as_it_is_known(house):
    merged = merge(house.store, [house.hand().call().fact("format", "99").save(house.back)])
    assert (codes(merged), len(merged.new)) == (["NEWER_FORMAT"], 1)


@pytest.mark.parametrize("head", [f"1:{'ab' * 32}", f"0:{'00' * 32}", f"999999:{'ab' * 32}", "none"])
def test_a_workbook_of_another_store_stores_nothing(house, head):
    merged = merge(house.store, [house.hand().call().fact("head", head).save(house.back)])
    assert (codes(merged), len(merged.new)) == (["OTHER_STORE"], 0)


def test_files_that_are_no_workbooks_do_not_stop_the_others(house):
    (house.back / "broken.xlsx").write_bytes(b"PK\x03\x04 no zip")
    (house.back / "~$a.xlsx").write_bytes(b"lock")
    house.hand().call().save(house.back)
    merged = merge(house.store, [house.back])
    assert (codes(merged), merged.unreadable, len(merged.new)) == (["FILE_UNREADABLE"], 1, 1)


def test_a_breach_is_listed_with_its_rule_and_stored_all_the_same(house):
    hand = house.hand().call(at=clock(7, 59))
    merged = merge(house.store, [hand.save(house.back)])
    assert (merged.breaches["rule"].tolist(), merged.needs_a_look, len(merged.new)) == (["CBA-1"], True, 1)
    again = merge(house.store, [hand.save(house.back)])
    assert again.breaches["rule"].tolist() == ["CBA-1"]


def test_at_eight_sharp_there_is_no_breach(house):
    merged = merge(house.store, [house.hand().call(at=clock(8, 0)).save(house.back)])
    assert merged.breaches.empty


def test_breaches_are_found_against_the_whole_log_and_not_one_workbook(house):
    first = house.hand()
    for minute in range(6):
        first.call(at=AT.replace(minute=minute))
    assert merge(house.store, [first.save(house.back)]).breaches.empty
    write_books(house.store, house.folder / "noon")
    (noon,) = [path for path in (house.folder / "noon").iterdir() if path.name == house.books[0].name]
    merged = merge(house.store, [Hand(noon).call(at=AT.replace(hour=16)).save(house.back, "noon.xlsx")])
    assert merged.breaches["rule"].tolist() == ["CBA-2"]


def test_a_call_on_the_day_of_a_complaint_is_to_be_reviewed_and_a_day_later_a_breach(house):
    hand = house.hand().call().record("标记：投诉", on=date(2026, 11, 23))
    merged = merge(house.store, [hand.save(house.back)])
    assert merged.breaches[["rule", "severity"]].values.tolist() == [["HOUSE-STOP-COMPLAINT", "review"]]
    assert not merged.needs_a_look
    late = house.hand(1)
    late.record("标记：投诉", on=date(2026, 11, 22), case_id=late.cases[1]).call()
    merged = merge(house.store, [late.save(house.back)])
    assert merged.breaches[["rule", "severity"]].values.tolist() == [["HOUSE-STOP-COMPLAINT", "breach"]]


def test_consent_to_an_hour_permits_the_call_that_it_was_given_in(house):
    hand = house.hand().call(at=clock(7, 30), outcome="有效沟通", consent="是")
    merged = merge(house.store, [hand.save(house.back)])
    assert merged.breaches.empty
    assert sorted(house.store.consents()["about"]) == ["consent_attempts", "consent_hours"]


def test_an_english_workbook_comes_back_as_well(house):
    write_books(house.store, house.folder / "en", lang="en")
    hand = Hand(next((house.folder / "en").iterdir()), "en")
    hand.put("contacts", hand.blank("contacts"), case_id=hand.cases[1], at=AT, channel="call", outcome="no answer")
    merged = merge(house.store, [hand.save(house.back)], lang="en")
    assert (merged.findings, len(merged.new)) == ((), 1)


def test_a_store_on_postgresql_takes_workbooks_back_as_well(store_url, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, KEY)
    with open_store(store_url, clock=lambda: EVENING) as store:
        place_cases(store, make_portfolio(cases=4, collectors=1, seed=3), actor="lead", as_of=DAY)
        (written,) = write_books(store, tmp_path / "desk")
        path = Hand(written.path).call().promise().save(tmp_path / "back")
        assert [len(merge(store, [path]).new) for _ in range(2)] == [2, 0]
        assert store.verify().is_intact


def test_a_conflict_shows_both_sides_and_no_free_text(house):
    hand = house.hand().put("contacts", FIRST, outcome="拒接", note="找王小芳")
    (found,) = merge(house.store, [hand.save(house.back)]).findings
    words = found.words("zh")
    assert "结果=拒接" in found.value
    assert "联系结果 有效沟通" in words.message
    assert "王小芳" not in found.value + words.message
    assert "愿意分期" not in words.message


def test_a_number_typed_over_a_past_rows_case_is_not_told(house):
    hand = house.hand().put("contacts", FIRST, case_id="13800138000")
    merged = merge(house.store, [hand.save(house.back)])
    assert codes(merged) == ["PAST_EDITED"]
    assert "13800138000" not in str(merged.findings)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        pytest.param("2026-11-23 下午3点", "15:00:00", id="an hour with its half of the day"),
        pytest.param("2026-11-23 3:30 PM", "15:30:00", id="an English clock"),
        pytest.param("2026年11月23日 上午9点半", "09:30:00", id="half past, in Chinese"),
        pytest.param("2026-11-23 15点", "15:00:00", id="an hour beyond noon"),
        pytest.param("2026-11-23 12:30 am", "00:30:00", id="half past midnight"),
        pytest.param("2026-11-23 下午 3 点", "15:00:00", id="blanks in between"),
    ],
)
def test_a_time_that_can_be_read_in_one_way_is_read(house, written, at):
    merged = merge(house.store, [house.hand().call(at=written).save(house.back)])
    assert (codes(merged), len(merged.new)) == ([], 1)
    assert str(house.store.contacts().iloc[-1]["at"]) == f"2026-11-23 {at}+08:00"


@pytest.mark.parametrize(
    ("written", "code", "remedy"),
    [
        pytest.param("2026-11-23 3点", "TIME_UNCLEAR", "上午、下午", id="three at night or in the afternoon"),
        pytest.param("2026-11-23 晚上12点", "TIME_UNCLEAR", "上午、下午", id="one of two midnights"),
        pytest.param("2026-11-23 上午15点", "TIME_UNCLEAR", "上午、下午", id="a contradiction"),
        pytest.param("下午3点", "DAY_MISSING", "2026-11-23 15:00", id="no day"),
        pytest.param("3:30 PM", "DAY_MISSING", "2026-11-23 15:30", id="no day, in English"),
        pytest.param(0.5, "DAY_MISSING", "2026-11-23 12:00", id="a cell with a time alone"),
        pytest.param("昨天下午3点", "DAY_MISSING", "2026-11-23 15:00", id="yesterday"),
    ],
)
def test_a_time_that_can_be_read_in_two_ways_is_refused_with_the_remedy(house, written, code, remedy):
    merged = merge(house.store, [house.hand().call(at=written).save(house.back)])
    assert (codes(merged), len(merged.new)) == ([code], 0)
    assert remedy in merged.findings[0].words("zh").remedy


def test_a_case_id_in_lower_case_or_wide_letters_is_the_same_case(house):
    case = house.hand().cases[1]
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isalnum() else one for one in case)
    assert case.lower() != case
    hand = house.hand().call(case=case.lower()).promise(case_id=wide)
    merged = merge(house.store, [hand.save(house.back)])
    assert (codes(merged), merged.new["case_id"].tolist()) == ([], [case, case])
    put_right = house.hand().call(case=case).promise(case_id=case)
    again = merge(house.store, [put_right.save(house.back)])
    assert (len(again.new), len(again.known), again.findings) == (0, 2, ())


def test_of_two_cases_that_differ_only_in_case_a_row_must_name_one_exactly(house):
    case = house.hand().cases[1]
    book = read_desk_file(house.hand().call(case=case.title()).save(house.back))
    known = Known({}, {"somebody": {case.lower()}})
    typed = [
        row.text("case_id") for row in spelt_as_stored(book, known).rows if row.sheet is CONTACTS and row.is_filled
    ]
    assert case.title() in typed


def test_rows_that_two_files_have_are_counted_in_both(house):
    hand = house.hand().call().promise()
    both = [hand.save(house.back, "a.xlsx"), hand.save(house.back, "b.xlsx")]
    first = merge(house.store, both)
    assert (first.new["file"].tolist(), first.known["file"].tolist()) == (["a.xlsx"] * 2, ["b.xlsx"] * 2)
    again = merge(house.store, both)
    assert again.known["file"].value_counts().to_dict() == {"a.xlsx": 2, "b.xlsx": 2}
    assert (len(again.new), again.findings) == (0, ())


def test_a_breach_that_two_files_have_is_listed_once(house):
    hand = house.hand().call(at=clock(3))
    both = [hand.save(house.back, "a.xlsx"), hand.save(house.back, "b.xlsx")]
    merged = merge(house.store, both)
    assert len(merged.breaches) == summary(merged)["breaches"].sum() == 1


@pytest.mark.parametrize(("said", "kept"), [("告知式", "informing"), ("交互式", "interactive"), (None, None)])
def test_a_call_s_voice_is_read_from_its_cell_because_the_caps_count_each_apart(house, said, kept):
    merged = merge(house.store, [house.hand().call(voice=said).save(house.back)])
    assert merged.findings == ()
    voice = house.store.current("contact")["voice"]
    assert (voice.iloc[-1] if kept else voice.isna().iloc[-1]) == (kept or True)


TERMS = {
    "balance_fen": 3_000_00, "principal_fen": 2_500_00, "interest_fen": 300_00, "fees_fen": 200_00, "currency": "CNY",
    "cycle_months": 1, "method": "equal_principal", "repayment_currency": "CNY", "interest_accrues": False,
    "fees_accrue": False, "no_new_card": True, "rights": "第五条", "breach_terms": "第六条", "other": "无",
    "affordable_fen": 1_000_00, "willing": True,
}  # fmt: skip


@pytest.mark.parametrize(("bounced", "rules"), [(False, ["CN-70c"]), (True, [])])
def test_payments_that_bounced_break_an_agreement_in_the_merge_as_in_the_store_s_state(house, bounced, rules):
    """Who keeps an agreement is not called (CN-70c); who has paid nothing of two instalments has broken it."""
    hand = house.hand()
    case = hand.cases[1]
    dues = pd.DataFrame({"due_date": ["2026-09-05", "2026-10-05", "2026-11-05"], "payment_fen": [1_000_00] * 3})
    terms = {**TERMS, "agreement_id": "G1", "case_id": case}
    start = datetime(2026, 7, 28, 2, tzinfo=UTC)  # before the statement of cost was needed (CN-26-2)
    days = [start + timedelta(days=number) for number in range(3)]
    oral = {"way": "oral", "evidence": "REC-17"}
    house.store.append(
        [
            draft_event(terms, dues, "li", days[0]),
            consent_event("G1", case, "li", days[1], **oral),
            approval_event("G1", case, "chen", days[2]),
        ]
    )
    house.store.append(
        force_event(*agreements_of(house.store.events()), "G1", "li", start + timedelta(days=3), house.store.policies)
    )
    paid = [datetime(2026, month, 5, 2, tzinfo=UTC) for month in (9, 10)]
    head = {"case_id": case, "actor": "bank"}
    house.store.append([Payment(**head, happened_at=at, key=f"pay-{at.month}", amount_fen=1_000_00) for at in paid])
    if bounced:
        back = datetime(2026, 11, 10, 2, tzinfo=UTC)
        house.store.append(
            [
                Reversal(**head, happened_at=back, key=f"back-{at.month}", corrects=f"pay-{at.month}", amount_fen=1_000_00, reason="退票")
                for at in paid
            ]
        )  # fmt: skip
    merged = merge(house.store, [hand.call(case=case).save(house.back)])
    assert merged.breaches["rule"].tolist() == rules
    state = linked_cases(house.store, DAY)[0].set_index("case_id").loc[case, "agreement"]
    assert state == ("breached" if bounced else "in_force")
