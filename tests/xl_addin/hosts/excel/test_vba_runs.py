"""Every VBA module compiles, and what the runtime does with values is right: LibreOffice runs it."""

from pathlib import Path

import pytest
from addin_as_workbook import as_workbook
from vba_for_basic import prepared

from xl_addin.hosts.excel.book import addin_file, project
from xl_addin.hosts.excel.template import template_project
from xl_addin.registry import FUNCTIONS

HOST = Path(__file__).parents[3] / "basic_host.py"
PROJECT = project(template_project())
MODULES = ["xlwings", "ArrearsRuntime", "ArrearsRibbon", "ArrearsFunctions"]
KNOWN = 4242
PROBE = f"\nPublic Function ArrearsProbe()\n    ArrearsProbe = {KNOWN}\nEnd Function\n"

pytestmark = pytest.mark.libreoffice


def run(calc, sources, module, function, *arguments):
    return calc.call(HOST, "run", {name: prepared(text) for name, text in sources.items()}, module, function, arguments)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_compiles(calc, name):
    assert run(calc, {name: PROJECT.source(name) + PROBE}, name, "ArrearsProbe") == KNOWN


def test_the_gate_sees_a_module_that_does_not_compile(calc):
    source = PROJECT.source("ArrearsRuntime").replace("End Select", "End Selekt", 1) + PROBE
    with pytest.raises(Exception, match=r"."):
        assert run(calc, {"ArrearsRuntime": source}, "ArrearsRuntime", "ArrearsProbe") == KNOWN


CHECKS = """
Public Function ErrorNumbers()
    ErrorNumbers = CLng(ArrearsCell("#VALUE!", False)) & " " & CLng(ArrearsCell("#NUM!", False)) & " " & CLng(ArrearsCell("#N/A", False))
End Function
Public Function LeftAlone()
    LeftAlone = ArrearsCell("#REF", False) & "|" & ArrearsCell(12.5, False) & "|" & ArrearsCell("", False)
End Function
Public Function Table()
    Dim cells(0 To 1, 0 To 1) As Variant, found As Variant
    cells(0, 0) = "#N/A": cells(0, 1) = 7: cells(1, 0) = "text": cells(1, 1) = 8.5
    found = ArrearsValues(cells, False)
    Table = IsError(found(0, 0)) & "|" & found(0, 1) & "|" & found(1, 0) & "|" & found(1, 1)
End Function
Public Function Row()
    Dim cells(0 To 2) As Variant, found As Variant
    cells(0) = 1: cells(1) = "#NUM!": cells(2) = "M2"
    found = ArrearsValues(cells, False)
    Row = found(0) & "|" & IsError(found(1)) & "|" & found(2)
End Function
Public Function Days()
    Days = VarType(ArrearsCell(46053, True)) & "|" & VarType(ArrearsCell(46053.5, True)) & "|" & VarType(ArrearsCell("", True))
End Function
"""


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("ErrorNumbers", "2015 2036 2042"),
        ("LeftAlone", "#REF|12.5|"),
        ("Table", "True|7|text|8.5"),
        ("Row", "1|True|M2"),
        ("Days", "7|7|8"),
    ],
)
def test_values_become_cells(calc, function, expected):
    source = PROJECT.source("ArrearsRuntime") + CHECKS
    assert run(calc, {"ArrearsRuntime": source}, "ArrearsRuntime", function) == expected


BREAKER = """
Private asked As Long
Public Function XLPy() As Object
    asked = asked + 1
    Err.Raise 1000, "", "no Python here"
End Function
Public Function Broken()
    Dim first As Variant, cells As Long
    Dim given(0 To 0) As Variant
    given(0) = 1
    For cells = 1 To 1000
        first = ArrearsCall("ar_bucket", given)
    Next cells
    Broken = asked & "|" & CLng(first) & "|" & ArrearsRests() & "|" & (InStr(ArrearsLastProblem(), "no Python here") > 0)
    ArrearsTryAgain
    first = ArrearsCall("ar_bucket", given)
    Broken = Broken & "|" & asked
    restsUntil = Now - 1 / 86400
    first = ArrearsCall("ar_bucket", given)
    restsUntil = Now + 1
    Broken = Broken & "|" & asked & "|" & ArrearsRests()
End Function
"""


def test_where_python_does_not_start_one_cell_waits_and_the_others_rest_for_a_minute(calc):
    # Asked once for a thousand cells; once more when the person has read why; once more after the minute; no clock makes it rest for a day.
    source = PROJECT.source("ArrearsRuntime") + BREAKER
    said = run(calc, {"ArrearsRuntime": source}, "ArrearsRuntime", "Broken")
    assert said == "1|2015|True|True|2|3|False"


LOOKS = """
Private answer As String, shown As Variant, scheduled As Long, taken As Long, words As String
Public Function ArrearsAsked(ByVal question As String) As String
    If answer = "error" Then Err.Raise 1000, "", "Python is gone"
    ArrearsAsked = answer
    If question = "cancel()" Then answer = ""
End Function
Public Sub Scheduled_(ByVal moment As Date, ByVal name As String, Optional ByVal other As Variant, Optional ByVal wanted As Boolean = True)
    If wanted Then
        scheduled = scheduled + 1
    Else
        taken = taken + 1
    End If
End Sub
Public Function ArrearsText(ByVal key As String) As String
    ArrearsText = key
End Function
Public Function ArrearsSay(ByVal text As String, ByVal look As Long) As Long
    words = words & text
End Function
Public Function Looked()
    ArrearsCancel Nothing
    Looked = words
    answer = "12 s": ArrearsLook
    Looked = Looked & "|" & shown & "|" & scheduled & "|" & taken
    ArrearsLook
    Looked = Looked & "|" & scheduled & "|" & taken
    ArrearsCancel Nothing
    Looked = Looked & "|" & shown & "|" & scheduled & "|" & taken
    answer = "error": words = "": ArrearsLook
    Looked = Looked & "|" & (InStr(words, "lost") = 1) & "|" & scheduled
    answer = "3 s"
    ArrearsLook
    Auto_Close
    Auto_Close
    Looked = Looked & "|" & scheduled & "|" & taken
End Function
"""


def test_a_macro_is_looked_after_once_a_second_until_it_is_ready_or_cancelled(calc):
    source = PROJECT.source("ArrearsRibbon").replace("Application.OnTime ", "Scheduled_ ")
    source = source.replace("Application.StatusBar", "shown").replace("Function ArrearsAsked(", "Function Unused(")
    source = source.replace("ThisWorkbook.Name", '"arrears.xlam"')
    # Nothing to cancel; one look ahead at a time; none after the cancellation, after a fault, and once the add-in is closed.
    said = run(calc, {"ArrearsRibbon": source + LOOKS}, "ArrearsRibbon", "Looked")
    assert said == "nothing runs|12 s|1|0|2|1|False|2|2|True|2|3|3"


WHOLE = """
Public Function Trimmed()
    Dim given(0 To 3) As Variant
    ThisWorkbook.Sheets(1).Range("B7").Value = 5
    Set given(0) = ThisWorkbook.Sheets(1).Range("A:A")
    Set given(1) = ThisWorkbook.Sheets(1).Range("B3:B1048576")
    Set given(2) = ThisWorkbook.Sheets(1).Range("A1:B2")
    given(3) = "word"
    ArrearsTrim given
    Trimmed = given(0).Rows.Count & "|" & given(1).Rows.Count & "|" & given(2).Rows.Count & "|" & given(3)
End Function
"""


def test_whole_columns_reach_no_further_than_the_last_cell_in_use(calc):
    source = PROJECT.source("ArrearsRuntime") + WHOLE
    assert run(calc, {"ArrearsRuntime": source}, "ArrearsRuntime", "Trimmed") == "7|5|2|word"


WRAPPED = """
Public Function ArrearsCall(ByVal functionName As String, ByVal arguments As Variant, Optional ByVal asDates As Boolean = False) As Variant
    Dim place As Long, said As String
    For place = LBound(arguments) To UBound(arguments)
        If IsMissing(arguments(place)) Then
            said = said & "|missing"
        Else
            said = said & "|" & arguments(place)
        End If
    Next place
    ArrearsCall = functionName & said
End Function
Public Function ArrearsProbe()
    ArrearsProbe = AR_DPD(1, 2) & " " & AR_BUCKET(3) & " " & AR_WHY("AR_DPD", 4, 5) & " " & AR_WORKDAY(6, 7)
End Function
"""


def test_the_wrappers_hand_over_every_argument_in_order(calc):
    source = PROJECT.source("ArrearsFunctions") + WRAPPED
    said = run(calc, {"ArrearsFunctions": source}, "ArrearsFunctions", "ArrearsProbe")
    assert said == "ar_dpd|1|2 ar_bucket|3|missing ar_why|AR_DPD|4|5 ar_workday|6|7|missing"


def test_there_is_a_wrapper_for_every_function():
    source = PROJECT.source("ArrearsFunctions")
    assert all(f"Public Function {each.name}(" in source for each in FUNCTIONS)


def test_libreoffice_finds_every_module_in_the_file(calc, tmp_path):
    path = tmp_path / "arrears.xlsm"
    path.write_bytes(as_workbook(addin_file("python")))
    found = calc.call(HOST, "modules_of", path.as_uri())
    assert {name.partition(".")[0] for name in found} == {"Arrears"}
    assert {name.partition(".")[2] for name in found} >= {*MODULES, "Sheet2", "Sheet3", "Sheet4", "ThisWorkbook"}
    source = found["Arrears.ArrearsFunctions"]
    assert all(f"Public Function {each.name}(" in source for each in FUNCTIONS)
