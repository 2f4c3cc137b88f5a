import re
from datetime import date, timedelta

import pytest

from arrears.errors import PolicyError
from arrears.policy import PROFILES, Policies
from arrears.policy.records import Buckets, LoanClass, ThirdPartyContact

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
    with pytest.raises(PolicyError, match=r"buckets\.toml, line 10 .*lables.*labels"):
        Policies("cn", house=tmp_path).get(Buckets, on=date(2026, 3, 1))


def test_an_unknown_profile_names_those_there_are():
    with pytest.raises(PolicyError, match="cn, cn_online, cn_cfc, us, uk, in, hk"):
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
        pytest.param(
            'title = "Buckets of this house"',
            "limit = 3",
            "line 2: limit is no key",
            "没有 limit 这个键",
            id="a key at the top",
        ),
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


def versions(*changes):
    """Give a file of two versions of 2026-03-01 and 2026-06-01, with lines of them changed."""
    head, _, body = HOUSE_BUCKETS.partition("[[version]]")
    later = body.replace("2026-03-01\nsource", "2026-06-01\nsource")
    text = f"{head}[[version]]{body}\n[[version]]{later}"
    for old, new in changes:
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize(
    ("changes", "says", "says_zh"),
    [
        pytest.param(
            [("2026-06-01\nsource", "2026-03-01\nsource")],
            r"buckets\.toml, line 14: effective \(2026-03-01\) overlaps .* in line 3 .*; let one end",
            "第 14 行.*重叠",
            id="two versions of one day",
        ),
        pytest.param(
            [('trust = "H"', 'trust = "H"\nuntil = 2026-06-01')],
            r"line 15: effective \(2026-06-01\) overlaps .* lasts to 2026-06-01",
            "重叠",
            id="a version that lasts into the next",
        ),
        pytest.param(
            [('trust = "H"', 'trust = "H"\nuntil = 2026-02-28')],
            r"line 8: until \(2026-02-28\) is before effective \(2026-03-01\)",
            "早于",
            id="an end before the beginning",
        ),
        pytest.param([('trust = "H"\n', "")], "line 3: a version lacks trust", "缺少 trust", id="no trust"),
    ],
)
def test_versions_that_nobody_could_tell_apart_are_refused_with_their_lines(tmp_path, changes, says, says_zh):
    (tmp_path / "buckets.toml").write_text(versions(*changes), encoding="utf-8")
    with pytest.raises(PolicyError, match=says) as error:
        Policies("cn", house=tmp_path).get(Buckets, on=date(2026, 7, 1))
    assert re.search(says_zh, error.value.text("zh"))


def test_a_version_that_ends_the_day_before_the_next_begins_is_fine(tmp_path):
    text = versions(('trust = "H"', 'trust = "H"\nuntil = 2026-05-31'))
    (tmp_path / "buckets.toml").write_text(text, encoding="utf-8")
    assert Policies("cn", house=tmp_path).get(Buckets, on=date(2026, 6, 1)).effective == date(2026, 6, 1)


def test_an_unknown_outcome_is_named_with_file_line_key_and_those_that_there_are(tmp_path):
    (tmp_path / "third_party_contact.toml").write_text(
        '[[version]]\nrule = "OURS"\neffective = 2026-03-01\nsource = "s"\ntrust = "H"\nwords = "w"\nchecked = 2026-03-01\n'
        'failed_outcomes = [\n  "no_answer",\n  "engaged",\n]\n',
        encoding="utf-8",
    )
    with pytest.raises(
        PolicyError, match=r"third_party_contact\.toml, line 10 .*failed_outcomes \(entry 2\) \('engaged'\).*'busy'"
    ) as error:
        Policies("cn", house=tmp_path).get(ThirdPartyContact, on=date(2026, 3, 1))
    assert "第 10 行" in error.value.text("zh")
    assert "'busy'" in error.value.text("zh")


def test_a_day_before_the_first_version_says_the_first_day_and_the_remedy():
    with pytest.raises(
        PolicyError,
        match=r"its first day is 2007-01-01 \(arrears/policy/house/buckets\.toml, line 7: effective\); ask about .* house folder",
    ):
        Policies("cn").get(Buckets, on=date(1999, 12, 31))
