from datetime import date

import pandas as pd
import pytest

from arrears.documents.messages import fill_message
from arrears.documents.outgoing import outgoing
from arrears.documents.templates import find_template
from arrears.errors import StoppedError
from arrears.operations.cases.ageing import age
from arrears.operations.contacts.gate import Gate
from arrears.policy import PROFILES, Policies
from arrears.tables.cases import to_internal
from xl_addin.functions import ar_message

DAY, CN = date(2026, 11, 23), Policies("cn")
K1 = {"customer_id": "K1", "customer_name": "张三"}


def sent(*rows, kind="messages", own=None):
    base = {"phone": "13800138000", "due_date": "2026-10-01", "principal": 1000}
    table = to_internal(pd.DataFrame([{"case_id": f"C{place}"} | base | row for place, row in enumerate(rows)]))
    return outgoing(age(table, DAY, CN), DAY, CN, "zh", kind, own)


@pytest.mark.parametrize("kind", ["messages", "letters"])
@pytest.mark.parametrize("flag", ["deceased", "bankrupt", "vulnerable", "do_not_call", "complaint", "legal"])
def test_nothing_is_written_about_any_card_of_a_person_who_is_stopped(kind, flag):
    written = sent(K1 | {"flags": flag}, K1 | {"collector": "李伟"}, kind=kind)
    assert written["text"].tolist() == ["", ""]
    assert "C0" in written.loc[1, "problem"]


def test_a_text_of_ones_own_goes_through_the_same_gate():
    assert not sent(K1 | {"flags": "deceased"}, K1, own="{客户姓名}您好")["text"].any()


def test_one_message_goes_to_a_person_and_a_letter_for_each_account():
    messages, letters = sent(K1, K1 | {"principal": 9000}), sent(K1, K1, kind="letters")
    assert (messages["text"] != "").tolist() == [False, True]
    assert messages.loc[0, "problem"] == "同一客户只发一条：已由案件 C1 发送"
    assert (letters["text"] != "").all()


@pytest.mark.parametrize(
    ("promised", "written"),
    [
        pytest.param("2026-11-25", False, id="two days before"),
        pytest.param("2026-11-24", True, id="the day before, as the policy says"),
        pytest.param("2026-11-23", True, id="the day itself"),
    ],
)
def test_a_promise_is_not_reminded_of_before_its_day(promised, written):
    row = {"customer_name": "张三", "promise_date": promised, "promise_amount": 100}
    for own in (None, "promise_reminder", "{客户姓名}您好，请于{承诺还款日}前还款"):
        assert bool(sent(row, own=own).loc[0, "text"]) is written
    template = find_template("messages", "promise_reminder", "zh")
    cells = {"客户姓名": "张三", "承诺还款日": promised, "承诺还款金额": 100}
    if written:
        assert fill_message(template, cells, policies=CN, as_of=DAY)
    else:
        with pytest.raises(StoppedError, match="from 2026-11-24 on"):
            fill_message(template, cells, policies=CN, as_of=DAY)


def test_a_template_of_a_situation_goes_to_nobody_else():
    assert sent(K1, own="agreement_reminder").loc[0, "problem"] == "该模板用于其他情形，本案不适用"


def test_a_worksheet_writes_nothing_to_who_is_stopped():
    headings = ["客户姓名", "标记"]
    assert ar_message("{客户姓名}您好", headings, ["张三", "身故"]) == "#N/A"
    assert ar_message("{客户姓名}您好", headings, ["张三", None]) == "张*您好"
    assert (
        ar_message("payment_thanks", [*headings, "最后还款日", "最后还款金额"], ["张三", "投诉", "2026-11-20", 5])
        != "#N/A"
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_every_stop_of_every_profile_closes_what_it_names_and_spares_what_it_spares(profile):
    gate = Gate(Policies(profile), DAY)
    assert gate.stops
    for stop in gate.stops:
        for channel in stop.channels:
            expected = None if "holder" not in stop.counterparties else stop.rule
            found = gate.stop({stop.state}, channel)
            assert (found.rule if found else None) == expected
            assert all(gate.stop({stop.state}, channel, purpose) is None for purpose in stop.spares)


def test_a_claim_and_a_refusal_close_the_gate_for_what_they_stop():
    cases = pd.DataFrame(
        {
            "case_id": ["A", "B"],
            "claim_until": pd.to_datetime(["2026-11-23", "2026-11-22"]),
            "refused_on": pd.to_datetime([None, "2026-11-20"]),
        }
    )
    gate = Gate(CN, DAY)
    assert gate.judge(cases, "sms").closed.tolist() == [True, True]
    assert gate.judge(cases, "sms", "reply").closed.tolist() == [False, True]
