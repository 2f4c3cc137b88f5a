"""An agreement's whole life through the store: what is recorded gives back the state, and collection with it."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import force_event

from arrears.operations.agreements.events import (
    agreements_of,
    approval_event,
    consent_event,
    draft_event,
    end_event,
)
from arrears.operations.agreements.standing import agreement_table
from arrears.policy import Policies
from arrears.store import open_store

CN = Policies("cn")
TERMS = {
    "balance_fen": 3_000_00, "principal_fen": 2_500_00, "interest_fen": 300_00, "fees_fen": 200_00, "currency": "CNY",
    "cycle_months": 1, "method": "equal_principal", "repayment_currency": "CNY", "interest_accrues": False,
    "fees_accrue": False, "no_new_card": True, "rights": "第五条", "breach_terms": "第六条", "other": "无",
    "affordable_fen": 1_000_00, "willing": True,
}  # fmt: skip
DUES = pd.DataFrame({"due_date": ["2026-04-05", "2026-05-05", "2026-06-05"], "payment_fen": [1_000_00] * 3})
NO_PAYMENTS = pd.DataFrame({"case_id": [], "date": [], "amount_fen": []})


def at(day, hour=2):
    return datetime(2026, 3, 1, hour, tzinfo=UTC) + timedelta(days=day)


def draft(number="G1", case="A1", on=0, **changes):
    return draft_event(TERMS | changes | {"agreement_id": number, "case_id": case}, DUES, "li", at(on))


def consent(number="G1", case="A1", on=1, **changes):
    return consent_event(number, case, "li", at(on), **({"way": "oral", "evidence": "REC-17"} | changes))


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "book.db", clock=lambda: at(300)) as made:
        yield made


def told(store, day, payments=NO_PAYMENTS):
    agreements, instalments = agreements_of(store.events())
    return agreement_table(agreements, instalments, payments, at(day).date(), CN)


def into_force(store, on=3, number="G1"):
    agreements, instalments = agreements_of(store.events())
    store.append(force_event(agreements, instalments, number, "li", at(on), CN))


def test_from_draft_to_breach_day_by_day(store):
    store.append([draft(), consent(), approval_event("G1", "A1", "chen", at(2))])
    into_force(store)
    states = {day: told(store, day)["state"].iloc[0] for day in (0, 1, 2, 3, 60, 65, 66)}
    assert states == {
        0: "draft",
        1: "consented",
        2: "consented",
        3: "in_force",
        60: "in_force",
        65: "in_force",
        66: "breached",
    }
    store.append(end_event(told(store, 66), "G1", "breached", "li", at(66)))
    assert told(store, 70)["until"].iloc[0] == pd.Timestamp("2026-05-06")
    paid = pd.DataFrame({"case_id": ["A1"], "date": ["2026-05-08"], "amount_fen": [3_000_00]})
    assert told(store, 70, paid)["state"].iloc[0] == "breached"


def test_what_was_recorded_comes_back_whole(store):
    store.append([draft(), consent(), approval_event("G1", "A1", "chen", at(2))])
    agreements, instalments = agreements_of(store.events())
    row = agreements.iloc[0]
    assert {key: row[key] for key in TERMS} == TERMS
    assert (row["drafted_by"], row["consent_by"], row["approved_by"]) == ("li", "li", "chen")
    assert (row["consent_way"], row["consent_evidence"]) == ("oral", "REC-17")
    assert instalments[["due_date", "payment_fen"]].equals(DUES)


def test_days_are_those_of_the_profiles_zone(store):
    store.append(draft_event(TERMS | {"agreement_id": "G1", "case_id": "A1"}, DUES, "li", at(0, hour=16)))
    assert agreements_of(store.events())[0]["drafted_on"].iloc[0] == pd.Timestamp("2026-03-02")


@pytest.mark.parametrize(
    ("events", "lacking"),
    [
        pytest.param(list, "there is no such draft", id="nothing drafted"),
        pytest.param(lambda: [draft()], r"no consent of the holder is recorded.*\(CN-70c\)", id="no consent"),
        pytest.param(
            lambda: [draft(), consent(evidence=" "), approval_event("G1", "A1", "chen", at(2))],
            "oral consent lacks the reference of its recording",
            id="no recording",
        ),
        pytest.param(
            lambda: [draft(), consent(), approval_event("G1", "A1", "li", at(2))],
            "who approved it also drafted it",
            id="approved by oneself",
        ),
        pytest.param(
            lambda: [draft(rights=None), consent(), approval_event("G1", "A1", "chen", at(2))],
            r"rights and duties of both sides: not stated.*\(CN-70b\)",
            id="a content is missing",
        ),
    ],
)
def test_it_cannot_come_into_force_while_anything_is_missing(store, events, lacking):
    blank = [event | ({"evidence": None} if not str(event.get("evidence", "x")).strip() else {}) for event in events()]
    if blank:
        store.append(blank)
    with pytest.raises(ValueError, match=f"agreement G1 cannot come into force: .*{lacking}"):
        into_force(store)


def test_a_step_that_is_sent_twice_is_stored_once(store):
    steps = [draft(), consent(), approval_event("G1", "A1", "chen", at(2))]
    store.append(steps)
    assert store.append(steps).stored == 0
    into_force(store)
    into_force(store)
    assert store.head().count == 4


def test_a_kept_plan_cannot_be_declared_broken_without_a_reason(store):
    store.append([draft(), consent(), approval_event("G1", "A1", "chen", at(2))])
    into_force(store)
    with pytest.raises(ValueError, match=r"is in_force and cannot be breached \(CN-70c\)"):
        end_event(told(store, 20), "G1", "breached", "li", at(20))
    with pytest.raises(ValueError, match="cannot be withdrawn"):
        end_event(told(store, 20), "G1", "withdrawn", "li", at(20))
    with pytest.raises(ValueError, match="ends settled, breached or withdrawn; it is 'torn'"):
        end_event(told(store, 20), "G1", "torn", "li", at(20))
    store.append(end_event(told(store, 20), "G1", "breached", "li", at(20), reason="applied for a new card"))
    assert told(store, 20)["state"].tolist() == ["breached"]


def test_a_consent_that_is_taken_back_withdraws_the_draft(store):
    store.append([draft(), consent(), consent(on=2, given=False)])
    assert told(store, 2)["state"].tolist() == ["withdrawn"]


def test_what_was_entered_by_mistake_is_left_out(store):
    store.append([draft(), consent()])
    void = {"kind": "void", "case_id": "A1", "happened_at": at(2), "actor": "li", "key": "v1", "reason": "wrong case"}
    store.append(void | {"corrects": "agreement-G1-consent"})
    assert told(store, 5)["state"].tolist() == ["draft"]


LIFE = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.none() | st.integers(0, 60), st.booleans())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=st.lists(LIFE, min_size=1, max_size=4))
def test_random_lives_stop_collection_exactly_from_force_to_end(tmp_path_factory, lives):
    with open_store(tmp_path_factory.mktemp("s") / "b.db", clock=lambda: at(300)) as store:
        spans = {}
        for number, (consented, approved, signed, lasts, settles) in enumerate(lives):
            name, case = f"G{number}", f"A{number}"
            days = consented, consented + approved, consented + approved + signed
            store.append(
                [draft(name, case), consent(name, case, on=days[0]), approval_event(name, case, "chen", at(days[1]))]
            )
            into_force(store, days[2], name)
            end = None if lasts is None else days[2] + lasts
            # The plan itself is broken on the 66th day: its second instalment is missed.
            if end is not None and end < 66:
                step = "settled" if settles else "breached"
                store.append(end_event(told(store, end), name, step, "li", at(end), reason="a term was broken"))
            spans[name] = days[2], min(66, 66 if end is None else end)
        for day in (0, 3, 7, 15, 40, 65, 66):
            found = told(store, day).set_index("agreement_id")["collection_stopped"]
            assert found.to_dict() == {name: begin <= day < end for name, (begin, end) in spans.items()}
