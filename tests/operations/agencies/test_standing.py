"""Who is on the white list, and what takes an agency off it."""

from datetime import date

import pandas as pd
import pytest

from arrears.operations.agencies.standing import standing
from arrears.policy import Policies

CN = Policies("cn")
NONE = pd.DataFrame({"agency": [], "day": pd.DatetimeIndex([])})
NO_CASES = pd.DataFrame({"agency": [], **{name: pd.DatetimeIndex([]) for name in ("given_on", "back_on")}})
COLUMNS = ["agency", "state", "licence", "reached_by", "passed", "day"]


def said(*rows):
    table = pd.DataFrame([("诚信", state, "91X", "陈", passed, day) for state, passed, day in rows], columns=COLUMNS)
    return table.assign(day=pd.to_datetime(table["day"]).astype("datetime64[s]"))


ENROLLED = ("enrolled", None, "2026-03-01")
PASSED = ("inspected", True, "2026-03-31")


@pytest.mark.parametrize(
    ("rows", "on", "state"),
    [
        pytest.param([ENROLLED], "2026-03-02", "not_inspected", id="never inspected"),
        pytest.param([ENROLLED, PASSED], "2026-03-31", "listed", id="from the day of the inspection"),
        pytest.param([ENROLLED, PASSED], "2027-02-28", "listed", id="thirty days before the end"),
        pytest.param([ENROLLED, PASSED], "2027-03-01", "soon", id="from then on it is due soon"),
        pytest.param([ENROLLED, PASSED], "2027-03-30", "soon", id="the last day of a year"),
        pytest.param([ENROLLED, PASSED], "2027-03-31", "expired", id="a year is over"),
        pytest.param([ENROLLED, PASSED, ("inspected", False, "2026-05-01")], "2026-05-01", "failed", id="the last one counts"),
        pytest.param([ENROLLED, PASSED, ("removed", None, "2026-05-01")], "2026-05-01", "removed", id="struck off"),
        pytest.param([ENROLLED, PASSED, ("removed", None, "2026-05-01"), ("enrolled", None, "2026-06-01")], "2026-06-01", "listed", id="enrolled anew"),
    ],
)  # fmt: skip
def test_how_an_agency_stands(rows, on, state):
    table = standing(said(*rows), NO_CASES, NONE, NONE, date.fromisoformat(on), CN)
    assert table["state"].tolist() == [state]


@pytest.mark.parametrize(("days", "state"), [(["2026-04-01"] * 2, "listed"), (["2026-04-01"] * 3, "complaints")])
def test_from_the_policy_s_count_of_complaints_on_it_gets_nothing(days, state):
    told = pd.DataFrame({"agency": "诚信", "day": pd.to_datetime(days)})
    table = standing(said(ENROLLED, PASSED), NO_CASES, told, NONE, date(2026, 4, 2), CN)
    assert (table["state"].tolist(), table["complaints"].tolist()) == ([state], [len(days)])


def test_complaints_before_the_last_inspection_were_looked_into_then():
    told = pd.DataFrame({"agency": "诚信", "day": pd.to_datetime(["2026-03-30"] * 3)})
    table = standing(said(ENROLLED, PASSED), NO_CASES, told, NONE, date(2026, 4, 2), CN)
    assert table[["state", "complaints"]].values.tolist() == [["listed", 0]]


def test_its_workbook_is_due_some_days_after_the_first_case_came_back_and_not_once_it_was_handed_in():
    days = {"given_on": ["2026-04-01", "2026-04-01"], "back_on": ["2026-05-01", "2026-06-01"]}
    cases = pd.DataFrame({"agency": "诚信", **{name: pd.to_datetime(each) for name, each in days.items()}})
    first = standing(said(ENROLLED, PASSED), cases, NONE, NONE, date(2026, 5, 2), CN).iloc[0]
    assert (first["out"], str(first["return_due"].date())) == (1, "2026-05-06")
    rows = said(ENROLLED, PASSED, ("returned", None, "2026-05-03"))
    assert str(standing(rows, cases, NONE, NONE, date(2026, 5, 4), CN)["return_due"][0].date()) == "2026-06-06"
