import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from arrears.operations.progress.movements import GONE, roll_rates, vintages, waterfall, with_intervals
from arrears.policy import Policies
from arrears.training.uci import read_uci

CN = Policies("cn")
MONTHS = ("PAY_6", "PAY_5", "PAY_4", "PAY_3", "PAY_2", "PAY_0")


@pytest.fixture(scope="module")
def uci_moves():
    beside = Path(__file__).parents[4] / "shared" / "data"
    path = Path(os.environ.get("ARREARS_DATA", beside)) / "UCI_Credit_Card.csv"
    if not path.is_file():
        pytest.skip("UCI_Credit_Card.csv is not here; name its folder in the environment variable ARREARS_DATA")
    clients = read_uci(path)
    late = np.concatenate([clients[month].clip(lower=0).to_numpy() for month in MONTHS])
    snapshots = pd.DataFrame(
        {
            "case_id": np.tile(clients["ID"].astype(str).to_numpy(dtype=object), len(MONTHS)),
            "date": np.repeat(pd.date_range("2005-04-30", periods=6, freq="ME").to_numpy(), len(clients)),
            "bucket": late.astype(str).astype(object),
        }
    )
    return roll_rates(snapshots, [str(months) for months in range(9)]).set_index(["from", "to"])


def test_roll_counts_of_the_uci_clients_equal_those_counted_by_hand(uci_moves):
    count = uci_moves["count"]
    assert count.sum() == 150_000
    assert count["0"].sum() == 131_792
    assert [count["0", to] for to in "012"] == [123_723, 1_860, 6_209]
    assert count["2"].sum() == 16_297
    assert [count["2", to] for to in "0123"] == [4_130, 1_676, 9_460, 1_031]


def test_rates_of_one_bucket_add_up_to_one(uci_moves):
    assert uci_moves.groupby("from")["rate"].sum().to_numpy() == pytest.approx(1)


def test_rates_have_intervals_and_small_ones_are_marked(uci_moves):
    table = with_intervals(uci_moves.reset_index(), CN, "2026-11-23")
    assert ((table["low"] <= table["rate"]) & (table["rate"] <= table["high"])).all()
    assert table.loc[table["out_of"] < 30, "small"].all()
    assert not table.loc[table["out_of"] >= 30, "small"].any()


def test_moves_over_three_snapshots_count_twice_and_absence_is_a_place():
    rows = {
        "case_id": ["A", "A", "B", "A"],
        "date": ["2026-09-30", "2026-10-31", "2026-10-31", "2026-11-30"],
        "bucket": ["M1", "M2", "M1", "M2"],
    }
    found = roll_rates(pd.DataFrame(rows), ("M0", "M1", "M2"))
    assert found[["from", "to", "count", "out_of"]].values.tolist() == [
        ["M1", "M2", 1, 2],
        ["M1", GONE, 1, 2],
        ["M2", "M2", 1, 1],
        [GONE, "M1", 1, 1],
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"case_id": ["A"], "date": ["2026-09-30"], "bucket": ["M1"]}, "at least two dates"),
        ({"case_id": ["A", "A"], "date": ["2026-09-30", "2026-10-31"], "bucket": ["M1", "M9"]}, "'M9' is none of"),
        ({"case_id": ["A", "A"], "date": ["2026-09-30"] * 2, "bucket": ["M1", "M1"]}, "stands twice"),
    ],
)
def test_snapshots_that_show_no_moves_are_refused(rows, message):
    with pytest.raises(ValueError, match=message):
        roll_rates(pd.DataFrame(rows), ("M0", "M1"))


def cases(**rows):
    return pd.DataFrame(
        {
            "case_id": [*rows],
            "bucket": [row[0] for row in rows.values()],
            "total_due_fen": [row[1] for row in rows.values()],
        }
    )


def test_a_waterfall_names_its_buckets_and_its_total_adds_up():
    before = cases(A=("M1", 10000), B=("M2", 5000), C=("M1", 700))
    after = cases(A=("M2", 9100), D=("M1", 300), C=("M0", 200))
    paid = pd.DataFrame({"case_id": ["A", "A", "C"], "amount": [5, "5.00", 5]})
    lost = pd.DataFrame({"case_id": ["B"], "amount": [50]})
    flow = waterfall(before, after, paid, CN, "2026-11-30", written_off=lost).set_index("bucket")
    assert flow.loc["total"].to_dict() == {
        "opening_fen": 15700,
        "new_fen": 300,
        "charged_fen": 100,
        "paid_fen": 1500,
        "cured_fen": 200,
        "rolled_fen": 0,
        "left_fen": 0,
        "written_off_fen": 5000,
        "closing_fen": 9400,
    }
    assert flow.loc[["M1", "M2"], "rolled_fen"].tolist() == [-9100, 9100]
    assert "M0" not in flow.index


def test_a_payment_of_an_unknown_case_is_refused():
    with pytest.raises(ValueError, match="payment in row 0"):
        waterfall(
            cases(A=("M1", 1)), cases(A=("M1", 1)), pd.DataFrame({"case_id": ["Z"], "amount": [1]}), CN, "2026-11-30"
        )


def test_a_vintage_keeps_its_size_while_its_cases_leave():
    rows = {
        "case_id": ["A", "B", "A", "C", "C"],
        "date": ["2026-09-30", "2026-09-30", "2026-10-31", "2026-10-31", "2026-11-30"],
        "days_past_due": [60, 60, 90, 5, 91],
        "total_due_fen": [100, 300, 120, 50, 60],
    }
    found = vintages(pd.DataFrame(rows), 91)
    assert found[["vintage", "age", "cases_placed", "cases", "late", "balance_fen"]].values.tolist() == [
        ["2026-09", 0, 2, 2, 0, 400],
        ["2026-09", 1, 2, 1, 0, 120],
        ["2026-09", 2, 2, 0, 0, 0],
        ["2026-10", 0, 1, 1, 0, 50],
        ["2026-10", 1, 1, 1, 1, 60],
    ]
    assert found["balance_rate"].tolist() == [1, 0.3, 0, 1, 1.2]


@pytest.mark.parametrize(
    ("owed", "moves"),
    [
        pytest.param([0, 0], {("M1", "M2"): 1}, id="nothing at both ends is not counted"),
        pytest.param([1, 0], {("M0", "M0"): 1, ("M1", "M2"): 1}, id="a fen at the beginning is"),
        pytest.param([0, 1], {("M0", "M0"): 1, ("M1", "M2"): 1}, id="a fen at the end is"),
    ],
)
def test_a_case_that_owes_nothing_at_both_ends_of_a_move_waters_no_rate_down(owed, moves):
    rows = {
        "case_id": ["A", "B", "A", "B"],
        "date": ["2026-10-31"] * 2 + ["2026-11-30"] * 2,
        "bucket": ["M0", "M1", "M0", "M2"],
        "owed": [owed[0], 100, owed[1], 100],
    }
    found = roll_rates(pd.DataFrame(rows), ("M0", "M1", "M2"), owed="owed")
    assert {(one["from"], one["to"]): one["count"] for one in found.to_dict("records")} == moves
