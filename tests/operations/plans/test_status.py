from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from arrears.api.plans import plan_status
from arrears.errors import PolicyError
from arrears.operations.plans.status import STATES, plan_statuses
from arrears.policy import Policies

DUE = [("2026-01-31", 100), ("2026-02-28", 100), ("2026-03-31", 100)]
FULL = pd.DataFrame(
    {
        "due_date": ["2026-01-31", "2026-02-28"],
        "payment": [Decimal("510.00"), Decimal("505.00")],
        "principal": [500, 500],
        "interest": [10, 5],
        "fee": [0, 0],
    }
)


@pytest.mark.parametrize(
    ("as_of", "payments", "state"),
    [
        pytest.param("2026-01-31", [], "on_track", id="on the first due date nothing is overdue"),
        pytest.param("2026-02-01", [], "overdue", id="the day after it is"),
        pytest.param("2026-02-28", [], "overdue", id="28 days behind and one instalment missed"),
        pytest.param("2026-03-01", [], "broken", id="a second instalment is missed"),
        pytest.param("2026-03-02", [("2026-02-27", 50)], "broken", id="more than 30 days is reached by two missed"),
        pytest.param("2026-03-01", [("2026-02-27", 100)], "overdue", id="the older one is paid"),
        pytest.param("2026-03-01", [("2026-02-27", 300)], "settled", id="all is paid"),
    ],
)
def test_a_plan_is_on_track_overdue_broken_or_settled(as_of, payments, state):
    status = plan_status(DUE, payments, as_of=as_of)
    assert status.state == state
    assert (status.word(), status.word("en")) == STATES[state]


@pytest.mark.parametrize(("as_of", "state"), [("2026-03-02", "overdue"), ("2026-03-03", "broken")])
def test_a_single_instalment_breaks_a_plan_after_30_days(as_of, state):
    status = plan_status([("2026-01-31", 100), ("2026-12-31", 100)], [], as_of=as_of)
    assert (status.state, status.breach_rule) == (state, "CN-70c")


def test_grace_and_pauses_keep_a_plan_from_breaking_and_show_apart():
    pause = [("2026-02-05", "2026-02-15")]
    status = plan_status([("2026-01-31", 100)], [], as_of="2026-03-10", pauses=pause, grace_days=3)
    assert (status.days_past_due, status.paused_days, status.delinquent_days) == (38, 10, 25)
    assert status.state == "overdue"


def test_figures_come_in_yuan_with_dates():
    status = plan_status(DUE, [("2026年2月20日", "60.5"), (date(2026, 3, 6), 1000)], as_of="2026-03-05")
    assert (status.paid, status.due, status.overdue_amount) == (Decimal("60.50"), Decimal("200.00"), Decimal("139.50"))
    assert (status.unpaid, status.overpaid, status.missed) == (Decimal("239.50"), Decimal("0.00"), 2)
    assert (status.oldest_unpaid_date, status.next_due_date) == (date(2026, 1, 31), date(2026, 3, 31))
    assert status.next_amount == Decimal("100.00")
    assert status.settlement is None


@pytest.mark.parametrize(
    ("start", "as_of", "settlement"),
    [
        pytest.param(None, "2026-01-10", "1003.23", id="the first period begins a month before: 10 days of 31"),
        pytest.param(
            "2026-01-06", "2026-01-11", "1002.00", id="the first period begins when the caller says: 5 days of 25"
        ),
        pytest.param(None, "2026-02-14", "1012.50", id="half of the second period"),
    ],
)
def test_a_schedule_that_says_its_parts_can_be_settled_early(start, as_of, settlement):
    assert plan_status(FULL, [], as_of=as_of, start=start).settlement == Decimal(settlement)


def test_a_period_before_the_first_of_march_begins_at_the_end_of_february():
    march = FULL.assign(due_date=["2026-03-31", "2026-04-30"])
    assert plan_status(march, [], as_of="2026-02-28").settlement == Decimal("1000.00")
    assert plan_status(march, [], as_of="2026-03-31").settlement == Decimal("1010.00")


def test_many_plans_keep_their_names_and_do_not_mix():
    schedule = pd.DataFrame(
        {
            "plan": ["B", "A", "B"],
            "due_date": pd.to_datetime(["2026-01-31", "2026-01-31", "2026-02-28"]),
            "payment_fen": [10_000, 5_000, 10_000],
        }
    )
    payments = pd.DataFrame({"plan": ["A", "B"], "date": ["2026-01-30", "2026-02-01"], "amount": [50, 100]})
    pauses = pd.DataFrame({"plan": ["A"], "begin": ["2026-01-01"], "end": ["2026-12-31"]})
    table = plan_statuses(schedule, payments, "2026-03-02", Policies("cn"), pauses)
    assert table.index.tolist() == ["B", "A"]
    assert table["state"].tolist() == ["overdue", "settled"]
    assert table["delinquent_days"].tolist() == [2, 0]


@pytest.mark.parametrize(
    ("schedule", "payments", "message"),
    [
        ([("31.01.26", 100)], [], "row 1, column due_date: '31.01.26' is not a day"),
        ([("2026-01-31", "1O0")], [], "row 1, column payment: '1O0' is not an amount in yuan"),
        (DUE, [("2026-01-31", 1.234)], "row 1, column amount: 1.234 is not an amount"),
        (pd.DataFrame({"due_date": ["2026-01-31"]}), [], "the column payment is missing; the table has due_date"),
        (FULL.assign(plan=["A", "B"]), [], "the schedule holds 2 plans"),
        (FULL.assign(plan=["A", "B"]), [("2026-01-31", 1)], "there are 2 plans; give each payment the column plan"),
        (
            FULL.assign(plan="A"),
            pd.DataFrame({"plan": ["A", "C"], "date": ["2026-01-31"] * 2, "amount": [1, 1]}),
            "the payment in row 2 belongs to no plan",
        ),
    ],
)
def test_a_bad_table_is_refused_with_row_value_and_remedy(schedule, payments, message):
    with pytest.raises(ValueError, match=message):
        plan_status(schedule, payments, as_of="2026-03-01")


def test_a_bad_day_is_refused():
    with pytest.raises(ValueError, match="'soon' is no day; give a day, such as 2026-01-31"):
        plan_status(DUE, [], as_of="soon")


def test_without_a_rule_in_force_there_is_no_answer():
    with pytest.raises(PolicyError, match="is not in force on 2006-12-31"):
        plan_status(DUE, [], as_of="2006-12-31")


def test_the_house_may_ask_for_more(tmp_path):
    (tmp_path / "plan_breach.toml").write_text(
        'title = "Strict"\n[[version]]\nrule = "HOUSE-9"\neffective = 2026-01-01\nsource = "Circular 9"\ntrust = "H"\n'
        'words = "one missed instalment"\nchecked = 2026-01-01\ninstalments_allowed = 0\n',
        encoding="utf-8",
    )
    status = plan_status(DUE, [], as_of="2026-02-01", house=tmp_path)
    assert (status.state, status.breach_rule) == ("broken", "HOUSE-9")


@pytest.mark.parametrize(
    ("paid", "state"),
    [
        pytest.param("90.00", "on_track", id="ten yuan short is within the tolerance of CN-P5"),
        pytest.param("89.99", "broken", id="a fen more is not"),
    ],
)
def test_a_residue_within_the_tolerance_breaks_no_plan(paid, state):
    assert (
        plan_status([("2026-01-31", 100), ("2026-12-31", 100)], [("2026-01-31", paid)], as_of="2026-03-05").state
        == state
    )


def test_a_schedule_without_instalments_is_refused_and_not_settled():
    with pytest.raises(ValueError, match="no instalment"):
        plan_status([], [], as_of="2026-03-05")


def test_grace_is_counted_in_whole_days():
    with pytest.raises(ValueError, match=r"whole .*they are 2\.5"):
        plan_status(DUE, [], as_of="2026-03-05", grace_days=2.5)


def test_a_payment_that_bounces_makes_its_instalment_overdue_again():
    due, paid = [("2026-01-31", 100)], [("2026-01-30", 100), ("2026-02-05", -100)]
    before, after = (plan_status(due, paid, as_of=day) for day in ("2026-02-04", "2026-02-05"))
    assert (before.state, before.days_past_due, str(before.paid)) == ("settled", 0, "100.00")
    assert (after.state, after.days_past_due, str(after.unpaid)) == ("overdue", 5, "100.00")
