"""Assessments are events: a trainer records them, and the lead sees who is due (GBT-5)."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from arrears.commands import run
from arrears.errors import ArrearsError
from arrears.panels.daily_report.model import DailyReport
from arrears.panels.daily_report.panel import sections
from arrears.panels.shell.session import Session
from arrears.policy import Policies
from arrears.store import open_store
from arrears.store.access.viewing import SignedIn
from arrears.store.records import Assignment
from arrears.store.secrets.keys import VARIABLE, Keys, new_key
from arrears.store.state.case_list import place_cases
from arrears.training.assessing import assessment_event, standing, standing_in
from arrears.training.scenarios import Play, read_scenarios
from arrears.training.scenarios.handing_in import handed_in

POLICIES = Policies()
PASSED_ON = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def made(person="wang", right=18, of=20, at=AT):
    event = assessment_event(person, right, of, actor="wu", at=at, policies=POLICIES)
    return {"person": event.person, "happened_at": event.happened_at, "passed": event.passed, "right": right, "of": of}


@pytest.mark.parametrize(
    ("right", "of", "passed"),
    [
        pytest.param(16, 20, True, id="four fifths exactly"),
        pytest.param(15, 20, False, id="one answer short"),
        pytest.param(19, 19, False, id="one question too few"),
    ],
)
def test_an_assessment_is_passed_from_the_houses_share_and_number_on(right, of, passed):
    assert made(right=right, of=of)["passed"] is passed


@pytest.mark.parametrize(("right", "of"), [(21, 20), (-1, 20), (0, 0)])
def test_counts_that_cannot_be_are_refused(right, of):
    with pytest.raises(ArrearsError, match="cannot be"):
        made(right=right, of=of)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        pytest.param(335, "valid", id="thirty days before its end"),
        pytest.param(336, "soon", id="the day after"),
        pytest.param(365, "soon", id="its last day"),
        pytest.param(366, "due", id="the day after its last"),
    ],
)
def test_a_certificate_holds_365_days_and_is_named_30_days_before(days, state):
    table = standing(pd.DataFrame([made()]), ["wang"], PASSED_ON + timedelta(days=days), POLICIES)
    assert table["state"].tolist() == [state]


def test_one_that_was_not_passed_gives_no_certificate_and_takes_none_away():
    later = made(right=3, at=AT + timedelta(days=10))
    table = standing(pd.DataFrame([made(), later, made("li", right=3)]), ["zhao"], date(2026, 4, 1), POLICIES)
    assert dict(zip(table["person"], table["state"], strict=True)) == {"li": "never", "zhao": "never", "wang": "valid"}


@pytest.fixture
def store(tmp_path, monkeypatch):
    key = new_key()
    monkeypatch.setenv(VARIABLE, key)
    monkeypatch.setenv("ARREARS_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    with open_store(tmp_path / "arrears.db", keys=lambda: Keys(key)) as opened:
        yield opened


def test_a_trainer_records_and_a_collector_may_not(store):
    now = store.clock()
    event = assessment_event("wang", 18, 20, actor="wu", at=now, policies=store.policies)
    SignedIn(store, "wu", "trainer").append(event)
    assert store.current("assessment")["person"].tolist() == ["wang"]
    own = assessment_event("wang", 20, 20, actor="wang", at=now, policies=store.policies)
    with pytest.raises(ArrearsError, match="assessment"):
        SignedIn(store, "wang", "collector").append(own)


def test_who_has_no_cases_any_more_is_not_due(store):
    for place, collector in enumerate(["wang", "li"]):
        store.append(Assignment(case_id="A1", happened_at=AT, actor="lead", key=f"a{place}", collector=collector))
    assert standing_in(store, store.clock().date())["person"].tolist() == ["li"]


def test_from_the_command_line_a_class_is_assessed_and_who_is_due_is_listed(store, tmp_path, capsys):
    store.append(Assignment(case_id="A1", happened_at=AT, actor="lead", key="a1", collector="甲"))
    store.append(Assignment(case_id="A2", happened_at=AT, actor="lead", key="a2", collector="乙"))
    play = Play(next(each for each in read_scenarios() if each.id == "late-temptation"))
    play.choose("d20")
    (tmp_path / "class").mkdir()
    name, content = handed_in(play, "甲")
    (tmp_path / "class" / name).write_bytes(content)
    assert run(["assess", "class", "class", "--actor", "wu", "--lang", "en"]) == 0
    assert run(["assess", "record", "乙", "18", "20", "--actor", "wu", "--lang", "en"]) == 0
    assert run(["assess", "list", "--due", "--lang", "en"]) == 1
    shown = capsys.readouterr().out
    assert "甲: 0 of 1 right, not passed" in shown
    assert "乙: 18 of 20 right, passed" in shown
    assert "甲: never passed" in shown
    kept = store.current("assessment").set_index("person")
    assert kept.loc["甲", "missed"]


def test_the_leads_daily_report_names_who_is_due(store):
    day = date(2026, 11, 23)
    listed = pd.DataFrame(
        {"case_id": ["A1", "A2"], "due_date": ["2026-08-01"] * 2, "principal": [10, 10], "collector": ["wang", "li"]}
    )
    place_cases(store, listed, actor="lead", as_of=date(2026, 11, 1))
    at = datetime(2026, 11, 1, tzinfo=UTC)
    store.append(assessment_event("li", 20, 20, actor="wu", at=at, policies=store.policies))
    report = DailyReport(Session(store, "zhao", as_of=day))
    tasks = {task.panel: task for task in report.tasks()}
    assert tasks["training"].count == 1
    shown = dict(sections(report))["年度考核"]
    assert "wang" in shown
    assert "li<" not in shown
