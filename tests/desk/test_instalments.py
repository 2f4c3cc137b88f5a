import csv
from decimal import Decimal
from pathlib import Path

import pytest

from arrears.desk.instalments import instalment_table
from arrears.desk.plans import schedule
from arrears.desk.status import plan_status

CASES = Path(__file__).parents[1] / "cases" / "plan_delinquency_fineract.csv"
ROWS = [row for row in csv.DictReader(CASES.read_text(encoding="utf-8").splitlines()) if row["kind"] == "delinquency"]


def pairs(text):
    return [tuple(item.split()[:2]) for item in text.split("; ")] if text else []


# The rule gives Fineract's zeros for a loan without instalments too; people's lists may not be empty (tests/desk/test_status.py).
@pytest.mark.parametrize("case", [pytest.param(case, id=case["case"]) for case in ROWS if case["instalments"]])
def test_people_get_fineracts_figures_from_their_own_lists(case):
    status = plan_status(
        pairs(case["instalments"]),
        pairs(case["payments"]),
        case["as_of"],
        pairs(case["pauses"]),
        int(case["grace_days"]),
    )
    assert status.overdue_amount == Decimal(case["overdue_amount"])
    assert status.days_past_due == int(case["days_past_due"])
    assert status.delinquent_days == int(case["delinquent_days"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_schedule_with_its_headings_is_understood(lang):
    plan = schedule(1200, "0.12", 12, "2026-12-31", start="2026-11-30", lang=lang)
    table = instalment_table(plan, [("2027-01-02", 107)], "2027-02-10", [("2027-02-01", "2027-02-05")])
    assert table["payment_fen"].tolist()[:2] == [106_62, 106_62]
    assert table["paid_fen"].tolist()[:3] == [106_62, 38, 0]
    assert table["days_past_due"].tolist()[:3] == [0, 6, 0]
    assert str(table["settled_on"][0].date()) == "2027-01-02"
    assert table["settled_on"][1:].isna().all()
    assert plan_status(plan, [], "2026-12-15", start="2026-11-30").settlement == Decimal("1205.81")


def test_many_plans_keep_their_names():
    both = schedule(1200, 0, 2, "2026-12-31").assign(plan=["B", "A"])
    assert instalment_table(both, [], "2026-12-31")["plan"].tolist() == ["B", "A"]
