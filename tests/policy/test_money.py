from datetime import date
from fractions import Fraction
from typing import get_args

import pytest

from arrears.errors import PolicyError
from arrears.policy import PROFILES, Policies
from arrears.policy.records import (
    Allocation,
    DailyRate,
    DayCountPolicy,
    FeeInterest,
    InstalmentAllocation,
    LedgerPolicy,
    MonthStep,
    RateWarning,
    StatementInterest,
    WorkingDay,
)
from arrears.policy.records import money as records
from arrears.rules import allocation, instalment_allocation
from arrears.rules.day_count import DayCount
from arrears.rules.instalment_allocation import Future, Processing
from arrears.rules.ledger import Convention
from arrears.rules.month_step import MissingDay
from arrears.rules.statement_interest import Base
from arrears.rules.working_day import Roll

TODAY = date(2026, 11, 23)
HEAD = """
title = "Our own"
[[version]]
rule = "HOUSE-X"
effective = 2000-01-01
source = "House circular 9"
trust = "H"
words = "our own"
checked = 2026-01-01
"""


def with_house(tmp_path, name, values, profile="cn"):
    (tmp_path / f"{name}.toml").write_text(HEAD + values, encoding="utf-8")
    return Policies(profile, house=tmp_path)


@pytest.mark.parametrize(
    ("record", "key", "words"),
    [
        (DayCountPolicy, "convention", DayCount),
        (MonthStep, "missing_day", MissingDay),
        (WorkingDay, "roll", Roll),
        (LedgerPolicy, "convention", Convention),
        (StatementInterest, "base", Base),
        (InstalmentAllocation, "processing", Processing),
        (InstalmentAllocation, "future", Future),
    ],
)
def test_a_policy_may_say_what_its_rule_understands_and_nothing_else(record, key, words):
    assert get_args(record.model_fields[key].annotation) == tuple(words)


def test_records_and_rules_name_the_same_parts():
    assert records.CARD_PARTS == allocation.PARTS
    assert (records.INSTALMENT_PARTS, records.STATUSES) == (
        instalment_allocation.INSTALMENT_PARTS,
        instalment_allocation.STATUSES,
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_has_every_rule_of_money(profile):
    of_money = {name for name, record in vars(records).items() if getattr(record, "__module__", "") == records.__name__}
    found = {type(record).__name__ for _, record in Policies(profile).records(TODAY)}
    assert of_money - found == (set() if profile.startswith("cn") else {"RateWarning"})


def test_the_defaults_of_the_mainland():
    cn = Policies("cn")
    rate = cn.get(DailyRate, on=TODAY)
    assert (rate.rule, rate.rate, rate.year_days, rate.ceiling) == ("CN-P1", Fraction(1, 2000), 365, None)
    assert cn.get(RateWarning, on=TODAY).yearly == Fraction(24, 100)
    assert (cn.get(StatementInterest, on=TODAY).base, cn.get(FeeInterest, on=TODAY).fees_bear_interest) == (
        "full_amount",
        False,
    )
    ledger = cn.get(LedgerPolicy, on=TODAY)
    assert (ledger.convention, ledger.compounding) == ("payment_day", "none")
    assert cn.get(WorkingDay, on=TODAY).roll == "none"
    assert cn.get(MonthStep, on=TODAY).missing_day == "last_day"
    assert cn.get(DayCountPolicy, on=TODAY).convention == "ACT/365F"


def test_the_rate_had_a_ceiling_and_a_floor_until_the_end_of_2020():
    cn = Policies("cn")
    before, after = cn.get(DailyRate, on=date(2020, 12, 31)), cn.get(DailyRate, on=date(2021, 1, 1))
    assert (before.floor, before.ceiling) == (Fraction(35, 100_000), Fraction(5, 10_000))
    assert (after.floor, after.ceiling) == (None, None)


@pytest.mark.parametrize(
    ("rate", "right"),
    [("0.00034", False), ("0.00035", True), ("0.0005", True), ("0.00051", False)],
)
def test_a_rate_outside_its_bounds_does_not_load(tmp_path, rate, right):
    policies = with_house(tmp_path, "daily_rate", f'rate = "{rate}"')
    assert policies.get(DailyRate, on=TODAY).rate == Fraction(rate)
    if right:
        assert policies.get(DailyRate, on=date(2020, 12, 31)).rate == Fraction(rate)
        return
    with pytest.raises(PolicyError, match=r"rate must be within 0\.00035 to 0\.0005 a day; it is 0\.000"):
        policies.get(DailyRate, on=date(2020, 12, 31))


def test_one_bound_is_enough(tmp_path):
    with pytest.raises(PolicyError, match=r"rate must be within 0\.0002 to 1\.0 a day; it is 0\.0001"):
        with_house(tmp_path, "daily_rate", 'rate = "0.0001"\nfloor = "0.0002"', "us")
    with pytest.raises(PolicyError, match=r"rate must be within 0\.0 to 0\.0002 a day; it is 0\.0003"):
        with_house(tmp_path, "daily_rate", 'rate = "0.0003"\nceiling = "0.0002"', "us")


@pytest.mark.parametrize(
    ("name", "record", "values", "words"),
    [
        ("daily_rate", DailyRate, 'rate = "-0.0001"', "greater than or equal to 0"),
        ("daily_rate", DailyRate, "year_days = 366", "360, 365"),
        ("rate_warning", RateWarning, 'yearly = "0"', "greater than 0"),
        ("allocation", Allocation, "begins = [0]", "orders must have one entry a band: 1, not 3"),
        (
            "allocation",
            Allocation,
            'begins = [0]\norders = [["interest", "fees", "fees"]]',
            "an order must name interest, fees, principal once each; it is interest, fees, fees",
        ),
        (
            "instalment_allocation",
            InstalmentAllocation,
            'order = ["due_fee"]',
            "order must name past_due_, due_ and in_advance_ with each part once",
        ),
    ],
)
def test_a_wrong_house_policy_does_not_load(tmp_path, name, record, values, words):
    with pytest.raises(PolicyError, match=rf"{name}\.toml, line \d+ .*{words}"):
        with_house(tmp_path, name, values).get(record, on=TODAY)
