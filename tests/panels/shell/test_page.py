import asyncio
import json
import warnings
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from waiting import PATIENCE, until_in_loop

with warnings.catch_warnings():
    # Their own imports warn on some versions; what is tested is ours.
    warnings.simplefilter("ignore")
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    widgets = pytest.importorskip("ipywidgets")
    pytest.importorskip("anywidget")

from ipywidgets.widgets.widget import _instances

from arrears import panels
from arrears.errors import ArrearsError
from arrears.panels.shell.catalogue import PANELS
from arrears.panels.shell.page import Page
from arrears.panels.shell.session import Session
from arrears.store.records import Payment
from arrears.store.state.case_list import place_cases

DAY = date(2026, 11, 23)
NOTEBOOKS = Path(__file__).parents[3] / "notebooks"


@pytest.fixture
def session(demo_store):
    return Session(demo_store, "zhao", as_of=DAY)


@pytest.fixture
def page(session):
    made = Page(PANELS[0])
    made.sign_in(session)
    return made


def paid(key):
    return Payment(case_id="AJ2611-000001", happened_at="2026-11-20T10:00+08:00", actor="bank", key=key, amount_fen=1)


def boom(_):
    raise ValueError("13800138000")


def test_a_page_without_a_store_tells_how_to_name_one(monkeypatch):
    monkeypatch.delenv("ARREARS_STORE", raising=False)
    page = panels.show("assign")
    assert "arrears dashboard" in page.notice.zh
    assert page.body.children == ()


def test_a_panel_that_is_none_is_refused():
    with pytest.raises(ValueError, match="choose one of home, assign"):
        panels.show("asign")


def test_an_empty_store_is_told_in_words_and_draws_nothing(empty_store):
    page = panels.show("assign", Session(empty_store, "zhao", as_of=DAY))
    assert "还没有案件" in page.notice.zh
    assert page.body.children == ()


# Lists, rules and training show no day's cases.
OF_A_DAY = sorted({panel.name for panel in PANELS} - {"lists", "rules", "training", "year"})


@pytest.mark.parametrize("panel", OF_A_DAY)
def test_a_day_before_the_first_list_names_the_first_day_on_every_page(demo_store, panel):
    page = panels.show(panel, Session(demo_store, "zhao", as_of=date(2020, 1, 1)))
    assert "--as-of 2025-" in page.notice.zh
    assert "first case list" in page.notice.en
    assert page.body.children == ()


def test_a_page_that_had_nothing_to_show_shows_it_once_the_store_has_it(empty_store):
    page = panels.show("progress", Session(empty_store, "zhao", as_of=DAY))
    assert page.notice.level == "error"
    cases = pd.DataFrame({"case_id": ["A"], "due_date": ["2026-09-01"], "principal": [1000], "collector": ["王芳"]})
    place_cases(empty_store, cases, actor="lead", as_of=date(2026, 10, 1))
    page.look()
    assert page.notice is None
    assert page.body.children


def test_the_language_is_asked_of_the_panel_anew(page):
    asked = []

    def build(of):
        asked.append(of.lang)
        return [widgets.HTML(of.say(("甲", "A")))]

    page.present(build)
    page.speak("en")
    assert asked == ["zh", "en"]
    assert page.body.children[0].value == "A"


def test_what_goes_wrong_is_told_without_a_traceback_and_without_data(page):
    page.present(boom)
    assert "13800138000" not in page.notice.zh
    assert "编号" in page.notice.zh
    with page.guard():
        raise ArrearsError("do this", "请这样做")
    assert page.notice.zh == "请这样做"


def test_a_notice_is_escaped(page):
    with page.guard():
        raise ArrearsError("<script>", "<script>")
    assert "<script>" not in page._message.value


def test_others_events_are_heard_once(page, demo_store):
    heard = []
    page.on_news(lambda: heard.append(1))
    assert page.look() == 0
    demo_store.append([paid("x1"), paid("x2")])
    assert page.look() == 2
    assert "新增 2 条" in page.notice.zh
    assert page.look() == 0
    assert heard == [1]


def test_a_store_that_is_gone_is_told_in_words(page, demo_store, tmp_path):
    demo_store.close()
    (tmp_path / "demo.db").write_bytes(b"no database at all, but long enough to be taken for one" * 40)
    page.look()
    assert page.notice.level == "error"


def test_long_work_goes_on_with_its_result(page):
    got = []
    page.run(lambda job: (job.step(0.5, "半", "half"), 7)[1], got.append)
    assert got == [7]


def test_long_work_that_is_cancelled_says_so_and_changes_nothing(page):
    got = []

    def work(job):
        job.cancel()
        job.step(0.9, "", "")

    page.run(work, got.append)
    assert got == []
    assert "已取消" in page.notice.zh


def test_long_work_that_fails_says_so(page):
    page.run(boom, print)
    assert page.notice.level == "error"


def test_in_a_kernel_long_work_shows_how_far_it_is_and_its_button_ends_it(page):
    async def live():
        def work(job):
            while True:
                job.step(0.25, "求解", "solving")

        page.run(work, print)
        await until_in_loop(lambda: page._doing.value == "求解", "the bar tells how far it is")
        seen = page._bar.value, page._doing.value, page._progress.layout.display
        page.run(work, print)
        assert "仍在进行" in page.notice.zh
        page._cancel.click()
        await page._task
        return seen

    assert asyncio.run(live()) == (0.25, "求解", "")
    assert "已取消" in page.notice.zh
    assert page._progress.layout.display == "none"


def test_what_a_notebook_saves_as_text_names_the_panel_alone(session):
    assert repr(panels.show("assign", session)) == "Page('assign')"


def test_the_notebook_of_every_panel_is_one_call_and_has_no_output():
    for path in NOTEBOOKS.glob("*.ipynb"):
        if path.stem not in {panel.name for panel in PANELS}:
            continue
        notebook = json.loads(path.read_text(encoding="utf-8"))
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        told = "".join(notebook["cells"][0]["source"])
        assert -1 < told.index("运行下面") < told.index("Run the cell")
        assert [cell["outputs"] for cell in code] == [[]] * len(code)
        assert sum(len("".join(cell["source"]).splitlines()) for cell in code) <= 6
        assert "widgets" not in notebook["metadata"]


@pytest.mark.parametrize("name", ["assign"])
def test_an_executed_notebook_saves_no_row_of_any_customer(name, demo_store, demo_files, tmp_path, monkeypatch):
    monkeypatch.setenv("ARREARS_STORE", f"sqlite:///{tmp_path / 'demo.db'}")
    monkeypatch.setenv("ARREARS_TEAM", str(demo_files / "team.csv"))
    monkeypatch.setenv("ARREARS_AS_OF", str(DAY))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
        nbclient.NotebookClient(
            notebook, timeout=PATIENCE, startup_timeout=PATIENCE, resources={"metadata": {"path": str(tmp_path)}}
        ).execute()
    saved = nbformat.writes(notebook)
    assert f"Page('{name}')" in saved
    assert 'role=\\"alert\\"' not in saved
    cases = Session(demo_store, "zhao", as_of=DAY).cases()
    for column in ("customer_name", "phone", "card_number", "address", "case_id"):
        shown = [
            value for value in set(cases[column].dropna()) if json.dumps(value).strip('"') in saved or value in saved
        ]
        assert shown == []


def test_a_page_turns_from_panel_to_panel_and_keeps_each(session):
    page = panels.show("lists", session)
    lists = page.body
    page.turn("rules")
    assert (page.panel.name, lists.layout.display, bool(page.body.children)) == ("rules", "none", True)
    rules = page.body.children
    page.turn("lists")
    assert (page.body, page.body.layout.display, page.notice) == (lists, "", None)
    page.turn("rules")
    assert page.body.children is rules
    page.turn("none")
    assert page.panel.name == "rules"


def test_a_panel_that_was_not_looked_at_is_brought_up_to_date_when_it_is(page, demo_store):
    heard = []
    page.present(lambda of: (of.on_news(lambda: heard.append(1)), [widgets.HTML()])[1])
    page.turn("lists")
    demo_store.append(paid("y1"))
    assert (page.look(), heard) == (1, [])
    page.turn(PANELS[0].name)
    assert heard == [1]


def test_a_panel_that_is_turned_to_speaks_the_language_of_the_page(session):
    page = panels.show("lists", session)
    chinese = page.body.children
    page.turn("rules")
    page.speak("en")
    page.turn("lists")
    assert page.lang == "en"
    assert page.body.children is not chinese


def test_what_a_page_showed_is_gone_from_the_kernel_when_its_browser_goes(session):
    before = set(_instances)
    page = panels.show("lists", session)
    page.turn("rules")
    page.speak("en")
    page._listen({"t": "bye"})
    assert set(_instances) <= before


def test_two_pages_at_one_store_read_it_once_and_speak_their_own_languages(session):
    other = session.beside()
    read = []
    assert (
        session.at_head("one", lambda _: read.append(1) or 7)
        == other.at_head("one", lambda _: read.append(2) or 8)
        == 7
    )
    assert (read, other.has("one"), other.has("two")) == ([1], True, False)
    other.lang = "en"
    assert session.lang == "zh"
