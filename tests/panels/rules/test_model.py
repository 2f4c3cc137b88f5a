"""The rules as counsel compares them: sides, drafts, what they mean in a store, and recorded checks."""

import re
from datetime import date

import pandas as pd
import pytest

from arrears import panels
from arrears.errors import ArrearsError
from arrears.operations.agreements.events import agreements_of, draft_event
from arrears.panels.rules.model import Rules
from arrears.panels.rules.panel import RulesPanel
from arrears.panels.shell.session import Session
from arrears.store import open_store
from arrears.store.secrets.keys import Keys, new_key

TODAY = date(2026, 11, 28)
DRAFT = b"""title = "Ours"
[[version]]
rule = "OURS-BUCKETS"
effective = 2026-01-01
source = "draft of the board"
trust = "H"
words = "the last bucket is called M6+"
checked = 2026-11-01
labels = ["M0", "M1", "M2", "M3", "M4", "M5", "M6", "M6+"]
"""


@pytest.fixture
def view(demo_store):
    return Rules(Session(demo_store, "zhao", as_of=TODAY))


@pytest.fixture
def housed(tmp_path):
    house, key = tmp_path / "house", new_key()
    house.mkdir()
    with open_store(tmp_path / "book.db", house=house, keys=lambda: Keys(key)) as store:
        yield Session(store, "李律师", as_of=TODAY)


def test_two_days_of_the_rules_are_told_with_values_and_source(view):
    view.choose("days", date(2026, 7, 31), date(2026, 8, 1))
    changes = {change.record.rule: change for change in view.changes()}
    title, words, source, values = view.told(changes["CN-26-2"])
    assert "融资成本" in title + words
    assert "金规〔2026〕2号" in source
    assert len(values) + view.details(changes["CN-26-2"]) == len(changes["CN-26-2"].values)
    view.choose("days", date(2026, 1, 29), date(2026, 1, 30))
    hours = next(change for change in view.changes() if change.record.rule == "CBA-1")
    assert ("结束时刻", "21:00:00", "22:00:00") in view.told(hours)[3]


def test_law_stands_before_house_practice_and_no_file_s_words_stand_on_a_chinese_page(view):
    rules = [change.record.rule.startswith("HOUSE") for change in view.changes()]
    assert rules == sorted(rules)
    shown = " ".join(word for change in view.changes() for row in view.told(change)[3] for word in row)
    assert not re.findall("[a-z]{3,}", shown)


def test_days_that_run_backwards_are_refused(view):
    with pytest.raises(ArrearsError) as refused:
        view.choose("days", date(2026, 8, 2), date(2026, 8, 1))
    assert "2026-08-02" in refused.value.zh


def test_what_a_change_means_is_told_for_the_cases_of_the_store(view):
    view.choose("days", date(2023, 6, 30), TODAY)
    assert view.lines()
    cases = view.cases()
    assert set(cases["what"]) >= {"五级分类"}
    assert not cases["key"].duplicated().any()


def test_a_draft_is_tried_out_on_the_cases_and_nothing_is_kept(view):
    view.try_out({"buckets.toml": DRAFT})
    assert [change.record.rule for change in view.changes()] == ["OURS-BUCKETS"]
    assert {"M7+", "M6+"} <= set(view.cases()["before"]) | set(view.cases()["after"])
    assert view.session.policies.house is None


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("../x.toml", DRAFT, "contact_hours.toml"),
        ("buckets.txt", DRAFT, ".toml"),
        ("buckets.toml", b"[[version]\n", "buckets.toml"),
        ("buckets.toml", DRAFT.replace(b"labels", b"lables"), "lables"),
        ("no_such_rule.toml", DRAFT, "no_such_rule"),
    ],
)
def test_a_draft_that_is_wrong_is_told_with_its_file_and_the_earlier_comparison_stays(view, name, content, says):
    with pytest.raises(ArrearsError) as refused:
        view.try_out({name: content})
    assert says in refused.value.message
    assert view.kind == "days"


def test_a_house_is_compared_only_where_there_is_one(view):
    view.choose("house")
    with pytest.raises(ArrearsError, match="--house"):
        view.changes()


def test_a_check_is_recorded_under_the_name_of_who_sits_there(housed):
    view = Rules(housed)
    key = view.to_check()["key"].iloc[0]
    assert view.page(key)
    view.record_check(key, "公报原文", agrees=True)
    row = view.to_check().set_index("key").loc[key]
    assert "李律师" in row["state"]
    assert not row["is_open"]
    with pytest.raises(ArrearsError):
        view.record_check("", "公报原文", agrees=True)


def test_agreements_over_a_new_cap_or_ceiling_are_named_with_the_rule(tmp_path):
    key = new_key()
    terms = {"balance_fen": 60_000_00, "annual_cost": "30.00%", "cycle_months": 1, "willing": True}
    days = pd.date_range("2026-01-31", periods=60, freq="ME").strftime("%Y-%m-%d")
    dues = pd.DataFrame({"due_date": days, "payment_fen": 1_000_00})
    at = pd.Timestamp("2026-01-02T10:00+08:00").to_pydatetime()
    with open_store(tmp_path / "book.db", profile="cn_online", keys=lambda: Keys(key)) as store:
        store.append(draft_event(terms | {"agreement_id": "G1", "case_id": "A1"}, dues, "li", at))
        assert len(agreements_of(store.events())[0]) == 1
        online = Rules(Session(store, "zhao", as_of=TODAY))
        online.choose("days", date(2025, 9, 30), date(2025, 10, 1))
        assert online.effects().agreements["rule"].tolist() == ["CN-ASSIST"]
        assert any("CN-ASSIST" in line and "A1" in line for _, lines in online.lines() for line in lines)
        online.try_out({"plan_options.toml": _cap(59)})
        assert "OURS-TERM" in online.effects().agreements["rule"].tolist()
        online.try_out({"plan_options.toml": _cap(60)})
        assert online.effects().agreements.empty


def _cap(most):
    return (
        f'[[version]]\nrule = "OURS-TERM"\neffective = 2020-01-01\nsource = "our board"\ntrust = "H"\n'
        f'words = "w"\nchecked = 2026-11-23\nmost_instalments = {most}\n'
    ).encode()


def test_the_page_follows_the_choice_and_tells_what_is_wrong(demo_store):
    page = panels.show("rules", Session(demo_store, "zhao", as_of=TODAY))
    panel = RulesPanel(page, page.kept["rules"])
    assert "CN-26-2" in panel.changes.value
    assert panel.lines.value == ""
    panel.tabs.selected_index = 1
    assert "<li>" in panel.lines.value
    panel.begin.value = date(2027, 1, 1)
    assert page.notice.level == "error"
    panel.begin.value = date(2026, 11, 20)
    assert page.notice is None
    panel.kind.value = "draft"
    assert "contact_hours.toml" in panel.changes.value
    panel.draft.value = [
        {
            "name": "buckets.toml",
            "content": memoryview(DRAFT),
            "type": "",
            "size": len(DRAFT),
            "last_modified": pd.Timestamp("2026-11-28T00:00Z").to_pydatetime(),
        }
    ]
    assert "OURS-BUCKETS" in panel.changes.value
    assert page.notice.level == "done"


def test_a_check_without_a_house_folder_says_how_to_name_one(demo_store):
    page = panels.show("rules", Session(demo_store, "zhao", as_of=TODAY))
    panel = RulesPanel(page, page.kept["rules"])
    with page.guard():
        panel._check(agrees=True)
    assert "选择一条规则" in page.notice.zh
    with page.guard():
        page.kept["rules"].record_check(page.kept["rules"].to_check()["key"].iloc[0], "原文", agrees=True)
    assert "--house" in page.notice.zh
