import pandas as pd
import pytest

from arrears.operations.progress.follow_ups import promise_follow_ups
from arrears.operations.promises.outcomes import promise_table
from arrears.operations.promises.steps import PROMISE_GROUPS, promise_steps
from arrears.policy import Policies

CN = Policies("cn")
TODAY = "2026-11-23"


def steps(*promises, paid=(), called=(), stopped=()):
    made = pd.DataFrame(promises, columns=["case_id", "due_on"]).assign(amount_fen=100_00, made_on="2026-10-01")
    payments = pd.DataFrame(paid, columns=["case_id", "date", "amount_fen"])
    judged = promise_table(made, payments, TODAY, CN)
    contacts = pd.DataFrame(called, columns=["case_id", "date"])
    return promise_steps(judged, promise_follow_ups(judged, contacts, TODAY, CN), stopped, TODAY, CN)


def one(*promises, **more):
    (row,) = steps(*promises, **more).to_dict("records")
    return row["group"], row["step"]


@pytest.mark.parametrize(
    ("due", "found"),
    [
        pytest.param("2026-11-22", ("late", "call"), id="yesterday"),
        pytest.param("2026-11-23", ("today", "remind"), id="today"),
        pytest.param("2026-11-24", ("coming", "coming"), id="tomorrow"),
        pytest.param("2026-11-26", ("coming", "coming"), id="in three days"),
        pytest.param("2026-10-24", ("late", "call"), id="thirty days ago"),
    ],
)
def test_a_promise_stands_in_the_group_of_its_day(due, found):
    assert one(("A", due)) == found


@pytest.mark.parametrize("due", ["2026-11-27", "2026-10-23"], ids=["in four days", "thirty-one days ago"])
def test_far_and_old_promises_are_left_out(due):
    assert steps(("A", due)).empty


def test_a_kept_promise_asks_for_nothing_and_a_partial_one_for_the_rest():
    assert steps(("A", "2026-11-20"), paid=[("A", "2026-11-20", 100_00)]).empty
    assert one(("A", "2026-11-20"), paid=[("A", "2026-11-20", 99_99)]) == ("late", "rest")


def test_once_somebody_called_it_is_followed_up():
    assert one(("A", "2026-11-20"), called=[("A", "2026-11-21")]) == ("broken", "call")
    assert one(("A", "2026-11-20"), called=[("A", "2026-11-20")]) == ("late", "call")


def test_two_promises_not_kept_ask_for_a_plan_and_one_does_not():
    found = steps(("A", "2026-11-01"), ("A", "2026-11-20"), ("B", "2026-11-20"))
    assert found[["case_id", "step", "missed"]].values.tolist() == [
        ["A", "plan", 2],
        ["A", "plan", 2],
        ["B", "call", 1],
    ]


def test_a_stop_goes_before_every_step():
    assert one(("A", TODAY), stopped={"A"}) == ("today", "stopped")


def test_groups_stand_in_order_and_the_most_overdue_first():
    found = steps(("A", "2026-11-24"), ("B", "2026-11-20"), ("C", "2026-11-10"), ("D", TODAY))
    assert found["case_id"].tolist() == ["D", "C", "B", "A"]
    assert found["group"].drop_duplicates().tolist() == [key for key in PROMISE_GROUPS if key != "broken"]


def test_no_promises_are_no_steps():
    assert steps().empty
