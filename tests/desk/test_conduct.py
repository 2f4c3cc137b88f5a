from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from arrears.desk.conduct import CONDUCT_COLUMNS, check_conduct
from arrears.errors import PolicyError
from arrears.policy import PROFILES, Policies
from arrears.policy.records import Conduct

DAY = date(2026, 11, 23)
SAMPLES = pd.read_csv(Path(__file__).parents[1] / "cases" / "conduct_samples.csv", dtype=str)
LISTS = [name for name in Policies("cn").names() if name.startswith("conduct_")]

HOUSE = """
[[version]]
rule = "HOUSE-7"
effective = 2026-01-01
source = "House circular 7"
trust = "H"
words = "no pet names"
checked = 2026-01-01
audiences = ["holder"]
patterns = ['{pattern}']
bad = ["dear duck"]
good = ["dear customer"]
remedy = "Use the name"
remedy_zh = "称呼姓名"
"""


def check(texts, audience="holder", **options):
    return check_conduct(np.array(texts, dtype=object), audience, **({"on": DAY} | options))


def topics(text, audience="holder"):
    return check([text], audience, lang="en")["topic"].tolist()


# The lists were written against the tuned samples. The held-out ones came afterwards and were never tuned to: they show what
# the lists are worth on wording that nobody thought of. Move them to tuned when a list learns from them, and write new ones.
# The second held-out set came later, by a writer who had seen some of the lists; nothing was tuned to it.
@pytest.mark.parametrize(
    ("part", "precision", "recall"), [("tuned", 0.98, 0.98), ("held_out", 0.85, 0.55), ("held_out_2", 0.95, 0.53)]
)
def test_samples_are_told_apart_as_well_as_was_measured(part, precision, recall):
    samples = SAMPLES[SAMPLES["set"] == part].reset_index(drop=True)
    found = check(samples["text"], samples["audience"].to_numpy(dtype=object))
    flagged = samples.index.isin(found["row"])
    bad = (samples["label"] == "bad").to_numpy()
    assert (flagged & bad).sum() / flagged.sum() >= precision
    assert (flagged & bad).sum() / bad.sum() >= recall


def test_there_are_enough_samples():
    counts = SAMPLES["label"].value_counts()
    assert counts["polite"] >= 150
    assert counts["bad"] >= 100


@pytest.mark.parametrize("name", LISTS)
def test_every_list_finds_its_bad_examples_and_leaves_its_good_ones(name):
    record = Policies("cn").get(Conduct, DAY, name)
    audience = record.audiences[0]
    title = Policies("cn").title(name, "en")
    for text in record.bad:
        assert title in topics(text, audience), text
    for text in record.good:
        assert topics(text, audience) == [], text


@pytest.mark.parametrize(
    ("text", "audience", "topic"),
    [
        ("再不还就去你单位闹", "holder", "Threats"),
        ("再不还就去你 单*位 闹", "holder", "Threats"),
        ("四全家", "holder", "Threats"),
        ("你這個騙子", "holder", "Insults"),
        ("y o u   i d i o t", "holder", "Insults"),
        ("我是公安局的", "holder", "Impersonation of officials"),
        ("把你列入黑名单", "holder", "False credit consequences"),
        ("发到业主群", "holder", "Public exposure"),
        ("你去借呗借一点", "guarantor", "Urging new loans"),
        ("先转到我微信", "holder", "Extra fees and private accounts"),
        ("他的信用卡逾期了", "third_party", "The debt mentioned to a third party"),
        ("卡号6222021234567890", "third_party", "Full card and identity numbers"),
    ],
)
def test_each_kind_is_named(text, audience, topic):
    assert topic in topics(text, audience)


def test_the_debt_may_be_named_to_the_holder_and_not_to_others():
    texts = ["您的信用卡逾期了"] * 3
    assert set(check(texts, ["holder", "guarantor", "第三方"])["row"]) == {2}


def test_a_finding_gives_the_place_the_rule_and_the_remedy_in_both_languages():
    zh = check(["您好", "你这 骗 子！"]).iloc[0]
    en = check(["您好", "你这 骗 子！"], lang="en").iloc[0]
    assert list(check(["您好"]).columns) == [column.key for column in CONDUCT_COLUMNS]
    assert (zh.row, zh.start, zh.end, zh.found) == (1, 0, 6, "你这 骗 子")
    assert (zh.rule, zh.topic, zh["words"], zh.remedy) == ("CBA-5", "侮辱辱骂", "不得辱骂、侮辱", "只谈账户，不评价人")
    assert (en.topic, en["words"], en.remedy) == (
        "Insults",
        "no abusive or obscene words",
        "Speak of the account, not of the person",
    )
    assert zh.source.startswith("中国银行业协会")


def test_a_full_number_is_found_and_not_repeated():
    found = check(["卡号6222021234567890，证件11010519491231002X"])
    assert found["found"].tolist() == ["622202******7890", "1****************X"]


@pytest.mark.parametrize(
    "text", ["622202******7890", "1****************X", "案件编号2026112300012345", "13800138000", "尾号7890"]
)
def test_masked_numbers_case_numbers_and_phones_are_no_full_numbers(text):
    assert topics(text) == []


@pytest.mark.parametrize(("profile", "rule"), [("cn", "CBA-5"), ("us", "F-14-CONDUCT"), ("uk", "HOUSE-CONDUCT")])
def test_each_profile_cites_its_own_rule(profile, rule):
    assert check(["you idiot"], profile=profile)["rule"].tolist() == [rule]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_checks_conduct(profile):
    assert len(check(["you will be arrested today"], profile=profile)) >= 1


def test_findings_come_in_the_order_of_the_texts():
    found = check(["你这骗子，去你单位闹", "滚蛋"])
    assert found["row"].tolist() == [0, 0, 1]
    assert found["start"].is_monotonic_increasing or found["start"].tolist()[:2] == sorted(found["start"].tolist()[:2])


def test_empty_and_missing_texts_are_clean():
    assert check(["", None, np.nan]).empty
    assert check([]).empty


def test_a_house_may_add_a_list_of_its_own(tmp_path):
    (tmp_path / "conduct_pet_names.toml").write_text(HOUSE.format(pattern=r"\bduck\b"), encoding="utf-8")
    assert check(["Hello duck"], house=tmp_path)["rule"].tolist() == ["HOUSE-7"]
    assert check(["Hello duck"], house=tmp_path, on=date(2025, 12, 31)).empty
    assert check(["Hello duck"], "third_party", house=tmp_path).empty


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(duck", "is no regular expression"),
        ("duck[^a]", "reach over two texts; name the characters"),
        (r"duck\s", "reach over two texts"),
        ("d?", "finds nothing at all in every text"),
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused_with_the_remedy(tmp_path, pattern, message):
    (tmp_path / "conduct_pet_names.toml").write_text(HOUSE.format(pattern=pattern), encoding="utf-8")
    with pytest.raises(PolicyError, match=message):
        check(["Hello duck"], house=tmp_path)


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match=r"audience .*'boss'.* is none of holder, guarantor, third_party"):
        check(["您好"], "boss")
    with pytest.raises(ValueError, match="not int"):
        check([5])
    with pytest.raises(PolicyError, match="no profile"):
        check(["您好"], profile="mars")


def test_without_a_day_todays_policy_applies():
    assert len(check_conduct(np.array(["滚蛋"]))) == 1
