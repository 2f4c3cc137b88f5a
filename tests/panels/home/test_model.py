import shutil
from datetime import date, datetime, timedelta, timezone

import numpy as np
import pytest

from arrears import panels
from arrears.errors import ArrearsError
from arrears.panels.home.model import Home
from arrears.panels.home.panel import HomePanel, month_markup
from arrears.panels.progress.model import Progress
from arrears.panels.shell.session import Session
from arrears.store import open_store
from arrears.store.records import Help
from arrears.store.secrets.keys import Keys
from arrears.store.state.agencies import Agencies

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 18, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture(scope="module")
def session(demo_files, demo_key, tmp_path_factory):
    """One sitting for all: what is read once is read once; on a copy, for some of them write."""
    own = tmp_path_factory.mktemp("home") / "demo.db"
    shutil.copy(demo_files / "demo.db", own)
    with open_store(own, keys=lambda: Keys(demo_key), clock=lambda: NOW) as store:
        yield Session(store, "zhao", as_of=TODAY)


@pytest.fixture(scope="module")
def home(session):
    return Home(session)


def test_every_figure_leads_to_as_many_cases_as_it_says(home):
    tasks = [task for task in home.tasks if task.cases]
    assert {"agreements", "late", "held"} <= {task.key for task in tasks}
    for task in tasks:
        assert sorted(home.cases_of(task.key)["case_id"]) == sorted(task.cases)
        assert len(task.cases) <= task.count


def test_what_is_on_hold_says_what_is_to_be_decided_and_by_when(home):
    told = home.cases_of("held")["told"]
    assert told.str.match(r"最迟20\d\d-\d\d-\d\d：.+").all()
    assert (told.str[2:12] <= str(TODAY)).all()


def test_a_call_for_help_is_there_at_the_next_look(home, session):
    at = session.store.clock()
    session.store.append(
        Help(
            case_id="AJ2611-000001", actor="王芳", happened_at=at, key="h", help_id="H-1", state="asked", text="请协助"
        )
    )
    session.refresh()
    (task,) = [task for task in home.tasks if task.key == "help"]
    assert "AJ2611-000001" in task.cases


def test_an_agency_that_waits_for_its_inspection_is_there_at_the_next_look(home, session):
    assert "agencies" not in {task.key for task in home.tasks}
    Agencies(session.store, "lead").enrol("诚信资产管理有限公司", "91440101MA5CXXXX0X", "陈经理")
    session.refresh()
    (task,) = (task for task in home.tasks if task.key == "agencies")
    assert (task.count, task.cases) == (1, ())
    assert "arrears agency list" in task.zh


def test_the_month_to_date_is_what_progress_says_of_it_and_is_asked_for_its_working_days(home, session):
    rates = Progress(session).board.rates.set_index("measure")
    assert [one.measure for one in home.figures] == list(rates.index)
    assert home.gone == (16, 21)
    for one in home.figures:
        told = rates.loc[one.measure]
        assert (one.count, one.out_of) == (told["count"], told["out_of"])
        part = 16 / 21 if one.measure in {"recovery", "cure", "coverage"} else 1
        assert one.target == pytest.approx(one.whole * part)
        fewer = one.measure in {"overdue", "complaint", "breach"}
        assert one.met is (one.rate <= one.target if fewer else one.rate >= one.target)


def test_better_is_higher_for_what_is_wanted_and_lower_for_what_is_not(home, session):
    view = Progress(session)
    first, last = home.before
    view.choose_days(first.item(), last.item())
    before = view.board.rates.set_index("measure")["rate"]
    for one in home.figures:
        assert one.before == pytest.approx(before[one.measure])
        if one.rate != one.before:
            up = one.rate > one.before
            assert one.better is (not up if one.measure in {"overdue", "complaint", "breach"} else up)


def test_the_cases_of_a_measure_add_up_to_its_figure(home):
    for one in home.figures:
        cases = home.cases_of(f"measure:{one.measure}")
        assert cases["case_id"].is_unique
        assert set(cases["told"]) <= {"已计入", "未计入"}
        if one.measure in {"cure", "complaint", "coverage", "promise"}:
            assert (len(cases), int((cases["told"] == "已计入").sum())) == (one.out_of, one.count)


def test_a_figure_that_is_gone_is_told_in_words(home):
    for key in ("measure:none", "none"):
        with pytest.raises(ArrearsError, match="no cases any more"):
            home.cases_of(key)


def test_a_click_shows_the_cases_and_says_whose_they_are(session):
    page = panels.show("home", session)
    panel = HomePanel(page, Home(session))
    assert panel.cases.layout.display == "none"
    panel._go("measure:kept")
    assert (panel.cases.layout.display, panel.grid.grid.page("zh")["total"] > 0) == ("", True)
    assert "履约率" in panel.title.value
    panel._go("none")
    assert page.notice.level == "error"
    panel._close()
    assert panel.cases.layout.display == "none"


def test_what_lower_is_better_says_so(home):
    assert month_markup(home).count("越低越好") == sum(
        one.measure in {"overdue", "complaint", "breach"} and not np.isnan(one.target) for one in home.figures
    )
