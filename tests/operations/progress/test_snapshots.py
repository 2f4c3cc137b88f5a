import numpy as np
import pandas as pd
import pytest

from arrears.operations.progress.movements import waterfall
from arrears.operations.progress.snapshots import History, snapshot
from arrears.policy import Policies

CN = Policies("cn")


def frame(rows, *columns):
    table = pd.DataFrame(rows, columns=["case_id", "at", *columns])
    return table.assign(at=pd.to_datetime(table["at"]).astype("datetime64[us]"))


def placements(*rows):
    table = frame(rows, "opening_fen", "due_date")
    return table.assign(due_date=pd.to_datetime(table["due_date"]), currency="CNY")


PLACED = (
    ("A", "2026-10-01T09:00", 100_00, "2026-09-01"),
    ("B", "2026-10-15T09:00", 50_00, "2026-10-10"),
)


def history(placed=PLACED, payments=(), assignments=(), flags=(), written_off=()):
    return History(
        placements(*placed),
        frame(payments, "amount_fen"),
        frame(assignments, "collector"),
        frame(flags, "flag", "on"),
        frame(written_off),
    )


def at(day, **events):
    return snapshot(history(**events), np.datetime64(day), CN, {"王芳": "一组"}).set_index("case_id")


def test_a_case_is_there_from_the_day_on_which_it_is_placed():
    assert at("2026-09-30").empty
    assert at("2026-10-14").index.tolist() == ["A"]
    assert at("2026-10-15").index.tolist() == ["A", "B"]


@pytest.mark.parametrize(
    ("when", "due"),
    [
        pytest.param("2026-10-01T08:59", 100_00, id="before the placement: it is in the opening amount"),
        pytest.param("2026-10-01T09:00", 60_00, id="at the instant of the placement"),
        pytest.param("2026-10-20T23:59:59", 60_00, id="the last second of the day"),
        pytest.param("2026-10-21T00:00", 100_00, id="the first instant of the next day"),
    ],
)
def test_payments_count_from_the_placement_to_the_end_of_the_day(when, due):
    found = at("2026-10-20", payments=[("A", when, 40_00)])
    assert found.loc["A", "total_due_fen"] == due


def test_a_later_placement_restates_what_is_owed_and_since_when():
    again = (*PLACED, ("A", "2026-11-01T09:00", 80_00, "2026-10-20"))
    paid = [("A", "2026-10-25T09:00", 30_00)]
    assert at("2026-10-31", placed=again, payments=paid).loc["A", ["days_past_due", "total_due_fen"]].tolist() == [
        60,
        70_00,
    ]
    assert at("2026-11-01", placed=again, payments=paid).loc["A", ["days_past_due", "total_due_fen"]].tolist() == [
        12,
        80_00,
    ]


@pytest.mark.parametrize(("paid", "days"), [(90_00, 0), (89_99, 49)], ids=["ten yuan are left", "a fen more is left"])
def test_a_residue_within_the_tolerance_is_not_past_due(paid, days):
    found = at("2026-10-20", payments=[("A", "2026-10-02T09:00", paid)])
    assert found.loc["A", "days_past_due"] == days


def test_a_case_belongs_to_whom_it_was_assigned_last_and_to_nobody_once_it_is_taken_back():
    moves = [("A", "2026-10-01T09:00", "王芳"), ("A", "2026-10-10T09:00", "李伟"), ("A", "2026-10-20T09:00", "")]
    assert at("2026-10-09", assignments=moves).loc["A", ["collector", "team"]].tolist() == ["王芳", "一组"]
    assert at("2026-10-10", assignments=moves).loc["A", ["collector", "team"]].tolist() == ["李伟", ""]
    assert at("2026-10-20", assignments=moves).loc["A", "collector"] == ""


def test_flags_are_what_was_set_and_not_lifted():
    told = [
        ("A", "2026-10-01T09:00", "complaint", True),
        ("A", "2026-10-03T09:00", "dispute", True),
        ("A", "2026-10-05T09:00", "complaint", False),
    ]
    assert at("2026-10-04", flags=told)["flags"].to_dict() == {"A": "complaint;dispute"}
    assert at("2026-10-15", flags=told)["flags"].to_dict() == {"A": "dispute", "B": ""}


def test_what_is_written_off_is_gone_from_that_day():
    off = [("A", "2026-10-20T12:00")]
    assert "A" in at("2026-10-19", written_off=off).index
    assert "A" not in at("2026-10-20", written_off=off).index


def test_a_case_without_a_due_date_is_counted_and_left_out():
    undated = snapshot(history(placed=[(*PLACED[0][:3], None)]), np.datetime64("2026-10-20"), CN)
    assert undated.empty
    assert undated.attrs["undated"] == 1


def test_two_snapshots_and_the_payments_between_them_add_up():
    events = history(
        placed=(*PLACED, ("A", "2026-11-03T09:00", 75_00, "2026-09-01")),
        payments=[("A", "2026-11-02T09:00", 30_00), ("B", "2026-11-05T09:00", 50_00)],
    )
    opening, closing = (snapshot(events, np.datetime64(day), CN) for day in ("2026-10-31", "2026-11-30"))
    flow = waterfall(opening, closing, events.payments, CN, "2026-11-30").set_index("bucket").loc["total"]
    assert flow.to_dict() == {
        "opening_fen": 150_00,
        "new_fen": 0,
        "charged_fen": 5_00,
        "paid_fen": 80_00,
        "cured_fen": 0,
        "rolled_fen": 0,
        "left_fen": 0,
        "written_off_fen": 0,
        "closing_fen": 75_00,
    }


def test_what_was_paid_too_much_is_nothing_due_and_still_adds_up():
    events = history(payments=[("B", "2026-11-05T09:00", 60_00)])
    opening, closing = (snapshot(events, np.datetime64(day), CN) for day in ("2026-10-31", "2026-11-30"))
    assert closing.set_index("case_id").loc["B", "total_due_fen"] == 0
    total = waterfall(opening, closing, events.payments, CN, "2026-11-30").set_index("bucket").loc["total"]
    assert total[["opening_fen", "charged_fen", "paid_fen", "cured_fen", "closing_fen"]].tolist() == [
        150_00,
        10_00,
        60_00,
        0,
        100_00,
    ]
