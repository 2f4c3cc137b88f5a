from decimal import Decimal

import numpy as np
import pytest

from arrears.operations.plans.affordability import affordable_amounts, statement
from arrears.policy import PROFILES, Policies
from arrears.policy.records import Affordability

CN, UK = Policies("cn"), Policies("uk")
TODAY = "2026-11-23"
HOUSEHOLD = {"wages": 8000, "family": "500.50", "housing": 3000, "food_housekeeping": 1800, "personal": 500}


def test_the_statement_adds_up_in_yuan():
    made = statement(HOUSEHOLD, TODAY, CN)
    assert (made.income, made.fixed, made.flexible) == (Decimal("8500.50"), Decimal("3000.00"), Decimal("2300.00"))
    assert (made.surplus, made.savings, made.amount) == (Decimal("3200.50"), Decimal("320.05"), Decimal("2880.45"))
    assert made.reasons == ()
    assert made.rule == "HOUSE-SFS-CN"


def test_the_stress_lines_take_10_and_20_percent_off_the_income():
    made = statement(HOUSEHOLD, TODAY, CN)
    # 8,500.50 less 850.05 and 5,300.00 leaves 2,350.45; of it 235.05 is saved (235.045 half up).
    assert [(float(share), str(amount)) for share, amount in made.stress] == [(0.1, "2115.40"), (0.2, "1350.36")]


@pytest.mark.parametrize(("food", "codes"), [("1800.00", []), ("1800.01", ["over_trigger"])])
def test_a_group_above_its_trigger_figure_asks_for_a_reason_in_both_languages(food, codes):
    made = statement(HOUSEHOLD | {"food_housekeeping": food}, TODAY, CN)
    assert [reason.code for reason in made.reasons] == codes
    if codes:
        assert made.reasons[0].text() == "食品与日用每月1800.01元，高于参考值1800.00元，请询问原因"
        assert made.reasons[0].text("en").startswith("food and housekeeping: 1800.01 a month is above")


def test_a_larger_household_has_higher_trigger_figures():
    more = HOUSEHOLD | {"wages": 12000, "food_housekeeping": 3900}
    assert statement(more, TODAY, CN, adults=2, children=1).reasons == ()
    assert statement(more, TODAY, CN, adults=2).reasons[0].code == "over_trigger"


@pytest.mark.parametrize(
    ("wages", "codes"),
    [
        pytest.param(3000, ["nothing_left"], id="costs equal the income"),
        pytest.param(2999, ["nothing_left"], id="costs above the income"),
        pytest.param(3100, ["nothing_left_under_stress"], id="a fall by a tenth leaves nothing"),
        pytest.param(4000, [], id="enough even after a fall by a fifth"),
    ],
)
def test_it_says_when_nothing_can_be_paid(wages, codes):
    assert [reason.code for reason in statement({"wages": wages, "housing": 3000}, TODAY, CN).reasons] == codes


def test_the_words_name_the_negative_figure_and_the_share():
    short = statement({"wages": 2999, "housing": 3000}, TODAY, CN).reasons[0]
    assert "-1.00元" in short.zh
    assert "-1.00 is left" in short.en
    stress = statement({"wages": 3600, "housing": 3000}, TODAY, CN).reasons[0]
    assert ("20%" in stress.zh, "20 % lower" in stress.en) == (True, True)


@pytest.mark.parametrize(
    ("amounts", "message"),
    [
        ({"salary": 1}, "the statement has no line 'salary'; its lines are wages, "),
        ({"wages": -1}, "wages: -1 is no amount of a statement; give yuan a month, 0 or more"),
        ({"wages": "much"}, "wages: 'much' is no amount"),
    ],
)
def test_a_bad_line_is_refused_with_remedy(amounts, message):
    with pytest.raises(ValueError, match=message):
        statement(amounts, TODAY, CN)


def test_savings_are_capped_where_the_policy_says_so():
    assert statement({"wages": 1000}, TODAY, UK).savings == Decimal("20.00")


def test_a_share_of_the_callers_own_replaces_the_policys():
    income, nothing = np.array([1000_00]), np.array([0])
    assert affordable_amounts(income, nothing, nothing, TODAY, CN).tolist() == [900_00]
    assert affordable_amounts(income, nothing, nothing, TODAY, CN, savings_share=0.25).tolist() == [750_00]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_has_lines_with_words_in_both_languages(profile):
    policy = Policies(profile).get(Affordability, np.datetime64(TODAY).item())
    assert all(line.zh and line.en for line in (*policy.income, *policy.fixed, *policy.flexible))
