import numpy as np
import pytest

from arrears.api.plans import schedule
from arrears.operations.plans.options import OPTION_WORDS, method_word, plan_options
from arrears.policy import Policies
from arrears.policy.records import PlanOptions
from arrears.rules.plan_options import OPTIONS
from arrears.units import fen

CN = Policies("cn")
DUE, TODAY = "2026-12-31", "2026-11-23"


def options(principal=10_000_00, rate="0.12", affordable=900_00):
    return plan_options(np.array([principal]), rate, np.array([affordable]), DUE, TODAY, CN)


def test_every_option_and_method_has_words():
    assert tuple(OPTION_WORDS) == OPTIONS
    assert all(method_word(method) for method in CN.get(PlanOptions, np.datetime64(TODAY).item()).methods)
    assert method_word("equal_instalment", "en") == "equal instalment"


def test_a_plan_that_is_two_options_is_one_row():
    table = options()
    assert table["option"].tolist() == ["shortest, lowest cost", "lowest payment"]
    assert table["option_zh"].tolist() == ["期限最短、总成本最低", "每期最低"]
    assert table["n"].tolist() == [12, 60]
    assert table["fits"].tolist() == [True, True]


def test_the_shortest_plan_is_the_shortest_that_fits():
    row = options().iloc[0]
    assert row["highest_fen"] <= 900_00
    for method in ("equal_instalment", "equal_principal"):
        shorter = schedule(10_000, "0.12", int(row["n"]) - 1, DUE, method)
        assert fen(shorter["payment"].max()) > 900_00


@pytest.mark.parametrize(("affordable", "n"), [(888_49, 12), (888_48, 13)])
def test_a_fen_decides_whether_a_plan_fits(affordable, n):
    assert options(affordable=affordable).iloc[0]["n"] == n


def test_when_nothing_fits_the_lowest_instalment_is_shown_with_the_reason_and_the_rule():
    table = options(affordable=200_00)
    row = table.iloc[0]
    assert (len(table), row["option"], row["n"], row["fits"]) == (1, "lowest payment", 60, False)
    assert row["verdict_zh"].startswith("不可行：每期最高222.81元，超出可承受的200.00元；期数上限60期（CN-70a）")
    assert row["verdict_en"].startswith("does not fit: 222.81 a month is above the 200.00 that can be paid")
    assert row["rule"] == "CN-70a"


def test_figures_agree_with_the_schedule_of_the_plan():
    row = options().iloc[0]
    plan = schedule(10_000, "0.12", int(row["n"]), DUE, row["method"])
    assert row["payment_fen"] == fen(plan["payment"].iloc[0])
    assert row["last_payment_fen"] == fen(plan["payment"].iloc[-1])
    assert row["total_cost_fen"] == fen(plan["interest"].sum())
    assert row["apr"] == pytest.approx(0.12, abs=1e-4)


@pytest.mark.parametrize(("due", "longest"), [("2026-12-23", 60), ("2026-12-31", 59), ("2029-01-15", 35)])
def test_no_plan_ends_more_than_five_years_after_the_agreement(due, longest):
    table = plan_options(
        np.array([10_000_00]), "0.12", np.array([900_00]), due, TODAY, CN, start=np.datetime64(TODAY).item()
    )
    assert table["n"].max() == longest


def test_a_first_due_date_beyond_five_years_is_refused_by_the_caps_name():
    with pytest.raises(ValueError, match=r"first due date 2032-01-01 is more than 60 months .*CN-70a"):
        plan_options(np.array([10_000_00]), "0.12", np.array([900_00]), "2032-01-01", TODAY, CN, start=TODAY)


def test_costs_above_the_courts_line_carry_the_warning():
    assert set(options(rate="0.25")["warning"]) == {"CN-P7"}
    assert set(options(rate="0.24")["warning"]) == {""}


def test_many_cases_keep_their_order_and_rates():
    rates = np.array(["0.12", "0"], dtype=object)
    due = np.array([DUE, "2027-01-15"], "M8[D]")
    table = plan_options(np.array([10_000_00, 600_00]), rates, np.array([900_00, 300_00]), due, TODAY, CN)
    assert table["case"].tolist() == [0, 0, 1, 1]
    assert table["n"].tolist() == [12, 60, 2, 60]
    assert table["total_cost_fen"].tolist()[2:] == [0, 0]


def test_more_cases_than_are_made_at_once_are_all_there(monkeypatch):
    monkeypatch.setattr("arrears.operations.plans.options._CASES_AT_ONCE", 2)
    five = np.full(5, 1_000_00)
    table = plan_options(five, "0.1", np.full(5, 600_00), DUE, TODAY, CN)
    assert sorted(set(table["case"])) == [0, 1, 2, 3, 4]
    assert len(table) == 10


def test_a_negative_amount_that_can_be_paid_is_refused():
    with pytest.raises(ValueError, match="must not be negative; one is -1 fen"):
        options(affordable=-1)
