"""The worksheets of the add-in file: its settings, the function wizard's help, and texts for people.

VBA's code knows no Chinese; a worksheet does. ``_IntelliSense_`` is laid out as Excel-DNA's IntelliSense reads it, which shows
arguments while one types, where a company has installed it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, TypeAlias

from xl_addin.registry import CATEGORY, FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Rows: TypeAlias = "Iterable[Iterable[str | bool]]"

CONFIG, HELP, TEXTS = "arrears.conf", "_IntelliSense_", "_Texts_"
"""Names of the sheets; xlwings and IntelliSense find theirs by name."""
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def settings(interpreter_windows: str, interpreter_mac: str) -> dict[str, str | bool]:
    r"""Give what xlwings' VBA looks up: the first that it finds wins, so nothing is left to other places.

    Parameters
    ----------
    interpreter_windows, interpreter_mac : str
        Python on either system, such as ``C:\arrears\Scripts\python.exe``; variables such as ``%LOCALAPPDATA%`` are filled in by Excel.
        Blank leaves the setting to each user's own file.
    """
    own = {"INTERPRETER_WIN": interpreter_windows, "INTERPRETER_MAC": interpreter_mac}
    return {
        **{key: value for key, value in own.items() if value},
        "UDF MODULES": "xl_addin.hosts.excel.udfs",
        # Macros run in the process that serves the functions: no second start of Python.
        "USE UDF SERVER": True,
        # Python must not import what lies beside a workbook that came by mail.
        "ADD_WORKBOOK_TO_PYTHONPATH": False,
        "DEBUG UDFS": False,
        "SHOW CONSOLE": False,
    }


def help_rows() -> Rows:
    """Give each function with its description and its arguments with theirs, Chinese first."""
    yield ("FunctionInfo", "1.0")
    for function in FUNCTIONS:
        described = (text for each in function.arguments for text in (each.name, each.docs.both))
        yield (function.name, function.docs.both, "", *described)


def text_rows() -> Rows:
    """Give the few texts that the add-in itself says."""
    return (
        ("category", CATEGORY),
        ("title", CATEGORY),
        ("no workbook", "请先打开一个工作簿。 Open a workbook first."),
        (
            "not started",
            "Python 没有启动。请在命令行运行 arrears excel doctor 查明原因。 Python did not start. Run arrears excel doctor on the command line to see why.",
        ),
        ("nothing runs", "当前没有宏在后台运行。 No macro runs in the background."),
        (
            "lost",
            (
                "宏运行时 Python 已退出或没有应答，结果可能没有写入；请再运行一次，仍然如此请在命令行运行 arrears excel doctor。 "
                "Python has ended or does not answer while a macro runs, and its results may be missing; run it again, and if it stays so "
                "run arrears excel doctor on the command line."
            ),
        ),
        ("no problem", "自 Excel 启动以来没有出错。 Nothing has failed since Excel was started."),
        (
            "rests",
            (
                "Python 未能启动，函数暂停 60 秒，期间直接显示 #VALUE!；关闭本提示后重新计算即再次尝试。原因如下；可在命令行运行 arrears excel doctor。 "
                "Python did not start; functions rest for 60 seconds and show #VALUE! meanwhile. After this message the next calculation tries again. "
                "The reason is below; see also arrears excel doctor on the command line."
            ),
        ),
        (
            "problem",
            "最近一次错误如下；请在命令行运行 arrears excel doctor 查明原因。 The last problem is below; run arrears excel doctor on the command line to see why.",
        ),
    )


def sheet_xml(rows: Rows, code_name: str) -> bytes:
    """Write a worksheet part.

    >>> b"<t>a &amp; b</t>" in sheet_xml([["a & b", True]], "Sheet1")
    True
    """
    written = "".join(
        f'<row r="{number}">{"".join(_cell(value, number, place) for place, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr codeName="{code_name}"/><sheetData>{written}</sheetData></worksheet>'.encode()


def config_rows(values: Mapping[str, str | bool]) -> Rows:
    """Give settings as rows of name and value."""
    return tuple(values.items())


def _cell(value: str | bool, row: int, column: int) -> str:  # noqa: FBT001  # a cell holds either
    if value == "":
        return ""
    place = f"{_letters(column)}{row}"
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value, quote=False)}</t></is></c>'


def _letters(column: int) -> str:
    """Name a column, counted from 0.

    >>> _letters(0), _letters(26)
    ('A', 'AA')
    """
    high, low = divmod(column, 26)
    return (_letters(high - 1) if high else "") + chr(ord("A") + low)
