"""Plans beside each other by their length: none beyond the cap, none with an instalment of nothing, and one that is drafted stands among them."""

from datetime import date
from fractions import Fraction

import pytest

from arrears.operations.plans.ladder import plan_ladder
from arrears.operations.plans.working import Wanted
from arrears.policy import Policies

DAY, CN = date(2026, 11, 23), Policies("cn")


def wanted(fen=12_000_00, due=date(2026, 12, 23)):
    return Wanted(fen, Fraction(0), Fraction(0), due, DAY, "equal_instalment")


def test_a_later_first_due_date_leaves_only_plans_that_end_within_the_cap():
    assert plan_ladder(wanted(), None, CN)["n"].max() == 60
    late = plan_ladder(wanted(due=date(2027, 1, 31)), None, CN)
    assert late["n"].tolist() == [6, 12, 24, 36, 58]
    with pytest.raises(ValueError, match=r"60 months is not within 1 and 58 \(CN-70a\)"):
        plan_ladder(wanted(due=date(2027, 1, 31)), None, CN, wish_months=60)


@pytest.mark.parametrize(("fen", "lengths"), [(9, [5]), (3, [3])])
def test_a_debt_of_a_few_fen_has_no_plan_with_an_instalment_of_nothing(fen, lengths):
    assert plan_ladder(wanted(fen), None, CN)["n"].tolist() == lengths


def test_a_drafted_length_is_shown_and_one_beyond_the_cap_is_not():
    assert "drafted" in plan_ladder(wanted(), None, CN, drafted=17).set_index("n").loc[17, "ground"]
    assert plan_ladder(wanted(), None, CN, drafted=61)["n"].max() == 60
