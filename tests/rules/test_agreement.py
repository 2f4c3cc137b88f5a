import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.rules.agreement import (
    FAULTS,
    IN_FORCE,
    STATES,
    Lives,
    Reviews,
    agreement_state,
    collection_stopped,
    order_faults,
)

EVENTS = Lives._fields
with (Path(__file__).parents[1] / "cases" / "agreement_lives.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))


def lives(*rows):
    """Lives from rows of event to day, with what did not happen left out."""
    return Lives(*(np.array([row.get(event) or "NaT" for row in rows], "M8[D]") for event in EVENTS))


def state_of(row, as_of, broken=False, paid=False):
    codes = agreement_state(lives(row), np.array([broken]), np.array([paid]), np.datetime64(as_of))
    return STATES[codes[0]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["sentence"])
def test_a_life_has_its_state(case):
    codes = agreement_state(
        lives(case),
        np.array([case["plan_broken"] == "yes"]),
        np.array([case["plan_paid"] == "yes"]),
        np.datetime64(case["as_of"]),
    )
    assert STATES[codes[0]] == case["state"]
    assert collection_stopped(codes).tolist() == [case["collection_stops"] == "yes"]


def test_many_lives_are_judged_as_if_each_were_alone():
    apart = [state_of(case, "2026-05-01") for case in CASES]
    no = np.zeros(len(CASES), dtype=bool)
    together = agreement_state(lives(*CASES), no, no, np.datetime64("2026-05-01"))
    assert [STATES[code] for code in together] == apart
    assert len(set(apart)) >= 5


def test_no_agreements_have_no_states():
    none = np.zeros(0, dtype=bool)
    assert agreement_state(lives(), none, none, np.datetime64("2026-05-01")).tolist() == []


WHOLE = {
    "drafted": "2026-03-02",
    "consented": "2026-03-02",
    "approved": "2026-03-02",
    "in_force": "2026-03-02",
    "settled": "2026-03-02",
}


def without(*events, **changes):
    return {event: day for event, day in (WHOLE | changes).items() if event not in events}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(WHOLE, [], id="all on one day is in order"),
        pytest.param(without("settled", breached="2026-03-02"), [], id="a breach on the first day is in order"),
        pytest.param(without("consented", "approved", "in_force", "settled"), [], id="a draft is in order"),
        pytest.param({}, [], id="nothing is in order"),
        pytest.param(
            without("approved", "in_force", "settled", consented="2026-03-01"),
            ["consent_early"],
            id="consent the day before the draft",
        ),
        pytest.param({"consented": "2026-03-02"}, ["consent_early"], id="consent to no draft"),
        pytest.param(
            without("in_force", "settled", approved="2026-03-01"),
            ["approval_early"],
            id="approval the day before the draft",
        ),
        pytest.param({"approved": "2026-03-02"}, ["approval_early"], id="approval of no draft"),
        pytest.param(without("consented"), ["no_consent"], id="in force without consent"),
        pytest.param(without(consented="2026-03-03"), ["no_consent"], id="in force the day before consent"),
        pytest.param(without("approved"), ["no_approval"], id="in force without approval"),
        pytest.param(without(approved="2026-03-03"), ["no_approval"], id="in force the day before approval"),
        pytest.param(without(settled="2026-03-01"), ["end_early"], id="settled the day before"),
        pytest.param(
            without("settled", breached="2026-03-01"), ["end_early"], id="breached the day before it was in force"
        ),
        pytest.param(without("in_force"), ["end_early"], id="settled without ever being in force"),
        pytest.param(
            without("in_force", "settled", breached="2026-03-02"), ["end_early"], id="breached without being in force"
        ),
        pytest.param(
            without("in_force", "settled", withdrawn="2026-03-01"), ["end_early"], id="withdrawn before it was drafted"
        ),
        pytest.param(
            without("in_force", "settled", withdrawn="2026-03-02"), [], id="withdrawn on the day of the draft"
        ),
        pytest.param(
            without("settled", withdrawn="2026-03-02"), ["withdrawn_late"], id="withdrawn on the day it came into force"
        ),
        pytest.param(
            without("settled", in_force="2026-03-04", withdrawn="2026-03-03"), [], id="in force a day after withdrawal"
        ),
    ],
)
def test_what_is_out_of_order_is_named(row, expected):
    found = order_faults(lives(row), needs_second_person=True)
    assert [FAULTS[at] for at in np.flatnonzero(found[0])] == expected


def test_without_the_house_policy_nobody_else_need_approve():
    row = lives(without("approved"))
    assert not order_faults(row, needs_second_person=False).any()
    assert order_faults(row, needs_second_person=True).any()


def test_a_fault_of_one_is_not_laid_on_another():
    found = order_faults(lives(WHOLE, without("consented"), WHOLE), needs_second_person=True)
    assert found.any(axis=1).tolist() == [False, True, False]


def test_only_what_is_in_force_stops_collection():
    stopped = collection_stopped(np.arange(len(STATES)))
    assert [name for name, stops in zip(STATES, stopped, strict=True) if stops] == ["in_force"]


def plainly(row, broken, paid, as_of):
    """The state told by one person with a calendar, without arrays."""
    seen = {event: day for event, day in row.items() if day is not None and day <= as_of}
    begun = seen.get("in_force")
    if begun is not None:
        ends = [
            (seen[end], rank, end) for rank, end in enumerate(("settled", "breached")) if seen.get(end, -1) >= begun
        ]
        if ends:
            return min(ends)[2]
        return "kept" if paid else "breached" if broken else "in_force"
    for event, state in (("withdrawn", "withdrawn"), ("consented", "consented"), ("drafted", "draft")):
        if event in seen:
            return state
    return "none"


DAY = st.none() | st.integers(0, 12)
LIFE = st.fixed_dictionaries(dict.fromkeys(EVENTS, DAY))


@settings(max_examples=300)
@given(rows=st.lists(st.tuples(LIFE, st.booleans(), st.booleans()), min_size=1, max_size=6), as_of=st.integers(0, 13))
def test_random_lives_have_the_state_that_a_person_would_tell(rows, as_of):
    days = lives(
        *({event: str(np.datetime64(day, "D")) for event, day in row.items() if day is not None} for row, _, _ in rows)
    )
    broken, paid = (np.array([row[at] for row in rows]) for at in (1, 2))
    codes = agreement_state(days, broken, paid, np.datetime64(as_of, "D"))
    assert [STATES[code] for code in codes] == [plainly(row, *plan, as_of) for row, *plan in rows]


@settings(max_examples=200)
@given(steps=st.lists(st.integers(0, 3), min_size=5, max_size=5), end=st.sampled_from(["settled", "breached", None]))
def test_a_life_in_order_never_goes_back_and_stops_collection_exactly_while_in_force(steps, end):
    days = np.cumsum(steps)
    row = dict(zip(("drafted", "consented", "approved", "in_force"), days[:4], strict=True)) | {end: days[4]}
    held = lives({event: str(np.datetime64(int(day), "D")) for event, day in row.items() if event})
    assert not order_faults(held, needs_second_person=True).any()
    no = np.array([False])
    told = [int(agreement_state(held, no, no, np.datetime64(day, "D"))[0]) for day in range(16)]
    assert told == sorted(told)
    until = days[4] if end else 16
    assert [code == IN_FORCE for code in told] == [days[3] <= day < until for day in range(16)]


ON_ITS_WAY = {"drafted": "2026-03-01", "consented": "2026-03-02"}
RUNNING = ON_ITS_WAY | {"approved": "2026-03-03", "in_force": "2026-03-03"}


def reviewed(row, as_of, *, broken=False, **decided):
    days = Reviews(*(np.array([decided.get(name, "NaT")], "M8[D]") for name in Reviews._fields))
    codes = agreement_state(lives(row), np.array([broken]), np.array([False]), np.datetime64(as_of), days)
    return STATES[codes[0]]


@pytest.mark.parametrize(
    ("row", "as_of", "decided", "state"),
    [
        pytest.param(ON_ITS_WAY, "2026-03-04", {"returned": "2026-03-05"}, "consented", id="the day before the question"),
        pytest.param(ON_ITS_WAY, "2026-03-05", {"returned": "2026-03-05"}, "returned", id="the day of the question"),
        pytest.param(ON_ITS_WAY, "2026-03-05", {"refused": "2026-03-05"}, "refused", id="the day of the refusal"),
        pytest.param(
            ON_ITS_WAY, "2026-03-06", {"returned": "2026-03-05", "refused": "2026-03-06"}, "refused", id="refused after a question"
        ),
        pytest.param(
            ON_ITS_WAY | {"withdrawn": "2026-03-06"}, "2026-03-07", {"returned": "2026-03-05"}, "withdrawn", id="given up instead of an answer"
        ),
        pytest.param(RUNNING, "2026-05-09", {"lapsed": "2026-05-10", "reopened": "2026-05-20"}, "in_force", id="the day before the breach"),
        pytest.param(RUNNING, "2026-05-19", {"lapsed": "2026-05-10", "reopened": "2026-05-20"}, "breached", id="the day before the reopening"),
        pytest.param(RUNNING, "2026-05-20", {"lapsed": "2026-05-10", "reopened": "2026-05-20"}, "in_force", id="the day of the reopening"),
    ],
)  # fmt: skip
def test_what_a_second_person_decides_has_its_state(row, as_of, decided, state):
    assert reviewed(row, as_of, **decided) == state


def test_a_reopened_agreement_that_breaks_again_is_breached():
    decided = {"lapsed": "2026-05-10", "reopened": "2026-05-20"}
    assert reviewed(RUNNING, "2026-07-30", broken=True, **decided) == "breached"
