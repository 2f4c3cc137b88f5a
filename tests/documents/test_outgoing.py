from datetime import date, timedelta

import pandas as pd
import pytest

from arrears.documents import outgoing as module
from arrears.documents.outgoing import OUTGOING_COLUMNS, outgoing
from arrears.documents.templates import find_template
from arrears.errors import ArrearsError
from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.operations.follow_ups.texts import CHANNEL_WORDS, of_lang
from arrears.policy import Policies
from arrears.rules.next_action import ACTIONS
from arrears.tables.cases import to_internal

DAY = date(2026, 11, 23)
CN = Policies("cn")


def sent(kind="messages", lang="zh", own=None, **columns):
    base = {
        "case_id": "A1",
        "customer_name": "张三",
        "phone": "13800138000",
        "due_date": "2026-10-01",
        "principal": 1000,
    }
    table = to_internal(pd.DataFrame([base | columns]))
    return outgoing(age(table, DAY, CN), DAY, CN, lang, kind, own).iloc[0]


@pytest.mark.parametrize(
    ("columns", "template"),
    [
        ({"due_date": "2026-11-25"}, "reminder"),
        ({"due_date": "2026-11-22"}, "grace"),
        ({"due_date": "2026-11-20"}, "grace"),
        ({"due_date": "2026-11-19"}, "early"),
        ({"due_date": "2026-11-10"}, "early"),
        ({}, "middle"),
        ({"due_date": "2026-08-01"}, "late"),
        ({"due_date": "2026-01-01"}, "recovery"),
        ({"promise_date": "2026-11-24", "promise_amount": 100}, "promise_reminder"),
        ({"promise_date": "2026-11-10", "promise_amount": 100}, "promise_broken"),
        ({"flags": "协议中", "instalment_date": "2026-11-25", "instalment_amount": 50}, "agreement_reminder"),
        ({"cause": "失业"}, "hardship"),
    ],
)
def test_each_situation_has_its_message(columns, template):
    row = sent(**columns)
    assert row["template"] == find_template("messages", template, "zh").title
    assert row["text"]
    assert row["problem"] == ""


@pytest.mark.parametrize("flag", ["投诉", "异议", "特殊群体", "身故", "破产", "法务", "协议中", "停催", "失联"])
@pytest.mark.parametrize("kind", ["messages", "letters"])
def test_a_protected_case_gets_no_text_and_says_why(kind, flag):
    row = sent(kind, flags=flag)
    assert row["text"] == row["template"] == ""
    assert row["problem"]
    assert row["rule_ids"]


def test_letters_are_written_for_the_stages_and_never_for_an_agreement_that_is_kept():
    assert sent("letters")["template"] == "催收函"
    assert sent("letters", flags="协议中", instalment_date="2026-11-25", instalment_amount=50)["text"] == ""


def test_a_missing_value_is_said_and_the_others_are_written():
    row = sent(promise_date="2026-11-24", promise_amount=None)
    assert row["text"] == ""
    assert "承诺还款金额" in row["problem"]


def test_a_letter_writes_the_name_out_and_the_list_masks_it():
    row = sent("letters")
    assert row["text"].startswith("张三：")
    assert row["customer_name"] == "张*"
    assert row["phone"] == "138****8000"


def test_a_letter_explains_the_consequences_of_its_stage():
    assert "征信" in sent("letters", due_date="2026-11-10")["text"]
    assert "支付令" in sent("letters", due_date="2026-08-01")["text"]


def test_wording_that_breaks_a_rule_is_taken_back(monkeypatch):
    monkeypatch.setattr(module, "fill_message", lambda *_args, **_kwargs: "再不还款就上门去你单位闹！")
    row = sent()
    assert row["text"] == ""
    assert "CBA-5" in row["problem"]


def test_every_column_of_the_contract_is_there_and_no_case_is_lost():
    assert list(sent().index) == [column.name for column in OUTGOING_COLUMNS]
    empty = age(to_internal(pd.DataFrame({"case_id": ["A"], "due_date": ["2026-10-01"], "principal": [1]})), DAY, CN)
    assert len(outgoing(empty.iloc[:0], DAY, CN)) == 0


def test_situations_that_get_a_text_are_known_to_the_rule():
    for known in module._BY_SITUATION.values():
        assert set(known) <= set(ACTIONS)


def test_another_kind_is_refused():
    with pytest.raises(ValueError, match="messages, letters"):
        sent("telegrams")


def test_a_text_of_ones_own_goes_to_cases_that_wait_and_to_no_protected_one():
    assert sent(own="{客户姓名}您好", last_contact_date="2026-11-22")["text"] == "张*您好"
    assert sent(own="payment_thanks", last_payment=5, last_payment_date="2026-11-22")["template"] == "收到还款"
    assert sent(own="{客户姓名}您好", flags="投诉")["text"] == ""


def test_an_unknown_template_is_refused():
    with pytest.raises(ArrearsError, match="no template"):
        sent(own="nothing")


VARIANTS = (
    {},
    {"promise_date": "2026-11-24", "promise_amount": 100},
    {"promise_date": "2026-11-30", "promise_amount": 100},
    {"promise_date": "2026-11-10", "promise_amount": 100},
    {"last_contact_date": "2026-11-22"},
    {"cause": "失业"},
    {"flags": "协议中", "instalment_date": "2026-11-25", "instalment_amount": 50},
    {"flags": "协议中"},
    {"flags": "投诉"},
    {"flags": "失联"},
)


@pytest.mark.parametrize(("profile", "lang"), [("cn", "zh"), ("hk", "zh"), ("uk", "en")])
def test_no_message_is_withheld_where_the_list_says_to_send_one(profile, lang):
    policies = Policies(profile)
    days = [str(DAY - timedelta(days=late)) for late in (*range(-4, 8), 30, 31, 60, 61, 90, 91, 180, 181)]
    rows = [
        {"case_id": f"{place}-{due}", "customer_name": f"张{place}{due}", "phone": "13800138000", "due_date": due,
         "principal": 1000, **variant}
        for place, variant in enumerate(VARIANTS)
        for due in days
    ]  # fmt: skip
    aged = age(to_internal(pd.DataFrame(rows)), DAY, policies)
    listed = follow_ups(aged, DAY, policies, lang=lang, by_card=True).set_index("case_id")
    written = outgoing(aged, DAY, policies, lang).set_index("case_id").reindex(listed.index)
    by_message = listed["channel"].str.contains(of_lang(CHANNEL_WORDS["sms"], lang), regex=False)
    assert by_message.sum() > len(VARIANTS)
    withheld = written[by_message & (written["text"] == "")]
    assert withheld["problem"].tolist() == []


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        pytest.param(["张三", "李四"], [False, False], id="one wording under two names"),
        pytest.param(["张三", "王二小"], [False, False], id="names of two lengths"),
    ],
)
def test_a_wording_is_judged_once_and_holds_for_all_who_get_it(names, kept):
    own = "{客户姓名}，再不还{应还合计}就去你单位闹"
    sent = outgoing(dunned(names), DAY, CN, own=own)
    assert [bool(text) for text in sent["text"]] == kept
    assert sent["problem"].str.contains("CBA-5").all()


def test_a_name_that_is_itself_a_bad_word_is_judged_with_its_text():
    texts, problems = ["张三您好，请于本月还款", "老赖骗子您好，请于本月还款"], ["", ""]
    module._check_wording(texts, problems, ["张三", "老赖骗子"], DAY, CN, "zh")
    assert texts == ["张三您好，请于本月还款", ""]
    assert "CBA-5" in problems[1]


def dunned(names):
    cases = {
        "case_id": [f"A{place}" for place in range(len(names))], "customer_name": names, "due_date": pd.to_datetime(["2026-01-10"] * len(names)),
        "principal_fen": [1234567 + place for place in range(len(names))],
    }  # fmt: skip
    return age(pd.DataFrame(cases), DAY, CN)
