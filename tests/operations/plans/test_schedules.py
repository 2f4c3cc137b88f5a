"""One plan in yuan, and whole tables of plans, under a profile's policies."""

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from arrears.api.plans import schedule
from arrears.operations.plans.options import plan_options
from arrears.operations.plans.schedules import schedules
from arrears.operations.plans.terms import Shape, plan_limits
from arrears.policy import Policies

DAY = date(2026, 1, 1)
HEADINGS = ["no", "due date", "opening", "payment", "principal", "interest", "fee", "closing"]
HOUSE = """
[[version]]
rule = "HOUSE-7"
effective = 2026-03-01
source = "House circular 7"
trust = "H"
words = "no more than 24 instalments"
checked = 2026-03-01
most_instalments = 24
"""


def texts(table, column):
    return [str(amount) for amount in table[column]]


def plan_table(**columns):
    basic = {"principal_fen": [300_00, 100_00], "annual_rate": [0.12, 0.0], "n": [3, 2]}
    due = {"first_due": pd.to_datetime(["2026-01-31", "2026-02-15"])}
    return pd.DataFrame(basic | due | columns)


def test_one_plan_has_the_headings_of_the_worksheet_function_and_exact_yuan():
    plan = schedule(300, 0.12, 3, "2026-01-31")
    assert list(plan.columns) == HEADINGS
    assert plan["no"].tolist() == [1, 2, 3]
    assert plan["due date"].tolist() == [pd.Timestamp(day) for day in ("2026-01-31", "2026-02-28", "2026-03-31")]
    assert texts(plan, "payment") == ["102.01", "102.01", "102.00"]
    assert texts(plan, "principal") == ["99.01", "100.00", "100.99"]
    assert texts(plan, "closing") == ["200.99", "100.99", "0.00"]
    assert isinstance(plan["payment"][0], Decimal)
    assert sum(plan["principal"]) == 300


def test_chinese_headings_stand_in_the_same_order():
    plan = schedule(300, 0.12, 3, "2026-01-31", lang="zh")
    assert list(plan.columns) == [
        "期数",
        "到期还款日",
        "期初余额",
        "应还金额",
        "应还本金",
        "应还利息",
        "手续费",
        "期末余额",
    ]


@pytest.mark.parametrize(
    ("word", "payments"),
    [
        ("equal_instalment", ["340.02", "340.02", "340.03"]),
        ("等额本息", ["340.02", "340.02", "340.03"]),
        ("等额本金", ["343.33", "340.00", "336.67"]),
        (" 先息后本 ", ["10.00", "10.00", "1010.00"]),
        ("Balloon", ["241.02", "241.02", "541.01"]),
        ("递增还款", ["340.02", "340.02", "340.03"]),
    ],
)
def test_a_method_is_known_by_its_words_in_both_languages(word, payments):
    """A balloon is 30 % and a step-up rises after every 3 instalments, by the house's terms."""
    assert texts(schedule(1000, 0.12, 3, "2026-01-31", word), "payment") == payments


def test_a_step_up_rises_by_5_per_cent_after_3_instalments_unless_told_otherwise():
    assert texts(schedule(615, 0, 6, "2026-01-31", "step_up"), "payment") == ["100.00"] * 3 + ["105.00"] * 3
    told = Shape(step_rate="0.1", step_every=1)
    assert texts(schedule(331, 0, 3, "2026-01-31", "step_up", shape=told), "payment") == ["100.00", "110.00", "121.00"]


@pytest.mark.parametrize("rate", ["0.24", "0.36", "0.9"])
@pytest.mark.parametrize("n", [36, 60])
def test_the_step_up_plan_of_the_house_never_lets_the_debt_grow(rate, n):
    plan = schedule(10_000, rate, n, "2026-12-31", "step_up", "2026-11-30")
    assert (plan["principal"] >= 0).all()
    assert plan["principal"].sum() == 10_000
    assert plan["payment"].iloc[:-1].is_monotonic_increasing


def test_it_rises_by_less_only_where_it_must():
    fits = schedule(10_000, "0.24", 12, "2026-12-31", "step_up", "2026-11-30")["payment"]
    assert fits.iloc[3] / fits.iloc[0] == pytest.approx(Decimal("1.05"), abs=Decimal("0.001"))
    long = schedule(10_000, "0.24", 60, "2026-12-31", "step_up", "2026-11-30")["payment"]
    assert 1 < long.iloc[3] / long.iloc[0] < Decimal("1.05")


def test_a_step_that_was_asked_for_is_refused_where_the_debt_would_grow():
    steep = Shape(step_rate="0.05", step_every=3)
    with pytest.raises(
        ValueError,
        match=r"60 instalments .* debt grows by 8\.93 .* at most \d+ instalments fit, or take a smaller step",
    ) as refused:
        schedule(10_000, "0.24", 60, "2026-12-31", "step_up", "2026-11-30", shape=steep)
    fits = int(re.search(r"at most (\d+)", str(refused.value))[1])
    assert (schedule(10_000, "0.24", fits, "2026-12-31", "step_up", "2026-11-30", shape=steep)["principal"] >= 0).all()


WHOLE_YUAN = Shape(multiple=1)


@pytest.mark.parametrize("method", ["equal_instalment", "equal_principal"])
def test_a_plan_with_instalments_of_nothing_is_refused_with_the_terms_that_fit(method):
    with pytest.raises(
        ValueError,
        match=r"10\.00 over 12 instalments in multiples of 1\.00 leaves 2 of 0\.00 \(from instalment 11 on\) .* at most 10 instalments fit, or round to less",
    ):
        schedule(10, 0, 12, "2026-01-31", method, shape=WHOLE_YUAN)
    assert texts(schedule(10, 0, 10, "2026-01-31", method, shape=WHOLE_YUAN), "payment") == ["1.00"] * 10
    assert (schedule(10, 0, 12, "2026-01-31", method)["payment"] > 0).all()


def test_options_of_a_small_debt_have_no_instalment_of_nothing():
    found = plan_options(np.array([15_30]), 0, np.array([26]), "2026-12-31", "2026-11-28", Policies("cn"))
    assert (found["last_payment_fen"] > 0).all()


def test_interest_alone_may_rest_at_a_rate_of_nothing():
    assert texts(schedule(100, 0, 3, "2026-01-31", "interest_only"), "payment") == ["0.00", "0.00", "100.00"]


def test_the_houses_steps_change_no_other_method():
    """Half a fen, and an amount that floats cannot hold, are reckoned in whole numbers: without the step-up's."""
    assert texts(schedule("0.05", 0, 5, "2026-01-31"), "payment") == ["0.01"] * 5
    assert texts(schedule(9_000_000_000_000, 0, 3, "2026-01-31"), "payment") == ["3000000000000.00"] * 3


def test_a_balloon_is_a_share_of_what_is_financed_or_what_was_agreed():
    share = schedule(1000, 0, 2, "2026-02-28", "balloon", "2026-01-31", down_payment=200)
    assert texts(share, "payment") == ["200.00", "280.00", "520.00"]
    agreed = schedule(1000, 0, 2, "2026-02-28", "balloon", balloon=0)
    assert texts(agreed, "payment") == ["500.00", "500.00"]


def test_a_down_payment_is_the_row_numbered_0():
    plan = schedule(1000, 0, 2, "2026-02-28", start="2026-01-31", down_payment="200.50")
    assert plan["no"].tolist() == [0, 1, 2]
    assert texts(plan, "payment") == ["200.50", "399.75", "399.75"]


def test_a_fee_is_taken_in_every_instalment():
    plan = schedule("800", 0, 6, "2026-01-31", "手续费分期", fee_rate=Decimal("0.0075"))
    assert texts(plan, "fee") == ["6.00"] * 6
    assert texts(plan, "payment") == ["139.33"] * 5 + ["139.35"]


@pytest.mark.parametrize("rate", [0.0824, "0.0824", Decimal("0.0824"), Fraction(824, 10_000)])
def test_a_rate_may_be_given_in_any_exact_form(rate):
    assert texts(schedule(2500, rate, 12, "2026-01-31"), "interest")[0] == "17.17"


@pytest.mark.parametrize("first_due", [date(2026, 1, 31), datetime(2026, 1, 31, 9), "2026/1/31", "2026年1月31日"])  # noqa: DTZ001
def test_a_date_may_be_given_in_the_usual_forms(first_due):
    assert schedule(100, 0, 1, first_due)["due date"].tolist() == [pd.Timestamp("2026-01-31")]


@pytest.mark.parametrize(
    ("word", "interest"),
    [
        (None, "12.00"),
        ("30/360", "12.00"),
        ("act/365", "12.23"),
        ("ACT/360", "12.40"),
        ("ACT/ACT", "12.20"),
        ("30/360 Eurobond", "12.00"),
    ],
)
def test_a_day_count_is_known_by_its_short_name(word, interest):
    plan = schedule(1200, 0.12, 1, "2024-02-29", start="2024-01-29", day_count=word)
    assert texts(plan, "interest") == [interest]


def test_grace_and_interest_free_instalments():
    plan = schedule(1000, 0.12, 4, "2026-01-31", grace=2, interest_free=1)
    assert texts(plan, "payment")[:2] == ["0.00", "10.00"]
    capitalised = schedule(1000, 0.12, 4, "2026-01-31", grace=2, shape=Shape(grace_interest="capitalised"))
    assert texts(capitalised, "closing")[:2] == ["1010.00", "1020.10"]


def test_weeks_whole_yuan_and_rounding_are_part_of_the_shape():
    shape = Shape(unit="week", every=2, multiple=1, rounding="up", day_count="ACT/365")
    plan = schedule(1000, 0, 3, "2026-01-15", shape=shape)
    assert plan["due date"].dt.strftime("%m-%d").tolist() == ["01-15", "01-29", "02-12"]
    assert texts(plan, "payment") == ["334.00", "334.00", "332.00"]
    assert texts(schedule(1000, 0.365, 1, "2026-01-15", shape=shape), "interest") == ["14.00"]
    assert texts(schedule(1000, 0.36, 1, "2026-01-15", day_count="ACT/360", shape=shape), "interest") == ["14.00"]


def test_due_dates_roll_over_chinas_holidays_if_asked():
    """Spring Festival of 2026: off from 15 to 23 February, and Saturday 14 February is worked."""
    due = ["2026-01-14", "2026-02-14", "2026-03-14"]
    kept = schedule(300, 0, 3, "2026-01-14")
    assert kept["due date"].dt.strftime("%Y-%m-%d").tolist() == due
    rolled = schedule(300, 0, 2, "2026-01-16", shape=Shape(roll="following"))
    assert rolled["due date"].dt.strftime("%Y-%m-%d").tolist() == ["2026-01-16", "2026-02-24"]


@pytest.mark.parametrize(
    ("profile", "rule"), [("cn", "CN-70a"), ("cn_online", "CN-70a"), ("hk", "HK-RELIEF"), ("us", "HOUSE-PLANS")]
)
def test_sixty_months_are_the_longest_plan_of_a_profile(profile, rule):
    assert len(schedule(6000, 0, 60, "2026-01-31", profile=profile)) == 60
    with pytest.raises(ValueError, match=f"61 instalments.* 60 months that {rule} allows"):
        schedule(6000, 0, 61, "2026-01-31", profile=profile)


def test_a_house_may_allow_less_from_its_first_day(tmp_path):
    (tmp_path / "plan_options.toml").write_text(HOUSE, encoding="utf-8")
    assert len(schedule(6000, 0, 25, "2026-02-28", house=tmp_path)) == 25
    with pytest.raises(ValueError, match="24 months that HOUSE-7 allows"):
        schedule(6000, 0, 25, "2026-03-01", house=tmp_path)
    # The day of the agreement decides, which is the start if there is one.
    assert len(schedule(6000, 0, 25, "2026-03-01", start="2026-02-28", house=tmp_path)) == 25


def test_the_limits_name_their_rules():
    limits = plan_limits(Policies("cn"), DAY)
    assert limits == (60, "CN-70a", Fraction(99, 100), Fraction(1, 20), "HOUSE-PLAN")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"principal": 0}, r"the principal must be .*; it is 0\.00"),
        ({"principal": "abc"}, "finite number of yuan"),
        ({"annual_rate": 12}, r"write 12 % as 0\.12"),
        ({"annual_rate": "x"}, "a rate must be a finite number"),
        ({"n": 0}, "it has 0"),
        ({"n": 2.5}, r"n must be a whole number; it is 2\.5"),
        ({"n": "three"}, "n must be a whole number; it is three"),
        ({"annual_rate": None}, "annual_rate is missing for a plan; give 0 where there is none"),
        ({"grace": 1.5}, r"grace must be a whole number; it is 1\.5"),
        ({"interest_free": 0.5}, r"interest_free must be a whole number; it is 0\.5"),
        ({"first_due": "31/01"}, "first_due must be a day such as 2026-01-31; it is '31/01'"),
        ({"start": "soon"}, "start must be a day such as 2026-01-31; it is 'soon'"),
        ({"start": "2026-02-01"}, "must be after the start"),
        (
            {"method": "砍头息"},
            "no repayment method '砍头息'; choose one of equal_instalment/等额本息, equal_principal/等额本金",
        ),
        ({"day_count": "29/360"}, "no day count '29/360'; choose one of 30/360 Bond Basis/30/360,"),
        ({"fee_rate": 0.6}, "HOUSE-PLAN"),
        ({"down_payment": 10}, "give start"),
        ({"profile": "cn", "shape": Shape(unit="year")}, "unit must be one of month, week, day .*it is 'year'"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(change, message):
    basic = {"principal": 100, "annual_rate": 0.1, "n": 3, "first_due": "2026-01-31"}
    with pytest.raises(ValueError, match=message):
        schedule(**basic | change)


def test_a_table_of_plans_keeps_their_order_and_cases_whatever_their_methods():
    plans = plan_table(case_id=["C2", "C1"], method=["等额本金", None])
    table = schedules(plans, Policies("cn"), DAY)
    assert table.columns.tolist() == [
        "case_id", "plan", "no", "due_date", "opening_fen", "payment_fen",
        "principal_fen", "interest_fen", "fee_fen", "closing_fen",
    ]  # fmt: skip
    assert table["case_id"].tolist() == ["C2"] * 3 + ["C1"] * 2
    assert table["plan"].tolist() == [0, 0, 0, 1, 1]
    assert table["no"].tolist() == [1, 2, 3, 1, 2]
    assert table["principal_fen"].tolist() == [100_00, 100_00, 100_00, 50_00, 50_00]
    assert table["due_date"].dtype == "datetime64[s]"
    assert table.index.tolist() == [0, 1, 2, 3, 4]


def test_interleaved_methods_come_back_in_the_order_of_the_plans():
    plans = pd.concat([plan_table(), plan_table()], ignore_index=True)
    plans["method"] = ["balloon", "interest_only", "balloon", "equal_principal"]
    plans["balloon_fen"] = pd.array([None, None, 100_00, 0], dtype="Int64")
    table = schedules(plans, Policies("cn"), DAY)
    assert table["plan"].tolist() == [0, 0, 0, 1, 1, 2, 2, 2, 3, 3]
    last = table.groupby("plan")["principal_fen"].last().tolist()
    assert last == [160_71, 100_00, 167_34, 50_00]
    # 30 % of 300.00 are left to plan 0, and the 100.00 that were agreed to plan 2.
    first = table.loc[table["no"] == 1, "payment_fen"].tolist()
    assert first == [72_30, 0, 69_00, 50_00]


def test_optional_columns_may_be_empty_cell_by_cell():
    plans = plan_table(
        fee_rate=[0.01, None],
        start=pd.to_datetime([None, "2026-02-01"]),
        down_payment_fen=pd.array([None, 20_00], dtype="Int64"),
        grace=[None, 1],
        interest_free=[1, None],
    )
    table = schedules(plans, Policies("cn"), DAY)
    assert table["no"].tolist() == [1, 2, 3, 0, 1, 2]
    assert table["fee_fen"].tolist() == [3_00, 3_00, 3_00, 0, 0, 0]
    assert table["interest_fen"].tolist()[0] == 0
    assert table["principal_fen"].tolist()[3:] == [20_00, 0, 80_00]


def test_an_empty_table_has_no_instalments():
    table = schedules(plan_table(case_id=["C1", "C2"]).iloc[:0], Policies("cn"), DAY)
    assert len(table) == 0
    assert table.columns[0] == "case_id"
    assert "payment_fen" in table


def test_the_shared_shape_serves_every_row():
    table = schedules(plan_table(), Policies("cn"), DAY, Shape(multiple=1))
    assert (table.loc[table["no"] == 1, "payment_fen"] % 100 == 0).all()


def test_a_bad_row_is_named_by_its_place():
    with pytest.raises(ValueError, match="plan 2 of 2: a plan needs at least one instalment; it has 0"):
        schedules(plan_table(n=[3, 0]), Policies("cn"), DAY)


def test_a_blank_rate_is_never_read_as_none():
    with pytest.raises(ValueError, match="annual_rate is missing"):
        schedules(plan_table(annual_rate=[0.12, None]), Policies("cn"), DAY)
    with pytest.raises(ValueError, match="annual_rate is missing"):
        schedules(plan_table().drop(columns="annual_rate"), Policies("cn"), DAY)


def test_counts_may_be_text_of_whole_numbers():
    table = schedules(plan_table(n=["3", "2"], grace=[1.0, None]), Policies("cn"), DAY)
    assert table["no"].tolist() == [1, 2, 3, 1, 2]
    assert table["principal_fen"].tolist()[0] == 0
    with pytest.raises(ValueError, match=r"plan 2 of 2: grace must be a whole number; it is 0\.5"):
        schedules(plan_table(grace=[1, 0.5]), Policies("cn"), DAY)


def test_a_hundred_thousand_plans_are_one_table():
    count = 100_000
    plans = pd.DataFrame(
        {
            "principal_fen": np.arange(1, count + 1) * 100,
            "annual_rate": 0.12,
            "n": 1 + np.arange(count) % 12,
            "first_due": pd.Timestamp("2026-01-31"),
        }
    )
    table = schedules(plans, Policies("cn"), DAY)
    sums = table.groupby("plan")["principal_fen"].sum()
    assert (sums.to_numpy() == plans["principal_fen"].to_numpy()).all()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        pytest.param({"unit": "fortnight"}, "unit must be one of month, week, day .*it is 'fortnight'", id="unit"),
        pytest.param({"rounding": "nearest"}, "rounding must be one of half_up, up, down", id="rounding"),
        pytest.param({"grace_interest": "free"}, "grace_interest must be one of paid, capitalised", id="grace"),
        pytest.param({"roll": "later"}, "roll must be one of none, ", id="roll"),
    ],
)
def test_a_word_that_a_shape_does_not_know_is_refused_with_the_choices(wrong, message):
    with pytest.raises(ValueError, match=message):
        schedule(300, 0.12, 3, "2026-01-31", shape=Shape(**wrong))


@pytest.mark.parametrize("n", [None, True])
def test_a_number_of_instalments_that_is_none_is_refused(n):
    with pytest.raises(ValueError, match=f"n must be a whole number of instalments, such as 12; it is {n}"):
        schedule(300, 0.12, n, "2026-01-31")


def test_headings_in_a_language_that_is_not_there_are_refused():
    with pytest.raises(ValueError, match="lang must be 'zh' or 'en'; it is 'fr'"):
        schedule(300, 0.12, 3, "2026-01-31", lang="fr")


@pytest.mark.parametrize("rate", ["12%", "12 %", "12％", "0.12"])
def test_a_rate_in_percent_as_text_is_understood(rate):
    assert schedule(300, rate, 3, "2026-01-31").equals(schedule(300, 0.12, 3, "2026-01-31"))
    mixed = plan_table(annual_rate=[rate, "0"])
    assert schedules(mixed, Policies("cn"), DAY).equals(schedules(plan_table(), Policies("cn"), DAY))


def test_a_fee_typed_in_the_rates_place_is_refused():
    with pytest.raises(ValueError, match=r"annual_rate is 0\.006 and fee_rate is 0 .*give the fee as fee_rate"):
        schedule(1000, 0.006, 4, "2026-01-31", "flat_fee")
    assert schedule(1000, 0, 4, "2026-01-31", "flat_fee")["fee"].sum() == 0


def test_a_balloon_of_another_method_is_refused_and_the_policys_share_is_not():
    with pytest.raises(ValueError, match="method equal_instalment leaves no balloon"):
        schedule(1000, 0.12, 4, "2026-01-31", balloon=500)
    assert schedule(1000, 0.12, 4, "2026-01-31", balloon=0)["closing"].iloc[-1] == 0


@pytest.mark.parametrize(("rate", "is_made"), [("0.99", True), ("1", False)])
def test_one_is_one_percent_in_the_rates_place_and_no_rate_a_year(rate, is_made):
    if is_made:
        assert len(schedule(1000, rate, 4, "2026-01-31")) == 4
    else:
        with pytest.raises(ValueError, match=r"annual_rate 1 is above the ceiling of 0\.99 .*write 1 % as 0\.01"):
            schedule(1000, rate, 4, "2026-01-31")
