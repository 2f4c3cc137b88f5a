import pandas as pd
import pytest

from arrears.api.contacts import check_contacts
from arrears.operations.contacts.permission import may_contact
from arrears.policy import Policies

PEOPLE = {"A1": "A1", "A2": "A1", "B1": "B1"}


def log(*rows, **columns):
    base = {"channel": "call", "time_zone": "Asia/Shanghai"} | columns
    return pd.DataFrame(
        [base | {"case_id": case, "at": f"2026-11-23T{at}:00Z", "outcome": outcome} for case, at, outcome in rows]
    )


def calls(*cases, outcome="no_answer"):
    return [(case, f"02:{minute:02d}", outcome) for minute, case in enumerate(cases)]


def rules(table, profile="cn", **options):
    return check_contacts(table, profile=profile, **options)["rule"].tolist()


def test_attempts_are_counted_over_all_cards_of_the_person():
    six, seven = log(*calls(*["A1", "A2"] * 3)), log(*calls(*["A1", "A2"] * 3, "A2"))
    assert "CBA-2" not in rules(six, people=PEOPLE)
    assert rules(seven, people=PEOPLE).count("CBA-2") == 1
    assert "CBA-2" not in rules(seven)


def test_attempts_are_counted_by_number_where_it_is_known():
    table = log(*calls(*["A1", "A2"] * 4)).assign(contact_point=["13800138000", "13900139000"] * 4)
    assert "CBA-2" not in rules(table, people=PEOPLE)


def test_conversations_are_counted_for_the_debtor():
    table = log(*calls("A1", "A2", "A1", "A2", outcome="conversation"))
    assert rules(table, "cn_online", people=PEOPLE).count("GBT-2") == 1
    assert "GBT-2" not in rules(table, "cn_online")


def test_what_the_law_counts_by_debt_is_counted_by_debt():
    """F-14: seven calls in seven days about each of two debts comply (12 CFR 1006.14(b)(2))."""
    table = log(*calls(*["A1", "A2"] * 7), time_zone="America/New_York")
    assert not [
        rule
        for rule in rules(table.assign(at=table["at"].str.replace("T02", "T16")), "us", people=PEOPLE)
        if rule == "F-14"
    ]


@pytest.mark.parametrize(
    ("state", "stopped"), [("deceased", True), ("complaint", True), ("dispute", False), ("agreement", False)]
)
def test_a_state_of_one_card_stops_the_other_where_it_follows_the_person(state, stopped):
    states = pd.DataFrame({"case_id": ["A1"], "state": [state], "since": ["2026-11-20T00:00:00Z"]})
    found = check_contacts(log(("A2", "02:00", "no_answer")), states=states, people=PEOPLE)
    assert found["rule"].str.startswith("HOUSE-STOP").any() == stopped


def test_who_opted_out_on_one_card_is_not_written_to_about_the_other():
    table = log(("A1", "02:00", "opt_out"), ("A2", "03:00", "sent"), channel="sms")
    assert "HOUSE-STOP-OPT-OUT" in rules(table, people=PEOPLE)


def test_a_planned_call_sees_the_calls_about_the_other_card():
    plan = pd.DataFrame(
        {"case_id": ["A2"], "channel": ["call"], "at": ["2026-11-23T05:00:00Z"], "time_zone": "Asia/Shanghai"}
    )
    history = log(*calls(*["A1"] * 6))
    assert may_contact(plan, history, Policies("cn"), people=PEOPLE)["allowed"].tolist() == [False]
    assert may_contact(plan, history, Policies("cn"))["allowed"].tolist() == [True]
