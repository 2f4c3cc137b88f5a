"""The add-in file is one that Excel opens, holds our functions, and lets no open workbook say what is started."""

import io
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwings.utils
from addin_as_workbook import as_workbook
from olevba_reader import modules

from arrears.errors import ArrearsError
from xl_addin.hosts.excel import book, sheets, wrappers
from xl_addin.hosts.excel.book import addin_file
from xl_addin.hosts.excel.template import template_parts
from xl_addin.registry import FUNCTIONS

PYTHON = r"C:\Program Files\a & b\python.exe"
MADE = addin_file(PYTHON, "/opt/arrears/bin/python")
GOLDEN = Path(__file__).with_name("ArrearsFunctions.bas")


@pytest.fixture(scope="module")
def sources():
    return modules(MADE, "arrears.xlam")


def rows_of(number):
    # openpyxl opens no add-in.
    return list(openpyxl.load_workbook(io.BytesIO(as_workbook(MADE))).worksheets[number].iter_rows(values_only=True))


@pytest.mark.ooxml
def test_the_open_xml_sdk_finds_no_error(ooxml_validator, tmp_path):
    path = tmp_path / "arrears.xlam"
    path.write_bytes(MADE)
    assert ooxml_validator(path) == []


def test_the_same_input_gives_the_same_file():
    assert addin_file(PYTHON, "/opt/arrears/bin/python") == MADE
    assert addin_file(PYTHON) != MADE


def test_the_wrappers_are_those_that_were_looked_at():
    """Look at the difference, then: python -c "from xl_addin.hosts.excel.wrappers import wrappers as w; print(w(), end='')"."""
    assert wrappers.wrappers() == GOLDEN.read_text(encoding="ascii")


def test_every_function_has_its_wrapper_with_its_arguments(sources):
    code = sources["ArrearsFunctions"]
    for each in FUNCTIONS:
        line = next(line for line in code.splitlines() if line.startswith(f"Public Function {each.name}("))
        names = [argument.name for argument in each.arguments]
        said = [
            word.replace("Optional ", "").replace("ParamArray ", "").split("(")[0]
            for word in line.partition("(")[2].rstrip(")").split(", ")
        ]
        assert [word.replace(" As Variant", "") for word in said] == names


def test_code_is_ascii_so_that_every_windows_reads_it_alike(sources):
    assert all(code.isascii() for name, code in sources.items() if name.startswith("Arrears"))


def test_no_function_is_volatile(sources):
    assert "Volatile" not in "".join(code for name, code in sources.items() if name.startswith("Arrears"))


def test_settings_name_the_interpreters_and_keep_workbooks_off_pythons_path():
    found = {key: value for key, value, *_ in rows_of(0)}
    assert found["INTERPRETER_WIN"] == PYTHON
    assert found["INTERPRETER_MAC"] == "/opt/arrears/bin/python"
    assert found["ADD_WORKBOOK_TO_PYTHONPATH"] is False
    assert found["UDF MODULES"] == "xl_addin.hosts.excel.udfs"


def test_help_is_laid_out_as_intellisense_reads_it():
    rows = rows_of(1)
    assert rows[0][:2] == ("FunctionInfo", "1.0")
    found = {row[0]: [cell for cell in row[1:] if cell] for row in rows[1:]}
    assert list(found) == [each.name for each in FUNCTIONS]
    assert found["AR_DPD"][0].startswith("逾期天数")
    assert found["AR_DPD"][1::2] == ["due_date", "as_of"]


def test_every_text_that_the_code_asks_for_is_there(sources):
    known = dict(sheets.text_rows())
    asked = {part.partition('"')[0] for code in sources.values() for part in code.split('ArrearsText("')[1:]}
    assert asked == known.keys()


def test_an_open_workbook_or_a_file_beside_it_cannot_name_the_program_that_is_started(sources):
    code = sources["xlwings"]
    config = code[code.index("Function GetConfig(") :].partition("End Function")[0]
    assert "SheetExists(ActiveWorkbook" not in config
    assert 'source = "directory"' not in config
    assert '= ".py"' not in code
    assert 'PROJECT_NAME As String = "arrears"' in code


def test_python_imports_nothing_from_where_it_is_started(sources):
    code = sources["xlwings"]
    assert 'GetConfig("PYTHONPATH")' not in code
    assert '" -B -c ' not in code
    assert code.count(" -P -B -c ") == 2
    before = list(sys.path)
    # What VBA hands over now: whether to add the workbook's folder, two workbooks, three folders, and no path of one's own.
    xlwings.utils.prepare_sys_path(r"False;C:\Mail\list.xlsx;C:\arrears.xlam;;;")
    assert sys.path == before


def test_a_template_that_we_do_not_know_is_refused(monkeypatch):
    monkeypatch.setattr(book, "_PATCHES", (("no such text", "", 1),))
    with pytest.raises(ArrearsError, match="pip install --upgrade arrears xlwings"):
        book.project(template_parts()["xl/vbaProject.bin"])


def test_the_ribbons_namespace_goes_with_its_relationship():
    with zipfile.ZipFile(io.BytesIO(MADE)) as file:
        relationships, ribbon = file.read("_rels/.rels").decode(), file.read("customUI/customUI.xml").decode()
    assert "relationships/ui/extensibility" in relationships
    assert ("office/2006/relationships/ui" in relationships) == ("office/2006/01/customui" in ribbon)


def test_columns_beyond_z_have_two_letters():
    made = sheets.sheet_xml([["x"] * 28], "Sheet1").decode()
    assert 'r="Z1"' in made
    assert 'r="AB1"' in made
