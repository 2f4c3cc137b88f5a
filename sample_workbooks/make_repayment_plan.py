"""Make repayment_plan.xlsx again, the same to the byte: one invented household's repayment plan, worked through.

python sample_workbooks/make_repayment_plan.py
python sample_workbooks/make_repayment_plan.py --lang en
"""

import sys
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from arrears.operations.plans.working import Wanted, household
from arrears.policy import Policies
from arrears.policy.records import Affordability
from arrears.units import fen
from arrears.workbooks.plan.book import write_plan

AGREED = date(2026, 11, 23)
WANTED = Wanted(36_800_00, Fraction(1825, 10_000), Fraction(0), date(2026, 12, 31), AGREED, "equal_instalment")
STATEMENT = {
    "wages": Decimal(8600),
    "family": Decimal(800),
    "housing": Decimal(2600),
    "utilities": Decimal(320),
    "transport": Decimal(260),
    "children_and_care": Decimal(900),
    "health": Decimal(150),
    "insurance": Decimal(280),
    "communications_leisure": Decimal(420),
    "food_housekeeping": Decimal(1700),
    "personal": Decimal(350),
}


def make(path: Path, lang: str = "zh") -> Path:
    """Write the workbook in a language."""
    policies = Policies("cn")
    policy = policies.get(Affordability, AGREED)
    sums = (
        sum(fen(STATEMENT.get(line.key, Decimal(0))) for line in group)
        for group in (policy.income, policy.fixed, policy.flexible)
    )
    income, fixed, flexible = sums
    home = household(income, fixed, flexible, AGREED, policies)
    return write_plan(path, WANTED, policies, home=home, lines=STATEMENT, lang=lang).path


if __name__ == "__main__":
    language = "en" if sys.argv[1:] == ["--lang", "en"] else "zh"
    name = "repayment_plan.xlsx" if language == "zh" else "repayment_plan_en.xlsx"
    print(make(Path(__file__).with_name(name), language))
