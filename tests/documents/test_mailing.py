"""Files that are ready to send: what stands in them, who is left out, and that nothing old is sent again."""

import csv
import email
from datetime import date
from email.policy import default
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

import arrears.policy
from arrears.documents.mailing import write_mailing
from arrears.documents.outgoing import outgoing
from arrears.errors import ArrearsError
from arrears.operations.cases.ageing import age
from arrears.policy import Policies
from arrears.tables.cases import to_internal

DAY, CN = date(2026, 11, 23), Policies("cn")
BASE = {
    "customer_name": "张三丰",
    "phone": "13800138000",
    "email": "a@example.com",
    "address": "上海市黄浦区人民路1号",
    "due_date": "2026-10-01",
    "principal": 1000,
    "flags": "",
}


def mailed(folder, kind, *rows, lang="zh", policies=CN):
    table = to_internal(pd.DataFrame([BASE | {"case_id": f"A{place}"} | row for place, row in enumerate(rows, 1)]))
    cases = age(table, DAY, policies)
    return write_mailing(
        folder,
        outgoing(cases, DAY, policies, lang, kind),
        cases,
        kind=kind,
        as_of=DAY,
        policies=policies,
        lang=lang,
    )


def test_the_gateway_gets_the_number_in_full_and_every_segment_is_counted(tmp_path):
    made = mailed(tmp_path / "out", "messages", {}, {"due_date": "2026-11-25", "phone": "13900139000"})
    with made.ready[0].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["case_id"], row["phone"]) for row in rows] == [("A1", "13800138000"), ("A2", "13900139000")]
    assert all(int(row["characters"]) == len(row["text"]) for row in rows)
    assert made.segments == sum(-(-len(row["text"]) // 67) if len(row["text"]) > 70 else 1 for row in rows)


@pytest.mark.parametrize(
    ("kind", "lacks"), [("messages", {"phone": None}), ("emails", {"email": None}), ("emails", {"flags": "投诉"})]
)
def test_who_cannot_or_may_not_be_reached_is_listed_with_the_reason(tmp_path, kind, lacks):
    made = mailed(tmp_path / "out", kind, lacks)
    assert not made.ready
    assert made.files[0].name == "not-sent.csv"
    assert made.unsent["problem"].tolist()[0] in made.files[0].read_text(encoding="utf-8-sig")


def test_an_email_is_a_draft_with_the_name_masked_and_a_letter_names_the_person(tmp_path):
    draft = mailed(tmp_path / "e", "emails", {}).ready[0]
    message = email.message_from_bytes(draft.read_bytes(), policy=default)
    assert (message["To"], message["X-Unsent"]) == ("a@example.com", "1")
    assert message.get_content().startswith("张**：")
    assert "盖章" not in message.get_content()
    letter = Document(mailed(tmp_path / "l", "letters", {}).ready[0])
    lines = [line.text for line in letter.paragraphs]
    assert lines[:2] == ["上海市黄浦区人民路1号", "张三丰"]
    assert "张三丰：" in lines
    figures = {row.cells[0].text: row.cells[1].text for row in letter.tables[1].rows}
    assert (figures["逾期本金"], figures["应还合计"], figures["逾期天数"]) == ("1,000.00元", "1,000.00元", "53")


def test_a_house_says_in_which_channels_the_name_stands_in_full(tmp_path):
    house = tmp_path / "house"
    house.mkdir()
    text = (Path(arrears.policy.__file__).parent / "house" / "sender.toml").read_text(encoding="utf-8")
    (house / "sender.toml").write_text(
        text.replace('full_name  = ["letter"]', 'full_name  = ["email"]'), encoding="utf-8"
    )
    own = Policies("cn", house)
    draft = mailed(tmp_path / "e", "emails", {}, policies=own).ready[0]
    assert email.message_from_bytes(draft.read_bytes(), policy=default).get_content().startswith("张三丰：")
    letter = Document(mailed(tmp_path / "l", "letters", {}, policies=own).ready[0])
    assert not any("张三丰" in line.text for line in letter.paragraphs)


def test_a_house_s_own_page_that_leaves_out_the_text_or_names_what_there_is_not_makes_no_letter(tmp_path):
    folder = tmp_path / "house" / "templates" / "documents" / "zh"
    folder.mkdir(parents=True)
    for field, told in (("{{ title }}", "CN-69"), ("{{ passwort }}", "passwort")):
        page = Document()
        page.add_paragraph(field)
        page.save(str(folder / "letter.docx"))
        with pytest.raises(ArrearsError) as refused:
            mailed(tmp_path / "out", "letters", {}, {}, policies=Policies("cn", tmp_path / "house"))
        assert told in refused.value.zh
        assert not (tmp_path / "out").exists()


def test_a_text_of_one_s_own_that_leaves_out_what_a_letter_must_say_is_refused():
    cases = age(to_internal(pd.DataFrame([BASE | {"case_id": "A1"}])), DAY, CN)
    with pytest.raises(ArrearsError) as refused:
        outgoing(cases, DAY, CN, "zh", "letters", "{客户姓名}，请还{应还合计}，{客服电话}，{发送机构}")
    assert "{还款途径}、{异议途径}（CN-69）" in refused.value.zh


@pytest.mark.parametrize(
    ("template", "row", "words"),
    [
        ("promise", {"promise_date": "2026-11-30", "promise_amount": 500}, "2026年11月30日还款500.00元"),
        ("payment", {"last_payment_date": "2026-11-02", "last_payment": 80}, "收到您的还款80.00元"),
        ("settled", {"principal": 0}, "已按结清办理"),
        ("breach", {"flags": "协议中", "instalment_date": "2026-11-01", "instalment_amount": 100}, "应还的100.00元尚未足额收到"),
    ],
)  # fmt: skip
def test_notices_and_confirmations_are_written_in_their_situation_and_in_no_other(template, row, words):
    def written(own, **cells):
        cases = age(to_internal(pd.DataFrame([BASE | {"case_id": "A1"} | cells])), DAY, CN)
        return outgoing(cases, DAY, CN, "zh", "letters", own).iloc[0]

    assert words in written(template, **row)["text"]
    # A missed instalment is written about without being asked for; who owes gets no confirmation that all is settled.
    assert (words in written(None, **row)["text"]) == (template == "breach")
    other = written(template)
    assert (other["text"] == "") == (template != "payment" or "最后还款" in other["problem"])


def test_a_folder_that_holds_an_earlier_run_is_refused(tmp_path):
    mailed(tmp_path, "letters", {})
    with pytest.raises(ArrearsError, match="not an empty folder"):
        mailed(tmp_path, "letters", {})


def test_two_ids_that_give_one_file_name_get_two_files(tmp_path):
    made = mailed(tmp_path / "out", "letters", {"case_id": "a/1"}, {"case_id": "A:1"})
    assert sorted(file.name.casefold() for file in made.ready) == ["a_1.docx", "a_1~2.docx"]
