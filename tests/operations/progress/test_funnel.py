import numpy as np
import pandas as pd
import pytest

from arrears.operations.progress.funnel import FUNNEL_STEPS, period_funnel
from arrears.operations.progress.measures import DIMENSIONS, added_up, progress, rated, tallied
from arrears.operations.progress.period import Events, Period
from arrears.policy import Policies

CN = Policies("cn")
BEGIN, END = np.datetime64("2026-11-01"), np.datetime64("2026-11-30")


def snapshots():
    rows = [
        ("A", "2026-10-31", 5, 100, "王芳", "early"),
        ("B", "2026-10-31", 40, 200, "王芳", "middle"),
        ("C", "2026-10-31", 0, 400, "李伟", "reminder"),
        ("D", "2026-10-31", 95, 800, "李伟", "late"),
        ("A", "2026-11-30", 0, 0, "王芳", "reminder"),
        ("N", "2026-11-30", 3, 1600, "李伟", "early"),
    ]
    columns = ["case_id", "date", "days_past_due", "total_due_fen", "collector", "stage"]
    return pd.DataFrame(rows, columns=columns).assign(team="一组")


def call(case, outcome, **more):
    return {
        "case_id": case,
        "channel": "call",
        "outcome": outcome,
        "at": "2026-11-10T02:00:00Z",
        "time_zone": "Asia/Shanghai",
    } | more


EVENTS = Events(
    payments=pd.DataFrame(
        {"case_id": ["A", "D", "B"], "date": ["2026-11-30"] * 2 + ["2026-12-01"], "amount_fen": [100, 800, 200]}
    ),
    promises=pd.DataFrame({"case_id": ["A"], "amount_fen": [100], "made_on": ["2026-11-10"], "due_on": ["2026-11-20"]}),
    contacts=pd.DataFrame(
        [call("A", "conversation"), call("B", "no_answer"), call("N", "conversation", counterparty="third_party")]
    ),
)
PERIOD = Period.of(snapshots(), BEGIN, END)


def test_cases_that_are_overdue_or_new_go_through_the_steps_one_by_one():
    table = period_funnel(PERIOD, EVENTS).set_index("step")
    assert table["cases"].to_dict() == {"overdue": 4, "attempted": 3, "reached": 1, "promised": 1, "paid": 1}
    assert table["owed_fen"].to_dict() == {
        "overdue": 2700,
        "attempted": 1900,
        "reached": 100,
        "promised": 100,
        "paid": 100,
    }


def test_who_pays_without_a_promise_stands_beside_the_funnel_and_a_later_payment_nowhere():
    assert period_funnel(PERIOD, EVENTS).set_index("step")["beside"].to_dict()["paid"] == 1


def test_a_step_of_which_nothing_is_known_is_left_out():
    assert period_funnel(PERIOD, Events(payments=EVENTS.payments))["step"].tolist() == ["overdue", "paid"]
    assert period_funnel(PERIOD, EVENTS)["step"].tolist() == list(FUNNEL_STEPS)


@pytest.mark.parametrize("by", [(), ("collector",), ("team",), ("stage",), ("collector", "stage")])
def test_a_cube_adds_up_to_what_is_counted_at_once(by):
    cube = tallied(PERIOD, EVENTS, CN, DIMENSIONS)
    found = rated(added_up(cube, by), PERIOD, CN, by)
    expected = progress(snapshots(), EVENTS, [("2026-11-01", "2026-11-30")], CN, by=by)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_breaches_that_are_known_are_not_looked_for_again():
    told = Events(contacts=EVENTS.contacts, breaches=pd.DataFrame({"row": [1, 2], "severity": ["breach", "review"]}))
    cube = tallied(PERIOD, told, CN).set_index("measure")
    assert cube.loc["breach", ["count", "out_of"]].tolist() == [1, 3]
