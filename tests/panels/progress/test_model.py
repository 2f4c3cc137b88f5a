import io
import re
from datetime import date

import numpy as np
import openpyxl
import pandas as pd
import pytest

from arrears.errors import ArrearsError
from arrears.operations.progress.score import WeightsError
from arrears.panels.progress.export import progress_book, progress_html, wording
from arrears.panels.progress.grids import matrix
from arrears.panels.progress.model import Progress, teams_named
from arrears.panels.progress.rates import dots, groups, score_table, tiles
from arrears.panels.progress.sections import FLOW_WORDS, SECTIONS
from arrears.panels.shell.session import Session
from arrears.store.records import Escalation, Payment
from arrears.store.state.case_list import place_cases, stored_cases
from arrears.store.state.history import read_source

TODAY = date(2026, 11, 23)
SIGNS = {
    "new_fen": 1,
    "charged_fen": 1,
    "paid_fen": -1,
    "cured_fen": -1,
    "rolled_fen": 1,
    "left_fen": -1,
    "written_off_fen": -1,
}


def at(day, hour=10):
    return pd.Timestamp(f"{day}T{hour:02}:00", tz="Asia/Shanghai").to_pydatetime()


@pytest.fixture
def view(demo_store, demo_files):
    return Progress(
        Session(demo_store, "zhao", as_of=TODAY), teams_named({"ARREARS_TEAM": str(demo_files / "team.csv")})
    )


@pytest.fixture
def small(empty_store):
    """Three cases with little enough in them to reckon by hand."""
    cases = pd.DataFrame(
        {
            "case_id": ["A", "B", "C"],
            "due_date": ["2026-09-01", "2026-09-20", "2026-10-10"],
            "principal": [1000, 500, 300],
            "collector": ["王芳", "王芳", "李伟"],
        }
    )
    place_cases(empty_store, cases, actor="lead", as_of=date(2026, 10, 1))
    paid = {"kind": "payment", "actor": "bank", "method": "transfer"}
    empty_store.append(
        [
            paid | {"case_id": "A", "key": "p1", "happened_at": at("2026-11-05"), "amount_fen": 400_00},
            paid | {"case_id": "B", "key": "p2", "happened_at": at("2026-11-06"), "amount_fen": 500_00},
        ]
    )
    return Progress(Session(empty_store, "zhao", as_of=TODAY), {})


def rate(board, measure):
    row = board.rates.set_index("measure").loc[measure]
    return int(row["count"]), int(row["out_of"])


def test_this_month_to_date_is_shown_first(view):
    assert [str(view.choice.begin), str(view.choice.end)] == ["2026-11-01", "2026-11-23"]
    assert view.periods[0].zh == "2026年11月（至今）"
    assert view.periods[1].zh == "2026年10月"


def test_figures_are_those_reckoned_by_hand(small):
    board = small.board
    assert rate(board, "recovery") == (900_00, 1800_00)
    assert rate(board, "cure") == (1, 3)
    assert board.flow.set_index("bucket").loc["total", ["opening_fen", "paid_fen", "closing_fen"]].tolist() == [
        1800_00,
        900_00,
        900_00,
    ]


def test_money_of_the_day_of_the_first_list_is_off_the_balance_already_and_counts_once(empty_store):
    cases = pd.DataFrame({"case_id": ["A"], "due_date": ["2026-09-01"], "principal": [1000], "collector": ["王芳"]})
    place_cases(empty_store, cases, actor="lead", as_of=date(2026, 11, 10))
    for key, day, fen in (("p1", "2026-11-10", 400_00), ("p2", "2026-11-11", 60_00)):
        empty_store.append(Payment(case_id="A", happened_at=at(day), actor="bank", key=key, amount_fen=fen))
    board = Progress(Session(empty_store, "zhao", as_of=TODAY), {}).board
    assert rate(board, "recovery") == (60_00, 600_00)
    assert board.flow.iloc[-1][["opening_fen", "paid_fen", "closing_fen"]].tolist() == [600_00, 60_00, 540_00]


@pytest.mark.parametrize("period", ["2026-11", "2026-10", "all", "week", "today"])
def test_the_waterfall_adds_up_to_the_fen_in_every_bucket_and_period(view, period):
    flow = view.choose(period).flow
    change = sum(flow[key] * sign for key, sign in SIGNS.items())
    assert (flow["opening_fen"] + change == flow["closing_fen"]).all()
    assert set(SIGNS) | {"opening_fen", "closing_fen"} == set(FLOW_WORDS)


def test_the_closing_balance_is_that_of_the_case_list(view, demo_store):
    cases = stored_cases(demo_store, TODAY)
    late = view.source.snapshot(np.datetime64(TODAY))
    late = late[late["days_past_due"] > 0]
    parts = cases.set_index("case_id").loc[late["case_id"], ["principal_fen", "interest_fen", "late_fee_fen"]]
    assert int(view.board.flow["closing_fen"].iloc[-1]) == int(parts.fillna(0).to_numpy().sum())


@pytest.mark.parametrize("dimension", ["team", "collector", "stage"])
def test_narrowing_to_each_group_in_turn_adds_up_to_the_whole(view, dimension):
    whole = view.board.rates.set_index("measure")[["count", "out_of"]]
    groups_of = [key for _, key in view.options(dimension)]
    parts = [view.choose(**{dimension: key}).rates.set_index("measure")[["count", "out_of"]] for key in groups_of]
    nobody = view.choose(**{dimension: ""}).by[dimension]
    parts.append(nobody[nobody[dimension] == ""].set_index("measure")[["count", "out_of"]])
    total = pd.concat(parts).groupby(level=0).sum()
    assert (total.loc[whole.index] == whole).all().all()


def test_a_write_off_is_a_step_of_its_own_and_the_case_is_gone(small):
    store = small.session.store
    off = {"escalation_id": "E1", "step": "write_off", "state": "done"}
    store.append(Escalation(case_id="C", happened_at=at("2026-11-10"), actor="zhao", key="w1", **off))
    small.session.refresh()
    total = small.board.flow.set_index("bucket").loc["total"]
    assert total["written_off_fen"] == 300_00
    assert total["closing_fen"] == 600_00


def test_what_others_store_shows_after_a_refresh_and_not_before(small):
    before = rate(small.board, "recovery")
    paid = Payment(case_id="C", happened_at=at("2026-11-20"), actor="bank", key="p3", amount_fen=100_00)
    small.session.store.append(paid)
    assert rate(small.board, "recovery") == before
    small.session.refresh()
    assert rate(small.board, "recovery") == (1000_00, 1800_00)


def test_days_of_one_s_own_choice_are_taken_and_days_without_data_are_refused_in_words(small):
    assert rate(small.choose_days(date(2026, 11, 5), date(2026, 11, 5)), "recovery") == (400_00, 1800_00)
    for begin, end in (("2026-11-06", "2026-11-05"), ("2026-09-01", "2026-09-30"), ("2026-11-20", "2026-11-24")):
        with pytest.raises(ArrearsError, match="choose days within") as refused:
            small.choose_days(date.fromisoformat(begin), date.fromisoformat(end))
        assert "2026-10-01 至 2026-11-23" in refused.value.zh


def test_an_empty_store_says_how_to_put_cases_in(empty_store):
    with pytest.raises(ArrearsError, match="put a case list in") as told:
        Progress(Session(empty_store, "zhao", as_of=TODAY), {})
    assert "arrears daily" in told.value.zh


def test_a_day_before_the_first_list_says_which_day_to_choose(small):
    early = Session(small.session.store, "zhao", as_of=date(2026, 9, 1))
    with pytest.raises(ArrearsError, match="--as-of 2026-10-01") as told:
        Progress(early, {})
    assert "最早的案件清单日期为 2026-10-01，晚于所选日期 2026-09-01" in told.value.zh


def test_recovery_alone_is_refused_with_the_rule(view):
    with pytest.raises(WeightsError, match="CN-66"):
        view.scores({"recovery": 1})
    assert view.scores()["score"].between(0, 100).all()


def test_a_collector_without_cases_gets_sentences_and_no_empty_chart(view):
    view.choose(collector="没有这个人")
    words = wording(view)
    assert view.board.cases == 0
    for _, draw in SECTIONS.values():
        assert "<svg" not in draw(view.board, words)
    assert "<svg" not in dots(view.board, "kept", words)
    assert "请先分案" in score_table(view.scores(), words)


def test_small_numbers_are_shown_as_small_with_counts_and_interval(small):
    shown = tiles(small.board, wording(small))
    assert "1 / 3" in shown
    assert "样本不足30" in shown
    assert "区间" in shown


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_section_tells_its_figures_in_words_too(view, lang):
    view.session.lang = lang
    words = wording(view)
    for _, draw in SECTIONS.values():
        content = draw(view.board, words)
        assert content.count("<svg") == content.count('role="img" aria-label="')
        assert "<table" in content
    assert groups(view.board, "collector", words).count("<tr>") > 2


def test_the_file_is_whole_and_asks_for_nothing(view):
    page = progress_html(view).decode()
    assert "default-src 'none'" in page
    for foreign in ("<script", "http://", "https://", "url(", "@import"):
        assert foreign not in page.replace("http://www.w3.org/2000/svg", "")
    assert "催收进度" in page


def test_the_workbook_has_tables_and_charts_of_excel_s_own(view, ooxml_validator, tmp_path):
    content = progress_book(view)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[0] == "图表"
    assert len(book["图表"]._charts) == 4
    flow = book["逾期余额"]
    headings = [cell.value for cell in flow[3]]
    total = dict(zip(headings, [cell.value for cell in flow[flow.max_row]], strict=True))
    assert total["账龄"] == "合计"
    assert round(total["期末"] * 100) == int(view.board.flow["closing_fen"].iloc[-1])
    path = tmp_path / "progress.xlsx"
    path.write_bytes(content)
    assert ooxml_validator(path) == []


def test_no_personal_data_is_shown_or_exported(view, demo_store):
    cases = demo_store.customer_names()
    page = progress_html(view).decode()
    assert not [
        name
        for name in set(cases.values())
        if len(name) > 1 and name in page and name not in set(view.board.by["collector"]["collector"])
    ]


def test_teams_come_from_the_file_that_is_named_and_none_without_one(demo_files):
    named = teams_named({"ARREARS_TEAM": str(demo_files / "team.csv")})
    assert set(named.values()) == {"一组", "二组"}
    assert teams_named({}) == {}


def test_reading_sees_nothing_after_the_day(small):
    early = read_source(small.session.store, date(2026, 11, 5))
    assert early.events.payments["amount_fen"].tolist() == [400_00]


def test_amounts_of_two_currencies_are_never_added_up(empty_store):
    cases = pd.DataFrame(
        {
            "case_id": ["A", "B", "C"],
            "due_date": ["2026-09-01"] * 3,
            "principal": [1000, 500, 300],
            "currency": ["CNY", "CNY", "USD"],
        }
    )
    place_cases(empty_store, cases, actor="lead", as_of=date(2026, 10, 1))
    view = Progress(Session(empty_store, "zhao", as_of=TODAY), {})
    assert view.currencies == ["CNY", "USD"]
    assert int(view.board.flow["closing_fen"].iloc[-1]) == 1500_00
    assert int(view.choose(currency="USD").flow["closing_fen"].iloc[-1]) == 300_00
    assert "USD" in SECTIONS["flow"][1](view.board, wording(view))


def test_narrowing_twice_reckons_the_period_once(view, monkeypatch):
    def again(*_):
        raise AssertionError("counted anew")

    view.choose("2026-10")
    monkeypatch.setattr("arrears.panels.progress.model.facts_of", again)
    assert view.choose(collector=view.options("collector")[0][1]).cases > 0


def light(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("share", [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0])
def test_every_shade_of_the_heat_map_can_be_read(view, share):
    row = view.board.roll.iloc[:1].assign(rate=share)
    cell = re.search(
        r"background:(#\w+);color:(#\w+)", matrix(row, ("M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7+"), wording(view))
    )
    behind, ink = (light(colour.replace("#fff", "#ffffff") if len(colour) == 4 else colour) for colour in cell.groups())
    assert (max(behind, ink) + 0.05) / (min(behind, ink) + 0.05) >= 4.5
