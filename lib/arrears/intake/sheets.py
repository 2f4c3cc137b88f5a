"""All sheets of a workbook as typed cells, read under the same guards as a case list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.intake.guard import read_guarded
from arrears.intake.limits import Limits
from arrears.intake.request import SheetsRequest

if TYPE_CHECKING:
    from pathlib import Path

    from arrears.intake.grid import Grid


def read_sheets(path: Path, password: str | None = None, limits: Limits | None = None) -> list[Grid]:
    """Read every sheet of an .xlsx, .xlsm or .xls, hidden ones too, in a child process with limits.

    Raises
    ------
    IntakeError
        If the file is no workbook, cannot be opened, or goes beyond a limit; nothing is read then.
    ArrearsError
        If the process that reads files cannot be started.
    """
    request, limits = SheetsRequest(str(path), password), limits or Limits.from_environment()
    if limits.in_process:
        from arrears.intake.reading import read_workbook  # noqa: PLC0415  # takes half a second; usually the child does it

        return read_workbook(request, limits)
    return read_guarded(path.name, lambda: request, limits)
