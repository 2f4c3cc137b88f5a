"""Costs of plans side by side."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from arrears.operations.plans.costs import plan_costs
from arrears.operations.plans.schedules import schedules
from arrears.operations.plans.terms import Shape
from arrears.policy import Policies

DAY = date(2026, 1, 1)
CN = Policies("cn")


def costs_of(on=DAY, policies=CN, **columns):
    count = len(columns["n"])
    basic = {"principal_fen": [10_000_00] * count, "annual_rate": [0] * count}
    first_due = pd.Series([pd.Timestamp("2026-01-31")] * count)
    table = schedules(pd.DataFrame(basic | {"first_due": first_due} | columns), policies, on)
    return plan_costs(table, policies, on)


def test_a_fee_plan_shows_its_instalments_and_its_yearly_cost():
    """RULES V5."""
    costs = costs_of(n=[12], fee_rate=[0.006], method=["手续费分期"])
    assert costs.columns.tolist() == [
        "plan", "n", "payment_fen", "last_payment_fen", "total_cost_fen", "apr", "ear", "saved_fen", "warning",
    ]  # fmt: skip
    row = costs.iloc[0]
    assert row[["plan", "n", "payment_fen", "last_payment_fen", "total_cost_fen", "saved_fen"]].tolist() == [
        0, 12, 893_33, 893_37, 720_00, 0,
    ]  # fmt: skip
    assert (round(row["apr"], 4), round(row["ear"], 4)) == (0.1303, 0.1384)


def test_each_option_saves_against_the_dearest_of_its_own_case():
    costs = costs_of(
        case_id=["C1", "C2", "C1", "C1"],
        n=[12, 12, 6, 3],
        fee_rate=[0.006, 0.01, 0.006, 0.006],
        method=["flat_fee"] * 4,
    )
    assert costs["case_id"].tolist() == ["C1", "C2", "C1", "C1"]
    assert costs.columns[0] == "case_id"
    assert costs["total_cost_fen"].tolist() == [720_00, 1200_00, 360_00, 180_00]
    assert costs["saved_fen"].tolist() == [0, 0, 360_00, 540_00]


def test_without_cases_all_plans_are_options_of_one():
    assert costs_of(n=[2, 1], fee_rate=[0.01, 0.01])["saved_fen"].tolist() == [0, 100_00]


@pytest.mark.parametrize(
    ("rate", "profile", "warning"),
    [
        pytest.param("0.24", "cn", "", id="24 % itself"),
        pytest.param("0.2402", "cn", "CN-P7", id="above 24 %"),
        pytest.param("0.2402", "hk", "", id="a profile without that line"),
    ],
)
def test_a_cost_above_24_per_cent_carries_a_warning(rate, profile, warning):
    costs = costs_of(policies=Policies(profile), n=[12], annual_rate=[rate])
    assert costs["warning"].tolist() == [warning]


def test_there_was_no_warning_before_its_first_day():
    first = costs_of(on=date(2017, 8, 4), n=[12], annual_rate=[0.3])
    before = costs_of(on=date(2017, 8, 3), n=[12], annual_rate=[0.3])
    assert (first["warning"].tolist(), before["warning"].tolist()) == (["CN-P7"], [""])


def test_a_down_payment_is_no_instalment():
    plans = pd.DataFrame(
        {
            "principal_fen": [1000_00],
            "annual_rate": [0.12],
            "n": [2],
            "start": pd.to_datetime(["2025-12-31"]),
            "first_due": pd.to_datetime(["2026-01-31"]),
            "down_payment_fen": [200_00],
        }
    )
    costs = plan_costs(schedules(plans, CN, DAY), CN, DAY)
    assert costs[["n", "payment_fen", "last_payment_fen"]].to_numpy().tolist() == [[2, 406_01, 406_01]]
    assert costs["apr"].round(4).tolist() == [0.12]


def test_irregular_dates_are_counted_by_days_and_weeks_by_weeks():
    plans = pd.DataFrame(
        {
            "principal_fen": [1_000_000_00],
            "annual_rate": [0.12],
            "n": [1],
            "start": pd.to_datetime(["2025-01-31"]),
            "first_due": pd.to_datetime(["2026-01-31"]),
        }
    )
    table = schedules(plans, CN, DAY, Shape(day_count="ACT/365"))
    by_days = plan_costs(table, CN, DAY, start=np.array(["2025-01-31"], dtype="datetime64[D]"))
    assert by_days["ear"].round(9).tolist() == [0.12]
    weekly = plan_costs(table, CN, DAY, periods_in_year=52)
    assert weekly["apr"].round(9).tolist() == [round(0.12 * 52, 9)]


@pytest.mark.parametrize("months", [2, 12, 36, 60])
def test_a_plan_that_costs_nothing_shows_zero_and_not_a_tiny_negative_rate(months):
    costs = costs_of(n=[months])
    assert costs["apr"].tolist() == [0.0]
    assert costs["ear"].tolist() == [0.0]
