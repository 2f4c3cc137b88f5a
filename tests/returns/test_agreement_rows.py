"""What a collector records of a household and an agreement in the workbook reaches the store by the same road as command and panel."""

from datetime import date

import pytest

from arrears.operations.agreements.relief import KINDS, waiver_table
from arrears.operations.plans.facts import household_facts
from arrears.returns.merge import merge
from arrears.store.state.agreements import Agreements
from arrears.store.state.case_list import stored_cases

DAY = date(2026, 11, 23)
TOLD = {
    "willing": "是", "cause": "失业或停工", "cause_note": "九月被裁员", "proof": "离职证明", "income": 6000, "fixed": 2500,
    "flexible": 1500, "adults": 2, "children": 1, "occupation": "司机",
}  # fmt: skip


def facts_of(store, case):
    facts = household_facts(store.events(kind=("household", "void")), DAY, store.policies)
    return facts.loc[case]


def codes(merged):
    return sorted(finding.code for finding in merged.findings if finding.kind != "note")


def refusal(merged):
    return next(finding.detail for finding in merged.findings if finding.code == "STEP_REFUSED")


def test_what_was_told_stands_on_the_case_next_day_and_feeds_what_can_be_paid(house):
    hand = house.hand().household(**TOLD, assets="自住房一套", purpose="制定还款协议")
    case = hand.cases[1]
    assert codes(merge(house.store, [hand.save(house.back)])) == []
    told = facts_of(house.store, case)
    assert (told["willing"], told["cause"], told["hardship"], told["proof"]) == (True, "job_loss", True, "离职证明")
    assert told["affordable_fen"] == 1_800_00
    row = stored_cases(house.store, DAY).set_index("case_id").loc[case]
    assert (row["cause"], row["occupation"], row["assets_note"]) == ("失业或停工", "司机", "自住房一套")
    assert (row["monthly_income_fen"], row["living_costs_fen"]) == (6000_00, 4000_00)
    assert (row["willing"], row["affordable_fen"]) == ("yes", 1_800_00)


def test_a_later_conversation_says_anew_what_it_names_and_leaves_the_rest(house):
    hand = house.hand().household(**TOLD)
    merge(house.store, [hand.household(income=5000).save(house.back)])
    told = facts_of(house.store, hand.cases[1])
    assert (told["income_fen"], told["fixed_fen"], told["cause"]) == (5000_00, 2500_00, "job_loss")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        pytest.param({"assets": "自住房"}, "不得为“测算还款能力”采集", id="assets without a purpose that needs them"),
        pytest.param(
            {"assets": "账号 6222021234567890", "purpose": "制定还款协议"}, "长串数字", id="a number of an account"
        ),
        pytest.param({"occupation": "长" * 201}, "最多200字", id="a novel of an occupation"),
        pytest.param({"purpose": "制定还款协议"}, "没有填写任何客户情况", id="a purpose and nothing told"),
    ],
)
def test_what_the_purpose_does_not_need_is_refused_with_the_rule(house, cells, words):
    merged = merge(house.store, [house.hand().household(**cells).save(house.back)])
    assert codes(merged) == ["FACT_REFUSED"]
    detail = merged.findings[0].detail
    assert words in detail
    assert house.store.events(kind="household").empty


def test_draft_statement_and_consent_of_one_evening_are_taken_in_their_order(house):
    hand = house.hand().household(**TOLD)
    case = hand.cases[1]
    # Written in the wrong order on the sheet: the road has one order.
    hand.record("客户确认并同意", choice="口头同意", reference="REC-8817")
    hand.record("已出示成本说明").record("起草还款协议", first_due=date(2026, 12, 23))
    path = hand.save(house.back)
    merged = merge(house.store, [path])
    assert codes(merged) == []
    desk = Agreements(house.store, "zhao")
    row = desk.row(desk.latest(case))
    assert (row["state"], row["consent_way"], row["consent_evidence"]) == ("consented", "oral", "REC-8817")
    assert desk.missing(row["agreement_id"])["code"].tolist() == ["approval"]
    again = merge(house.store, [path])
    assert (len(again.new), codes(again)) == (0, [])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        pytest.param([("起草还款协议", {"count": 61})], "61期不在1至60期之间（CN-70a）", id="a plan above the cap"),
        pytest.param(
            [("起草还款协议", {"count": 1})], "高于持卡人每月可支付金额；请延长期限", id="above what can be paid"
        ),
        pytest.param(
            [("起草还款协议", {}), ("客户确认并同意", {"choice": "口头同意", "reference": "R1"})],
            "尚未向持卡人出示综合融资成本说明；请先出示并由其确认（CN-26-2）",
            id="consent before the statement",
        ),
        pytest.param(
            [
                ("起草还款协议", {}),
                ("已出示成本说明", {}),
                ("客户确认并同意", {"choice": "电子签署", "reference": "E1", "count": 2}),
            ],
            "电子确认的阅读时间未达到5秒",
            id="read too fast",
        ),
        pytest.param([("答复复核问题", {"note": "见附件"})], "没有还款协议；请先用", id="an answer without a question"),
    ],
)
def test_a_step_out_of_order_is_refused_with_the_rule_and_the_remedy(house, rows, words):
    hand = house.hand().household(**TOLD)
    for item, cells in rows:
        hand.record(item, **cells)
    merged = merge(house.store, [hand.save(house.back)])
    assert codes(merged) == ["STEP_REFUSED"]
    assert words in refusal(merged)


def test_a_changed_draft_needs_the_consent_anew(house):
    hand = house.hand().household(**TOLD)
    hand.record("起草还款协议").record("已出示成本说明")
    hand.record("客户确认并同意", choice="书面签署", reference="DOC-1").record("起草还款协议", count=60)
    merged = merge(house.store, [hand.save(house.back)])
    assert codes(merged) == ["STEP_REFUSED"]
    assert "须重新取得客户同意" in refusal(merged)


def test_what_stands_in_a_column_that_the_choice_does_not_open_is_a_finding(house):
    merged = merge(house.store, [house.hand().record("标记：投诉", count=12).save(house.back)])
    assert codes(merged) == ["NOT_OPENED"]
    assert house.store.events(kind="flag").query("actor == '王芳'").empty


def test_a_waiver_is_asked_for_by_the_limits_of_the_policy(house):
    hand = house.hand()
    hand.record("申请减免息费", choice="一次性结清", count=90, note="家庭变故")
    merged = merge(house.store, [hand.save(house.back)])
    assert codes(merged) == ["STEP_REFUSED"]
    assert "HOUSE-WAIVER" in refusal(merged)
    assert waiver_table(house.store.events(kind=KINDS)).empty
