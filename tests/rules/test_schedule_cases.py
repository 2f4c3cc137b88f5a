"""Schedules that others have published: every case of the tables is compared, or says why it is not."""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from schedule_helpers import WIDE, made

from arrears.rules.day_count import DayCount
from arrears.rules.month_step import MissingDay
from arrears.rules.schedule import GraceInterest, Method, Rounding
from arrears.tables.schedules import day_count_of
from arrears.units import fen

CASES = Path(__file__).parents[1] / "cases"


def read(name):
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PLANS = read("schedule_plans.csv")
ROWS = read("schedule_rows.csv")
VALUES = read("time_value.csv")
IN_SCOPE = [plan for plan in PLANS if not plan["out_of_scope"]]
READERS = {
    "method": Method,
    "every": int,
    "start": str,
    "first_due": str,
    "day_count": lambda text: DayCount(day_count_of(text)),
    "missing_day": MissingDay,
    "grace": int,
    "grace_interest": GraceInterest,
    "level_rounding": Rounding,
    "interest_rounding": Rounding,
    "fee_rate": str,
}


def schedule_of(plan):
    terms = {key: reader(plan[key]) for key, reader in READERS.items() if plan[key]}
    for part in ("level", "interest"):
        if plan[f"{part}_multiple"]:
            terms[f"{part}_multiple_fen"] = fen(plan[f"{part}_multiple"])
    return made(plan["principal"], plan["annual_rate"], int(plan["n"]), limits=WIDE, **terms)


def test_every_case_is_compared_or_says_why_not():
    assert (len(PLANS), len(IN_SCOPE), len(ROWS), len(VALUES)) == (41, 36, 107, 15)
    given = ("first_payment", "total_interest")
    assert all(any(plan[key] for key in given) or any(row["case"] == plan["case"] for row in ROWS) for plan in IN_SCOPE)
    assert len({plan["case"] for plan in PLANS}) == len(PLANS)
    assert {row["case"] for row in ROWS} <= {plan["case"] for plan in IN_SCOPE}


@pytest.mark.parametrize("plan", IN_SCOPE, ids=lambda plan: plan["case"])
def test_a_published_plan_is_met_to_the_fen(plan):
    schedule = schedule_of(plan)
    assert schedule.principal_fen.sum() == fen(plan["principal"])
    assert schedule.closing_fen[-1] == 0
    if plan["first_payment"]:
        assert schedule.payment_fen[0] == fen(plan["first_payment"])
    if plan["total_interest"]:
        assert schedule.interest_fen.sum() == fen(plan["total_interest"])
    expected = [row for row in ROWS if row["case"] == plan["case"]]
    for row in expected:
        at = int(row["no"]) - 1
        parts = ("payment", "principal", "interest", "closing")
        found = {part: int(getattr(schedule, f"{part}_fen")[at]) for part in parts if row[part]}
        assert (row["no"], found) == (row["no"], {part: fen(row[part]) for part in parts if row[part]})
        if row["due_date"]:
            assert str(schedule.due_date[at]) == row["due_date"]


@pytest.mark.parametrize("case", [case for case in VALUES if not case["out_of_scope"]], ids=lambda case: case["case"])
def test_a_spreadsheet_function_agrees_to_the_fen(case):
    """PMT and PV exactly; PPMT and IPMT within the fen that the rounded instalment and interest may differ by."""
    annual = 12 * Fraction(case["rate"].split("/")[0]) / Fraction(*map(int, case["rate"].split("/")[1:] or ["1"]))
    lent, expected = case["pv"] or case["expected"].lstrip("-"), -Decimal(case["expected"])
    schedule = made(lent, annual, int(case["nper"]), limits=WIDE)
    if case["function"] == "PV":
        assert schedule.payment_fen[0] == fen(case["pmt"])
    elif case["function"] == "PMT":
        assert schedule.payment_fen[0] == fen(expected)
    else:
        column = {"PPMT": schedule.principal_fen, "IPMT": schedule.interest_fen}[case["function"]]
        assert abs(Decimal(int(column[int(case["per"]) - 1])) / 100 - expected) < Decimal("0.01")


def test_yen_without_fractions_are_rounded_down_to_the_last_instalment():
    plan = next(plan for plan in PLANS if plan["case"].startswith("loankeisan"))
    schedule = schedule_of(plan)
    assert (schedule.interest_fen % 100 == 0).all()
    assert schedule.payment_fen[-1] == fen(96639)


def test_v6_differs_from_the_unrounded_annuity_by_what_the_last_instalment_takes():
    """RULES V6: 216.26 and 112.98 hold for an annuity that is never rounded; whole fen give 216.24 and 112.97."""
    rate, balance = Fraction("0.0824") / 12, Fraction(2500)
    instalment = balance * rate / (1 - (1 + rate) ** -12)
    total = 12 * instalment - balance
    last = instalment / (1 + rate)
    assert (round(float(last), 2), round(float(total), 2)) == (216.26, 112.98)
    schedule = made("2500", "0.0824", 12)
    assert schedule.payment_fen.tolist() == [217_75] * 11 + [217_72]
    assert (schedule.principal_fen[-1], schedule.interest_fen.sum()) == (216_24, 112_97)


@pytest.mark.parametrize(
    ("start", "first_due", "n", "interest"),
    [
        pytest.param(
            "2025-08-31", "2026-02-28", 1, ["5933.33"], id="one period of 178 days to the end of the contract"
        ),
        pytest.param("2025-08-31", "2026-02-27", 1, ["5900.00"], id="a day before, February's end plays no part"),
        pytest.param("2023-08-31", "2024-02-29", 1, ["5966.67"], id="in a leap year 179 days"),
        pytest.param("2025-12-31", "2026-01-31", 2, ["1000.00", "933.33"], id="a regular last period of 28 days"),
        pytest.param("2025-12-28", "2026-01-28", 2, ["1000.00", "1000.00"], id="from the 28th to the 28th are 30 days"),
    ],
)
def test_30e_360_isda_leaves_the_last_day_of_a_contract_as_it_is(start, first_due, n, interest):
    """On 100,000 at 12 %: an end of February counts as the 30th, unless the contract ends on it."""
    terms = {"method": Method.INTEREST_ONLY, "day_count": DayCount.ISDA_30E}
    plan = made("100000", "0.12", n, first_due, start=start, limits=WIDE, **terms)
    assert [fen(amount) for amount in interest] == plan.interest_fen.tolist()
