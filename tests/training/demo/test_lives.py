"""How the demonstration's cases came to where they stand: by the counted moves, backwards."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from arrears.policy import Policies
from arrears.policy.records import MonthlyMoves
from arrears.training.demo.lives import lives_of
from arrears.training.demo.store import CASES, CURED
from arrears.training.portfolio import make_portfolio
from arrears.training.year.moves import chances

DAYS = [date(2025, 12, 1), *(date(2026, month, 1) for month in range(1, 12)), date(2026, 11, 23)]
SIZES = CASES + CASES // 2, CURED + CURED // 2
"""Half as many again as the demonstration's, in the same proportion."""


@pytest.fixture(scope="module")
def lives():
    return lives_of(*SIZES, DAYS, 3, Policies())


def ages(lives, place):
    due = lives.due[place]
    past = np.where(np.isnat(due), 0, (np.datetime64(DAYS[place], "D") - due).astype(np.int64))
    return np.minimum((np.maximum(past, 0) + 29) // 30, 7)


def test_who_is_a_month_behind_is_cured_and_falls_further_behind_as_often_as_was_counted(lives):
    given = chances(np.array(Policies().get(MonthlyMoves, DAYS[-1]).counts))[1]
    moves = np.zeros(8)
    for place in range(len(DAYS) - 2):
        now, after = ages(lives, place), ages(lives, place + 1)
        moves += np.bincount(after[now == 1], minlength=8)
    assert moves.sum() > 4_000
    assert np.abs(moves / moves.sum() - given).max() < 0.06


def test_the_last_list_is_the_portfolio_itself(lives):
    wanted = make_portfolio(SIZES[0], seed=3, as_of=DAYS[-1])
    # Instalments to come are of agreements, which the store makes itself.
    own = [name for name in wanted if not name.startswith("instalment")]
    assert lives.on_list(len(DAYS) - 1)[own].astype(str).equals(wanted[own].astype(str))


def test_nobody_is_on_a_list_before_being_late(lives):
    for place, day in enumerate(DAYS[:-1]):
        assert (lives.on_list(place)["due_date"] < pd.Timestamp(day)).all()


def test_no_list_knows_what_came_after_it(lives):
    for place, day in enumerate(DAYS):
        table = lives.on_list(place)
        for name in ("statement_date", "last_payment_date", "last_contact_date"):
            assert not (table[name] > pd.Timestamp(day)).any()
        if (DAYS[-1] - day).days > 60:
            assert table["promise_date"].isna().all()


def test_who_is_cured_leaves_and_who_makes_a_month_good_stays(lives):
    for place in range(len(DAYS) - 1):
        here, after = (set(lives.on_list(each)["case_id"]) for each in (place, place + 1))
        assert set(lives.cured(place)) == here - after
        good = lives.made_good(place)
        assert set(good) <= here & after
        assert all(months >= 1 for months in good.values())


def test_a_months_payments_move_the_due_date_by_as_many_months(lives):
    place = 5
    before, after = (lives.on_list(each).set_index("case_id")["due_date"] for each in (place, place + 1))
    for case, months in lives.made_good(place).items():
        assert abs((after[case] - before[case]).days - 30 * months) <= 15


def test_the_same_seed_gives_the_same_lives_and_another_does_not(lives):
    assert np.array_equal(lives_of(*SIZES, DAYS, 3, Policies()).due, lives.due, equal_nan=True)
    assert not np.array_equal(lives_of(*SIZES, DAYS, 4, Policies()).due, lives.due, equal_nan=True)
