"""The same calls on the same people: what was learned brings in more than the largest balance first, and no more complaints."""

from datetime import date

import pytest

from arrears.errors import PolicyError
from arrears.policy import Policies
from arrears.policy.records import VirtualYear
from arrears.training.year.contest import WAYS, contest

DAY, CN = date(2026, 11, 28), Policies()


@pytest.fixture(scope="module")
def told():
    return contest(12_000, 7, DAY, CN, coverage=0.2, learning=3, months=3).set_index("way")


def test_every_way_spends_about_the_same_calls(told):
    assert tuple(told.index) == WAYS
    assert told["attempts"].max() - told["attempts"].min() < 0.05 * told["attempts"].max()


def test_what_was_learned_brings_in_more_a_call_than_balance_and_the_ladder_and_those_more_than_chance(told):
    each = told["brought_fen"] / told["attempts"]
    assert each["learned"] > 1.15 * each["balance"]
    assert each["learned"] > each["ladder"]
    assert min(each["balance"], each["ladder"]) > each["random"] > 0


def test_nobody_gets_beyond_who_knows_everybodys_chances(told):
    each = told["brought_fen"] / told["attempts"]
    assert each["known"] == each.max()


def test_what_was_learned_brings_no_more_complaints(told):
    each = told["complaints"] / told["attempts"]
    assert each["learned"] <= min(each["balance"], each["ladder"])


def test_a_way_meets_the_same_luck_whoever_else_is_there():
    few = {"coverage": 0.2, "learning": 1, "months": 1}
    beside, alone = (contest(600, 3, DAY, CN, **few, ways=ways).set_index("way") for ways in (WAYS, ("balance",)))
    assert alone.loc["balance"].equals(beside.loc["balance"])


def test_the_same_seed_gives_the_same_contest():
    few = (600, 3, DAY, CN)
    first, second = (contest(*few, coverage=0.2, learning=1, months=1) for _ in range(2))
    assert first.equals(second)


def test_without_hours_nobody_answers_better_at_one(told):
    ways = ("random", "learned")
    alike = contest(12_000, 7, DAY, CN, coverage=0.2, learning=3, months=3, habits=False, ways=ways).set_index("way")
    answered = alike["conversations"] / alike["attempts"]
    assert answered.max() - answered.min() < 0.02
    assert told.loc["learned", "conversations"] > 1.2 * alike.loc["learned", "conversations"]


def test_habits_that_do_not_add_up_over_the_day_are_refused(tmp_path):
    text = (CN.layers[0] / "virtual_year.toml").read_text(encoding="utf-8").replace("0.4, 0.5, 0.7", "0.5, 0.5, 0.7")
    (tmp_path / "virtual_year.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match="habits"):
        Policies("cn", tmp_path).get(VirtualYear, DAY)
