"""A row of a collector's workbook is recognised by its key, and a changed one by its digest."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.store.records import KINDS, Contact, Promise
from arrears.tables.contacts import OUTCOMES
from arrears.workbooks.collector.columns import Cell, Role
from arrears.workbooks.collector.keys import book_mark, plain, row_digest, row_key
from arrears.workbooks.collector.layout import CASES, CONTACTS, HEADING_ROW, ITEMS, PROMISES, RECORDS, SHEETS, TODAY

DAY = date(2026, 11, 23)
ROW = {"case_id": "A1", "amount": 100.0, "due_on": date(2026, 12, 1), "note": "月底"}


def test_every_sheet_has_a_letter_a_table_and_headings_of_its_own():
    for name in ("letter", "zh", "en", "table", "key"):
        assert len({getattr(sheet, name) for sheet in SHEETS}) == len(SHEETS)
    for sheet in SHEETS:
        for lang in ("zh", "en"):
            headings = [column.heading(lang) for column in sheet.in_table]
            assert len(set(headings)) == len(headings)
            assert all(headings)
    assert HEADING_ROW == 4


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_the_key_stands_first_and_live_columns_stand_right_of_the_table(sheet):
    roles = [column.role for column in sheet.columns]
    assert roles[0] is Role.KEY
    inside = len(sheet.in_table)
    assert set(roles[inside:]) <= {Role.LIVE}
    assert Role.LIVE not in roles[:inside]


def test_what_a_collector_picks_is_what_the_store_takes():
    for column, field in (
        ("channel", "channel"),
        ("outcome", "outcome"),
        ("direction", "direction"),
        ("purpose", "purpose"),
    ):
        for word in CONTACTS.column(column).words:
            Contact(case_id="A1", happened_at="2026-11-23T10:00+08:00", actor="王芳", key="k",
                    **{"channel": "call", "outcome": "sent", field: word})  # fmt: skip
    assert set(TODAY.column("outcome").words) == set(OUTCOMES) - {"planned"}
    assert {"contact", "promise", "payment", "flag", "note"} <= set(KINDS)
    assert "flag:legal" not in ITEMS
    assert Promise.model_fields.keys() >= {"amount_fen", "due_on", "channel", "note"}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_word_of_a_drop_down_means_two_things_or_holds_a_comma(sheet, lang):
    for column in sheet.columns:
        words = [column.word(key, lang) for key in column.words or ()]
        assert len({word.casefold() for word in words}) == len(words)
        assert not any("," in word for word in words)


def test_keys_differ_by_sheet_by_row_and_by_workbook_and_are_the_same_again():
    one = row_key(CONTACTS, "B", "new 1")
    assert one == row_key(CONTACTS, "B", "new 1")
    others = {row_key(CONTACTS, "B", "new 2"), row_key(PROMISES, "B", "new 1"), row_key(CONTACTS, "C", "new 1")}
    assert one not in others
    assert len(others) == 3
    assert len(one) == 14
    assert one.startswith("C-")


@pytest.mark.parametrize(
    "other",
    [
        ("李四", DAY, "h", ["x"]),
        ("王芳", date(2026, 11, 24), "h", ["x"]),
        ("王芳", DAY, "", ["x"]),
        ("王芳", DAY, "h", []),
    ],
)
def test_another_collector_day_store_or_list_has_another_mark(other):
    assert book_mark("王芳", DAY, "h", ["x"]) != book_mark(*other)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        pytest.param({"amount": Decimal("100.00")}, True, id="a decimal of the same amount"),
        pytest.param({"amount": 100}, True, id="a whole number of the same amount"),
        pytest.param({"due_on": 46357}, True, id="the date's serial number"),
        pytest.param({"due_on": datetime(2026, 12, 1)}, True, id="the date with midnight"),  # noqa: DTZ001
        pytest.param({"note": " 月底 "}, True, id="blanks around a text"),
        pytest.param({"amount": 100.01}, False, id="a fen more"),
        pytest.param({"due_on": date(2026, 12, 2)}, False, id="a day later"),
        pytest.param({"note": "月初"}, False, id="another text"),
        pytest.param({"note": None}, False, id="a text that was cleared"),
    ],
)
def test_a_digest_changes_with_what_a_row_says_and_not_with_how_it_is_read(change, same):
    assert (row_digest(PROMISES, {**ROW, **change}) == row_digest(PROMISES, ROW)) is same


def test_a_row_to_fill_in_says_nothing_until_something_is_entered():
    assert row_digest(RECORDS, dict.fromkeys(["case_id", "item", "note"], "  ")) == ""
    assert row_digest(RECORDS, {"item": ITEMS["payment"][0]}) != ""


def test_text_that_moves_between_columns_is_a_change():
    one = {"customer_name": "A", "phone": "B"}
    assert row_digest(CASES, one) != row_digest(CASES, {"customer_name": "B", "phone": "A"})
    assert row_digest(CASES, one) != row_digest(CASES, {"customer_name": "AB"})


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001
def test_a_moment_reads_the_same_from_a_date_and_from_its_serial_number(moment):
    moment = moment.replace(microsecond=0)
    serial = (moment - datetime(1899, 12, 30)).total_seconds() / 86_400  # noqa: DTZ001
    assert plain(moment, Cell.MOMENT) == plain(serial, Cell.MOMENT)


@given(st.integers(-(10**11), 10**11))
def test_an_amount_reads_the_same_from_any_kind_of_number(fen):
    texts = {plain(value, Cell.AMOUNT) for value in (fen / 100, Decimal(fen) / 100, f"{Decimal(fen) / 100:,}")}
    assert texts == {f"{Decimal(fen) / 100:.2f}"}
