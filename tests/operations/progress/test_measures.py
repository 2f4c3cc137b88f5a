import numpy as np
import pandas as pd
import pytest

from arrears.operations.progress.measures import Events, progress
from arrears.policy import Policies

CN = Policies("cn")
NOVEMBER = ("2026-11-01", "2026-11-30")
OPEN = {"A": ("王芳", 5, 10000), "B": ("王芳", 40, 30000), "C": ("李伟", 0, 5000), "D": ("李伟", 100, 60000)}
CLOSED = {"A": ("李伟", 0, 0), "B": ("王芳", 70, 31000), "C": ("李伟", 30, 5000), "E": ("李伟", 10, 100)}


def snapshots(*days):
    rows = [
        {
            "case_id": case,
            "date": day,
            "collector": who,
            "days_past_due": late,
            "total_due_fen": due,
            "team": "一组",
            "flags": flags,
        }
        for day, cases, flags in days
        for case, (who, late, due) in cases.items()
    ]
    return pd.DataFrame(rows)


BOTH = snapshots(("2026-10-31", OPEN, None), ("2026-11-30", CLOSED, None))
PAYMENTS = pd.DataFrame(
    {
        "case_id": ["A", "D", "B", "B"],
        "date": ["2026-11-01", "2026-11-30", "2026-10-31", "2026-12-01"],
        "amount": [100, 600, 9, 9],
    }
)
PROMISES = pd.DataFrame(
    {"case_id": ["A", "B"], "amount": [100, 50], "made_on": ["2026-11-01"] * 2, "due_on": ["2026-11-02", "2026-11-20"]}
)


def call(case, outcome, at="2026-11-10T02:00:00Z", **more):
    return {"case_id": case, "channel": "call", "outcome": outcome, "at": at, "time_zone": "Asia/Shanghai"} | more


CONTACTS = pd.DataFrame(
    [
        call("A", "conversation"),
        call("B", "no_answer"),
        call("B", "conversation", counterparty="third_party"),
        call("A", "conversation", direction="in"),
        call("A", "no_answer", at="2026-11-10T14:00:00Z", collector="李伟"),
        call("B", "conversation", at="2026-10-31T15:59:59Z"),
        call("D", "planned"),
    ]
)


def found(table, **columns):
    picked = table
    for key, value in columns.items():
        picked = picked[picked[key] == value]
    (row,) = picked.to_dict("records")
    return row


def counts(table, **columns):
    row = found(table, **columns)
    return row["count"], row["out_of"]


def test_recovery_is_what_was_paid_from_the_first_to_the_last_day_of_what_was_due_at_the_beginning():
    table = progress(BOTH, Events(payments=PAYMENTS), [NOVEMBER], CN)
    assert counts(table, measure="recovery") == (70000, 105000)
    assert found(table, measure="recovery")["rows"] == 4


def test_a_case_is_cured_when_it_is_current_again_or_was_paid_in_full():
    assert counts(progress(BOTH, Events(payments=PAYMENTS), [NOVEMBER], CN), measure="cure") == (2, 3)
    short = PAYMENTS.assign(amount=[100, "599.99", 9, 9])
    assert counts(progress(BOTH, Events(payments=short), [NOVEMBER], CN), measure="cure") == (1, 3)


def test_a_case_counts_for_whom_it_belonged_to_at_the_beginning():
    table = progress(BOTH, Events(payments=PAYMENTS), [NOVEMBER], CN, by=["collector"])
    assert counts(table, measure="recovery", collector="王芳") == (10000, 40000)
    assert counts(table, measure="recovery", collector="李伟") == (60000, 65000)


def test_contacts_count_on_their_local_day_outward_and_made():
    table = progress(BOTH, Events(contacts=CONTACTS), [NOVEMBER], CN)
    assert counts(table, measure="contact") == (2, 4)
    assert counts(table, measure="right_party") == (1, 4)
    assert counts(table, measure="coverage") == (2, 3)


def test_a_breach_is_its_own_collector_s_and_counts_once_a_contact():
    table = progress(BOTH, Events(contacts=CONTACTS), [NOVEMBER], CN, by=["collector"])
    assert counts(table, measure="breach", collector="李伟") == (1, 1)
    assert found(table, measure="breach", collector="李伟")["met"] is False


def test_promises_are_of_those_reached_and_kept_ones_of_those_due():
    events = Events(payments=PAYMENTS, promises=PROMISES, contacts=CONTACTS)
    table = progress(BOTH, events, [NOVEMBER], CN)
    assert counts(table, measure="promise") == (1, 1)
    assert counts(table, measure="kept") == (1, 2)


def test_coverage_is_of_the_list_where_there_is_one():
    events = Events(contacts=CONTACTS, listed=pd.DataFrame({"case_id": ["A", "D", "D"]}))
    assert counts(progress(BOTH, events, [NOVEMBER], CN), measure="coverage") == (1, 2)


@pytest.mark.parametrize(
    ("done", "late"),
    [("2026-11-20", 0), ("2026-11-21", 1), (None, 1)],
    ids=["on the day", "a day late", "never"],
)
def test_a_follow_up_is_late_from_the_day_after_it_was_due(done, late):
    table = pd.DataFrame({"case_id": ["A"], "due_on": ["2026-11-20"], "done_on": [done]})
    assert counts(progress(BOTH, Events(follow_ups=table), [NOVEMBER], CN), measure="overdue") == (late, 1)


def test_a_follow_up_that_is_due_on_the_last_day_is_not_late_yet():
    table = pd.DataFrame({"case_id": ["A"], "due_on": ["2026-11-30"], "done_on": [None]})
    assert counts(progress(BOTH, Events(follow_ups=table), [NOVEMBER], CN), measure="overdue") == (0, 1)


def test_complaints_are_of_the_cases_at_the_end():
    table = snapshots(("2026-10-31", OPEN, "complaint"), ("2026-11-30", CLOSED, "complaint;dispute"))
    assert counts(progress(table, Events(), [NOVEMBER], CN), measure="complaint") == (4, 4)


@pytest.mark.parametrize(
    ("flags", "counted"),
    [
        pytest.param(None, (0, 1), id="only who owed something counts"),
        pytest.param("complaint", (2, 2), id="a complaint always"),
    ],
)
def test_a_case_that_owed_nothing_at_either_end_does_not_water_down_the_complaints(flags, counted):
    cases = {"A": ("王芳", 5, 10000), "Z": ("王芳", 0, 0)}
    table = snapshots(("2026-10-31", cases, None), ("2026-11-30", cases, flags))
    assert counts(progress(table, Events(), [NOVEMBER], CN), measure="complaint") == counted


def test_small_numbers_are_marked_with_their_interval_and_targets_can_be_given():
    row = found(progress(BOTH, Events(payments=PAYMENTS), [NOVEMBER], CN, targets={"cure": 0.5}), measure="cure")
    assert row["small"]
    assert row["low"] < 0.21
    assert row["high"] > 0.93
    assert (row["target"], row["met"]) == (0.5, True)


def test_periods_stand_one_below_the_other():
    table = progress(BOTH, Events(payments=PAYMENTS), [("2026-10-01", "2026-10-31"), NOVEMBER], CN)
    assert table["begin"].unique().tolist() == ["2026-10-01", "2026-11-01"]
    assert counts(table, measure="recovery", begin="2026-10-01") == (900, 105000)
    assert "cure" not in set(table.loc[table["begin"] == "2026-10-01", "measure"])


@pytest.mark.parametrize("by", [["collector"], ["team"], ["stage"], ["team", "collector"]])
def test_groups_add_up_to_the_whole(by):
    events = Events(payments=PAYMENTS, promises=PROMISES, contacts=CONTACTS)
    whole = progress(BOTH, events, [NOVEMBER], CN).set_index("measure")[["count", "out_of", "rows"]]
    parts = progress(BOTH, events, [NOVEMBER], CN, by=by).groupby("measure")[["count", "out_of", "rows"]].sum()
    assert parts.loc[whole.index].to_numpy().tolist() == whole.to_numpy().tolist()


def test_nothing_in_the_period_is_a_rate_of_nothing_and_no_target_is_met_or_missed():
    row = found(progress(BOTH, Events(contacts=CONTACTS), [("2026-12-01", "2026-12-31")], CN), measure="contact")
    assert (row["count"], row["out_of"]) == (0, 0)
    assert np.isnan(row["rate"])
    assert row["met"] is None


def test_a_grouping_that_is_not_known_and_a_period_before_all_snapshots_are_refused():
    with pytest.raises(ValueError, match="not by 'colour'"):
        progress(BOTH, Events(), [NOVEMBER], CN, by=["colour"])
    with pytest.raises(ValueError, match="no snapshot lies in 2026-09-01"):
        progress(BOTH, Events(), [("2026-09-01", "2026-09-30")], CN)
