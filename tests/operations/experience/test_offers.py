"""Plans are offered by the chance that they are kept times what they bring, the household's wish first, and none that it cannot bear."""

from datetime import date
from fractions import Fraction

import pytest
from experience_samples import CN

from arrears.operations.experience.offers import basis, offers, with_chances
from arrears.operations.plans.ladder import plan_ladder
from arrears.operations.plans.working import Wanted, household

DAY = date(2026, 11, 23)
TERMS = Wanted(12_000_00, Fraction(0), Fraction(0), date(2026, 12, 23), DAY, "equal_instalment")


def home(income=8_000_00):
    return household(income, 3_000_00, 1_000_00, DAY, CN)


def offered(of_home, **wish):
    table = with_chances(plan_ladder(TERMS, of_home, CN, **wish), TERMS, of_home, CN)
    return table.set_index("n")


def test_the_household_s_own_wish_is_offered_first():
    assert offered(home(), wish_months=48).loc[48, "offer"] == 1
    assert offered(home(), wish_months=24).loc[24, "offer"] == 1


def test_the_others_follow_by_what_they_are_likely_to_bring():
    table = offered(home(), wish_months=48)
    rest = table[(table["offer"] > 1)].sort_values("offer")
    assert len(rest) > 1
    assert rest["worth_fen"].is_monotonic_decreasing


def test_a_wish_above_the_stress_line_is_not_offered():
    table = offered(home(5_500_00), wish_months=6)
    assert table.loc[6, "offer"] == 0
    assert table.loc[6, "kept"] < table.loc[60, "kept"]


def test_nothing_above_the_stress_line_is_ever_offered():
    of_home = home(5_500_00)
    left = dict(of_home.stress)[min(share for share, _ in of_home.stress)]
    table = offered(of_home)
    assert (table.loc[table["offer"] > 0, "highest_fen"] <= left).all()
    assert (table.loc[table["highest_fen"] > left, "offer"] == 0).all()


def test_where_nothing_is_known_of_the_household_nothing_is_ranked():
    table = offered(None)
    assert (table["offer"] == 0).all()
    assert table["kept"].between(0, 1).all()


def test_a_household_that_can_pay_nothing_is_offered_nothing():
    assert (offered(home(3_000_00))["offer"] == 0).all()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_chances_rest_on_is_said(lang):
    assert "0" in basis(CN, TERMS).text(lang)


def test_a_plan_is_never_offered_before_another_because_it_costs_more():
    dear = Wanted(12_000_00, Fraction("0.18"), Fraction(0), date(2026, 12, 23), DAY, "equal_instalment")
    table = offers(dear, home(), CN).table
    rest = table[table["offer"] > 0].sort_values("offer")
    assert (rest["worth_fen"] <= dear.principal_fen).all()
    same = rest[rest["kept"].round(6).duplicated(keep=False)]
    assert len(same) > 1
    assert same["total_cost_fen"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("lang", "wish", "none"),
    [("zh", "客户本人的意愿", "没有可建议的方案"), ("en", "own wish", "no plan can be offered")],
)
def test_the_first_offer_says_why_it_is_first_or_why_there_is_none(lang, wish, none):
    asked = offers(TERMS, home(), CN, wish_months=48)
    chance = asked.table.set_index("n").loc[48, "kept"]
    assert wish in asked.best.text(lang)
    assert f"{chance:.0%}" in asked.best.text(lang)
    assert asked.said[0] == asked.told[0] == asked.best
    nothing = offers(TERMS, home(3_000_00), CN)
    assert none in nothing.best.text(lang)
    assert nothing.said[0] == nothing.best
    assert offers(TERMS, None, CN).table["offer"].eq(0).all()


def test_a_drafted_plan_stands_beside_the_others():
    table = offers(TERMS, home(), CN, drafted=17).table.set_index("n")
    assert table.loc[17, "ground"] == "drafted"
    assert table.loc[17, "offer"] > 0
