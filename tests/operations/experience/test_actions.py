"""The best action is lawful, worth what it costs, and changes with what is known."""

import numpy as np
import pytest
from experience_samples import CN, DAY, POLICY, evenings
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.operations.contacts.now import can_contact
from arrears.operations.experience import actions
from arrears.operations.experience.actions import FACTS, Case, best_actions, lawful
from arrears.operations.experience.counting import counted
from arrears.operations.experience.rates import in_force, rates
from arrears.policy import PROFILES, Policies

STATED = in_force(CN, DAY)
LEARNED = rates(counted(evenings(), POLICY), CN, DAY)
LAWFUL = lawful(STATED, CN, DAY)
CHANNELS, SLOTS = len(STATED.channels), len(STATED.hours) - 1
CALL, SMS = STATED.channels.index("call"), STATED.channels.index("sms")
FRIDAY = 4


def cases(owed=(10_000_00,), bucket=1, silence=1.0, allowed=("call", "sms"), tried=0, met=0):
    size = len(owed)
    may = np.isin(STATED.channels, allowed)
    counts = [np.zeros((size, SLOTS), dtype=np.int64) + np.asarray(each) for each in (tried, met)]
    return Case(
        np.array(owed, dtype=np.int64),
        np.full(size, bucket, dtype=np.intp),
        np.full(size, silence),
        np.tile(may, (size, 1)),
        *counts,
    )


def best(of_cases, own=STATED, at=LAWFUL):
    return best_actions(of_cases, own, POLICY, at, FRIDAY)


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_has_a_lawful_hour_and_none_has_one_that_it_forbids(profile):
    policies = Policies(profile)
    own = in_force(policies, DAY)
    free = lawful(own, policies, DAY)[own.channels.index("call")]
    ends = np.datetime64(DAY, "m") + np.array(own.hours[1:]) * 60 - 1
    assert free.any()
    assert can_contact(ends[free], "call", policies=policies).all()


def test_india_s_evening_is_closed_from_seven_on():
    india = Policies("in")
    own = in_force(india, DAY)
    assert not lawful(own, india, DAY)[own.channels.index("call"), own.hours.index(18) :].any()


def test_the_value_of_a_call_is_reckoned_by_hand():
    found = best(cases(allowed=("call",)))
    way = POLICY.ways[CALL]
    gross = 10_000_00 * STATED.brings.share[1] * float(way.reached)
    cost = float(way.minutes) * POLICY.minute_fen + way.cost_fen + float(way.complaints) * POLICY.complaint_fen
    assert found.net.tolist() == [round(gross - cost)]
    assert found.low[0] < found.net[0] < found.high[0]


def test_a_complaint_has_its_price():
    dear = POLICY.model_copy(update={"complaint_fen": 10 * POLICY.complaint_fen})
    assert best_actions(cases(), STATED, dear, LAWFUL, FRIDAY).net[0] < best(cases()).net[0]


def test_a_small_debt_is_worth_a_message_and_no_call():
    assert best(cases(owed=(800_00, 100_000_00))).channel.tolist() == [SMS, CALL]


def test_the_hour_is_that_at_which_people_answer():
    assert LEARNED.hours[best(cases(), LEARNED).slot[0]] == 18


def test_a_person_s_own_habit_outweighs_the_others():
    mine = np.zeros(SLOTS, dtype=np.int64)
    mine[0] = 20
    others = np.where(np.arange(SLOTS) == LEARNED.hours.index(18), 20, 0)
    found = best(cases(tried=mine + others, met=mine), LEARNED)
    assert LEARNED.hours[found.slot[0]] == 8
    assert "own" in {FACTS[code] for code in found.facts[0]}


def test_nothing_unlawful_is_proposed_however_well_it_answers():
    evening = LEARNED.hours.index(18)
    closed = LAWFUL.copy()
    closed[:, evening] = False
    assert best(cases(), LEARNED, closed).slot[0] != evening


def test_a_case_that_may_not_be_contacted_has_no_action_and_no_value():
    found = best(cases(allowed=()))
    assert (found.known.tolist(), found.net.tolist(), found.second.tolist()) == ([False], [0], [False])


def test_a_day_on_which_nothing_is_lawful_has_none():
    assert not best(cases(), at=np.zeros_like(LAWFUL)).known.any()


def test_the_second_best_is_another_channel_or_else_another_hour():
    both, one = best(cases()), best(cases(allowed=("call",)), LEARNED)
    assert both.second_channel[0] != both.channel[0]
    assert both.second_net[0] <= both.net[0]
    assert (one.second_channel[0], one.second_slot[0] != one.slot[0]) == (CALL, True)


def test_an_age_that_is_not_known_is_worth_nothing_but_its_cost():
    assert best(cases(bucket=-1)).net[0] < 0


def test_what_moved_a_value_most_is_told_first():
    found = best(cases(owed=(1_000_00, 10_000_00, 1_000_000_00)))
    assert [FACTS[code] for code in found.facts[:, 0]] == ["owed", "channel", "owed"] or FACTS[
        found.facts[2, 0]
    ] == "owed"
    assert (found.raises[2, 0], found.raises[0, list(found.facts[0]).index(FACTS.index("owed"))]) == (True, False)


def test_cases_are_valued_alike_however_many_are_valued_at_once(monkeypatch):
    many = cases(owed=range(1, 2_000_000, 99_999))
    whole = best(many, LEARNED)
    monkeypatch.setattr(actions, "AT_ONCE", 3)
    parts = best(many, LEARNED)
    assert all(
        (getattr(whole, name) == getattr(parts, name)).all()
        for name in ("net", "channel", "slot", "facts", "second_net")
    )


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_known_the_proposal_is_allowed_lawful_and_the_best_that_is(data):
    may = np.array(data.draw(st.lists(st.booleans(), min_size=CHANNELS, max_size=CHANNELS)))[np.newaxis]
    at = np.array(data.draw(st.lists(st.booleans(), min_size=CHANNELS * SLOTS, max_size=CHANNELS * SLOTS))).reshape(
        CHANNELS, SLOTS
    )
    tried = np.array([data.draw(st.lists(st.integers(0, 9), min_size=SLOTS, max_size=SLOTS))])
    one = Case(
        np.array([data.draw(st.integers(0, 10**8))]),
        np.array([data.draw(st.integers(-1, 7))]),
        np.array([0.7]),
        may,
        tried,
        tried // 2,
    )
    found = best(one, LEARNED, at)
    assert found.known[0] == (may[0][:, np.newaxis] & at).any()
    if found.known[0]:
        assert may[0, found.channel[0]]
        assert at[found.channel[0], found.slot[0]]
        assert not found.second[0] or (
            at[found.second_channel[0], found.second_slot[0]] and found.second_net[0] <= found.net[0]
        )
        assert found.low[0] <= found.net[0] <= found.high[0]
