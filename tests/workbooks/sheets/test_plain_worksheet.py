"""Whole columns written at once are the cells that XlsxWriter would have written one by one."""

import io

import openpyxl
import pytest
import xlsxwriter

from arrears.workbooks.sheets.plain_worksheet import PlainWorksheet
from arrears.workbooks.sheets.rows import BLANK, formula_contents, number_content

VALUES = (0.1 + 0.2, -5, 0, 46349.520833333336, "甲", " <b>&\"'", "两\n行", "=1+1", "_x0041_", "'")


def cells(draw):
    """Draw a sheet and read its cells back: values and number formats."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "in_memory": True}) as workbook:
        draw(workbook, workbook.add_worksheet("one", PlainWorksheet), workbook.add_format({"num_format": "0.00"}))
    sheet = openpyxl.load_workbook(out)["one"]
    return {cell.coordinate: (cell.value, cell.number_format) for row in sheet.iter_rows() for cell in row}, sheet


def test_a_column_at_once_is_what_single_cells_are():
    def at_once(_, sheet, look):
        sheet.write_run(
            2, 1, [number_content(one) if isinstance(one, int | float) else sheet.text(one) for one in VALUES], look
        )
        sheet.write_run(2, 2, formula_contents('IF(B\x00<"<",B\x00,1)', 3, [1] * len(VALUES)), None)

    def singly(_, sheet, look):
        for row, value in enumerate(VALUES, 2):
            sheet.write(row, 1, value, look)
            sheet.write_formula(row, 2, f'=IF(B{row + 1}<"<",B{row + 1},1)', None, 1)

    assert cells(at_once)[0] == cells(singly)[0]


def test_what_is_empty_is_no_cell_and_a_blank_keeps_its_look():
    found, _ = cells(lambda _, sheet, look: sheet.write_run(0, 0, [sheet.text("甲"), "", BLANK], look))
    assert found == {"A1": ("甲", "0.00"), "A2": (None, "General"), "A3": (None, "0.00")}


def test_single_cells_and_columns_share_a_row_from_left_to_right():
    def mixed(_, sheet, look):
        sheet.write_run(1, 2, [number_content(3)], look)
        sheet.write_number(1, 3, 4, look)
        sheet.write_boolean(1, 1, True)
        sheet.write_string(1, 0, "甲")

    assert [value for value, _ in cells(mixed)[0].values()][4:] == ["甲", True, 3, 4]


def test_a_table_over_many_rows_has_its_whole_size():
    def table(_, sheet, look):
        sheet.add_table(3, 0, 40, 1, {"name": "t", "columns": [{"header": "甲"}, {"header": "乙"}]})
        sheet.write_run(4, 0, [number_content(one) for one in range(37)], look)

    _, sheet = cells(table)
    assert (sheet.tables["t"].ref, sheet.tables["t"].autoFilter.ref) == ("A4:B41", "A4:B41")


@pytest.mark.parametrize("value", [True, False, "#N/A", "是", 2.5])
def test_what_a_formula_gave_is_read_back_with_its_kind(value):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        workbook.add_worksheet("one", PlainWorksheet).write_run(0, 0, formula_contents("NOW()", 1, [value]), None)
    assert openpyxl.load_workbook(out, data_only=True)["one"]["A1"].value == value
