"""What is counted of the past, and what never is."""

import numpy as np
import pytest
from experience_samples import LABELS, POLICY, attempts, past, promised, spells

from arrears.operations.experience.counting import (
    FEATURES,
    band_of,
    counted,
    kept_traits,
    nothing,
    records_of,
    slot_of,
    table_of,
)


def counts(of_past, model, trait, policy=POLICY):
    table = counted(of_past, policy)
    mine = table[(table["model"] == model) & (table["trait"] == trait)]
    return {value: (int(of), int(met)) for value, of, met in mine[["value", "of", "met"]].itertuples(index=False)}


def test_no_model_reads_a_sensitive_trait():
    assert {trait for traits in FEATURES.values() for trait in traits}.isdisjoint(POLICY.sensitive)


@pytest.mark.parametrize(
    "trait", ["gender", "age", "marital_status", "ethnicity", "religion", "health", "region", "occupation"]
)
def test_protected_traits_stand_in_the_policy(trait):
    assert trait in POLICY.sensitive


def test_a_trait_that_a_house_calls_sensitive_is_not_counted():
    own = POLICY.model_copy(update={"sensitive": (*POLICY.sensitive, "weekday")})
    log = past(contacts=attempts(("A", "2026-11-02 10:05", "call", "conversation")))
    assert counts(log, "reach", "weekday", own) == {}
    assert counts(log, "reach", "hour", own) == {"call:10": (1, 1)}


def test_attempts_are_counted_by_channel_hour_and_weekday():
    log = attempts(
        ("A", "2026-11-02 10:05", "call", "no_answer"),
        ("A", "2026-11-03 11:59", "call", "conversation"),
        ("B", "2026-11-03 12:00", "sms", "sent"),
    )
    assert counts(past(contacts=log), "reach", "channel") == {"call": (2, 1), "sms": (1, 1)}
    assert counts(past(contacts=log), "reach", "hour") == {"call:10": (2, 1), "sms:12": (1, 1)}
    assert counts(past(contacts=log), "reach", "weekday") == {"call:0": (1, 0), "call:1": (1, 1), "sms:1": (1, 1)}


@pytest.mark.parametrize(
    ("at", "slot"), [("07:59", -1), ("08:00", 0), ("09:59", 0), ("10:00", 1), ("21:59", 6), ("22:00", -1)]
)
def test_a_slot_begins_with_its_first_minute_and_ends_before_the_next(at, slot):
    log = attempts(("A", f"2026-11-02 {at}", "call", "no_answer"))
    assert slot_of(log["at"], POLICY.hours).tolist() == [slot]


@pytest.mark.parametrize(
    ("said", "followed"),
    [
        pytest.param("2026-11-02 10:00", 1, id="at once"),
        pytest.param("2026-11-09 09:59", 1, id="a minute before the days are over"),
        pytest.param("2026-11-09 10:00", 0, id="after them"),
        pytest.param("2026-11-02 09:59", 0, id="before the attempt"),
    ],
)
def test_a_complaint_follows_an_attempt_within_the_policy_s_days(said, followed):
    tried, complaint = attempts(("A", "2026-11-02 10:00", "call", "no_answer")), attempts(("A", said, "", ""))
    assert counts(past(contacts=tried, complaints=complaint[["case_id", "at"]]), "complaint", "channel") == {
        "call": (1, followed)
    }


def test_a_complaint_follows_the_last_attempt_before_it_alone_and_none_of_another_case():
    tried = attempts(
        ("A", "2026-11-02 10:00", "call", "no_answer"),
        ("A", "2026-11-03 10:00", "sms", "sent"),
        ("B", "2026-11-03 11:00", "call", "no_answer"),
    )
    complaint = attempts(("A", "2026-11-04 10:00", "", ""))[["case_id", "at"]]
    assert counts(past(contacts=tried, complaints=complaint), "complaint", "channel") == {"call": (2, 0), "sms": (1, 1)}


MONTHS = spells(
    ("A", 2, 0, 1000_00, 300_00), ("B", 2, 3, 500_00, 0), ("C", 2, 2, 500_00, 900_00), ("D", 1, 0, 100_00, 100_00)
)


def test_months_are_counted_by_what_became_of_them():
    assert counts(past(spells=MONTHS), "cure", "bucket") == {"M1": (1, 1), "M2": (3, 1)}
    assert counts(past(spells=MONTHS), "roll", "bucket") == {"M1": (1, 0), "M2": (3, 1)}
    assert counts(past(spells=MONTHS), "cure", "amount") == {"0": (4, 2)}


def test_money_is_counted_up_to_what_was_owed():
    assert counts(past(spells=MONTHS), "money", "better") == {"M1": (100_00, 100_00), "M2": (1000_00, 300_00)}
    assert counts(past(spells=MONTHS), "money", "else") == {"M2": (1000_00, 500_00)}


def test_who_was_spoken_to_is_compared_with_who_was_tried_and_not_with_the_rest():
    log = attempts(
        ("A", "2026-11-02 10:00", "call", "no_answer"),
        ("A", "2026-11-02 18:00", "call", "conversation"),
        ("B", "2026-11-03 10:00", "call", "no_answer"),
        ("C", "2026-11-03 10:00", "sms", "sent"),
        ("D", "2026-10-27 10:00", "call", "conversation"),  # before the month
    )
    table = past(contacts=log, spells=MONTHS)
    assert counts(table, "cure", "talked") == {"M2": (1, 1)}
    assert counts(table, "cure", "tried") == {"M2": (1, 0)}


def test_promises_are_counted_by_burden_and_history():
    rows = promised(
        ("A", "2026-09-01", "2026-09-05", 100_00, 1000_00, 200_00, True),
        ("A", "2026-10-01", "2026-10-05", 250_00, 1000_00, 200_00, False),
        ("B", "2026-10-01", "2026-10-05", 250_00, 1000_00, np.nan, True),
    )
    assert counts(past(promised=rows), "kept", "all") == {"": (3, 2)}
    assert counts(past(promised=rows), "kept", "burden") == {"1": (1, 1), "3": (1, 0)}
    assert counts(past(promised=rows), "kept", "history") == {"1": (2, 2), "2": (1, 0)}


def test_a_household_that_can_pay_nothing_bears_the_heaviest_burden():
    rows = promised(("A", "2026-09-01", "2026-09-05", 100_00, 1000_00, 0, True))
    assert kept_traits(rows)["burden"].tolist() == [np.inf]


def test_bands_begin_with_their_figure_and_what_is_not_known_is_in_none():
    begins = POLICY.kept_bands[0].begins
    assert band_of(np.array([-1, 0, 0.49, 0.5, 5, np.nan]), begins).tolist() == [0, 0, 0, 1, 3, -1]


def test_a_house_that_has_done_nothing_has_nothing_counted():
    assert counted(nothing(LABELS), POLICY).empty
    assert nothing(LABELS).days is None


def test_counts_go_into_a_policy_and_come_back():
    table = counted(past(spells=MONTHS), POLICY)
    assert table_of(records_of(table)).to_dict("records") == table.to_dict("records")


def test_a_past_is_cut_in_two_at_a_day_without_loss():
    log = attempts(("A", "2026-11-02 23:59", "call", "no_answer"), ("A", "2026-11-03 00:00", "call", "no_answer"))
    whole, day = past(contacts=log), np.datetime64("2026-11-03")
    assert [len(part.contacts) for part in (whole.until(day), whole.since(day))] == [1, 1]
