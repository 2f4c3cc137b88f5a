import pandas as pd
import pytest

from arrears.api.contacts import check_contacts
from arrears.operations.progress.states import states_from

EMPTY = {"person": None, "channel": None, "until": None}


def flags(*rows):
    table = pd.DataFrame(rows, columns=["case_id", "happened_at", "flag", "on"]).assign(**EMPTY)
    return table.assign(happened_at=pd.to_datetime(table["happened_at"], utc=True))


def consents(*rows):
    return flags(*rows).rename(columns={"flag": "about", "on": "given"})


def spans(*told, given=()):
    table = states_from(flags(*told), consents(*given))
    return [(row.case_id, row.state, row.since[:10], row.until[:10]) for row in table.itertuples()]


def test_a_state_lasts_until_it_is_lifted():
    assert spans(("A", "2026-11-01", "complaint", True), ("A", "2026-11-05", "complaint", False)) == [
        ("A", "complaint", "2026-11-01", "2026-11-05")
    ]


def test_a_state_that_is_not_lifted_has_no_end_and_other_cases_do_not_lift_it():
    told = [("A", "2026-11-01", "complaint", True), ("B", "2026-11-05", "complaint", False)]
    assert spans(*told) == [("A", "complaint", "2026-11-01", "")]


def test_a_state_set_twice_is_one_after_the_other():
    assert spans(("A", "2026-11-01", "dispute", True), ("A", "2026-11-05", "dispute", True)) == [
        ("A", "dispute", "2026-11-01", "2026-11-05"),
        ("A", "dispute", "2026-11-05", ""),
    ]


def test_a_date_of_its_own_ends_a_state_before_the_next_word_on_it():
    table = flags(("A", "2026-11-01", "do_not_call", True), ("A", "2026-11-20", "do_not_call", False))
    table["until"] = ["2026-11-10T00:00:00Z", None]
    assert states_from(table, consents())["until"].tolist() == ["2026-11-10T00:00:00Z"]


def test_consents_are_states_too_and_what_bears_on_no_contact_is_left_out():
    assert spans(("A", "2026-11-01", "legal", True), given=[("A", "2026-11-02", "consent_hours", True)]) == [
        ("A", "consent_hours", "2026-11-02", "")
    ]
    assert states_from(flags(), consents()).empty


@pytest.mark.parametrize(("day", "stopped"), [("2026-10-31", 0), ("2026-11-02", 1), ("2026-11-06", 0)])
def test_a_contact_breaks_the_rule_only_while_the_state_lasts(day, stopped):
    states = states_from(
        flags(("A", "2026-11-01", "complaint", True), ("A", "2026-11-05", "complaint", False)), consents()
    )
    log = pd.DataFrame(
        {
            "case_id": ["A"],
            "channel": "call",
            "outcome": "no_answer",
            "at": f"{day}T02:00:00Z",
            "time_zone": "Asia/Shanghai",
        }
    )
    assert len(check_contacts(log, states=states)) == stopped
