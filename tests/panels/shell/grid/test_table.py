import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.panels.shell.grid.columns import Column
from arrears.panels.shell.grid.table import Grid

COLUMNS = [
    Column("case_id", "案件", "Case"),
    Column("name", "客户", "Customer"),
    Column("due_fen", "应还", "Due", "money", "range"),
    Column("stage", "阶段", "Stage", "word", "values", {"S1": ("提醒", "reminder"), "S2": ("法务", "legal")}),
    Column("due_date", "到期", "Due date", "date"),
    Column("rate", "比率", "Rate", "share"),
]
ROWS = {
    "case_id": ["C1", "C2", "C3", "C4"],
    "name": ["王芳", "李伟", "张三", None],
    "due_fen": pd.array([100_00, None, 5, -1_234_567_89], dtype="Int64"),
    "stage": ["S1", "S2", "S1", None],
    "due_date": pd.to_datetime(["2026-01-31", "2025-12-31", None, "2026-02-28"]),
    "rate": [0.5, np.nan, 0.125, 1.0],
}


def grid(**options):
    return Grid(pd.DataFrame(ROWS), COLUMNS, **options)


def keys(of, lang="zh"):
    return [row["key"] for row in of.page(lang)["rows"]]


def test_cells_are_shown_as_people_read_them():
    cells = [row["cells"] for row in grid().page("zh")["rows"]]
    assert cells[0] == ["C1", "王芳", "100.00", "提醒", "2026-01-31", "50.0%"]
    assert cells[1] == ["C2", "李伟", "", "法务", "2025-12-31", ""]
    assert cells[2][2:5] == ["0.05", "提醒", ""]
    assert cells[3][:4] == ["C4", "", "-1,234,567.89", ""]
    assert grid().page("en")["rows"][0]["cells"][3] == "reminder"


@pytest.mark.parametrize(
    ("column", "descending", "order"),
    [
        pytest.param("due_fen", False, ["C4", "C3", "C1", "C2"], id="the smallest amount first, the missing one last"),
        pytest.param("due_fen", True, ["C1", "C3", "C4", "C2"], id="the largest first, the missing one still last"),
        pytest.param("due_date", False, ["C2", "C1", "C4", "C3"], id="days"),
        pytest.param("due_date", True, ["C4", "C1", "C2", "C3"], id="days the other way round"),
        pytest.param("name", False, ["C2", "C1", "C3", "C4"], id="Chinese names by pronunciation: li, wang, zhang"),
    ],
)
def test_a_sorted_column_has_what_is_missing_last(column, descending, order):
    shown = grid()
    shown.sort(column, descending=descending)
    assert keys(shown) == order


def test_the_same_column_again_turns_the_order_round():
    shown = grid()
    shown.sort("due_fen")
    shown.sort("due_fen")
    assert (shown.page("zh")["sort"], shown.page("zh")["descending"]) == ("due_fen", True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("c1", ["C1"], id="letters of either case"),
        pytest.param("王", ["C1"], id="a part of a name"),
        pytest.param("提醒", ["C1", "C3"], id="the word that is shown"),
        pytest.param("legal", ["C2"], id="the word of the other language"),
        pytest.param("S1 张", ["C3"], id="every word must be found"),
        pytest.param("nobody", [], id="nothing"),
        pytest.param("  ", ["C1", "C2", "C3", "C4"], id="blanks keep all"),
    ],
)
def test_a_search_looks_through_all_texts(text, found):
    shown = grid()
    shown.search(text)
    assert keys(shown) == found


def test_filters_join_and_their_lists_count_what_each_would_keep():
    shown = grid()
    shown.between("due_fen", low=0.05)
    shown.choose("stage", ["S1"])
    assert keys(shown) == ["C1", "C3"]
    offered = {each["value"]: (each["count"], each["on"]) for each in shown.facets("zh")["stage"]["values"]}
    assert offered == {"S1": (2, True), "S2": (0, False), "": (0, False)}
    shown.between("due_fen")
    shown.choose("stage", [""])
    assert keys(shown) == ["C4"]
    shown.clear_filters()
    assert shown.matching == 4


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        pytest.param(100, None, ["C1"], id="a bound is included"),
        pytest.param(100.01, None, [], id="a fen above is not"),
        pytest.param(None, 0.05, ["C3", "C4"], id="the upper bound too"),
        pytest.param(None, 0.04, ["C4"], id="a fen below is not"),
    ],
)
def test_bounds_of_amounts_are_in_yuan_and_included(low, high, found):
    shown = grid()
    shown.between("due_fen", low, high)
    assert keys(shown) == found


def test_selection_is_by_key_and_survives_sorting_filtering_and_new_data():
    shown = grid()
    shown.select(["C3", "C1", "gone"])
    shown.sort("due_fen", descending=True)
    shown.search("李")
    assert shown.selected_keys() == ["C1", "C3"]
    shown.replace(pd.DataFrame(ROWS).iloc[[3, 2]])
    assert shown.selected_keys() == ["C3"]
    assert shown.query == "李"
    assert shown.matching == 0


def test_all_that_match_are_selected_on_whatever_page():
    shown = grid(size=1)
    shown.choose("stage", ["S1"])
    shown.select_matching()
    shown.clear_filters()
    assert shown.selected_keys() == ["C1", "C3"]
    shown.select(["C1"], on=False)
    assert shown.selected == 1
    shown.clear_selection()
    assert shown.selected == 0


@pytest.mark.parametrize(
    ("to", "offset"),
    [
        pytest.param(-1, 0, id="before the first"),
        pytest.param(1, 0, id="within a page"),
        pytest.param(2, 2, id="the second"),
        pytest.param(99, 2, id="behind the last"),
    ],
)
def test_pages_begin_at_multiples_of_their_size(to, offset):
    shown = grid(size=2)
    shown.turn_to(to)
    assert shown.offset == offset


def test_a_filter_goes_back_to_the_first_page():
    shown = grid(size=1)
    shown.turn_to(3)
    shown.search("C")
    assert shown.offset == 0


def test_an_empty_table_is_a_page_without_rows():
    shown = Grid(pd.DataFrame(ROWS).iloc[:0], COLUMNS)
    assert (shown.page("zh")["rows"], shown.matching) == ([], 0)
    shown.sort("due_fen")
    shown.select_matching()
    assert shown.facets("zh")["stage"]["values"] == []


def test_a_key_that_stands_there_twice_is_refused():
    with pytest.raises(ValueError, match="each case_id must stand there once"):
        Grid(pd.DataFrame(ROWS).assign(case_id="C1"), COLUMNS)


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="no column 'stage'"):
        Grid(pd.DataFrame(ROWS).drop(columns="stage"), COLUMNS)


WORDS = st.lists(st.sampled_from(["王芳", "李伟", "b", "A", "", "a b", None]), min_size=1, max_size=30)


@given(names=WORDS, query=st.sampled_from(["", "王", "a", "b", "a b", "x"]))
def test_a_search_finds_what_plain_python_finds(names, query):
    ids = [f"K{place:02d}" for place in range(len(names))]
    columns = [Column("case_id", "", ""), Column("name", "", "")]
    shown = Grid(pd.DataFrame({"case_id": ids, "name": names}), columns, size=100)
    shown.search(query)
    wanted = [
        key for key, name in zip(ids, names, strict=True)
        if all(word in key.lower() or word in (name or "").lower() for word in query.split())
    ]  # fmt: skip
    assert keys(shown) == wanted


def test_many_distinct_texts_are_searched_as_few_are(monkeypatch):
    monkeypatch.setattr("arrears.panels.shell.grid.columns._FEW", 0)
    shown = grid()
    shown.search("王")
    assert keys(shown) == ["C1"]
