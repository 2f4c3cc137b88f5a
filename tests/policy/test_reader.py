from datetime import date, timedelta

import pytest

from arrears.errors import PolicyError
from arrears.policy import PROFILES, Policies
from arrears.policy.records import Buckets, LoanClass

HOUSE_BUCKETS = """
title = "Buckets of this house"
[[version]]
rule = "HOUSE-1"
effective = 2026-03-01
source = "House circular 7"
trust = "H"
words = "the last bucket is called M6+"
checked = 2026-03-01
labels = ["M0", "M1", "M2", "M3", "M4", "M5", "M6", "M6+"]
"""


def test_a_rule_is_in_force_on_its_first_day_and_not_the_day_before():
    first = date(2023, 7, 1)
    assert Policies("cn").get(LoanClass, on=first).effective == first
    with pytest.raises(PolicyError, match="its first day is 2023-07-01"):
        Policies("cn").get(LoanClass, on=first - timedelta(days=1))


def test_a_house_policy_changes_only_what_it_states_and_only_from_its_first_day(tmp_path):
    (tmp_path / "buckets.toml").write_text(HOUSE_BUCKETS, encoding="utf-8")
    policies = Policies("cn", house=tmp_path)
    law = policies.get(Buckets, on=date(2026, 2, 28))
    house = policies.get(Buckets, on=date(2026, 3, 1))
    assert (law.labels[-1], house.labels[-1]) == ("M7+", "M6+")
    assert house.begins == law.begins
    assert (house.rule, house.overlays[0].keys) == ("HOUSE-1", ("labels",))


def test_a_misspelt_key_fails_and_names_the_file_and_the_key(tmp_path):
    (tmp_path / "buckets.toml").write_text(HOUSE_BUCKETS.replace("labels =", "lables ="), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"buckets\.toml .*lables"):
        Policies("cn", house=tmp_path).get(Buckets, on=date(2026, 3, 1))


def test_an_unknown_profile_names_those_there_are():
    with pytest.raises(PolicyError, match="cn, cn_online, us, uk, in, hk"):
        Policies("france")


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_loads_with_a_source_on_every_rule(profile):
    names = [name for name, record in Policies(profile).records(date(2026, 11, 23)) if record.source and record.words]
    assert names


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param('trust = "X"', "trust", id="a trust that there is not"),
        pytest.param("", "lacks trust", id="no trust"),
    ],
)
def test_a_house_policy_must_say_how_well_its_source_is_known(tmp_path, line, says):
    (tmp_path / "buckets.toml").write_text(HOUSE_BUCKETS.replace('trust = "H"', line), encoding="utf-8")
    with pytest.raises(PolicyError, match=says):
        Policies("cn", house=tmp_path).get(Buckets, on=date(2026, 3, 1))


def test_a_house_policy_does_not_borrow_the_chinese_words_of_the_law_below_it(tmp_path):
    (tmp_path / "buckets.toml").write_text(HOUSE_BUCKETS, encoding="utf-8")
    house = Policies("cn", house=tmp_path).get(Buckets, on=date(2026, 3, 1))
    assert (house.source_in("zh"), house.words_in("zh")) == ("House circular 7", "the last bucket is called M6+")
    assert house.lowest.words_in("zh").startswith("M0")


@pytest.mark.parametrize(
    ("old", "new", "says", "says_zh"),
    [
        pytest.param("[[version]]", "version = 1", "no .*version", "没有", id="a version that is no table"),
        pytest.param("2026-03-01\nsource", '"soon"\nsource', "no date", "不是日期", id="a day in quotes"),
        pytest.param('title = "Buckets of this house"', "limit = 3", "unknown keys", "未知的键", id="a key at the top"),
        pytest.param("[[version]]", "[[version", "TOML", "不是有效的 TOML", id="no TOML at all"),
        pytest.param("labels =", "lables =", "lables", "没有这个键", id="a misspelt key"),
    ],
)
def test_a_wrong_house_file_is_told_in_both_languages(tmp_path, old, new, says, says_zh):
    text = HOUSE_BUCKETS.replace(old, new, 1)
    if new == "version = 1":
        text = text.split("\nrule")[0] + "\n"
    (tmp_path / "buckets.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=says) as error:
        Policies("cn", house=tmp_path).get(Buckets, on=date(2026, 3, 1))
    assert says_zh in error.value.text("zh")


def test_the_lowest_layer_is_found_by_its_rule_id_too():
    assert [name for name, _ in Policies("cn").find("PCI", date(2026, 3, 1))] == ["masking"]
