"""The workbook of worksheet functions shows what the functions give, and can be made again."""

import re
import runpy
from pathlib import Path

import openpyxl
import pytest

from xl_addin.registry import function

FOLDER = Path(__file__).parents[2] / "sample_workbooks"
BOOK = FOLDER / "worksheet_functions.xlsx"
MAKE = runpy.run_path(str(FOLDER / "make_worksheet_functions.py"))["make"]


def test_it_is_made_again_the_same_to_the_byte(tmp_path):
    """If not: python sample_workbooks/make_worksheet_functions.py."""
    assert MAKE(tmp_path / "again.xlsx").read_bytes() == BOOK.read_bytes()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_is_what_its_formula_gives(tmp_path, lang):
    path = MAKE(tmp_path / "book.xlsx", lang)
    formulas, values = (openpyxl.load_workbook(path, data_only=only).worksheets[0] for only in (False, True))
    seen = 0
    for row in formulas.iter_rows():
        for cell in row:
            if cell.data_type != "f":
                continue
            name, given = re.fullmatch(r"=(AR_\w+)\((.*)\)", cell.value).groups()
            parts = [
                part.strip('"') if '"' in part else values[part.replace("$", "")].value for part in given.split(",")
            ]
            assert function(name).call(*parts) == values[cell.coordinate].value, cell.coordinate
            seen += 1
    assert seen == 90


@pytest.mark.ooxml
def test_the_open_xml_sdk_finds_no_error(ooxml_validator):
    assert ooxml_validator(BOOK) == []
