"""Payments of a notebook's table, split by the order in force; the rule itself is tested with `rules.allocation`."""

from decimal import Decimal

import pandas as pd
import pytest

import arrears as ar

TABLE = pd.DataFrame(
    {
        "case_id": ["A1", "A2", "A3"],
        "payment": ["50.00", 300, Decimal("0.01")],
        "interest": [40, 40, 40],
        "fees": [25, 25, 25],
        "principal": [200, 200, 200],
        "days_past_due": [90, 91, 0],
    },
    index=[7, 8, 9],
)
PARTS = ["to_interest", "to_fees", "to_principal", "left_over"]


def test_interest_and_fees_come_first_up_to_day_90_and_principal_from_day_91():
    split = ar.allocate(TABLE, as_of="2026-11-23")
    assert split[PARTS].astype(str).to_numpy().tolist() == [
        ["40.00", "10.00", "0.00", "0.00"],
        ["40.00", "25.00", "200.00", "35.00"],
        ["0.01", "0.00", "0.00", "0.00"],
    ]
    assert split["case_id"].tolist() == ["A1", "A2", "A3"]
    assert split.index.tolist() == [7, 8, 9]
    assert ar.allocate(TABLE.assign(payment=50), as_of="2026-11-23").loc[8, PARTS].tolist() == [0, 0, 50, 0]


def test_the_callers_table_is_left_as_it_was():
    before = TABLE.copy()
    ar.allocate(TABLE, as_of="2026-11-23")
    pd.testing.assert_frame_equal(TABLE, before)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        pytest.param(TABLE.drop(columns="fees"), "fees", id="a column is missing"),
        pytest.param(TABLE.drop(columns="days_past_due"), "days_past_due", id="the age is missing"),
        pytest.param(TABLE.assign(days_past_due=[1, None, 3]), "days_past_due", id="one age is not known"),
        pytest.param(TABLE.assign(payment=-1), "negative", id="a negative payment"),
        pytest.param(TABLE.assign(payment="x"), "'x'", id="no amount"),
    ],
)
def test_a_table_that_cannot_be_split_is_refused_with_its_reason(table, said):
    with pytest.raises(ValueError, match=said):
        ar.allocate(table, as_of="2026-11-23")


def test_the_rule_is_of_the_day_and_was_not_in_force_before_2011():
    with pytest.raises(ar.PolicyError, match="not in force"):
        ar.allocate(TABLE, as_of="2001-01-01")


@pytest.mark.parametrize("name", ["schedule", "allocate", "plan_status", "check_contacts", "why"])
def test_the_contracts_functions_are_public_and_documented_with_an_example(name):
    function = getattr(ar, name)
    assert callable(function)
    from_home = function
    assert ">>>" in from_home.__doc__
