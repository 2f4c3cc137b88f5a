"""What the ribbon's buttons call: ``RunPython "import xl_addin.hosts.excel.ribbon_calls as calls; calls.begin('stage_cases')"``.

On Windows `begin` starts a macro in a process of its own, and `look` is asked once a second; a Mac, where each call is a process
of its own already, calls `run` and waits.
"""

from __future__ import annotations

import sys
from importlib.metadata import version

import xlwings as xw

from xl_addin.hosts.calc.inside.client import Client
from xl_addin.hosts.excel.background import Background
from xl_addin.macros.books.excel import ExcelBook
from xl_addin.macros.run import run as run_macro

_background = Background(Client({"python": sys.executable, "version": version("arrears")}, "macros"))


def run(name: str) -> bool:
    """Run a macro on the workbook from which its button was pressed, and wait for it.

    Parameters
    ----------
    name : str
        The macro's id, the button's tag.

    Returns
    -------
    bool
        Whether it was done; if not, the person was told why.
    """
    return run_macro(name, ExcelBook(xw.Book.caller()))


def begin(name: str) -> None:
    """Start a macro on the workbook from which its button was pressed; parameters as for `run`."""
    _background.begin(name, ExcelBook(xw.Book.caller()))


def look() -> str:
    """Give the text for the status bar while a macro runs; once it is ready do what it decided, and give ""."""
    return _background.look()


def cancel() -> None:
    """End the macro that runs; the next `look` tells the person."""
    _background.cancel()
