"""Rates are the policy's until something was counted, and then go towards the counts."""

import numpy as np
import pandas as pd
import pytest
from experience_samples import CN, DAY, POLICY, evenings, promised

from arrears.operations.experience.counting import COLUMNS, counted, kept_traits, records_of
from arrears.operations.experience.rates import in_force, kept_chance, lacking, rates
from arrears.policy import PROFILES, Policies
from arrears.policy.records import Learned
from arrears.rules.common_odds import odds_multiplier

NONE = pd.DataFrame(columns=list(COLUMNS))
STATED = rates(NONE, CN, DAY)
EMPTY = CN.get(Learned, DAY)


def table(*rows):
    return pd.DataFrame(rows, columns=list(COLUMNS))


def test_nothing_counted_leaves_the_policy_s_values():
    assert STATED.reach_of.share.tolist() == pytest.approx([float(way.reached) for way in POLICY.ways])
    assert STATED.complaint.share.tolist() == pytest.approx([float(way.complaints) for way in POLICY.ways])
    assert STATED.talk.ratio == pytest.approx(float(POLICY.talk_odds))
    assert float(STATED.kept.share) == pytest.approx(float(POLICY.kept))
    # Every hour and weekday is its channel's.
    assert np.ptp(STATED.reach.share, axis=(1, 2)).max() == pytest.approx(0)


def test_an_account_that_is_not_overdue_has_nothing_to_bring_in():
    assert STATED.brings.share[0] == 0
    assert (STATED.brings.share[1:] > 0).all()


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_has_rates_for_its_own_buckets(profile):
    own = in_force(Policies(profile), DAY)
    assert own.brings.share.shape == (len(own.buckets),)


def test_an_hour_that_answers_better_is_expected_to():
    own = rates(counted(evenings(), POLICY), CN, DAY)
    call, evening = own.channels.index("call"), own.hours.index(18)
    assert own.reach.share[call, evening].min() > 2 * own.reach.share[call, 0].max()
    assert (own.reach.low <= own.reach.share).all()
    assert (own.reach.share <= own.reach.high).all()


def test_what_was_counted_often_is_hardly_drawn():
    own = rates(table(("reach", "channel", "call", 10**6, 10**5)), CN, DAY)
    assert own.reach_of.share[own.channels.index("call")] == pytest.approx(0.1, abs=1e-4)


def test_a_conversation_that_helps_more_brings_more():
    many = [("cure", "talked", "M2", 5000, 3000), ("cure", "tried", "M2", 5000, 1000)]
    helped = rates(table(*many), CN, DAY)
    assert helped.talk.ratio > 3
    assert helped.brings.share[2] > STATED.brings.share[2]


def test_a_conversation_that_harms_is_worth_nothing_and_not_less():
    harmed = rates(table(("cure", "talked", "M2", 5000, 500), ("cure", "tried", "M2", 5000, 3000)), CN, DAY)
    assert harmed.talk.ratio < 1
    assert harmed.brings.share.tolist() == [0] * len(harmed.buckets)


def test_money_of_its_own_is_what_a_cure_brings():
    own = rates(table(("money", "better", "M1", 10**10, 9 * 10**9)), CN, DAY)
    assert own.brings.share[1] > 3 * STATED.brings.share[1]


def test_a_kind_of_case_that_was_never_seen_is_named():
    assert STATED.unseen[0] == "M1"
    assert "M0" not in STATED.unseen
    least = POLICY.least_seen
    seen = rates(table(("cure", "bucket", "M1", least, 0), ("cure", "bucket", "M2", least - 1, 0)), CN, DAY)
    assert "M1" not in seen.unseen
    assert "M2" in seen.unseen


def test_a_promise_that_weighs_more_is_kept_less_often():
    rows = [(f"C{burden}", "2026-09-01", "2026-09-05", burden, 10_000, 100, True) for burden in (10, 60, 90, 200)]
    chance = kept_chance(STATED, kept_traits(promised(*rows)), POLICY)
    assert (np.diff(chance.share) < 0).all()
    assert ((chance.low <= chance.share) & (chance.share <= chance.high)).all()


def test_what_is_not_known_of_a_promise_changes_nothing():
    known, not_known = (promised(("A", "2026-09-01", "2026-09-05", 10, 10_000, can, True)) for can in (15, np.nan))
    both = [kept_chance(STATED, kept_traits(one), POLICY).share[0] for one in (known, not_known)]
    assert odds_multiplier(both[0], both[1]) == pytest.approx(STATED.kept_odds["burden"][1])


def test_without_counts_the_ladder_is_used_and_that_is_said():
    assert lacking(EMPTY, POLICY)[0].en.startswith("nothing was learned")


ENOUGH = {
    "first": DAY.replace(day=1, month=9), "last": DAY, "attempts": POLICY.least_attempts, "collectors": POLICY.least_collectors,
    "counts": records_of(counted(evenings(), POLICY)),
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({}, None, id="just enough"),
        pytest.param({"attempts": POLICY.least_attempts - 1}, "there are 299 contacts", id="a contact short"),
        pytest.param({"first": DAY.replace(day=21)}, "the history has 7 days", id="a week"),
        pytest.param({"collectors": 1}, "of 1 collectors", id="one collector"),
    ],
)
def test_too_little_history_names_what_is_short(change, says):
    said = [one.en for one in lacking(EMPTY.model_copy(update=ENOUGH | change), POLICY)]
    assert len(said) == (says is not None)
    assert says is None or says in said[0]
