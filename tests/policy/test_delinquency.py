"""What a policy file of delinquency or follow-up may not say, and what profiles take from the house."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from arrears.errors import PolicyError
from arrears.policy import PROFILES, Policies
from arrears.policy.records import (
    Buckets,
    Contagion,
    DaysPastDue,
    Grace,
    LoanClass,
    NextActions,
    Priority,
    Reminder,
    RollRates,
    StageMeasures,
    Stages,
    Tolerance,
)

TODAY = date(2026, 11, 23)
HEAD = """
[[version]]
rule = "HOUSE-1"
effective = 2026-01-01
source = "House circular 7"
trust = "H"
words = "as agreed"
checked = 2026-01-01
"""


def with_house(tmp_path, name, body, profile="cn"):
    (tmp_path / f"{name}.toml").write_text(HEAD + body, encoding="utf-8")
    return Policies(profile, house=tmp_path)


@pytest.mark.parametrize(
    ("record", "name", "body", "complaint"),
    [
        pytest.param(Buckets, "buckets", "begins = [1, 31]", "start at 0", id="a scale that begins on day 1"),
        pytest.param(Buckets, "buckets", "begins = [0, 31, 31]", "rise", id="two bands that begin on one day"),
        pytest.param(
            Buckets, "buckets", 'labels = ["M0"]', "labels must have one entry", id="a bucket without a label"
        ),
        pytest.param(LoanClass, "loan_class", 'labels_en = ["normal"]', "labels_en", id="a class without English"),
        pytest.param(Stages, "stages", 'keys = ["early"]', "keys", id="a stage without a key"),
        pytest.param(DaysPastDue, "days_past_due", "due_day_counts = 2", "one of 0, 1", id="a due day that counts two"),
        pytest.param(RollRates, "roll_rates", "loss = 1.01", "less than or equal to 1", id="a loss above the whole"),
        pytest.param(RollRates, "roll_rates", "to_loss = [0.5]", "to_loss", id="a band without a roll rate"),
        pytest.param(Priority, "priority", "value_weight = 51", "add up to 100", id="weights that make 101"),
        pytest.param(
            Priority, "priority", "age_percent = [0, 0, 0, 0, 0, 0, 0, 101]", "0 and 100", id="101 per cent of age"
        ),
        pytest.param(Contagion, "contagion", "share_of_total = 2", "less than or equal to 1", id="a share of two"),
        pytest.param(
            NextActions,
            "next_actions",
            "rules = { complain = [] }",
            "complain, which is no action",
            id="a misspelt action",
        ),
    ],
)
def test_a_house_file_that_makes_no_sense_is_refused(tmp_path, record, name, body, complaint):
    with pytest.raises(PolicyError, match=complaint):
        with_house(tmp_path, name, body).get(record, TODAY)


def test_a_house_cannot_have_protected_cases_called(tmp_path):
    actions = "\n".join(
        f'[[version.actions]]\nkey = "{action.key}"\naction = "a"\naction_zh = "一"\nchannel = "stage"\ntier = 1'
        for action in Policies("cn").get(NextActions, TODAY).actions
    )
    with pytest.raises(
        PolicyError,
        match="only contact, promise_broken, hardship, call_back may use the stage's channels, never complaint",
    ):
        with_house(tmp_path, "next_actions", actions).get(NextActions, TODAY)


def test_a_stage_with_two_measures_is_refused(tmp_path):
    measure = (
        '[[version.measures]]\nstage = "early"\nchannels = ["phone"]\naction = "a"\naction_zh = "一"\n'
        'explain = "e"\nexplain_zh = "说"\nevery_days = 3\n'
    )
    with pytest.raises(PolicyError, match="each stage has one measure"):
        with_house(tmp_path, "stage_measures", measure * 2).get(StageMeasures, TODAY)


def test_a_house_may_let_contagion_apply_and_keeps_the_rest_of_the_rule(tmp_path):
    contagion = with_house(tmp_path, "contagion", "applies = true").get(Contagion, TODAY)
    assert (contagion.applies, contagion.share_of_total) == (True, Fraction(1, 10))


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_has_every_rule_that_a_follow_up_list_needs(profile):
    policies = Policies(profile)
    for record in (
        Buckets, Contagion, DaysPastDue, NextActions, Priority, Reminder, RollRates, StageMeasures, Stages, Tolerance
    ):  # fmt: skip
        assert policies.get(record, TODAY).words


@pytest.mark.parametrize("profile", PROFILES)
def test_every_stage_has_its_measure_in_both_languages(profile):
    policies = Policies(profile)
    measures = policies.get(StageMeasures, TODAY).measures
    assert [measure.stage for measure in measures] == list(policies.get(Stages, TODAY).keys)
    assert all(one.action and one.action_zh and one.explain and one.explain_zh for one in measures)


@pytest.mark.parametrize("profile", ["uk", "in"])
def test_a_profile_without_a_scale_says_so_when_it_is_asked_for_one(profile):
    with pytest.raises(PolicyError, match=f"profile {profile} has no rule loan_class"):
        Policies(profile).get(LoanClass, TODAY)


@pytest.mark.parametrize(
    ("day", "grace"),
    [
        pytest.param(date(2013, 6, 30), 0, id="the day before the convention"),
        pytest.param(date(2013, 7, 1), 3, id="its first day"),
    ],
)
def test_grace_begins_with_the_convention_of_2013(day, grace):
    assert Policies("cn").get(Grace, day).days == grace


def test_the_association_s_guideline_bounds_contacts_from_its_first_day():
    first = date(2026, 1, 30)
    rules = [Policies("cn").get(NextActions, day).contact_rules for day in (first - timedelta(days=1), first)]
    assert rules == [("CN-68",), ("CBA-1", "CBA-2")]


def test_the_holder_is_told_truthfully_that_a_negative_record_stays_five_years():
    early = next(one for one in Policies("cn").get(StageMeasures, TODAY).measures if one.stage == "early")
    assert "5年" in early.explain_zh
    assert "five years" in early.explain
    assert early.channels == ("phone", "sms", "email")
