import io
from datetime import date

import openpyxl
import pandas as pd
import pytest

from arrears.errors import ArrearsError
from arrears.panels.daily_report import FIGURES, DailyReport
from arrears.panels.daily_report_panel import report_book, report_html, sections
from arrears.panels.session import Session
from arrears.store.case_list import place_cases

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


@pytest.mark.parametrize("day", [date(2025, 11, 30), date(2026, 11, 24)], ids=["before the first list", "tomorrow"])
def test_a_day_without_data_is_refused_in_words(view, day):
    with pytest.raises(ArrearsError, match="choose a day within") as refused:
        view.choose(day)
    assert "请选择其中一天" in refused.value.zh
    assert view.day == TODAY


def test_tasks_are_named_with_their_panel_and_none_of_nothing(view):
    tasks = view.tasks()
    assert all(task.count for task in tasks)
    assert {task.panel for task in tasks} <= {"promises", "quality", "assign"}


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
