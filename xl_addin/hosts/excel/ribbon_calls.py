"""What the ribbon's buttons call: ``RunPython "import xl_addin.hosts.excel.ribbon_calls as calls; calls.run('stage_cases')"``."""

from __future__ import annotations

import xlwings as xw

from xl_addin.macros.books.excel import ExcelBook
from xl_addin.macros.run import run as run_macro


def run(name: str) -> bool:
    """Run a macro on the workbook from which its button was pressed.

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
