import io
import zipfile
from datetime import date

import numpy as np
import openpyxl
import pandas as pd
import pytest

from arrears import panels
from arrears.errors import ArrearsError
from arrears.panels.assign.downloads import downloads
from arrears.panels.assign.files import collector_workbooks, moved_list
from arrears.panels.assign.loads import bars
from arrears.panels.assign.markup import problems
from arrears.panels.assign.model import Assigning
from arrears.panels.shell.background import CancelledError
from arrears.panels.shell.session import Session
from arrears.panels.shell.team import Change, changed, present_on, read_team_file, with_all_columns
from arrears.returns.fill import stored_day
from arrears.store.log.expecting import StaleError
from arrears.store.records import Assignment, Payment
from arrears.store.state.case_list import unmasked_cases

DAY = date(2026, 11, 23)


@pytest.fixture
def session(demo_store):
    return Session(demo_store, "zhao", as_of=DAY)


@pytest.fixture
def work(session, demo_files):
    return Assigning(session, demo_files / "team.csv")


def by(store, case, collector, key="other-1", actor="qian"):
    event = Assignment(case_id=case, happened_at=store.clock(), actor=actor, key=key, collector=collector)
    return store.append(event)


def alone(work):
    """A case whose customer has no other, with nothing that asks for a skill."""
    counts = work.cases["customer_id"].map(work.cases["customer_id"].value_counts())
    plain = (counts == 1) & (work.cases["flags"].fillna("") == "")
    return work.cases.loc[plain, "case_id"].tolist()


def test_only_cases_with_something_owed_are_shared_out(work):
    assert len(work.cases) == 240
    assert (work.cases["total_due_fen"] > 0).all()
    assert "id_number" not in work.cases


def test_a_fair_assignment_is_tried_and_nothing_is_stored(work, demo_store):
    head = demo_store.head()
    work.accept(work.balance())
    was, now = work.loads().spread("cases")
    assert now < 0.1 < was
    assert demo_store.head() == head
    moved = work.moved()
    assert (moved["collector"] != moved["after"]).all()
    assert (moved["reason"] != "").all()


def test_who_is_away_gets_nothing(work):
    away = set(work.collectors) - set(work.present())
    assert len(away) == 1
    work.accept(work.balance())
    assert not set(work.state.after) & away


def test_only_cases_without_a_collector_present_are_moved_where_that_is_asked_for(work):
    there = np.isin(work.before.astype(str), work.present())
    work.accept(work.balance("open"))
    assert not (work.is_moved & there).any()
    assert work.is_moved[~there].all()


def test_the_more_moves_cost_the_fewer_there_are(work):
    moves = {}
    for continuity in ("low", "high"):
        state = work.balance(continuity=continuity)
        moves[continuity] = int((state.after != work.before).sum())
    assert moves["high"] < moves["low"]


def test_working_it_out_says_how_far_it_is_and_can_be_cancelled(work):
    told = []
    work.balance(tell=lambda part, zh, en: told.append((part, zh, en)))
    assert [part for part, _, _ in told] == sorted(part for part, _, _ in told)
    assert len(told) > 3

    def cancel(part, zh, en):
        if part > 0:
            raise CancelledError

    before = work.state
    with pytest.raises(CancelledError):
        work.balance(tell=cancel)
    assert work.state is before


def test_cases_are_given_by_hand_with_their_customers_other_cases(work):
    counts = work.cases["customer_id"].value_counts()
    twice = work.cases[
        work.cases["customer_id"].isin(counts[counts == 2].index) & (work.cases["flags"].fillna("") == "")
    ]
    twice = twice[twice.groupby("customer_id")["case_id"].transform("size") == 2]
    first, second = twice[twice["customer_id"] == twice["customer_id"].iloc[0]]["case_id"]
    to = next(name for name in work.present() if name != work.before[work.ids == first][0])
    assert work.give([first], to) == 2
    table = work.table().set_index("case_id")
    assert table.loc[[first, second], "after"].tolist() == [to, to]
    assert table.loc[[first, second], "reason"].tolist() == ["组长指定", "同一客户由一名催收员负责"]
    assert table.loc[[first, second], "pinned"].all()


def test_what_was_given_by_hand_stays_when_it_is_balanced(work):
    case = alone(work)[0]
    to = work.present()[3]
    work.give([case], to)
    work.accept(work.balance())
    assert work.state.after[work.ids == case][0] == to


def test_a_case_that_asks_for_a_skill_goes_to_nobody_without_it_and_the_skill_is_named(work):
    case = work.cases.loc[work.cases["flags"].fillna("").str.contains("legal"), "case_id"].iloc[0]
    team = work.state.team.set_index("collector")
    unskilled = next(name for name in work.present() if not team.loc[name, "skills"])
    before = work.state
    with pytest.raises(ArrearsError, match="legal") as refused:
        work.give([case], unskilled)
    assert "技能 法务" in refused.value.zh
    assert work.state is before


def test_nobody_gets_more_than_the_capacity_by_hand(work):
    name = work.present()[0]
    held = int((work.before == name).sum())
    work.change_collectors([name], capacity=held + 1)
    cases = [case for case in alone(work) if work.before[work.ids == case][0] != name]
    assert work.give(cases[:1], name) == 1
    with pytest.raises(ArrearsError, match="capacity"):
        work.give(cases[1:2], name)


def test_too_little_room_is_named_and_everybody_else_is_assigned(work):
    work.change_collectors(work.collectors, capacity=10)
    work.accept(work.balance())
    assert (work.state.problems["constraint"] == "capacity").any()
    assert (work.state.after != "").sum() == 10 * len(work.present())
    assert "容量不足" in problems(work, "zh")
    assert "capacity is short" in problems(work, "en")


def test_steps_are_taken_back_and_done_again(work):
    start = work.state
    work.give(alone(work)[:1], work.present()[0])
    given = work.state
    work.change_collectors(work.collectors[:1], present=True)
    work.undo()
    assert work.state is given
    work.undo()
    assert work.state is start
    assert not work.can_undo
    work.redo()
    assert work.state is given
    work.give(alone(work)[1:2], work.present()[0])
    assert not work.can_redo
    work.reset()
    assert not work.is_moved.any()
    work.undo()
    assert work.is_moved.any()


def test_a_case_is_put_back_and_is_no_longer_chosen_by_hand(work):
    case = next(one for one in alone(work) if work.before[work.ids == one][0] != work.present()[0])
    work.give([case], work.present()[0])
    assert work.release([case]) == 1
    assert not work.is_moved.any()
    assert work.state.pins == {}


def test_a_commit_stores_every_move_with_its_reason_and_can_be_taken_back(work, demo_store):
    work.accept(work.balance())
    wanted = dict(zip(work.ids[work.is_moved], work.state.after[work.is_moved], strict=True))
    before = dict(zip(work.ids, work.before, strict=True))
    receipt = work.commit()
    assert receipt.stored == len(wanted)
    held = demo_store.assignments().set_index("case_id")
    assert {case: held.loc[case, "collector"] for case in wanted} == wanted
    assert set(held.loc[list(wanted), "actor"]) == {"zhao"}
    assert held.loc[list(wanted), "reason"].notna().all()
    assert not work.is_moved.any()
    assert work.take_back().stored == len(wanted)
    held = demo_store.assignments().set_index("case_id")["collector"]
    assert {case: held[case] for case in wanted} == {case: before[case] for case in wanted}
    assert work.committed is None


def test_without_a_change_there_is_nothing_to_commit_or_to_take_back(work):
    with pytest.raises(ArrearsError, match="nothing has changed"):
        work.commit()
    with pytest.raises(ArrearsError, match="nothing was committed"):
        work.take_back()


def test_a_commit_is_refused_when_another_lead_has_moved_one_of_the_cases(work, demo_store):
    case, other = alone(work)[:2]
    mine, theirs = work.present()[:2]
    work.give([case], mine)
    by(demo_store, case, theirs)
    head = demo_store.head()
    with pytest.raises(StaleError):
        work.commit()
    assert demo_store.head() == head
    assert work.is_moved.any()
    work.give([other], mine)
    assert work.catch_up() == (case,)
    assert work.before[work.ids == case][0] == theirs
    assert work.state.after[work.ids == case][0] == theirs
    assert work.commit().stored == int(work.committed is not None)


def test_what_others_do_elsewhere_does_not_disturb(work, demo_store):
    case, other = alone(work)[:2]
    work.give([case], work.present()[0])
    by(demo_store, other, work.present()[1])
    assert work.catch_up() == ()
    assert work.before[work.ids == other][0] == work.present()[1]
    assert work.commit().stored == 1


def test_a_commit_is_not_taken_back_over_anothers_move(work, demo_store):
    case = alone(work)[0]
    work.give([case], work.present()[0])
    work.commit()
    by(demo_store, case, work.present()[1])
    with pytest.raises(StaleError):
        work.take_back()


@pytest.mark.parametrize(("act", "match"), [
    pytest.param(lambda work: work.give([], "王芳"), "no case is selected", id="no case"),
    pytest.param(lambda work: work.give([work.ids[0]], "nobody"), "not in the team", id="nobody of that name"),
    pytest.param(lambda work: work.change_collectors([]), "no collector is chosen", id="no collector"),
    pytest.param(lambda work: work.change_collectors(work.collectors, capacity=-1), "at least 0", id="less than nothing"),
    pytest.param(lambda work: work.change_collectors(work.collectors, absent_until=date(2026, 11, 22)), "is over", id="an absence of yesterday"),
])  # fmt: skip
def test_misuse_is_told_in_words_and_changes_nothing(work, act, match):
    before = work.state
    with pytest.raises(ArrearsError, match=match):
        act(work)
    assert work.state is before


def test_an_empty_store_is_told_in_words(empty_store):
    with pytest.raises(ArrearsError, match="no cases yet"):
        Assigning(Session(empty_store, "zhao", as_of=DAY))


def test_a_collector_without_cases_has_bars_of_nothing(work):
    name = work.present()[0]
    mine = work.ids[work.before == name].tolist()
    work.accept(work.balance())
    work.change_collectors([name], share=0)
    work.accept(work.balance())
    assert mine
    drawn = bars(work.loads(), "cases", "zh")
    assert f"{name}" in drawn
    assert "0 件" in drawn


def test_loads_add_up_to_the_cases_before_and_after(work):
    work.accept(work.balance())
    loads = work.loads()
    assert loads.before[:, 0].sum() == loads.after[:, 0].sum() == len(work.cases)
    assert loads.after[:, 1].sum() == work.cases["value_at_risk_fen"].sum()
    assert loads.after[:, 3:].sum() == len(work.cases)


def test_bars_say_their_numbers_with_units_and_escape_names(work):
    work.state.team.loc[0, "collector"] = "<b>王</b>"
    drawn = bars(work.loads(), "value_at_risk", "en")
    assert "<b>王" not in drawn
    assert "10k yuan" in drawn
    assert "fair load" in drawn


def test_the_list_of_moves_is_masked_and_its_export_recorded(work, demo_store):
    work.accept(work.balance())
    content, name = moved_list(work, "zh")
    assert name == "分案调整-2026-11-23.xlsx"
    assert content[:2] == b"PK"
    (export,) = demo_store.current("export").to_dict("records")
    assert (export["rows"], export["masked"]) == (int(work.is_moved.sum()), True)


def test_a_team_is_read_with_chinese_headings_and_in_what_excel_writes(tmp_path):
    path = tmp_path / "team.csv"
    rows = "催收员,件数上限,技能,缺勤自,缺勤至\n王芳,80,法务；投诉,,\n李伟,,,2026-11-20,2026-11-25\n"
    path.write_bytes(rows.encode("gb18030"))
    team = with_all_columns(read_team_file(path))
    assert team["collector"].tolist() == ["王芳", "李伟"]
    assert team["capacity"].fillna(-1).tolist() == [80, -1]
    assert present_on(team, DAY) == ["王芳"]
    assert team["skills"].tolist() == ["complaints;legal", None]


@pytest.mark.parametrize("content", [pytest.param("a,b\n1,2\n", id="no collectors"), pytest.param("", id="empty")])
def test_a_file_that_is_no_team_is_told_in_words(tmp_path, content):
    path = tmp_path / "team.csv"
    path.write_text(content)
    with pytest.raises(ArrearsError, match="collector"):
        read_team_file(path)


def test_a_collector_is_away_on_the_first_and_the_last_day_and_back_on_the_next():
    team = changed(
        with_all_columns(pd.DataFrame({"collector": ["王芳"]})), ["王芳"], DAY, Change(absent_until=date(2026, 11, 25))
    )
    there = [present_on(team, date(2026, 11, day)) for day in (22, 23, 25, 26)]
    assert there == [["王芳"], [], [], ["王芳"]]


def test_the_workbooks_of_those_whose_lists_changed_come_in_one_file(work):
    case = alone(work)[0]
    old, new = (
        work.before[work.ids == case][0],
        next(n for n in work.present() if n != work.before[work.ids == case][0]),
    )
    work.give([case], new)
    work.commit()
    told = []
    content, name, cases = collector_workbooks(work, "zh", lambda *step: told.append(step[0]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == sorted([f"{old}.xlsx", f"{new}.xlsx"])
    assert name.endswith(".zip")
    assert sorted(cases["case_id"]) == sorted(work.ids[np.isin(work.before.astype(str), [old, new])])
    assert sorted(cases["case_id"]) == sorted(case for book in books_of(content) for case in book)
    assert told == sorted(told)


def books_of(content):
    """The cases of each workbook in a file that was handed over."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            book = openpyxl.load_workbook(io.BytesIO(archive.read(name)), read_only=True)
            cells = {str(cell) for row in book["案件"].iter_rows(values_only=True) for cell in row}
            yield {cell for cell in cells if cell.startswith("AJ2611-")}


def test_what_is_recorded_as_exported_is_what_the_workbooks_hold(demo_store, demo_files, monkeypatch):
    monkeypatch.setenv("ARREARS_TEAM", str(demo_files / "team.csv"))
    page = panels.show("assign", Session(demo_store, "zhao", as_of=DAY))
    work = page.kept["assign"]
    case = alone(work)[-1]
    new = next(name for name in work.present() if name != work.before[work.ids == case][0])
    work.give([case], new)
    work.commit()
    handed, button = [], downloads(page, work)[1]
    button.hand_over = lambda *given: handed.append(given)
    button.click()
    (content, name, _) = handed[0]
    inside = [one for book in books_of(content) for one in book]
    told = demo_store.current("export").iloc[-1]
    assert case in inside
    assert len(inside) == len(set(inside)) == told["rows"]
    assert told["file_name"] == name
    assert {"customer_name", "phone"} <= set(told["columns"])


def test_no_name_or_number_is_in_clear_in_the_workbooks_handed_over(work):
    content, _, _ = collector_workbooks(work, "zh", lambda *_: None)
    full = unmasked_cases(work.session.store, DAY)
    columns = ("customer_name", "phone", "id_number", "card_number", "address", "email")
    secret = {str(value) for key in columns for value in full[key].dropna() if len(str(value)) > 1}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            with zipfile.ZipFile(io.BytesIO(archive.read(name))) as book:
                text = "".join(book.read(part).decode() for part in book.namelist() if part.endswith(".xml"))
            assert {value for value in secret if value in text} == set()


def test_an_answer_that_comes_after_a_change_is_dropped_in_words_and_the_change_stays(work):
    since = work.state
    late = work.balance()
    case = alone(work)[0]
    new = next(name for name in work.present() if name != work.before[work.ids == case][0])
    work.give([case], new)
    kept = work.state
    with pytest.raises(ArrearsError, match="try it again"):
        work.accept(late, since)
    assert work.state is kept


def test_an_absence_marked_here_outlasts_what_others_store(work, demo_store):
    away = work.present()[0]
    work.change_collectors([away], absent_until=date(2026, 11, 25))
    case = alone(work)[0]
    by(demo_store, case, next(name for name in work.collectors if name != work.before[work.ids == case][0]))
    work.catch_up()
    assert away not in work.present()
    assert sorted(work.collectors) == sorted(set(work.collectors))


def test_a_step_can_be_taken_back_after_others_stored_a_payment(work, demo_store):
    case = alone(work)[0]
    work.give([case], next(name for name in work.present() if name != work.before[work.ids == case][0]))
    demo_store.append(
        Payment(case_id=case, happened_at="2026-11-20T10:00+08:00", actor="bank", key="pay", amount_fen=1)
    )
    assert work.catch_up() == ()
    assert work.is_moved.sum() == 1
    work.undo()
    assert work.is_moved.sum() == 0


def test_the_workbooks_show_past_contacts_and_promises_as_the_store_has_them(work):
    content, _, _ = collector_workbooks(work, "zh", lambda *_: None)
    known = stored_day(work.session.store, DAY, set(work.cases["case_id"]))
    found = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            book = openpyxl.load_workbook(io.BytesIO(archive.read(name)), read_only=True)
            cells = {str(cell) for row in book["联系记录"].iter_rows(values_only=True) for cell in row}
            found += len(cells & set(known.contacts["case_id"]))
    assert found == known.contacts["case_id"].nunique() > 0


def test_writing_workbooks_can_be_cancelled(work):
    def cancel(part, zh, en):
        raise CancelledError

    with pytest.raises(CancelledError):
        collector_workbooks(work, "zh", cancel)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        pytest.param("催收员\n王芳\n王芳\n", "第3行“催收员”", id="a name twice"),
        pytest.param("催收员,技能\n王芳,\n,法务\n", "第3行“催收员”", id="no name"),
        pytest.param("催收员,份额\n王芳,-1\n", "第2行“份额”", id="a negative share"),
        pytest.param("催收员,容量\n王芳,很多\n", "第2行“容量”", id="a capacity that is no number"),
        pytest.param("催收员,缺勤自\n王芳,2026-11-01\n李伟,2026-13-99\n", "第3行“缺勤自”", id="a day that is none"),
    ],
)
def test_a_bad_cell_of_a_team_s_table_is_told_with_its_row(tmp_path, rows, told):
    path = tmp_path / "team.csv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(ArrearsError) as refused:
        read_team_file(path)
    assert told in refused.value.zh


def test_a_team_of_which_nobody_is_there_is_told_and_changes_nothing(work, session):
    before = work.state
    with pytest.raises(ArrearsError, match="nobody of the team is present"):
        work.change_collectors(work.collectors, absent_until=DAY)
    assert work.state is before
    with pytest.raises(ArrearsError, match="nobody of the team is present"):
        Assigning(session, pd.DataFrame({"collector": ["王芳"], "absent_until": [pd.Timestamp(DAY)]}))
