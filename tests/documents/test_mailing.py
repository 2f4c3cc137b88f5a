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
    assert lines[0] == "上海市黄浦区人民路1号\n张三丰"
    assert "张三丰：" in lines


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


def test_a_folder_that_holds_an_earlier_run_is_refused(tmp_path):
    mailed(tmp_path, "letters", {})
    with pytest.raises(ArrearsError, match="not an empty folder"):
        mailed(tmp_path, "letters", {})


def test_two_ids_that_give_one_file_name_get_two_files(tmp_path):
    made = mailed(tmp_path / "out", "letters", {"case_id": "a/1"}, {"case_id": "A:1"})
    assert sorted(file.name.casefold() for file in made.ready) == ["a_1.docx", "a_1~2.docx"]
