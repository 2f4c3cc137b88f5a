from datetime import date, timedelta
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.errors import PolicyError
from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups, stage_explanations
from arrears.policy import PROFILES, Policies
from arrears.policy.records import NextActions
from arrears.rules.next_action import NEVER_CALLED
from arrears.tables.cases import to_internal
from arrears.tables.columns import FLAG_WORDS
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS

DAY = date(2026, 2, 24)
CN = Policies("cn")
CALLS = ("电话", "上门", "phone", "visit")
REACH = {"phone": "13800138000", "email": "wang@example.com", "address": "北京市朝阳区建国路88号"}


def ago(days):
    return (DAY - timedelta(days=days)).isoformat()


def listed(cases, policies=CN, day=DAY, **options):
    table = to_internal(pd.DataFrame({"case_id": [f"C{row}" for row in range(len(cases))]}).join(pd.DataFrame(cases)))
    return follow_ups(age(table, day, policies), day, policies, **options)


def one(lang="zh", policies=CN, days=45, **case):
    found = listed([{"due_date": ago(days), "principal": "12345.67", **REACH} | case], policies, lang=lang)
    assert len(found) == 1
    return found.iloc[0]


def key_of(row, policies=CN):
    texts = {action.action_zh: action.key for action in policies.get(NextActions, DAY).actions}
    return texts.get(row.next_action, "contact")


def test_the_columns_are_the_contract_s_in_its_order():
    found = listed([{"due_date": ago(45), "principal": "1"}, {"due_date": ago(45), "principal": "1000"}])
    assert list(found) == [column.name for column in FOLLOW_UP_COLUMNS]


def test_the_reason_has_its_figures_and_the_rules_behind_them():
    row = one(last_contact_date=ago(8), promise_date="2026-03-20", promise_amount="3000")
    assert (
        row.reason == "逾期45天（M2），应还12,345.67元，风险金额2,098.76元；已8天未联系；承诺2026-03-20还款3,000.00元"
    )
    assert row.rule_ids.split(";")[:2] == ["M-ST", "CN-2023"]
    assert (row.due_on, row.due_amount_fen) == (pd.Timestamp("2026-03-20"), 3000_00)


def test_the_same_reason_in_english_with_the_currency_of_the_case():
    row = one("en", last_contact_date=ago(8), promise_date=ago(1), promise_amount="3000", currency="HKD")
    assert row.reason == (
        "45 days past due (M2), HKD 12,345.67 due, HKD 2,098.76 at risk; 8 days since last contact; "
        "promised HKD 3,000.00 on 2026-02-23, not kept for 1 days"
    )
    assert (row.stage, row.loan_class, row.channel) == ("middle", "special mention", "phone, SMS, e-mail, letter")


def test_a_case_that_is_not_overdue_says_when_it_is_due():
    assert one(days=0).reason == "2026-02-24到期，应还12,345.67元，风险金额52.47元"


@pytest.mark.parametrize(
    ("last_contact", "reasons"),
    [
        pytest.param([ago(1), ago(0)], ["；已1天未联系", "；今日已联系"], id="yesterday and today"),
        pytest.param([ago(0), None], ["；今日已联系", "；尚无联系记录"], id="today, and never"),
        pytest.param([ago(1), None], ["；已1天未联系", "；尚无联系记录"], id="one was never contacted"),
        pytest.param([None, None], ["元", "元"], id="a list in which no contact is known says nothing of it"),
    ],
)
def test_silence_is_told(last_contact, reasons):
    cases = [
        {"due_date": ago(45), "principal": str(2000 - row), "last_contact_date": day}
        for row, day in enumerate(last_contact)
    ]
    found = listed(cases).sort_values("case_id")["reason"].tolist()
    assert all(text.endswith(end) for text, end in zip(found, reasons, strict=True))
    assert not any("已0天" in text for text in found)


@pytest.mark.parametrize(
    ("due_date", "paid_on", "flags", "told"),
    [
        pytest.param("2023-08-23", None, "", True, id="180 days before its end"),
        pytest.param("2023-08-24", None, "", False, id="181 days before its end"),
        pytest.param("2023-08-23", "2023-08-24", "", False, id="a payment lets it run anew"),
        pytest.param("2023-08-23", None, "协议中", False, id="an agreement's debt runs from its last due date"),
    ],
)
def test_a_claim_that_is_nearly_time_barred_is_pointed_out(due_date, paid_on, flags, told):
    reason = one(due_date=due_date, last_payment_date=paid_on, flags=flags).reason
    assert ("；如无中断证据，诉讼时效于2026-08-23届满" in reason) is told


@pytest.mark.parametrize(
    ("policies", "case", "rules"),
    [
        pytest.param(
            CN, {}, "M-ST;CN-2023;CN-68;CN-70a;CREDIT;CREDIT-1;CBA-1;CBA-2", id="a contact: age, class, stage, bounds"
        ),
        pytest.param(CN, {"flags": "异议"}, "M-ST;CN-2023;CN-69;HOUSE-STOP-DISPUTE", id="an objection"),
        pytest.param(CN, {"days": 2}, "M-ST;CN-2023;CN-P5;CBA-1;CBA-2", id="a reminder in grace is a contact too"),
        pytest.param(
            Policies("us"), {}, "M-ST;FFIEC;HOUSE-MEASURES;F-6;F-14", id="another country: the house's measures"
        ),
        pytest.param(Policies("us"), {"flags": "法务"}, "M-ST;FFIEC;F-NEXT", id="no rule of its own: the list's"),
        pytest.param(Policies("uk"), {}, "M-ST;HOUSE-MEASURES;CONC-7.9", id="no class, no rule of class"),
    ],
)
def test_the_rules_behind_an_action(policies, case, rules):
    assert one(policies=policies, **case).rule_ids == rules


def test_names_and_phones_are_masked():
    row = one(customer_name="王小明")
    assert (row.customer_name, row.phone) == ("王**", "138****8000")


@pytest.mark.parametrize(
    ("case", "key", "channel"),
    [
        pytest.param({}, "contact", "电话、短信、邮件、信函", id="nothing special: as the stage says"),
        pytest.param({"flags": "投诉"}, "complaint", "组长", id="a complaint goes to the lead"),
        pytest.param({"flags": "异议"}, "dispute", "组长", id="an objection goes to the lead"),
        pytest.param({"flags": "投诉;异议"}, "complaint", "组长", id="a complaint before an objection"),
        pytest.param({"flags": "身故"}, "deceased", "内部处理", id="a death is verified"),
        pytest.param({"flags": "破产"}, "bankrupt", "法务", id="a bankruptcy goes to the legal unit"),
        pytest.param({"flags": "法务"}, "legal", "法务", id="a legal case stays with the legal unit"),
        pytest.param({"flags": "特殊群体"}, "vulnerable", "组长", id="hardship is assessed"),
        pytest.param({"flags": "停催"}, "do_not_call", "组长", id="a stop is reviewed"),
        pytest.param({"flags": "失联"}, "locate", "内部处理", id="who is out of contact is looked for lawfully"),
        pytest.param({"phone": "", "email": "", "address": " "}, "contact", "先补充联系方式", id="a list without any details: the stage's measure, once there are some"),
        pytest.param({"phone": "***********"}, "contact", "邮件、信函", id="a phone that is masked altogether is none"),
        pytest.param({"phone": "138****8000", "email": "", "address": ""}, "contact", "电话、短信", id="a phone that is masked in part is one"),
        pytest.param({"phone": ""}, "contact", "邮件、信函", id="without a phone the other channels"),
        pytest.param({"phone": "", "email": "", "days": 10}, "contact", "信函", id="a letter where the stage's channels all fail"),
        pytest.param({"principal": "10.00"}, "close", "内部处理", id="the tolerance exactly is closed"),
        pytest.param({"principal": "10.01"}, "contact", "电话、短信、邮件、信函", id="a fen above is worked"),
        pytest.param({"principal": "10.00", "flags": "异议"}, "dispute", "组长", id="an objection to a residue is answered"),
        pytest.param({"days": 0}, "due_soon", "短信、邮件", id="due today"),
        pytest.param({"days": -3}, "due_soon", "短信、邮件", id="three days before the due date"),
        pytest.param({"days": 3}, "grace", "短信、邮件", id="the last day of grace"),
        pytest.param({"days": 4}, "contact", "电话、短信、邮件", id="the day after grace"),
        pytest.param({"days": 100}, "contact", "信函、电话、上门", id="late: letters first"),
    ],
)  # fmt: skip
def test_what_a_case_asks_for(case, key, channel):
    row = one(**case)
    assert (key_of(row), row.channel) == (key, channel)


def test_four_days_before_the_due_date_there_is_nothing_to_do():
    assert listed([{"due_date": ago(-4), "principal": "1000"}]).empty


@pytest.mark.parametrize(
    ("case", "key"),
    [
        pytest.param({"last_contact_date": ago(3)}, "contact", id="the interval is over"),
        pytest.param({"last_contact_date": ago(2)}, "interval", id="a day short of it"),
        pytest.param({"last_contact_date": ago(6), "days": 100}, "interval", id="the late stage's interval is longer"),
        pytest.param({"last_contact_date": ago(7), "days": 100}, "contact", id="and over after a week"),
        pytest.param({"promise_date": ago(-2), "promise_amount": "100"}, "promise", id="two days before a promise"),
        pytest.param({"promise_date": ago(-1), "promise_amount": "100"}, "promise_due", id="the day before"),
        pytest.param({"promise_date": ago(0), "promise_amount": "100"}, "promise_due", id="the day itself"),
        pytest.param({"promise_date": ago(1), "promise_amount": "100"}, "promise_broken", id="the day after"),
    ],
)
def test_patience_and_promises(case, key):
    assert key_of(one(**case)) == key


@pytest.mark.parametrize(
    ("case", "key"),
    [
        pytest.param({"last_payment_date": ago(2), "last_payment": "100"}, "contact", id="paid on the day"),
        pytest.param({"last_payment_date": ago(2), "last_payment": "99.99"}, "promise_broken", id="a fen short"),
        pytest.param({"last_payment_date": ago(5), "last_payment": "100"}, "contact", id="paid three days early"),
        pytest.param({"last_payment_date": ago(6), "last_payment": "100"}, "promise_broken", id="a payment from before"),
        pytest.param(
            {"last_payment_date": ago(9), "last_payment": "100", "last_contact_date": ago(10)}, "contact",
            id="paid early, after the talk in which it was promised",
        ),
        pytest.param({"last_contact_date": ago(1)}, "interval", id="talked about since"),
        pytest.param({"last_contact_date": ago(2)}, "promise_broken", id="last talked to on the day itself"),
    ],
)  # fmt: skip
def test_a_promise_of_two_days_ago(case, key):
    assert key_of(one(promise_date=ago(2), promise_amount="100", **case)) == key


PROMISE = """
[[version]]
rule = "HOUSE-9"
effective = 2026-01-01
source = "House circular 9"
trust = "H"
words = "two days and nine tenths"
checked = 2026-01-01
grace_days = 2
threshold = "0.9"
"""


@pytest.mark.parametrize(
    ("days", "paid", "key"),
    [
        pytest.param(2, None, "promise_due", id="the last day of the house's grace"),
        pytest.param(3, None, "promise_broken", id="the day after"),
        pytest.param(3, "90.00", "contact", id="nine tenths keep it"),
        pytest.param(3, "89.99", "promise_broken", id="a fen less does not"),
    ],
)
def test_a_house_says_when_a_promise_is_kept(tmp_path, days, paid, key):
    (tmp_path / "promise.toml").write_text(PROMISE, encoding="utf-8")
    policies = Policies("cn", house=tmp_path)
    row = one(
        policies=policies, promise_date=ago(days), promise_amount="100", last_payment=paid, last_payment_date=ago(1)
    )
    assert key_of(row) == key


@pytest.mark.parametrize(
    ("instalment_date", "key", "channel"),
    [
        pytest.param(ago(1), "breach", "组长", id="missed yesterday"),
        pytest.param(ago(0), "instalment_due", "短信、邮件", id="due today"),
        pytest.param(ago(-3), "instalment_due", "短信、邮件", id="three days before"),
        pytest.param(ago(-4), "agreement", "内部处理", id="four days before"),
        pytest.param(None, "agreement", "内部处理", id="no instalment known"),
    ],
)
def test_an_agreement_is_watched_and_a_missed_instalment_reviewed(instalment_date, key, channel):
    row = one(flags="协议中", instalment_date=instalment_date, instalment_amount="500")
    blocked_by = "协议中：停止催收，仅可还款提醒" if key == "instalment_due" else "协议中"
    assert (key_of(row), row.channel, row.blocked_by) == (key, channel, blocked_by)
    assert "CN-70c" in row.rule_ids


@pytest.mark.parametrize("stop", ["停催", "特殊群体"])
def test_who_may_not_be_written_to_is_not_reminded_of_an_instalment(stop):
    row = one(flags=f"协议中;{stop}", instalment_date=ago(0), instalment_amount="500")
    assert (key_of(row), row.channel) == ("agreement", "内部处理")


def test_an_agreement_without_any_contact_details_asks_for_them_before_its_reminder():
    none = dict.fromkeys(REACH, "")
    assert one(flags="协议中", instalment_date=ago(0), **none).channel == "先补充联系方式"
    assert one("en", flags="协议中", instalment_date=ago(0), **none).channel == "complete contact details first"


def test_the_block_of_a_reminder_in_english():
    row = one("en", flags="agreement", instalment_date=ago(0))
    assert row.blocked_by == "agreement: no collection, reminders only"


def test_an_instalment_is_not_reminded_of_again_within_the_stage_s_interval():
    case = {"flags": "协议中", "instalment_date": ago(-3), "instalment_amount": "500"}
    assert key_of(one(**case, last_contact_date=ago(1))) == "agreement"
    assert key_of(one(**case, last_contact_date=ago(3))) == "instalment_due"


def test_a_missed_instalment_that_was_paid_is_no_breach():
    paid = {"last_payment_date": ago(1), "last_payment": "500"}
    assert key_of(one(flags="协议中", instalment_date=ago(1), instalment_amount="500", **paid)) == "agreement"


def test_the_instalment_s_date_is_shown_for_an_agreement_and_the_promise_s_else():
    both = {"promise_date": ago(-9), "promise_amount": "1", "instalment_date": ago(-8), "instalment_amount": "2"}
    assert one(flags="协议中", **both).due_amount_fen == 200
    assert one(**both).due_amount_fen == 100


def test_what_blocks_a_contact_is_said():
    assert one(flags="投诉;破产").blocked_by == "投诉、破产"
    assert one("en", flags="complaint;do_not_call").blocked_by == "complaint, do not call"
    assert one(last_contact_date=ago(1)).blocked_by == "联系间隔未满，最早2026-02-26"
    assert one(promise_date=ago(-5)).blocked_by == "承诺未到期"
    assert one().blocked_by == ""


@pytest.mark.parametrize(
    ("flags", "rules"),
    [
        pytest.param("投诉;身故", "CN-69;HOUSE-STOP-COMPLAINT;CN-68;HOUSE-STOP-DECEASED", id="a complaint of heirs"),
        pytest.param("投诉;异议", "CN-69;HOUSE-STOP-COMPLAINT;HOUSE-STOP-DISPUTE", id="a complaint and an objection"),
        pytest.param("身故;破产", "CN-68;HOUSE-STOP-DECEASED;HOUSE-STOP-BANKRUPT", id="a death in a bankruptcy"),
        pytest.param("协议中;停催", "CN-70c;HOUSE-STOP-CALLS", id="an agreement and a stop"),
        pytest.param("异议;法务", "CN-69;HOUSE-STOP-DISPUTE;LEG", id="an objection before a court"),
    ],
)
def test_every_block_that_is_shown_has_its_rules(flags, rules):
    row = one(flags=flags)
    assert row.blocked_by.split("、") == flags.split(";")
    assert row.rule_ids == f"M-ST;CN-2023;{rules}"


def test_the_rules_of_a_block_stay_with_their_own_case():
    flags = ["complaint", "", "deceased;bankrupt", "complaint;deceased", "dispute"]
    found = listed([{"due_date": ago(45), "principal": "1000", "flags": text} for text in flags])
    ids = found.set_index("case_id")["rule_ids"]
    stops = {case: [rule for rule in text.split(";") if "STOP" in rule] for case, text in ids.items()}
    assert stops == {
        "C0": ["HOUSE-STOP-COMPLAINT"],
        "C1": [],
        "C2": ["HOUSE-STOP-DECEASED", "HOUSE-STOP-BANKRUPT"],
        "C3": ["HOUSE-STOP-COMPLAINT", "HOUSE-STOP-DECEASED"],
        "C4": ["HOUSE-STOP-DISPUTE"],
    }


DUE_DAY_IS_DAY_1 = """
[[version]]
rule = "HOUSE-7"
effective = 2026-01-01
source = "House circular 7"
trust = "H"
words = "the due day is day 1"
checked = 2026-01-01
due_day_counts = 1
"""


@pytest.mark.parametrize(
    ("days", "counted", "key"),
    [(-1, 0, "due_soon"), (0, 1, "due_soon"), (1, 2, "grace"), (3, 4, "grace"), (4, 5, "contact")],
)
def test_the_due_day_is_never_harsher_than_the_grace_that_follows(tmp_path, days, counted, key):
    (tmp_path / "days_past_due.toml").write_text(DUE_DAY_IS_DAY_1, encoding="utf-8")
    row = one(policies=Policies("cn", house=tmp_path), days=days)
    assert (row.days_past_due, key_of(row)) == (counted, key)


@pytest.mark.parametrize(
    ("profile", "since", "channel"),
    [
        pytest.param("us", 6, "短信、邮件、信函", id="six days after: still within the pause of a conversation"),
        pytest.param("us", 7, "电话、短信、邮件、信函", id="seven days after: a call may be placed"),
        pytest.param("us", 3, "短信、邮件、信函", id="the stage's interval is over, the pause is not"),
        pytest.param("cn", 3, "电话、短信、邮件、信函", id="a profile without such a pause"),
    ],
)
def test_a_call_waits_for_the_pause_that_a_conversation_starts(profile, since, channel):
    row = one(policies=Policies(profile), last_contact_date=ago(since))
    assert row.channel == channel
    assert ("最近一次联系如为通话" in row.reason) is ("电话" not in channel)


def test_the_pause_is_the_policy_s(tmp_path):
    pause = DUE_DAY_IS_DAY_1.replace("due_day_counts = 1", "days = 9")
    (tmp_path / "contact_pause.toml").write_text(pause, encoding="utf-8")
    policies = Policies("us", house=tmp_path)
    held, free = (one("en", policies, last_contact_date=ago(days)) for days in (8, 9))
    assert held.channel == "SMS, e-mail, letter"
    assert "; the last contact may have been a conversation: no call before 2026-02-25" in held.reason
    assert free.channel == "phone, SMS, e-mail, letter"


@pytest.mark.parametrize("profile", PROFILES)
def test_no_protected_case_is_ever_called_whatever_else_is_true(profile):
    policies = Policies(profile)
    combinations = [
        ";".join(name for name, has in zip(FLAG_WORDS, flags, strict=True) if has)
        for flags in product([False, True], repeat=len(FLAG_WORDS))
    ]
    cases = [
        {"flags": flags, "due_date": ago(days), "promise_date": ago(5), "principal": "90000", **REACH}
        for flags in combinations
        for days in (0, 2, 20, 60, 120, 400)
    ]
    found = listed(cases, policies).set_index("case_id")
    flags_of = pd.Series([case["flags"] for case in cases], index=[f"C{row}" for row in range(len(cases))])[found.index]
    is_protected = flags_of.map(lambda flags: not set(NEVER_CALLED).isdisjoint(flags.split(";"))).to_numpy(bool)
    calls = found["channel"].map(lambda channel: any(word in channel for word in CALLS)).to_numpy(bool)
    assert is_protected.sum() > 3000
    assert calls.any()
    assert not (calls & is_protected).any()
    assert (found.loc[is_protected, "blocked_by"] != "").all()


def ranks(found):
    return found.groupby("collector", sort=False)["rank"].agg(list).to_dict()


def test_cases_are_ranked_for_each_collector_from_1_and_the_unassigned_stand_under_no_name():
    cases = [
        {"due_date": ago(45), "principal": str(1000 + row), "collector": name}
        for row, name in enumerate(["王芳", "", "李强", "王芳", None])
    ]
    found = listed(cases)
    assert ranks(found) == {"": [1, 2], "李强": [1], "王芳": [1, 2]}


def test_work_is_ranked_by_expected_value_then_total_then_case_id_and_what_is_on_hold_stands_apart():
    due = {"due_date": ago(45), "last_contact_date": ago(10)}
    found = listed(
        [
            due | {"principal": "1000.00"},  # C0
            due | {"principal": "1000.00"},  # C1: the same in all but its id
            due | {"principal": "1000.01"},  # C2: a fen more, the same score
            due | {"principal": "90000"},  # C3: the highest score
            due | {"principal": "500", "flags": "complaint"},  # C4: somebody waits for an answer
            due | {"principal": "90000", "promise_date": ago(-9)},  # C5: a promise is waited for
        ]
    )
    assert found[["queue", "rank", "case_id"]].values.tolist() == [
        ["work", 1, "C3"], ["work", 2, "C2"], ["work", 3, "C0"], ["work", 4, "C1"], ["lead", 1, "C4"], ["waiting", 1, "C5"],
    ]  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(12)))
def test_the_order_of_the_case_list_does_not_matter(order):
    cases = [
        {"due_date": ago(40 + row % 3), "principal": str(1000 + row // 4), "collector": "王芳李"[row % 3]}
        for row in range(12)
    ]
    table = to_internal(pd.DataFrame({"case_id": [f"{row}" for row in range(12)]}).join(pd.DataFrame(cases)))
    aged = age(table, DAY, CN)
    pd.testing.assert_frame_equal(follow_ups(aged.iloc[list(order)], DAY, CN), follow_ups(aged, DAY, CN))


@pytest.mark.parametrize(
    ("capacity", "kept", "dropped"),
    [
        pytest.param(None, {"": 3, "李强": 3, "王芳": 3}, {}, id="nobody's list is cut"),
        pytest.param(3, {"": 3, "李强": 3, "王芳": 3}, {}, id="a capacity that suffices"),
        pytest.param(
            2, {"": 3, "李强": 2, "王芳": 2}, {"李强": 1, "王芳": 1}, id="one case is over; the unassigned stay"
        ),
        pytest.param({"王芳": 1}, {"": 3, "李强": 3, "王芳": 1}, {"王芳": 2}, id="by name"),
        pytest.param({"王芳": 0}, {"": 3, "李强": 3}, {"王芳": 3}, id="a collector who is away"),
    ],
)
def test_capacity_cuts_each_list_after_ranking(capacity, kept, dropped):
    names = ["王芳", "李强", ""] * 3
    cases = [
        {"due_date": ago(45), "principal": str(1000 * row + 1000), "collector": name} for row, name in enumerate(names)
    ]
    found = listed(cases, capacity=capacity)
    assert found["collector"].value_counts().to_dict() == kept
    assert found.attrs["dropped"] == dropped
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in ranks(found).values())
    full = listed(cases)
    assert (
        found.loc[found.collector == "王芳", "case_id"].tolist()
        == full.loc[full.collector == "王芳", "case_id"].tolist()[: kept.get("王芳", 0)]
    )


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_profile_lists_in_both_languages_and_an_empty_list_stays_one(profile, lang):
    policies = Policies(profile)
    found = listed([{"due_date": ago(days), "principal": "1000"} for days in (1, 45, 100, 400)], policies, lang=lang)
    assert len(found) == 4
    assert found[["stage", "next_action", "channel", "reason", "rule_ids"]].ne("").all(axis=None)
    if lang == "en":
        assert (
            not found.drop(columns=["collector"])
            .astype(str)
            .apply(lambda text: text.str.contains(r"[\u4e00-\u9fff]"))
            .any(axis=None)
        )
    aged = age(to_internal(pd.DataFrame({"case_id": ["C1"], "due_date": [ago(1)], "principal": [1]})), DAY, policies)
    assert list(follow_ups(aged.iloc[:0], DAY, policies)) == [column.name for column in FOLLOW_UP_COLUMNS]


def test_cases_that_were_not_aged_are_refused():
    with pytest.raises(ValueError, match="age them first"):
        follow_ups(to_internal(pd.DataFrame({"case_id": ["C1"], "due_date": [ago(1)], "principal": [1]})), DAY, CN)


def test_cases_that_were_staged_by_another_policy_are_refused():
    aged = age(to_internal(pd.DataFrame({"case_id": ["C1"], "due_date": [ago(1)], "principal": [1]})), DAY, CN)
    with pytest.raises(ValueError, match="stage 'harsh' is none of reminder, early"):
        follow_ups(aged.assign(stage="harsh"), DAY, CN)


@pytest.mark.parametrize(
    ("name", "body", "complaint"),
    [
        pytest.param("stage_measures", "measures = []", "no measure for the stages reminder", id="measures"),
    ],
)  # fmt: skip
def test_a_house_file_that_lacks_an_entry_is_named(tmp_path, name, body, complaint):
    head = 'rule="H"\neffective=2026-01-01\nsource="s"\ntrust="H"\nwords="w"\nchecked=2026-01-01\n'
    (tmp_path / f"{name}.toml").write_text(f"[[version]]\n{head}{body}", encoding="utf-8")
    with pytest.raises(PolicyError, match=complaint):
        listed([{"due_date": ago(45), "principal": "1000"}], Policies("cn", house=tmp_path))


def test_totals_of_the_list_are_those_of_the_cases():
    rng = np.random.default_rng(7)
    cases = [
        {"due_date": ago(int(days)), "principal": f"{fen / 100:.2f}"}
        for days, fen in zip(rng.integers(1, 400, 200), rng.integers(1, 10**7, 200), strict=True)
    ]
    found = listed(cases)
    assert found["total_due_fen"].sum() == sum(round(float(case["principal"]) * 100) for case in cases)


def test_each_stage_says_its_days_what_is_done_and_what_is_explained():
    # A day on which no consequence holds for some debts only (CREDIT-1 does up to 2026-03-31).
    told = stage_explanations(CN, date(2026, 11, 23))
    assert [(label, days) for label, days, *_ in told] == [
        ("到期提醒", "0"),
        ("早期", "1-30"),
        ("中期", "31-90"),
        ("后期", "91-180"),
        ("长账龄清收", ">=181"),
    ]
    assert told[1][2:] == (
        "了解逾期原因，说明后果，协商还款方式",
        "逾期将按领用合约产生利息和违约金，并报送征信系统；不良信息自不良行为或者事件终止之日起保留5年。确有困难且有还款意愿的，可以申请分期还款。",
        "CN-68;CREDIT",
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_explains_every_stage_in_english_without_chinese(profile):
    told = stage_explanations(Policies(profile), DAY, "en")
    assert len(told) == 5
    assert all(text and text.isascii() for row in told for text in row)


def test_a_stage_without_rules_of_its_own_rests_on_the_house_s_measures():
    assert {row[-1] for row in stage_explanations(Policies("us"), DAY)} == {"HOUSE-MEASURES"}


def test_no_profile_explains_by_another_contract_than_the_card_s():
    told = [row[3] for profile in PROFILES for row in stage_explanations(Policies(profile), DAY)]
    assert not any("领卡合约" in text for text in told)
    assert any("领用合约" in text for text in told)


@pytest.mark.parametrize(
    ("balance", "key"),
    [
        pytest.param("-0.01", "credit", id="a fen of the customer's"),
        pytest.param("0", "close", id="nothing due"),
        pytest.param("10.01", "contact", id="a debt"),
    ],
)
def test_a_credit_balance_is_refunded_and_not_closed_or_called(balance, key):
    row = one(principal=None, statement_balance=balance)
    assert key_of(row) == key
    assert (row.channel == "内部处理") is (key != "contact")


def test_a_credit_balance_is_told_as_one_and_puts_nothing_at_risk():
    row = one(principal=None, statement_balance="-500")
    assert row.reason == "2026-01-10到期，贷方余额500.00元"
    assert (row.next_action, row.value_at_risk_fen) == ("贷方余额：核对并办理退款", 0)
    english = one("en", principal=None, statement_balance="-500")
    assert english.reason == "due on 2026-01-10, credit balance of CNY 500.00"
    assert english.next_action == "Credit balance: check and refund"


def test_a_list_is_not_made_for_a_day_before_its_last_contact():
    table = to_internal(
        pd.DataFrame({"case_id": ["C1"], "due_date": [ago(45)], "principal": [1], "last_contact_date": [ago(0)]})
    )
    aged = age(table, DAY, CN)
    assert len(follow_ups(aged, DAY, CN)) == 1
    with pytest.raises(ValueError, match="last_contact_date 2026-02-24 is after as_of 2026-02-23"):
        follow_ups(aged, DAY - timedelta(days=1), CN)


def test_a_kept_promise_is_told_as_kept_and_nothing_more_is_expected_of_it():
    row = one(promise_date=ago(0), promise_amount="50", last_payment_date=ago(0), last_payment="50")
    assert row.reason.endswith("；承诺2026-02-24还款50.00元，承诺已履行")
    assert pd.isna(row.due_on)
    assert pd.isna(row.due_amount_fen)
    short = one(promise_date=ago(0), promise_amount="50", last_payment_date=ago(0), last_payment="49.99")
    assert (short.due_on, short.due_amount_fen) == (pd.Timestamp(DAY), 50_00)
    assert "承诺已履行" not in short.reason


def test_an_instalment_that_was_paid_is_told_as_paid():
    paid = {"last_payment_date": ago(1), "last_payment": "500"}
    row = one("en", flags="agreement", instalment_date=ago(-1), instalment_amount="500", **paid)
    assert row.reason.endswith("; instalment of CNY 500.00 due on 2026-02-25, paid")
    assert pd.isna(row.due_on)


@pytest.mark.parametrize("cause", ["失业", "因重病住院", "Job loss in May", "ILLNESS", "收入下降"])
def test_a_hardship_asks_for_what_can_be_paid_and_offers_relief(cause):
    row = one(cause=cause)
    assert row.next_action == "困难情况：评估还款能力，提供分期或减免方案"
    assert row.channel == "电话、短信、邮件、信函"
    assert "CN-70a;HOUSE-HARDSHIP" in row.rule_ids


@pytest.mark.parametrize("cause", ["", "忘记还款", "forgot"])
def test_another_cause_is_contacted_as_the_stage_says(cause):
    assert key_of(one(cause=cause)) == "contact"


def test_a_hardship_names_the_monthly_amount_where_income_and_costs_are_known():
    month = {"monthly_income": "8000", "living_costs": "5000"}
    assert "；收支测算每月可还2,700.00元" in one(cause="失业", **month).reason
    assert "每月可还" not in one(cause="失业", monthly_income="8000").reason
    assert "每月可还" not in one(**month).reason
