"""Workbooks that Calc saved in Excel's format: our functions by the names that Excel knows.

LibreOffice 7.4 writes a function of an add-in by the add-in's own name (``ORG.ARREARS.CALC.FUNCTIONS.ARDPD``), which no other program
knows. After a workbook was saved its formulas are written anew with the names that people type.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORMATS = (".xlsx", ".xlsm")
_WITH_FORMULAS = re.compile(r"xl/(?:worksheets/[^/]+|workbook)\.xml")


def write_names(path: str, prefix: str, names: Mapping[str, str]) -> bool:
    """Write a workbook's formulas with the names that Excel knows.

    Parameters
    ----------
    path : str
        The file; one that is no workbook of Excel's, or is encrypted, stays as it is.
    prefix : str
        What Calc puts before a method's name.
    names : mapping
        Names by method, in upper case.

    Returns
    -------
    bool
        Whether anything was to be changed. The old file stays whole until the new one is complete.
    """
    if not path.lower().endswith(_FORMATS) or not zipfile.is_zipfile(path):
        return False
    called = re.compile(rf"{re.escape(prefix)}(\w+)(?=\()".encode(), re.IGNORECASE)
    with zipfile.ZipFile(path) as given:
        changed = {
            name: content
            for name in given.namelist()
            if _WITH_FORMULAS.fullmatch(name) and called.search(content := given.read(name))
        }
        if not changed:
            return False
        handle, part = tempfile.mkstemp(dir=os.path.dirname(path), suffix=".part")  # noqa: PTH120  # same folder
        try:
            with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
                for info in given.infolist():
                    content = changed.get(info.filename) or given.read(info)
                    out.writestr(info, called.sub(lambda match: _name(match, names), content), zipfile.ZIP_DEFLATED)
            shutil.copymode(path, part)
            os.replace(part, path)  # noqa: PTH105  # LibreOffice's Python gives texts
        except OSError:
            # Where the program that saved it still holds the file, it stays as it was saved.
            with suppress(OSError):
                os.unlink(part)  # noqa: PTH108  # same
            return False
    return True


def _name(match: re.Match[bytes], names: Mapping[str, str]) -> bytes:
    known = names.get(match[1].decode("ascii").upper())
    return match[0] if known is None else known.encode("ascii")
