from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.api.contacts import check_contacts
from arrears.operations.agreements.standing import STATE_WORDS, agreement_table, missing_for_draft, missing_for_force
from arrears.operations.agreements.stops import contact_states, mark_cases
from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.policy import Policies
from arrears.policy.records import AgreementContents
from arrears.rules.agreement import STATES
from arrears.tables.cases import to_internal

CN, US = Policies("cn"), Policies("us")
ON = "2026-03-05"
WHOLE = {
    "agreement_id": "G1",
    "case_id": "A1",
    "balance_fen": 12_000_00,
    "principal_fen": 10_000_00,
    "interest_fen": 1_500_00,
    "fees_fen": 500_00,
    "currency": "CNY",
    "cycle_months": 1,
    "method": "equal_principal",
    "repayment_currency": "CNY",
    "interest_accrues": False,
    "fees_accrue": False,
    "no_new_card": True,
    "rights": "第五条",
    "breach_terms": "第六条",
    "other": "无",
    "affordable_fen": 1_000_00,
    "willing": True,
    "drafted_on": "2026-03-02",
    "drafted_by": "u01",
    "consented_on": "2026-03-03",
    "consent_way": "written",
    "consent_evidence": "DOC-17",
    "consent_by": "u01",
    "approved_on": "2026-03-04",
    "approved_by": "u07",
}
NOTHING_PAID = pd.DataFrame({"case_id": [], "date": [], "amount": []})


def agreement(**changes):
    return pd.DataFrame([WHOLE | changes])


def dues(number=12, each=1_000, agreement_id="G1", first="2026-04-05"):
    days = [(pd.Timestamp(first) + pd.DateOffset(months=month)).date() for month in range(number)]
    return pd.DataFrame({"agreement_id": agreement_id, "due_date": days, "payment": each}).astype({"due_date": object})


def lacking(table, instalments=None, on=ON, policies=CN, check=missing_for_force):
    found = check(table, dues() if instalments is None else instalments, on, policies)
    return list(zip(found["code"], found["rule"], strict=True))


def test_a_whole_agreement_lacks_nothing():
    assert lacking(agreement()) == []
    assert lacking(agreement(), check=missing_for_draft) == []


CONTENTS = {content.key: content for content in CN.get(AgreementContents, date(2026, 3, 5)).contents}


@pytest.mark.parametrize("key", [key for key in CONTENTS if key != "instalments"])
def test_each_content_of_the_law_is_missed_and_named_where_it_is_blank_or_its_column_is_not_there(key):
    column = f"{key}_fen" if CONTENTS[key].kind == "amount" else key
    blank = {"text": "  ", "yes": False}.get(CONTENTS[key].kind)
    for table in (agreement(**{column: None}), agreement(**{column: blank}), agreement().drop(columns=column)):
        assert lacking(table) == [(key, "CN-70b")]
    found = missing_for_force(agreement(**{column: None}), dues(), ON, CN).iloc[0]
    assert found["zh"] == f"{CONTENTS[key].zh}：未载明或有误；请补充协议内容"
    assert found["en"].startswith(CONTENTS[key].en)


def test_the_six_items_of_the_article_are_all_asked_for():
    assert set(CONTENTS) == {
        *("balance", "principal", "interest", "fees", "currency"),
        *("cycle_months", "method", "repayment_currency", "instalments"),
        *("interest_accrues", "fees_accrue", "no_new_card", "rights", "breach_terms", "other"),
    }


@pytest.mark.parametrize("said", ["maybe", 1, "是", np.nan])
def test_whether_interest_accrues_must_be_said_with_yes_or_no(said):
    assert lacking(agreement(interest_accrues=said)) == [("interest_accrues", "CN-70b")]
    assert lacking(agreement(interest_accrues=True)) == []


@pytest.mark.parametrize(
    "instalments",
    [
        dues(0),
        dues(2, each=0),
        pd.concat([dues(1), dues(1)]),
        dues(2).assign(due_date=["2026-04-05", None]),
    ],
    ids=["none", "of nothing", "twice on a day", "a day is missing"],
)
def test_dates_and_amounts_of_repayment_must_be_in_order(instalments):
    assert lacking(agreement(), instalments) == [("instalments", "CN-70b")]


@pytest.mark.parametrize("fen", [499_99, 500_01, -1])
def test_the_structure_must_add_up_to_the_fen(fen):
    assert lacking(agreement(fees_fen=fen)) == [("structure", "CN-70b")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"willing": False}, ("unwilling", "CN-70a"), id="an unwilling holder"),
        pytest.param({"willing": None}, ("unwilling", "CN-70a"), id="a holder who was not asked"),
        pytest.param({"affordable_fen": 12_000_00}, ("within_capacity", "CN-70a"), id="a debt within capacity"),
        pytest.param({"affordable_fen": None}, ("capacity_unknown", "CN-70a"), id="no financial statement"),
        pytest.param({"consented_on": None}, ("consent", "CN-70c"), id="no consent"),
        pytest.param({"consent_way": "by nodding"}, ("consent_way", "HOUSE-CONSENT"), id="an unknown way of consent"),
        pytest.param({"consent_by": ""}, ("consent_by", "HOUSE-CONSENT"), id="nobody took the consent"),
        pytest.param({"consent_evidence": None}, ("document", "CN-70c"), id="no document"),
        pytest.param(
            {"consent_way": "electronic", "consent_evidence": " "}, ("document", "CN-70c"), id="no electronic document"
        ),
        pytest.param(
            {"consent_way": "oral", "consent_evidence": ""},
            ("recording", "CN-70c"),
            id="an oral consent without recording",
        ),
        pytest.param({"approved_on": None}, ("approval", "HOUSE-AGREEMENT"), id="no approval"),
        pytest.param({"approved_by": ""}, ("approval", "HOUSE-AGREEMENT"), id="an approval by nobody"),
        pytest.param({"approved_by": "u01"}, ("approval_same_person", "HOUSE-AGREEMENT"), id="approved by the drafter"),
        pytest.param(
            {"consent_by": "u07"}, ("approval_same_person", "HOUSE-AGREEMENT"), id="approved by who took the consent"
        ),
        pytest.param({"consented_on": "2026-03-01"}, ("consent_early", "CN-70c"), id="consent before the draft"),
        pytest.param(
            {"approved_on": "2026-03-01"}, ("approval_early", "HOUSE-AGREEMENT"), id="approval before the draft"
        ),
        pytest.param({"withdrawn_on": "2026-03-01"}, ("end_early", "CN-70c"), id="withdrawn before the draft"),
    ],
)
def test_what_keeps_it_from_coming_into_force(changes, expected):
    assert lacking(agreement(**changes)) == [expected]


def test_an_oral_consent_with_its_recording_is_enough():
    assert lacking(agreement(consent_way="oral", consent_evidence="REC-2026-0303-17")) == []


def test_consent_of_a_later_day_is_none_yet():
    assert lacking(agreement(consented_on="2026-03-06")) == [("consent", "CN-70c")]
    assert lacking(agreement(consented_on=ON)) == []
    assert lacking(agreement(approved_on="2026-03-06")) == [("approval", "HOUSE-AGREEMENT")]


def test_sixty_months_may_be_agreed_and_sixty_one_not():
    assert lacking(agreement(), dues(60)) == []
    found = missing_for_force(agreement(), dues(61), ON, CN)
    assert found[["code", "rule"]].values.tolist() == [["too_long", "CN-70a"]]
    assert found["zh"].tolist() == ["期限超过60个月；请缩短期限"]


@pytest.mark.parametrize(("first", "code"), [("2026-03-04", "first_due_past"), ("2026-05-07", "first_due_late")])
def test_the_first_instalment_is_due_soon_after_the_beginning(first, code):
    assert lacking(agreement(), dues(first=first)) == [(code, "HOUSE-AGREEMENT")]


@pytest.mark.parametrize("first", ["2026-03-05", "2026-05-06"])
def test_the_first_and_the_last_day_for_the_first_instalment(first):
    assert lacking(agreement(), dues(first=first)) == []


def test_a_house_that_asks_for_no_second_person_gets_by_without(tmp_path):
    (tmp_path / "agreement_terms.toml").write_text(
        '[[version]]\nrule = "H-9"\neffective = 2020-01-01\nsource = "s"\ntrust = "H"\nwords = "w"\nchecked = 2026-01-01\n'
        "needs_second_person = false\n",
        encoding="utf-8",
    )
    alone = agreement(approved_on=None, approved_by=None)
    assert lacking(alone, policies=Policies("cn", tmp_path)) == []
    assert lacking(alone.assign(in_force_on=ON), policies=Policies("cn", tmp_path)) == []
    assert lacking(alone.assign(in_force_on=ON)) == [
        ("approval", "HOUSE-AGREEMENT"),
        ("no_approval", "HOUSE-AGREEMENT"),
    ]


def test_elsewhere_the_debt_need_not_exceed_capacity_and_less_must_be_said():
    brief = agreement(affordable_fen=None, other=None, rights=None, no_new_card=None)
    assert lacking(brief, policies=US) == []
    assert lacking(agreement(affordable_fen=20_000_00), policies=US) == []
    assert lacking(agreement(breach_terms=""), policies=US) == [("breach_terms", "HOUSE-CONTENTS")]


def test_findings_of_many_come_agreement_by_agreement():
    two = pd.concat([agreement(other=None, willing=False), agreement(agreement_id="G2", currency="")])
    found = missing_for_draft(two, pd.concat([dues(), dues(agreement_id="G2")]), ON, CN)
    assert found[["agreement_id", "code"]].values.tolist() == [["G1", "other"], ["G1", "unwilling"], ["G2", "currency"]]


@pytest.mark.parametrize(
    ("table", "instalments", "message"),
    [
        (pd.concat([agreement(), agreement()]), dues(), "each agreement needs an agreement_id of its own"),
        (agreement(agreement_id=""), dues(), "each agreement needs an agreement_id of its own"),
        (agreement().drop(columns="case_id"), dues(), "and a case_id"),
        (agreement(), dues(agreement_id="G9"), "the instalment in row 1 belongs to no agreement"),
    ],
)
def test_misuse_is_refused(table, instalments, message):
    with pytest.raises(ValueError, match=message):
        missing_for_draft(table, instalments, ON, CN)


IN_FORCE = agreement(in_force_on=ON)


def told(as_of, payments=(), table=IN_FORCE, instalments=None, **options):
    paid = pd.DataFrame(payments, columns=["case_id", "date", "amount"]) if payments else NOTHING_PAID
    return agreement_table(table, dues() if instalments is None else instalments, paid, as_of, CN, **options).iloc[0]


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        ("2026-03-01", "none"),
        ("2026-03-02", "draft"),
        ("2026-03-03", "consented"),
        ("2026-03-05", "in_force"),
        ("2026-04-06", "in_force"),
        ("2026-05-05", "in_force"),
        ("2026-05-06", "breached"),
    ],
)
def test_a_life_without_payments_day_by_day(as_of, state):
    row = told(as_of)
    assert (row["state"], row["collection_stopped"]) == (state, state == "in_force")
    assert (row["state_zh"], row["state_en"]) == STATE_WORDS[state]


def test_a_breach_says_why_and_by_which_rule():
    row = told("2026-05-06")
    assert (row["rule"], row["reason_zh"], row["reason_en"]) == (
        "CN-70c",
        "逾期31天，欠2期（HOUSE-BREACH）",
        "31 days past due, 2 instalments missed (HOUSE-BREACH)",
    )
    assert (row["overdue_fen"], row["missed"], str(row["until"].date())) == (2_000_00, 2, "2026-05-06")
    recorded = told("2026-05-06", table=agreement(in_force_on=ON, breached_on="2026-04-20"))
    assert (recorded["reason_zh"], recorded["reason_en"]) == ("已登记违约", "a breach is recorded")
    assert str(recorded["until"].date()) == "2026-04-20"
    kept = told("2026-04-01")
    assert (kept["reason_zh"], kept["reason_en"], kept["rule"]) == ("", "", "CN-70c")


def test_payments_keep_it_and_days_of_grace_and_pauses_spare_it():
    assert told("2026-05-06", [("A1", "2026-04-05", 1000)])["state"] == "in_force"
    assert told("2026-05-06", [("A1", "2026-04-05", "999.99")])["state"] == "breached"
    # Two missed instalments are a breach unless grace or a pause takes all days off.
    pause = pd.DataFrame({"agreement_id": ["G1"], "begin": ["2026-04-01"], "end": ["2026-05-07"]})
    assert told("2026-05-06", pauses=pause)["state"] == "in_force"
    assert told("2026-05-06", grace_days=31)["state"] == "in_force"
    assert told("2026-05-06", grace_days=30)["state"] == "breached"


def test_all_paid_is_kept_and_a_settlement_ends_it_early():
    assert told("2026-04-10", [("A1", "2026-04-01", 12_000)])["state"] == "kept"
    assert told("2026-04-10", [("A1", "2026-04-01", "11999.99")])["state"] == "in_force"
    row = told("2026-08-10", table=agreement(in_force_on=ON, settled_on="2026-04-08"))
    assert (row["state"], str(row["until"].date())) == ("settled", "2026-04-08")


def test_a_payment_counts_for_the_agreement_that_came_into_force_last_before_it():
    first = agreement(agreement_id="G1", in_force_on="2026-01-05", drafted_on="2026-01-01", breached_on="2026-03-01")
    table = pd.concat([first, agreement(agreement_id="G2", in_force_on="2026-03-05")], ignore_index=True)
    instalments = pd.concat([dues(1, agreement_id="G1", first="2026-02-05"), dues(1, agreement_id="G2")])
    payments = [("A1", "2026-01-04", 1), ("A1", "2026-01-05", 10), ("A1", "2026-03-04", 100), ("A1", "2026-03-05", 200)]
    paid = pd.DataFrame([*payments, ("B9", "2026-03-06", 5)], columns=["case_id", "date", "amount"])
    found = agreement_table(table, instalments, paid, "2026-03-31", CN)
    assert found["state"].tolist() == ["breached", "in_force"]
    assert found["unpaid_fen"].tolist() == [890_00, 800_00]


def test_payments_may_name_their_agreement():
    paid = pd.DataFrame({"agreement_id": ["G1"], "date": ["2026-04-01"], "amount": [12_000]})
    assert agreement_table(IN_FORCE, dues(), paid, "2026-04-10", CN)["state"].tolist() == ["kept"]


def test_an_agreement_without_instalments_is_a_draft_all_the_same():
    two = pd.concat([agreement(), agreement(agreement_id="G2")], ignore_index=True)
    found = agreement_table(two, dues(), NOTHING_PAID, "2026-03-02", CN)
    assert found["state"].tolist() == ["draft", "draft"]
    assert found["unpaid_fen"].isna().tolist() == [False, True]


CASES = to_internal(
    pd.DataFrame(
        {
            "case_id": ["A1", "A2", "A3"],
            "due_date": ["2026-01-05"] * 3,
            "principal": [12_000, 5_000, 5_000],
            "phone": ["13800001234"] * 3,
            "collector": ["u01"] * 3,
            "flags": [None, "协议中", "异议"],
        }
    )
)


def test_the_follow_up_list_collects_nothing_while_in_force_and_resumes_on_breach():
    def actions(as_of):
        found = agreement_table(IN_FORCE, dues(), NOTHING_PAID, as_of, CN)
        aged = age(mark_cases(CASES, found), date.fromisoformat(as_of), CN)
        ranked = follow_ups(aged, date.fromisoformat(as_of), CN, lang="en", capacity=10)
        return ranked.set_index("case_id")

    before, during, after = actions("2026-03-04"), actions("2026-03-05"), actions("2026-05-06")
    assert "CN-70c" not in before.loc["A1", "rule_ids"]
    assert "CN-70c" in during.loc["A1", "rule_ids"]
    assert "CN-70c" not in after.loc["A1", "rule_ids"]
    assert during.loc["A1", "channel"] != before.loc["A1", "channel"]
    assert (after.loc["A1", "next_action"], after.loc["A1", "blocked_by"]) != (
        during.loc["A1", "next_action"],
        during.loc["A1", "blocked_by"],
    )


def test_flags_are_set_and_lifted_and_others_stay():
    found = pd.DataFrame({"case_id": ["A1", "A2"], "collection_stopped": [True, False]})
    assert mark_cases(CASES, found)["flags"].tolist() == ["agreement", "", "dispute"]
    once = mark_cases(CASES, found)
    assert mark_cases(once, found)["flags"].tolist() == once["flags"].tolist()
    two = pd.DataFrame({"case_id": ["A1", "A1"], "collection_stopped": [False, True]})
    assert mark_cases(CASES, two)["flags"].tolist() == ["agreement", "agreement", "dispute"]
    assert mark_cases(CASES.assign(flags="协议中;dispute"), found)["flags"].tolist() == [
        "dispute;agreement",
        "dispute",
        "协议中;dispute",
    ]


def contact(at):
    return {"case_id": "A1", "channel": "call", "outcome": "no_answer", "at": at, "time_zone": "Asia/Shanghai"}


def test_the_contact_check_forbids_calls_from_midnight_of_the_first_day_to_midnight_of_the_last():
    table = agreement(in_force_on=ON, breached_on="2026-03-20")
    states = contact_states(table, agreement_table(table, dues(), NOTHING_PAID, "2026-04-01", CN), CN)
    assert states.values.tolist() == [["A1", "agreement", "2026-03-04T16:00:00Z", "2026-03-19T16:00:00Z"]]
    hours = ["2026-03-04T09:00:00", "2026-03-05T09:00:00", "2026-03-19T09:00:00", "2026-03-20T09:00:00"]
    log = pd.DataFrame([contact(f"{hour}+08:00") for hour in hours])
    breaches = check_contacts(log, states=states, profile="cn")
    assert breaches.loc[breaches["rule"] == "CN-70c", "row"].tolist() == [1, 2]


def test_an_open_agreement_has_no_end_and_a_draft_is_no_state():
    open_end = contact_states(IN_FORCE, agreement_table(IN_FORCE, dues(), NOTHING_PAID, "2026-04-01", CN), CN)
    assert open_end["until"].tolist() == [""]
    draft = agreement()
    assert contact_states(draft, agreement_table(draft, dues(), NOTHING_PAID, "2026-04-01", CN), CN).empty


DAYS = (0, 3, 4, 34, 35, 66, 100, 159)


@settings(max_examples=10, deadline=None)
@given(
    paid=st.lists(st.tuples(st.integers(0, 150), st.integers(1, 400_00)), max_size=6),
    breached=st.none() | st.integers(4, 100),
    settled=st.none() | st.integers(4, 100),
)
def test_over_random_lives_states_only_go_on_unless_a_payment_catches_up(paid, breached, settled):
    base = pd.Timestamp("2026-03-01")
    day = {
        key: None if n is None else (base + pd.Timedelta(days=n)).date() for key, n in (("b", breached), ("s", settled))
    }
    table = agreement(in_force_on=ON, breached_on=day["b"], settled_on=day["s"])
    payments = pd.DataFrame(
        [("A1", (base + pd.Timedelta(days=n)).date(), fen) for n, fen in paid],
        columns=["case_id", "date", "amount_fen"],
    )
    instalments = dues(3, each=300)
    rows = [
        agreement_table(table, instalments, payments, (base + pd.Timedelta(days=n)).date(), CN).iloc[0] for n in DAYS
    ]
    first_end = min((n for n in (breached, settled) if n is not None), default=None)
    for n, row in zip(DAYS, rows, strict=True):
        assert row["state"] in STATES
        assert row["collection_stopped"] == (row["state"] == "in_force")
        counted = sum(fen for on, fen in paid if 4 <= on <= n)
        assert row["unpaid_fen"] == max(900_00 - counted, 0)
        if first_end is not None and n >= first_end:
            assert row["state"] == ("settled" if settled == first_end else "breached")
        elif n >= 4:
            assert row["state"] in {"in_force", "kept", "breached"}
            assert (row["state"] == "kept") == (counted >= 900_00)


def test_collection_was_allowed_between_a_breach_and_its_reopening():
    table = IN_FORCE.assign(lapsed_on=pd.Timestamp("2026-03-10"), reopened_on=pd.Timestamp("2026-03-20"))
    states = contact_states(table, agreement_table(table, dues(), NOTHING_PAID, "2026-03-25", CN), CN)
    days = [(str(row["since"])[:10], str(row["until"])[:10]) for row in states.to_dict("records")]
    assert days == [(days[0][0], "2026-03-09"), ("2026-03-19", "")]


@pytest.mark.parametrize(
    ("cost", "profile", "on", "refused"),
    [
        pytest.param("24.00%", "cn_online", ON, False, id="the ceiling exactly"),
        pytest.param("24.01%", "cn_online", ON, True, id="a hundredth of a per cent above it"),
        pytest.param("24.01%", "cn_online", "2025-09-30", False, id="the day before it begins"),
        pytest.param("36.00%", "cn", ON, False, id="a line of the courts is a warning and no ceiling"),
        pytest.param(None, "cn_online", ON, False, id="a cost that is not stated is not judged"),
    ],
)
def test_an_assisted_loan_s_plan_above_the_ceiling_comes_into_no_force(cost, profile, on, refused):
    policies = Policies(profile)
    codes = lacking(agreement(annual_cost=cost), on=on, policies=policies, check=missing_for_draft)
    assert (("above_ceiling", "CN-ASSIST") in codes) is refused


def test_the_refusal_names_each_draft_s_own_cost_and_the_ceiling():
    two = pd.DataFrame([WHOLE | {"annual_cost": "24.01%"}, WHOLE | {"agreement_id": "G2", "annual_cost": "36.50%"}])
    found = missing_for_draft(two, pd.concat([dues(), dues(agreement_id="G2")]), ON, Policies("cn_online"))
    told = found[found["code"] == "above_ceiling"].set_index("agreement_id")
    for number, cost in (("G1", "24.01%"), ("G2", "36.50%")):
        assert cost in told.loc[number, "zh"]
        assert "24.00%" in told.loc[number, "en"]
