"""The worksheet functions for workbooks that count days from 1904-01-01: what VBA asks for where `Workbook.Date1904` says so."""

from __future__ import annotations

from xl_addin.cells.serials import FROM_1904
from xl_addin.hosts.excel.udfs import exposed
from xl_addin.registry import FUNCTIONS

globals().update(exposed(__name__, FROM_1904))

__all__ = [function.call.__name__ for function in FUNCTIONS]  # made like the functions
