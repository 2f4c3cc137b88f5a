"""Plans are offered by the chance that they are kept times what they bring, the household's wish first, and none that it cannot bear."""

from datetime import date
from fractions import Fraction

import pytest
from experience_samples import CN

from arrears.operations.experience.offers import basis, with_chances
from arrears.operations.plans.ladder import plan_ladder
from arrears.operations.plans.working import Wanted, household

DAY = date(2026, 11, 23)
TERMS = Wanted(12_000_00, Fraction(0), Fraction(0), date(2026, 12, 23), DAY, "equal_instalment")


def home(income=8_000_00):
    return household(income, 3_000_00, 1_000_00, DAY, CN)


def offers(of_home, **wish):
    table = with_chances(plan_ladder(TERMS, of_home, CN, **wish), TERMS, of_home, CN)
    return table.set_index("n")


def test_the_household_s_own_wish_is_offered_first():
    assert offers(home(), wish_months=48).loc[48, "offer"] == 1
    assert offers(home(), wish_months=24).loc[24, "offer"] == 1


def test_the_others_follow_by_what_they_are_likely_to_bring():
    table = offers(home(), wish_months=48)
    rest = table[(table["offer"] > 1)].sort_values("offer")
    assert len(rest) > 1
    assert rest["worth_fen"].is_monotonic_decreasing


def test_a_wish_above_the_stress_line_is_not_offered():
    table = offers(home(5_500_00), wish_months=6)
    assert table.loc[6, "offer"] == 0
    assert table.loc[6, "kept"] < table.loc[60, "kept"]


def test_nothing_above_the_stress_line_is_ever_offered():
    of_home = home(5_500_00)
    left = dict(of_home.stress)[min(share for share, _ in of_home.stress)]
    table = offers(of_home)
    assert (table.loc[table["offer"] > 0, "highest_fen"] <= left).all()
    assert (table.loc[table["highest_fen"] > left, "offer"] == 0).all()


def test_where_nothing_is_known_of_the_household_nothing_is_ranked():
    table = offers(None)
    assert (table["offer"] == 0).all()
    assert table["kept"].between(0, 1).all()


def test_a_household_that_can_pay_nothing_is_offered_nothing():
    assert (offers(home(3_000_00))["offer"] == 0).all()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_chances_rest_on_is_said(lang):
    assert "0" in basis(CN, TERMS).text(lang)
