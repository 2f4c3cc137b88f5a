from datetime import date

import pandas as pd
import pytest

from arrears.errors import ArrearsError
from arrears.panels.quality.model import Quality
from arrears.panels.shell.session import Session
from arrears.store.records import Contact, NoteEvent
from arrears.store.state.case_list import place_cases

TODAY = date(2026, 11, 23)


def at(day, hour=10):
    return pd.Timestamp(f"{day}T{hour:02}:30", tz="Asia/Shanghai").to_pydatetime()


def call(key, day, hour=10, collector="王芳", case="A", **more):
    fields = {"case_id": case, "happened_at": at(day, hour), "actor": collector, "key": key, "collector": collector}
    return Contact(**fields, channel="call", **({"outcome": "conversation"} | more))


@pytest.fixture
def store(empty_store):
    cases = pd.DataFrame(
        {
            "case_id": ["A", "B"],
            "due_date": ["2026-08-01"] * 2,
            "principal": [10, 10],
            "customer_name": ["欧阳小明", "张三丰"],
        }
    )
    place_cases(empty_store, cases, actor="lead", as_of=date(2026, 10, 1))
    empty_store.append(
        [
            call("c1", "2026-11-20"),
            call("c2", "2026-11-20", hour=22),
            call("c3", "2026-11-21", collector="李伟", case="B", note="张三丰说改打13800138000"),
            call("c4", "2026-11-22", collector="李伟", case="B", note="再不还就去你单位闹"),
            call("c5", "2026-10-20", hour=23),
        ]
    )
    return empty_store


@pytest.fixture
def view(store):
    return Quality(Session(store, "zhao", as_of=TODAY))


def test_breaches_name_the_rule_and_stay_within_the_days_looked_at(view):
    assert view.breaches()[["case_id", "collector", "rule"]].values.tolist() == [["A", "王芳", "CBA-1"]]
    view.days = 90
    assert len(view.breaches()) == 2
    view.days = 1
    assert view.breaches().empty


def test_breaches_are_told_in_either_language(view):
    view.session.lang = "en"
    assert view.breaches()["happened"].tolist() == ["call at 2026-11-20 22:30:00 local time"]


def test_breaches_are_counted_by_collector_out_of_the_contacts_made(view):
    table = view.by_collector()
    assert table[["collector", "contacts", "breached", "CBA-1"]].values.tolist() == [
        ["王芳", 2, 1, 1],
        ["李伟", 2, 0, 0],
    ]


def test_what_no_contact_tells_is_named_as_not_checked(view):
    assert "recorded" in view.unchecked


def test_bad_wording_is_found_in_contacts_and_in_notes(view, store):
    note = NoteEvent(case_id="A", happened_at=at("2026-11-22"), actor="li", key="n", text="你这个骗子，去你单位闹")
    store.append(note)
    view.session.refresh()
    found = view.findings()
    assert set(found["who"]) == {"李伟", "li"}
    assert found["rule"].eq("CBA-5").any()


def test_names_and_numbers_are_masked_in_texts(view):
    text = " ".join(view.sample()["note"])
    assert "张三丰" not in text
    assert "13800138000" not in text
    assert "张**说改打138****8000" in text


def test_the_sample_has_some_of_everybody_and_is_the_same_for_everybody(view, store):
    sample = view.sample()
    assert sample.groupby("collector").size().to_dict() == {"李伟": 2, "王芳": 2}
    again = Quality(Session(store, "qian", as_of=TODAY)).sample()
    assert again["contact_id"].tolist() == sample["contact_id"].tolist()


def test_no_more_of_one_collector_wait_than_the_policy_says(view, store):
    store.append([call(f"m{number}", "2026-11-21", collector="李伟", case="B") for number in range(5)])
    view.session.refresh()
    assert (view.sample()["collector"] == "李伟").sum() == 3


def test_a_reviewed_contact_leaves_the_sample_and_its_mark_is_kept(view):
    view.review("c4", "breach", "有 威胁\n用语")
    view.session.refresh()
    assert "c4" not in set(view.sample()["contact_id"])
    assert view.reviews()[["contact_id", "mark", "remark", "reviewer"]].values.tolist() == [
        ["c4", "breach", "有 威胁 用语", "zhao"]
    ]


def test_the_last_word_on_a_contact_counts(view):
    view.review("c4", "coach")
    view.review("c4", "good")
    view.session.refresh()
    assert view.reviews()["mark"].tolist() == ["good"]


def test_nobody_reviews_one_s_own_contact(store):
    with pytest.raises(ArrearsError, match="HOUSE-REVIEW") as refused:
        Quality(Session(store, "李伟", as_of=TODAY)).review("c4", "good")
    assert "不得质检本人的联系" in refused.value.zh


@pytest.mark.parametrize(("contact", "mark"), [("", "good"), ("c9", "good"), ("c4", "nice")])
def test_a_contact_and_a_mark_must_be_chosen(view, contact, mark):
    with pytest.raises(ArrearsError, match="choose a contact"):
        view.review(contact, mark)


def test_an_endless_remark_is_refused(view):
    with pytest.raises(ArrearsError, match="at most 500"):
        view.review("c4", "good", "长" * 501)


def test_a_review_is_no_bad_wording_of_its_own(view):
    before = len(view.findings())
    view.review("c4", "breach", "去你单位闹")
    view.session.refresh()
    assert len(view.findings()) == before


def test_a_store_without_contacts_has_empty_tables(empty_store):
    cases = pd.DataFrame({"case_id": ["A"], "due_date": ["2026-08-01"], "principal": [10]})
    place_cases(empty_store, cases, actor="lead", as_of=date(2026, 10, 1))
    view = Quality(Session(empty_store, "zhao", as_of=TODAY))
    assert view.breaches().empty
    assert view.findings().empty
    assert view.sample().empty
    assert view.by_collector().empty
