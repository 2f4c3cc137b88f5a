"""Who is drawn, what is known of both groups, and when a trial ends."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from experience_samples import CN, DAY, POLICY, evenings

from arrears.operations.experience.strategy import Strategy
from arrears.operations.experience.trial import drawn, past_estimate, verdict
from arrears.policy.records import TrialTerms

TERMS = CN.get(TrialTerms, DAY)
FIRST = date(2026, 10, 1)
LAST = FIRST + timedelta(days=59)


def seen(paid, complaints=None, size=2000, spread=50):
    """Give a trial of as many persons in each group, who paid so much on the average."""
    rng = np.random.default_rng(7)
    names = [f"C{number}" for number in range(2 * size)]
    arms = {name: "challenger" if number % 2 else "champion" for number, name in enumerate(names)}
    challenger = np.array([arm == "challenger" for arm in arms.values()])
    # The same luck in both groups.
    amount = np.where(challenger, paid[1], paid[0]) + np.repeat(rng.normal(0, spread, size), 2)
    said = np.zeros(2 * size, dtype=int)
    for arm, count in enumerate(complaints or ()):
        said[np.flatnonzero(challenger == bool(arm))[:count]] = 1
    table = pd.DataFrame(
        {
            "case_id": names,
            "paid_fen": np.rint(amount * 100).astype(int),
            "overdue": 1,
            "cured": challenger.astype(int),
            "complaints": said,
            "breaches": 0,
        }
    )
    return arms, {name: name for name in names}, table


def looked(of_trial, on=LAST):
    return verdict(*of_trial, (FIRST, LAST, on), TERMS)


def test_the_same_seed_draws_the_same_and_another_person_changes_nothing():
    few, more = drawn(["A", "B", "C"], 7, 0.5), drawn(["A", "B", "C", "D"], 7, 0.5)
    assert few.items() <= more.items()
    assert drawn([f"P{n}" for n in range(50)], 7, 0.5) != drawn([f"P{n}" for n in range(50)], 8, 0.5)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_about_the_share_is_drawn(share):
    whose = drawn([f"P{number}" for number in range(5000)], 1, share)
    assert sum(whose.values()) / len(whose) == pytest.approx(share, abs=0.03)


def test_a_difference_that_is_there_lies_within_its_interval():
    money = looked(seen((100, 110))).measures["money"]
    assert money.low < 10 < money.high
    assert money.difference == pytest.approx(10, abs=4)


def test_a_person_with_several_cards_counts_once():
    arms, people, table = seen((100, 100))
    twin = table.assign(case_id="X" + table["case_id"])
    both = (
        {**arms, **{f"X{case}": arm for case, arm in arms.items()}},
        {**people, **{f"X{case}": case for case in people}},
    )
    found = looked((*both, pd.concat([table, twin], ignore_index=True)))
    assert found.persons == (2000, 2000)
    assert found.measures["money"].first == pytest.approx(200, abs=5)


def test_more_complaints_end_a_trial_at_once_however_much_it_brings():
    assert looked(seen((100, 200), complaints=(2, 60)), FIRST + timedelta(days=5)).stop == "harm"


def test_a_few_complaints_more_may_be_chance():
    assert looked(seen((100, 100), complaints=(10, 12)), FIRST + timedelta(days=30)).stop == ""


@pytest.mark.parametrize(
    ("day", "stop"),
    [
        pytest.param(3, "", id="far too early"),
        pytest.param(40, "found", id="late, with what is far beyond chance"),
        pytest.param(59, "over", id="on its last day"),
    ],
)
def test_looking_early_asks_for_more(day, stop):
    # Six deviations apart at any time: at a twentieth of the trial nine are asked for.
    assert looked(seen((100, 109.5)), FIRST + timedelta(days=day)).stop == stop


def test_before_its_first_day_nothing_is_known():
    found = looked(seen((0, 0), spread=0), FIRST - timedelta(days=1))
    assert (found.known_on, found.stop, found.over) == (None, "", False)


def test_the_day_on_which_it_will_be_known_comes_with_more_people_or_never():
    many = looked(seen((100, 100), size=4000, spread=200), FIRST + timedelta(days=9))
    few = looked(seen((100, 100), size=100, spread=200), FIRST + timedelta(days=9))
    assert FIRST < many.known_on <= LAST
    assert few.known_on is None


def test_what_the_past_says_of_a_strategy_is_the_difference_between_its_calls_and_the_others():
    evening = past_estimate(evenings(), Strategy("evenings", ("call",), (18,)), POLICY)
    assert evening.first == pytest.approx(0.1, abs=0.05)
    assert evening.second == pytest.approx(0.9, abs=0.05)
    assert evening.low > 0.6
