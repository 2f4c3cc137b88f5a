"""The panels of progress, promises, quality and the day as widgets, without a browser, and their notebooks as users run them."""

import json
import os
import warnings
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from waiting import PATIENCE

from arrears import panels
from arrears.operations.progress.movements import roll_rates, with_intervals
from arrears.panels.assign.panel import AssignPanel
from arrears.panels.progress.export import wording
from arrears.panels.progress.grids import heat_map, matrix
from arrears.panels.progress.model import Progress
from arrears.panels.progress.panel import ProgressPanel
from arrears.panels.progress.sections import vintage_lines
from arrears.panels.progress.words import Wording
from arrears.panels.promises.model import Promises
from arrears.panels.promises.panel import PromisesPanel
from arrears.panels.quality.model import Quality
from arrears.panels.quality.panel import QualityPanel
from arrears.panels.shell.session import Session
from arrears.policy import Policies
from arrears.store.records import Payment, Placement
from arrears.store.state.case_list import place_cases
from arrears.training.uci import read_uci

TODAY = date(2026, 11, 23)
NAMES = ["progress", "promises", "quality", "lists", "rules", "daily_report"]
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
MONTHS = ("PAY_6", "PAY_5", "PAY_4", "PAY_3", "PAY_2", "PAY_0")


@pytest.mark.parametrize("name", NAMES)
def test_a_panel_opens_without_a_word_of_complaint_speaks_both_languages_and_draws_what_others_store(demo_store, name):
    page = panels.show(name, Session(demo_store, "zhao", as_of=TODAY))
    assert page.notice is None
    assert page.body.children
    page.speak("en")
    assert page.notice is None
    assert page.body.children
    event = {"kind": "note", "case_id": "AJ2611-000001", "actor": "li", "key": "n1", "text": "来电"}
    demo_store.append(event | {"happened_at": pd.Timestamp("2026-11-23T10:00+08:00").to_pydatetime()})
    assert page.look() == 1
    assert page.notice.level == "info"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"lists", "rules"}])
def test_an_empty_store_is_told_in_a_sentence_that_says_what_to_do(empty_store, name):
    page = panels.show(name, Session(empty_store, "zhao", as_of=TODAY))
    assert page.notice is not None
    assert "arrears daily" in page.notice.text("zh")
    assert "arrears daily" in page.notice.text("en")
    assert not page.body.children


def test_cases_without_a_due_date_are_told_and_left_out(demo_store):
    at = pd.Timestamp("2026-11-20T10:00+08:00").to_pydatetime()
    demo_store.append(Placement(case_id="X1", happened_at=at, actor="lead", key="x1", opening_fen=100))
    page = panels.show("progress", Session(demo_store, "zhao", as_of=TODAY))
    assert "1 件案件没有到期还款日" in page.notice.text("zh")


def test_a_store_of_another_version_is_told_in_words(tmp_path, monkeypatch):
    path = tmp_path / "other.db"
    path.write_bytes(b"SQLite format 3\x00" + bytes(200))
    monkeypatch.setenv("ARREARS_STORE", f"sqlite:///{path}")
    page = panels.show("progress")
    assert page.notice is not None
    assert page.notice.level == "error"
    assert "Traceback" not in page.notice.text("zh")


def test_the_heat_map_shows_the_counts_of_the_real_clients():
    beside = Path(__file__).parents[3] / "shared" / "data"
    path = Path(os.environ.get("ARREARS_DATA", beside)) / "UCI_Credit_Card.csv"
    if not path.is_file():
        pytest.skip("UCI_Credit_Card.csv is not here; name its folder in the environment variable ARREARS_DATA")
    clients = read_uci(path)
    late = np.concatenate([clients[month].clip(lower=0).to_numpy() for month in MONTHS])
    snapshots = pd.DataFrame(
        {
            "case_id": np.tile(clients["ID"].astype(str).to_numpy(dtype=object), len(MONTHS)),
            "date": np.repeat(pd.date_range("2005-04-30", periods=6, freq="ME").to_numpy(), len(clients)),
            "bucket": late.astype(str).astype(object),
        }
    )
    labels = tuple(str(months) for months in range(9))
    policies = Policies("cn")
    roll = with_intervals(roll_rates(snapshots, labels), policies, "2026-11-23")
    shown = matrix(roll, labels, Wording("zh", "CNY", {}, policies))
    for row, counts in {"0": ("123,723", "1,860", "6,209"), "2": ("4,130", "1,676", "9,460", "1,031")}.items():
        line = shown.split(f'<th scope="row">{row}</th>')[1].split("</tr>")[0]
        assert [count for count in counts if f">{count}<small>" in line] == list(counts)
    assert ">131,792</td>" in shown
    assert ">16,297</td>" in shown


@pytest.fixture(scope="module")
def run():
    try:
        # Their own imports warn on some versions; what is tested is our notebook.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import ipykernel  # noqa: F401, PLC0415
            import nbclient  # noqa: PLC0415
            import nbformat  # noqa: PLC0415
    except ImportError:
        if os.environ.get("CI") == "true":
            pytest.fail("nbclient or ipykernel is not installed; install arrears[dev]")
        pytest.skip("nbclient or ipykernel is not installed; install arrears[dev]")

    def execute(folder):
        # One kernel for all of them: a panel tells its errors on the page and raises none.
        whole = nbformat.v4.new_notebook()
        for name in NAMES:
            notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
            whole.cells += [cell for cell in notebook.cells if cell["cell_type"] == "code"]
            whole.cells.append(nbformat.v4.new_code_cell(f'print(panels.show("{name}").notice)'))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            client = nbclient.NotebookClient(
                whole, timeout=PATIENCE, startup_timeout=PATIENCE, resources={"metadata": {"path": str(folder)}}
            )
            client.execute()
        return whole

    return execute


def test_the_notebooks_run_and_are_kept_without_anybody_s_data(run, demo_store, tmp_path, monkeypatch):
    monkeypatch.setenv("ARREARS_STORE", f"sqlite:///{demo_store.engine.url.database}")
    monkeypatch.setenv("ARREARS_AS_OF", str(TODAY))
    cells = run(tmp_path).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    shown = [output for output in outputs if "application/vnd.jupyter.widget-view+json" in output.get("data", {})]
    assert len(shown) == len(NAMES)
    assert not [output for output in outputs if output["output_type"] == "error"]
    told = [cell["outputs"][-1]["text"] for cell in cells if "notice" in cell["source"]]
    assert told == ["None\n"] * len(NAMES)
    for name in NAMES:
        kept = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))
        assert "widgets" not in kept["metadata"]
        assert not any(cell.get("outputs") for cell in kept["cells"])


@pytest.fixture
def progress(demo_store, demo_files, monkeypatch):
    monkeypatch.setenv("ARREARS_TEAM", str(demo_files / "team.csv"))
    page = panels.show("progress", Session(demo_store, "zhao", as_of=TODAY))
    return page, ProgressPanel(page, page.kept["progress"])


def test_filters_are_offered_for_what_the_period_has(progress):
    _, panel = progress
    assert list(panel.filters) == ["period", "team", "collector", "stage"]
    assert [value for _, value in panel.filters["team"].options] == ["", "一组", "二组"]


def test_choosing_in_a_filter_redraws_every_box(progress):
    _, panel = progress
    before = {key: box.value for key, box in panel.boxes.items() if key in {"tiles", "flow", "funnel", "roll"}}
    panel.filters["team"].value = "一组"
    assert panel.view.choice.team == "一组"
    assert all(panel.boxes[key].value != value for key, value in before.items())


def test_days_of_one_s_own_choice_are_asked_for_and_bad_ones_are_told(progress):
    page, panel = progress
    panel.filters["period"].value = "custom"
    assert panel.custom.layout.display == ""
    panel.days[0].value, panel.days[1].value = date(2026, 11, 2), date(2026, 11, 6)
    assert str(panel.view.choice.begin) == "2026-11-02"
    panel.days[1].value = date(2026, 11, 1)
    assert page.notice.level == "error"
    assert "没有数据" in page.notice.text("zh")
    assert str(panel.view.choice.end) == "2026-11-06"


def test_weights_on_recovery_alone_are_refused_and_no_score_is_left_on_the_page(progress):
    page, panel = progress
    for key, field in panel.weights.items():
        field.value = 100 if key == "recovery" else 0
    with page.guard():
        panel._score()
    assert "CN-66" in page.notice.text("zh")
    assert "<table" not in panel.boxes["scores"].value
    panel.weights["kept"].value = 100
    panel._score()
    assert "<table" in panel.boxes["scores"].value


@pytest.fixture
def one_case(empty_store):
    cases = pd.DataFrame({"case_id": ["A"], "due_date": ["2026-10-01"], "principal": [1000], "collector": ["王芳"]})
    place_cases(empty_store, cases, actor="lead", as_of=TODAY)
    return Session(empty_store, "zhao", as_of=TODAY)


def test_one_case_alone_is_told_in_sentences_and_draws_no_curve_of_one_point(one_case):
    view = Progress(one_case, {})
    assert "至少需要跨两个月" in vintage_lines(view.board, wording(view))
    assert "<svg" not in vintage_lines(view.board, wording(view))


def test_where_there_is_nothing_to_decide_there_is_nothing_to_press(one_case):
    panel = PromisesPanel(panels.show("promises", one_case), Promises(one_case))
    assert (panel.actions.layout.display, panel.approving.layout.display) == ("none", "none")


def test_no_breach_is_claimed_where_nobody_was_contacted(one_case):
    panel = QualityPanel(panels.show("quality", one_case), Quality(one_case))
    assert "没有登记联系" in panel.summary.value
    assert panel.breaches.layout.display == "none"


def test_a_second_click_decides_about_no_other_agreement(demo_store):
    page = panels.show("promises", Session(demo_store, "zhao", as_of=TODAY))
    panel = PromisesPanel(page, Promises(page.session))
    assert panel.waiting.value == ""
    assert all(each.disabled for each in panel.deciding)
    number = panel.waiting.options[1][1]
    panel.waiting.value = number
    approve = panel.deciding[0]
    assert not approve.disabled
    before = demo_store.head().count
    approve.click()
    approve.click()
    assert demo_store.head().count == before + 2  # approved, and in force
    assert number in page.notice.zh
    assert page.notice.level == "done"


def test_a_second_click_on_commit_leaves_what_was_told_of_the_first(demo_store):
    page = panels.show("assign", Session(demo_store, "zhao", as_of=TODAY))
    panel = AssignPanel(page, page.kept["assign"])
    panel.work.accept(panel.work.balance())
    panel.draw()
    panel.commit_button.click()
    told, count = page.notice, demo_store.head().count
    assert told.level == "done"
    panel.commit_button.click()
    assert (page.notice, demo_store.head().count) == (told, count)


def test_a_store_in_which_all_is_paid_says_so_on_every_panel(empty_store):
    cases = pd.DataFrame({"case_id": ["A"], "due_date": ["2026-08-01"], "principal": [1000], "collector": ["王芳"]})
    place_cases(empty_store, cases, actor="lead", as_of=date(2026, 9, 1))
    at = pd.Timestamp("2026-09-05T10:00+08:00").to_pydatetime()
    empty_store.append(Payment(case_id="A", happened_at=at, actor="bank", key="p", amount_fen=1000_00))
    session = Session(empty_store, "zhao", as_of=TODAY)
    page = panels.show("assign", session)
    assert "均已结清" in page.notice.zh
    assert page.body.children == ()
    view = Progress(session, {})
    assert "没有可计算的迁徙" in heat_map(view.board, wording(view))
    for name in NAMES:
        assert panels.show(name, session).notice is None
