import csv
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import arrears as ar
from arrears.api.plans import plan_status, schedule
from arrears.operations.plans.instalments import instalment_table
from arrears.policy import Policies

CASES = Path(__file__).parents[2] / "cases" / "plan_delinquency_fineract.csv"
HOUSE_COUNTS = """
[[version]]
rule = "OURS-DPD"
effective = 2020-01-01
source = "our contract"
trust = "H"
words = "the due day is day 1"
checked = 2026-11-23
due_day_counts = 1
"""
ROWS = [row for row in csv.DictReader(CASES.read_text(encoding="utf-8").splitlines()) if row["kind"] == "delinquency"]


def pairs(text):
    return [tuple(item.split()[:2]) for item in text.split("; ")] if text else []


# The rule gives Fineract's zeros for a loan without instalments too; people's lists may not be empty (tests/operations/plans/test_status.py).
@pytest.mark.parametrize("case", [pytest.param(case, id=case["case"]) for case in ROWS if case["instalments"]])
def test_people_get_fineracts_figures_from_their_own_lists(case):
    status = plan_status(
        pairs(case["instalments"]),
        pairs(case["payments"]),
        as_of=case["as_of"],
        pauses=pairs(case["pauses"]),
        grace_days=int(case["grace_days"]),
    )
    assert status.overdue_amount == Decimal(case["overdue_amount"])
    assert status.days_past_due == int(case["days_past_due"])
    # Where a pause covers the day of the count, that day is taken off too (tests/rules/test_plan_status.py, WITH_TODAY).
    today_is_paused = any(first <= case["as_of"] < end for first, end in pairs(case["pauses"]))
    assert status.delinquent_days == max(int(case["delinquent_days"]) - today_is_paused, 0)


def test_a_house_that_counts_the_due_day_counts_it_for_each_instalment(tmp_path):
    path = tmp_path / "days_past_due.toml"
    path.write_text(HOUSE_COUNTS, encoding="utf-8")
    due = [("2026-01-31", 100)]
    counted = instalment_table(due, [], "2026-02-10", policies=Policies("cn", tmp_path))["days_past_due"]
    cases = pd.DataFrame({"case_id": ["A"], "due_date": ["2026-01-31"], "principal": [100]})
    staged = ar.stage(cases, as_of="2026-02-10", house=tmp_path)["days_past_due"]
    status = plan_status(due, [], as_of="2026-02-10", house=tmp_path)
    assert [*counted, *staged, status.days_past_due, status.delinquent_days] == [11, 11, 11, 11]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_schedule_with_its_headings_is_understood(lang):
    plan = schedule(1200, "0.12", 12, "2026-12-31", start="2026-11-30", lang=lang)
    table = instalment_table(plan, [("2027-01-02", 107)], "2027-02-10", [("2027-02-01", "2027-02-05")])
    assert table["payment_fen"].tolist()[:2] == [106_62, 106_62]
    assert table["paid_fen"].tolist()[:3] == [106_62, 38, 0]
    assert table["days_past_due"].tolist()[:3] == [0, 6, 0]
    assert str(table["settled_on"][0].date()) == "2027-01-02"
    assert table["settled_on"][1:].isna().all()
    assert plan_status(plan, [], as_of="2026-12-15", start="2026-11-30").settlement == Decimal("1205.81")


def test_many_plans_keep_their_names():
    both = schedule(1200, 0, 2, "2026-12-31").assign(plan=["B", "A"])
    assert instalment_table(both, [], "2026-12-31")["plan"].tolist() == ["B", "A"]
