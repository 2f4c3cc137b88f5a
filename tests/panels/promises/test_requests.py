"""Calls for help reach the lead as soon as they are stored; the answer and its time are in the day's report."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from arrears.errors import ArrearsError
from arrears.operations.agreements.help import ask_event
from arrears.operations.agreements.relief import Asked, request_event
from arrears.panels.daily_report.model import DailyReport
from arrears.panels.daily_report.panel import sections
from arrears.panels.promises.requests import Requests
from arrears.panels.shell.session import Session
from arrears.store.state.agreements import Agreements
from arrears.store.state.case_list import place_cases
from arrears.store.state.matters import matters

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def store(empty_store):
    cases = pd.DataFrame(
        {
            "case_id": ["A", "B"],
            "due_date": ["2026-06-01"] * 2,
            "principal": [1000, 500],
            "interest": [100, 50],
            "late_fee": [100, 50],
            "collector": ["王芳", "李伟"],
            "customer_name": ["欧阳小明", "张三丰"],
        }
    )
    place_cases(empty_store, cases, actor="lead", as_of=date(2026, 10, 1))
    return empty_store


def today(store):
    return store.clock().astimezone(SHANGHAI)


def ask(store, case="A", text="欧阳小明问能否减免，电话13800138000", hours=2):
    at = today(store) - timedelta(hours=hours)
    store.append(ask_event(case, "王芳", at, text, key=f"ask-{case}", help_id=f"H-{case}"))


def view(store, actor="zhao"):
    return Requests(Session(store, actor))


def test_an_open_call_shows_with_its_waiting_time_and_nobody_s_number(store):
    ask(store)
    row = view(store).open_calls.iloc[0]
    assert (row["case_id"], row["asked_by"], row["open_hours"]) == ("A", "王芳", pytest.approx(2.0, abs=0.1))
    assert "13800138000" not in row["question"]
    assert "欧阳小明" not in row["question"]


def test_the_answer_closes_it_reaches_the_collector_and_can_be_kept_as_an_example(store):
    ask(store)
    lead = view(store)
    lead.answer("H-A", "先谈分期", keep=True)
    lead.session.refresh()
    assert lead.open_calls.empty
    assert lead.calls.loc[0, ["state", "answer", "answered_by", "kept"]].tolist() == [
        "answered",
        "先谈分期",
        "zhao",
        True,
    ]
    told = matters(store, today(store).date())
    assert "先谈分期" in told.loc[0, "matter_zh"]
    with pytest.raises(ArrearsError, match="was answered by zhao already"):
        lead.answer("H-A", "再答")


def test_asked_answered_and_open_times_are_in_the_daily_report(store):
    ask(store)
    ask(store, "B", "客户要求停催", hours=1)
    lead = view(store)
    lead.answer("H-A", "先谈分期")
    report = DailyReport(Session(store, "zhao"))
    calls = report.calls.set_index("case_id")
    assert calls["state"].to_dict() == {"A": "answered", "B": "asked"}
    assert {task.en: task.count for task in report.tasks()}["calls for help are open"] == 1
    page = "".join(str(content) for _, content in sections(report))
    for words in ("先谈分期", "客户要求停催", "请组长协助"):
        assert words in page or words == "请组长协助"


def test_a_note_of_an_older_version_that_calls_for_help_is_a_call(store):
    at = today(store) - timedelta(days=1)
    store.append(
        {
            "kind": "note",
            "case_id": "B",
            "happened_at": at,
            "actor": "李伟",
            "key": "n",
            "text": "求助",
            "topic": "help",
        }
    )
    assert view(store).open_calls[["case_id", "help_id"]].values.tolist() == [["B", "n"]]


def test_a_waiver_is_decided_on_its_level_by_somebody_else_and_lowers_what_is_owed(store):
    case = Agreements(store, "王芳").case("A")
    asked = Asked("0.5", "0.5", "plan")
    store.append(
        request_event(case, asked, "王芳", store.clock(), store.policies, reason="失业", key="w", waiver_id="W1")
    )
    with pytest.raises(ArrearsError, match="is decided by the head of department"):
        view(store).decide("W1", "approved", "team_lead")
    with pytest.raises(ArrearsError, match="asked for waiver W1 and may not decide it"):
        view(store, "王芳").decide("W1", "approved", "department_head")
    with pytest.raises(ArrearsError, match="a refusal needs a reason"):
        view(store).decide("W1", "refused", "department_head")
    view(store).decide("W1", "approved", "department_head")
    assert store.cases().set_index("case_id").loc["A", "balance_fen"] == 1100_00
    assert view(store).open_waivers.empty
