"""One judgement of a contact: merge, panels and month-end find the same breaches, and nobody is accused of what nobody asked."""

from datetime import UTC, date, datetime, timedelta

import pytest

from arrears.returns.breaches import breaches_of
from arrears.store import open_store
from arrears.store.records import Contact, Flag, Placement
from arrears.store.state.history import read_source

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def call(number, hour=10, *, sheet="C", **more):
    """A call of the day, as a row of a workbook gives it: of the log's sheet, or of the sheet of the day, which asks nothing."""
    key = f"desk-{sheet}-ROW{number:09d}-ABCDEFGHIJKL-contact"
    at = datetime(2026, 11, 23, hour, 0, tzinfo=UTC) - timedelta(hours=8)
    head = {"case_id": f"A{number}", "happened_at": at, "actor": "王芳", "key": key, "collector": "王芳"}
    return Contact(**head, channel="call", outcome="no_answer", **more)


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "book.db", clock=lambda: NOON + timedelta(hours=8)) as opened:
        for number in range(1, 8):
            head = {"case_id": f"A{number}", "happened_at": NOON - timedelta(days=9), "actor": "lead"}
            row = {"case_id": f"A{number}", "due_date": "2026-09-01"}
            opened.append(Placement(**head, key=f"case-list-{number}", opening_fen=1000_00, details=row))
        yield opened


def test_one_recorded_call_makes_no_breach_of_the_calls_of_others(store):
    """One call was recorded; one was not; one was not said though asked; two were never asked; one came at 06:00."""
    store.append(
        [
            call(1, recorded=True, asked=("id_shown",)),
            call(2, recorded=False, asked=()),
            call(3, asked=("recorded",)),
            call(4, sheet="T"),
            call(5, sheet="T"),
            call(6, 6, recorded=True, asked=()),
        ]
    )
    keys = [key.removesuffix("-contact") for key in store.contacts()["contact_id"]]
    merged = breaches_of(store, keys, "zh")
    board = read_source(store, DAY).events.breaches
    expected = {("A2", "breach"), ("A3", "review"), ("A6", "breach")}
    for found in (merged, board):
        assert set(zip(found["case_id"], found["severity"], strict=True)) == expected


def test_a_sheet_of_0_2_0_that_left_a_question_open_is_reviewed_and_no_breach(store):
    store.append([call(1, recorded=True), call(2)])
    found = read_source(store, DAY).events.breaches
    assert found[["case_id", "severity"]].values.tolist() == [["A2", "review"]]


def test_what_a_case_came_with_is_no_new_complaint(store):
    came = {"actor": "lead", "flag": "complaint", "on": True}
    store.append(
        [
            Flag(case_id="A1", happened_at=NOON - timedelta(days=9), key="case-list-x-complaint", **came),
            Flag(case_id="A2", happened_at=NOON, key="desk-R-1-2-flag", **came),
        ]
    )
    flags = read_source(store, DAY).history.flags
    assert dict(zip(flags["case_id"], flags["is_new"], strict=True)) == {"A1": False, "A2": True}
