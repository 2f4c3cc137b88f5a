"""A list by the house's own history: the best lawful channel and hour, accounted for in the reason; the ladder where there is too little."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from experience_samples import POLICY, evenings

from arrears.operations.cases.ageing import age
from arrears.operations.experience.counting import counted
from arrears.operations.experience.kept_file import kept_file, learned_of
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.policy import Policies
from arrears.policy.records import Learned
from arrears.tables.cases import to_internal

DAY = date(2026, 11, 30)
"""A Monday, three days after what was learned."""
REACH = {"phone": "13800138000", "email": "wang@example.com"}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder, past = tmp_path_factory.mktemp("house"), evenings()
    learned = learned_of(past, counted(past, POLICY), DAY - timedelta(days=1))
    (folder / "learned.toml").write_text(
        kept_file(folder / "learned.toml", learned, Policies("cn")).text, encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def learned(house):
    return Policies("cn", house)


def ago(days):
    return (DAY - timedelta(days=days)).isoformat()


def case(**fields):
    return {"due_date": ago(45), "principal": "60000", "collector": "王芳", **REACH} | fields


def listed(policies, *cases, day=DAY, own=None, **options):
    table = to_internal(
        pd.DataFrame({"case_id": [f"C{row}" for row in range(len(cases))]}).join(pd.DataFrame(list(cases)))
    )
    aged = age(table, day, policies)
    return follow_ups(aged if own is None else aged.assign(**own), day, policies, **options)


def test_the_best_channel_and_hour_stand_first_and_the_reason_says_why(learned):
    row = listed(learned, case()).iloc[0]
    assert row.channel == "电话（18–20时）、短信、邮件"
    assert "；预计净值" in row.reason
    assert "18–20时可联系到" in row.reason
    assert row.reason.count("（提高）") + row.reason.count("（降低）") == 3
    assert "；其次为短信" in row.reason


def test_the_same_in_english(learned):
    row = listed(learned, case(), lang="en").iloc[0]
    assert row.channel.startswith("phone (18:00–20:00), ")
    assert "; expected net value CNY " in row.reason
    assert "; second best: SMS" in row.reason


def test_the_expected_value_of_a_line_is_the_net_value_of_its_action(learned):
    row = listed(learned, case()).iloc[0]
    assert f"预计净值{row.expected_value_fen / 100:,.2f}元" in row.reason


def test_lines_are_ordered_by_what_their_best_action_brings_in(learned):
    found = listed(learned, case(principal="900"), case(principal="90000"), case(principal="9000"))
    assert found["case_id"].tolist() == ["C1", "C2", "C0"]
    assert found["expected_value_fen"].is_monotonic_decreasing


@pytest.mark.parametrize("flag", ["complaint", "dispute", "deceased", "bankrupt", "vulnerable", "do_not_call"])
def test_a_block_outranks_every_score(learned, flag):
    found = listed(learned, case(flags=flag, principal="9000000"), case(principal="100"))
    blocked = found[found["case_id"] == "C0"]
    assert "预计净值" not in "".join(blocked["reason"])
    assert not blocked["channel"].str.contains("时）").any()
    assert (found.loc[found["queue"] == "work", "case_id"] == "C1").all()


def test_who_asked_to_be_called_at_an_hour_is_called_then(learned):
    found = listed(learned, case(call_back_at=f"{DAY}T09:30"))
    assert "18–20时" not in found["channel"].iloc[0] or "09:30" in found["appointment"].iloc[0]


def test_without_a_phone_no_call_is_proposed(learned):
    assert not listed(learned, case(phone=None)).iloc[0].channel.startswith("电话")


def test_the_hours_of_a_stricter_profile_are_kept(house):
    row = listed(Policies("in", house), case()).iloc[0]
    assert "18–20时" not in row.channel
    assert "时）" in row.channel


def test_a_person_who_answers_in_the_morning_is_called_in_the_morning(learned):
    tried = {f"tried_{slot}": [30 if slot in {0, 5} else 0] for slot in range(len(POLICY.hours) - 1)}
    met = {f"met_{slot}": [30 if slot == 0 else 0] for slot in range(len(POLICY.hours) - 1)}
    row = listed(learned, case(), own=tried | met).iloc[0]
    assert row.channel.startswith("电话（8–10时）")
    assert "本人此时段接听30次（共30次）（提高）" in row.reason


def test_a_collector_is_given_no_more_than_the_minutes_of_a_day(learned):
    call = next(float(way.minutes) for way in POLICY.ways if way.channel == "call")
    most = int(POLICY.day_minutes / call)
    cases = [case(principal=str(50_000 + number)) for number in range(most + 5)]
    found = listed(learned, *cases, capacity=most + 3)
    assert len(found) == most
    assert found.attrs["dropped"] == {"王芳": 5}
    assert len(listed(learned, *cases)) == most + 5  # a list that is not cut is not cut by minutes either


def test_before_its_first_day_what_was_learned_changes_nothing(learned):
    on = learned.get(Learned, DAY).effective - timedelta(days=1)
    found, plain = (listed(policies, case(), day=on) for policies in (learned, Policies("cn")))
    pd.testing.assert_frame_equal(found, plain)
    assert found.attrs["lacking"][0]["en"].startswith("nothing was learned")


def test_with_too_little_history_the_ladder_ranks_and_that_is_said(tmp_path):
    past = evenings(calls=299, days=7)
    few = learned_of(past, counted(past, POLICY), DAY - timedelta(days=1))
    (tmp_path / "learned.toml").write_text(
        kept_file(tmp_path / "learned.toml", few, Policies("cn")).text, encoding="utf-8"
    )
    found, plain = (listed(policies, case()) for policies in (Policies("cn", tmp_path), Policies("cn")))
    pd.testing.assert_frame_equal(found, plain)
    said = [one["zh"] for one in found.attrs["lacking"]]
    assert [text.split("，")[0] for text in said] == ["历史只有 7 天", "只有 299 次联系"]


def test_kinds_of_case_that_were_hardly_seen_are_named(learned):
    assert "M1, M2" in listed(learned, case()).attrs["lacking"][0]["en"]


def test_an_empty_list_is_empty(learned):
    table = to_internal(pd.DataFrame({"case_id": ["A"], "due_date": [ago(9)], "principal": ["1"]}))
    aged = age(table, DAY, learned).iloc[:0]
    assert follow_ups(aged, DAY, learned).empty
    assert np.isfinite(POLICY.day_minutes)


def test_a_call_that_nobody_answered_breaks_no_silence(learned):
    slots = range(len(POLICY.hours) - 1)
    calls = {f"{name}_{place}": [0, 0, np.nan] for name in ("tried", "met") for place in slots}
    same = [case(last_contact_date=ago(9), phone=f"1380013800{place}") for place in range(3)]
    own = calls | {"silent_days": [-1, 9, np.nan]}
    worth = listed(learned, *same, own=own).set_index("case_id")["expected_value_fen"]
    unanswered, answered, never_tried = worth[["C0", "C1", "C2"]]
    assert unanswered > 1.3 * answered
    assert answered == never_tried
