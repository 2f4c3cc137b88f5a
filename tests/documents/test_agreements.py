from datetime import date
from fractions import Fraction

import pytest

from arrears.documents.agreements import BLANK, draft_agreement
from arrears.documents.templates import find_template
from arrears.operations.plans.working import Wanted, worked
from arrears.policy import Policies
from arrears.policy.records import AgreementContents

DAY, CN = date(2026, 11, 23), Policies("cn")
CASE = {
    "case_id": "A1",
    "customer_name": "张三",
    "currency": "CNY",
    "total_due_fen": 12_500_00,
    "principal_fen": 12_000_00,
    "interest_fen": 400_00,
    "late_fee_fen": 100_00,
}


def paper(lang="zh", rate=Fraction(12, 100), case=CASE, months=12, **given):
    wanted = Wanted(12_500_00, rate, Fraction(0), date(2026, 12, 23), DAY, "equal_instalment")
    known = {"affordable_fen": 2_000_00, "willing": True} | given
    return draft_agreement(case, wanted, worked(wanted, months, CN), CN, lang=lang, **known)


def text_of(made):
    return "\n".join(part.text for part in made.paragraphs)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_complete_draft_lacks_nothing_and_has_no_blank_but_for_signatures(lang):
    made = paper(lang)
    assert made.missing.empty
    clauses = [part.text for part in made.paragraphs if part.form != "signature"]
    assert not any(BLANK in text for text in clauses)


def test_the_contents_of_cn_70b_stand_in_the_text():
    text = text_of(paper())
    for words in ("12,500.00元", "12,000.00元", "400.00元", "100.00元", "人民币", "每月一期", "等额本息", "12期", "计收利息", "不计收年费", "不向任何银行申领信用卡", "违约", "12.00%"):  # fmt: skip
        assert words in text


def test_a_plan_without_interest_says_so():
    assert "不计收利息" in text_of(paper(rate=Fraction(0)))


@pytest.mark.parametrize(
    ("change", "code", "rule"),
    [
        ({"principal_fen": None}, "principal", "CN-70b"),
        ({"principal_fen": 11_999_99}, "structure", "CN-70b"),
    ],
)
def test_what_is_missing_of_the_contents_is_named_with_its_rule(change, code, rule):
    found = paper(case=CASE | change).missing
    assert rule in found["rule"].tolist()
    assert len(found) >= 1, code


@pytest.mark.parametrize(
    ("given", "code"),
    [({"willing": None}, "unwilling"), ({"willing": False}, "unwilling"), ({"affordable_fen": None}, "capacity_unknown"), ({"affordable_fen": 99_999_00}, "within_capacity")],
)  # fmt: skip
def test_what_is_missing_of_the_conditions_is_named(given, code):
    assert code in paper(**given).missing["code"].tolist()


def test_the_template_states_what_the_policy_asks_for_beyond_figures():
    asked = {one.key for one in CN.get(AgreementContents, DAY).contents if one.kind in {"text", "yes"}}
    figures = {"currency", "method", "repayment_currency"}
    assert asked - figures == set(find_template("agreements", "instalments", "zh").states)


def test_an_unknown_name_leaves_a_line_to_write_on():
    assert BLANK in text_of(paper(case=CASE | {"customer_name": None}))
