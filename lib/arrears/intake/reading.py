"""One file in, an `Intake` out: pure and whole, so that it can run in a child process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from arrears.intake.choose import choose
from arrears.intake.files import Format, load
from arrears.intake.limits import Limits
from arrears.intake.text_files import read_text
from arrears.intake.typed import typed
from arrears.intake.words import file_error
from arrears.intake.workbook import read_biff, read_ooxml

if TYPE_CHECKING:
    from arrears.intake.grid import Grid
    from arrears.intake.request import Request, SheetsRequest
    from arrears.intake.result import Intake

_READERS = {Format.OOXML: read_ooxml, Format.BIFF: read_biff, Format.TEXT: read_text}
_USUAL = Limits()


def read_file(request: Request, limits: Limits = _USUAL) -> Intake:
    """Read a case list with every option given: no clock, nothing but plain values in and picklable ones out.

    Parameters
    ----------
    request : Request
        What to read, and how.
    limits : Limits
        How much the file may ask for; time and memory are watched by `arrears.intake.guard` alone.

    Raises
    ------
    IntakeError
        If the file cannot be used as a whole.
    """
    place = Path(request.path)
    kind, data, notices = load(place, request.password, limits)
    grids = _READERS[kind](data, place.name, limits)
    choice, more = choose(grids, place.name, sheet=request.sheet, required=request.required)
    return typed(
        choice, [*notices, *more], place.name, required=request.required, as_of=request.as_of, lang=request.lang
    )


def read_workbook(request: SheetsRequest, limits: Limits = _USUAL) -> list[Grid]:
    """Give all sheets of a workbook as they are; `arrears.intake.sheets.read_sheets` is the way in.

    Raises
    ------
    IntakeError
        If the file is no workbook or cannot be used as a whole.
    """
    place = Path(request.path)
    kind, data, notices = load(place, request.password, limits)
    if kind is Format.TEXT:
        raise file_error("FORMAT_UNSUPPORTED", place.name, "text, no workbook")
    grids = _READERS[kind](data, place.name, limits)
    for grid in grids:
        grid.notices += notices
    return grids
