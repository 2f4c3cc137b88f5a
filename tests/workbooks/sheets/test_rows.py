import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.workbooks.sheets.rows import Cells, columns_of, contents_of, sheet_rows
from arrears.workbooks.sheets.styles import Form


@given(st.integers(-(10**15), 10**15))
def test_no_fen_is_lost_between_the_table_and_the_cell(amount):
    (content,) = contents_of([amount], Form.AMOUNT)
    assert round(float(content.removeprefix("><v>").removesuffix("</v></c>")) * 100) == amount


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("a\rb", "a_x000D_b", id="a carriage return"),
        pytest.param("a\x01b", "a_x0001_b", id="what XML cannot hold"),
        pytest.param("_x000D_", "_x005F_x000D_", id="what only looks escaped"),
        pytest.param("<&>", "&lt;&amp;&gt;", id="markup"),
    ],
)
def test_a_text_is_written_as_excel_writes_it(text, written):
    assert contents_of([text], Form.TEXT) == [f' t="inlineStr"><is><t>{written}</t></is></c>']


def test_outer_spaces_and_lines_are_kept():
    assert all('xml:space="preserve"' in content for content in contents_of([" a", "a ", "a\nb"], Form.TEXT))


def test_a_text_that_no_cell_holds_is_cut_where_one_sees_it():
    (content,) = contents_of(["x" * 40_000], Form.TEXT)
    assert content.count("x") >= 32_766
    assert "…</t>" in content


def test_the_first_of_march_1900_and_today_have_excels_serials():
    days = pd.DataFrame({"day": pd.to_datetime(["1900-03-01", "2026-11-23"]).astype("datetime64[s]")})
    (serials,) = columns_of(days, {"day": Form.DATE}).values()
    assert contents_of(serials, Form.DATE) == ["><v>61</v></c>", "><v>46349</v></c>"]


def test_a_row_is_as_tall_as_its_longest_text_and_not_taller_than_a_sheet_allows():
    texts = ["短", "行\n行", "x" * 30_000]
    xml = b"".join(sheet_rows([Cells("A", "1", Form.TEXT, texts, wrapped_at=30)], first=4)).decode()
    assert '<row r="4"><c' in xml
    assert '<row r="5" ht="34" customHeight="1">' in xml
    assert '<row r="6" ht="394" customHeight="1">' in xml
