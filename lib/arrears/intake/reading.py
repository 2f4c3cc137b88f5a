"""One file in, an `Intake` out: pure and whole, so that it can run in a child process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from arrears.intake.checks.typed import Options, typed
from arrears.intake.formats.files import Format, load
from arrears.intake.formats.text import read_text
from arrears.intake.formats.workbook import read_biff, read_ods, read_ooxml
from arrears.intake.limits import Limits
from arrears.intake.mapping.choose import choose
from arrears.intake.mapping.forms import Forms
from arrears.intake.mapping.kept import read_all
from arrears.intake.mapping.propose import Proposal, propose
from arrears.intake.words import file_error
from arrears.tables.dates import day_of
from arrears.tables.parsers import Writing

if TYPE_CHECKING:
    from arrears.intake.grid import Grid, Notice
    from arrears.intake.request import MapRequest, Request, SheetsRequest
    from arrears.intake.result import Intake
    from arrears.tables.amounts import Mark
    from arrears.tables.dates import Order

_READERS = {Format.OOXML: read_ooxml, Format.BIFF: read_biff, Format.ODS: read_ods}
_USUAL = Limits()


def read_file(request: Request, limits: Limits = _USUAL, outlive: list[object] | None = None) -> Intake:
    """Read a list with every option given: no clock, nothing but plain values in and picklable ones out.

    Parameters
    ----------
    request : Request
        What to read, and how.
    limits : Limits
        How much the file may ask for; time and memory are watched by `arrears.intake.guard` alone.
    outlive : list, optional
        Takes the cells, so that they outlive the call: a process that ends soon need not take millions of them apart.

    Raises
    ------
    IntakeError
        If the file cannot be used as a whole.
    ArrearsError
        If a mapping that was kept cannot be used.
    """
    place, contract = Path(request.path), request.contract
    grids, notices = _sheets(request, limits)
    if outlive is not None:
        outlive += grids
    mappings = read_all(map(Path, request.mappings), contract)
    choice, more = choose(
        grids, place.name, sheet=request.sheet, required=request.required, contract=contract, mappings=mappings
    )
    options = options_of(request)
    return typed(
        choice,
        [*notices, *more],
        place.name,
        required=request.required,
        as_of=day_of(request.as_of, options.writing.zone),
        lang=request.lang,
        options=options,
    )


def _sheets(request: Request, limits: Limits) -> tuple[list[Grid], list[Notice]]:
    place = Path(request.path)
    kind, data, notices = load(place, request.password, limits)
    if kind is Format.TEXT:
        return read_text(data, place.name, limits, request.contract), notices
    return _READERS[kind](data, place.name, limits), notices


def propose_for(request: MapRequest, limits: Limits = _USUAL) -> Proposal:
    """Propose what each column of a list means.

    Raises
    ------
    IntakeError
        If the file cannot be used as a whole.
    ArrearsError
        If a mapping that was kept cannot be used.
    """
    reading = request.reading
    grids, _ = _sheets(reading, limits)
    mappings = read_all(map(Path, reading.mappings), reading.contract)
    return propose(grids, Path(reading.path).name, reading.sheet, reading.contract, mappings)


def options_of(request: Request) -> Options:
    """Give how a list is read from what was asked and the profile's own ways."""
    writing = Writing(region=request.country, currency=request.currency, zone=ZoneInfo(request.time_zone))
    order, mark, usual = (
        cast("Order", request.dates),
        cast("Mark", request.decimal_mark),
        cast("Order", request.usual_dates),
    )
    return Options(writing, Forms(order, mark, usual), request.strict, str.maketrans(*request.alike))


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
        # A collector's workbook shows amounts in the case's currency; what stands in the cell is the number.
        for (row, column), number in grid.numbers.items():
            grid.rows[row][column] = number
    return grids
