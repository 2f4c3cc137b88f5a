import io
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pandas as pd
import pytest

from arrears.errors import ArrearsError
from arrears.panels.daily_report.model import FIGURES, DailyReport
from arrears.panels.daily_report.panel import report_book, report_html, sections
from arrears.panels.shell.session import Session
from arrears.store import open_store
from arrears.store.records import Claim, Help, Payment, Reversal
from arrears.store.secrets.keys import VARIABLE, new_key
from arrears.store.state.case_list import place_cases
from arrears.store.state.correcting import correct_entry, entries

TODAY = date(2026, 11, 23)
BUSY = date(2026, 11, 20)


@pytest.fixture
def view(demo_store):
    return DailyReport(Session(demo_store, "zhao", as_of=TODAY))


def test_collectors_add_up_to_the_whole(view):
    view.choose(BUSY)
    figures = view.figures
    assert figures["collector"].isna().tolist() == [False] * (len(figures) - 1) + [True]
    assert (figures.iloc[:-1][list(FIGURES)].sum() == figures.iloc[-1][list(FIGURES)]).all()


def test_the_day_s_figures_are_those_of_the_events(view, demo_store):
    view.choose(BUSY)
    whole = view.figures.iloc[-1]
    contacts, paid, made = (demo_store.current(kind) for kind in ("contact", "payment", "promise"))
    on = lambda table: table[table["happened_at"].dt.date == BUSY]  # noqa: E731
    assert whole["contacts"] == len(on(contacts))
    assert whole["talks"] == (on(contacts)["outcome"] == "conversation").sum()
    assert whole["paid_fen"] == on(paid)["amount_fen"].sum()
    assert whole["promised"] == len(on(made))


def test_the_week_ends_with_the_day(view):
    view.choose(BUSY)
    week = view.week
    assert len(week) == 7
    assert week["date"].iloc[-1].date() == BUSY
    assert week["contacts"].iloc[-1] == view.figures.iloc[-1]["contacts"]


def test_the_weekly_report_counts_its_seven_days_and_says_which(view, demo_store):
    view.choose(BUSY)
    days = []
    for back in range(7):
        view.choose(BUSY - timedelta(days=back))
        days.append(view.figures.iloc[-1])
    view.choose(BUSY)
    view.days = 7
    whole = view.figures.iloc[-1]
    for key in (
        "contacts",
        "talks",
        "promised_fen",
        "paid_fen",
        "payments",
        "complaints",
        "due",
        "kept",
        "breaches",
        "claims",
    ):
        assert whole[key] == sum(int(one[key]) for one in days), key
    assert "催收周报 2026-11-14 至 2026-11-20" in report_html(view).decode()
    book = openpyxl.load_workbook(io.BytesIO(report_book(view)))
    assert any(
        "催收周报 2026-11-14 至 2026-11-20" in str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row
    )
    assert sections(view)[0][0] == "本周数字（七天）"


@pytest.mark.parametrize("day", [date(2025, 11, 30), date(2026, 11, 24)], ids=["before the first list", "tomorrow"])
def test_a_day_without_data_is_refused_in_words(view, day):
    with pytest.raises(ArrearsError, match="choose a day within") as refused:
        view.choose(day)
    assert "请选择其中一天" in refused.value.zh
    assert view.day == TODAY


def test_tasks_are_named_with_their_panel_and_none_of_nothing(view):
    tasks = view.tasks()
    assert all(task.count for task in tasks)
    assert {task.panel for task in tasks} <= {"home", "promises", "quality", "assign", "training"}


@pytest.mark.parametrize(("lang", "words"), [("zh", "还没有登记任何联系"), ("en", "Nothing is recorded")])
def test_a_day_on_which_nothing_happened_says_so(empty_store, lang, words):
    cases = pd.DataFrame({"case_id": ["A"], "due_date": ["2026-08-01"], "principal": [10]})
    place_cases(empty_store, cases, actor="lead", as_of=date(2026, 10, 1))
    quiet = DailyReport(Session(empty_store, "zhao", lang=lang, as_of=TODAY))
    assert words in sections(quiet)[0][1]


def test_the_report_is_one_file_and_a_workbook_with_charts(view, ooxml_validator, tmp_path):
    view.choose(BUSY)
    page = report_html(view).decode()
    assert "催收日报 2026-11-20" in page
    assert "<script" not in page
    content = report_book(view)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert len(book["图表"]._charts) == 2
    assert book["按催收员"].cell(book["按催收员"].max_row, 1).value == "合计"
    path = tmp_path / "daily.xlsx"
    path.write_bytes(content)
    assert ooxml_validator(path) == []


def test_an_empty_store_says_what_to_do(empty_store):
    with pytest.raises(ArrearsError, match="put a case list in"):
        DailyReport(Session(empty_store, "zhao", as_of=TODAY))


def test_money_claims_corrections_and_help_of_the_day_are_shown(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, new_key())
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    head = {"case_id": "A1", "actor": "王芳", "happened_at": now}
    with open_store(tmp_path / "book.db", clock=lambda: now) as store:
        cases = pd.DataFrame(
            {"case_id": ["A1"], "due_date": ["2026-09-01"], "principal": [1000], "collector": ["王芳"]}
        )
        place_cases(store, cases, actor="lead", as_of=BUSY)
        store.append(
            [
                Payment(**head, key="k", amount_fen=300_00),
                Reversal(**head, key="r", corrects="k", amount_fen=100_00, reason="退票"),
                Claim(**head, key="c", amount_fen=99_999_00, paid_on=TODAY),
                Claim(
                    **{**head, "happened_at": now - timedelta(days=9)}, key="old", amount_fen=9_00, paid_on="2026-11-14"
                ),
                Help(**head, key="h", help_id="H-1", state="asked", text="客户要求减免"),
            ]
        )
        seq = int(entries(store, "A1").query("key == 'c'")["seq"].iloc[0])
        correct_entry(store, "A1", seq, {"amount_fen": 999_00}, reason="多输两位", actor="王芳")
        view = DailyReport(Session(store, "zhao", as_of=TODAY))
        whole = view.figures.iloc[0]
        assert (whole["collector"], whole["paid_fen"], whole["back_fen"]) == ("王芳", 200_00, 100_00)
        assert (whole["claims"], whole["corrected"], whole["helps"]) == (1, 1, 1)
        assert view.happened["zh"].tolist() == [
            "2026-11-23 入账 300.00 元（1 笔）",
            "2026-11-23 冲正 100.00 元，已还款项被退回",
            "王芳更正：客户称已还款 2026-11-23 17:00 金额（元）99,999.00 → 999.00",
            "客户称 2026-11-23 已还款 999.00 元（待核实）",
        ]
        page = report_html(view).decode()
        assert all(said in page for said in view.happened[view.session.lang])
        assert [task.count for task in view.tasks() if "claims" in task.en or "help" in task.en]
