"""A strategy's file is taken only where everything in it may be done."""

import pytest
from experience_samples import CN, DAY

from arrears.errors import ArrearsError
from arrears.operations.experience.strategy import allowed_by, faults, read_strategy
from arrears.policy import Policies

GOOD = 'title = "evenings"\nchannels = ["call", "sms"]\nhours = [18, 20]\n'


def read(folder, text, policies=CN):
    path = folder / "evenings.toml"
    path.write_text(text, encoding="utf-8")
    return read_strategy(path, policies, DAY)


def test_a_lawful_strategy_is_taken(tmp_path):
    made = read(tmp_path, GOOD)
    assert (made.title, made.channels, made.hours) == ("evenings", ("call", "sms"), (18, 20))
    assert allowed_by(made, CN, DAY).sum() == 4
    assert faults(made, CN, DAY) == []


def test_what_one_profile_forbids_is_refused_there(tmp_path):
    with pytest.raises(ArrearsError, match="forbid call from 18:00"):
        read(tmp_path, GOOD, Policies("in"))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        pytest.param('"sms"', '"pigeon"', "pigeon in channels is none", id="an unknown channel"),
        pytest.param("20]", "23]", "23 in hours is none", id="an hour that is no slot"),
        pytest.param("[18, 20]", "[]", "in hours is none", id="no hour"),
        pytest.param("[18, 20]", "18", "18 in hours is none", id="no list"),
        pytest.param("hours", "gender", "gender", id="an unknown key, such as a trait"),
        pytest.param('title = "evenings"\n', "", "title is missing", id="no title"),
        pytest.param('"evenings"', '" "', "title", id="a title of nothing"),
        pytest.param("[18, 20]", "[18, 20", "no strategy file", id="no TOML"),
    ],
)
def test_what_may_not_be_is_named(tmp_path, before, after, says):
    with pytest.raises(ArrearsError, match=says):
        read(tmp_path, GOOD.replace(before, after))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ArrearsError, match=r"none\.toml cannot be read"):
        read_strategy(tmp_path / "none.toml", CN, DAY)
