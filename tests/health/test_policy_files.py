"""Every policy file says where its rule comes from and when somebody last looked."""

from datetime import date
from pathlib import Path

import pytest

import arrears.policy
from arrears.policy import PROFILES, Policies, record_type
from arrears.policy.reader import _versions
from arrears.policy.records import RECORDS

FOLDER = Path(arrears.policy.__file__).parent
FILES = sorted(path for path in FOLDER.glob("*/*.toml") if path.name != "profile.toml")
SAID = ("rule", "effective", "source", "trust", "words", "words_zh", "checked")


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_version_states_its_source_trust_words_and_when_it_was_checked(path):
    for version in _versions(path):
        lacking = [key for key in SAID if not version.get(key)]
        assert not lacking, f"{named(path)} from {version['effective']} lacks {lacking}"
        assert version["trust"] in set("PSMH")
        assert version["effective"] <= version["checked"] <= date.today()  # noqa: DTZ011  # a file is checked on a day of our own


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_file_is_named_like_the_kind_of_record_that_it_holds(path):
    assert record_type(path.stem) in RECORDS


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_file_has_a_title_in_both_languages(path):
    text = path.read_text(encoding="utf-8")
    assert "\ntitle " in f"\n{text}"
    assert "\ntitle_zh " in f"\n{text}"


@pytest.mark.parametrize("profile", PROFILES)
def test_every_version_of_every_rule_is_valid_on_its_first_day(profile):
    policies = Policies(profile)
    for name in policies.names():
        for layer in policies.layers:
            for version in _versions(layer / f"{name}.toml"):
                on = max(version["effective"], first_day(policies, name))
                assert policies.get(record_type(name), on, name).effective <= on


def first_day(policies: Policies, name: str) -> date:
    """The day from which the lowest layer that has the rule has it."""
    lowest = next(filter(None, (_versions(layer / f"{name}.toml") for layer in policies.layers)))
    return lowest[0]["effective"]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_class_scale_of_a_profile_is_there(profile):
    policies = Policies(profile)
    assert set(policies.profile.class_scales) == {name for name in policies.names() if name.startswith("loan_class")}


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_source_in_english_words_is_given_in_chinese_too(path):
    for version in _versions(path):
        is_citation = version["source"].startswith("12 CFR")
        has_words = any(word.isalpha() and word.isascii() and word.islower() for word in version["source"].split())
        if has_words and not is_citation:
            assert version.get("source_zh"), f"{named(path)} from {version['effective']} lacks source_zh"
