"""The add-in file: xlwings' installed VBA with our wrappers, ribbon and sheets, put together without Excel.

Nobody needs 'Import Functions' or trusted access to VBA projects, and add-in and xlwings always are of one version: the VBA
names the version of the library that it loads.
"""

from __future__ import annotations

import io
import zipfile
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.words import both
from xl_addin.hosts.excel import package, sheets, wrappers
from xl_addin.hosts.excel.project.modules import Project
from xl_addin.hosts.excel.ribbon import ribbon_xml
from xl_addin.hosts.excel.template import template_parts, xlwings_version

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME = "arrears.xlam"
_OWN_MODULES = ("ArrearsRuntime", "ArrearsRibbon")
_SHEETS = {sheets.CONFIG: "Sheet2", sheets.HELP: "Sheet3", sheets.TEXTS: "Sheet4"}
"""Each sheet's name in VBA's project, where the template has one."""
_BOOK_NAMES = 'PYTHONPATH = AddExcelDir & ";" & ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName & ";" & '
_NARROW_LOAD = 'LoadLibrary Lib "KERNEL32" Alias "LoadLibraryA" (ByVal lpLibFileName As String) As Long\n'
_BESIDE, _ABOVE = "ParentFolder(PYTHON_WIN)", "ParentFolder(ParentFolder(PYTHON_WIN))"
_PATCHES = (
    ('PROJECT_NAME As String = "myaddin"', 'PROJECT_NAME As String = "arrears"', 1),
    # xlwings lets an open workbook, or a file beside it, say which program to start. A workbook that came by mail must not.
    ('If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then', "If False Then", 1),
    ('If source = "" Or source = "directory" Then', "If False Then", 1),
    # Nor bring Python code in a sheet.
    ('If Right$(sht.Name, 3) = ".py" Then', "If False Then", 2),
    # Nor may Python import from the folder in which it is started, which is often the workbook's: an empty path means that folder.
    (' & ";" & GetConfig("PYTHONPATH")', "", 4),
    ('tail = " -B -c ', 'tail = " -P -B -c ', 1),
    ('PythonInterpreter & " -B -c ', 'PythonInterpreter & " -P -B -c ', 1),
    # The names of open workbooks are nothing that Python needs; with none in front (Protected View) there is no name to give.
    (_BOOK_NAMES, 'PYTHONPATH = AddExcelDir & ";" & ";" & ";" & ', 1),
    # By the narrow forms, a path with letters beyond the computer's code page is not found.
    (f"    Private Declare PtrSafe Function {_NARROW_LOAD}", "", 1),
    (f"    Private Declare Function {_NARROW_LOAD}", "", 1),
    (
        f'If LoadLibrary({_BESIDE} + "\\" + XLPyDLLName) = 0 Then',
        f'If Not ArrearsLoaded({_BESIDE} + "\\" + XLPyDLLName) Then',
        1,
    ),
    (
        f'If LoadLibrary({_ABOVE} + "\\" + XLPyDLLName) = 0 Then',
        f'If Not ArrearsLoaded({_ABOVE} + "\\" + XLPyDLLName) Then',
        1,
    ),
    ("Chr(34) & Chr(34) & PYTHON_WIN & Chr(34)", "Chr(34) & Chr(34) & ArrearsShort(PYTHON_WIN) & Chr(34)", 1),
)
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""Of every part, so that the same input gives the same file."""


def addin_file(interpreter_windows: str = "", interpreter_mac: str = "", lang: str = "zh") -> bytes:
    r"""Build the add-in.

    Parameters
    ----------
    interpreter_windows, interpreter_mac : str
        Python on either system; see `xl_addin.hosts.excel.sheets.settings`.
    lang : str
        ``zh`` or ``en``: of the ribbon's labels; tips are in both.

    Returns
    -------
    bytes
        An ``.xlam`` file; the same for the same arguments and versions.

    Raises
    ------
    ArrearsError
        If xlwings is missing, or of a version whose template we do not know.

    Examples
    --------
    >>> made = addin_file("%LOCALAPPDATA%\\arrears\\Scripts\\python.exe")
    >>> made[:2], made == addin_file("%LOCALAPPDATA%\\arrears\\Scripts\\python.exe")
    (b'PK', True)
    """
    template = template_parts()
    rows = {
        sheets.CONFIG: sheets.config_rows(sheets.settings(interpreter_windows, interpreter_mac)),
        sheets.HELP: sheets.help_rows(),
        sheets.TEXTS: sheets.text_rows(),
    }
    parts = package.parts(tuple(_SHEETS), f"{version('arrears')} (xlwings {xlwings_version()})")
    parts |= {name: template[name] for name in ("xl/styles.xml", "xl/theme/theme1.xml")}
    for number, (name, code_name) in enumerate(_SHEETS.items(), start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheets.sheet_xml(rows[name], code_name)
    parts["customUI/customUI.xml"] = ribbon_xml(lang).encode()
    parts["xl/vbaProject.bin"] = project(template["xl/vbaProject.bin"]).data()
    return _packed(parts)


def project(data: bytes) -> Project:
    """Put our modules into the template's VBA project.

    Parameters
    ----------
    data : bytes
        The template's ``vbaProject.bin``.

    Raises
    ------
    ArrearsError
        If the template is not one that we know.
    """
    made = Project(data)
    made.rename("Arrears")
    made.drop_reference("MSForms")
    made.put("xlwings", _patched(made.source("xlwings")))
    if "RibbonMyAddin" in made.names:
        made.take_away("RibbonMyAddin")
    for name in list(_SHEETS.values())[1:]:
        made.copy_document("Sheet2", name)
    for name in _OWN_MODULES:
        made.put(name, files("xl_addin.hosts.excel").joinpath("vba", f"{name}.bas").read_text(encoding="ascii"))
    made.put(wrappers.MODULE, wrappers.wrappers())
    return made


def _patched(source: str) -> str:
    for old, new, count in _PATCHES:
        if source.count(old) != count:
            raise ArrearsError(
                both("xl_addin.hosts.excel.book.add_template_xlwings_not_one", xlwings_version=xlwings_version()),
            )
        source = source.replace(old, new)
    return source


def _packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, _FIRST_DAY), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
