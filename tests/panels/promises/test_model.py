from datetime import date

import pandas as pd
import pytest

from arrears.errors import ArrearsError
from arrears.operations.agreements.events import approval_event, consent_event, draft_event, step_event
from arrears.panels.promises.model import Promises
from arrears.panels.shell.session import Session
from arrears.store.log.expecting import StaleError
from arrears.store.records import Assignment, Flag, Payment, Promise
from arrears.store.state.case_list import place_cases

TODAY = date(2026, 11, 23)
TERMS = {
    "balance_fen": 1200_00, "principal_fen": 1200_00, "interest_fen": 0, "fees_fen": 0, "currency": "CNY", "cycle_months": 1,
    "method": "等额本金", "repayment_currency": "CNY", "interest_accrues": False, "fees_accrue": False, "no_new_card": True,
    "rights": "见第五条", "breach_terms": "见第六条", "other": "无", "affordable_fen": 150_00, "willing": True,
}  # fmt: skip


def at(day, hour=10):
    return pd.Timestamp(f"{day}T{hour:02}:00", tz="Asia/Shanghai").to_pydatetime()


def promise(case, due, made="2026-11-10"):
    fields = {"case_id": case, "happened_at": at(made), "actor": "li", "key": f"p-{case}-{due}"}
    return Promise(**fields, amount_fen=100_00, due_on=date.fromisoformat(due))


@pytest.fixture
def store(empty_store):
    cases = pd.DataFrame(
        {
            "case_id": ["A", "B", "C", "G"],
            "due_date": ["2026-08-01"] * 4,
            "principal": [1000, 500, 300, 1200],
            "collector": ["王芳", "王芳", "李伟", "李伟"],
            "customer_name": ["欧阳小明", "张三丰", "李四光", "赵六儿"],
        }
    )
    place_cases(empty_store, cases, actor="lead", as_of=date(2026, 10, 1))
    empty_store.append([promise("A", "2026-11-23"), promise("B", "2026-11-20"), promise("C", "2026-11-25")])
    return empty_store


@pytest.fixture
def view(store):
    return Promises(Session(store, "zhao", as_of=TODAY))


def draft(store, number="G1", actor="li", consent="li", **changed):
    dues = pd.DataFrame(
        {
            "due_date": pd.date_range("2026-12-05", periods=8, freq="MS").strftime("%Y-%m-05"),
            "payment_fen": [150_00] * 8,
        }
    )
    terms = TERMS | {"agreement_id": number, "case_id": "G"} | changed
    store.append(draft_event(terms, dues, actor, at("2026-11-20")))
    store.append(step_event(number, "G", "statement", actor, at("2026-11-20"), sha256="0" * 64))
    if consent:
        store.append(consent_event(number, "G", consent, at("2026-11-21"), way="oral", evidence="录音1"))


def signed_in(store, actor="zhao"):
    return Promises(Session(store, actor, as_of=TODAY))


def test_promises_stand_by_their_day_with_the_next_step_and_masked_names(view):
    table = view.promises.set_index("case_id")
    assert table["group"].to_dict() == {"A": "today", "B": "late", "C": "coming"}
    assert table.loc["B", "step"] == "call"
    assert table["customer_name"].to_dict() == {"A": "欧***", "B": "张**", "C": "李**"}


def test_counts_tell_how_many_and_how_much_is_still_owed(view):
    assert view.counts() == {"today": (1, 100_00), "late": (1, 100_00), "broken": (0, 0), "coming": (1, 100_00)}


def test_a_stop_goes_before_the_next_step(store, view):
    store.append(Flag(case_id="A", happened_at=at("2026-11-22"), actor="li", key="f", flag="complaint", on=True))
    view.session.refresh()
    assert view.promises.set_index("case_id").loc["A", "step"] == "stopped"


def test_a_case_that_owes_nothing_any_more_is_neither_reminded_nor_followed_up(store):
    paid = [
        Payment(case_id=case, happened_at=at("2026-11-22"), actor="bank", key=f"all-{case}", amount_fen=fen)
        for case, fen in (("A", 1000_00), ("B", 500_00), ("C", 299_00))
    ]
    # The promise of B was broken on the 20th; C, which owes one yuan still, is to pay on the 25th.
    store.append(paid)
    view = Promises(Session(store, "zhao", as_of=TODAY))
    assert "A" not in set(view.promises["case_id"])
    assert "B" not in set(view.promises["case_id"])
    before = Promises(Session(store, "zhao", as_of=date(2026, 11, 21)))
    assert {"A", "B"} <= set(before.promises["case_id"])


def test_reassigning_is_an_event_of_each_case_and_shows_at_once(view, store):
    keys = view.promises["key"].tolist()
    assert view.reassign(keys[:2], "李伟").stored == 2
    view.session.refresh()
    assert set(view.promises.set_index("key").loc[keys[:2], "collector"]) == {"李伟"}
    assert set(store.current("assignment").tail(2)["actor"]) == {"zhao"}


def test_reassigning_takes_the_customer_s_other_cases_along(empty_store):
    cases = pd.DataFrame(
        {
            "case_id": ["A", "B", "C"],
            "due_date": ["2026-08-01"] * 3,
            "principal": [1000, 500, 300],
            "collector": ["王芳", "王芳", "李伟"],
            "customer_id": ["K1", "K1", "K2"],
        }
    )
    place_cases(empty_store, cases, actor="lead", as_of=date(2026, 10, 1))
    empty_store.append([promise("A", "2026-11-23")])
    view = Promises(Session(empty_store, "zhao", as_of=TODAY))
    assert view.reassign(["p-A-2026-11-23"], "李伟").stored == 2
    assert empty_store.assignments().set_index("case_id")["collector"].to_dict() == dict.fromkeys("ABC", "李伟")
    view.session.refresh()
    with pytest.raises(ArrearsError, match="has these cases already"):
        view.reassign(["p-A-2026-11-23"], "李伟")


def test_who_decided_on_an_older_state_is_refused_and_nothing_is_stored(view, store):
    store.append(Assignment(case_id="A", happened_at=at("2026-11-22"), actor="other", key="o", collector="王芳"))
    before = store.head().count
    with pytest.raises(StaleError, match="A"):
        view.reassign(["p-A-2026-11-23"], "李伟")
    assert store.head().count == before


def test_a_note_is_stored_on_each_case(view, store):
    view.note(["p-A-2026-11-23", "p-B-2026-11-20"], " 约定周五前还款 ")
    assert store.current("note")[["case_id", "text", "topic"]].values.tolist() == [
        ["A", "约定周五前还款", "承诺"],
        ["B", "约定周五前还款", "承诺"],
    ]


@pytest.mark.parametrize("text", ["", "  ", "长" * 2001])
def test_an_empty_or_endless_note_is_refused(view, text):
    with pytest.raises(ArrearsError, match="a note has 1 to 2000"):
        view.note(["p-A-2026-11-23"], text)


def test_nothing_chosen_is_told(view):
    with pytest.raises(ArrearsError, match="no promise is chosen"):
        view.reassign([], "李伟")
    with pytest.raises(ArrearsError, match="no collector is chosen"):
        view.reassign(["p-A-2026-11-23"], " ")


def test_a_second_person_approves_and_then_it_comes_into_force(store):
    draft(store)
    view = signed_in(store)
    assert view.agreements["waiting"].tolist() == [True]
    view.approve("G1")
    view.session.refresh()
    assert view.agreements.loc[0, "approved_by"] == "zhao"
    assert not view.agreements["waiting"].any()
    assert store.agreements()["state"].tolist() == ["signed"]


def test_an_agreement_that_was_approved_before_is_put_in_force(store):
    draft(store)
    store.append(approval_event("G1", "G", "zhao", at("2026-11-22")))
    view = signed_in(store)
    assert view.agreements["waiting"].tolist() == [False]
    view.put_in_force("G1")
    assert store.agreements()["state"].tolist() == ["signed"]


def test_a_second_person_refuses_with_a_reason_or_returns_with_a_question(store):
    draft(store)
    view = Promises(Session(store, "zhao"))
    for step, lacking in ((view.refuse, "a refusal needs a reason"), (view.ask, "a return needs a question")):
        with pytest.raises(ArrearsError, match=lacking):
            step("G1", " ")
    view.ask("G1", "收入证明在哪里？")
    view.session.refresh()
    row = view.agreements.iloc[0]
    assert (row["state"], row["waiting"]) == ("returned", True)
    assert "尚未答复" in row["lacks_zh"]
    with pytest.raises(ArrearsError, match="question is not answered"):
        view.approve("G1")
    view.refuse("G1", "还款能力不足")
    view.session.refresh()
    assert view.agreements["state"].tolist() == ["refused"]
    assert not view.agreements["waiting"].any()


def test_the_lead_sees_terms_household_history_and_what_is_missing_before_deciding(store):
    draft(store, consent="")
    sheet = signed_in(store).sheet("G1")
    told = {line.key: line.value.zh for line in sheet.lines}
    assert told["customer"] == "赵**"
    assert (told["plan"], told["instalment"]) == ("8期，等额本金", "150.00元")
    assert (told["first_due"], told["last_due"]) == ("2026年12月5日", "2027年7月5日") or told["first_due"].startswith(
        "2027"
    )
    assert (told["consent"], told["affordable"]) == ("尚无", "未登记")
    assert "consent" in set(sheet.missing["code"])


@pytest.mark.parametrize(
    ("drafter", "taker"), [("zhao", "li"), ("li", "zhao")], ids=["who drafted it", "who took the consent"]
)
def test_the_same_person_is_refused_with_the_rule(store, drafter, taker):
    draft(store, actor=drafter, consent=taker)
    with pytest.raises(ArrearsError, match=r"CN-70a, HOUSE-AGREEMENT") as refused:
        signed_in(store).approve("G1")
    assert "由第二人复核批准" in refused.value.zh
    assert store.agreements()["state"].tolist() == ["statement"]


def test_a_draft_that_lacks_what_the_law_asks_for_is_not_approved(store):
    draft(store, no_new_card=None)
    with pytest.raises(ArrearsError, match="CN-70b"):
        signed_in(store).approve("G1")


def test_without_consent_or_approval_nothing_comes_into_force(store):
    draft(store, consent="")
    with pytest.raises(ArrearsError, match="no consent") as refused:
        signed_in(store).put_in_force("G1")
    assert "CN-70c" in refused.value.zh
    assert "第二人" in refused.value.zh


def test_an_agreement_is_approved_once(store):
    draft(store)
    signed_in(store).approve("G1")
    with pytest.raises(ArrearsError, match="waits for no approval"):
        signed_in(store, "qian").approve("G1")


def test_an_agreement_that_is_not_there_is_told(view):
    with pytest.raises(ArrearsError, match="no agreement G9"):
        view.approve("G9")


def test_a_store_without_promises_and_agreements_has_empty_tables(empty_store):
    cases = pd.DataFrame({"case_id": ["A"], "due_date": ["2026-08-01"], "principal": [10]})
    place_cases(empty_store, cases, actor="lead", as_of=date(2026, 10, 1))
    view = signed_in(empty_store)
    assert view.promises.empty
    assert view.agreements.empty


def test_an_empty_store_says_what_to_do(empty_store):
    with pytest.raises(ArrearsError, match="put a case list in"):
        signed_in(empty_store)
