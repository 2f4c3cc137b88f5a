"""xlwings' real code for Windows, run on any system: `call` goes through `CallUDF`, as a cell's formula does.

A process of its own (see the fixture `com` of tests/xl_addin/hosts/excel/conftest.py), because xlwings then believes to be on Windows.
"""

# ruff: noqa: PLC0415, PLW0603  # xlwings is imported only where it is to believe in Windows

from dataclasses import dataclass
from typing import Any

MODULE = "xl_addin.hosts.excel.udfs"


@dataclass(frozen=True)
class Cells:
    """A range of cells as an argument; rows of what a person would say is in them."""

    rows: Any


class Missing:
    """An optional argument that was left out."""


def call(name, *arguments):
    """Call a function as the wrapper in VBA does; give what VBA gets."""
    com, made = _host()
    return com.CallUDF(MODULE, name, tuple(map(made, arguments)), None, None)


def call_1904(name, *arguments):
    """Call a function as the wrapper in VBA does in a workbook that counts days from 1904."""
    com, made = _host()
    return com.CallUDF(f"{MODULE}_1904", name, tuple(map(made, arguments)), None, None)


def call_as_xlwings(name, *arguments):
    """Call a function with a workbook and a caller, as xlwings' own wrapper does."""
    import windows_stand_ins as windows

    com, made = _host()
    return com.CallUDF(MODULE, name, tuple(map(made, arguments)), None, windows.FakeRange(None, address="$C$3"))


def imported():
    """Let xlwings import the functions into a workbook; give its VBA and what it told the function wizard."""
    import windows_stand_ins as windows
    import xlwings

    _host()
    book = windows.FakeWorkbook("arrears.xlam")
    xlwings.import_udfs(MODULE, book)
    return book.VBProject.VBComponents.imported[0], book.macro_options


def timed(name, rows, *others, one_by_one):
    """Time calls, in seconds: of a whole range at once, or of each of its cells."""
    from time import perf_counter

    com, made = _host()
    rest = tuple(map(made, others))
    arguments = [made(Cells([row])) for row in rows] if one_by_one else [made(Cells(rows))]
    start = perf_counter()
    for argument in arguments:
        com.CallUDF(MODULE, name, (argument, *rest), None, None)
    return perf_counter() - start


def _host():
    global _running
    if _running is None:
        import windows_stand_ins as windows

        windows.install()
        from xlwings.com_server import XLPython

        def made(argument):
            if isinstance(argument, Cells):
                rows = argument.rows
                is_row = isinstance(rows, list) and not isinstance(rows[0], list)
                return windows.FakeRange([rows] if is_row else rows)
            return windows.MISSING if isinstance(argument, Missing) else argument

        _running = XLPython(), made
    return _running


_running = None
