"""What was learned is a version more in a file: yesterday's stays, and a day has one."""

import hashlib
from datetime import timedelta

import pytest
from experience_samples import CN, DAY, POLICY, evenings

from arrears.errors import ArrearsError
from arrears.operations.experience.counting import counted
from arrears.operations.experience.kept_file import kept_file, learned_of
from arrears.policy import Policies
from arrears.policy.records import Learned

PAST = evenings(100)
TOMORROW = DAY + timedelta(days=1)


def learned(on=DAY):
    return learned_of(PAST, counted(PAST, POLICY), on)


def written(folder, on=DAY):
    kept = kept_file(folder / "learned.toml", learned(on), Policies("cn", folder))
    (folder / "learned.toml").write_text(kept.text, encoding="utf-8")
    return kept


def test_it_comes_back_as_it_was_from_the_next_day_on(tmp_path):
    kept = written(tmp_path)
    house = Policies("cn", tmp_path)
    found = house.get(Learned, TOMORROW)
    assert (found.counts, found.attempts, found.collectors, found.days) == (learned().counts, 100, 2, 60)
    assert house.get(Learned, DAY).counts == ()
    assert kept.before_sha256 is None
    assert kept.after_sha256 == hashlib.sha256((tmp_path / "learned.toml").read_bytes()).hexdigest()


def test_a_later_version_leaves_the_one_before(tmp_path):
    first = written(tmp_path)
    second = written(tmp_path, DAY + timedelta(days=7))
    assert second.before_sha256 == first.after_sha256
    house = Policies("cn", tmp_path)
    assert [house.get(Learned, TOMORROW + timedelta(days=days)).effective for days in (6, 7)] == [
        TOMORROW,
        TOMORROW + timedelta(days=7),
    ]


@pytest.mark.parametrize("days", [0, -1])
def test_a_day_has_one_version_and_none_goes_before_another(tmp_path, days):
    written(tmp_path)
    before = (tmp_path / "learned.toml").read_bytes()
    with pytest.raises(ArrearsError, match="learn again after that day"):
        written(tmp_path, DAY + timedelta(days=days))
    assert (tmp_path / "learned.toml").read_bytes() == before


def test_nothing_in_it_names_a_person_or_a_case():
    counts = learned_of(PAST, counted(PAST, POLICY), DAY).counts
    assert counts
    assert not any(one.value.startswith("C") for one in counts)
    assert CN.title("learned", "zh") == "从本机构历史中学到的"
