import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.api.contacts import check_contacts
from arrears.operations.contacts.permission import can_contact, contact_block, may_contact, next_contact
from arrears.policy import PROFILES, Policies

CN = Policies("cn")
NOON = np.datetime64("2026-11-23T12:00")


def times(*texts):
    return np.array(texts, dtype="datetime64[us]")


def asked(when, *arguments, profile="cn"):
    policies = Policies(profile)
    return contact_block(times(when), *arguments, policies=policies)[0], next_contact(
        times(when), *arguments, policies=policies
    ).astype("datetime64[m]")[0].item().isoformat()


@pytest.mark.parametrize(
    ("profile", "attempts", "conversations", "block", "following"),
    [
        ("cn", 0, 0, "", "2026-11-23T12:00:00"),
        ("cn", 5, 2, "", "2026-11-23T12:00:00"),
        ("cn", 5, 3, "HOUSE-CONVERSATIONS", "2026-11-24T08:00:00"),
        ("cn", 6, 0, "CBA-2", "2026-11-24T08:00:00"),
        ("cn", 10**9, 0, "CBA-2", "2026-11-24T08:00:00"),
        ("cn_online", 6, 0, "CBA-2", "2026-11-24T08:00:00"),
        ("cn_online", 0, 2, "", "2026-11-23T12:00:00"),
        ("cn-online", 0, 3, "GBT-2", "2026-11-24T08:00:00"),
        ("us", 6, 0, "", "2026-11-23T12:00:00"),
        ("us", 7, 0, "F-14", "2026-11-30T08:00:00"),
        ("us", 0, 1, "F-14", "2026-11-30T08:00:00"),
        ("in", 6, 0, "HOUSE-ATTEMPTS", "2026-11-24T08:00:00"),
    ],
)
def test_counts_of_today_use_a_limit_up(profile, attempts, conversations, block, following):
    assert asked("2026-11-23T12:00", "call", attempts, conversations, profile=profile) == (block, following)


@pytest.mark.parametrize(
    ("profile", "when", "block", "following"),
    [
        ("cn", "2026-11-23T21:59:59.999999", "", "2026-11-23T21:59:00"),
        ("cn", "2026-11-23T22:00", "CBA-1", "2026-11-24T08:00:00"),
        ("cn", "2026-11-23T07:59", "CBA-1", "2026-11-23T08:00:00"),
        ("us", "2026-11-23T21:00", "", "2026-11-23T21:00:00"),
        ("us", "2026-11-23T21:00:01", "F-6", "2026-11-24T08:00:00"),
        ("in", "2026-11-23T19:00:01", "RBI-HOURS", "2026-11-24T08:00:00"),
        ("uk", "2026-11-23T21:01", "CONC-7.9", "2026-11-24T08:00:00"),
        ("hk", "2026-11-23T07:59", "HK-COBP", "2026-11-23T08:00:00"),
    ],
)
def test_hours_are_told_and_when_they_open(profile, when, block, following):
    assert asked(when, "call", profile=profile) == (block, following)


def test_consent_lifts_what_the_law_lets_it_lift():
    assert asked("2026-11-23T23:00", "call", 9, 0, True) == ("", "2026-11-23T23:00:00")
    assert asked("2026-11-23T23:00", "call", 0, 0, True, profile="in")[0] == "RBI-HOURS"
    mixed = can_contact(times("2026-11-23T23:00", "2026-11-23T23:00"), "call", 0, 0, [True, False])
    assert mixed.tolist() == [True, False]


def test_one_visit_a_day_and_messages_are_not_counted_as_attempts():
    assert asked("2026-11-23T12:00", "visit", 1) == ("HOUSE-VISITS", "2026-11-24T08:00:00")
    assert asked("2026-11-23T12:00", "上门", 0) == ("", "2026-11-23T12:00:00")
    assert asked("2026-11-23T12:00", "sms", 9) == ("", "2026-11-23T12:00:00")
    assert asked("2026-11-23T23:00", "letter") == ("", "2026-11-23T23:00:00")


def test_shapes_broadcast_and_stay():
    when = np.array([[NOON, NOON], [NOON, NOON + np.timedelta64(12, "h")]])
    assert can_contact(when, "call", [[0, 6], [0, 0]]).tolist() == [[True, False], [True, False]]
    assert next_contact(when, [["call", "sms"], ["call", "sms"]]).shape == (2, 2)
    assert can_contact(NOON, "call").shape == ()
    assert can_contact(times(), "call").shape == (0,)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((NOON, "telegraph"), "channel must be one of call, .*; it is 'telegraph'"),
        ((NOON, "call", -1), "attempts_today must be whole numbers of 0 or more; one is -1"),
        ((NOON, "call", 0, 1.5), "conversations_today must be whole numbers"),
        ((np.datetime64("NaT"), "call"), "one is missing, leave its row out"),
    ],
)
def test_bad_arguments_are_refused_with_the_remedy(arguments, message):
    with pytest.raises(ValueError, match=message):
        can_contact(*arguments)


@settings(deadline=None)  # a shared machine, five answers an example
@given(
    minute=st.integers(0, 1439),
    attempts=st.integers(0, 8),
    conversations=st.integers(0, 4),
    profile=st.sampled_from(PROFILES),
    channel=st.sampled_from(["call", "visit", "sms"]),
)
def test_the_three_answers_agree(minute, attempts, conversations, profile, channel):
    when = times("2026-11-23T00:00") + np.timedelta64(minute, "m")
    arguments = (channel, attempts, conversations, False, Policies(profile))
    block, following = contact_block(when, *arguments), next_contact(when, *arguments)
    assert (can_contact(when, *arguments) == (block == "")).all()
    assert ((following == when) == (block == "")).all()
    assert (following >= when).all()
    # With tomorrow's counts at zero, what is permitted next is permitted then, whatever happened today.
    if profile != "us":
        assert can_contact(following, channel, policies=Policies(profile)).all()


LOG = {"case_id": "A", "channel": "call", "time_zone": "Asia/Shanghai"}


def table(*rows, **every):
    return pd.DataFrame(
        [LOG | {"outcome": outcome, "at": pd.Timestamp(at, tz="Asia/Shanghai")} | every for at, outcome in rows]
    )


def plan(at, zone="Asia/Shanghai", **more):
    return pd.DataFrame([LOG | {"at": pd.Timestamp(at, tz=zone), "time_zone": zone} | more])


def test_a_plan_is_judged_by_the_log_before_it():
    log = table(*[(f"2026-11-23 {h:02d}:00", "no_answer") for h in range(9, 15)])
    answer = may_contact(plan("2026-11-23 15:00"), log, CN).iloc[0]
    assert not answer.allowed
    assert (answer.rules, answer.next_at) == ("CBA-2", pd.Timestamp("2026-11-24 08:00", tz="Asia/Shanghai"))
    assert answer.reasons == "1天内第7次，上限6次"
    assert answer.sources.startswith("中国银行业协会")
    assert may_contact(plan("2026-11-24 08:00"), log, CN)["allowed"].tolist() == [True]
    assert may_contact(plan("2026-11-23 15:00"), log.iloc[1:], CN)["allowed"].tolist() == [True]


def test_plans_do_not_count_against_each_other():
    log = table(*[(f"2026-11-23 {h:02d}:00", "no_answer") for h in range(9, 14)])
    both = pd.concat([plan("2026-11-23 15:00"), plan("2026-11-23 15:30")])
    answers = may_contact(both, log, CN)
    assert answers["allowed"].tolist() == [True, True]
    assert answers["next_at"].tolist() == both["at"].tolist()


def test_all_reasons_are_told_and_the_last_to_open_decides():
    log = table(*[(f"2026-11-23 {h:02d}:00", "no_answer") for h in range(9, 15)])
    states = pd.DataFrame(
        {"case_id": ["A"], "state": ["complaint"], "since": ["2026-11-23T00:00Z"], "until": ["2026-11-26T15:00Z"]}
    )
    answer = may_contact(plan("2026-11-23 22:30"), log, CN, states=states, lang="en").iloc[0]
    assert answer.rules == "CBA-1; CBA-2; HOUSE-STOP-COMPLAINT"
    # The complaint ends at 23:00 local time, when the hours have closed.
    assert answer.next_at == pd.Timestamp("2026-11-27 08:00", tz="Asia/Shanghai")
    assert (
        answer.reasons
        == "call at 2026-11-23 22:30:00 local time; number 7 within 1 day(s); 6 permitted; call in the state complaint"
    )


def test_waiting_does_not_end_an_open_stop():
    states = pd.DataFrame({"case_id": ["A"], "state": ["do_not_call"], "since": ["2026-11-01"]})
    answer = may_contact(plan("2026-11-23 15:00"), table(("2026-11-22 09:00", "busy")), CN, states=states).iloc[0]
    assert (answer.allowed, answer.rules) == (False, "HOUSE-STOP-CALLS")
    assert pd.isna(answer.next_at)


def test_a_relative_may_be_asked_when_the_holder_has_been_silent_for_three_days():
    log = table(*[(f"2026-11-{day} 09:00", "no_answer") for day in (21, 22, 23)])
    ask = plan("2026-11-23 15:00", counterparty="third_party", person="sister", purpose="location")
    answer = may_contact(ask, log.assign(purpose="collection"), CN).iloc[0]
    assert (answer.rules, answer.next_at) == ("CBA-3", pd.Timestamp("2026-11-24 08:00", tz="Asia/Shanghai"))
    never = may_contact(ask, table(("2026-11-22 09:00", "conversation")).assign(purpose="collection"), CN).iloc[0]
    assert (never.rules, pd.isna(never.next_at)) == ("CBA-3", True)


def test_the_pause_after_a_conversation_ends_at_the_opening_of_the_eighth_day():
    zone = "America/New_York"
    log = table(("2026-08-14 23:00", "conversation"), time_zone=zone, person="p", direction="in")
    ask = plan("2026-08-15 10:00", zone, person="p")
    assert may_contact(ask, log, Policies("us")).iloc[0].next_at == pd.Timestamp("2026-08-21 08:00", tz=zone)


def test_what_is_only_to_be_looked_at_forbids_nothing():
    zone = "America/New_York"
    log = table(*[(f"2026-04-03 {h:02d}:00", "no_answer") for h in range(9, 14)], time_zone=zone)
    log["at"] = log["at"].dt.tz_localize(None).dt.tz_localize(zone)
    ask = plan("2026-04-03 15:00", zone)
    assert may_contact(ask, log, Policies("us"))["allowed"].tolist() == [True]
    made = pd.concat([log, ask.assign(outcome="no_answer")])
    assert check_contacts(made, profile="us")["severity"].tolist() == ["review"]


@pytest.mark.parametrize(
    ("zone", "asked_at", "opens"),
    [
        ("America/New_York", "2026-03-07 22:00", "2026-03-08 08:00"),
        ("America/New_York", "2026-10-31 22:00", "2026-11-01 08:00"),
        ("Europe/London", "2026-03-28 23:00", "2026-03-29 08:00"),
    ],
)
def test_the_next_opening_is_by_the_wall_clock_when_summer_time_changes(zone, asked_at, opens):
    answer = may_contact(plan(asked_at, zone), table(), Policies("us")).iloc[0]
    assert answer.next_at == pd.Timestamp(opens, tz=zone)


def test_a_log_that_knows_of_later_contacts_is_refused():
    log = table(("2026-11-23 16:00", "busy"))
    with pytest.raises(ValueError, match=r"row 0: it took place after .* out of order; ask about a later moment"):
        may_contact(plan("2026-11-23 15:59"), log, CN)
    assert may_contact(plan("2026-11-23 16:00"), log, CN)["allowed"].tolist() == [True]
    assert may_contact(plan("2026-11-23 15:59"), log.assign(case_id="B"), CN)["allowed"].tolist() == [True]
