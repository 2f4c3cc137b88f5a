"""Cells of a collector's row are read as what they mean, or come back with what is wrong and nobody's data."""

from datetime import UTC, datetime

import pytest

from arrears.intake.grid import BadCell
from arrears.returns.book import DeskFile, Row
from arrears.returns.cells import Reader
from arrears.workbooks.collector.layout import CONTACTS, PROMISES

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BOOK = DeskFile("王芳.xlsx", {"lang": "zh", "as_of": "2026-11-23"}, (), {}, ())


def reader(sheet=CONTACTS, **cells):
    return Reader(
        Row(sheet, "联系记录", 7, "key", {"case_id": "A1", **cells}, "", complete=True), BOOK, "Asia/Shanghai", NOW
    )


@pytest.mark.parametrize(("written", "people"), [("1", 1), ("２", 2), ("21", 21), ("100", 100)])
def test_up_to_a_hundred_people_can_have_visited(written, people):
    row = reader(people=written)
    assert (row.people("people"), row.findings) == (people, [])


@pytest.mark.parametrize("written", ["0", "101", "2.5", "两人", "-1"])
def test_a_count_that_cannot_be_is_told_with_its_place(written):
    row = reader(people=written)
    assert row.people("people") is None
    assert [(each.code, each.file, each.row) for each in row.findings] == [("COUNT_INVALID", "王芳.xlsx", 7)]


def test_nothing_said_is_neither_yes_nor_no():
    assert reader(recorded="").yes("recorded") is None
    assert reader(recorded="是").yes("recorded") is True
    assert reader(recorded="No").yes("recorded") is False


def test_an_unknown_word_is_told_with_the_words_that_may_be_written():
    row = reader(outcome="也许")
    assert row.word("outcome") is None
    assert row.findings[0].code == "WORD_UNKNOWN"
    assert "接通" in row.findings[0].detail


@pytest.mark.parametrize("amount", ["0", "-5", "abc"])
def test_an_amount_must_be_above_nothing(amount):
    row = reader(PROMISES, amount=amount)
    assert row.amount("amount") is None
    assert [each.code for each in row.findings] == ["AMOUNT_INVALID"]


def test_one_fen_is_an_amount():
    assert reader(PROMISES, amount="0.01").amount("amount") == 1


def test_an_error_of_the_spreadsheet_is_never_a_value():
    row = reader(people=BadCell("#N/A"))
    assert row.people("people") is None
    assert [each.code for each in row.findings] == ["CELL_ERROR"]


def test_a_moment_of_the_future_is_refused_and_the_present_second_is_not():
    assert reader(at="2026-11-23 18:00").moment("at") == NOW
    row = reader(at="2026-11-23 18:01")
    assert row.moment("at") is None
    assert [each.code for each in row.findings] == ["DATE_FUTURE"]


def test_a_time_without_a_day_is_asked_about_with_the_day_of_the_list():
    row = reader(at="下午3点")
    assert row.moment("at") is None
    assert [(each.code, each.detail) for each in row.findings] == [("DAY_MISSING", "2026-11-23 15:00")]


def test_a_phone_typed_into_a_cell_that_cannot_be_read_is_covered():
    row = reader(people="13800001234")
    row.people("people")
    assert "13800001234" not in str(row.findings)


@pytest.mark.parametrize(("length", "taken"), [(20_000, True), (20_001, False)])
def test_a_note_is_taken_up_to_its_limit(length, taken):
    row = reader(note="好" * length)
    assert (row.text("note") is not None) is taken
    assert [each.code for each in row.findings] == ([] if taken else ["TEXT_INVALID"])
