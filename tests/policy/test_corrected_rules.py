"""What the rules say as they are read now, and that yesterday's reading still comes out."""

from datetime import date
from fractions import Fraction

import pytest

from arrears.errors import PolicyError
from arrears.operations.cases.situations import stage_measures
from arrears.policy import Policies
from arrears.policy.records import (
    ContactFrequency,
    CostStatement,
    Provision,
    RateWarning,
    Recordings,
    Retention,
    ThirdPartyContact,
    Watch,
)

TODAY, YESTERDAY = date(2026, 11, 28), date(2026, 11, 27)


@pytest.mark.parametrize(
    ("profile", "record", "name", "key", "then", "now"),
    [
        pytest.param("cn_online", Retention, "retention_online", "years", 5, 2, id="GBT-3 retention"),
        pytest.param("cn_online", Recordings, "recordings", "years", 5, 2, id="GBT-3 recordings"),
        pytest.param("cn", ThirdPartyContact, "third_party_contact", "failed_dials_wait_days", 0, 1, id="CBA-3 next day"),
        pytest.param("cn", ThirdPartyContact, "third_party_contact", "unreachable_days", 3, 0, id="CBA-3 idle days"),
        pytest.param("cn", ThirdPartyContact, "third_party_contact", "unanswered_days", None, 3, id="CBA-3 silent days"),
        pytest.param(
            "cn_online", ContactFrequency, "contact_frequency_conversations", "voices",
            ("interactive", "informing"), ("interactive",), id="GBT-2 by voice",
        ),
        pytest.param(
            "cn_online", ContactFrequency, "contact_frequency_visits", "trust", "S", "M", id="GBT-3 visits unconfirmed"
        ),
    ],
)  # fmt: skip
def test_a_corrected_reading_counts_and_the_old_one_still_comes_out(profile, record, name, key, then, now):
    assert getattr(Policies(profile).get(record, TODAY, name), key) == now
    assert getattr(Policies(profile, read_on=TODAY).get(record, TODAY, name), key) == now
    assert getattr(Policies(profile, read_on=YESTERDAY).get(record, TODAY, name), key) == then


def test_consumer_finance_companies_keep_what_online_lenders_do_not():
    assert Policies("cn-cfc").get(Retention, TODAY, "retention_cfc").years == 5
    assert Policies("cn_cfc").get(Recordings, TODAY).rule == "CFC-5"
    assert Policies("cn_cfc").get(ContactFrequency, TODAY, "contact_frequency_conversations").rule == "GBT-2"


def test_the_guideline_of_2024_was_repealed_with_the_standard():
    online = Policies("cn_online")
    assert "2024" in online.get(Provision, date(2025, 2, 27), "provision_gbt_5").source
    assert "GB/T 45251-2025" in online.get(Provision, date(2025, 2, 28), "provision_gbt_5").source


@pytest.mark.parametrize("occasion", ["loan_contract", "instalment", "agreement"])
def test_a_cost_statement_comes_before_an_instalment_from_august_2026(occasion):
    cn = Policies("cn")
    with pytest.raises(PolicyError, match="its first day is 2026-08-01"):
        cn.get(CostStatement, date(2026, 7, 31))
    statement = cn.get(CostStatement, date(2026, 8, 1))
    assert statement.is_needed(occasion)
    assert statement.counsel == ("agreement",)
    assert [part.key for part in statement.contents] == [
        "principal", "charges", "annual_cost", "default_costs", "nothing_else",
    ]  # fmt: skip


def test_the_ceiling_of_assisted_lending_binds_online_lenders_from_october_2025():
    before, after = (Policies("cn_online").get(RateWarning, day) for day in (date(2025, 9, 30), date(2025, 10, 1)))
    assert (before.rule, before.binding) == ("CN-P7", "warning")
    assert (after.rule, after.binding, after.yearly) == ("CN-ASSIST", "ceiling", Fraction(24, 100))
    assert Policies("cn").get(RateWarning, TODAY).binding == "warning"


@pytest.mark.parametrize(
    ("day", "tells"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_texts_of_consequences_name_the_one_time_repair_up_to_its_last_day(day, tells, lang):
    early = next(one for one in stage_measures(Policies("cn"), day) if one.stage == "early")
    text, words = (early.explain_zh, "一次性信用修复") if lang == "zh" else (early.explain, "10,000 yuan")
    assert (words in text) is tells
    assert ("CREDIT-1" in early.rules) is tells
    reminder = next(one for one in stage_measures(Policies("cn"), day) if one.stage == "reminder")
    assert "CREDIT-1" not in reminder.rules


def test_a_draft_is_watched_and_changes_nothing():
    india = Policies("in")
    draft = india.get(Watch, TODAY, "watch_rbi_conduct")
    assert draft.expected == date(2026, 7, 1)
    assert set(draft.touches) <= set(india.names())
